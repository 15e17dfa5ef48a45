//! Kinds of types, by their underlying types.
//!
//! Counterpart: cmd/compile/internal/types2/under.go, conversions.go, builtins.go.

use crate::Types;
use crate::basic::BasicInfo;
use crate::basic::BasicKind;
use crate::data::Type;
use crate::id::TypeId;

impl Types {
    /// Returns the underlying types of a type set, `None` alone if there are no specific
    /// types.
    pub fn underlying_types(&mut self, typ: TypeId) -> Vec<Option<TypeId>> {
        let set = self.typeset(typ);
        if set.is_empty() {
            vec![None]
        } else {
            set.into_iter().map(|(_, under)| Some(under)).collect()
        }
    }

    /// Reports whether a type of a type set has a length or capacity.
    pub fn has_len(&mut self, under: Option<TypeId>, is_len: bool) -> bool {
        let Some(under) = under else {
            return false;
        };
        let found = self.array_ptr_deref(under);
        match self.get(found) {
            Type::Basic(kind) => is_len && kind.info().has(BasicInfo::STRING),
            Type::Array { .. } | Type::Slice { .. } | Type::Chan { .. } => true,
            Type::Map { .. } => is_len,
            _ => false,
        }
    }

    /// Returns the array that a type points to, or else the type itself.
    pub fn array_ptr_deref(&mut self, typ: TypeId) -> TypeId {
        let pointer = self.unalias(typ);
        if let Type::Pointer { elem } = *self.get(pointer) {
            let base = self.under(elem);
            if let Type::Array { .. } = self.get(base) {
                return base;
            }
        }
        typ
    }

    /// Reports whether a type is a slice of bytes or runes.
    pub fn is_bytes_or_runes(&mut self, typ: TypeId) -> bool {
        let under = self.under(typ);
        let Type::Slice { elem } = *self.get(under) else {
            return false;
        };
        let kind = self.under_kind(elem);
        matches!(kind, Some(BasicKind::Uint8 | BasicKind::Int32))
    }

    /// Reports whether the underlying type is `uintptr`.
    pub fn is_uintptr(&mut self, typ: TypeId) -> bool {
        self.under_kind(typ) == Some(BasicKind::Uintptr)
    }

    /// Reports whether the underlying type is a pointer.
    pub fn is_pointer(&mut self, typ: TypeId) -> bool {
        let under = self.under(typ);
        matches!(self.get(under), Type::Pointer { .. })
    }

    /// Reports whether the underlying type is `unsafe.Pointer`.
    pub fn is_unsafe_pointer(&mut self, typ: TypeId) -> bool {
        self.under_kind(typ) == Some(BasicKind::UnsafePointer)
    }

    /// Reports whether two types are unnamed pointers whose base types have the same underlying
    /// type but for tags.
    pub fn are_convertible_pointers(&mut self, from: TypeId, to: TypeId) -> bool {
        let Type::Pointer { elem: from } = *self.get(from) else {
            return false;
        };
        let Type::Pointer { elem: to } = *self.get(to) else {
            return false;
        };
        let from_under = self.under(from);
        let to_under = self.under(to);
        self.identical_ignore_tags(from_under, to_under)
            && !self.is_type_param(from)
            && !self.is_type_param(to)
    }

    /// Returns the kind of the underlying type, if that is basic.
    pub fn under_kind(&mut self, typ: TypeId) -> Option<BasicKind> {
        let under = self.under(typ);
        self.basic_kind(under)
    }

    /// Returns the kind of a composite type (`slice`); empty for a basic type.
    pub fn composite_kind(&mut self, typ: TypeId) -> &'static str {
        let under = self.under(typ);
        match self.get(under) {
            Type::Basic(_) => "",
            Type::Array { .. } => "array",
            Type::Slice { .. } => "slice",
            Type::Struct(_) => "struct",
            Type::Pointer { .. } => "pointer",
            Type::Signature(_) => "func",
            Type::Interface(_) => "interface",
            Type::Map { .. } => "map",
            Type::Chan { .. } => "chan",
            Type::Tuple { .. } => "tuple",
            Type::Union { .. } => "union",
            Type::Named(_) | Type::TypeParam(_) | Type::Alias(_) => {
                unreachable!("these are never underlying types")
            }
        }
    }

    /// Returns the base type of a pointer type, through any number of pointers.
    pub fn unpointer(&self, mut typ: TypeId) -> TypeId {
        while let Type::Pointer { elem } = self.get(typ) {
            typ = *elem;
        }
        typ
    }
}
