//! Methods of interfaces that types lack.
//!
//! Counterpart: cmd/compile/internal/types2/lookup.go (`missingMethod`, `hasAllMethods`,
//! `assertableTo`).

use crate::ObjId;
use crate::Type;
use crate::TypeId;

use crate::Facts;
use crate::Queries;
use crate::Texts;
use crate::algebra::selectors::Equivalence;

/// Reason for a missing method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Missing {
    NotFound,
    WrongName,
    Unexported,
    WrongSignature,
    Ambiguous,
    PtrRecv,
    Field,
}

impl<F: Facts> Queries<'_, F> {
    /// Reports whether the types of two methods are equivalent.
    fn is_equivalent(&mut self, equivalence: &mut Equivalence<'_>, f: ObjId, m: ObjId) -> bool {
        let (x, y) = (self.types().obj_type(f), self.types().obj_type(m));
        match equivalence {
            Equivalence::Identical => self.types_mut().identical(x, y),
            Equivalence::Unify(unifier) => self.unify_exact(unifier, x, y),
        }
    }

    /// Returns the method of T that V lacks, and true if it only has the wrong type. An interface V
    /// only needs to have all methods if `is_static` is set.
    pub fn missing_method(
        &mut self,
        v: TypeId,
        t: TypeId,
        is_static: bool,
        equivalence: &mut Equivalence<'_>,
        cause: Option<&mut String>,
    ) -> Option<(ObjId, bool)> {
        let interface = self.types_mut().under(t);
        let set = self.types_mut().type_set(interface);
        let methods = &set.methods;
        if methods.is_empty() {
            return None;
        }
        let vu = self.types_mut().under(v);
        let (method, state, found) = match self.types().get(vu) {
            Type::Interface(_) => self.missing_in_interface(vu, methods, is_static, equivalence),
            _ => self.missing_in_type(v, methods, equivalence),
        }?;
        if let Some(cause) = cause {
            if let Some(found) = found {
                // Its type is shown.
                self.declare(found);
            }
            *cause = self.missing_cause((v, t), method, state, found);
        }
        let is_wrong_type = matches!(state, Missing::WrongSignature | Missing::PtrRecv);
        Some((method, is_wrong_type))
    }

    /// Returns the first method that an interface lacks, the reason, and the method that it has
    /// instead.
    fn missing_in_interface(
        &mut self,
        vu: TypeId,
        methods: &[ObjId],
        is_static: bool,
        equivalence: &mut Equivalence<'_>,
    ) -> Option<(ObjId, Missing, Option<ObjId>)> {
        let set = self.types_mut().type_set(vu);
        for method in methods {
            let object = self.types().object(*method);
            let (pkg, name) = (object.pkg, object.name);
            match self.types().type_set_method(&set, pkg, name, false) {
                None if is_static => return Some((*method, Missing::NotFound, None)),
                Some((_, found)) if !self.is_equivalent(equivalence, found, *method) => {
                    return Some((*method, Missing::WrongSignature, Some(found)));
                }
                _ => {}
            }
        }
        None
    }

    /// Like [`Queries::missing_in_interface`], for a type that is no interface.
    fn missing_in_type(
        &mut self,
        v: TypeId,
        methods: &[ObjId],
        equivalence: &mut Equivalence<'_>,
    ) -> Option<(ObjId, Missing, Option<ObjId>)> {
        for method in methods {
            let object = self.types().object(*method);
            let (pkg, name) = (object.pkg, object.name);
            let (found, index, is_indirect) = self.find_field_or_method(v, false, pkg, name, false);
            let Some(found) = found else {
                if index.is_some() {
                    return Some((*method, Missing::Ambiguous, None));
                }
                if is_indirect {
                    return Some((*method, Missing::PtrRecv, None));
                }
                let (other, _, _) = self.find_field_or_method(v, false, pkg, name, true);
                let other = other.filter(|other| self.types().object(*other).is_func());
                let state = match other {
                    None => Missing::NotFound,
                    // The name is the same if only the packages differ.
                    Some(other) if self.types().object(other).name == name => Missing::Unexported,
                    Some(_) => Missing::WrongName,
                };
                return Some((*method, state, other));
            };
            if !self.types().object(found).is_func() {
                return Some((*method, Missing::Field, None));
            }
            // Its type may not be there yet.
            self.declare(found);
            if !self.is_equivalent(equivalence, found, *method) {
                return Some((*method, Missing::WrongSignature, Some(found)));
            }
        }
        None
    }

    /// Returns the reason for a missing method.
    fn missing_cause(
        &mut self,
        (v, t): (TypeId, TypeId),
        method: ObjId,
        state: Missing,
        found: Option<ObjId>,
    ) -> String {
        let name = self.types().name_of(method).to_owned();
        match (state, found) {
            (Missing::WrongName, Some(found)) => {
                let (have, want) = (self.func_text(found, false), self.func_text(method, false));
                format!("(missing method {name})\n\t\thave {have}\n\t\twant {want}")
            }
            (Missing::WrongSignature, Some(found)) => {
                let (mut have, mut want) =
                    (self.func_text(found, false), self.func_text(method, false));
                if have == want {
                    // Packages may tell them apart.
                    (have, want) = (self.func_text(found, true), self.func_text(method, true));
                }
                if have == want {
                    // Type parameters of equal names differ.
                    return format!("(wrong type for method {name})");
                }
                format!("(wrong type for method {name})\n\t\thave {have}\n\t\twant {want}")
            }
            (Missing::Unexported, _) => format!("(unexported method {name})"),
            (Missing::Ambiguous, _) => {
                format!("(ambiguous selector {}.{name})", self.type_text(v))
            }
            (Missing::PtrRecv, _) => format!("(method {name} has pointer receiver)"),
            (Missing::Field, _) => {
                format!("({}.{name} is a field, not a method)", self.type_text(v))
            }
            _ => {
                if self.is_interface_ptr(v) {
                    format!("({})", self.interface_ptr_error(v))
                } else if self.is_interface_ptr(t) {
                    format!("({})", self.interface_ptr_error(t))
                } else {
                    format!("(missing method {name})")
                }
            }
        }
    }

    /// Reports whether V has all methods of T, as far as that is known: fields of invalid types
    /// might have them.
    pub fn has_all_methods(
        &mut self,
        v: TypeId,
        t: TypeId,
        is_static: bool,
        equivalence: &mut Equivalence<'_>,
        cause: Option<&mut String>,
    ) -> bool {
        if !self.types().is_valid(v) {
            return true;
        }
        let missing = self.missing_method(v, t, is_static, equivalence, cause);
        missing.is_none() || self.has_invalid_embedded_fields(v, &mut Vec::new())
    }

    /// Reports whether a struct or pointer to one embeds invalid types, at any depth.
    fn has_invalid_embedded_fields(&mut self, t: TypeId, seen: &mut Vec<TypeId>) -> bool {
        let base = self.types_mut().deref_struct_ptr(t);
        let u = self.types_mut().under(base);
        let Type::Struct(fields) = self.types().get(u) else {
            return false;
        };
        if seen.contains(&u) || !self.types().may_go_on() {
            return false;
        }
        seen.push(u);
        let fields = fields.fields.clone();
        fields.into_iter().any(|field| {
            let t = self.types().obj_type(field);
            self.types().object(field).is_embedded()
                && (!self.types().is_valid(t) || self.has_invalid_embedded_fields(t, seen))
        })
    }

    /// Reports whether it is a pointer to an interface.
    pub fn is_interface_ptr(&mut self, t: TypeId) -> bool {
        let u = self.types_mut().under(t);
        match self.types().get(u) {
            &Type::Pointer { elem } => self.types_mut().is_interface(elem),
            _ => false,
        }
    }

    /// Returns the error about a pointer to an interface.
    pub fn interface_ptr_error(&mut self, t: TypeId) -> String {
        let u = self.types_mut().under(t);
        let text = self.type_text(t);
        match self.types().get(u) {
            Type::Pointer { elem } if self.types().is_type_param(*elem) => {
                format!("type {text} is pointer to type parameter, not type parameter")
            }
            _ => format!("type {text} is pointer to interface, not interface"),
        }
    }

    /// Reports whether a value of type V can be asserted to have type T.
    pub fn assertable_to(&mut self, v: TypeId, t: TypeId, cause: Option<&mut String>) -> bool {
        // Only the run time can decide that a value implements an interface.
        if self.types_mut().is_interface(t) {
            return true;
        }
        self.has_all_methods(t, v, false, &mut Equivalence::Identical, cause)
    }
}
