//! Brings roots in line with the packages that were loaded and with the graph; if go.mod may not
//! change, only determines whether it would have to.
//!
//! Counterpart: cmd/go/internal/modload (buildlist.go, `updateRoots`, `expandGraph`, `convertPruning`, `spotCheckRoots`).

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use hashbrown::HashSet;
use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::ModuleError;

use super::ModFlag;
use super::ModuleContext;
use super::ModuleGraph;
use super::Pruning;
use super::Requirements;
use super::mvs::Reqs;
use super::mvs::req;

/// The properties of a loaded package that [`ModuleContext::update_roots`] needs.
#[derive(Clone, Copy, Debug)]
pub struct PackageUse<'a> {
    /// The module that provides it; the path is empty for the standard library.
    pub module: &'a ModuleVersion,
    /// True if it is in `all`.
    pub in_all: bool,
    /// True if it matches a pattern.
    pub is_root: bool,
    /// True if a matched package imports it, directly or indirectly.
    pub from_root: bool,
}

/// The updated requirements, or the unchanged ones with the error.
pub type Updated = Result<Arc<Requirements>, (Arc<Requirements>, ModuleError)>;

impl ModuleContext<'_> {
    /// Loads the complete graph; if it shows that a root is not at its selected version, updates the roots.
    pub fn expand_graph(
        &self,
        rs: &Arc<Requirements>,
    ) -> (Arc<Requirements>, Arc<ModuleGraph>, Option<ModuleError>) {
        let (graph, error) = rs.graph(self);
        if error.is_some() || graph.all_roots_selected(self) {
            return (rs.clone(), graph, error);
        }
        match self.update_roots(&rs.direct, rs, &[], &[], false) {
            Ok(updated) => {
                let (graph, error) = updated.graph(self);
                (updated, graph, error)
            }
            Err((_, err)) => (rs.clone(), graph, Some(err)),
        }
    }

    /// Adds `add` and the modules of the packages to the roots, and makes them consistent.
    pub fn update_roots(
        &self,
        direct: &Arc<BTreeSet<String>>,
        rs: &Arc<Requirements>,
        packages: &[PackageUse<'_>],
        add: &[ModuleVersion],
        roots_imported: bool,
    ) -> Updated {
        match rs.pruning {
            Pruning::Pruned => self.update_pruned_roots(direct, rs, packages, add, roots_imported),
            Pruning::Unpruned => self.update_unpruned_roots(direct, rs, add),
            Pruning::Workspace => Ok(Arc::new(Requirements::new(
                Pruning::Workspace,
                rs.root_modules().to_vec(),
                direct.clone(),
            ))),
        }
    }

    fn update_pruned_roots(
        &self,
        direct: &Arc<BTreeSet<String>>,
        rs: &Arc<Requirements>,
        packages: &[PackageUse<'_>],
        add: &[ModuleVersion],
        roots_imported: bool,
    ) -> Updated {
        let mut rs = rs.clone();
        let (mut roots, spot_check) = self.wanted_roots(&rs, packages, add, roots_imported);
        let mut upgraded = roots.len() > rs.root_modules().len();
        loop {
            let mut graph = None;
            if upgraded {
                // Adding or removing a root can change the visible part of the graph.
                if self.must_have_complete_requirements() {
                    return Err((rs.clone(), self.go_mod_dirty()));
                }
                rs = Arc::new(Requirements::new(
                    Pruning::Pruned,
                    std::mem::take(&mut roots),
                    direct.clone(),
                ));
                graph = Some(rs.complete_graph(self).map_err(|err| (rs.clone(), err))?);
            } else if let Some(loaded) = rs.loaded_graph() {
                graph = Some(loaded);
            } else if !self.spot_check_roots(&rs, &spot_check) {
                graph = Some(rs.complete_graph(self).map_err(|err| (rs.clone(), err))?);
            }
            // Each root once, at its selected version.
            let mut paths: HashSet<&str> = self
                .main
                .versions()
                .iter()
                .map(|m| m.path.as_str())
                .collect();
            roots = Vec::with_capacity(rs.root_modules().len());
            upgraded = false;
            for m in rs.root_modules().iter() {
                if !paths.insert(&m.path) {
                    continue;
                }
                let version = match &graph {
                    Some(graph) => graph.selected(&m.path),
                    None => rs.root_selected(self.main, &m.path).unwrap_or(""),
                };
                upgraded |= version != m.version;
                roots.push(ModuleVersion::new(m.path.as_str(), version));
            }
            if !upgraded {
                if self.settings.mod_flag != ModFlag::Mod {
                    // At most duplicates were dropped: keep the loaded graph.
                    return Ok(rs.clone());
                }
                break;
            }
        }
        if rs.pruning == Pruning::Pruned
            && roots[..] == rs.root_modules()[..]
            && *direct == rs.direct
        {
            return Ok(rs);
        }
        Ok(Arc::new(Requirements::new(
            Pruning::Pruned,
            roots,
            direct.clone(),
        )))
    }

    /// Returns the roots with the modules that packages and `add` need, sorted if any were added;
    /// and the modules among them whose requirements are worth a look.
    fn wanted_roots<'p>(
        &self,
        rs: &Requirements,
        packages: &[PackageUse<'p>],
        add: &[ModuleVersion],
        roots_imported: bool,
    ) -> (Vec<ModuleVersion>, HashSet<&'p ModuleVersion>) {
        let mut roots = rs.root_modules().to_vec();
        let before = roots.len();
        let mut spot_check = HashSet::new();
        for package in packages {
            let m = package.module;
            let relevant =
                package.in_all || package.is_root || (roots_imported && package.from_root);
            if m.path.is_empty() || !relevant || self.main.contains(&m.path) {
                continue;
            }
            if rs.root_selected(self.main, &m.path).is_some() {
                spot_check.insert(m);
            } else {
                roots.push(m.clone());
            }
        }
        for m in add {
            let known = rs.root_selected(self.main, &m.path);
            if known.is_none_or(|v| gover::mod_compare(&m.path, v, &m.version) == Ordering::Less) {
                roots.push(m.clone());
            }
        }
        if roots.len() > before {
            gover::mod_sort(&mut roots);
        }
        (roots, spot_check)
    }

    /// Reports whether the requirements of these modules agree with the roots.
    fn spot_check_roots(&self, rs: &Requirements, modules: &HashSet<&ModuleVersion>) -> bool {
        let modules: Vec<ModuleVersion> = modules.iter().map(|m| (*m).clone()).collect();
        self.go_mod_summaries(&modules).into_iter().all(|summary| {
            let Ok(summary) = summary else {
                return false;
            };
            summary.require.iter().all(|r| {
                let root = rs.root_selected(self.main, &r.path);
                root.is_none_or(|v| gover::mod_compare(&r.path, v, &r.version) != Ordering::Less)
            })
        })
    }

    fn update_unpruned_roots(
        &self,
        direct: &Arc<BTreeSet<String>>,
        rs: &Arc<Requirements>,
        add: &[ModuleVersion],
    ) -> Updated {
        let fail = |err| (rs.clone(), err);
        let graph = rs.complete_graph(self).map_err(fail)?;
        if self.must_have_complete_requirements() {
            let misleading = rs
                .root_modules()
                .iter()
                .chain(add)
                .any(|m| m.version != graph.selected(&m.path));
            if misleading
                || direct
                    .iter()
                    .any(|path| rs.root_selected(self.main, path).is_none())
            {
                return Err(fail(self.go_mod_dirty()));
            }
            return Ok(rs.clone());
        }
        let mut seen: HashSet<String> = HashSet::new();
        let mut root_paths: Vec<String> = Vec::new();
        // Roots at their selected version stay, even if they are not needed.
        for m in rs.root_modules().iter() {
            if graph.selected(&m.path) == m.version && seen.insert(m.path.clone()) {
                root_paths.push(m.path.clone());
            }
        }
        let list = graph.build_list();
        let keep: Vec<ModuleVersion> = list
            .iter()
            .skip(self.main.len())
            .chain(add)
            .cloned()
            .collect();
        for m in &keep {
            if direct.contains(&m.path) && seen.insert(m.path.clone()) {
                root_paths.push(m.path.clone());
            }
        }
        let mut roots = Vec::new();
        for main in self.main.versions() {
            roots.extend(req(main, &root_paths, &Reqs::new(self, &keep)).map_err(fail)?);
        }
        if self.main.len() > 1 {
            gover::mod_sort(&mut roots);
        }
        if rs.pruning == Pruning::Unpruned
            && roots[..] == rs.root_modules()[..]
            && *direct == rs.direct
        {
            return Ok(rs.clone());
        }
        Ok(Arc::new(Requirements::new(
            Pruning::Unpruned,
            roots,
            direct.clone(),
        )))
    }

    /// Returns the same requirements with another pruning.
    pub fn convert_pruning(&self, rs: &Arc<Requirements>, pruning: Pruning) -> Updated {
        if rs.pruning == pruning {
            return Ok(rs.clone());
        }
        if pruning == Pruning::Unpruned {
            return self.update_unpruned_roots(&rs.direct, rs, &[]);
        }
        // A pruned graph includes all modules of an unpruned one if every module is a root.
        let graph = rs.complete_graph(self).map_err(|err| (rs.clone(), err))?;
        let roots = graph
            .build_list()
            .iter()
            .skip(self.main.len())
            .cloned()
            .collect();
        Ok(Arc::new(Requirements::new(
            Pruning::Pruned,
            roots,
            rs.direct.clone(),
        )))
    }

    /// Returns the requirements with these roots, which replace others with the same path.
    pub fn override_roots(
        &self,
        rs: &Requirements,
        replace: &[ModuleVersion],
    ) -> Arc<Requirements> {
        let kept = rs
            .root_modules()
            .iter()
            .filter(|m| !replace.iter().any(|r| r.path == m.path));
        let mut roots: Vec<ModuleVersion> = kept.chain(replace).cloned().collect();
        gover::mod_sort(&mut roots);
        Arc::new(Requirements::new(rs.pruning, roots, rs.direct.clone()))
    }
}
