//! The root requirements of the main module or workspace, with their graph.
//!
//! Counterpart: cmd/go/internal/modload (buildlist.go, `Requirements`).

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::OnceLock;

use hashbrown::HashMap;
use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::ModuleError;

use super::MainModules;
use super::ModuleContext;
use super::ModuleGraph;
use super::Pruning;
use super::graph::Graph;
use super::read_graph::read_mod_graph;
use super::roots::Roots;
use super::roots::direct_requirements;
use super::roots::roots_from_mod_file;

/// A set of root requirements; immutable, but loads its graph on the first request.
#[derive(Debug)]
pub struct Requirements {
    /// The pruning of the graph.
    pub pruning: Pruning,
    /// The roots, sorted; there may be several versions of a module. The pseudo-module `go` is
    /// always included.
    root_modules: Arc<[ModuleVersion]>,
    max_root_version: HashMap<String, String>,
    /// Paths of modules that main modules import directly, as far as known.
    pub direct: Arc<BTreeSet<String>>,
    graph: OnceLock<(Arc<ModuleGraph>, Option<ModuleError>)>,
}

impl Requirements {
    /// Returns a set of roots, which must be sorted by [`gover::mod_sort`].
    pub fn new(
        pruning: Pruning,
        root_modules: Vec<ModuleVersion>,
        direct: Arc<BTreeSet<String>>,
    ) -> Self {
        let mut max_root_version: HashMap<String, String> =
            HashMap::with_capacity(root_modules.len());
        for m in &root_modules {
            let known = max_root_version.get(&m.path);
            if known.is_none_or(|v| gover::mod_compare(&m.path, v, &m.version) == Ordering::Less) {
                max_root_version.insert(m.path.clone(), m.version.clone());
            }
        }
        Requirements {
            pruning,
            root_modules: root_modules.into(),
            max_root_version,
            direct,
            graph: OnceLock::new(),
        }
    }

    /// Returns the roots.
    pub fn root_modules(&self) -> &Arc<[ModuleVersion]> {
        &self.root_modules
    }

    /// Sets the graph from vendor/modules.txt, instead of loading it. Fails if go.mod lacks
    /// vendored modules; returns these.
    pub fn init_vendor(
        &self,
        ctx: &ModuleContext<'_>,
        vendor_list: &[ModuleVersion],
    ) -> Result<(), (Vec<ModuleVersion>, ModuleError)> {
        let workspace = ctx.main.in_workspace_mode();
        // In a workspace the roots include go and toolchain.
        let mut graph = Graph::new(if workspace {
            &self.root_modules
        } else {
            ctx.main.versions()
        });
        let vendor_mod = ModuleVersion::unversioned("vendor/modules.txt");
        let with_vendor = |reqs: &[ModuleVersion]| {
            reqs.iter()
                .cloned()
                .chain([vendor_mod.clone()])
                .collect::<Arc<[_]>>()
        };
        if workspace {
            for main in ctx.main.list() {
                if let Some(file) = &main.mod_file {
                    let roots = roots_from_mod_file(main, file, false);
                    graph.require(&main.module, with_vendor(&roots.modules));
                }
            }
            graph.require(&vendor_mod, vendor_list.into());
        } else if let Some(main) = ctx.main.single() {
            if self.pruning == Pruning::Pruned {
                // A pruned go.mod lists all vendored modules, so it alone is the graph.
                let missing: Vec<ModuleVersion> = vendor_list
                    .iter()
                    .filter(|m| self.root_selected(ctx.main, &m.path) != Some(m.version.as_str()))
                    .cloned()
                    .collect();
                if !missing.is_empty() {
                    return Err((missing, ctx.go_mod_dirty()));
                }
                graph.require(&main.module, self.root_modules.clone());
            } else {
                // The chain of requirements of vendored modules is unknown; an artificial module is
                // inserted between them.
                graph.require(&main.module, with_vendor(&self.root_modules));
                graph.require(&vendor_mod, vendor_list.into());
            }
        }
        let _ = self.graph.set((Arc::new(ModuleGraph::new(graph)), None));
        Ok(())
    }

    /// Returns the go version of the roots.
    pub fn go_version(&self, main: &MainModules) -> &str {
        self.root_selected(main, "go").unwrap_or("")
    }

    /// Returns the version of a root; empty for main modules, `None` if the path is not a root.
    pub fn root_selected(&self, main: &MainModules, path: &str) -> Option<&str> {
        if main.contains(path) {
            return Some("");
        }
        self.max_root_version.get(path).map(String::as_str)
    }

    /// Reports whether a path is among the roots more than once, or belongs to a main module.
    pub fn has_redundant_root(&self, main: &MainModules) -> bool {
        self.root_modules.iter().any(|m| main.contains(&m.path))
            || self
                .root_modules
                .windows(2)
                .any(|pair| pair[0].path == pair[1].path)
    }

    /// Returns the graph, and loads it on the first call. With an error, it may be incomplete.
    pub fn graph(&self, ctx: &ModuleContext<'_>) -> (Arc<ModuleGraph>, Option<ModuleError>) {
        self.graph
            .get_or_init(|| read_mod_graph(ctx, self.pruning, &self.root_modules, None))
            .clone()
    }

    /// Returns the graph, or the error that made it incomplete.
    pub fn complete_graph(&self, ctx: &ModuleContext<'_>) -> Result<Arc<ModuleGraph>, ModuleError> {
        match self.graph(ctx) {
            (graph, None) => Ok(graph),
            (_, Some(err)) => Err(err),
        }
    }

    /// Takes the graph of other requirements with the same roots, if it was loaded.
    pub fn share_graph(&self, other: &Self) {
        if let Some(graph) = other.graph.get() {
            let _ = self.graph.set(graph.clone());
        }
    }

    /// Returns the graph if it was loaded before.
    pub fn loaded_graph(&self) -> Option<Arc<ModuleGraph>> {
        self.graph.get().map(|(graph, _)| graph.clone())
    }

    /// Reports whether a main module imports packages of this module directly, as far as known.
    pub fn is_direct(&self, path: &str) -> bool {
        self.direct.contains(path)
    }
}

/// Returns the requirements in the files of the main modules, and the warnings about them.
pub fn requirements_from_mod_files(ctx: &ModuleContext<'_>) -> (Requirements, Vec<String>) {
    let mut roots = Roots::default();
    let pruning = if ctx.main.in_workspace_mode() {
        roots.modules.extend_from_slice(ctx.main.versions());
        let work_file = ctx.main.work_file();
        let toolchain = work_file
            .and_then(|w| w.toolchain.as_ref())
            .map_or("", |t| &t.name);
        roots.add_go(ctx.main.go_version(ctx.local), toolchain);
        roots.direct = direct_requirements(ctx.main);
        Pruning::Workspace
    } else {
        if let Some(main) = ctx.main.single()
            && let Some(file) = &main.mod_file
        {
            roots = roots_from_mod_file(main, file, true);
        }
        Pruning::for_go_version(ctx.main.go_version(ctx.local))
    };
    let verb = if ctx.settings.mod_flag == super::ModFlag::Mod {
        "dropping"
    } else {
        "ignoring"
    };
    let warn = |m: &ModuleVersion| {
        format!(
            "{verb} requirement on excluded version {} {}",
            m.path, m.version
        )
    };
    let warnings = roots.excluded.iter().map(warn).collect();
    gover::mod_sort(&mut roots.modules);
    (
        Requirements::new(pruning, roots.modules, Arc::new(roots.direct)),
        warnings,
    )
}

/// Returns the requirements outside any go.mod: only this Go, in a workspace also an artificial
/// module.
pub fn requirements_without_mod_file(ctx: &ModuleContext<'_>) -> Requirements {
    let mut modules = vec![
        ModuleVersion::new("go", ctx.main.go_version(ctx.local)),
        ModuleVersion::new("toolchain", ctx.local.toolchain.as_str()),
    ];
    let mut pruning = Pruning::for_go_version(ctx.main.go_version(ctx.local));
    if ctx.main.in_workspace_mode() {
        pruning = Pruning::Workspace;
        modules.splice(0..0, ctx.main.versions().iter().cloned());
    }
    Requirements::new(
        pruning,
        modules,
        Arc::new(BTreeSet::from(["go".to_string()])),
    )
}
