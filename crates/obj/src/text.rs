//! Instructions and operands as text: in error messages and listings.
//!
//! Counterpart: cmd/internal/obj/util.go (`Prog.String`, `writeDconv`).

use std::fmt::Write as _;

use vamos_base::golang::quote;

use crate::arch::Arch;
use crate::arch::Family;
use crate::function::Function;
use crate::own::SymbolView;
use crate::pos::PosTable;
use crate::prog::Addr;
use crate::prog::AddrName;
use crate::prog::AddrType;
use crate::prog::OperandPos;
use crate::prog::Prog;
use crate::prog::ProgId;
use crate::prog::Progs;
use crate::prog::Val;
use crate::prog::op;

/// The size of arguments that is not known (`abi.ArgsSizeUnknown`).
pub const ARGS_SIZE_UNKNOWN: i32 = i32::MIN;
/// The flag of a function that is the outermost of a stack.
pub(crate) const FUNC_FLAG_TOP_FRAME: u8 = 1;
/// The flag of a function in assembly.
pub(crate) const FUNC_FLAG_ASM: u8 = 4;

/// Tables for printing of instructions.
#[derive(Clone, Copy, Debug)]
pub struct Printer<'a> {
    /// The architecture.
    pub arch: &'static Arch,
    /// The bases of positions.
    pub positions: &'a PosTable,
    /// The symbols of operands.
    pub symbols: SymbolView<'a>,
    /// The function; `None` for an operand alone.
    pub func: Option<&'a Function>,
}

impl Printer<'_> {
    fn progs(&self) -> Option<&Progs> {
        self.func.map(|func| &func.progs)
    }

    /// Returns an instruction of the function with its pc and position.
    pub fn prog(&self, prog: ProgId) -> String {
        match self.progs() {
            Some(progs) => self.whole(&progs[prog]),
            None => "<nil Prog>".to_owned(),
        }
    }

    /// Returns an instruction with its pc and position.
    pub fn whole(&self, prog: &Prog) -> String {
        let pc = padded(prog.pc);
        let pos = self.positions.text(prog.pos, false, true);
        format!("{pc} ({pos})\t{}", self.instruction(prog))
    }

    /// Returns an instruction.
    pub fn instruction(&self, prog: &Prog) -> String {
        let mut out = self.arch.op_text(prog.op);
        if prog.scond != 0 {
            out.push_str(&(self.arch.suffix_text)(prog.scond));
        }
        let mut operands = Vec::new();
        if prog.from.kind != AddrType::None {
            operands.push(self.addr(&prog.from));
        }
        if prog.reg != 0 {
            operands.push(self.arch.reg_name(prog.reg.into()));
        }
        let rest = |pos: OperandPos| prog.rest.iter().filter(move |arg| arg.pos == pos);
        operands.extend(rest(OperandPos::Source).map(|arg| self.addr(&arg.addr)));
        if prog.op == op::TEXT {
            operands.extend(self.text_attributes(prog));
        }
        if prog.to.kind != AddrType::None {
            operands.push(self.addr(&prog.to));
        }
        if prog.reg_to2 != 0 {
            operands.push(self.arch.reg_name(prog.reg_to2.into()));
        }
        operands.extend(rest(OperandPos::Destination).map(|arg| self.addr(&arg.addr)));
        if !operands.is_empty() {
            out.push('\t');
            out.push_str(&operands.join(", "));
        }
        out
    }

    /// Returns the facts of a TEXT instruction's symbol, if there are any.
    fn text_attributes(&self, prog: &Prog) -> Option<String> {
        let sym = prog.from.sym?;
        let symbol = &self.symbols[sym];
        let own = self.func.filter(|func| func.sym == sym);
        let attributes = own.map_or(symbol.attributes, |func| func.code.attributes);
        let mut text = attributes.text(symbol.abi);
        let flag = self.func.map_or(0, |func| func.facts.func_flag);
        if flag & FUNC_FLAG_TOP_FRAME != 0 {
            if !text.is_empty() {
                text.push('|');
            }
            text.push_str("TOPFRAME");
        }
        (!text.is_empty()).then_some(text)
    }

    /// Returns an operand.
    pub fn addr(&self, addr: &Addr) -> String {
        let reg = |number: i64| self.arch.reg_name(number as i32);
        match addr.kind {
            AddrType::None => {
                match addr.name != AddrName::None || addr.reg != 0 || addr.sym.is_some() {
                    true => format!("{}({})(NONE)", self.name(addr), reg(addr.reg.into())),
                    false => String::new(),
                }
            }
            AddrType::Reg => self.register(addr),
            AddrType::Branch => self.branch(addr),
            AddrType::Indir => format!("*{}", self.name(addr)),
            AddrType::Mem => self.memory(addr),
            AddrType::Const => match addr.reg {
                0 => format!("${}", self.name(addr)),
                base => format!("${}({})", self.name(addr), reg(base.into())),
            },
            AddrType::TextSize => match addr.val {
                Val::ArgSize(size) if size != ARGS_SIZE_UNKNOWN => {
                    format!("${}-{size}", addr.offset)
                }
                _ => format!("${}", addr.offset),
            },
            AddrType::FConst => format!("$({})", float_text(addr)),
            AddrType::SConst => match addr.val {
                Val::Text(text) => {
                    format!("${}", quote::quote_bytes(self.symbols.table().text(text)))
                }
                _ => "$\"\"".to_owned(),
            },
            AddrType::Addr => format!("${}", self.name(addr)),
            AddrType::Shift => self.shift(addr),
            AddrType::RegReg => format!("({}, {})", reg(addr.reg.into()), reg(addr.offset)),
            AddrType::RegReg2 => format!("{}, {}", reg(addr.offset), reg(addr.reg.into())),
            AddrType::RegList => (self.arch.reg_list_text)(addr.offset),
            AddrType::Special => (self.arch.special_text)(addr.offset),
        }
    }

    fn register(&self, addr: &Addr) -> String {
        let reg = self.arch.reg_name(addr.reg.into());
        let is_arm64 = self.arch.family == Family::Arm64;
        if addr.offset != 0 && !is_arm64 {
            return format!("${},{reg}", addr.offset);
        }
        let mut out = match addr.name != AddrName::None || addr.sym.is_some() {
            true => format!("{}({reg})(REG)", self.name(addr)),
            false => reg,
        };
        if is_arm64 && ARM64_ELEMENTS.contains(&addr.reg) {
            let _ = write!(out, "[{}]", addr.index);
        }
        out
    }

    fn branch(&self, addr: &Addr) -> String {
        if let Some(sym) = addr.sym {
            return format!("{}(SB)", self.symbols[sym].name);
        }
        match (addr.target(), self.progs()) {
            (Some(target), Some(progs)) => progs[target].pc.to_string(),
            _ => format!("{}(PC)", addr.offset),
        }
    }

    fn memory(&self, addr: &Addr) -> String {
        let mut out = self.name(addr);
        if addr.index != 0 {
            let index = self.arch.reg_name(addr.index.into());
            let _ = match addr.scale {
                0 => write!(out, "({index})"),
                scale => write!(out, "({index}*{scale})"),
            };
        }
        out
    }

    /// Returns a shifted register of arm64.
    fn shift(&self, addr: &Addr) -> String {
        const SHIFTS: [&str; 4] = ["<<", ">>", "->", "@>"];
        let bits = addr.offset;
        let shift = SHIFTS[(bits >> 22 & 3) as usize];
        let reg = self
            .arch
            .reg_name((bits >> 16 & 31) as i32 + ARM64_REGISTERS);
        format!("{reg}{shift}{}", bits >> 10 & 63)
    }

    /// Returns the name of an operand with offset and base.
    pub fn name(&self, addr: &Addr) -> String {
        let offset = match addr.offset {
            0 => String::new(),
            offset => format!("{offset:+}"),
        };
        let base = |default: &str| match addr.reg {
            0 => default.to_owned(),
            reg => self.arch.reg_name(reg.into()),
        };
        let name = addr.sym.map_or("", |sym| &self.symbols[sym].name);
        match addr.name {
            AddrName::None => match (addr.reg, addr.offset) {
                (0, offset) => offset.to_string(),
                (_, 0) => format!("({})", base("")),
                (_, offset) => format!("{offset}({})", base("")),
            },
            AddrName::Extern | AddrName::TocRef => format!("{name}{offset}({})", base("SB")),
            AddrName::GotRef => format!("{name}{offset}@GOT({})", base("SB")),
            AddrName::Static => format!("{name}<>{offset}({})", base("SB")),
            AddrName::Auto => format!("{name}{offset}({})", base("SP")),
            AddrName::Param => format!("{name}{offset}({})", base("FP")),
        }
    }
}

/// The number of arm64's first register.
const ARM64_REGISTERS: i32 = 8 * 1024;
/// The numbers of elements of arm64's vector registers.
const ARM64_ELEMENTS: std::ops::Range<i16> = 8 * 1024 + 1024 + 512..8 * 1024 + 2048;

/// Returns a number with at least five digits.
fn padded(pc: i64) -> String {
    let sign = if pc < 0 { "-" } else { "" };
    format!("{sign}{:05}", pc.unsigned_abs())
}

fn float_text(addr: &Addr) -> String {
    let Val::Float(value) = addr.val else {
        return "0.0".to_owned();
    };
    let mut text = general(value);
    if !text.contains(['.', 'e']) {
        text.push_str(".0");
    }
    text
}

/// Returns a number as `%.17g` prints it.
fn general(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let scientific = format!("{value:.16e}");
    let (digits, exponent) = scientific
        .split_once('e')
        .expect("the format has an exponent");
    let exponent: i32 = exponent.parse().expect("an exponent is a number");
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", digits),
    };
    let digits = digits.replace('.', "");
    let digits = match digits.trim_end_matches('0') {
        "" => "0",
        digits => digits,
    };
    let count = digits.len() as i32;
    let point = exponent + 1;
    let precision = if value == 0.0 || count >= point {
        count.max(1)
    } else {
        17
    };
    if value == 0.0 {
        return format!("{sign}0");
    }
    if exponent < -4 || exponent >= precision {
        let (first, rest) = digits.split_at(1);
        let dot = if rest.is_empty() { "" } else { "." };
        let mark = if exponent < 0 { '-' } else { '+' };
        let magnitude = exponent.abs();
        return format!("{sign}{first}{dot}{rest}e{mark}{magnitude:02}");
    }
    if point <= 0 {
        let zeros = "0".repeat(point.unsigned_abs() as usize);
        return format!("{sign}0.{zeros}{digits}");
    }
    if count <= point {
        let zeros = "0".repeat((point - count) as usize);
        return format!("{sign}{digits}{zeros}");
    }
    let (whole, fraction) = digits.split_at(point as usize);
    format!("{sign}{whole}.{fraction}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_print_as_in_go() {
        let texts = [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (1e6, "1000000"),
            (1e20, "1e+20"),
            (0.5, "0.5"),
            (0.1, "0.10000000000000001"),
            (-2.5, "-2.5"),
            (1e-5, "1.0000000000000001e-05"),
            (123_456.789, "123456.789"),
            (1e17, "1e+17"),
            (1e16, "10000000000000000"),
        ];
        for (value, text) in texts {
            assert_eq!(general(value), text);
        }
    }

    #[test]
    fn pcs_have_five_digits() {
        assert_eq!(padded(7), "00007");
        assert_eq!(padded(-1), "-00001");
        assert_eq!(padded(123_456), "123456");
    }
}
