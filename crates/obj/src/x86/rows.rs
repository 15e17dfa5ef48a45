//! Rows of the tables of encodings, and which operands fit.
//!
//! Counterpart: cmd/internal/obj/x86/ytab.go; `Optab` and `movtab` of asm6.go.

use super::classes;
use crate::prog::As;

/// Longest list of operands of a pattern.
const ARGS: usize = 6;

/// The prefix of opcodes that have no encoding.
pub(super) const ABSENT: u8 = 0xee;

/// The possible encodings of an opcode: a prefix, opcode bytes and patterns of operands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Encoding {
    /// One of the prefixes of `classes`, which start with P.
    pub(super) prefix: u8,
    bytes: &'static [u8],
    /// The patterns in the order of matching.
    pub(super) patterns: &'static [Pattern],
}

impl Encoding {
    /// The row of opcodes without an encoding.
    pub(super) const NONE: Self = Self::new(ABSENT, &[], &[]);

    /// Returns a row.
    pub(super) const fn new(
        prefix: u8,
        bytes: &'static [u8],
        patterns: &'static [Pattern],
    ) -> Self {
        Self {
            prefix,
            bytes,
            patterns,
        }
    }

    /// Returns an opcode byte; there are zeros after the last one.
    pub(super) fn byte(self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }
}

/// Classes of operands that an encoding accepts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pattern {
    /// Kind of encoding: one of the constants of `classes` that start with Z.
    pub(super) kind: u8,
    /// Count of opcode bytes that belong to the pattern.
    pub(super) step: u8,
    /// Accepted classes, the destination last.
    pub(super) args: [u8; ARGS],
}

impl Pattern {
    /// Returns a pattern from its numbers.
    pub(super) const fn new(row: [u8; 2 + ARGS]) -> Self {
        Self {
            kind: row[0],
            step: row[1],
            args: [row[2], row[3], row[4], row[5], row[6], row[7]],
        }
    }

    /// True if operands of these classes are accepted.
    pub(super) fn matches(&self, args: &[u8]) -> bool {
        if args.len() < ARGS && self.args[args.len()] != classes::YXXX {
            return false;
        }
        args.iter()
            .zip(&self.args)
            .all(|(arg, pattern)| covers(*arg, *pattern))
    }

    /// True if the encoding is one of AVX-512.
    pub(super) fn is_evex(&self) -> bool {
        self.kind > classes::ZEVEX_FIRST && self.kind < classes::ZEVEX_LAST
    }
}

/// True if `pattern` accepts an operand of class `arg`.
pub(super) fn covers(arg: u8, pattern: u8) -> bool {
    classes::COVER[usize::from(arg)] >> pattern & 1 != 0
}

/// A move from or to a special register, or a double shift.
#[derive(Clone, Copy, Debug)]
pub(super) struct MoveEncoding {
    /// The opcode.
    pub(super) op: As,
    /// Class of the source.
    pub(super) from: u8,
    /// Class of the third operand.
    pub(super) third: u8,
    /// Class of the destination.
    pub(super) to: u8,
    /// One of the constants of `classes` that start with MOV.
    pub(super) kind: u8,
    /// Opcode bytes and extensions.
    pub(super) bytes: [u8; 4],
}
