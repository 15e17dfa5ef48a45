// generated: pure table
//! Encodings of amd64 that differ in Go 1.27.
//!
//! Made by `cargo xtask gen-obj` with the packages of the Go SDKs; do not edit.
//!
//! Counterpart: cmd/internal/obj/x86/asm6.go (`optab`) and avx_optabs.go.

use super::rows::Encoding;
use super::rows::Pattern;

#[rustfmt::skip]
const Y0: &[Pattern] = &[Pattern::new([30, 1, 24, 62, 0, 0, 0, 0]), Pattern::new([31, 1, 62, 24, 0, 0, 0, 0]), Pattern::new([30, 2, 66, 62, 0, 0, 0, 0]), Pattern::new([30, 2, 68, 66, 0, 0, 0, 0]), Pattern::new([31, 2, 66, 68, 0, 0, 0, 0]), Pattern::new([39, 1, 17, 23, 0, 0, 0, 0]), Pattern::new([25, 1, 23, 17, 0, 0, 0, 0]), Pattern::new([18, 1, 10, 17, 0, 0, 0, 0]), Pattern::new([19, 2, 9, 23, 0, 0, 0, 0]), Pattern::new([28, 1, 63, 62, 0, 0, 0, 0]), Pattern::new([40, 1, 62, 63, 0, 0, 0, 0]), Pattern::new([28, 2, 23, 66, 0, 0, 0, 0]), Pattern::new([40, 2, 66, 23, 0, 0, 0, 0]), Pattern::new([35, 1, 11, 17, 0, 0, 0, 0])];

/// Low bits of the opcode, encoding.
#[rustfmt::skip]
pub(super) static OPTAB: [(u16, Encoding); 1] = [
    (535, Encoding::new(144, &[111, 127, 242, 214, 243, 126, 102, 214, 137, 139, 184, 199, 0, 110, 126, 102, 110, 102, 126], Y0)),
];
