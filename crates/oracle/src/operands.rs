//! Kinds of operands by their numbers in the SDK's assembler.
//!
//! Counterpart: cmd/internal/obj/link.go (`AddrType`, `AddrName`).

use vamos_obj::AddrName;
use vamos_obj::AddrType;

const KINDS: [AddrType; 15] = [
    AddrType::None,
    AddrType::Branch,
    AddrType::TextSize,
    AddrType::Mem,
    AddrType::Const,
    AddrType::FConst,
    AddrType::SConst,
    AddrType::Reg,
    AddrType::Addr,
    AddrType::Shift,
    AddrType::RegReg,
    AddrType::RegReg2,
    AddrType::Indir,
    AddrType::RegList,
    AddrType::Special,
];

const NAMES: [AddrName; 7] = [
    AddrName::None,
    AddrName::Extern,
    AddrName::Static,
    AddrName::Auto,
    AddrName::Param,
    AddrName::GotRef,
    AddrName::TocRef,
];

/// Returns the form of an operand.
pub(crate) fn kind(number: usize) -> Option<AddrType> {
    KINDS.get(number).copied()
}

/// Returns the kind of an operand's symbol.
pub(crate) fn name(number: usize) -> Option<AddrName> {
    NAMES.get(number).copied()
}
