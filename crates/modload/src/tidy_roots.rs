//! The smallest requirements that preserve the versions of all modules relevant to the loaded
//! packages.
//!
//! Counterpart: cmd/go/internal/modload/buildlist.go (`tidyRoots`, `tidyPrunedRoots`,
//! `tidyUnprunedRoots`).

use std::mem;
use std::sync::Arc;

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::golang::gover;
use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::ModuleError;
use vamos_modules::Pruning;
use vamos_modules::Reqs;
use vamos_modules::Requirements;
use vamos_modules::build_list;
use vamos_modules::req;

use super::import::ImportResolver;
use super::import_error::ImportError;
use super::import_graph::Flags;
use super::import_graph::LoadPkg;
use super::import_graph::PkgId;
use super::resolution::Resolution;
use super::resolution::is_external;

/// Roots under construction.
struct Roots {
    list: Vec<ModuleVersion>,
    /// The paths of the main module and of the roots.
    paths: HashSet<String>,
}

impl Roots {
    /// Adds a module unless its path is among the roots; reports whether it was added.
    fn add(&mut self, m: &ModuleVersion) -> bool {
        let is_new = self.paths.insert(m.path.clone());
        if is_new {
            self.list.push(m.clone());
        }
        is_new
    }
}

impl Resolution<'_, '_> {
    /// Returns minimal requirements for the loaded packages (`tidyRoots`).
    pub(super) fn tidy_roots(&self) -> Result<Arc<Requirements>, ModuleError> {
        match self.rs.pruning {
            Pruning::Unpruned => self.tidy_unpruned_roots(),
            Pruning::Pruned | Pruning::Workspace => self.tidy_pruned_roots(),
        }
    }

    /// Returns the go and toolchain versions among the roots.
    fn go_roots(&self) -> Vec<ModuleVersion> {
        let selected = |path| {
            let version = self.state.root_selected(&self.rs, path)?;
            Some(ModuleVersion::new(path, version))
        };
        ["go", "toolchain"]
            .into_iter()
            .filter_map(selected)
            .collect()
    }

    /// Returns the requirements of these roots; the ones of this load if they are the same and
    /// their graph is loaded. Loading the graph here would change the comparison in `update_roots`:
    /// without a loaded graph, a toolchain line that is older than the go line stays.
    fn with_roots(&self, roots: &[ModuleVersion]) -> Arc<Requirements> {
        let is_same = *roots == self.rs.root_modules()[..] && self.rs.pruning == Pruning::Pruned;
        if is_same && self.rs.loaded_graph().is_some() {
            return Arc::clone(&self.rs);
        }
        let direct = Arc::clone(&self.rs.direct);
        Arc::new(Requirements::new(Pruning::Pruned, roots.to_vec(), direct))
    }

    fn loaded(&self) -> impl Iterator<Item = (PkgId, &LoadPkg)> {
        let order = self.import_graph.order.iter();
        order.map(|&id| (id, self.import_graph.package_of(id)))
    }

    /// Makes the modules of all packages in `all` roots; then the modules that their tests need in
    /// higher versions than the roots select, nearest imports first; then the modules that
    /// determine which of several modules provides a package.
    fn tidy_pruned_roots(&self) -> Result<Arc<Requirements>, ModuleError> {
        let modules = self.state.modules();
        let mut roots = Roots {
            list: self.go_roots(),
            paths: HashSet::new(),
        };
        let main = self.state.config.main.versions().iter();
        let named = main.chain(&roots.list).map(|m| m.path.clone());
        roots.paths = named.collect();
        let mut queue = Vec::new();
        let mut queued = HashSet::new();
        for (id, package) in self.loaded() {
            if package.flags.has(Flags::IN_ALL) {
                if is_external(self.state, package) {
                    roots.add(&package.module);
                }
                queue.push(id);
                queued.insert(id);
            }
        }
        gover::mod_sort(&mut roots.list);
        let mut tidy = self.with_roots(&roots.list);
        while !queue.is_empty() {
            let graph = tidy.complete_graph(&modules)?;
            let mut is_changed = false;
            for id in mem::take(&mut queue) {
                let package = self.import_graph.package_of(id);
                let m = &package.module;
                if m.path.is_empty() {
                    continue;
                }
                let next = package.imports.iter().chain(&package.test).copied();
                queue.extend(next.filter(|&dep| queued.insert(dep)));
                if gover::mod_compare(&m.path, graph.selected(&m.path), &m.version).is_lt() {
                    is_changed |= roots.add(m);
                }
            }
            if is_changed {
                gover::mod_sort(&mut roots.list);
                tidy = self.with_roots(&roots.list);
            }
        }
        tidy.complete_graph(&modules)?;
        self.without_ambiguity(tidy, roots)
    }

    /// Without an explicit requirement, more than one module of the graph may provide a package of
    /// a test of a dependency. Then its module becomes a root (go.dev/issue/60313).
    fn without_ambiguity(
        &self,
        mut tidy: Arc<Requirements>,
        mut roots: Roots,
    ) -> Result<Arc<Requirements>, ModuleError> {
        loop {
            let doubtful: Vec<&LoadPkg> = self
                .loaded()
                .map(|(_, package)| package)
                .filter(|package| {
                    let path = &package.module.path;
                    !path.is_empty() && !roots.paths.contains(path)
                })
                .collect();
            let resolver = ImportResolver::new(self.state, &tidy, None).without_go_mods(true);
            let is_ambiguous = self.state.in_parallel(&doubtful, |package| {
                let found = resolver.resolve(&package.path);
                matches!(found, Err(ImportError::Ambiguous(_)))
            });
            let mut is_changed = false;
            for (package, is_ambiguous) in doubtful.iter().zip(is_ambiguous) {
                if is_ambiguous {
                    is_changed |= roots.add(&package.module);
                }
            }
            if !is_changed {
                return Ok(tidy);
            }
            // Unlike other roots, upstream sorts these by plain semantic versions.
            module::sort(&mut roots.list);
            tidy = self.with_roots(&roots.list);
            // New roots add more modules to the graph.
            tidy.complete_graph(&self.state.modules())?;
        }
    }

    /// Keeps the versions of all modules that provide packages. Modules that could provide
    /// them by their paths may disappear from the graph, but must not be downgraded.
    fn tidy_unpruned_roots(&self) -> Result<Arc<Requirements>, ModuleError> {
        let modules = self.state.modules();
        let mut keep = self.go_roots();
        let mut kept: HashSet<&str> = ["go", "toolchain"].into();
        let mut root_paths = Vec::new();
        let mut alternatives: HashMap<&str, &str> = HashMap::new();
        for (_, package) in self.loaded() {
            if !is_external(self.state, package) {
                continue;
            }
            let m = &package.module;
            if kept.insert(&m.path) {
                keep.push(m.clone());
                if self.rs.is_direct(&m.path) {
                    root_paths.push(m.path.clone());
                }
            }
            let others = package.alternatives.iter();
            alternatives.extend(others.map(|m| (m.path.as_str(), m.version.as_str())));
        }
        let main = self.state.config.main.versions();
        let [main_module] = main else {
            return Err(ModuleError::message("internal error: not one main module"));
        };
        let mut roots = req(main_module, &root_paths, &Reqs::new(&modules, &keep))?;
        let list = build_list(main, &Reqs::new(&modules, &keep))?;
        let downgraded = |m: &ModuleVersion| {
            let version = *alternatives.get(m.path.as_str())?;
            let is_lower = gover::mod_compare(&m.path, &m.version, version).is_lt();
            is_lower.then(|| ModuleVersion::new(m.path.as_str(), version))
        };
        let downgraded: Vec<ModuleVersion> = list.iter().filter_map(downgraded).collect();
        if !downgraded.is_empty() {
            keep.extend(downgraded);
            roots = req(main_module, &root_paths, &Reqs::new(&modules, &keep))?;
        }
        let direct = Arc::clone(&self.rs.direct);
        Ok(Arc::new(Requirements::new(
            Pruning::Unpruned,
            roots,
            direct,
        )))
    }
}
