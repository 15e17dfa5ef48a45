//! The place of a parameter or result: registers, or memory at an offset from a pointer.
//!
//! Counterpart: cmd/compile/internal/ssa/expand_calls.go (`registerCursor`).

use crate::ids::ValueId;
use crate::package::Type;

/// The place of a part of a parameter or result.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor {
    /// The pointer to memory.
    pub(super) target: ValueId,
    /// The offset of the part, in bytes.
    pub(super) offset: i64,
    /// The number of registers of the whole; 0: it is in memory.
    pub(super) registers: u32,
    /// The index of the part's first register.
    pub(super) next: u32,
}

impl Cursor {
    /// Returns the place of a whole parameter or result.
    pub(super) fn new(registers: usize, target: ValueId, offset: i64) -> Self {
        Self {
            target,
            offset,
            registers: registers as u32,
            next: 0,
        }
    }

    /// Returns the place of the next part, and goes past it.
    pub(super) fn take(&mut self, ty: &Type) -> Self {
        self.offset = round_up(self.offset, ty.align);
        let part = *self;
        self.offset = round_up(self.offset.wrapping_add(ty.size), ty.align);
        if self.next < self.registers {
            self.next += ty.int_registers + ty.float_registers;
        }
        part
    }

    /// Reports whether the whole is in registers.
    pub(super) fn has_registers(&self) -> bool {
        self.registers > 0
    }
}

fn round_up(offset: i64, align: i64) -> i64 {
    let align = align.max(1);
    offset.wrapping_add(align - 1) & -align
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_aligned_and_take_registers() {
        let ty = |size: i64, registers: u32| Type {
            size,
            align: size,
            int_registers: registers,
            ..Type::default()
        };
        let mut cursor = Cursor::new(2, ValueId(1), 0);
        let parts = [ty(1, 1), ty(8, 1), ty(4, 1)].map(|ty| cursor.take(&ty));
        assert_eq!(parts.map(|part| part.offset), [0, 8, 16]);
        assert_eq!(parts.map(|part| part.next), [0, 1, 2]);
        assert_eq!((cursor.offset, cursor.next), (20, 2));
    }
}
