//! Conversions.
//!
//! Counterpart: cmd/compile/internal/types2/conversions.go.

use vamos_constant::Value;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::checker::Checker;
use crate::checker::GoVersion;
use crate::code::Code;
use crate::operand::Mode;
use crate::operand::Operand;
use vamos_types::Texts;
use vamos_types::add_cause;

impl Checker<'_> {
    /// Checks the conversion of an operand to a type.
    pub(crate) fn conversion(&mut self, x: &mut Operand, typ: TypeId) {
        let is_const_arg = x.mode == Mode::Constant;
        let mut cause = String::new();
        let is_ok = if is_const_arg && self.types.is_const_type(typ) {
            let val = x.val.clone();
            let is_ok = self.const_convertible_to(&val, x.typ, typ, Some(&mut x.val));
            // From integer to integer only an overflow can be wrong.
            if !is_ok && self.types.is_integer(x.typ) && self.types.is_integer(typ) {
                let text = format!("constant {} overflows {}", x.val, self.type_text(typ));
                self.error(self.operand_pos(x), Code::InvalidConversion, text);
                x.invalidate();
                return;
            }
            is_ok
        } else if is_const_arg && self.types.is_type_param(typ) {
            let is_ok = self.const_convertible_to_all(x, typ, &mut cause);
            x.mode = Mode::Value;
            is_ok
        } else {
            let is_ok = self.convertible_to(x, typ, Some(&mut cause));
            if is_ok {
                x.mode = Mode::Value;
            }
            is_ok
        };
        if !is_ok {
            let operand = self.operand_text(x);
            let mut text = format!("cannot convert {operand} to type {}", self.type_text(typ));
            if !cause.is_empty() {
                text += ": ";
                text += &cause;
            }
            self.error(self.operand_pos(x), Code::InvalidConversion, text);
            x.invalidate();
            return;
        }
        if self.types.is_untyped(x.typ) {
            self.finish_converted(x, typ, is_const_arg);
        }
        x.typ = typ;
    }

    /// Gives the untyped operand of a conversion its final type.
    fn finish_converted(&mut self, x: &Operand, typ: TypeId, is_const_arg: bool) {
        let last = if x.typ == typ::UNTYPED_NIL {
            typ
        } else if self.types.is_non_type_param_interface(typ)
            || is_const_arg && !self.types.is_const_type(typ)
        {
            self.types.default_type(x.typ)
        } else if x.mode == Mode::Constant
            && self.types.is_integer(x.typ)
            && self.types.all_string(typ)
        {
            x.typ
        } else {
            typ
        };
        if let Some(expr) = x.expr {
            self.update_expr_type(expr, last, true);
        }
    }

    /// Reports whether a constant of type `from` can be converted to a type, and sets `out` to
    /// the value there.
    fn const_convertible_to(
        &mut self,
        val: &Value,
        from: TypeId,
        typ: TypeId,
        mut out: Option<&mut Value>,
    ) -> bool {
        let under = self.types.under(typ);
        if self.types.basic_kind(under).is_none() {
            return false;
        }
        if self.representable_const(val, under, out.as_deref_mut()) {
            return true;
        }
        if !self.types.is_integer(from) || !self.types.is_string(under) {
            return false;
        }
        if let Some(out) = out {
            let number = val
                .uint64_val()
                .and_then(|number| u32::try_from(number).ok());
            let codepoint = number.and_then(char::from_u32);
            let text = codepoint.unwrap_or(char::REPLACEMENT_CHARACTER).to_string();
            *out = Value::string(text.into_bytes());
        }
        true
    }

    /// Reports whether a constant can be converted to every specific type of a type parameter.
    fn const_convertible_to_all(&mut self, x: &Operand, typ: TypeId, cause: &mut String) -> bool {
        let set = self.types.typeset(typ);
        if set.is_empty() {
            let typ = self.type_text(typ);
            *cause = format!("{typ} does not contain specific types");
            return false;
        }
        for (_, under) in set {
            if self.types.is_string(x.typ) && self.types.is_bytes_or_runes(under) {
                continue;
            }
            if self.const_convertible_to(&x.val, x.typ, under, None) {
                continue;
            }
            let to = self.type_text(under);
            let set = self.type_text(typ);
            *cause = if self.types.is_integer(x.typ) && self.types.is_integer(under) {
                format!("constant {} overflows {to} (in {set})", x.val)
            } else {
                let operand = self.operand_text(x);
                format!("cannot convert {operand} to type {to} (in {set})")
            };
            return false;
        }
        true
    }

    /// Reports whether an operand can be converted to a type, and if not, perhaps why.
    pub(crate) fn convertible_to(
        &mut self,
        x: &Operand,
        typ: TypeId,
        mut cause: Option<&mut String>,
    ) -> bool {
        if self.assignable_to(x, typ, cause.as_deref_mut()).is_ok() {
            return true;
        }
        let from = self.types.unalias(x.typ);
        let to = self.types.unalias(typ);
        let from_under = self.types.under(from);
        let to_under = self.types.under(to);
        let is_from_param = self.types.is_type_param(from);
        let is_to_param = self.types.is_type_param(to);

        let is_identical = self.types.identical_ignore_tags(from_under, to_under);
        if is_identical && !is_from_param && !is_to_param {
            return true;
        }
        if self.types.are_convertible_pointers(from, to) {
            return true;
        }
        if self.types.is_integer_or_float(from_under) && self.types.is_integer_or_float(to_under)
            || self.types.is_complex(from_under) && self.types.is_complex(to_under)
        {
            return true;
        }
        if (self.types.is_integer(from_under) || self.types.is_bytes_or_runes(from_under))
            && self.types.is_string(to_under)
            || self.types.is_string(from_under) && self.types.is_bytes_or_runes(to_under)
        {
            return true;
        }
        if (self.types.is_pointer(from_under) || self.types.is_uintptr(from_under))
            && self.types.is_unsafe_pointer(to_under)
            || self.types.is_unsafe_pointer(from_under)
                && (self.types.is_pointer(to_under) || self.types.is_uintptr(to_under))
        {
            return true;
        }
        if let Some(is_allowed) = self.is_slice_to_array(from_under, to_under, cause.as_deref_mut())
        {
            return is_allowed;
        }
        match (is_from_param, is_to_param) {
            (false, false) => false,
            (true, true) => self.params_convertible(x, from, to, cause),
            (true, false) => self.all_convertible_to(x, from, to, typ, cause),
            (false, true) => self.convertible_to_all(x, to, cause),
        }
    }

    /// Reports whether a slice may be converted to an array or to a pointer to one in this
    /// version of the language; `None` if the types are others.
    fn is_slice_to_array(
        &mut self,
        from: TypeId,
        to: TypeId,
        cause: Option<&mut String>,
    ) -> Option<bool> {
        let Type::Slice { elem } = *self.types.get(from) else {
            return None;
        };
        let (array_elem, version, what) = match *self.types.get(to) {
            Type::Array { elem, .. } => (elem, 20, "array"),
            Type::Pointer { elem } => {
                let base = self.types.under(elem);
                match *self.types.get(base) {
                    Type::Array { elem, .. } => (elem, 17, "array pointer"),
                    _ => return None,
                }
            }
            _ => return None,
        };
        if !self.types.identical(elem, array_elem) {
            return None;
        }
        let is_allowed = self.allow_version(GoVersion(version));
        if let Some(cause) = cause.filter(|_| !is_allowed) {
            *cause = format!("conversion of slice to {what} requires go1.{version} or later");
        }
        Some(is_allowed)
    }

    /// Reports whether all specific types of a type parameter can be converted to all of
    /// another.
    fn params_convertible(
        &mut self,
        x: &Operand,
        from: TypeId,
        to: TypeId,
        mut cause: Option<&mut String>,
    ) -> bool {
        let from_types = self.types.typeset(from);
        let to_types = self.types.typeset(to);
        if from_types.is_empty() || to_types.is_empty() {
            return false;
        }
        let mut x = x.clone();
        for (from_own, _) in from_types {
            x.typ = from_own;
            for (to_own, _) in &to_types {
                if self.convertible_to(&x, *to_own, cause.as_deref_mut()) {
                    continue;
                }
                add_cause(cause, || {
                    let from_own = self.type_text(from_own);
                    let from = self.type_text(from);
                    let to_own = self.type_text(*to_own);
                    let to = self.type_text(to);
                    format!("cannot convert {from_own} (in {from}) to type {to_own} (in {to})")
                });
                return false;
            }
        }
        true
    }

    /// Reports whether all specific types of a type parameter can be converted to a type, which
    /// messages show as `shown`.
    fn all_convertible_to(
        &mut self,
        x: &Operand,
        from: TypeId,
        to: TypeId,
        shown: TypeId,
        mut cause: Option<&mut String>,
    ) -> bool {
        let types = self.types.typeset(from);
        let mut x = x.clone();
        for (own, _) in &types {
            x.typ = *own;
            if self.convertible_to(&x, to, cause.as_deref_mut()) {
                continue;
            }
            add_cause(cause, || {
                let own = self.type_text(*own);
                let from = self.type_text(from);
                let shown = self.type_text(shown);
                format!("cannot convert {own} (in {from}) to type {shown}")
            });
            return false;
        }
        !types.is_empty()
    }

    /// Reports whether an operand can be converted to all specific types of a type parameter.
    fn convertible_to_all(
        &mut self,
        x: &Operand,
        to: TypeId,
        mut cause: Option<&mut String>,
    ) -> bool {
        let types = self.types.typeset(to);
        for (own, _) in &types {
            if self.convertible_to(x, *own, cause.as_deref_mut()) {
                continue;
            }
            add_cause(cause, || {
                let from = self.type_text(x.typ);
                let own = self.type_text(*own);
                let to = self.type_text(to);
                format!("cannot convert {from} to type {own} (in {to})")
            });
            return false;
        }
        !types.is_empty()
    }
}
