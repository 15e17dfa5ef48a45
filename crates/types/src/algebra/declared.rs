//! Declared objects, packages and functions.
//!
//! Counterpart: cmd/compile/internal/types2 (package.go, lookup.go, builtins.go, union.go).

use vamos_base::golang::fold::equal_fold;

use crate::Types;
use crate::data::Signature;
use crate::data::Term;
use crate::data::Type;
use crate::id::ObjId;
use crate::id::PkgId;
use crate::id::TypeId;
use crate::names::Name;
use crate::object::ObjectKind;
use crate::object::VarKind;
use crate::pos::Pos;
use crate::predeclared::typ;

impl Types {
    /// Adds an empty package in place of one that cannot be imported.
    pub fn fake_package(&mut self, path: &str) -> PkgId {
        let name = path.strip_suffix('/').unwrap_or(path);
        let name = name.rsplit('/').next().unwrap_or(name);
        let (path, name) = (self.intern(path), self.intern(name));
        let universe = self.universe().scope;
        let scope = self.new_scope(Some(universe), Pos::NONE, Pos::NONE);
        let pkg = self.add_package(path, name, scope);
        self.package_mut(pkg).is_fake = true;
        pkg
    }

    /// Returns the first exported name of a package that equals another but for upper and lower
    /// case (`lookupIgnoringCase`).
    pub fn exported_ignoring_case(&mut self, pkg: PkgId, sel: &str) -> Option<String> {
        for name in self.imported_names(pkg) {
            let text = self.text(name);
            if self.is_exported(name)
                && equal_fold(text, sel)
                && self.lookup_imported(pkg, name).is_some()
            {
                return Some(self.text(name).to_owned());
            }
        }
        None
    }

    /// Reports whether importers can name a function, variable or constant, or it is a method.
    /// Other objects are declared on first use.
    pub fn is_seen_by_importers(&self, obj: ObjId) -> bool {
        let object = self.object(obj);
        let is_method = matches!(object.kind, ObjectKind::Func { .. }) && object.parent.is_none();
        is_method || self.is_exported(object.name)
    }

    /// Returns the types of variables.
    pub fn var_types(&self, list: &[ObjId]) -> Vec<TypeId> {
        let types = list.iter().map(|var| self.object(*var).typ);
        types.map(|typ| typ.unwrap_or(typ::INVALID)).collect()
    }

    /// Reports whether an object has a type that is invalid.
    pub fn has_invalid_type(&self, obj: ObjId) -> bool {
        let typ = self.object(obj).typ;
        typ.is_some_and(|typ| !self.is_valid(typ))
    }

    /// Makes the types of variables invalid that have none or an untyped one.
    pub fn invalidate_untyped_vars(&mut self, vars: &[ObjId]) {
        for var in vars {
            self.invalidate_untyped_object(*var);
        }
    }

    /// Makes an object's type invalid if it has none.
    pub fn invalidate_untyped_object(&mut self, obj: ObjId) {
        self.object_mut(obj).typ.get_or_insert(typ::INVALID);
    }

    /// Returns the type of a function with a result and arguments; untyped ones get their
    /// default types.
    pub fn make_sig(
        &mut self,
        result: Option<TypeId>,
        args: &[TypeId],
        is_variadic: bool,
    ) -> TypeId {
        let mut params = Vec::with_capacity(args.len());
        for arg in args {
            let typ = self.default_type(*arg);
            params.push(self.new_var(VarKind::Param, Pos::NONE, None, Name::EMPTY, Some(typ)));
        }
        let params = (!params.is_empty()).then(|| {
            let vars = params.into();
            self.add(Type::Tuple { vars })
        });
        let results = result.map(|result| {
            debug_assert!(self.is_typed(result));
            let typ = Some(result);
            let var = self.new_var(VarKind::Result, Pos::NONE, None, Name::EMPTY, typ);
            let vars = Box::new([var]);
            self.add(Type::Tuple { vars })
        });
        let sig = Signature {
            params,
            results,
            is_variadic,
            ..Signature::default()
        };
        self.add(Type::Signature(Box::new(sig)))
    }

    /// Returns the first term that overlaps another; interfaces do not count.
    pub fn overlapping_term(&mut self, terms: &[Term], y: Term) -> Option<Term> {
        for x in terms.iter().copied() {
            let is_interface = x.typ.is_some_and(|own| self.is_interface(own));
            if !is_interface && self.terms_overlap(x, y) {
                return Some(x);
            }
        }
        None
    }
}
