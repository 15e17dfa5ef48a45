// generated: pure table
//! Encodings of arm64 that differ in Go 1.25.
//!
//! Made by `cargo xtask gen-obj` with the packages of the Go SDKs; do not edit.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go.

use super::rows::Encoding;

/// Low bits of the opcode, its encodings in the order of matching.
#[rustfmt::skip]
pub(super) static OPTAB: [(u16, &[Encoding]); 8] = [
    (2, &[Encoding::new(2, [1, 1, 1, 36, 1], 5, 4, 0, 0, 0)]),
    (3, &[Encoding::new(3, [1, 1, 1, 36, 1], 5, 4, 0, 0, 0)]), (547, &[]), (548, &[]), (549, &[]),
    (550, &[]), (551, &[]), (552, &[]),
];

/// Kind of instruction, opcode, its bits.
#[rustfmt::skip]
pub(super) static BITS: [(&str, u16, Option<u32>); 12] = [
    ("op0", 10787, None), ("op0", 10788, None), ("op0", 10789, None), ("op0", 10790, None),
    ("op0", 10791, None), ("op0", 10792, None), ("ldrr", 10419, None), ("ldrrlsl", 10419, None),
    ("strr", 10419, None), ("strrlsl", 10419, None), ("bra", 2, Some(2483027968)),
    ("bra", 3, Some(2483027968)),
];
