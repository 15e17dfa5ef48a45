//! Binary operations.
//!
//! Counterpart: cmd/compile/internal/types2/expr.go (`binary`, `matchTypes`).

use vamos_ast::Operator;
use vamos_constant::Kind;
use vamos_constant::Op;
use vamos_constant::Value;

use crate::checker::Checker;
use crate::code::Code;
use crate::expr::operators::constant_op;
use crate::expr::operators::is_comparison;
use crate::expr::operators::is_shift;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;
use crate::problem::INVALID_OP;
use vamos_types::Texts;

impl Checker<'_> {
    /// Checks a binary operation; an assignment with an operator has no `e`.
    pub(crate) fn binary(
        &mut self,
        x: &mut Operand,
        e: Option<NodeRef>,
        lhs: NodeRef,
        rhs: NodeRef,
        op: Operator,
    ) {
        let mut y = Operand::new();
        self.expr(None, x, lhs);
        self.expr(None, &mut y, rhs);
        if x.mode == Mode::Invalid {
            return;
        }
        if y.mode == Mode::Invalid {
            x.invalidate();
            x.expr = y.expr;
            return;
        }
        if is_shift(op) {
            self.shift(x, &mut y, e, op);
            return;
        }
        self.match_types(x, &mut y);
        if x.mode == Mode::Invalid {
            return;
        }
        if is_comparison(op) {
            self.comparison(x, &mut y, op, false);
            return;
        }
        if !self.types.identical(x.typ, y.typ) {
            if self.types.is_valid(x.typ) && self.types.is_valid(y.typ) {
                self.report_mismatch(x, &y, e, lhs, rhs, op);
            }
            x.invalidate();
            return;
        }
        let is_defined = self.is_defined(op, x);
        if !self.check_op(is_defined, x, op) {
            x.invalidate();
            return;
        }
        if matches!(op, Operator::Div | Operator::Rem) && self.is_zero_divisor(x, &y) {
            let text = format!("{INVALID_OP}division by zero");
            self.error(self.operand_pos(&y), Code::DivByZero, text);
            x.invalidate();
            return;
        }
        if x.mode != Mode::Constant || y.mode != Mode::Constant {
            x.mode = Mode::Value;
            return;
        }
        if x.val.kind() == Kind::Unknown || y.val.kind() == Kind::Unknown {
            x.val = Value::UNKNOWN;
            return;
        }
        let constant_op = if op == Operator::Div && self.types.is_integer(x.typ) {
            Op::IntQuo
        } else {
            constant_op(op)
        };
        // Each byte of a string takes memory, of which there is less than time.
        self.types.spend(4 * x.val.sum_len(&y.val));
        if !self.types.may_go_on() {
            x.invalidate();
            return;
        }
        x.val = Value::binary_op(&x.val, constant_op, &y.val);
        x.expr = e;
        self.overflow(x, self.op_pos(x.expr));
    }

    /// Reports whether a binary operator is defined for an operand's type; `None` if there is no
    /// such operator.
    fn is_defined(&mut self, op: Operator, x: &Operand) -> Option<bool> {
        let is_defined = match op {
            Operator::Add => self.types.all_numeric_or_string(x.typ),
            Operator::Sub | Operator::Mul | Operator::Div => self.types.all_numeric(x.typ),
            Operator::Rem | Operator::And | Operator::Or | Operator::Xor | Operator::AndNot => {
                self.types.all_integer(x.typ)
            }
            Operator::AndAnd | Operator::OrOr => self.types.all_boolean(x.typ),
            _ => return None,
        };
        Some(is_defined)
    }

    /// Reports operands of different types.
    fn report_mismatch(
        &mut self,
        x: &Operand,
        y: &Operand,
        e: Option<NodeRef>,
        lhs: NodeRef,
        rhs: NodeRef,
        op: Operator,
    ) {
        let shown = match e {
            Some(e) => self.expr_text(e),
            None => {
                let lhs = self.expr_text(lhs);
                format!("{lhs} {}= {}", op.text(), self.expr_text(rhs))
            }
        };
        let x_type = self.type_text(x.typ);
        let y_type = self.type_text(y.typ);
        let text = format!("{INVALID_OP}{shown} (mismatched types {x_type} and {y_type})");
        self.error(self.operand_pos(x), Code::MismatchedTypes, text);
    }

    /// Reports whether a divisor is a constant that is zero, or so small that its square is.
    fn is_zero_divisor(&mut self, x: &Operand, y: &Operand) -> bool {
        if y.mode != Mode::Constant {
            return false;
        }
        let is_const = x.mode == Mode::Constant;
        if (is_const || self.types.all_integer(x.typ)) && y.val.sign() == 0 {
            return true;
        }
        if !is_const || !self.types.is_complex(x.typ) {
            return false;
        }
        let square = |part: Value| Value::binary_op(&part, Op::Mul, &part);
        square(y.val.real()).sign() == 0 && square(y.val.imag()).sign() == 0
    }

    /// Converts untyped operands so that their types match, where that may be possible.
    pub(crate) fn match_types(&mut self, x: &mut Operand, y: &mut Operand) {
        if !self.may_convert(x, y) {
            return;
        }
        self.convert_untyped(x, y.typ);
        if x.mode == Mode::Invalid {
            return;
        }
        self.convert_untyped(y, x.typ);
        if y.mode == Mode::Invalid {
            x.invalidate();
        }
    }

    /// Reports whether one of two operands may be untyped and convertible to the other's type. If
    /// not, their types are different, which the error states.
    fn may_convert(&mut self, x: &Operand, y: &Operand) -> bool {
        if self.types.is_typed(x.typ) && self.types.is_typed(y.typ) {
            return false;
        }
        if self.config.release.matches_numbers_with_numbers()
            && self.types.all_numeric(x.typ) != self.types.all_numeric(y.typ)
        {
            return false;
        }
        if self.types.is_non_type_param_interface(x.typ)
            || self.types.is_non_type_param_interface(y.typ)
        {
            return true;
        }
        if self.types.all_boolean(x.typ) != self.types.all_boolean(y.typ) {
            return false;
        }
        if self.types.all_string(x.typ) != self.types.all_string(y.typ) {
            return false;
        }
        if x.is_nil() {
            return self.types.has_nil(y.typ);
        }
        if y.is_nil() {
            return self.types.has_nil(x.typ);
        }
        !self.types.is_pointer(x.typ) && !self.types.is_pointer(y.typ)
    }
}
