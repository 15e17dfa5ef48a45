//! Predicates of types.
//!
//! Counterpart: cmd/compile/internal/types2/predicates.go.

use crate::BasicInfo;
use crate::BasicKind;
use crate::PkgId;
use crate::Type;
use crate::TypeId;
use crate::typ;

use crate::Types;
use crate::algebra::under::TypeError;

/// Predicates of the underlying type. For type parameters they are false.
impl Types {
    /// Reports whether a type is valid.
    pub fn is_valid(&self, t: TypeId) -> bool {
        self.unalias(t) != typ::INVALID
    }

    /// Reports whether it is a boolean type.
    pub fn is_boolean(&mut self, t: TypeId) -> bool {
        self.is_basic(t, BasicInfo::BOOLEAN)
    }

    /// Reports whether it is an integer type.
    pub fn is_integer(&mut self, t: TypeId) -> bool {
        self.is_basic(t, BasicInfo::INTEGER)
    }

    /// Reports whether it is an integer type without a sign.
    pub fn is_unsigned(&mut self, t: TypeId) -> bool {
        self.is_basic(t, BasicInfo::UNSIGNED)
    }

    /// Reports whether it is a complex type.
    pub fn is_complex(&mut self, t: TypeId) -> bool {
        self.is_basic(t, BasicInfo::COMPLEX)
    }

    /// Reports whether it is a type of numbers.
    pub fn is_numeric(&mut self, t: TypeId) -> bool {
        self.is_basic(t, BasicInfo::NUMERIC)
    }

    /// Reports whether it is a string type.
    pub fn is_string(&mut self, t: TypeId) -> bool {
        self.is_basic(t, BasicInfo::STRING)
    }

    /// Reports whether it is an integer or a floating-point type.
    pub fn is_integer_or_float(&mut self, t: TypeId) -> bool {
        self.is_basic(t, BasicInfo::INTEGER.with(BasicInfo::FLOAT))
    }

    /// Reports whether constants can have the type.
    pub fn is_const_type(&mut self, t: TypeId) -> bool {
        self.is_basic(t, BasicInfo::CONST_TYPE)
    }

    /// Reports whether the underlying type is basic and has one of the properties.
    pub fn is_basic(&mut self, t: TypeId, info: BasicInfo) -> bool {
        let u = self.under(t);
        let kind = self.basic_kind(u);
        kind.is_some_and(|kind| kind.info().has(info))
    }
}

/// The same for all types of a type parameter's type set.
impl Types {
    /// Reports whether all types are boolean.
    pub fn all_boolean(&mut self, t: TypeId) -> bool {
        self.all_basic(t, BasicInfo::BOOLEAN)
    }

    /// Reports whether all types are integers.
    pub fn all_integer(&mut self, t: TypeId) -> bool {
        self.all_basic(t, BasicInfo::INTEGER)
    }

    /// Reports whether all types are integers without a sign.
    pub fn all_unsigned(&mut self, t: TypeId) -> bool {
        self.all_basic(t, BasicInfo::UNSIGNED)
    }

    /// Reports whether all types are numbers.
    pub fn all_numeric(&mut self, t: TypeId) -> bool {
        self.all_basic(t, BasicInfo::NUMERIC)
    }

    /// Reports whether all types are strings.
    pub fn all_string(&mut self, t: TypeId) -> bool {
        self.all_basic(t, BasicInfo::STRING)
    }

    /// Reports whether all types are ordered.
    pub fn all_ordered(&mut self, t: TypeId) -> bool {
        self.all_basic(t, BasicInfo::ORDERED)
    }

    /// Reports whether all types are numbers or strings.
    pub fn all_numeric_or_string(&mut self, t: TypeId) -> bool {
        self.all_basic(t, BasicInfo::NUMERIC.with(BasicInfo::STRING))
    }

    /// Reports whether all types have one of the properties.
    pub(crate) fn all_basic(&mut self, t: TypeId, info: BasicInfo) -> bool {
        if !self.is_type_param(t) {
            return self.is_basic(t, info);
        }
        let terms = self.specific_terms(t);
        let mut all = terms.iter().filter_map(|term| term.typ);
        !terms.is_empty() && all.all(|t| self.is_basic(t, info))
    }
}

/// Kinds of types.
impl Types {
    /// Reports whether a type has a name: predeclared and defined types, and type parameters.
    pub fn has_name(&self, t: TypeId) -> bool {
        matches!(
            self.get(self.unalias(t)),
            Type::Basic(_) | Type::Named(_) | Type::TypeParam(_)
        )
    }

    /// Reports whether a type is neither defined nor a type parameter.
    pub fn is_type_lit(&self, t: TypeId) -> bool {
        !matches!(
            self.get(self.unalias(t)),
            Type::Named(_) | Type::TypeParam(_)
        )
    }

    /// Reports whether it is not the type of constants, bools or `nil` without a type.
    pub fn is_typed(&self, t: TypeId) -> bool {
        // Neither aliases nor defined types are untyped.
        let kind = self.basic_kind(t);
        !kind.is_some_and(|kind| kind.info().has(BasicInfo::UNTYPED))
    }

    /// Reports whether it is not typed.
    pub fn is_untyped(&self, t: TypeId) -> bool {
        !self.is_typed(t)
    }

    /// Reports whether it is the type of numbers without a type.
    pub fn is_untyped_numeric(&self, t: TypeId) -> bool {
        let kind = self.basic_kind(t);
        kind.is_some_and(|kind| {
            kind.info().has(BasicInfo::UNTYPED) && kind.info().has(BasicInfo::NUMERIC)
        })
    }

    /// Reports whether the underlying type is an interface, which includes type parameters.
    pub fn is_interface(&mut self, t: TypeId) -> bool {
        let u = self.under(t);
        matches!(self.get(u), Type::Interface(_))
    }

    /// Reports whether it is an interface and no type parameter.
    pub fn is_non_type_param_interface(&mut self, t: TypeId) -> bool {
        !self.is_type_param(t) && self.is_interface(t)
    }

    /// Reports whether it is a type parameter.
    pub fn is_type_param(&self, t: TypeId) -> bool {
        matches!(self.get(self.unalias(t)), Type::TypeParam(_))
    }

    /// Reports whether it is a type parameter whose type set is known to be empty.
    pub fn has_empty_typeset(&self, t: TypeId) -> bool {
        let Type::TypeParam(param) = self.get(self.unalias(t)) else {
            return false;
        };
        let Some(bound) = param.bound.map(|bound| self.unalias(bound)) else {
            return false;
        };
        let u = match self.get(bound) {
            Type::Named(named) => named.underlying,
            _ => Some(bound),
        };
        match u.map(|u| self.get(u)) {
            Some(Type::Interface(interface)) => {
                interface.tset.as_ref().is_some_and(|set| set.is_empty())
            }
            _ => false,
        }
    }

    /// Reports whether a type is generic and no instance; functions are ignored.
    pub fn is_generic(&mut self, t: TypeId) -> bool {
        if let Type::Alias(alias) = self.get(t)
            && !alias.tparams.is_empty()
            && alias.targs.is_empty()
        {
            return true;
        }
        match self.as_named(t) {
            Some(named) if !self.is_instance(named) => {
                // Of most imported types only the name is needed, in signatures.
                if self.is_import_generic(named) == Some(false) {
                    return false;
                }
                self.unpack(named);
                !self.named(named).tparams.is_empty()
            }
            _ => false,
        }
    }

    /// Reports whether `nil` is a value of the type.
    pub fn has_nil(&mut self, t: TypeId) -> bool {
        let u = self.under(t);
        match self.get(u) {
            Type::Basic(kind) => *kind == BasicKind::UnsafePointer,
            Type::Slice { .. }
            | Type::Pointer { .. }
            | Type::Signature(_)
            | Type::Map { .. }
            | Type::Chan { .. } => true,
            Type::Interface(_) => {
                !self.is_type_param(t)
                    || self.under_is(t, |check, u| u.is_some_and(|u| check.has_nil(u)))
            }
            _ => false,
        }
    }

    /// Reports whether two packages are the same; objects of the universe have none.
    pub fn same_pkg(&self, a: Option<PkgId>, b: Option<PkgId>) -> bool {
        match (a, b) {
            (Some(a), Some(b)) => a == b || self.package(a).path == self.package(b).path,
            _ => a == b,
        }
    }

    /// Returns the type that values of an untyped type get by default (`Default`).
    pub fn default_type(&self, t: TypeId) -> TypeId {
        match self.basic_kind(t) {
            Some(BasicKind::UntypedBool) => typ::BOOL,
            Some(BasicKind::UntypedInt) => typ::INT,
            Some(BasicKind::UntypedRune) => typ::RUNE,
            Some(BasicKind::UntypedFloat) => typ::FLOAT64,
            Some(BasicKind::UntypedComplex) => typ::COMPLEX128,
            Some(BasicKind::UntypedString) => typ::STRING,
            _ => t,
        }
    }

    /// Returns the larger of two untyped types of numbers; other types must be the same.
    pub fn max_type(&self, x: TypeId, y: TypeId) -> Option<TypeId> {
        if x == y {
            return Some(x);
        }
        if !self.is_untyped_numeric(x) || !self.is_untyped_numeric(y) {
            return None;
        }
        if self.basic_kind(x) > self.basic_kind(y) {
            Some(x)
        } else {
            Some(y)
        }
    }
}

/// Comparable types.
impl Types {
    /// Reports whether values of a type can be compared (`Comparable`).
    pub fn comparable(&mut self, t: TypeId) -> bool {
        self.comparable_type(t, true).is_none()
    }

    /// Returns the reason why values of a type cannot be compared; `None` if they can. Interfaces
    /// that are no type parameters always can if `dynamic` is set.
    pub fn comparable_type(&mut self, t: TypeId, dynamic: bool) -> Option<TypeError> {
        self.comparable_seen(t, dynamic, &mut Vec::new())
    }

    /// Like [`Types::comparable_type`]; types in `seen` count as comparable.
    pub(crate) fn comparable_seen(
        &mut self,
        t: TypeId,
        dynamic: bool,
        seen: &mut Vec<TypeId>,
    ) -> Option<TypeError> {
        if seen.contains(&t) || !self.may_go_on() {
            return None;
        }
        seen.push(t);
        let u = self.under(t);
        match self.get(u) {
            // Invalid types are taken to be comparable.
            Type::Basic(BasicKind::UntypedNil) => Some(TypeError::default()),
            Type::Basic(_) | Type::Pointer { .. } | Type::Chan { .. } => None,
            Type::Struct(fields) => {
                for index in 0..fields.fields.len() {
                    let field = self.struct_type(u).fields[index];
                    let field_type = self.obj_type(field);
                    if self.comparable_seen(field_type, dynamic, seen).is_some() {
                        let format = "struct containing %s cannot be compared";
                        return Some(TypeError::new(format, &[field_type]));
                    }
                }
                None
            }
            &Type::Array { elem, .. } => {
                self.comparable_seen(elem, dynamic, seen)?;
                Some(TypeError::new("%s cannot be compared", &[t]))
            }
            Type::Interface(_) => {
                let set = self.type_set(u);
                if dynamic && !self.is_type_param(t) || self.is_comparable_set(&set, seen) {
                    return None;
                }
                let cause = if set.is_empty() {
                    "empty type set"
                } else {
                    "incomparable types in type set"
                };
                Some(TypeError::new(cause, &[]))
            }
            _ => Some(TypeError::default()),
        }
    }
}
