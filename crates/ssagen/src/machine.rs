//! Facts about the machine's operations and registers.
//!
//! Counterpart: the tables of cmd/compile/internal/ssa/opGen.go.

use vamos_obj::x86;
use vamos_ssa::Header;
use vamos_ssa::op::Ops;
use vamos_ssa::op::Tables;

use crate::refusal::Refusal;

/// Effects of operations on their symbols; a bit each.
pub(crate) mod effect {
    pub(crate) const READ: u8 = 1;
    pub(crate) const WRITE: u8 = 2;
    pub(crate) const ADDRESS: u8 = 4;
}

/// The prefix of the constants of operations.
pub(crate) const PREFIX: &str = "OpAMD64";

/// Operations whose results have zeros in the upper half of a register.
const ZERO_EXTENDING: &str = "MOVLconst MOVLload MOVLQZX MOVLloadidx1 MOVWload MOVWloadidx1 MOVBload \
MOVBloadidx1 MOVLloadidx4 ADDLload SUBLload ANDLload ORLload XORLload CVTTSD2SL ADDL ADDLconst SUBL \
SUBLconst ANDL ANDLconst ORL ORLconst XORL XORLconst NEGL NOTL SHRL SHRLconst SARL SARLconst SHLL \
SHLLconst";

/// An operation.
#[derive(Clone, Copy, Debug)]
struct Operation {
    /// The factor of an index register.
    scale: u8,
    flags: u32,
    /// The effect on the symbol ([`effect`]).
    effect: u8,
    /// The result has zeros in the upper half of a register.
    zero_extends: bool,
}

/// Facts about the machine's operations and registers in a release.
#[derive(Clone, Debug)]
pub struct Machine {
    operations: Vec<Operation>,
    /// The assembler's numbers of the registers, by number.
    registers: Vec<Option<i16>>,
    int_params: Box<[u8]>,
    float_params: Box<[u8]>,
    /// The moves of constants of 32 and 64 bits.
    pub(crate) constants: [u16; 2],
    /// Copies are shorter if the upper half is known to be zero (since Go 1.27).
    pub(crate) has_short_copies: bool,
}

impl Machine {
    /// Returns the machine of a compiler; `minor` is N of Go 1.N.
    pub fn new(header: &Header, tables: &Tables, minor: u32) -> Result<Self, Refusal> {
        let registers = tables.registers(&header.goarch);
        let registers = registers.filter(|_| header.goarch == "amd64");
        let registers = registers.ok_or(Refusal::Machine)?;
        let zero_extending: Vec<&str> = ZERO_EXTENDING.split_ascii_whitespace().collect();
        let rows = tables.ops.iter().zip(&tables.op_consts);
        let operations = rows.map(|(info, constant)| {
            let name = constant.strip_prefix(PREFIX);
            let effect = effect_of(&info.sym_effect);
            Ok(Operation {
                scale: info.scale,
                flags: info.flags,
                effect: effect.ok_or(Refusal::Invalid("effect of an operation"))?,
                zero_extends: name.is_some_and(|name| zero_extending.contains(&name)),
            })
        });
        let find = |name: &str| {
            let mut names = tables.op_consts.iter();
            let at = names.position(|known| known.strip_prefix(PREFIX) == Some(name));
            at.map_or(Ops::ABSENT, |at| at as u16)
        };
        Ok(Self {
            operations: operations.collect::<Result<_, _>>()?,
            registers: header.registers.iter().map(|name| number(name)).collect(),
            int_params: registers.int_params.clone(),
            float_params: registers.float_params.clone(),
            constants: ["MOVLconst", "MOVQconst"].map(find),
            has_short_copies: minor >= 27,
        })
    }

    fn operation(&self, number: u16) -> Option<&Operation> {
        self.operations.get(usize::from(number))
    }

    /// Reports whether an operation has a property.
    pub(crate) fn has(&self, number: u16, flag: u32) -> bool {
        let found = self.operation(number);
        found.is_some_and(|found| found.flags & flag != 0)
    }

    /// Returns the effect of an operation on its symbol.
    pub(crate) fn effect(&self, number: u16) -> u8 {
        self.operation(number).map_or(0, |found| found.effect)
    }

    /// Reports whether the result of an operation has zeros in the upper half of a register.
    pub(crate) fn zero_extends(&self, number: u16) -> bool {
        let found = self.operation(number);
        found.is_some_and(|found| found.zero_extends)
    }

    /// Returns the factor of an operation's index register.
    pub(crate) fn scale(&self, number: u16) -> u8 {
        self.operation(number).map_or(0, |found| found.scale)
    }

    /// Returns the assembler's number of a register.
    pub(crate) fn register(&self, number: u32) -> Option<i16> {
        self.registers.get(number as usize).copied().flatten()
    }

    /// Returns the register of a parameter, by its number in the calling convention.
    pub(crate) fn param_register(&self, number: u32) -> Result<i16, Refusal> {
        let params = self.int_params.iter().chain(&self.float_params);
        let mut params = params.skip(number as usize);
        let found = params.next().and_then(|at| self.register((*at).into()));
        found.ok_or(Refusal::Invalid("register of a parameter"))
    }
}

/// Returns the assembler's number of a register by the compiler's name; 0 stands for the base of
/// static variables.
fn number(name: &str) -> Option<i16> {
    match name {
        "SB" => return Some(0),
        "g" => return Some(x86::REGG),
        _ => {}
    }
    let at = x86::REGISTERS.iter().position(|known| *known == name)?;
    i16::try_from(at).ok().map(|at| x86::REG_AL + at)
}

/// Returns the effect that the compiler's sources spell like this; `None` if it is unknown.
fn effect_of(text: &str) -> Option<u8> {
    let mut effects = text.split('|').map(|text| match text.trim() {
        "" | "SymNone" => Some(0),
        "SymRead" => Some(effect::READ),
        "SymWrite" => Some(effect::WRITE),
        "SymRdWr" => Some(effect::READ | effect::WRITE),
        "SymAddr" => Some(effect::ADDRESS),
        _ => None,
    });
    effects.try_fold(0, |all, effect| Some(all | effect?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registers_have_the_numbers_of_the_assembler() {
        assert_eq!(number("AX"), Some(x86::registers::REG_AX));
        assert_eq!(number("X15"), Some(x86::registers::REG_X0 + 15));
        assert_eq!((number("SB"), number("g")), (Some(0), Some(x86::REGG)));
        assert_eq!(number("ZERO"), None);
    }

    #[test]
    fn effects_may_be_combined() {
        let both = Some(effect::READ | effect::WRITE);
        assert_eq!(effect_of("SymRdWr"), both);
        assert_eq!(effect_of("SymRead | SymWrite"), both);
        assert_eq!(effect_of("SymAddr"), Some(effect::ADDRESS));
        assert_eq!((effect_of("SymNone"), effect_of("")), (Some(0), Some(0)));
        assert_eq!(effect_of("SymOther"), None);
    }
}
