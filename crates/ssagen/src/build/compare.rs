//! Comparisons.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`expr`).

use vamos_ir::Node;
use vamos_ir::Op;
use vamos_ssa::ValueId;

use super::ops::Gen;
use super::refusal::Built;
use super::state::Build;

impl Build<'_> {
    /// Builds a comparison.
    pub(super) fn compare(&mut self, node: &Node) -> Built<ValueId> {
        let operand = self.operand(node, 0)?;
        let ty = self.ty(self.node(operand)?.ty);
        let mut x = self.expr(operand)?;
        let mut y = self.expr_operand(node, 1)?;
        let bool = self.types.bool;
        if ty.is_complex() {
            let float = self.float_of(ty);
            let equal = self.op_of(Op::Eq, self.ty(float))?;
            let parts = [Gen::ComplexReal, Gen::ComplexImag].map(|select| {
                let one = self.v(select, float, &[x]);
                let other = self.v(select, float, &[y]);
                self.v(equal, bool, &[one, other])
            });
            let both = self.v(Gen::AndB, bool, &parts);
            if node.op == Op::Eq {
                return Ok(both);
            }
            return Ok(self.v(Gen::Not, bool, &[both]));
        }
        let mut op = node.op;
        if matches!(op, Op::Ge | Op::Gt) {
            op = if op == Op::Ge { Op::Le } else { Op::Lt };
            (x, y) = (y, x);
        }
        let op = self.op_of(op, ty)?;
        Ok(self.v(op, bool, &[x, y]))
    }
}
