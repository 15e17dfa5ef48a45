//! Constructors of objects, and sets of objects by unique name.
//!
//! Counterpart: cmd/compile/internal/types2/object.go, objset.go, package.go.

use crate::Name;
use crate::ObjId;
use crate::Object;
use crate::ObjectKind;
use crate::PkgId;
use crate::Pos;
use crate::TypeId;
use crate::VarKind;
use crate::typ;
use hashbrown::HashMap;
use vamos_base::golang::quote::quote;
use vamos_constant::Value;

use crate::Types;
use crate::algebra::object::UniqueName;

/// Objects by their unique names (`objset`).
#[derive(Clone, Debug, Default)]
pub struct ObjSet {
    by_id: HashMap<UniqueName, ObjId>,
}

impl Types {
    /// Returns a new object of this package.
    fn new_object(
        &mut self,
        kind: ObjectKind,
        pos: Pos,
        pkg: Option<PkgId>,
        name: Name,
        typ: Option<TypeId>,
    ) -> ObjId {
        let mut object = Object::new(kind, pos, pkg, name);
        object.typ = typ;
        self.add_object(object)
    }

    /// Returns a new variable of some package (`newVar`).
    pub fn new_var(
        &mut self,
        kind: VarKind,
        pos: Pos,
        pkg: Option<PkgId>,
        name: Name,
        typ: Option<TypeId>,
    ) -> ObjId {
        let kind = ObjectKind::Var {
            kind,
            is_embedded: false,
            origin: None,
        };
        self.new_object(kind, pos, pkg, name, typ)
    }

    /// Returns a new field of a struct (`NewField`).
    pub fn new_field(
        &mut self,
        pos: Pos,
        pkg: Option<PkgId>,
        name: Name,
        typ: Option<TypeId>,
        is_embedded: bool,
    ) -> ObjId {
        let kind = ObjectKind::Var {
            kind: VarKind::Field,
            is_embedded,
            origin: None,
        };
        self.new_object(kind, pos, pkg, name, typ)
    }

    /// Returns a new constant (`NewConst`).
    pub fn new_const(
        &mut self,
        pos: Pos,
        pkg: Option<PkgId>,
        name: Name,
        typ: Option<TypeId>,
        val: Value,
    ) -> ObjId {
        self.new_object(ObjectKind::Const { val }, pos, pkg, name, typ)
    }

    /// Returns a new name of a type (`NewTypeName`).
    pub fn new_type_name(
        &mut self,
        pos: Pos,
        pkg: Option<PkgId>,
        name: Name,
        typ: Option<TypeId>,
    ) -> ObjId {
        self.new_object(ObjectKind::TypeName, pos, pkg, name, typ)
    }

    /// Returns a new function or method (`NewFunc`).
    pub fn new_func(
        &mut self,
        pos: Pos,
        pkg: Option<PkgId>,
        name: Name,
        sig: Option<TypeId>,
    ) -> ObjId {
        let kind = ObjectKind::Func {
            has_ptr_recv: false,
            origin: None,
        };
        self.new_object(kind, pos, pkg, name, sig)
    }

    /// Returns a new name of an imported package (`NewPkgName`).
    pub fn new_pkg_name(&mut self, pos: Pos, name: Name, imported: PkgId) -> ObjId {
        let pkg = self.algebra.own;
        let kind = ObjectKind::PkgName { imported };
        self.new_object(kind, pos, pkg, name, Some(typ::INVALID))
    }

    /// Returns a package as messages show it (`Package.String`).
    pub fn package_text(&self, pkg: PkgId) -> String {
        let package = self.package(pkg);
        let name = self.text(package.name);
        let path = self.text(package.path);
        format!("package {name} ({})", quote(path))
    }

    /// Adds an object to a set, or returns the object that already has its unique name there.
    pub fn insert_in_set(&mut self, set: &mut ObjSet, obj: ObjId) -> Option<ObjId> {
        let key = self.unique_name(obj);
        match set.by_id.get(&key) {
            Some(other) => Some(*other),
            None => {
                set.by_id.insert(key, obj);
                None
            }
        }
    }
}
