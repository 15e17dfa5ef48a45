// generated: pure table
//! Encodings of arm64 that differ in Go 1.25.
//!
//! Made by `cargo xtask gen-obj` with the packages of the Go SDKs; do not edit.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go.

use super::rows::Encoding;

/// Low bits of the opcode, its encodings in the order of matching.
#[rustfmt::skip]
pub(super) static OPTAB: [(u16, &[Encoding]); 0] = [
];

/// Kind of instruction, opcode, its bits.
#[rustfmt::skip]
pub(super) static BITS: [(&str, u16, Option<u32>); 0] = [
];
