//! A decoded instruction.
//!
//! Counterpart: golang.org/x/arch/x86/x86asm/inst.go.

use super::registers as reg;

/// The width of addresses and registers that code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// 386.
    Bits32,
    /// amd64.
    Bits64,
}

/// The prefix bytes before an opcode, each with its meaning here; zero ends the list.
pub(super) type Prefixes = [u16; 14];

/// Implied by the text of the instruction.
pub(super) const IMPLICIT: u16 = 0x8000;
/// Without effect: it does not matter here, or a later one has replaced it.
pub(super) const IGNORED: u16 = 0x4000;
/// Makes the instruction invalid.
pub(super) const INVALID: u16 = 0x2000;
pub(super) const ES: u16 = 0x26;
pub(super) const CS: u16 = 0x2e;
pub(super) const SS: u16 = 0x36;
pub(super) const DS: u16 = 0x3e;
pub(super) const FS: u16 = 0x64;
pub(super) const GS: u16 = 0x65;
/// Not taken, probably.
pub(super) const PN: u16 = 0x12e;
/// Taken, probably.
pub(super) const PT: u16 = 0x13e;
pub(super) const DATA_SIZE: u16 = 0x66;
pub(super) const DATA16: u16 = 0x166;
pub(super) const DATA32: u16 = 0x266;
pub(super) const ADDR_SIZE: u16 = 0x67;
pub(super) const ADDR16: u16 = 0x167;
pub(super) const ADDR32: u16 = 0x267;
pub(super) const LOCK: u16 = 0xf0;
pub(super) const REPN: u16 = 0xf2;
pub(super) const XACQUIRE: u16 = 0x1f2;
pub(super) const BND: u16 = 0x2f2;
pub(super) const REP: u16 = 0xf3;
pub(super) const XRELEASE: u16 = 0x1f3;
pub(super) const REX: u16 = 0x40;
pub(super) const REX_W: u16 = 8;
pub(super) const REX_R: u16 = 4;
pub(super) const REX_X: u16 = 2;
pub(super) const REX_B: u16 = 1;
pub(super) const VEX2: u16 = 0xc5;
pub(super) const VEX3: u16 = 0xc4;

/// A place in memory. A register that is missing is zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mem {
    pub(super) segment: u8,
    pub(super) base: u8,
    pub(super) scale: u8,
    pub(super) index: u8,
    pub(super) disp: i64,
}

/// An argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arg {
    Reg(u8),
    Mem(Mem),
    /// An offset from the end of the instruction.
    Rel(i32),
    Imm(i64),
}

/// An instruction. Arguments are in the order of Intel's manual.
#[derive(Clone, Debug)]
pub(crate) struct Inst {
    pub(super) prefixes: Prefixes,
    pub(super) op: u16,
    /// The bytes of the opcode, the first one on top.
    pub(super) opcode: u32,
    pub(super) args: [Option<Arg>; 4],
    pub(super) mode: Mode,
    /// The width of addresses in bits.
    pub(super) addr_size: u32,
    /// The width of operands in bits.
    pub(super) data_size: u32,
    /// The size of the argument in memory in bytes; zero without one.
    pub(super) mem_bytes: u8,
    /// Length of the instruction in bytes.
    pub(crate) len: usize,
}

impl Inst {
    /// Returns the register that an argument is; zero for another argument.
    pub(super) fn reg(&self, index: usize) -> u8 {
        match self.args[index] {
            Some(Arg::Reg(reg)) => reg,
            _ => 0,
        }
    }

    /// Reports whether an argument is a register.
    pub(super) fn is_reg(&self, index: usize) -> bool {
        matches!(self.args[index], Some(Arg::Reg(_)))
    }

    /// Reports whether an argument is in memory.
    pub(super) fn is_mem(&self, index: usize) -> bool {
        matches!(self.args[index], Some(Arg::Mem(_)))
    }

    /// Returns the first byte of the opcode.
    pub(super) fn first_byte(&self) -> u32 {
        self.opcode >> 24
    }

    /// Returns the size of an argument in bytes; zero if it is unknown.
    pub(super) fn arg_bytes(&self, index: usize) -> u32 {
        match self.args[index] {
            Some(Arg::Mem(_)) => self.mem_bytes.into(),
            Some(Arg::Reg(reg)) => reg_bytes(reg),
            _ => 0,
        }
    }
}

fn reg_bytes(reg: u8) -> u32 {
    match reg {
        reg::AL..=reg::R15B => 1,
        reg::AX..=reg::R15W => 2,
        reg::EAX..=reg::R15L => 4,
        reg::RAX..=reg::R15 => 8,
        _ => 0,
    }
}

/// Reports whether a register is one of the segments.
pub(super) fn is_segment(reg: u8) -> bool {
    (reg::ES..=reg::GS).contains(&reg)
}

/// Reports whether a prefix extends registers.
pub(super) fn is_rex(prefix: u16) -> bool {
    prefix & 0xf0 == REX
}

/// Reports whether a prefix begins the encoding of vectors.
pub(super) fn is_vex(prefix: u16) -> bool {
    matches!(prefix & 0xff, VEX2 | VEX3)
}

/// Returns the segment that a prefix names.
pub(super) fn segment(prefix: u16) -> u8 {
    match prefix & !IMPLICIT {
        CS => reg::CS,
        DS => reg::DS,
        ES => reg::ES,
        FS => reg::FS,
        GS => reg::GS,
        SS => reg::SS,
        _ => 0,
    }
}

/// Returns the name of a prefix.
pub(super) fn prefix_name(prefix: u16) -> String {
    let prefix = prefix & !(IMPLICIT | IGNORED | INVALID);
    let name = match prefix {
        CS => "CS",
        DS => "DS",
        ES => "ES",
        FS => "FS",
        GS => "GS",
        SS => "SS",
        LOCK => "LOCK",
        REP => "REP",
        REPN => "REPN",
        ADDR_SIZE => "ADDRSIZE",
        DATA_SIZE => "DATASIZE",
        ADDR16 => "ADDR16",
        DATA16 => "DATA16",
        ADDR32 => "ADDR32",
        DATA32 => "DATA32",
        XACQUIRE => "XACQUIRE",
        XRELEASE => "XRELEASE",
        REX => "REX",
        PN => "PN",
        PT => "PT",
        BND => "BND",
        _ => "",
    };
    if !name.is_empty() {
        return name.to_owned();
    }
    if !is_rex(prefix) {
        return format!("Prefix({prefix:#x})");
    }
    let bits = [(REX_W, 'W'), (REX_R, 'R'), (REX_X, 'X'), (REX_B, 'B')];
    let set = bits.iter().filter(|(bit, _)| prefix & bit != 0);
    let letters: String = set.map(|(_, letter)| letter).collect();
    format!("REX.{letters}")
}
