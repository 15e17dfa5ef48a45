//! The two sides by which a check gets at imports.
//!
//! Counterpart: cmd/compile/internal/noder/import.go.

use std::fmt;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

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
    state: Arc<Mutex<State>>,
    has_loader: bool,
}

impl fmt::Debug for Imports<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Imports").finish_non_exhaustive()
    }
}

impl<'f> Imports<'f> {
    /// Returns the imports of a package that has none yet.
    pub fn new(find: Box<Find<'f>>) -> Self {
        Self {
            find,
            state: Arc::default(),
            has_loader: false,
        }
    }
}

impl Importer for Imports<'_> {
    fn import(&mut self, types: &mut Types, path: &str) -> Result<PkgId, String> {
        if path == "unsafe" {
            return Ok(types.universe().unsafe_pkg);
        }
        let found = (self.find)(path)?;
        if !self.has_loader {
            self.has_loader = true;
            types.set_loader(Box::new(LazyLoader(self.state.clone())));
        }
        let mut state = lock(&self.state);
        if let Some(pkg) = state.imported.get(&found.path) {
            return Ok(*pkg);
        }
        let mut load = Load {
            state: &mut state,
            types,
        };
        let pkg = load.package(&found);
        let pkg = pkg.ok_or_else(|| "unsupported export data".to_owned())?;
        state.imported.insert(found.path, pkg);
        Ok(pkg)
    }
}

/// Loads objects on first lookup.
#[derive(Debug)]
struct LazyLoader(Arc<Mutex<State>>);

impl Loader for LazyLoader {
    fn object(&mut self, types: &mut Types, pkg: PkgId, name: Name) -> Option<ObjId> {
        let state = &mut lock(&self.0);
        Load { state, types }.lookup(Some(pkg), name)
    }

    fn complete(&mut self, types: &mut Types, named: TypeId) {
        let state = &mut lock(&self.0);
        Load { state, types }.complete(named);
    }

    fn names(&mut self, types: &mut Types, pkg: PkgId) -> Vec<Name> {
        let state = lock(&self.0);
        let mut names = state.names.get(&pkg).cloned().unwrap_or_default();
        names.sort_by(|a, b| types.text(*a).cmp(types.text(*b)));
        names
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
