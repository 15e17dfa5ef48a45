//! Assignments and initializations of one variable.
//!
//! Counterpart: cmd/compile/internal/types2/assignments.go.

mod lists;
mod short;
mod summary;

pub(crate) use summary::Dots;
pub(crate) use summary::operand_types;

pub(crate) use summary::measure;

use vamos_ast::Node;
use vamos_types::ObjId;
use vamos_types::ObjectKind;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::checker::Checker;
use crate::checker::Usage;
use crate::code::Code;
use crate::expr::Target;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;
use vamos_types::Texts;

/// Context of an assignment, for messages. The text is only made for a message.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Context<'t> {
    /// In these words.
    Text(&'t str),
    /// An argument of a call of this function.
    Argument(NodeRef),
}

impl Checker<'_> {
    fn context_text(&self, context: Context<'_>) -> String {
        match context {
            Context::Text(text) => text.to_owned(),
            Context::Argument(fun) => format!("argument to {}", self.expr_text(fun)),
        }
    }

    /// Checks that an operand can be assigned to a variable of type `to`, or to `_` without one,
    /// and gives it that type if it had none; `context` describes the assignment in messages. The
    /// operand is invalid after an error.
    pub(crate) fn assignment(&mut self, x: &mut Operand, to: Option<TypeId>, context: &str) {
        self.assignment_in(x, to, Context::Text(context));
    }

    /// Like [`Checker::assignment`], with a context that is not formatted yet.
    pub(crate) fn assignment_in(
        &mut self,
        x: &mut Operand,
        to: Option<TypeId>,
        context: Context<'_>,
    ) {
        self.single_value(x);
        match x.mode {
            Mode::Invalid => return,
            Mode::NilValue
            | Mode::Constant
            | Mode::Variable
            | Mode::MapIndex
            | Mode::Value
            | Mode::CommaOk
            | Mode::CommaErr => {}
            Mode::NoValue | Mode::Builtin | Mode::TypExpr | Mode::CgoFunc => {
                let what = self.operand_text(x);
                let target = match to {
                    Some(to) => self.type_text(to),
                    None => "<nil>".to_owned(),
                };
                let context = self.context_text(context);
                let text = format!("cannot assign {what} to {target} in {context}");
                return self.invalidate_with(x, Code::IncompatibleAssign, text);
            }
        }
        if self.types.is_untyped(x.typ) && !self.assign_untyped(x, to, context) {
            return;
        }
        // A generic function has no value before it is instantiated.
        if self.config.release.infers_functions_in_all_assignments() {
            let target = to.and_then(|to| self.signature_of(to)).map(|sig| Target {
                sig,
                desc: self.context_text(context),
            });
            self.non_generic(target.as_ref(), x);
            if x.mode == Mode::Invalid {
                return;
            }
        }
        let under = self.types.under(x.typ);
        if matches!(self.types.get(under), Type::Signature(sig) if !sig.tparams.is_empty()) {
            let what = self.operand_text(x);
            let context = self.context_text(context);
            let text =
                format!("cannot use generic function {what} without instantiation in {context}");
            return self.invalidate_with(x, Code::WrongTypeArgCount, text);
        }
        let Some(to) = to else {
            return;
        };
        let mut cause = String::new();
        if let Err(code) = self.assignable_to(x, to, Some(&mut cause)) {
            let what = self.operand_text(x);
            let target = self.type_text(to);
            let context = self.context_text(context);
            let mut text = format!("cannot use {what} as {target} value in {context}");
            if !cause.is_empty() {
                text += ": ";
                text += &cause;
            }
            self.invalidate_with(x, code, text);
        }
    }

    /// Reports an error on an operand, which is invalid from now on.
    fn invalidate_with(&mut self, x: &mut Operand, code: Code, text: String) {
        self.error(self.operand_pos(x), code, text);
        x.invalidate();
    }

    /// Gives an operand without a type the type that it has when it is assigned; reports whether
    /// that was possible.
    fn assign_untyped(
        &mut self,
        x: &mut Operand,
        to: Option<TypeId>,
        context: Context<'_>,
    ) -> bool {
        let target = match to {
            None if x.is_nil() => {
                let context = self.context_text(context);
                let text = format!("use of untyped nil in {context}");
                self.invalidate_with(x, Code::UntypedNilUse, text);
                return false;
            }
            None => self.types.default_type(x.typ),
            // Interfaces take constants by their default types.
            Some(to) if !x.is_nil() && self.types.is_non_type_param_interface(to) => {
                self.types.default_type(x.typ)
            }
            Some(to) => to,
        };
        match self.implicit_type_and_value(x, target) {
            Err(code) => {
                let what = self.operand_text(x);
                let target = self.type_text(target);
                let context = self.context_text(context);
                let mut text = format!("cannot use {what} as {target} value in {context}");
                let code = match code {
                    Code::TruncatedFloat => {
                        text += " (truncated)";
                        code
                    }
                    Code::NumericOverflow => {
                        text += " (overflows)";
                        code
                    }
                    _ => Code::IncompatibleAssign,
                };
                self.invalidate_with(x, code, text);
                false
            }
            Ok((typ, val)) => {
                if let Some(val) = val {
                    self.update_expr_val(x.expr(), &val);
                    x.val = val;
                }
                if typ != x.typ {
                    x.typ = typ;
                    self.update_expr_type(x.expr(), typ, false);
                }
                true
            }
        }
    }

    /// Checks the value of a constant's declaration and sets it.
    pub(crate) fn init_const(&mut self, lhs: ObjId, x: &mut Operand) {
        if x.mode == Mode::Invalid
            || !self.types.is_valid(x.typ)
            || self.types.has_invalid_type(lhs)
        {
            return self.types.invalidate_untyped_object(lhs);
        }
        if x.mode != Mode::Constant {
            let what = self.operand_text(x);
            let text = format!("{what} is not constant");
            self.error(self.operand_pos(x), Code::InvalidConstInit, text);
            return self.types.invalidate_untyped_object(lhs);
        }
        let typ = *self.types.object_mut(lhs).typ.get_or_insert(x.typ);
        self.assignment(x, Some(typ), "constant declaration");
        if x.mode == Mode::Invalid {
            return;
        }
        if let ObjectKind::Const { val } = &mut self.types.object_mut(lhs).kind {
            *val = x.val.clone();
        }
    }

    /// Checks the value of a variable's declaration; a variable without a type gets the type of the
    /// value.
    pub(crate) fn init_var(&mut self, lhs: ObjId, x: &mut Operand, context: &str) {
        if x.mode == Mode::Invalid
            || !self.types.is_valid(x.typ)
            || self.types.has_invalid_type(lhs)
        {
            self.types.invalidate_untyped_object(lhs);
            x.invalidate();
            return;
        }
        let typ = match self.types.object(lhs).typ {
            Some(typ) => typ,
            None => {
                let typ = if !self.types.is_untyped(x.typ) {
                    x.typ
                } else if x.typ == typ::UNTYPED_NIL {
                    let text = format!("use of untyped nil in {context}");
                    self.types.object_mut(lhs).typ = Some(typ::INVALID);
                    return self.invalidate_with(x, Code::UntypedNilUse, text);
                } else {
                    self.types.default_type(x.typ)
                };
                self.types.object_mut(lhs).typ = Some(typ);
                typ
            }
        };
        self.assignment(x, Some(typ), context);
    }

    /// Returns the variable of this package that a name denotes, and true if it counts as used; an
    /// assignment to it is no use.
    pub(crate) fn assigned_var(&mut self, ident: NodeRef) -> Option<(ObjId, bool)> {
        let name = self.name(ident);
        let obj = self.lookup(name)?;
        let object = self.types.object(obj);
        let is_own = object.is_var() && object.pkg == Some(self.pkg);
        is_own.then(|| (obj, self.usage.vars.contains(&obj)))
    }

    /// Checks the left side of an assignment and returns its type: `None` for `_`.
    fn lhs_var(&mut self, lhs: NodeRef) -> Option<TypeId> {
        let inner = self.source.unparen(lhs);
        let ident = self.source.is_name(inner).then_some(inner);
        if let Some(ident) = ident
            && self.name(ident) == vamos_types::Name::BLANK
        {
            self.record_def(ident, None);
            return None;
        }
        let var = ident.and_then(|ident| self.assigned_var(ident));
        let mut x = Operand::new();
        self.expr(None, &mut x, lhs);
        self.usage.restore_used(var);
        if x.mode == Mode::Invalid || !self.types.is_valid(x.typ) {
            return Some(typ::INVALID);
        }
        if matches!(x.mode, Mode::Variable | Mode::MapIndex) {
            return Some(x.typ);
        }
        let expr = x.expr();
        if let Node::Selector { x: Some(base), .. } = self.source.node(expr) {
            let mut op = Operand::new();
            self.expr(None, &mut op, expr.at(base));
            if op.mode == Mode::MapIndex {
                let text = format!(
                    "cannot assign to struct field {} in map",
                    self.expr_text(expr)
                );
                self.error(self.operand_pos(&x), Code::UnaddressableFieldAssign, text);
                return Some(typ::INVALID);
            }
        }
        let text = format!(
            "cannot assign to {} (neither addressable nor a map index expression)",
            self.expr_text(expr)
        );
        self.error(self.operand_pos(&x), Code::UnassignableOperand, text);
        Some(typ::INVALID)
    }

    /// Checks an assignment of the expression `rhs`.
    fn assign_expr(&mut self, lhs: NodeRef, rhs: NodeRef, context: &str) {
        let to = self.lhs_var(lhs);
        if to.is_some_and(|to| !self.types.is_valid(to)) {
            self.use_exprs(&[rhs]);
            return;
        }
        let mut target = None;
        if let Some(to) = to {
            let under = self.types.under(to);
            if matches!(self.types.get(under), Type::Signature(_)) {
                let desc = self.expr_text(lhs);
                target = self.new_target(Some(to), &desc);
            }
        }
        let mut x = Operand::new();
        self.expr(target.as_ref(), &mut x, rhs);
        self.finish_assign(to, &mut x, context);
    }

    /// Checks an assignment of an operand, which is invalid after an error.
    pub(crate) fn assign_operand(&mut self, lhs: NodeRef, x: &mut Operand, context: &str) {
        let to = self.lhs_var(lhs);
        if to.is_some_and(|to| !self.types.is_valid(to)) {
            x.invalidate();
            return;
        }
        self.finish_assign(to, x, context);
    }

    fn finish_assign(&mut self, to: Option<TypeId>, x: &mut Operand, context: &str) {
        let context = match (to, context) {
            (None, "assignment") => "assignment to _ identifier",
            _ => context,
        };
        self.assignment(x, to, context);
    }
}

impl Usage {
    /// Restores the use of a variable.
    pub(crate) fn restore_used(&mut self, var: Option<(ObjId, bool)>) {
        match var {
            Some((var, true)) => drop(self.vars.insert(var)),
            Some((var, false)) => drop(self.vars.remove(&var)),
            None => {}
        }
    }
}
