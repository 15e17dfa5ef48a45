//! The two sides by which a check gets at imports.
//!
//! Counterpart: cmd/compile/internal/noder/import.go.

use std::fmt;

use vamos_types::Importer;
use vamos_types::Loader;
use vamos_types::Name;
use vamos_types::ObjId;
use vamos_types::PkgId;
use vamos_types::TypeId;
use vamos_types::Types;

use crate::found::Found;
use crate::state::Load;
use crate::state::State;

/// Finds a package by the path in an import declaration. The error is appended in parentheses to
/// `could not import PATH`.
pub type Find<'f> = dyn FnMut(&str) -> Result<Found, String> + 'f;

/// The imports of one package.
pub struct Imports<'f> {
    find: Box<Find<'f>>,
}

impl fmt::Debug for Imports<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Imports").finish_non_exhaustive()
    }
}

impl<'f> Imports<'f> {
    /// Returns the imports of a package that has none yet.
    pub fn new(find: Box<Find<'f>>) -> Self {
        Self { find }
    }
}

impl Importer for Imports<'_> {
    fn import(&mut self, types: &mut Types, path: &str) -> Result<PkgId, String> {
        if path == "unsafe" {
            return Ok(types.universe().unsafe_pkg);
        }
        let found = (self.find)(path)?;
        if types.loader_data::<State>().is_none() {
            types.set_loader(&LazyLoader, Box::<State>::default());
        }
        let mut load = Load { types };
        if let Some(pkg) = load.state().imported.get(&found.path) {
            return Ok(*pkg);
        }
        let pkg = load.package(&found);
        let pkg = pkg.ok_or_else(|| "unsupported export data".to_owned())?;
        load.state_mut().imported.insert(found.path, pkg);
        Ok(pkg)
    }
}

/// Returns the path of each import of a store, and words with a bit for each element of its export
/// data that was read so far.
pub fn read_elements(types: &Types) -> Vec<(String, Vec<u64>)> {
    let state = types.loader_data::<State>();
    let units = state.into_iter().flat_map(|state| &state.units);
    units
        .map(|unit| (unit.path.clone(), unit.reads.clone()))
        .collect()
}

/// Returns the version of the format of the imports of a store, if there are any.
pub fn format_of_imports(types: &Types) -> Option<u32> {
    let state = types.loader_data::<State>()?;
    Some(state.units.first()?.data.export()?.version())
}

/// Loads objects on first lookup.
#[derive(Debug)]
struct LazyLoader;

impl Loader for LazyLoader {
    fn object(&self, types: &mut Types, pkg: PkgId, name: Name) -> Option<ObjId> {
        Load { types }.lookup(Some(pkg), name)
    }

    fn complete(&self, types: &mut Types, named: TypeId) {
        Load { types }.complete(named);
    }

    fn names(&self, types: &mut Types, pkg: PkgId) -> Vec<Name> {
        let names = Load { types }.state().names.get(&pkg).cloned();
        let mut names = names.unwrap_or_default();
        names.sort_by(|a, b| types.text(*a).cmp(types.text(*b)));
        names
    }
}
