//! The syntax of Go's assembler.
//!
//! Counterpart: golang.org/x/arch/arm64/arm64asm/plan9x.go (`GoSyntax`).

use super::args;
use super::args::B0;
use super::args::D0;
use super::args::H0;
use super::args::Kind;
use super::args::Q0;
use super::args::S0;
use super::args::V0;
use super::args::WZR;
use super::decode::Inst;
use super::go_arg;
use super::ops;
use super::ops as op;
use crate::Symbols;

/// An instruction while its text is made.
struct Text<'i> {
    inst: &'i Inst,
    name: String,
    args: Vec<Vec<u8>>,
    /// Suffix for the change of the address register.
    suffix: &'static str,
}

/// Appends the text of an instruction at the address `pc`.
pub(crate) fn write_go(inst: &Inst, pc: u64, symbols: &dyn Symbols, out: &mut Vec<u8>) {
    let args = inst.args.iter().map_while(Option::as_ref);
    let name = ops::NAMES.get(usize::from(inst.op)).copied();
    let mut text = Text {
        inst,
        name: name.unwrap_or_default().to_owned(),
        args: args
            .map(|arg| go_arg::text(inst, pc, symbols, arg))
            .collect(),
        suffix: suffix(inst),
    };
    text.name_literal(pc, symbols);
    if text.jump(out) || text.pair(out) || text.system(out) {
        return;
    }
    text.rename();
    text.reorder();
    out.extend_from_slice(text.name.as_bytes());
    // The destination comes last.
    let mut separator = &b" "[..];
    for arg in text.args.iter().rev() {
        out.extend_from_slice(separator);
        separator = b", ";
        out.extend_from_slice(arg);
    }
}

/// Returns the ending of names for memory that changes its register.
fn suffix(inst: &Inst) -> &'static str {
    let index = match inst.op {
        op::LDR
        | op::LDRB
        | op::LDRH
        | op::LDRSB
        | op::LDRSH
        | op::LDRSW
        | op::STR
        | op::STRB
        | op::STRH
        | op::STUR
        | op::STURB
        | op::STURH
        | op::LD1
        | op::ST1 => 1,
        op::STP | op::LDP => 2,
        _ => return "",
    };
    let memory = inst.args[index].filter(|arg| arg.kind == Kind::MemImmediate);
    match memory.map(|arg| arg.part[1]) {
        Some(args::PRE_INDEX) => ".W",
        Some(args::POST_INDEX) => ".P",
        Some(args::POST_REG) if index == 1 => ".P",
        _ => "",
    }
}

/// The letter of a register for floats; empty for another register.
fn float_letter(reg: i64) -> &'static str {
    match reg {
        _ if (S0..D0).contains(&reg) => "S",
        _ if (D0..Q0).contains(&reg) => "D",
        _ => "",
    }
}

impl Text<'_> {
    /// Returns the register of an argument, which may be the stack pointer.
    fn any_reg(&self, index: usize) -> i64 {
        let arg = self.inst.args[index].filter(|arg| matches!(arg.kind, Kind::Reg | Kind::RegSp));
        arg.map_or(args::X0, |arg| arg.part[0])
    }

    fn is_word(&self, index: usize) -> bool {
        self.inst.reg(index).is_some_and(|reg| reg <= WZR)
    }

    fn kind(&self, index: usize) -> Option<Kind> {
        self.inst.args[index].map(|arg| arg.kind)
    }

    fn swap(&mut self, a: usize, b: usize) {
        if a.max(b) < self.args.len() {
            self.args.swap(a, b);
        }
    }

    /// Shows the symbol in a load of a constant from outside of the code.
    fn name_literal(&mut self, pc: u64, symbols: &dyn Symbols) {
        let loads = matches!(
            self.inst.op,
            op::LDR | op::LDRB | op::LDRH | op::LDRSB | op::LDRSH | op::LDRSW
        );
        let literal = self.inst.args[1].filter(|arg| arg.kind == Kind::PcRel);
        if let (true, Some(literal), Some(_)) = (loads, literal, self.inst.reg(0)) {
            let addr = pc.wrapping_add(literal.part[0].cast_unsigned());
            if let Some(name) = go_arg::symbol_at(symbols, addr) {
                self.args[1] = [b"$", name, b"(SB)"].concat();
            }
        }
    }

    /// Appends the text of a jump, a call or a return; returns false for other instructions.
    fn jump(&self, out: &mut Vec<u8>) -> bool {
        let register = |name: &str| format!("{name} (R{})", self.any_reg(0) & 31).into_bytes();
        let first = self.args.first().map(Vec::as_slice).unwrap_or_default();
        let text = match self.inst.op {
            op::BL => [b"CALL ", first].concat(),
            op::BLR => register("CALL"),
            op::BR => register("JMP"),
            op::RET if self.inst.reg(0) == Some(args::X30) => b"RET".to_vec(),
            op::B if self.kind(0) == Some(Kind::Cond) => {
                let condition = self.inst.args[0]
                    .map_or("", |arg| args::condition(arg.part[0], arg.part[1] != 0));
                let target = self.args.get(1).map(Vec::as_slice).unwrap_or_default();
                [b"B", condition.as_bytes(), b" ", target].concat()
            }
            op::B => [b"JMP ", first].concat(),
            _ => return false,
        };
        out.extend_from_slice(&text);
        true
    }

    /// Appends the text of an instruction on two registers; returns false for others.
    fn pair(&mut self, out: &mut Vec<u8>) -> bool {
        let inst = self.inst;
        let (first, is_store) = match inst.op {
            op::LDAXP | op::LDXP | op::LDP => (0, false),
            op::STP => (0, true),
            op::STLXP | op::STXP => (1, true),
            _ => return false,
        };
        let Some([a, b, memory]) = self.args.get(first..first + 3) else {
            return false;
        };
        let pair = [b"(", &a[..], b", ", b, b")"].concat();
        let mut name = self.name.clone();
        if matches!(inst.op, op::LDP | op::STP) {
            let reg = self.any_reg(0);
            if reg <= WZR {
                name.push('W');
            } else if (S0..V0).contains(&reg) {
                let letter = if reg >= Q0 { "Q" } else { float_letter(reg) };
                name = format!("F{name}{letter}");
            }
            name.push_str(self.suffix);
        } else if self.is_word(first) {
            name.push('W');
        }
        out.extend_from_slice(name.as_bytes());
        let parts = if is_store {
            [&pair, memory]
        } else {
            [memory, &pair]
        };
        out.extend_from_slice(&[b" ", &parts[0][..], b", ", parts[1]].concat());
        if first == 1 {
            out.extend_from_slice(&[b", ", &self.args[0][..]].concat());
        }
        true
    }

    /// Appends the text of an instruction that reads the system; returns false for others.
    fn system(&self, out: &mut Vec<u8>) -> bool {
        if self.inst.op != op::SYSL {
            return false;
        }
        let part = |index: usize| self.inst.args[index].map_or(0, |arg| arg.part[0]);
        let number = part(1) << 16 | part(2) << 12 | part(3) << 8 | part(4) << 5;
        out.extend_from_slice(format!("{} ${number}, ", self.name).as_bytes());
        out.extend_from_slice(self.args.first().map(Vec::as_slice).unwrap_or_default());
        true
    }

    /// Gives the instruction Go's name, and its arguments their places.
    fn rename(&mut self) {
        match self.inst.op {
            op::RET | op::B => {}
            op::MOV => self.rename_move(),
            op::LDR | op::LDUR => self.rename_access("MOVWU"),
            op::STR | op::STUR => {
                self.rename_access("MOVW");
                self.swap(0, 1);
            }
            op::LDRB => self.set_name("MOVBU"),
            op::LDRH => self.set_name("MOVHU"),
            op::LDRSW => self.set_name("MOVW"),
            op::LDRSB | op::LDRSH if self.inst.reg(0).is_none() => {}
            op::LDRSB if self.is_word(0) => self.set_name("MOVBW"),
            op::LDRSB => self.set_name("MOVB"),
            op::LDRSH if self.is_word(0) => self.set_name("MOVHW"),
            op::LDRSH => self.set_name("MOVH"),
            op::STRB | op::STURB => {
                self.set_name("MOVB");
                self.swap(0, 1);
            }
            op::STRH | op::STURH => {
                self.set_name("MOVH");
                self.swap(0, 1);
            }
            op::ST1 => {
                self.name = format!("V{}{}", self.name, self.suffix);
                self.swap(0, 1);
            }
            op::LD1 => self.name = format!("V{}{}", self.name, self.suffix),
            op::UMOV => "VMOV".clone_into(&mut self.name),
            op::NOP => "NOOP".clone_into(&mut self.name),
            _ => {
                if !self.rename_integer() && !self.rename_float() {
                    self.rename_other();
                }
            }
        }
    }

    fn set_name(&mut self, name: &str) {
        self.name = format!("{name}{}", self.suffix);
    }

    fn rename_move(&mut self) {
        let reg = match self.inst.args[0] {
            Some(arg) if matches!(arg.kind, Kind::Reg | Kind::RegSp) => arg.part[0],
            Some(arg) if matches!(arg.kind, Kind::Vector | Kind::Element) => {
                "VMOV".clone_into(&mut self.name);
                -1
            }
            _ => -1,
        };
        match reg {
            0..=WZR => "MOVW".clone_into(&mut self.name),
            args::X0..=args::XZR => "MOVD".clone_into(&mut self.name),
            _ => {}
        }
        if self.kind(1) == Some(Kind::Element) {
            "VMOV".clone_into(&mut self.name);
        }
    }

    /// Names a load or a store by its register.
    fn rename_access(&mut self, word: &str) {
        let reg = self.any_reg(0);
        let name = match reg {
            _ if reg <= WZR => word,
            _ if (B0..H0).contains(&reg) => "FMOVB",
            _ if (H0..S0).contains(&reg) => "FMOVH",
            _ if (S0..D0).contains(&reg) => "FMOVS",
            _ if (D0..Q0).contains(&reg) => "FMOVD",
            _ if (Q0..V0).contains(&reg) => "FMOVQ",
            _ => "MOVD",
        };
        self.set_name(name);
        if (B0..V0).contains(&reg) {
            self.args[0] = format!("F{}", reg & 31).into_bytes();
        }
    }

    /// Adds the width of words; returns false for other instructions.
    fn rename_integer(&mut self) -> bool {
        let mut sized = 0;
        match self.inst.op {
            op::TBNZ | op::TBZ => {
                self.rotate(0);
                return true;
            }
            op::MADD | op::MSUB | op::SMADDL | op::SMSUBL | op::UMADDL | op::UMSUBL => {
                self.swap(2, 3);
            }
            op::STLR | op::CBNZ | op::CBZ => self.swap(0, 1),
            op::STLRB | op::STLRH => {
                self.swap(0, 1);
                return true;
            }
            op::STLXR | op::STXR => {
                self.swap(1, 2);
                sized = 1;
            }
            op::STLXRB | op::STLXRH | op::STXRB | op::STXRH => {
                self.swap(1, 2);
                return true;
            }
            op::BFI | op::BFXIL | op::SBFIZ | op::SBFX | op::UBFIZ | op::UBFX => self.rotate(1),
            op::ADR | op::ADRP => {
                let offset = self.inst.args[1].map_or(0, |arg| arg.part[0]);
                if let Some(arg) = self.args.get_mut(1) {
                    *arg = format!("{offset}(PC)").into_bytes();
                }
                return true;
            }
            op::MSR => {
                if let (Some(arg), Some(text)) = (&self.inst.args[0], self.args.first_mut()) {
                    *text = super::gnu::text(arg).into_bytes();
                }
                return true;
            }
            _ => return false,
        }
        if self.is_word(sized) {
            self.name.push('W');
        }
        true
    }

    /// Moves the third of the arguments from `first` on before the others.
    fn rotate(&mut self, first: usize) {
        if let Some(args) = self.args.get_mut(first..first + 3) {
            args.rotate_right(1);
        }
    }

    /// Adds the size of floats; returns false for other instructions.
    fn rename_float(&mut self) -> bool {
        let inst = self.inst;
        match inst.op {
            op::FCCMP | op::FCCMPE | op::FCMP | op::FCMPE => {
                if matches!(inst.op, op::FCCMP | op::FCCMPE) {
                    self.swap(0, 1);
                }
                if self.kind(1) == Some(Kind::Imm) {
                    self.args[1] = b"$(0.0)".to_vec();
                }
                self.add_letter(0);
            }
            op::FADD
            | op::FSUB
            | op::FMUL
            | op::FNMUL
            | op::FDIV
            | op::FMAX
            | op::FMIN
            | op::FMAXNM
            | op::FMINNM
            | op::FCSEL
            | op::FMADD
            | op::FMSUB
            | op::FNMADD
            | op::FNMSUB => {
                if self.name.ends_with("MADD") || self.name.ends_with("MSUB") {
                    self.swap(2, 3);
                }
                self.add_letter(0);
            }
            op::FCVT => {
                for index in [1, 0] {
                    let is_half = inst.reg(index).is_some_and(|reg| (H0..S0).contains(&reg));
                    if is_half {
                        self.name.push('H');
                    } else {
                        self.add_letter(index);
                    }
                }
            }
            op::FABS
            | op::FNEG
            | op::FSQRT
            | op::FRINTN
            | op::FRINTP
            | op::FRINTM
            | op::FRINTZ
            | op::FRINTA
            | op::FRINTX
            | op::FRINTI => self.add_letter(1),
            op::FCVTZS | op::FCVTZU | op::SCVTF | op::UCVTF => {
                let indexes = if self.kind(2) == Some(Kind::Imm) {
                    &[][..]
                } else {
                    &[1, 0]
                };
                for index in indexes {
                    if self.is_word(*index) {
                        self.name.push('W');
                    } else {
                        self.add_letter(*index);
                    }
                }
            }
            op::FMOV => {
                let regs = [0, 1].map(|index| inst.reg(index).map_or("", float_letter));
                let letter = regs.into_iter().find(|letter| !letter.is_empty());
                self.name.push_str(letter.unwrap_or_default());
            }
            _ => return false,
        }
        true
    }

    fn add_letter(&mut self, index: usize) {
        let letter = self.inst.reg(index).map_or("", float_letter);
        self.name.push_str(letter);
    }

    fn rename_other(&mut self) {
        if !has_fixed_name(&self.name) {
            let reg = match self.inst.args[0] {
                Some(arg) if matches!(arg.kind, Kind::Reg | Kind::RegSp) => arg.part[0],
                Some(arg) if arg.kind == Kind::Vector => {
                    self.name.insert(0, 'V');
                    -1
                }
                _ => -1,
            };
            if (B0..V0).contains(&reg) && !self.name.starts_with('F') {
                self.name.insert(0, 'V');
            }
            if (0..=WZR).contains(&reg) {
                self.name.push('W');
            }
        }
        self.name.push_str(self.suffix);
    }

    /// A condition comes first where Go's assembler has it first.
    fn reorder(&mut self) {
        if self.kind(3) != Some(Kind::Cond) {
            return;
        }
        match self.kind(2) {
            Some(Kind::Reg) => self.swap(1, 2),
            _ => self.swap(0, 2),
        }
    }
}

/// Reports whether a name never has the size of its registers.
fn has_fixed_name(name: &str) -> bool {
    matches!(
        name,
        "AESD"
            | "AESE"
            | "AESIMC"
            | "AESMC"
            | "CRC32B"
            | "CRC32CB"
            | "CRC32CH"
            | "CRC32CW"
            | "CRC32CX"
            | "CRC32H"
            | "CRC32W"
            | "CRC32X"
            | "LDARB"
            | "LDARH"
            | "LDAXRB"
            | "LDAXRH"
            | "LDTRH"
            | "LDXRB"
            | "LDXRH"
            | "SHA1C"
            | "SHA1H"
            | "SHA1M"
            | "SHA1P"
            | "SHA1SU0"
            | "SHA1SU1"
            | "SHA256H"
            | "SHA256H2"
            | "SHA256SU0"
            | "SHA256SU1"
    )
}
