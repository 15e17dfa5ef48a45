//! Assignability of values to variables.
//!
//! Counterpart: cmd/compile/internal/types2/operand.go (`assignableTo`), api_predicates.go.

use crate::BasicInfo;
use crate::ChanDir;
use crate::Facts;
use crate::Queries;
use crate::Texts;
use crate::Type;
use crate::TypeId;

/// Reason why a value cannot be assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssignError {
    /// Its type does not implement the interface.
    Interface,
    /// Both types are channels with names.
    Channel,
    /// The types are different.
    Types,
}

/// Replaces a cause by a message, with the cause on a line below it.
pub fn add_cause(cause: Option<&mut String>, message: impl FnOnce() -> String) {
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

impl<F: Facts> Queries<'_, F> {
    /// Reports whether values of a type, which are no constants, can be assigned to variables of
    /// another one (`AssignableTo`).
    pub fn is_assignable(&mut self, from: TypeId, to: TypeId) -> bool {
        let types = self.types_mut();
        if !types.is_valid(from) || !types.is_valid(to) || types.identical(from, to) {
            return true;
        }
        let from_under = types.under(from);
        if types.is_untyped(from_under) {
            return self.is_untyped_assignable(from, to);
        }
        self.assign(from, to, None).is_ok()
    }

    /// Reports whether untyped values that are no constants have a form of a type
    /// (`implicitTypeAndValue`): every specific type of a type parameter must have one.
    fn is_untyped_assignable(&mut self, from: TypeId, to: TypeId) -> bool {
        let types = self.types_mut();
        if types.is_type_param(to) {
            let specific = types.typeset(to);
            let mut own = specific.iter();
            return !specific.is_empty() && own.all(|(own, _)| self.has_form(from, *own));
        }
        self.has_form(from, to)
    }

    fn has_form(&mut self, from: TypeId, to: TypeId) -> bool {
        let types = self.types_mut();
        if types.is_untyped(to) {
            return types.max_type(from, to).is_some();
        }
        let under = types.under(to);
        match types.get(under) {
            Type::Interface(_) => types.is_empty_interface(under),
            Type::Basic(_) => {
                let kind = types.basic_kind(from);
                let has = |info| kind.is_some_and(|kind| kind.info().has(info));
                has(BasicInfo::BOOLEAN) && types.is_boolean(to)
                    || has(BasicInfo::NUMERIC) && types.is_numeric(to)
                    || has(BasicInfo::STRING) && types.is_string(to)
            }
            _ => false,
        }
    }

    /// Reports whether typed values can be assigned to variables of another type, which is not
    /// identical.
    ///
    /// # Errors
    /// The reason; the cause may be set to an explanation.
    pub fn assign(
        &mut self,
        from: TypeId,
        to: TypeId,
        mut cause: Option<&mut String>,
    ) -> Result<(), AssignError> {
        // Messages show aliases.
        let (shown_from, shown_to) = (from, to);
        let types = self.types_mut();
        let (from, to) = (types.unalias(from), types.unalias(to));
        let (from_under, to_under) = (types.under(from), types.under(to));
        let is_from_param = types.is_type_param(from);
        let is_to_param = types.is_type_param(to);

        // This comes first: comparing interfaces computes their type sets, in this order.
        let is_identical = types.identical(from_under, to_under);
        let has_unnamed = !types.has_name(from) || !types.has_name(to);
        let has_param = is_from_param || is_to_param;
        if is_identical && has_unnamed && !has_param {
            return Ok(());
        }

        // A pointer to an interface gets the explanation that `implements` has for it.
        let is_interface = matches!(types.get(to_under), Type::Interface(_));
        if is_interface && !is_to_param || self.is_interface_ptr(to_under) {
            if self.implements(from, to, false, cause.as_deref_mut()) {
                return Ok(());
            }
            // The types of a type parameter's type set may still do.
            if !is_from_param {
                return Err(AssignError::Interface);
            }
            if let Some(cause) = cause.as_deref_mut() {
                cause.clear();
            }
        }

        // Perhaps a type assertion is missing.
        if !is_from_param
            && matches!(self.types().get(from_under), Type::Interface(_))
            && self.implements(to, from, false, None)
        {
            if let Some(cause) = cause {
                *cause = "need type assertion".to_owned();
            }
            return Err(AssignError::Types);
        }

        let types = self.types_mut();
        if let Type::Chan { dir, elem } = *types.get(from_under)
            && dir == ChanDir::SendRecv
            && let Type::Chan { elem: to_elem, .. } = *types.get(to_under)
            && types.identical(elem, to_elem)
        {
            return if has_unnamed {
                Ok(())
            } else {
                Err(AssignError::Channel)
            };
        }

        if is_to_param && !types.has_name(from) {
            return self.assign_to_all(shown_from, to, cause);
        }
        if is_from_param && !types.has_name(to) {
            return self.assign_all(from, to, shown_to, cause);
        }
        Err(AssignError::Types)
    }

    /// Like [`Queries::assign`], for types that may be identical or invalid.
    fn assign_any(
        &mut self,
        from: TypeId,
        to: TypeId,
        cause: Option<&mut String>,
    ) -> Result<(), AssignError> {
        let types = self.types_mut();
        if !types.is_valid(to) || types.identical(from, to) {
            return Ok(());
        }
        self.assign(from, to, cause)
    }

    /// Reports whether values can be assigned to every specific type of a type parameter.
    fn assign_to_all(
        &mut self,
        from: TypeId,
        to: TypeId,
        mut cause: Option<&mut String>,
    ) -> Result<(), AssignError> {
        let mut result = Err(AssignError::Types);
        for (own, _) in self.types_mut().typeset(to) {
            result = self.assign_any(from, own, cause.as_deref_mut());
            if result.is_err() {
                add_cause(cause, || {
                    let from = self.type_text(from);
                    let own = self.type_text(own);
                    let to = self.type_text(to);
                    format!("cannot assign {from} to {own} (in {to})")
                });
                return result;
            }
        }
        result
    }

    /// Reports whether values of every specific type of a type parameter can be assigned; `shown` is
    /// the type of the variable as messages show it.
    fn assign_all(
        &mut self,
        from: TypeId,
        to: TypeId,
        shown: TypeId,
        mut cause: Option<&mut String>,
    ) -> Result<(), AssignError> {
        let mut result = Err(AssignError::Types);
        for (own, _) in self.types_mut().typeset(from) {
            result = self.assign_any(own, to, cause.as_deref_mut());
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
