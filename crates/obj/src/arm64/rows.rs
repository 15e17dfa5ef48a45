//! A row of the table of encodings.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go (`Optab`).

use crate::prog::As;

/// The encoding of an opcode with operands of some classes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Encoding {
    /// Classes of the first source, the second, the third, the destination and the second one.
    pub(super) classes: [u8; 5],
    /// Number of the way of encoding.
    pub(super) kind: i8,
    size: i8,
    /// An implicit register.
    pub(super) param: i16,
    /// Bits of `classes` that have no prefix.
    pub(super) flag: i8,
    /// Suffix of the opcode.
    pub(super) scond: u8,
    /// The opcode that the row is listed for.
    pub(super) op: As,
}

impl Encoding {
    /// The encoding of an instruction without a fitting row.
    pub(super) const UNDEFINED: Self = Self::new(14, [1, 1, 1, 1, 1], 90, 4, 0, 0, 0);

    /// Returns a row.
    pub(super) const fn new(
        op: u16,
        classes: [u8; 5],
        kind: i8,
        size: i8,
        param: i16,
        flag: i8,
        scond: u8,
    ) -> Self {
        Self {
            classes,
            kind,
            size,
            param,
            flag,
            scond,
            op: As(op),
        }
    }

    /// Returns the size in bytes, if nothing is optimized.
    pub(super) fn plain_size(self) -> i64 {
        self.size as i64
    }

    /// True if the row has this flag.
    pub(super) fn has(self, flag: i8) -> bool {
        self.flag & flag != 0
    }
}
