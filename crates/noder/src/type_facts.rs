//! Properties of types and objects.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go, helpers.go, types.go (`deref2`);
//! cmd/compile/internal/types2/compilersupport.go.

use vamos_types::BasicInfo;
use vamos_types::BasicKind;
use vamos_types::ObjId;
use vamos_types::Pos;
use vamos_types::Signature;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::error::Error;
use crate::error::Result;
use crate::known::Known;
use crate::writer::Writer;

impl Writer<'_, '_> {
    /// Returns a function's type.
    pub(crate) fn sig(&self, typ: TypeId) -> Result<&Signature> {
        match self.types().get(typ) {
            Type::Signature(sig) => Ok(sig),
            _ => Err(Error::unexpected("type of a function", Pos::NONE)),
        }
    }

    /// Reports whether a package or the universe declares an object.
    pub(crate) fn is_global(&self, obj: ObjId) -> bool {
        let object = self.types().object(obj);
        let universe = self.types().universe().scope;
        let scope = object
            .pkg
            .map_or(universe, |pkg| self.types().package(pkg).scope);
        object.parent == Some(scope)
    }

    /// Reports whether an object is a defined type.
    pub(crate) fn is_defined(&self, obj: ObjId) -> bool {
        self.types().object(obj).is_type_name() && !self.types().is_alias(obj)
    }

    /// Reports whether a type is declared within type parameters.
    pub(crate) fn has_implicit_params(&self, obj: ObjId) -> bool {
        let decl = self.decls.types.get(&obj);
        decl.is_some_and(|decl| !decl.implicits.is_empty())
    }

    /// Reports whether a method has type parameters of its own.
    pub(crate) fn is_generic_method(&self, obj: ObjId) -> bool {
        let typ = self.types().object(obj).typ;
        match typ.map(|typ| self.types().get(typ)) {
            Some(Type::Signature(sig)) => sig.recv.is_some() && !sig.tparams.is_empty(),
            _ => false,
        }
    }

    /// Returns the common underlying type of a type's type set, if there is one (`CoreType`).
    pub(crate) fn core_type(&mut self, typ: TypeId) -> Option<TypeId> {
        self.types_mut().common_under(typ).ok()
    }

    /// Returns the element type of a slice type.
    pub(crate) fn slice_elem(&mut self, typ: TypeId) -> Result<TypeId> {
        let core = self.core_type(typ);
        match core.map(|core| self.types().get(core)) {
            Some(Type::Slice { elem }) => Ok(*elem),
            _ => Err(Error::unexpected("type of a slice", Pos::NONE)),
        }
    }

    /// Returns the base type of a pointer, also of a defined one, or the type itself.
    pub(crate) fn deref(&mut self, typ: TypeId) -> TypeId {
        let under = self.types_mut().under(typ);
        match self.types().get(under) {
            Type::Pointer { elem } => *elem,
            _ => typ,
        }
    }

    /// Returns the type of a field of a struct or of a pointer to one.
    pub(crate) fn field_type(&mut self, typ: TypeId, index: usize) -> Result<TypeId> {
        let base = self.deref(typ);
        let under = self.types_mut().under(base);
        let field = match self.types().get(under) {
            Type::Struct(fields) => fields.fields.get(index).copied(),
            _ => None,
        };
        let field = field.ok_or_else(|| Error::unexpected("field", Pos::NONE))?;
        Ok(self.types().obj_type(field))
    }

    /// Reports whether a type is the pointer to another.
    pub(crate) fn is_pointer_to(&mut self, from: TypeId, to: TypeId) -> bool {
        let from = self.types().unalias(from);
        match *self.types().get(from) {
            Type::Pointer { elem } => self.types_mut().identical(elem, to),
            _ => false,
        }
    }

    /// Reports whether a type is an interface and no type parameter.
    pub(crate) fn is_interface(&mut self, typ: TypeId) -> bool {
        self.types_mut().is_non_type_param_interface(typ)
    }

    /// Returns the type of a constant: untyped ones get one (`idealType`).
    pub(crate) fn ideal_type(&self, known: &Known) -> TypeId {
        let own = self.types().unalias(known.typ);
        match self.types().basic_kind(own) {
            Some(BasicKind::UntypedInt | BasicKind::UntypedFloat | BasicKind::UntypedComplex) => {
                let value = known.value.as_ref().map(|value| value.to_int());
                let is_negative = value.is_some_and(|value| value.sign() < 0);
                if is_negative { typ::INT } else { typ::UINT }
            }
            Some(BasicKind::UntypedBool) => typ::BOOL,
            Some(BasicKind::UntypedString) => typ::STRING,
            Some(BasicKind::UntypedRune) => typ::INT32,
            _ => own,
        }
    }

    /// Returns the types that iterating over a type yields (`RangeKeyVal`).
    pub(crate) fn range_types(&mut self, own: TypeId) -> Result<[Option<TypeId>; 2]> {
        let wrong = || Error::unexpected("range expression", Pos::NONE);
        let under = self.core_type(own).ok_or_else(wrong)?;
        let under = self.types_mut().array_ptr_deref(under);
        match *self.types().get(under) {
            Type::Basic(kind) if kind.info().has(BasicInfo::STRING) => {
                Ok([Some(typ::INT), Some(typ::RUNE)])
            }
            Type::Basic(kind) if kind.info().has(BasicInfo::INTEGER) => Ok([Some(own), None]),
            Type::Array { elem, .. } | Type::Slice { elem } => Ok([Some(typ::INT), Some(elem)]),
            Type::Map { key, elem } => Ok([Some(key), Some(elem)]),
            Type::Chan { elem, .. } => Ok([Some(elem), None]),
            Type::Signature(_) => self.yielded(under),
            _ => Err(wrong()),
        }
    }

    /// Returns the types that a function yields.
    fn yielded(&mut self, func: TypeId) -> Result<[Option<TypeId>; 2]> {
        let wrong = || Error::unexpected("iterator", Pos::NONE);
        let params = self.sig(func)?.params;
        let first = self.types().vars(params).first().copied();
        let callback = self.types().obj_type(first.ok_or_else(wrong)?);
        let callback = self.core_type(callback).ok_or_else(wrong)?;
        let params = self.sig(callback)?.params;
        let vars = self.types().vars(params).to_vec();
        let typ = |at: usize| vars.get(at).map(|var| self.types().obj_type(*var));
        Ok([typ(0), typ(1)])
    }
}
