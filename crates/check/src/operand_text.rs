//! Texts of operands in messages, and their convertibility.
//!
//! Counterpart: cmd/compile/internal/types2/operand.go (`operandString`).

use vamos_ast::LitKind;
use vamos_constant::Kind;
use vamos_constant::Literal;
use vamos_constant::Value;
use vamos_types::BuiltinId;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::checker::Checker;
use crate::operand::Mode;
use crate::operand::Operand;
use vamos_types::Texts;

impl Checker<'_> {
    /// Returns an operand as messages show it (`operandString`).
    pub(crate) fn operand_text(&mut self, x: &Operand) -> String {
        if x.mode == Mode::NilValue {
            return match x.typ {
                typ::INVALID => "nil (with invalid type)".to_owned(),
                typ::UNTYPED_NIL => "nil".to_owned(),
                other => format!("nil (of type {})", self.type_text(other)),
            };
        }
        let expr = match (x.expr, x.mode) {
            (Some(expr), _) => self.expr_text(expr),
            (None, Mode::Builtin) => x.id.map_or("", BuiltinId::name).to_owned(),
            (None, Mode::TypExpr) => self.type_text(x.typ),
            (None, Mode::Constant) => x.val.to_string(),
            _ => String::new(),
        };
        let mut text = String::new();
        let has_expr = !expr.is_empty();
        if has_expr {
            text += &expr;
            text += " (";
        }
        let can_have_type = !matches!(
            x.mode,
            Mode::Invalid | Mode::NoValue | Mode::Builtin | Mode::TypExpr
        );
        let is_untyped = can_have_type && self.types.is_untyped(x.typ);
        if is_untyped {
            text += self.types.basic_name(x.typ);
            text += " ";
        }
        text += x.mode.text();
        if x.mode == Mode::Constant {
            let val = x.val.to_string();
            if val != expr {
                text += " ";
                text += &val;
            }
        }
        if can_have_type && !is_untyped {
            text += &self.operand_type_text(x.typ);
        }
        if has_expr {
            text += ")";
        }
        text
    }

    /// Returns the part of an operand's text that is on its type.
    fn operand_type_text(&mut self, own: TypeId) -> String {
        if !self.types.is_valid(own) {
            return " with invalid type".to_owned();
        }
        let mut text = " of ".to_owned();
        if self.types.is_generic(own) {
            text += "generic ";
        }
        let actual = self.types.unalias(own);
        let bound = match self.types.get(actual) {
            Type::TypeParam(param) => Some(param.bound),
            _ => None,
        };
        // The meaning of a name is not obvious.
        if bound.is_none() && matches!(self.types.get(own), Type::Alias(_) | Type::Named(_)) {
            let mut what = self.types.composite_kind(own);
            if what.is_empty() {
                let under = self.types.under(own);
                what = self.types.basic_name(under);
            }
            text += what;
            text += " ";
        }
        text += "type ";
        text += &self.type_text(own);
        if let Some(bound) = bound {
            text += " constrained by ";
            if let Some(bound) = bound {
                text += &self.type_text(bound);
            }
            if self.types.has_empty_typeset(actual) {
                text += " with empty type set";
            }
        }
        text
    }

    /// Makes an operand the untyped constant of a literal (`setConst`). It is invalid if there
    /// is no such constant.
    pub(crate) fn set_const(x: &mut Operand, kind: LitKind, text: &[u8]) {
        let (kind, own) = match kind {
            LitKind::Int => (Literal::Int, typ::UNTYPED_INT),
            LitKind::Float => (Literal::Float, typ::UNTYPED_FLOAT),
            LitKind::Imag => (Literal::Imag, typ::UNTYPED_COMPLEX),
            LitKind::Rune => (Literal::Char, typ::UNTYPED_RUNE),
            LitKind::String => (Literal::String, typ::UNTYPED_STRING),
        };
        let val = Value::literal(text, kind);
        if val.kind() == Kind::Unknown {
            x.mode = Mode::Invalid;
            x.typ = typ::INVALID;
            return;
        }
        x.mode = Mode::Constant;
        x.typ = own;
        x.val = val;
    }
}
