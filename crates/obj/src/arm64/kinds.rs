//! Kinds of opcodes and registers.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go (`isANDop` and its kin, `rclass`, `movesize`).

use super::a;
use super::classes as c;
use super::registers as r;
use crate::prog::Addr;
use crate::prog::As;
use crate::prog::op;

/// Returns the class of a register.
pub(super) fn register_class(reg: i16) -> u8 {
    match reg {
        r::REG_R0..=r::REG_R30 => c::C_REG,
        r::REGZERO => c::C_ZREG,
        r::REG_F0..=r::REG_F31 => c::C_FREG,
        r::REG_V0..=r::REG_V31 => c::C_VREG,
        r::REGSP => c::C_RSP,
        _ if (r::REG_ARNG..r::REG_ELEM).contains(&reg) => c::C_ARNG,
        _ if (r::REG_ELEM..r::REG_ELEM_END).contains(&reg) => c::C_ELEM,
        _ if (r::REG_UXTB..r::REG_SPECIAL).contains(&reg) => c::C_EXTREG,
        _ if (r::REG_LSL..r::REG_ARNG).contains(&reg) => c::C_EXTREG,
        r::REG_SPECIAL.. => c::C_SPR,
        _ => c::C_GOK,
    }
}

/// True if the index of an operand is shifted or extended.
pub(super) fn has_extended_index(operand: &Addr) -> bool {
    let index = operand.index.wrapping_sub(r::REG_R0);
    index & r::REG_EXT != 0 || index & r::REG_LSL != 0
}

/// Returns the size that a move has, as a power of two.
pub(super) fn move_size(opcode: As) -> Option<u32> {
    match opcode {
        a::FMOVQ => Some(4),
        a::MOVD | a::FMOVD => Some(3),
        a::MOVW | a::MOVWU | a::FMOVS => Some(2),
        a::MOVH | a::MOVHU => Some(1),
        a::MOVB | a::MOVBU => Some(0),
        _ => None,
    }
}

/// True for moves of two registers whose class depends on the offset.
pub(super) fn is_pair(opcode: As) -> bool {
    matches!(
        opcode,
        a::FLDPQ | a::FSTPQ | a::LDP | a::STP | a::LDPW | a::STPW
    )
}

/// True for logical instructions of 64 bits.
pub(super) fn is_and(opcode: As) -> bool {
    matches!(
        opcode,
        a::AND | a::ORR | a::EOR | a::ANDS | a::TST | a::BIC | a::EON | a::ORN | a::BICS
    )
}

/// True for logical instructions of 32 bits.
pub(super) fn is_and_word(opcode: As) -> bool {
    matches!(
        opcode,
        a::ANDW | a::ORRW | a::EORW | a::ANDSW | a::TSTW | a::BICW | a::EONW | a::ORNW | a::BICSW
    )
}

/// True for additions of 64 bits and their kin.
pub(super) fn is_add(opcode: As) -> bool {
    matches!(
        opcode,
        a::ADD | a::ADDS | a::SUB | a::SUBS | a::CMN | a::CMP
    )
}

/// True for additions of 32 bits and their kin.
pub(super) fn is_add_word(opcode: As) -> bool {
    matches!(
        opcode,
        a::ADDW | a::ADDSW | a::SUBW | a::SUBSW | a::CMNW | a::CMPW
    )
}

/// True for additions that set flags.
pub(super) fn is_add_flags(opcode: As) -> bool {
    matches!(opcode, a::ADDS | a::ADDSW | a::SUBS | a::SUBSW)
}

/// True for negations.
pub(super) fn is_negation(opcode: As) -> bool {
    matches!(opcode, a::NEG | a::NEGW | a::NEGS | a::NEGSW)
}

/// True for instructions that become no code.
pub(super) fn is_empty(opcode: As) -> bool {
    matches!(opcode, op::NOP | op::FUNCDATA | op::PCDATA)
}
