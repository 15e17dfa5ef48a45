//! Comparisons.
//!
//! Counterpart: cmd/compile/internal/types2/expr.go (`comparison`).

use vamos_ast::Operator;
use vamos_constant::Value;
use vamos_types::typ;

use crate::checker::Checker;
use crate::code::Code;
use crate::expr::operators::constant_op;
use crate::operand::Mode;
use crate::operand::Operand;
use crate::problem::INVALID_OP;
use vamos_types::Texts;

/// The error of a comparison.
struct Wrong {
    code: Code,
    /// True if the error is in the second operand.
    is_second: bool,
    /// The special cause, or empty.
    cause: String,
}

impl Wrong {
    /// Returns the mistake of an operand that has not got the operator.
    fn undefined(is_second: bool, cause: String) -> Self {
        Self {
            code: Code::UndefinedOp,
            is_second,
            cause,
        }
    }
}

impl Checker<'_> {
    /// Checks a comparison; `op` is ignored for the case of a switch.
    pub(crate) fn comparison(
        &mut self,
        x: &mut Operand,
        y: &mut Operand,
        op: Operator,
        is_switch_case: bool,
    ) {
        if !self.types.is_valid(x.typ) || !self.types.is_valid(y.typ) {
            x.invalidate();
            return;
        }
        let op = if is_switch_case { Operator::Eql } else { op };
        if let Err(wrong) = self.can_compare(x, y, op) {
            self.report_comparison(x, y, op, wrong, is_switch_case);
            x.invalidate();
            return;
        }
        if x.mode == Mode::Constant && y.mode == Mode::Constant {
            x.val = Value::from(Value::compare(&x.val, constant_op(op), &y.val));
        } else {
            x.mode = Mode::Value;
            // The operands have values at run time, so their types are final.
            for operand in [&*x, &*y] {
                let last = self.types.default_type(operand.typ);
                if let Some(expr) = operand.expr {
                    self.update_expr_type(expr, last, true);
                }
            }
        }
        x.typ = typ::UNTYPED_BOOL;
    }

    /// Reports whether two operands can be compared.
    fn can_compare(&mut self, x: &Operand, y: &Operand, op: Operator) -> Result<(), Wrong> {
        if self.assignable_to(x, y.typ, None).is_err()
            && self.assignable_to(y, x.typ, None).is_err()
        {
            let x = self.type_text(x.typ);
            let y = self.type_text(y.typ);
            return Err(Wrong {
                code: Code::MismatchedTypes,
                is_second: true,
                cause: format!("mismatched types {x} and {y}"),
            });
        }
        if !matches!(op, Operator::Eql | Operator::Neq) {
            if !self.types.all_ordered(x.typ) {
                return Err(Wrong::undefined(false, String::new()));
            }
            if !self.types.all_ordered(y.typ) {
                return Err(Wrong::undefined(true, String::new()));
            }
            return Ok(());
        }
        if x.is_nil() || y.is_nil() {
            let other = if x.is_nil() { y.typ } else { x.typ };
            // This is only wrong for two nils.
            return if self.types.has_nil(other) {
                Ok(())
            } else {
                Err(Wrong::undefined(true, String::new()))
            };
        }
        for (operand, is_second) in [(x, false), (y, true)] {
            if !self.types.comparable(operand.typ) {
                let cause = self.incomparable_cause(operand.typ);
                return Err(Wrong::undefined(is_second, cause));
            }
        }
        Ok(())
    }

    /// Reports a wrong comparison.
    fn report_comparison(
        &mut self,
        x: &Operand,
        y: &Operand,
        op: Operator,
        wrong: Wrong,
        is_switch_case: bool,
    ) {
        let Wrong {
            code,
            mut is_second,
            mut cause,
        } = wrong;
        if cause.is_empty() {
            let is_param = self.types.is_type_param(x.typ);
            if is_param || self.types.is_type_param(y.typ) {
                is_second |= !is_param;
                let operand = if is_second { y } else { x };
                let typ = self.type_text(operand.typ);
                let op = op.text();
                cause = format!("type parameter {typ} cannot use operator {op}");
            } else {
                let operand = if is_second { y } else { x };
                let what = match self.types.composite_kind(operand.typ) {
                    "" => self.type_text(operand.typ),
                    what => what.to_owned(),
                };
                cause = format!("operator {} not defined on {what}", op.text());
            }
        }
        let x_text = x.expr.map_or_else(String::new, |x| self.expr_text(x));
        let y_text = y.expr.map_or_else(String::new, |y| self.expr_text(y));
        if is_switch_case {
            let text = format!("invalid case {x_text} in switch on {y_text} ({cause})");
            self.error(self.operand_pos(x), code, text);
            return;
        }
        let operand = if is_second { y } else { x };
        let text = format!("{INVALID_OP}{x_text} {} {y_text} ({cause})", op.text());
        self.error(self.operand_pos(operand), code, text);
    }
}
