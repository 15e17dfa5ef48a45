//! Slices that move from the stack to the heap.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`move2heap`).

use vamos_ir::Node;
use vamos_ir::NodeId;
use vamos_ir::flags;
use vamos_ssa::ValueId;

use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;

impl Build<'_> {
    /// Builds a slice that is in the heap if it was on the stack.
    pub(super) fn move_to_heap(&mut self, id: NodeId, node: &Node) -> Built<ValueId> {
        let types = self.types;
        let slice = self.expr_operand(node, 0)?;
        let slice_type = self.type_of(slice);
        let pointer_type = self.ptr_to(slice_type.elem);
        if self.backing_store(id)?.is_none() {
            return Ok(slice);
        }
        let pointer = self.v(Gen::SlicePtr, pointer_type, &[slice]);
        let len = self.v(Gen::SliceLen, types.int, &[slice]);
        let cap = self.v(Gen::SliceCap, types.int, &[slice]);
        let moves = self.new_block();
        let merge = self.new_block();
        let slots = self.vars.markers;
        self.set_var(slots.pointer, pointer);
        self.set_var(slots.len, len);
        self.set_var(slots.cap, cap);
        let is_on_stack = self.is_in_frame(pointer);
        let block = self.end()?;
        self.branch(block, is_on_stack, -1, [moves, merge]);
        self.start_block(moves);
        let moved = self.moved_slice(node, slice_type.id, [pointer, len, cap])?;
        let pointer = self.v(Gen::SlicePtr, pointer_type, &[moved]);
        self.set_var(slots.pointer, pointer);
        let len = self.v(Gen::SliceLen, types.int, &[moved]);
        self.set_var(slots.len, len);
        let cap = self.v(Gen::SliceCap, types.int, &[moved]);
        self.set_var(slots.cap, cap);
        self.end_to(merge)?;
        self.start_block(merge);
        let pointer = self.variable(slots.pointer, pointer_type);
        let len = self.variable(slots.len, types.int);
        let cap = self.variable(slots.cap, types.int);
        for slot in [slots.pointer, slots.len, slots.cap] {
            self.vars.current.remove(slot);
        }
        Ok(self.v(Gen::SliceMake, slice_type.id, &[pointer, len, cap]))
    }

    /// Builds the comparison of a pointer with both ends of the frame.
    fn is_in_frame(&mut self, pointer: ValueId) -> ValueId {
        let (word, bool) = (self.types.uintptr, self.types.bool);
        let stack = self.sp;
        let memory = self.mem();
        let caller = self.v(Gen::GetCallerSP, word, &[memory]);
        let size = self.v(Gen::Sub64, word, &[caller, stack]);
        let memory = self.mem();
        let number = self.v(Gen::Convert, word, &[pointer, memory]);
        let offset = self.v(Gen::Sub64, word, &[number, stack]);
        self.v(Gen::Less64U, bool, &[offset, size])
    }

    /// Calls the function that moves a slice.
    fn moved_slice(
        &mut self,
        node: &Node,
        ty: vamos_ssa::TypeId,
        [pointer, len, cap]: [ValueId; 3],
    ) -> Built<ValueId> {
        let elem = self.ty(self.ty(ty).elem);
        let keeps_cap = node.has(flags::KEEP_CAPACITY);
        let first = if elem.has_pointers {
            self.expr_operand(node, 1)?
        } else {
            self.const_int(self.types.uintptr, elem.size)
        };
        let name = match (elem.has_pointers, keeps_cap) {
            (true, true) => "moveSlice",
            (true, false) => "moveSliceNoCap",
            (false, true) => "moveSliceNoScan",
            (false, false) => "moveSliceNoCapNoScan",
        };
        let mut args = vec![first, pointer, len];
        if keeps_cap {
            args.push(cap);
        }
        let function = self.runtime_func(name);
        let results = self.runtime_call(function, &[ty], &args)?;
        let slice = results.first().copied();
        slice.ok_or(BuildRefusal::Invalid("call without a result"))
    }
}
