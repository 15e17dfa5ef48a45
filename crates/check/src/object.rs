//! Queries of objects.
//!
//! Counterpart: cmd/compile/internal/types2/object.go.

use std::cmp::Ordering;

use vamos_base::golang::fold;
use vamos_base::golang::unicode;
use vamos_types::Name;
use vamos_types::ObjId;
use vamos_types::ObjectKind;
use vamos_types::PkgId;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::VarKind;
use vamos_types::typ;

use crate::checker::Checker;

/// Unique name of a field or method (`Id`): the name, and the path of the package unless the name
/// is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct UniqueName {
    name: Name,
    path: Name,
}

impl Checker<'_> {
    /// Reports whether a name is exported (`isExported`).
    pub(crate) fn is_exported(&self, name: Name) -> bool {
        let first = self.types.text(name).chars().next();
        first.is_some_and(unicode::is_upper)
    }

    /// Returns an object's unique name (`obj.Id()`).
    pub(crate) fn unique_name(&self, obj: ObjId) -> UniqueName {
        let object = self.types.object(obj);
        let path = match object.pkg {
            Some(pkg) if !self.is_exported(object.name) => self.types.package(pkg).path,
            _ => Name::EMPTY,
        };
        UniqueName {
            name: object.name,
            path,
        }
    }

    /// Reports whether an object has this name for code of this package (`sameId`).
    pub(crate) fn same_id(
        &self,
        obj: ObjId,
        pkg: Option<PkgId>,
        name: Name,
        fold_case: bool,
    ) -> bool {
        let object = self.types.object(obj);
        if fold_case && fold::equal_fold(self.types.text(object.name), self.types.text(name)) {
            return true;
        }
        object.name == name && (self.is_exported(name) || self.same_pkg(object.pkg, pkg))
    }

    /// Compares objects by exportedness, name and package (`cmp`).
    pub(crate) fn compare_objects(&self, a: ObjId, b: ObjId) -> Ordering {
        if a == b {
            return Ordering::Equal;
        }
        let (x, y) = (self.types.object(a), self.types.object(b));
        let is_exported = self.is_exported(x.name);
        if is_exported != self.is_exported(y.name) {
            return if is_exported {
                Ordering::Less
            } else {
                Ordering::Greater
            };
        }
        if x.name != y.name {
            return self.types.text(x.name).cmp(self.types.text(y.name));
        }
        if is_exported {
            return Ordering::Equal;
        }
        let path =
            |pkg: Option<PkgId>| pkg.map(|pkg| self.types.text(self.types.package(pkg).path));
        path(x.pkg).cmp(&path(y.pkg))
    }

    /// Reports whether a method's receiver is a pointer (`hasPtrRecv`). While the method has no
    /// type with a receiver, its declaration decides.
    pub(crate) fn has_ptr_recv(&self, method: ObjId) -> bool {
        let object = self.types.object(method);
        let recv = object.typ.and_then(|sig| self.types.signature(sig).recv);
        let recv_type = recv.and_then(|recv| self.types.object(recv).typ);
        if let Some(recv_type) = recv_type {
            return self.deref(recv_type).1;
        }
        matches!(
            object.kind,
            ObjectKind::Func {
                has_ptr_recv: true,
                ..
            }
        )
    }

    /// Reports whether a type's name is an alias (`IsAlias`).
    pub(crate) fn is_alias(&self, obj: ObjId) -> bool {
        let object = self.types.object(obj);
        let Some(t) = object.typ else {
            return false;
        };
        match self.types.get(t) {
            Type::Basic(_) => {
                // `unsafe.Pointer` is no alias. Others are if a package declares them.
                if object.pkg == Some(self.types.universe().unsafe_pkg) {
                    return false;
                }
                object.pkg.is_some()
                    || self.types.basic_name(t) != self.types.text(object.name)
                    || t == typ::BYTE
                    || t == typ::RUNE
            }
            Type::Named(named) => named.obj != obj,
            Type::TypeParam(param) => param.obj != obj,
            _ => true,
        }
    }

    /// Returns the function or variable of the generic declaration (`Origin`), or the object.
    pub(crate) fn object_origin(&self, obj: ObjId) -> ObjId {
        match self.types.object(obj).kind {
            ObjectKind::Var { origin, .. } | ObjectKind::Func { origin, .. } => {
                origin.unwrap_or(obj)
            }
            _ => obj,
        }
    }

    /// Returns the kind of an object (`objectKind`).
    pub(crate) fn object_kind(&self, obj: ObjId) -> &'static str {
        let object = self.types.object(obj);
        let typ = object.typ.map(|t| self.types.get(t));
        match object.kind {
            ObjectKind::PkgName { .. } => "package name",
            ObjectKind::Const { .. } => "constant",
            ObjectKind::TypeName if self.is_alias(obj) => "type alias",
            ObjectKind::TypeName if matches!(typ, Some(Type::TypeParam(_))) => "type parameter",
            ObjectKind::TypeName => "defined type",
            ObjectKind::Var { kind, .. } => match kind {
                VarKind::Package => "package-level variable",
                VarKind::Local => "local variable",
                VarKind::Recv => "receiver",
                VarKind::Param => "parameter",
                VarKind::Result => "result variable",
                VarKind::Field => "struct field",
            },
            ObjectKind::Func { .. } => match typ {
                Some(Type::Signature(sig)) if sig.recv.is_some() => "method",
                _ => "function",
            },
            ObjectKind::Label => "label",
            ObjectKind::Builtin(_) => "built-in function",
            ObjectKind::Nil => "untyped nil",
        }
    }

    /// Adds a pointer type (`NewPointer`).
    pub(crate) fn new_pointer(&mut self, elem: TypeId) -> TypeId {
        self.types.add(Type::Pointer { elem })
    }
}
