//! Sizes, alignments and registers of types by kind.
//!
//! Counterpart: cmd/compile/internal/types/size.go (`CalcSize`).

use vamos_ssa::Type;
use vamos_ssa::kind;

/// A rule that a type violates.
pub(super) type Rule = &'static str;

/// The numbers of registers of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Registers {
    ints: u32,
    floats: u32,
}

impl Registers {
    pub(super) const NONE: Self = Self { ints: 0, floats: 0 };
    /// A parameter that is always in memory.
    pub(super) const IN_MEMORY: Self = Self {
        ints: 255,
        floats: 255,
    };

    pub(super) fn of(ty: &Type) -> Self {
        Self {
            ints: ty.int_registers,
            floats: ty.float_registers,
        }
    }

    /// Returns the registers of a struct that has another field.
    pub(super) fn and(self, field: Self) -> Self {
        let sum = Self {
            ints: self.ints + field.ints,
            floats: self.floats + field.floats,
        };
        if sum.ints.max(sum.floats) > Self::IN_MEMORY.ints {
            Self::IN_MEMORY
        } else {
            sum
        }
    }
}

/// The size, the alignment and the registers of types of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) size: i64,
    pub(super) align: i64,
    pub(super) registers: Registers,
}

impl Layout {
    /// Returns the layout of types of a kind; `None` if parts decide on it.
    pub(super) fn of_kind(of_kind: u32) -> Option<Self> {
        let (size, align, ints, floats) = match of_kind {
            kind::BOOL | kind::INT8 | kind::UINT8 => (1, 1, 1, 0),
            kind::INT16 | kind::UINT16 => (2, 2, 1, 0),
            kind::INT32 | kind::UINT32 => (4, 4, 1, 0),
            kind::FLOAT32 => (4, 4, 0, 1),
            kind::INT64
            | kind::UINT64
            | kind::INT
            | kind::UINT
            | kind::UINTPTR
            | kind::PTR
            | kind::FUNC
            | kind::CHAN
            | kind::MAP
            | kind::UNSAFEPTR => (8, 8, 1, 0),
            kind::FLOAT64 => (8, 8, 0, 1),
            kind::COMPLEX64 => (8, 4, 0, 2),
            kind::COMPLEX128 => (16, 8, 0, 2),
            kind::STRING | kind::INTER => (16, 8, 2, 0),
            kind::SLICE => (24, 8, 3, 0),
            _ => return None,
        };
        let registers = Registers { ints, floats };
        Some(Self {
            size,
            align,
            registers,
        })
    }

    pub(super) fn check(self, ty: &Type) -> Result<(), Rule> {
        if ty.size != self.size {
            return Err("size");
        }
        if ty.align != self.align {
            return Err("alignment");
        }
        if Registers::of(ty) != self.registers {
            return Err("registers");
        }
        Ok(())
    }
}
