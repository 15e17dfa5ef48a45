//! The module graph for commands about modules rather than packages.
//!
//! Counterpart: cmd/go/internal/modload/buildlist.go (`LoadModGraph`, `expandGraph`).

use std::sync::Arc;

use vamos_base::golang::gover;
use vamos_base::golang::gover::GO_STRICT_VERSION;
use vamos_base::golang::module::ModuleVersion;
use vamos_modcache::NoDir;
use vamos_modcache::Suffix;
use vamos_modfile::ModuleError;
use vamos_modules::ModuleGraph;
use vamos_modules::Pruning;
use vamos_modules::Requirements;

use super::LoadError;
use super::Modules;
use super::state::State;

/// The location of a module in the module cache, whether or not it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CachedModule {
    /// Its zip; empty if the module version cannot have one.
    pub zip: String,
    /// The file with the hash of the zip: the path of the zip with `hash` appended.
    pub zip_hash: String,
    /// Its directory.
    pub dir: String,
    /// True if the directory exists and is complete, or cannot be checked.
    pub has_dir: bool,
}

impl Modules<'_> {
    /// Returns the location of a module in the module cache (`CachePath`, `DownloadDir`).
    pub fn cached_module(&self, m: &ModuleVersion) -> CachedModule {
        let cache = &self.state.files.cache;
        let (dir, state) = cache.download_dir(m);
        let zip = cache.cache_path(m, Suffix::Zip).unwrap_or_default();
        CachedModule {
            zip_hash: format!("{zip}hash"),
            zip,
            dir,
            has_dir: !matches!(state, Err(NoDir::Missing | NoDir::Partial)),
        }
    }

    /// Loads the module graph: with consistent roots, or, if `go_version` is not empty, the graph
    /// for that version of Go (`LoadModGraph`). Errors of the workspace do not end it; see
    /// [`Modules::take_reported`].
    pub fn load_mod_graph(&mut self, go_version: &str) -> Result<Arc<ModuleGraph>, LoadError> {
        let result = self.mod_graph(go_version);
        result.map_err(|error| self.with_warnings(self.state.config.messages.fatal_or(error)))
    }

    fn mod_graph(&mut self, go_version: &str) -> Result<Arc<ModuleGraph>, LoadError> {
        let rs = self.requirements()?;
        self.state.config.messages.exit_if_stopped()?;
        if !go_version.is_empty() {
            return graph_for(&self.state, &rs, go_version);
        }
        let (rs, graph, error) = self.state.modules().expand_graph(&rs);
        let graph = complete(&self.state, (graph, error))?;
        self.state.config.messages.exit_if_stopped()?;
        self.requirements = Some(rs);
        Ok(graph)
    }
}

/// Returns the graph of the same roots for another version of Go.
fn graph_for(
    state: &State<'_>,
    rs: &Requirements,
    go_version: &str,
) -> Result<Arc<ModuleGraph>, LoadError> {
    let needed = state.root_selected(rs, "go").unwrap_or_default();
    if gover::compare(needed, GO_STRICT_VERSION).is_ge()
        && gover::compare(go_version, needed).is_lt()
    {
        return Err(LoadError::GraphTooNew {
            requested: go_version.to_owned(),
            needed: needed.to_owned(),
        });
    }
    let is_unpruned = Pruning::for_go_version(go_version) == Pruning::Unpruned;
    if is_unpruned && rs.pruning != Pruning::Unpruned {
        // The roots stay as they are, even if they seem inconsistent with that version.
        let roots = rs.root_modules().to_vec();
        let rs = Requirements::new(Pruning::Unpruned, roots, Arc::clone(&rs.direct));
        return complete(state, state.graph(&rs));
    }
    complete(state, state.graph(rs))
}

fn complete(
    state: &State<'_>,
    (graph, error): (Arc<ModuleGraph>, Option<ModuleError>),
) -> Result<Arc<ModuleGraph>, LoadError> {
    match error {
        None => Ok(graph),
        Some(error) => Err(state.config.messages.fatal_or(error.into())),
    }
}
