//! Checks that panic.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`nilCheck`, `boundsCheck`, `check`,
//! `extendIndex`).

use vamos_ssa::ValueId;

use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;

/// The kinds of bounds checks; the number of the kind for unsigned indexes is one more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bounds {
    Index = 0,
    SliceLen = 2,
    SliceCap = 4,
    SliceLow = 6,
    Slice3Len = 8,
    Slice3Cap = 10,
    Slice3High = 12,
    Slice3Low = 14,
    Convert = 16,
}

impl Build<'_> {
    /// Builds a check for nil; returns the pointer that is checked.
    pub(super) fn nil_check(&mut self, pointer: ValueId) -> ValueId {
        if self.input.header.flags.no_nil_checks || self.input.ir.facts.no_nil_checks {
            return pointer;
        }
        let mem = self.mem();
        let ty = self.f.value(pointer).ty;
        self.v(Gen::NilCheck, ty, &[pointer, mem])
    }

    /// Builds a check of an index; returns the index in the size of a pointer.
    pub(super) fn bounds_check(
        &mut self,
        index: ValueId,
        len: ValueId,
        bounds: Bounds,
        is_bounded: bool,
    ) -> Built<ValueId> {
        let mut ty = self.type_of(index);
        let mut index = index;
        if ty.size != 8 {
            let op = ty.resize_op(8);
            let op = op.ok_or(BuildRefusal::Invalid("size of an index"))?;
            index = self.v(op, self.types.int, &[index]);
            ty = self.type_of(index);
        }
        if is_bounded || self.input.header.flags.no_bounds {
            return Ok(index);
        }
        let next = self.new_block();
        let exit = self.input.cx.ops.block_exit;
        let panic = self.f.new_block(exit);
        let is_unsigned = !ty.is_signed() && bounds != Bounds::Convert;
        let number = bounds as i64 + i64::from(is_unsigned);
        let op = if bounds == Bounds::Index {
            Gen::IsInBounds
        } else {
            Gen::IsSliceInBounds
        };
        let is_in = self.v(op, self.types.bool, &[index, len]);
        let block = self.end()?;
        self.branch(block, is_in, 1, [next, panic]);
        self.start_block(panic);
        let mem = self.mem();
        let args = [index, len, mem];
        let panics = self.vi(Gen::PanicBounds, self.types.mem, number, &args);
        let block = self.end()?;
        self.f.set_control(block, panics);
        self.start_block(next);
        if self.input.header.flags.masks_indexes {
            let op = if bounds == Bounds::Index {
                Gen::SpectreIndex
            } else {
                Gen::SpectreSliceIndex
            };
            index = self.v(op, self.types.int, &[index, len]);
        }
        Ok(index)
    }

    /// Builds a call of a function that panics if a condition is false.
    pub(super) fn check(&mut self, condition: ValueId, function: &str) -> Built<()> {
        let block = self.end()?;
        let kind = self.input.cx.ops.block_if;
        self.set_kind(block, kind, condition);
        self.f.block_mut(block).likely = 1;
        let next = self.new_block();
        let pos = self.peek_pos();
        let function = self.runtime_func(function);
        let key = (function, pos.base, pos.line());
        let panic = match self.panics.get(&key) {
            Some(known) => *known,
            None => {
                let panic = self.new_block();
                self.panics.insert(key, panic);
                self.start_block(panic);
                self.panic_call(function, &[])?;
                panic
            }
        };
        self.f.add_edge(block, next);
        self.f.add_edge(block, panic);
        self.start_block(next);
        Ok(())
    }
}
