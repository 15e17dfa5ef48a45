//! Assignability of operands to variables.
//!
//! Counterpart: cmd/compile/internal/types2/operand.go (`assignableTo`).

use vamos_types::ChanDir;
use vamos_types::Type;
use vamos_types::TypeId;

use crate::checker::Checker;
use crate::code::Code;
use crate::operand::Mode;
use crate::operand::Operand;
use vamos_types::Facts;
use vamos_types::Texts;

/// Replaces a cause by a message, with the cause on a line below it.
pub(crate) fn add_cause(cause: Option<&mut String>, message: impl FnOnce() -> String) {
    let Some(cause) = cause else {
        return;
    };
    let mut text = message();
    if !cause.is_empty() {
        text += "\n\t";
        text += cause;
    }
    *cause = text;
}

impl Checker<'_> {
    /// Reports whether an operand can be assigned to variables of a type.
    ///
    /// # Errors
    /// The code of the error; the cause may be set to an explanation.
    pub(crate) fn assignable_to(
        &mut self,
        x: &Operand,
        typ: TypeId,
        mut cause: Option<&mut String>,
    ) -> Result<(), Code> {
        if x.mode == Mode::Invalid || !self.types.is_valid(typ) {
            return Ok(());
        }
        let from = self.types.unalias(x.typ);
        let to = self.types.unalias(typ);
        if self.types.identical(from, to) {
            return Ok(());
        }
        let from_under = self.types.under(from);
        let to_under = self.types.under(to);
        let is_from_param = self.types.is_type_param(from);
        let is_to_param = self.types.is_type_param(to);

        if self.types.is_untyped(from_under) {
            debug_assert!(!is_from_param);
            return self.untyped_assignable_to(x, to);
        }

        // This comes first: comparing interfaces computes their type sets, in this order.
        let is_identical = self.types.identical(from_under, to_under);
        let has_unnamed = !self.types.has_name(from) || !self.types.has_name(to);
        let has_param = is_from_param || is_to_param;
        if is_identical && has_unnamed && !has_param {
            return Ok(());
        }

        // A pointer to an interface gets the explanation that `implements` has for it.
        let is_interface = matches!(self.types.get(to_under), Type::Interface(_));
        if is_interface && !is_to_param || self.queries().is_interface_ptr(to_under) {
            if self
                .queries()
                .implements(from, to, false, cause.as_deref_mut())
            {
                return Ok(());
            }
            // The types of a type parameter's type set may still do.
            if !is_from_param {
                return Err(Code::InvalidIfaceAssign);
            }
            if let Some(cause) = cause.as_deref_mut() {
                cause.clear();
            }
        }

        // Perhaps a type assertion is missing.
        if !is_from_param
            && matches!(self.types.get(from_under), Type::Interface(_))
            && self.queries().implements(to, from, false, None)
        {
            if let Some(cause) = cause {
                *cause = "need type assertion".to_owned();
            }
            return Err(Code::IncompatibleAssign);
        }

        if let Type::Chan { dir, elem } = *self.types.get(from_under)
            && dir == ChanDir::SendRecv
            && let Type::Chan { elem: to_elem, .. } = *self.types.get(to_under)
            && self.types.identical(elem, to_elem)
        {
            return if has_unnamed {
                Ok(())
            } else {
                Err(Code::InvalidChanAssign)
            };
        }

        if is_to_param && !self.types.has_name(from) {
            return self.assignable_to_all(x, to, cause);
        }
        if is_from_param && !self.types.has_name(to) {
            return self.all_assignable_to(x, from, to, typ, cause);
        }
        Err(Code::IncompatibleAssign)
    }

    /// Reports whether an untyped operand can be assigned: every specific type of a type
    /// parameter must be able to represent it.
    fn untyped_assignable_to(&mut self, x: &Operand, to: TypeId) -> Result<(), Code> {
        let types = if self.types.is_type_param(to) {
            self.types
                .typeset(to)
                .into_iter()
                .map(|(own, _)| own)
                .collect()
        } else {
            vec![to]
        };
        let mut has_all = !types.is_empty();
        for own in types {
            has_all = has_all && self.implicit_type_and_value(x, own).is_ok();
        }
        if has_all {
            Ok(())
        } else {
            Err(Code::IncompatibleAssign)
        }
    }

    /// Reports whether an operand can be assigned to every specific type of a type parameter.
    fn assignable_to_all(
        &mut self,
        x: &Operand,
        to: TypeId,
        mut cause: Option<&mut String>,
    ) -> Result<(), Code> {
        let types = self.types.typeset(to);
        let mut result = Err(Code::IncompatibleAssign);
        for (own, _) in types {
            result = self.assignable_to(x, own, cause.as_deref_mut());
            if result.is_err() {
                add_cause(cause, || {
                    let from = self.type_text(x.typ);
                    let own = self.type_text(own);
                    let to = self.type_text(to);
                    format!("cannot assign {from} to {own} (in {to})")
                });
                return result;
            }
        }
        result
    }

    /// Reports whether operands of every specific type of a type parameter can be assigned;
    /// `shown` is the type of the variable as messages show it.
    fn all_assignable_to(
        &mut self,
        x: &Operand,
        from: TypeId,
        to: TypeId,
        shown: TypeId,
        mut cause: Option<&mut String>,
    ) -> Result<(), Code> {
        let types = self.types.typeset(from);
        let mut x = x.clone();
        let mut result = Err(Code::IncompatibleAssign);
        for (own, _) in types {
            x.typ = own;
            result = self.assignable_to(&x, to, cause.as_deref_mut());
            if result.is_err() {
                add_cause(cause, || {
                    let own = self.type_text(own);
                    let from = self.type_text(from);
                    let shown = self.type_text(shown);
                    format!("cannot assign {own} (in {from}) to {shown}")
                });
                return result;
            }
        }
        result
    }
}
