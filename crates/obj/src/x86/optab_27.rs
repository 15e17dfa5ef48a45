// generated: pure table
//! Encodings of amd64 that differ in Go 1.27.
//!
//! Made by `cargo xtask gen-obj` with the packages of the Go SDKs; do not edit.
//!
//! Counterpart: cmd/internal/obj/x86/asm6.go (`optab`) and avx_optabs.go.

use super::rows::Encoding;

/// Low bits of the opcode, encoding.
#[rustfmt::skip]
pub(super) static OPTAB: [(u16, Encoding); 0] = [
];
