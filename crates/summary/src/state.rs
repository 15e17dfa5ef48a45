//! The loaded parts of one package's imports.
//!
//! Counterpart: cmd/compile/internal/importer/ureader.go (`pkgReader`).

use std::fmt;
use std::sync::Arc;

use hashbrown::HashMap;
use vamos_types::BaseId;
use vamos_types::Name;
use vamos_types::ObjId;
use vamos_types::PkgId;
use vamos_types::Pos;
use vamos_types::TypeId;
use vamos_types::Types;

use crate::bytes::Cursor;
use crate::summary::NAMES;
use crate::summary::Summaries;
use crate::summary::Summary;
use crate::summary::TYPES;

/// The loaded parts of all imports.
pub(crate) struct State {
    summaries: Arc<Summaries>,
    /// The packages that are open.
    pub(crate) units: Vec<Unit>,
    by_package: HashMap<PkgId, usize>,
    /// All packages that summaries mention.
    packages: HashMap<String, PkgId>,
    /// The unread rest of defined types: unit and offset in their record.
    pub(crate) pending: HashMap<TypeId, Pending>,
    /// The number of type parameters that were read.
    pub(crate) type_params: u32,
    pub(crate) depth: u32,
}

/// The rest of the record of a defined type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pending {
    pub(crate) unit: usize,
    pub(crate) index: usize,
    pub(crate) at: usize,
}

impl fmt::Debug for State {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("State").finish_non_exhaustive()
    }
}

impl State {
    pub(crate) fn new(summaries: Arc<Summaries>) -> Self {
        Self {
            summaries,
            units: Vec::new(),
            by_package: HashMap::new(),
            packages: HashMap::new(),
            pending: HashMap::new(),
            type_params: 0,
            depth: 0,
        }
    }

    /// Reports whether a defined type with an unread rest has type parameters.
    pub(crate) fn is_generic(&self, typ: TypeId) -> Option<bool> {
        let Pending { unit, index, at } = *self.pending.get(&typ)?;
        let record = self.units[unit].summary.entry(TYPES, index)?;
        Some(Cursor::new(record, at).len()? > 0)
    }
}

/// A package with an open summary.
pub(crate) struct Unit {
    pub(crate) summary: Summary,
    pub(crate) pkg: PkgId,
    /// The packages by their indices in the summary.
    pub(crate) packages: Vec<PkgId>,
    /// The types by their indices.
    pub(crate) types: Vec<Option<TypeId>>,
    /// The names that were read, by the indices of their strings.
    pub(crate) names: HashMap<u32, Name>,
    /// The origins of line numbers by the indices of names of files.
    pub(crate) files: HashMap<u32, BaseId>,
}

/// A read into a store whose loader has a [`State`].
pub(crate) struct Load<'l> {
    pub(crate) types: &'l mut Types,
}

/// The maximum nesting depth of types; real code has less, so deeper ones are damage.
const MAX_DEPTH: u32 = 400;

impl Load<'_> {
    /// Returns the parts that are loaded.
    pub(crate) fn state(&self) -> &State {
        let state = self.types.loader_data();
        state.expect("the importer has set it")
    }

    /// Returns the parts that are loaded, to change them.
    pub(crate) fn state_mut(&mut self) -> &mut State {
        let state = self.types.loader_data_mut();
        state.expect("the importer has set it")
    }

    /// Runs a read that may be nested.
    pub(crate) fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.state().depth >= MAX_DEPTH {
            return None;
        }
        self.state_mut().depth += 1;
        let result = read(self);
        self.state_mut().depth -= 1;
        result
    }

    /// Opens the summary of a package, unless it is open; `None` if there is no summary.
    pub(crate) fn open(&mut self, path: &str) -> Option<PkgId> {
        if let Some(pkg) = self.state().packages.get(path)
            && self.state().by_package.contains_key(pkg)
        {
            return Some(*pkg);
        }
        let summary = (self.state().summaries)(path)?;
        let packages: Vec<PkgId> = (summary.packages()?.iter())
            .map(|(path, name)| self.package(path, name))
            .collect();
        let pkg = *packages.first()?;
        let types = vec![None; summary.count(TYPES)];
        let imports = summary.imports()?;
        let imports = imports.iter().filter_map(|at| packages.get(*at).copied());
        let package = self.types.package_mut(pkg);
        package.imports = imports.collect();
        package.is_complete = true;
        let number = self.state().units.len();
        self.state_mut().by_package.insert(pkg, number);
        self.state_mut().units.push(Unit {
            summary,
            pkg,
            packages,
            types,
            names: HashMap::new(),
            files: HashMap::new(),
        });
        Some(pkg)
    }

    /// Returns the package with a path, which may only be mentioned by others.
    fn package(&mut self, path: &str, name: &str) -> PkgId {
        if path == "unsafe" {
            return self.types.universe().unsafe_pkg;
        }
        if let Some(pkg) = self.state().packages.get(path) {
            return *pkg;
        }
        let (path_name, name) = (self.types.intern(path), self.types.intern(name));
        let universe = self.types.universe().scope;
        let scope = self.types.new_scope(Some(universe), Pos::NONE, Pos::NONE);
        let pkg = self.types.add_package(path_name, name, scope);
        self.state_mut().packages.insert(path.to_owned(), pkg);
        pkg
    }

    /// Returns the unit of a package, and opens it if it was only mentioned.
    pub(crate) fn unit(&mut self, pkg: PkgId) -> Option<usize> {
        if let Some(unit) = self.state().by_package.get(&pkg) {
            return Some(*unit);
        }
        let path = self.types.text(self.types.package(pkg).path).to_owned();
        self.open(&path)?;
        self.state().by_package.get(&pkg).copied()
    }

    /// Returns the package's object with a name.
    pub(crate) fn lookup(&mut self, pkg: PkgId, name: Name) -> Option<ObjId> {
        let scope = self.types.package(pkg).scope;
        if let Some(obj) = self.types.lookup(scope, name) {
            return Some(obj);
        }
        let unit = self.unit(pkg)?;
        let index = self.state().units[unit]
            .summary
            .find(self.types.text(name))?;
        self.nested(|load| load.object(unit, index, name))
    }

    /// Returns the names of a package's objects, sorted.
    pub(crate) fn names(&mut self, pkg: PkgId) -> Vec<Name> {
        let Some(unit) = self.unit(pkg) else {
            return Vec::new();
        };
        let summary = self.state().units[unit].summary.clone();
        (0..summary.count(NAMES))
            .filter_map(|index| Some(self.types.intern(summary.name(index)?)))
            .collect()
    }

    /// Completes the lists of imports of all reachable packages.
    pub(crate) fn all_imports(&mut self) {
        let mut next = 0;
        loop {
            let packages: Vec<PkgId> = self.types.packages().map(|(pkg, _)| pkg).collect();
            let Some(pkg) = packages.get(next) else {
                return;
            };
            self.unit(*pkg);
            next += 1;
        }
    }
}
