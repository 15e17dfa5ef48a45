//! Entries of types, by kind.
//!
//! Counterpart: cmd/link/internal/ld/dwarf.go (`newtype`).

use crate::dwarf::abbrev::DieKind;
use crate::types::GoKind;

const ATE_BOOLEAN: u8 = 2;
const ATE_COMPLEX_FLOAT: u8 = 3;
const ATE_FLOAT: u8 = 4;
const ATE_SIGNED: u8 = 5;
pub(super) const ATE_UNSIGNED: u8 = 7;

/// Returns the number of types for which the entry of a type waits, without its members' types.
pub(super) fn elem_count(kind: GoKind) -> usize {
    match kind {
        GoKind::Map => 2,
        GoKind::Array | GoKind::Chan | GoKind::Interface | GoKind::Pointer | GoKind::Slice => 1,
        _ => 0,
    }
}

/// Returns the kind of the entry of a type, and the encoding of its values.
pub(super) fn entry_kind(kind: GoKind) -> (DieKind, u8) {
    match kind {
        GoKind::Bool => (DieKind::Base, ATE_BOOLEAN),
        GoKind::Int | GoKind::Int8 | GoKind::Int16 | GoKind::Int32 | GoKind::Int64 => {
            (DieKind::Base, ATE_SIGNED)
        }
        GoKind::Uint
        | GoKind::Uint8
        | GoKind::Uint16
        | GoKind::Uint32
        | GoKind::Uint64
        | GoKind::Uintptr => (DieKind::Base, ATE_UNSIGNED),
        GoKind::Float32 | GoKind::Float64 => (DieKind::Base, ATE_FLOAT),
        GoKind::Complex64 | GoKind::Complex128 => (DieKind::Base, ATE_COMPLEX_FLOAT),
        GoKind::Array => (DieKind::Array, 0),
        GoKind::Chan => (DieKind::Chan, 0),
        GoKind::Func => (DieKind::Func, 0),
        GoKind::Interface => (DieKind::Interface, 0),
        GoKind::Map => (DieKind::Map, 0),
        GoKind::Pointer => (DieKind::Pointer, 0),
        GoKind::Slice => (DieKind::Slice, 0),
        GoKind::String => (DieKind::String, 0),
        GoKind::Struct => (DieKind::Struct, 0),
        GoKind::UnsafePointer => (DieKind::UnsafePointer, 0),
        GoKind::Invalid => (DieKind::Typedef, 0),
    }
}
