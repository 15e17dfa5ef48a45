//! Arguments in the syntax of Go's assembler.
//!
//! Counterpart: golang.org/x/arch/arm64/arm64asm/plan9x.go (`plan9Arg`).

use super::args;
use super::args::Arg;
use super::args::Kind;
use super::decode::Inst;
use super::gnu;
use super::ops;
use super::ops as op;
use crate::Symbols;

/// Returns the text of an argument of an instruction at the address `pc`.
pub(super) fn text(inst: &Inst, pc: u64, symbols: &dyn Symbols, arg: &Arg) -> Vec<u8> {
    let part = &arg.part;
    match arg.kind {
        Kind::PcRel => {
            let addr = pc.wrapping_add(part[0].cast_unsigned());
            if let Some(name) = symbol_at(symbols, addr) {
                return [name, b"(SB)"].concat();
            }
            format!("{}(PC)", part[0] / 4)
        }
        Kind::Imm => format!("${}", part[0]),
        Kind::Imm64 | Kind::Hint | Kind::Clrex | Kind::Dcps | Kind::Barrier => {
            format!("${}", part[0])
        }
        Kind::ImmShift if part[1] == 0 => format!("${}", part[0]),
        Kind::ImmShift => format!("$({}<<{})", part[0], part[1]),
        Kind::Reg => register(inst, part[0]),
        Kind::RegSp => match part[0] & 31 {
            31 => "RSP".to_owned(),
            number => format!("R{number}"),
        },
        Kind::RegShift => shifted(part),
        Kind::MemImmediate => memory(part),
        Kind::MemExtend => extended(part),
        Kind::Cond => match args::condition(part[0], part[1] != 0) {
            "CS" => "HS".to_owned(),
            "CC" => "LO".to_owned(),
            name => name.to_owned(),
        },
        Kind::Float => {
            let text = format!("${:.6}", gnu::float(part));
            text.trim_end_matches('0').to_owned()
        }
        Kind::Vector => list(part[0], &reversed(part[1]), part[2], 0),
        Kind::Element => {
            let list = list(part[0], args::arrangement(part[1]), part[3], 1);
            format!("{list}[{}]", part[2])
        }
        Kind::SystemReg => {
            let [op0, op1, cn, cm, op2, _] = part;
            let number =
                (op0 & 1) << 14 | (op1 & 7) << 11 | (cn & 15) << 7 | (cm & 15) << 3 | op2 & 7;
            format!("${number}")
        }
        Kind::Prefetch if gnu::prefetch(part[0]).starts_with('#') => format!("${}", part[0]),
        Kind::System => {
            let name = args::system_name(part[0]);
            match part[1] {
                0 => name.to_owned(),
                reg => format!("{name}, {}", general(reg)),
            }
        }
        Kind::Prefetch | Kind::Coprocessor | Kind::State => gnu::text(arg).to_uppercase(),
    }
    .into_bytes()
}

/// Returns the name of the symbol that begins at an address.
pub(super) fn symbol_at(symbols: &dyn Symbols, addr: u64) -> Option<&[u8]> {
    let (name, base) = symbols.find(addr)?;
    (!name.is_empty() && base == addr).then_some(name)
}

/// Returns the name of a register for integers.
fn general(reg: i64) -> String {
    match reg & 31 {
        31 => "ZR".to_owned(),
        number => format!("R{number}"),
    }
}

fn register(inst: &Inst, reg: i64) -> String {
    if !(args::B0..args::V0).contains(&reg) {
        return general(reg);
    }
    let name = ops::NAMES
        .get(usize::from(inst.op))
        .copied()
        .unwrap_or_default();
    let is_float =
        name.starts_with('F') || name.ends_with("CVTF") || matches!(inst.op, op::LDP | op::STP);
    let letter = if is_float { 'F' } else { 'V' };
    format!("{letter}{}", reg & 31)
}

fn shifted(part: &[i64; 6]) -> String {
    let [reg, kind, amount, ..] = part;
    let reg = general(*reg);
    let sign = match *kind {
        0 => return reg,
        args::LSL => "<<",
        args::LSR => ">>",
        args::ASR => "->",
        args::ROR => "@>",
        kind => {
            let name = args::extension(kind);
            return match amount {
                0 => format!("{reg}.{name}"),
                amount => format!("{reg}.{name}<<{amount}"),
            };
        }
    };
    format!("{reg}{sign}{amount}")
}

fn base(reg: i64) -> String {
    match reg & 31 {
        31 => "(RSP)".to_owned(),
        number => format!("(R{number})"),
    }
}

fn memory(part: &[i64; 6]) -> String {
    let [reg, mode, imm, ..] = part;
    let base = base(*reg);
    match (*mode, *imm) {
        (args::POST_REG, reg) => format!("{base}(R{reg})"),
        (_, 0) => base,
        (_, offset) => format!("{offset}{base}"),
    }
}

fn extended(part: &[i64; 6]) -> String {
    let [reg, index, kind, amount, is_zero, _] = part;
    let (base, index) = (base(*reg), general(*index));
    let name = args::extension(*kind);
    match (*kind, *amount, *is_zero != 0) {
        (args::LSL, amount @ 1.., false) => format!("{base}({index}<<{amount})"),
        (args::LSL, 1, true) => format!("{base}({index}<<0)"),
        (args::LSL, ..) => format!("{base}({index})"),
        (_, amount @ 1.., false) => format!("{base}({index}.{name}<<{amount})"),
        _ => format!("{base}({index}.{name})"),
    }
}

/// Returns the arrangement of a vector with the number after the letter.
fn reversed(arrangement: i64) -> String {
    let name = args::arrangement(arrangement);
    match name.len() {
        3 | 4 => {
            let (number, letter) = name[1..].split_at(name.len() - 2);
            format!(".{letter}{number}")
        }
        _ => name.to_owned(),
    }
}

/// Returns registers that follow each other; a list has brackets if it has more than `few`.
fn list(first: i64, arrangement: &str, count: i64, few: i64) -> String {
    let name = |number: i64| format!("V{}{arrangement}", number & 31);
    if count <= few {
        return name(first - args::V0);
    }
    let names: Vec<String> = (0..count).map(|at| name(first - args::V0 + at)).collect();
    format!("[{}]", names.join(", "))
}
