//! Arguments of instructions.
//!
//! Counterpart: golang.org/x/arch/arm64/arm64asm/inst.go.

use super::systems::SYSTEMS;

/// The kind of an argument, in the order of the table of models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Reg,
    RegSp,
    ImmShift,
    Imm,
    Imm64,
    PcRel,
    MemImmediate,
    MemExtend,
    Cond,
    Hint,
    Clrex,
    Dcps,
    Coprocessor,
    Barrier,
    Prefetch,
    State,
    SystemReg,
    Float,
    Vector,
    Element,
    RegShift,
    System,
}

const KINDS: [Kind; 22] = [
    Kind::Reg,
    Kind::RegSp,
    Kind::ImmShift,
    Kind::Imm,
    Kind::Imm64,
    Kind::PcRel,
    Kind::MemImmediate,
    Kind::MemExtend,
    Kind::Cond,
    Kind::Hint,
    Kind::Clrex,
    Kind::Dcps,
    Kind::Coprocessor,
    Kind::Barrier,
    Kind::Prefetch,
    Kind::State,
    Kind::SystemReg,
    Kind::Float,
    Kind::Vector,
    Kind::Element,
    Kind::RegShift,
    Kind::System,
];

/// An argument: its kind, and the fields of the kind in upstream's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Arg {
    pub(super) kind: Kind,
    pub(super) part: [i64; 6],
}

impl Arg {
    pub(super) fn new(kind: Kind, parts: &[i64]) -> Self {
        let mut part = [0; 6];
        part[..parts.len()].copy_from_slice(parts);
        Self { kind, part }
    }

    /// Returns the register of an argument of that kind.
    pub(super) fn reg(&self) -> Option<i64> {
        (self.kind == Kind::Reg).then_some(self.part[0])
    }
}

/// The first registers of each kind.
pub(super) const WZR: i64 = 31;
pub(super) const X0: i64 = 32;
pub(super) const X30: i64 = 62;
pub(super) const XZR: i64 = 63;
pub(super) const B0: i64 = 64;
pub(super) const H0: i64 = 96;
pub(super) const S0: i64 = 128;
pub(super) const D0: i64 = 160;
pub(super) const Q0: i64 = 192;
pub(super) const V0: i64 = 224;

/// Ways to change a register before it is added.
pub(super) const UXTB: i64 = 1;
pub(super) const LSL: i64 = 9;
pub(super) const LSR: i64 = 10;
pub(super) const ASR: i64 = 11;
pub(super) const ROR: i64 = 12;

const EXTENSIONS: [&str; 13] = [
    "", "UXTB", "UXTH", "UXTW", "UXTX", "SXTB", "SXTH", "SXTW", "SXTX", "LSL", "LSR", "ASR", "ROR",
];

/// Returns the name of a way to change a register.
pub(super) fn extension(number: i64) -> &'static str {
    let name = usize::try_from(number).ok();
    name.and_then(|number| EXTENSIONS.get(number))
        .copied()
        .unwrap_or_default()
}

/// Ways to change the register that memory is named by.
pub(super) const POST_INDEX: i64 = 1;
pub(super) const PRE_INDEX: i64 = 2;
pub(super) const OFFSET: i64 = 3;
pub(super) const POST_REG: i64 = 4;

const ARRANGEMENTS: [&str; 14] = [
    "", ".B", ".8B", ".16B", ".H", ".4H", ".8H", ".S", ".2S", ".4S", ".D", ".1D", ".2D", ".1Q",
];

/// Returns the name of how a vector is divided.
pub(super) fn arrangement(number: i64) -> &'static str {
    let number = usize::try_from(number).ok();
    number
        .and_then(|number| ARRANGEMENTS.get(number))
        .copied()
        .unwrap_or_default()
}

/// Returns the name of a condition.
pub(super) fn condition(value: i64, inverts: bool) -> &'static str {
    let is_inverted = (value & 1 == 1) != inverts;
    let (plain, inverted) = match value >> 1 {
        0 => ("EQ", "NE"),
        1 => ("CS", "CC"),
        2 => ("MI", "PL"),
        3 => ("VS", "VC"),
        4 => ("HI", "LS"),
        5 => ("GE", "LT"),
        6 => ("GT", "LE"),
        7 => ("AL", "AL"),
        _ => ("", ""),
    };
    if is_inverted { inverted } else { plain }
}

/// Returns the kind and the name of a system instruction, and true if it has a register; `None` if
/// it has no name.
pub(super) fn system(key: u16) -> Option<(u8, &'static str, bool)> {
    let at = SYSTEMS.binary_search_by_key(&key, |row| row.0).ok()?;
    let (_, kind, name, has_register) = SYSTEMS[at];
    Some((kind, name, has_register))
}

/// Returns the kind of this number in the table of models, from 1 on.
pub(super) fn kind(number: u8) -> Option<Kind> {
    KINDS.get(usize::from(number).checked_sub(1)?).copied()
}

/// Returns the name of an instruction for the system.
pub(super) fn system_name(key: i64) -> &'static str {
    let found = u16::try_from(key).ok().and_then(system);
    found.map_or("", |(_, name, _)| name)
}
