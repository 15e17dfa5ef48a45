//! Values that depend on a condition.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`expr`, `ternary`, `referenceTypeBuiltin`).

use vamos_ir::Node;
use vamos_ir::NodeId;
use vamos_ir::Op;
use vamos_ssa::ValueId;

use super::ops::Gen;
use super::refusal::Built;
use super::state::Build;
use super::vars::Var;

impl Build<'_> {
    /// Builds `&&` or `||` as a value.
    pub(super) fn logical(&mut self, id: NodeId, node: &Node) -> Built<ValueId> {
        let var = Var(id.0);
        let left = self.expr_operand(node, 0)?;
        self.set_var(var, left);
        let block = self.end()?;
        let right = self.new_block();
        let result = self.new_block();
        let to = if node.op == Op::AndAnd {
            [right, result]
        } else {
            [result, right]
        };
        self.branch(block, left, 0, to);
        self.start_block(right);
        let value = self.expr_operand(node, 1)?;
        self.set_var(var, value);
        self.end_to(result)?;
        self.start_block(result);
        Ok(self.variable(var, self.types.bool))
    }

    /// Builds one of two values, depending on a third.
    pub(super) fn ternary(&mut self, condition: ValueId, x: ValueId, y: ValueId) -> Built<ValueId> {
        let var = self.vars.new_var();
        let [then, els, end] = [(); 3].map(|()| self.new_block());
        let block = self.end()?;
        self.branch(block, condition, 0, [then, els]);
        for (block, value) in [(then, x), (els, y)] {
            self.start_block(block);
            self.set_var(var, value);
            self.end_to(end)?;
        }
        self.start_block(end);
        let ty = self.f.value(x).ty;
        let value = self.variable(var, ty);
        self.vars.current.remove(var);
        Ok(value)
    }

    /// Builds the number of elements of a map or channel.
    pub(super) fn len_of_reference(
        &mut self,
        id: NodeId,
        node: &Node,
        x: ValueId,
        is_map: bool,
    ) -> Built<ValueId> {
        let var = Var(id.0);
        let ty = self.ty(node.ty);
        let nil = self.const_nil(self.types.uintptr);
        let is_nil = self.v(Gen::EqPtr, self.types.bool, &[x, nil]);
        let block = self.end()?;
        self.set_kind(block, self.input.cx.ops.block_if, is_nil);
        self.f.block_mut(block).likely = -1;
        let [then, els, after] = [(); 3].map(|()| self.new_block());
        self.f.add_edge(block, then);
        self.start_block(then);
        let zero = self.zero_value(ty)?;
        self.set_var(var, zero);
        self.end_to(after)?;
        self.f.add_edge(block, els);
        self.start_block(els);
        let len = if node.op == Op::Cap {
            let pointer = self.ptr_to(ty.id);
            let address = self.vi(Gen::OffPtr, pointer, ty.size, &[x]);
            self.load(ty.id, address)
        } else if is_map {
            let stored = self.input.header.map_len;
            let len = self.load(stored, x);
            self.convert(None, len, self.ty(stored), ty)?
        } else {
            self.load(ty.id, x)
        };
        self.set_var(var, len);
        self.end_to(after)?;
        self.start_block(after);
        Ok(self.variable(var, ty.id))
    }
}
