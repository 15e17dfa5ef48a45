//! Expressions.
//!
//! Counterpart: cmd/compile/internal/types2/expr.go.

use vamos_types::Pos;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::checker::Checker;
use crate::code::Code;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;
use vamos_types::Facts;
use vamos_types::Texts;

mod binary;
mod compare;
mod internal;
mod operators;
mod shift;
mod unary;
mod untyped;

/// The kind of an expression, which decides if it may be a statement (`exprKind`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExprKind {
    /// A conversion.
    Conversion,
    /// Any other expression that is no statement.
    Expression,
    /// A call or a receive operation.
    Statement,
}

/// The function type of the variable that an expression is assigned to, and how messages
/// describe it (`target`).
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) sig: TypeId,
    pub(crate) desc: String,
}

/// The modes that a single value cannot have; mostly for [`Checker::exclude`].
pub(crate) const NO_VALUES: &[Mode] = &[Mode::NoValue, Mode::Builtin, Mode::TypExpr];

impl Checker<'_> {
    /// Returns the target of an assignment to a variable; `None` if its type is no function's.
    pub(crate) fn new_target(&mut self, typ: Option<TypeId>, desc: &str) -> Option<Target> {
        Some(Target {
            sig: self.signature_of(typ?)?,
            desc: desc.to_owned(),
        })
    }

    /// Returns the function type that a type is, or that all types of a type parameter are.
    pub(crate) fn signature_of(&mut self, typ: TypeId) -> Option<TypeId> {
        let sig = if self.config.release.infers_functions_in_all_assignments() {
            self.types.common_under(typ).ok()?
        } else {
            self.types.under(typ)
        };
        matches!(self.types.get(sig), Type::Signature(_)).then_some(sig)
    }

    /// Checks an expression of any kind and sets `x` to it. A target yields type arguments of a
    /// generic function; a hint is the type of an element of a composite literal.
    pub(crate) fn raw_expr(
        &mut self,
        target: Option<&Target>,
        x: &mut Operand,
        e: NodeRef,
        hint: Option<TypeId>,
        allows_generic: bool,
    ) -> ExprKind {
        if !self.types.may_go_on() {
            x.invalidate();
            x.expr = Some(e);
            return ExprKind::Statement;
        }
        let kind = self.expr_internal(target, x, e, hint);
        if !allows_generic {
            self.non_generic(target, x);
        }
        self.pending_type(x);
        self.record(x);
        kind
    }

    /// Reports a generic type, or a generic function whose type arguments the target does not
    /// yield.
    pub(crate) fn non_generic(&mut self, target: Option<&Target>, x: &mut Operand) {
        if matches!(x.mode, Mode::Invalid | Mode::NoValue) {
            return;
        }
        let is_type = matches!(self.types.get(x.typ), Type::Alias(_) | Type::Named(_));
        let is_generic_type = is_type && self.types.is_generic(x.typ);
        let what = match self.types.get(x.typ) {
            Type::Signature(sig) if sig.tparams.is_empty() => return,
            Type::Signature(_) if target.is_some() => {
                let pos = x.expr.map_or(Pos::NONE, |expr| self.source.pos(expr));
                self.func_inst(target, pos, x, None, true);
                return;
            }
            Type::Signature(_) => "function",
            _ if is_generic_type => "type",
            _ => return,
        };
        let expr = x.expr();
        let shown = self.expr_text(expr);
        let text = format!("cannot use generic {what} {shown} without instantiation");
        self.error_at(expr, Code::WrongTypeArgCount, text);
        x.invalidate();
        x.typ = typ::INVALID;
    }

    /// Reports a value whose type needs itself before it is declared.
    fn pending_type(&mut self, x: &mut Operand) {
        if matches!(x.mode, Mode::Invalid | Mode::NoValue)
            || self.config.release.checks_completeness_of_uses()
        {
            return;
        }
        if !self.finite_size(x.typ) {
            x.invalidate();
            x.typ = typ::INVALID;
        }
    }

    /// Reports an impossible type assertion.
    pub(crate) fn type_assertion(
        &mut self,
        e: NodeRef,
        x: &Operand,
        typ: TypeId,
        is_type_switch: bool,
    ) {
        let mut cause = String::new();
        if self.queries().assertable_to(x.typ, typ, Some(&mut cause)) {
            return;
        }
        let shown = self.expr_text(e);
        let to = self.type_text(typ);
        let text = if is_type_switch {
            let x = self.operand_text(x);
            format!(
                "impossible type switch case: {shown}\n\t\
                 {x} cannot have dynamic type {to} {cause}"
            )
        } else {
            let from = self.type_text(x.typ);
            format!("impossible type assertion: {shown}\n\t{to} does not implement {from} {cause}")
        };
        self.error_at(e, Code::ImpossibleAssert, text);
    }

    /// Checks an expression that is a single value.
    pub(crate) fn expr(&mut self, target: Option<&Target>, x: &mut Operand, e: NodeRef) {
        self.raw_expr(target, x, e, None, false);
        self.exclude(x, NO_VALUES);
        self.single_value(x);
    }

    /// Checks an expression that is a single value and may be generic.
    pub(crate) fn generic_expr(&mut self, x: &mut Operand, e: NodeRef, hint: Option<TypeId>) {
        self.raw_expr(None, x, e, hint, true);
        self.exclude(x, NO_VALUES);
        self.single_value(x);
    }

    /// Checks a single value that is assigned next. Unless the release infers functions there, it
    /// may not be generic.
    pub(crate) fn assigned_expr(&mut self, x: &mut Operand, e: NodeRef, hint: Option<TypeId>) {
        if self.config.release.infers_functions_in_all_assignments() {
            self.generic_expr(x, e, hint);
        } else {
            self.raw_expr(None, x, e, hint, false);
            self.exclude(x, NO_VALUES);
            self.single_value(x);
        }
    }

    /// Checks an expression that may have several values; returns them, and true if the second one
    /// is the flag of a comma-ok expression.
    pub(crate) fn multi_expr(&mut self, e: NodeRef, allows_comma_ok: bool) -> (Vec<Operand>, bool) {
        let mut x = Operand::new();
        self.raw_expr(None, &mut x, e, None, false);
        self.exclude(&mut x, NO_VALUES);
        if x.mode != Mode::Invalid
            && let Type::Tuple { vars } = self.types.get(x.typ)
        {
            let vars = vars.clone();
            let values = (1..).zip(&vars).map(|(number, var)| {
                let typ = self.types.object(*var).typ.unwrap_or(typ::INVALID);
                self.value_of_call(e, typ, || format!("{} function result", ordinal(number)))
            });
            return (values.collect(), false);
        }
        let second = match x.mode {
            _ if !allows_comma_ok => None,
            Mode::MapIndex | Mode::CommaOk => {
                let name = || "ok value of (comma, ok) expression".to_owned();
                Some(self.value_of_call(e, typ::UNTYPED_BOOL, name))
            }
            Mode::CommaErr => {
                let name = || "err value of (comma, err) expression".to_owned();
                Some(self.value_of_call(e, typ::ERROR, name))
            }
            _ => None,
        };
        let is_comma_ok = second.is_some();
        (std::iter::once(x).chain(second).collect(), is_comma_ok)
    }

    /// Returns one of several values of an expression, which has a name in messages.
    fn value_of_call(&mut self, e: NodeRef, typ: TypeId, name: impl FnOnce() -> String) -> Operand {
        let expr = if self.config.release.names_results_of_calls() {
            let name = self.types.intern(&name());
            self.source.new_name(self.start(e), name)
        } else {
            e
        };
        Operand {
            mode: Mode::Value,
            expr: Some(expr),
            typ,
            ..Operand::new()
        }
    }

    /// Checks an expression or a type.
    pub(crate) fn expr_or_type(&mut self, x: &mut Operand, e: NodeRef, allows_generic: bool) {
        self.raw_expr(None, x, e, None, allows_generic);
        self.exclude(x, &[Mode::NoValue]);
        self.single_value(x);
    }

    /// Reports an operand of one of the modes.
    pub(crate) fn exclude(&mut self, x: &mut Operand, modes: &[Mode]) {
        if !modes.contains(&x.mode) {
            return;
        }
        let operand = self.operand_text(x);
        let (code, text) = match x.mode {
            Mode::NoValue if modes.contains(&Mode::TypExpr) => {
                (Code::TooManyValues, format!("{operand} used as value"))
            }
            Mode::NoValue => {
                let text = format!("{operand} used as value or type");
                (Code::TooManyValues, text)
            }
            Mode::Builtin => (Code::UncalledBuiltin, format!("{operand} must be called")),
            Mode::TypExpr => (Code::NotAnExpr, format!("{operand} is not an expression")),
            _ => unreachable!("no other modes are excluded"),
        };
        self.error(self.operand_pos(x), code, text);
        x.invalidate();
    }

    /// Reports an operand that is several values.
    pub(crate) fn single_value(&mut self, x: &mut Operand) {
        if x.mode != Mode::Value || !matches!(self.types.get(x.typ), Type::Tuple { .. }) {
            return;
        }
        let operand = self.operand_text(x);
        let text = format!("multiple-value {operand} in single-value context");
        self.error(self.operand_pos(x), Code::TooManyValues, text);
        x.invalidate();
    }
}

/// Returns a number as a place in a list (`nth`).
fn ordinal(number: usize) -> String {
    let ending = match number {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}
