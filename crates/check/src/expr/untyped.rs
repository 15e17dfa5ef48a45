//! Expressions without a final type.
//!
//! Untyped expressions stay in a table until their use gives them a type, which is passed down to
//! their operands.
//! Counterpart: cmd/compile/internal/types2/expr.go (`updateExprType`, `implicitTypeAndValue`).

use vamos_ast::Node;
use vamos_ast::Operator;
use vamos_constant::Value;
use vamos_types::BasicKind;
use vamos_types::Type;
use vamos_types::TypeId;

use crate::checker::Checker;
use crate::checker::Untyped;
use crate::code::Code;
use crate::expr::operators::is_comparison;
use crate::expr::operators::is_shift;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;
use crate::problem::INVALID_OP;
use vamos_types::Texts;

impl Checker<'_> {
    /// Gives an untyped expression and its operands another type, which may be the final one.
    pub(crate) fn update_expr_type(&mut self, x: NodeRef, typ: TypeId, is_final: bool) {
        let Some(old) = self.work.untyped.get(&x) else {
            return;
        };
        let old = old.clone();
        if !self.update_operands(x, &old, typ, is_final) {
            return;
        }
        if !is_final && self.types.is_untyped(typ) {
            let under = self.types.under(typ);
            if let Some(entry) = self.work.untyped.get_mut(&x) {
                *entry = Untyped { typ: under, ..old };
            }
            return;
        }
        self.work.untyped.remove(&x);
        if old.is_lhs && !self.types.all_integer(typ) {
            let expr = self.expr_text(x);
            let typ = self.type_text(typ);
            let text = format!("{INVALID_OP}shifted operand {expr} (type {typ}) must be integer");
            self.error_at(x, Code::InvalidShiftOperand, text);
            return;
        }
        if old.mode == Mode::Constant {
            let mut c = Operand {
                mode: old.mode,
                expr: Some(x),
                typ: old.typ,
                val: old.val.clone(),
                id: None,
            };
            self.convert_untyped(&mut c, typ);
            if c.mode == Mode::Invalid {
                return;
            }
        }
        self.record_type_and_value(x, old.mode, typ, &old.val);
    }

    /// Updates the operands of an untyped expression. Returns false for expressions that are
    /// never untyped.
    fn update_operands(&mut self, x: NodeRef, old: &Untyped, typ: TypeId, is_final: bool) -> bool {
        // The operands of a constant are constants, which have no value at run time.
        let is_const = old.mode == Mode::Constant;
        match self.source.node(x) {
            Node::Call { .. } | Node::Name | Node::BasicLit { .. } | Node::Selector { .. } => {}
            Node::Paren { x: inner } => self.update_expr_type(x.part(inner), typ, is_final),
            Node::Operation {
                op: Operator::Mul,
                y: None,
                ..
            } => return false,
            Node::Operation { .. } if is_const => {}
            Node::Operation {
                x: lhs, y: None, ..
            } => {
                self.update_expr_type(x.part(lhs), typ, is_final);
            }
            // The result of a comparison has nothing to do with its operands' types.
            Node::Operation { op, .. } if is_comparison(op) => {}
            Node::Operation { op, x: lhs, y } => {
                self.update_expr_type(x.part(lhs), typ, is_final);
                if !is_shift(op) {
                    self.update_expr_type(x.part(y), typ, is_final);
                }
            }
            _ => return false,
        }
        true
    }

    /// Gives an untyped expression another value.
    pub(crate) fn update_expr_val(&mut self, x: NodeRef, val: &Value) {
        if let Some(info) = self.work.untyped.get_mut(&x) {
            info.val = val.clone();
        }
    }

    /// Returns the type that an operand gets where `target` is expected, and the value that a
    /// constant has there.
    ///
    /// # Errors
    /// The code of the error if it cannot be converted.
    pub(crate) fn implicit_type_and_value(
        &mut self,
        x: &Operand,
        target: TypeId,
    ) -> Result<(TypeId, Option<Value>), Code> {
        const WRONG: Code = Code::InvalidUntypedConversion;
        if x.mode == Mode::Invalid || self.types.is_typed(x.typ) || !self.types.is_valid(target) {
            return Ok((x.typ, None));
        }
        if self.types.is_untyped(target) {
            let typ = self.types.max_type(x.typ, target).ok_or(WRONG)?;
            return Ok((typ, None));
        }
        if x.is_nil() {
            return if self.types.has_nil(target) {
                Ok((target, None))
            } else {
                Err(WRONG)
            };
        }
        let under = self.types.under(target);
        match self.types.get(under) {
            Type::Basic(_) if x.mode == Mode::Constant => {
                let val = self.representation(x, under)?;
                Ok((target, Some(val)))
            }
            // These are results of comparisons and of shifts that wait for their type.
            Type::Basic(_) => {
                let is_ok = match self.types.basic_kind(x.typ) {
                    Some(BasicKind::UntypedBool) => self.types.is_boolean(target),
                    Some(
                        BasicKind::UntypedInt
                        | BasicKind::UntypedRune
                        | BasicKind::UntypedFloat
                        | BasicKind::UntypedComplex,
                    ) => self.types.is_numeric(target),
                    Some(BasicKind::UntypedString) => self.types.is_string(target),
                    _ => false,
                };
                is_ok.then_some((target, None)).ok_or(WRONG)
            }
            Type::Interface(_) if self.types.is_type_param(target) => {
                let set = self.types.typeset(target);
                if set.is_empty() {
                    return Err(WRONG);
                }
                for (_, under) in set {
                    self.implicit_type_and_value(x, under).map_err(|_| WRONG)?;
                }
                Ok((target, None))
            }
            // The value in an interface has the default type.
            Type::Interface(_) => {
                if self.types.is_empty_interface(under) {
                    Ok((self.types.default_type(x.typ), None))
                } else {
                    Err(WRONG)
                }
            }
            _ => Err(WRONG),
        }
    }
}
