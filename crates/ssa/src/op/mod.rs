//! The operations and kinds of blocks of a release, with the registers that they take.
//!
//! Operations have the numbers of the release: the compiler sorts by them. The tables are read from
//! the sources of an SDK ([`read_tables`]).
//! Counterpart: cmd/compile/internal/ssa/op.go (`opInfo`, `regInfo`).

mod arith;
mod classes;
mod named;
mod registers;
mod source;

pub(crate) use arith::Arith;
pub(crate) use arith::ArithKind;
pub(crate) use classes::BitOp;
pub(crate) use classes::class;
pub use named::Ops;
pub use registers::Registers;
pub use source::TableError;
pub use source::read_tables;

/// A set of registers of the machine, by number.
pub type RegMask = u128;

/// Properties of an operation; a bit each.
pub mod flags {
    /// The first two arguments may be exchanged.
    pub const COMMUTATIVE: u32 = 1;
    /// The result is in the register of argument 0.
    pub const RESULT_IN_ARG0: u32 = 1 << 1;
    /// The result is in no register of an argument.
    pub const RESULT_NOT_IN_ARGS: u32 = 1 << 2;
    /// The value can be made again, so that it needs no register until its use.
    pub const REMATERIALIZABLE: u32 = 1 << 3;
    /// The operation changes the flags of the processor.
    pub const CLOBBER_FLAGS: u32 = 1 << 4;
    /// The operation takes an integer register for itself.
    pub const NEED_INT_TEMP: u32 = 1 << 5;
    /// A call.
    pub const CALL: u32 = 1 << 6;
    /// A tail call.
    pub const TAIL_CALL: u32 = 1 << 7;
    /// A check for nil.
    pub const NIL_CHECK: u32 = 1 << 8;
    /// The operation faults if argument 0 is nil.
    pub const FAULT_ON_NIL_ARG0: u32 = 1 << 9;
    /// The operation faults if argument 1 is nil.
    pub const FAULT_ON_NIL_ARG1: u32 = 1 << 10;
    /// The result does not contain the address in argument 0.
    pub const ADDR_SINK_ARG0: u32 = 1 << 11;
    /// The operation cannot be removed.
    pub const HAS_SIDE_EFFECTS: u32 = 1 << 12;
    /// No instruction is made for it.
    pub const ZERO_WIDTH: u32 = 1 << 13;
    /// The goroutine cannot be stopped here.
    pub const UNSAFE_POINT: u32 = 1 << 14;
    /// The register is fixed.
    pub const FIXED_REG: u32 = 1 << 15;
    /// The operation belongs to no machine.
    pub const GENERIC: u32 = 1 << 16;
    /// The operation may be moved to an earlier block (since Go 1.27).
    pub const EARLY_OK: u32 = 1 << 17;
    /// The result does not contain the address in argument 1.
    pub const ADDR_SINK_ARG1: u32 = 1 << 18;
}

/// Which registers an argument or result may have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Operand {
    /// The index of the argument or result.
    pub index: u8,
    /// The registers.
    pub registers: RegMask,
}

/// An operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpInfo {
    /// The name, without the machine: `ADDQ`.
    pub name: Box<str>,
    /// The kind of its aux value, as in the sources: `auxSymOff`; empty for none.
    pub aux: Box<str>,
    /// The number of arguments; -1: any.
    pub arg_len: i8,
    /// The properties ([`flags`]).
    pub flags: u32,
    /// The classes that passes distinguish ([`class`]).
    pub(crate) classes: u32,
    /// The effect on single bits.
    pub(crate) bit_op: BitOp,
    /// The meaning on integers.
    pub(crate) arith: Arith,
    /// The factor of an index register.
    pub scale: u8,
    /// The effect on the symbol, as the sources spell it: `SymRead`; empty: none.
    pub sym_effect: Box<str>,
    /// The opcode of the assembler, as the sources spell it: `x86.AADDQ`; empty: none.
    pub asm: Box<str>,
    /// The registers of arguments, most constrained first.
    pub inputs: Vec<Operand>,
    /// The registers of results.
    pub outputs: Vec<Operand>,
    /// The registers that change besides the results.
    pub clobbers: RegMask,
    /// The register of argument 0 changes.
    pub clobbers_arg0: bool,
    /// The register of argument 1 changes.
    pub clobbers_arg1: bool,
}

impl OpInfo {
    /// Reports whether the operation has a property.
    pub fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }
}

/// The properties of an operation that passes read for each value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct OpFacts {
    flags: u32,
    classes: u32,
    arith: Arith,
    bit_op: BitOp,
    sym_effect: SymEffect,
    arg_len: i8,
}

/// The effect of an operation on its symbol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum SymEffect {
    #[default]
    None,
    Write,
    /// The symbol is read, or its address is taken.
    Other,
}

/// The operations and block kinds of a release, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tables {
    /// The operations of all machines.
    pub ops: Vec<OpInfo>,
    /// The names of their constants in the sources: `OpAMD64ADDQ`.
    pub op_consts: Vec<Box<str>>,
    /// The names of the kinds of blocks, without `Block` and the machine.
    pub blocks: Vec<Box<str>>,
    /// The names of their constants in the sources: `BlockAMD64EQ`.
    pub block_consts: Vec<Box<str>>,
    /// The registers of each machine.
    pub machines: Vec<Registers>,
    /// Facts about operations close together, since a record of [`OpInfo`] takes several lines of a
    /// processor's cache.
    pub(crate) facts: Facts,
}

/// Facts about operations, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts(Vec<OpFacts>);

impl Tables {
    /// Finds the facts about operations, after the operations have changed.
    pub(crate) fn find_facts(&mut self) {
        let facts = self.ops.iter().map(|info| OpFacts {
            flags: info.flags,
            classes: info.classes,
            arith: info.arith,
            bit_op: info.bit_op,
            sym_effect: match &*info.sym_effect {
                "" | "SymNone" => SymEffect::None,
                "SymWrite" => SymEffect::Write,
                _ => SymEffect::Other,
            },
            arg_len: info.arg_len,
        });
        self.facts = Facts(facts.collect());
    }

    /// Returns facts about an operation.
    #[inline]
    fn facts(&self, op: u16) -> OpFacts {
        let facts = self.facts.0.get(usize::from(op));
        facts.copied().unwrap_or_default()
    }

    /// Returns the name of an operation.
    pub fn op_name(&self, op: u16) -> &str {
        self.ops.get(usize::from(op)).map_or("?", |info| &info.name)
    }

    /// Returns the kind of the aux value of an operation, as the sources spell it.
    pub(crate) fn aux_kind(&self, op: u16) -> &str {
        self.ops.get(usize::from(op)).map_or("", |info| &info.aux)
    }

    /// Returns the effect of an operation on its symbol.
    pub(crate) fn sym_effect(&self, op: u16) -> SymEffect {
        self.facts(op).sym_effect
    }

    /// Reports whether an operation has no arguments.
    pub(crate) fn has_no_args(&self, op: u16) -> bool {
        let facts = self.facts.0.get(usize::from(op));
        facts.is_some_and(|facts| facts.arg_len == 0)
    }

    /// Returns the properties of an operation.
    #[inline]
    pub fn flags(&self, op: u16) -> u32 {
        self.facts(op).flags
    }

    /// Returns the registers that an operation changes besides its results.
    pub(crate) fn clobbers(&self, op: u16) -> RegMask {
        let info = self.ops.get(usize::from(op));
        info.map_or(0, |info| info.clobbers)
    }

    /// Reports whether an operation is of one of these classes.
    #[inline]
    pub(crate) fn is_of(&self, op: u16, classes: u32) -> bool {
        self.facts(op).classes & classes != 0
    }

    /// Returns the effect of an operation on single bits.
    pub(crate) fn bit_op(&self, op: u16) -> BitOp {
        self.facts(op).bit_op
    }

    /// Returns the meaning of an operation on integers.
    pub(crate) fn arith(&self, op: u16) -> Arith {
        self.facts(op).arith
    }

    /// Returns the registers of a machine.
    pub fn registers(&self, goarch: &str) -> Option<&Registers> {
        let mut machines = self.machines.iter();
        machines.find(|known| known.machine.eq_ignore_ascii_case(goarch))
    }

    /// Returns the name of a kind of blocks.
    pub fn block_name(&self, kind: u8) -> &str {
        self.blocks.get(usize::from(kind)).map_or("?", |name| name)
    }
}
