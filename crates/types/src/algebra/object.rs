//! Queries of objects.
//!
//! Counterpart: cmd/compile/internal/types2/object.go.

use std::cmp::Ordering;

use crate::Name;
use crate::ObjId;
use crate::ObjectKind;
use crate::PkgId;
use crate::Type;
use crate::TypeId;
use crate::VarKind;
use crate::typ;
use vamos_base::golang::fold;
use vamos_base::golang::unicode;

use crate::Types;

/// Unique name of a field or method (`Id`): the name, and the path of the package unless the name
/// is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UniqueName {
    name: Name,
    path: Name,
}

impl Types {
    /// Reports whether a name is exported (`isExported`).
    pub fn is_exported(&self, name: Name) -> bool {
        let first = self.text(name).chars().next();
        first.is_some_and(unicode::is_upper)
    }

    /// Returns an object's unique name (`obj.Id()`).
    pub fn unique_name(&self, obj: ObjId) -> UniqueName {
        let object = self.object(obj);
        let path = match object.pkg {
            Some(pkg) if !self.is_exported(object.name) => self.package(pkg).path,
            _ => Name::EMPTY,
        };
        UniqueName {
            name: object.name,
            path,
        }
    }

    /// Reports whether an object has this name for code of this package (`sameId`).
    pub fn same_id(&self, obj: ObjId, pkg: Option<PkgId>, name: Name, fold_case: bool) -> bool {
        let object = self.object(obj);
        if fold_case && fold::equal_fold(self.text(object.name), self.text(name)) {
            return true;
        }
        object.name == name && (self.is_exported(name) || self.same_pkg(object.pkg, pkg))
    }

    /// Compares objects by exportedness, name and package (`cmp`).
    pub fn compare_objects(&self, a: ObjId, b: ObjId) -> Ordering {
        if a == b {
            return Ordering::Equal;
        }
        let (x, y) = (self.object(a), self.object(b));
        let is_exported = self.is_exported(x.name);
        if is_exported != self.is_exported(y.name) {
            return if is_exported {
                Ordering::Less
            } else {
                Ordering::Greater
            };
        }
        if x.name != y.name {
            return self.text(x.name).cmp(self.text(y.name));
        }
        if is_exported {
            return Ordering::Equal;
        }
        let path = |pkg: Option<PkgId>| pkg.map(|pkg| self.text(self.package(pkg).path));
        path(x.pkg).cmp(&path(y.pkg))
    }

    /// Reports whether a method's receiver is a pointer (`hasPtrRecv`). While the method has no
    /// type with a receiver, its declaration decides.
    pub fn has_ptr_recv(&self, method: ObjId) -> bool {
        let object = self.object(method);
        let recv = object.typ.and_then(|sig| self.signature(sig).recv);
        let recv_type = recv.and_then(|recv| self.object(recv).typ);
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
    pub fn is_alias(&self, obj: ObjId) -> bool {
        let object = self.object(obj);
        let Some(t) = object.typ else {
            return false;
        };
        match self.get(t) {
            Type::Basic(_) => {
                // `unsafe.Pointer` is no alias. Others are if a package declares them.
                if object.pkg == Some(self.universe().unsafe_pkg) {
                    return false;
                }
                object.pkg.is_some()
                    || self.basic_name(t) != self.text(object.name)
                    || t == typ::BYTE
                    || t == typ::RUNE
            }
            Type::Named(named) => named.obj != obj,
            Type::TypeParam(param) => param.obj != obj,
            _ => true,
        }
    }

    /// Returns the function or variable of the generic declaration (`Origin`), or the object.
    pub fn object_origin(&self, obj: ObjId) -> ObjId {
        match self.object(obj).kind {
            ObjectKind::Var { origin, .. } | ObjectKind::Func { origin, .. } => {
                origin.unwrap_or(obj)
            }
            _ => obj,
        }
    }

    /// Returns the kind of an object (`objectKind`).
    pub fn object_kind(&self, obj: ObjId) -> &'static str {
        let object = self.object(obj);
        let typ = object.typ.map(|t| self.get(t));
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
    pub fn new_pointer(&mut self, elem: TypeId) -> TypeId {
        self.add(Type::Pointer { elem })
    }
}
