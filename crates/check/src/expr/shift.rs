//! Shifts.
//!
//! Counterpart: cmd/compile/internal/types2/expr.go (`shift`).

use vamos_ast::Operator;
use vamos_constant::Kind;
use vamos_constant::Value;
use vamos_types::typ;

use crate::checker::Checker;
use crate::checker::GoVersion;
use crate::code::Code;
use crate::expr::operators::constant_op;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;
use crate::problem::INVALID_OP;

/// Maximal shift of constants: enough for the smallest `float64`.
const MAX_SHIFT: u64 = 1023 - 1 + 52;

impl Checker<'_> {
    /// Checks a shift; an assignment with an operator has no `e`.
    pub(crate) fn shift(
        &mut self,
        x: &mut Operand,
        y: &mut Operand,
        e: Option<NodeRef>,
        op: Operator,
    ) {
        let x_val = (x.mode == Mode::Constant).then(|| x.val.to_int());
        let is_int = x_val.as_ref().is_some_and(|val| val.kind() == Kind::Int);
        let is_shiftable = self.types.all_integer(x.typ) || self.types.is_untyped(x.typ) && is_int;
        if !is_shiftable {
            self.report_shifted(x);
            return;
        }
        if !self.check_shift_count(y) {
            x.invalidate();
            return;
        }
        if let Some(x_val) = x_val {
            if y.mode == Mode::Constant {
                self.constant_shift(x, &x_val, y, e, op);
                return;
            }
            if self.types.is_untyped(x.typ) {
                // The type of the result decides the type of the left operand, which is checked
                // then. The operand is not in the table if it was checked before, in a cycle of
                // declarations.
                let entry = x.expr.and_then(|expr| self.work.untyped.get_mut(&expr));
                if let Some(info) = entry {
                    info.is_lhs = true;
                }
                x.mode = Mode::Value;
                return;
            }
        }
        if !self.types.all_integer(x.typ) {
            self.report_shifted(x);
            return;
        }
        x.mode = Mode::Value;
    }

    /// Reports a left operand that is no integer.
    fn report_shifted(&mut self, x: &mut Operand) {
        let operand = self.operand_text(x);
        let text = format!("{INVALID_OP}shifted operand {operand} must be integer");
        self.error(self.operand_pos(x), Code::InvalidShiftOperand, text);
        x.invalidate();
    }

    /// Reports whether an operand can be how far something is shifted.
    fn check_shift_count(&mut self, y: &mut Operand) -> bool {
        if y.mode == Mode::Constant {
            let val = y.val.to_int();
            if val.kind() == Kind::Int && val.sign() < 0 {
                let operand = self.operand_text(y);
                let text = format!("{INVALID_OP}negative shift count {operand}");
                self.error(self.operand_pos(y), Code::InvalidShiftCount, text);
                return false;
            }
            if self.types.is_untyped(y.typ) {
                self.representable(y, typ::UINT);
                return y.mode != Mode::Invalid;
            }
            return true;
        }
        if self.types.all_integer(y.typ) {
            let signed_since = GoVersion(13);
            if self.types.all_unsigned(y.typ) || self.allow_version(signed_since) {
                return true;
            }
            let text = format!("{INVALID_OP}signed shift count {}", self.operand_text(y));
            self.version_error(self.operand_pos(y), signed_since, text);
            return false;
        }
        if self.types.is_untyped(y.typ) {
            self.convert_untyped(y, typ::UINT);
            return y.mode != Mode::Invalid;
        }
        let operand = self.operand_text(y);
        let text = format!("{INVALID_OP}shift count {operand} must be integer");
        self.error(self.operand_pos(y), Code::InvalidShiftCount, text);
        false
    }

    /// Computes the shift of a constant by a constant; `x_val` is the left one as an integer.
    fn constant_shift(
        &mut self,
        x: &mut Operand,
        x_val: &Value,
        y: &Operand,
        e: Option<NodeRef>,
        op: Operator,
    ) {
        if x.val.kind() == Kind::Unknown || y.val.kind() == Kind::Unknown {
            x.val = Value::UNKNOWN;
            if !self.types.is_integer(x.typ) {
                x.typ = typ::UNTYPED_INT;
            }
            return;
        }
        let y_val = y.val.to_int();
        let count = match y_val.kind() {
            Kind::Int => y_val.uint64_val(),
            _ => None,
        };
        let Some(count) = count.filter(|count| *count <= MAX_SHIFT) else {
            let operand = self.operand_text(y);
            let text = format!("{INVALID_OP}invalid shift count {operand}");
            self.error(self.operand_pos(y), Code::InvalidShiftCount, text);
            x.invalidate();
            return;
        };
        // The left operand may be 2.0; the result is an integer.
        if !self.types.is_integer(x.typ) {
            x.typ = typ::UNTYPED_INT;
        }
        x.val = Value::shift(x_val, constant_op(op), count as u32);
        x.expr = e;
        self.overflow(x, self.op_pos(e));
    }
}
