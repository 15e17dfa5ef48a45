//! The store of one package's types, objects, scopes and packages.
//!
//! Counterpart: none; upstream has objects with pointers.

use std::any::Any;
use std::fmt;

use crate::algebra::Algebra;
use crate::basic::BasicKind;
use crate::data::Alias;
use crate::data::Interface;
use crate::data::Named;
use crate::data::Signature;
use crate::data::Struct;
use crate::data::Type;
use crate::data::TypeParam;
use crate::id::ObjId;
use crate::id::PkgId;
use crate::id::ScopeId;
use crate::id::TypeId;
use crate::names::Name;
use crate::names::Names;
use crate::object::Object;
use crate::package::Package;
use crate::places::Places;
use crate::predeclared::Universe;
use crate::predeclared::typ;
use crate::scope::Scope;

/// Copies imported objects into the store on first use. Its progress is data of the
/// store ([`Types::loader_data`]), so that a load may need another one.
pub trait Loader: fmt::Debug {
    /// Adds the package-level object of an imported package, and its type. A defined type
    /// stays empty until [`Loader::complete`].
    fn object(&self, types: &mut Types, pkg: PkgId, name: Name) -> Option<ObjId>;

    /// Completes a defined type that has [`Named::is_imported`]: type parameters, the right side
    /// of its declaration, and methods.
    fn complete(&self, types: &mut Types, named: TypeId);

    /// Reports whether an imported defined type has type parameters; `None` if it must be completed
    /// first.
    fn is_generic(&self, _types: &Types, _named: TypeId) -> Option<bool> {
        None
    }

    /// Returns the names of all package-level objects of a package, sorted.
    fn names(&self, types: &mut Types, pkg: PkgId) -> Vec<Name>;

    /// Adds the packages that imported packages import, and lists them
    /// ([`crate::Package::imports`]), where an import does not.
    fn imports(&self, _types: &mut Types) {}
}

/// Brings the packages that are imported.
pub trait Importer: fmt::Debug {
    /// Adds an imported package to the store, or finds it there. Its declarations come through the
    /// store's [`Loader`].
    ///
    /// # Errors
    /// The text that follows `could not import PATH`.
    fn import(&mut self, types: &mut Types, path: &str) -> Result<PkgId, String>;
}

/// The store.
#[derive(Debug)]
pub struct Types {
    names: Names,
    types: Vec<Type>,
    objects: Vec<Object>,
    pub(crate) scopes: Vec<Scope>,
    /// The names, by number, that are in scopes besides the universe.
    pub(crate) declared: Vec<bool>,
    packages: Vec<Package>,
    pub(crate) places: Places,
    pub(crate) universe: Option<Universe>,
    /// Number of types of the universe.
    predeclared: usize,
    /// Loader of imported objects, and its data; `None` without imports.
    loader: Option<(&'static dyn Loader, Box<dyn Any>)>,
    pub(crate) algebra: Algebra,
}

impl Types {
    /// Returns a store without anything.
    pub(crate) fn empty() -> Self {
        Self {
            names: Names::new(),
            types: Vec::new(),
            objects: Vec::new(),
            scopes: Vec::new(),
            declared: Vec::new(),
            packages: Vec::new(),
            places: Places::default(),
            universe: None,
            predeclared: 0,
            loader: None,
            algebra: Algebra::default(),
        }
    }

    /// Ends the universe: everything present now belongs to it.
    pub(crate) fn end_universe(&mut self, universe: Universe) {
        self.universe = Some(universe);
        self.predeclared = self.types.len();
    }

    /// Returns the universe.
    pub fn universe(&self) -> Universe {
        self.universe.expect("it is declared first")
    }

    /// Returns the number of types of the universe, which are the first ones of every store.
    pub fn predeclared(&self) -> usize {
        self.predeclared
    }

    /// Returns a type of the universe by its index.
    pub fn nth_predeclared(&self, index: usize) -> Option<TypeId> {
        (index < self.predeclared).then(|| TypeId::at(index))
    }

    /// Completes the lists of imports of all packages, for messages that name packages.
    pub fn complete_imports(&mut self) {
        if let Some(loader) = self.loader() {
            loader.imports(self);
        }
    }

    /// Sets the loader of imported objects, and its data.
    pub fn set_loader(&mut self, loader: &'static dyn Loader, data: Box<dyn Any>) {
        self.loader = Some((loader, data));
    }

    fn loader(&self) -> Option<&'static dyn Loader> {
        self.loader.as_ref().map(|(loader, _)| *loader)
    }

    /// Returns the loader's data; `None` without a loader that has such data.
    pub fn loader_data<T: 'static>(&self) -> Option<&T> {
        self.loader.as_ref()?.1.downcast_ref()
    }

    /// Like [`Types::loader_data`], to change them.
    pub fn loader_data_mut<T: 'static>(&mut self) -> Option<&mut T> {
        self.loader.as_mut()?.1.downcast_mut()
    }

    /// Interns a name.
    pub fn intern(&mut self, text: &str) -> Name {
        self.names.intern(text)
    }

    /// Returns the name with this text, if there is one.
    pub fn find_name(&self, text: &str) -> Option<Name> {
        self.names.find(text)
    }

    /// Returns the text of a name.
    pub fn text(&self, name: Name) -> &str {
        self.names.text(name)
    }

    /// Adds a type.
    pub fn add(&mut self, typ: Type) -> TypeId {
        self.types.push(typ);
        TypeId::at(self.types.len() - 1)
    }

    /// Returns a type.
    pub fn get(&self, id: TypeId) -> &Type {
        &self.types[id.index()]
    }

    /// Returns a type to change it.
    pub fn get_mut(&mut self, id: TypeId) -> &mut Type {
        &mut self.types[id.index()]
    }

    /// Returns the number of types.
    pub fn len(&self) -> usize {
        self.types.len()
    }

    /// Reports whether there are no types, which is always false.
    pub fn is_empty(&self) -> bool {
        self.types.is_empty()
    }

    /// Returns the name of a basic type: `byte` and `uint8` are two.
    pub fn basic_name(&self, id: TypeId) -> &'static str {
        match (id, self.get(id)) {
            (typ::BYTE, _) => "byte",
            (typ::RUNE, _) => "rune",
            (_, Type::Basic(kind)) => kind.name(),
            _ => "",
        }
    }

    /// Returns the kind of a type that is itself basic: not of a defined type or an alias.
    pub fn basic_kind(&self, id: TypeId) -> Option<BasicKind> {
        match self.get(id) {
            Type::Basic(kind) => Some(*kind),
            _ => None,
        }
    }

    /// Adds an object.
    pub fn add_object(&mut self, object: Object) -> ObjId {
        self.objects.push(object);
        ObjId::at(self.objects.len() - 1)
    }

    /// Returns an object.
    pub fn object(&self, id: ObjId) -> &Object {
        &self.objects[id.index()]
    }

    /// Returns an object to change it.
    pub fn object_mut(&mut self, id: ObjId) -> &mut Object {
        &mut self.objects[id.index()]
    }

    /// Returns the text of an object's name.
    pub fn name_of(&self, id: ObjId) -> &str {
        self.text(self.object(id).name)
    }

    /// Adds a package, which is not complete.
    pub fn add_package(&mut self, path: Name, name: Name, scope: ScopeId) -> PkgId {
        self.packages.push(Package {
            path,
            name,
            scope,
            imports: Vec::new(),
            is_complete: false,
            is_fake: false,
            is_cgo: false,
            go_version: String::new(),
        });
        PkgId::at(self.packages.len() - 1)
    }

    /// Returns a package.
    pub fn package(&self, id: PkgId) -> &Package {
        &self.packages[id.index()]
    }

    /// Returns a package to change it.
    pub fn package_mut(&mut self, id: PkgId) -> &mut Package {
        &mut self.packages[id.index()]
    }

    /// Returns all packages: unsafe, then others as they were added.
    pub fn packages(&self) -> impl Iterator<Item = (PkgId, &Package)> {
        let all = self.packages.iter().enumerate();
        all.map(|(index, package)| (PkgId::at(index), package))
    }

    /// Returns the object that an imported package declares under a name.
    pub fn lookup_imported(&mut self, pkg: PkgId, name: Name) -> Option<ObjId> {
        let scope = self.package(pkg).scope;
        if let Some(obj) = self.lookup(scope, name) {
            return Some(obj);
        }
        self.loader()?.object(self, pkg, name)
    }

    /// Returns the names of all that an imported package declares, sorted.
    pub fn imported_names(&mut self, pkg: PkgId) -> Vec<Name> {
        if pkg == self.universe().unsafe_pkg {
            // It is there without a loader.
            let elems = self.scope(self.package(pkg).scope).elems();
            let mut names: Vec<Name> = elems.iter().map(|(name, _)| *name).collect();
            names.sort_by(|a, b| self.text(*a).cmp(self.text(*b)));
            return names;
        }
        let loader = self.loader();
        loader.map_or_else(Vec::new, |loader| loader.names(self, pkg))
    }

    /// Reports whether an imported defined type that is not complete has type parameters; `None` if
    /// it is complete, or must be completed first.
    pub fn is_import_generic(&self, named: TypeId) -> Option<bool> {
        match self.get(named) {
            Type::Named(data) if data.is_imported => self.loader()?.is_generic(self, named),
            _ => None,
        }
    }

    /// Completes an imported defined type; nothing happens where it is complete.
    pub fn complete(&mut self, named: TypeId) {
        if !matches!(self.get(named), Type::Named(named) if named.is_imported) {
            return;
        }
        if let Some(loader) = self.loader() {
            self.named_mut(named).is_imported = false;
            loader.complete(self, named);
        }
    }
}

/// Typed access, for ids that are known to be of that kind.
impl Types {
    /// Returns a defined type.
    ///
    /// # Panics
    /// It is another type.
    #[track_caller]
    pub fn named(&self, id: TypeId) -> &Named {
        match self.get(id) {
            Type::Named(named) => named,
            other => panic!("no defined type: {other:?}"),
        }
    }

    /// Returns a defined type to change it.
    ///
    /// # Panics
    /// It is another type.
    #[track_caller]
    pub fn named_mut(&mut self, id: TypeId) -> &mut Named {
        match self.get_mut(id) {
            Type::Named(named) => named,
            other => panic!("no defined type: {other:?}"),
        }
    }

    /// Returns an alias.
    ///
    /// # Panics
    /// It is another type.
    #[track_caller]
    pub fn alias(&self, id: TypeId) -> &Alias {
        match self.get(id) {
            Type::Alias(alias) => alias,
            other => panic!("no alias: {other:?}"),
        }
    }

    /// Returns an alias to change it.
    ///
    /// # Panics
    /// It is another type.
    #[track_caller]
    pub fn alias_mut(&mut self, id: TypeId) -> &mut Alias {
        match self.get_mut(id) {
            Type::Alias(alias) => alias,
            other => panic!("no alias: {other:?}"),
        }
    }

    /// Returns a type parameter.
    ///
    /// # Panics
    /// It is another type.
    #[track_caller]
    pub fn type_param(&self, id: TypeId) -> &TypeParam {
        match self.get(id) {
            Type::TypeParam(param) => param,
            other => panic!("no type parameter: {other:?}"),
        }
    }

    /// Returns a type parameter to change it.
    ///
    /// # Panics
    /// It is another type.
    #[track_caller]
    pub fn type_param_mut(&mut self, id: TypeId) -> &mut TypeParam {
        match self.get_mut(id) {
            Type::TypeParam(param) => param,
            other => panic!("no type parameter: {other:?}"),
        }
    }

    /// Returns an interface.
    ///
    /// # Panics
    /// It is another type.
    #[track_caller]
    pub fn interface(&self, id: TypeId) -> &Interface {
        match self.get(id) {
            Type::Interface(interface) => interface,
            other => panic!("no interface: {other:?}"),
        }
    }

    /// Returns an interface to change it.
    ///
    /// # Panics
    /// It is another type.
    #[track_caller]
    pub fn interface_mut(&mut self, id: TypeId) -> &mut Interface {
        match self.get_mut(id) {
            Type::Interface(interface) => interface,
            other => panic!("no interface: {other:?}"),
        }
    }

    /// Returns a function's type.
    ///
    /// # Panics
    /// It is another type.
    #[track_caller]
    pub fn signature(&self, id: TypeId) -> &Signature {
        match self.get(id) {
            Type::Signature(signature) => signature,
            other => panic!("no signature: {other:?}"),
        }
    }

    /// Returns a function's type to change it.
    ///
    /// # Panics
    /// It is another type.
    #[track_caller]
    pub fn signature_mut(&mut self, id: TypeId) -> &mut Signature {
        match self.get_mut(id) {
            Type::Signature(signature) => signature,
            other => panic!("no signature: {other:?}"),
        }
    }

    /// Returns a struct.
    ///
    /// # Panics
    /// It is another type.
    #[track_caller]
    pub fn struct_type(&self, id: TypeId) -> &Struct {
        match self.get(id) {
            Type::Struct(fields) => fields,
            other => panic!("no struct: {other:?}"),
        }
    }

    /// Returns the variables of a tuple; none without a tuple.
    ///
    /// # Panics
    /// It is another type.
    #[track_caller]
    pub fn vars(&self, tuple: Option<TypeId>) -> &[ObjId] {
        match tuple.map(|tuple| self.get(tuple)) {
            None => &[],
            Some(Type::Tuple { vars }) => vars,
            Some(other) => panic!("no tuple: {other:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::ObjectKind;

    #[test]
    fn the_universe_has_fixed_ids() {
        let types = Types::new();
        let universe = types.universe();
        for (name, expected) in [
            ("int", typ::INT),
            ("byte", typ::BYTE),
            ("rune", typ::RUNE),
            ("any", typ::ANY),
            ("error", typ::ERROR),
            ("comparable", typ::COMPARABLE),
        ] {
            let name = types.find_name(name).unwrap();
            let obj = types.lookup(universe.scope, name).unwrap();
            assert_eq!(types.object(obj).typ, Some(expected));
        }
        assert_eq!(types.basic_name(typ::BYTE), "byte");
        assert_eq!(types.basic_name(typ::UINT8), "uint8");
        assert!(matches!(types.object(universe.nil).kind, ObjectKind::Nil));
        let names = types.scope(universe.scope).elems();
        assert!(names.len() > 8 && types.scope(universe.scope).get(Name::BLANK).is_none());
    }
}
