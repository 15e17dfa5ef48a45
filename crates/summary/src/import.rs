//! The imports of a check: finding their summaries, and loading their objects on demand.
//!
//! Counterpart: cmd/compile/internal/noder/import.go.

use std::fmt;
use std::sync::Arc;

use vamos_types::Importer;
use vamos_types::Loader;
use vamos_types::Name;
use vamos_types::ObjId;
use vamos_types::PkgId;
use vamos_types::Pos;
use vamos_types::TypeId;
use vamos_types::Types;

use crate::state::Load;
use crate::state::State;
use crate::summary::Summaries;

/// Finds the path of a package by the path in an import declaration. The error is printed in
/// parentheses after `could not import PATH`.
pub type Find<'f> = dyn FnMut(&str) -> Result<String, String> + 'f;

/// The imports of one package.
pub struct Imports<'f> {
    find: Box<Find<'f>>,
    summaries: Arc<Summaries>,
}

impl fmt::Debug for Imports<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Imports").finish_non_exhaustive()
    }
}

impl<'f> Imports<'f> {
    /// Returns an empty set of imports for a package.
    pub fn new(find: Box<Find<'f>>, summaries: Arc<Summaries>) -> Self {
        Self { find, summaries }
    }
}

impl Importer for Imports<'_> {
    fn import(&mut self, types: &mut Types, path: &str) -> Result<PkgId, String> {
        if path == "unsafe" {
            return Ok(types.universe().unsafe_pkg);
        }
        if path == "C" {
            return Ok(fake_c(types));
        }
        let path = (self.find)(path)?;
        if types.loader_data::<State>().is_none() {
            let state = State::new(self.summaries.clone());
            types.set_loader(&LazyLoader, Box::new(state));
        }
        let mut load = Load { types };
        load.open(&path)
            .ok_or_else(|| format!("no summary of {path}"))
    }
}

/// Adds a package in which every name exists, for files that cgo would have changed.
fn fake_c(types: &mut Types) -> PkgId {
    let name = types.intern("C");
    let universe = types.universe().scope;
    let scope = types.new_scope(Some(universe), Pos::NONE, Pos::NONE);
    let pkg = types.add_package(name, name, scope);
    let package = types.package_mut(pkg);
    package.is_fake = true;
    package.is_complete = true;
    pkg
}

/// Loads objects when they are looked up.
#[derive(Debug)]
struct LazyLoader;

impl Loader for LazyLoader {
    fn object(&self, types: &mut Types, pkg: PkgId, name: Name) -> Option<ObjId> {
        Load { types }.lookup(pkg, name)
    }

    fn complete(&self, types: &mut Types, named: TypeId) {
        Load { types }.complete(named);
    }

    fn is_generic(&self, types: &Types, named: TypeId) -> Option<bool> {
        types.loader_data::<State>()?.is_generic(named)
    }

    fn names(&self, types: &mut Types, pkg: PkgId) -> Vec<Name> {
        Load { types }.names(pkg)
    }

    fn imports(&self, types: &mut Types) {
        Load { types }.all_imports();
    }
}
