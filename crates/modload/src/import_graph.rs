//! The graph of packages that a set of roots needs: resolves, scans and follows imports.
//!
//! Packages are in one vector and are identified by number. A wave of new packages is resolved and
//! scanned on all threads; the flags and edges that follow are set by one thread between the waves,
//! so nothing here is shared while it changes.
//! Counterpart: cmd/go/internal/modload/load.go (`loader`, `loadPkg`).

use std::fmt::Write;
use std::ops::BitOr;
use std::ops::BitOrAssign;

use hashbrown::HashMap;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::names::Dir;
use vamos_base::golang::names::ImportPath;
use vamos_modfile::ModuleError;
use vamos_modules::Pruning;
use vamos_modules::Requirements;

use super::LoadError;
use super::ModOptions;
use super::config::ModuleConfig;
use super::import_error::ImportError;
use super::import_scan::ImportScan;
use super::import_scan::Scanned;
use super::import_scan::std_vendor;
use super::state::State;

/// Number of a package within its [`ImportGraph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct PkgId(u32);

impl PkgId {
    fn at(self) -> usize {
        self.0 as usize
    }
}

/// The state of a package in the load (`loadPkgFlags`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags(u8);

impl Flags {
    /// It is in the pattern `all`, even if that pattern was not given.
    pub(crate) const IN_ALL: Self = Self(1);
    /// It matches one of the patterns.
    pub(crate) const IS_ROOT: Self = Self(2);
    /// It is in the closure of the roots.
    pub(crate) const FROM_ROOT: Self = Self(4);
    /// Its imports are known.
    pub(crate) const IMPORTS_LOADED: Self = Self(8);
    const NONE: Self = Self(0);

    /// Reports whether all of these flags are set.
    pub(crate) fn has(self, flags: Self) -> bool {
        self.0 & flags.0 == flags.0
    }
}

impl BitOr for Flags {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Flags {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// A package of the graph (`loadPkg`).
#[derive(Debug, Default)]
pub(crate) struct LoadPkg {
    /// Import path.
    pub(crate) path: ImportPath,
    /// The package that this is the test of.
    pub(crate) test_of: Option<PkgId>,
    pub(crate) flags: Flags,
    /// The module that provides it; empty for std.
    pub(crate) module: ModuleVersion,
    /// Modules that could provide it according to their paths, but do not.
    pub(crate) alternatives: Vec<ModuleVersion>,
    /// Directory of its sources.
    pub(crate) dir: Dir,
    pub(crate) error: Option<ImportError>,
    /// True if the caller wants it in another version.
    pub(super) is_refused: bool,
    pub(crate) imports: Vec<PkgId>,
    /// The additional imports of its tests, stored for the test.
    pub(crate) test_imports: Vec<String>,
    pub(crate) in_std: bool,
    /// Its test, if it is loaded.
    pub(crate) test: Option<PkgId>,
    /// The package that imports it on the shortest path from a root.
    pub(crate) stack: Option<PkgId>,
}

/// The packages of one load (`loader`).
#[derive(Debug, Default)]
pub(crate) struct ImportGraph {
    pub packages: Vec<LoadPkg>,
    by_path: HashMap<ImportPath, PkgId>,
    /// All packages in the order of a breadth-first walk from the roots.
    pub(crate) order: Vec<PkgId>,
    roots: Vec<PkgId>,
    /// Packages that are not resolved yet.
    pending: Vec<PkgId>,
    /// True if the pattern `all` is among the roots.
    pub(crate) all_is_root: bool,
    /// True if `all` includes the imports of dependencies' tests (before go 1.16).
    pub(crate) all_closes_over_tests: bool,
    load_tests: bool,
    vendor_modules_in_goroot_src: bool,
    any_tags: bool,
}

impl ImportGraph {
    /// Returns an empty graph.
    pub(crate) fn new(
        options: &ModOptions,
        all_is_root: bool,
        all_closes_over_tests: bool,
    ) -> Self {
        Self {
            all_is_root,
            all_closes_over_tests,
            load_tests: options.load_tests,
            vendor_modules_in_goroot_src: options.vendor_modules_in_goroot_src,
            any_tags: options.any_tags,
            ..Self::default()
        }
    }

    /// Loads the roots and all their dependencies.
    pub(crate) fn load(
        &mut self,
        state: &State<'_>,
        rs: &Requirements,
        roots: &[String],
        skips_go_mods: bool,
    ) -> Result<(), LoadError> {
        let unpruned = rs.pruning == Pruning::Unpruned;
        // An incomplete graph selects wrong versions; only roots are tried then.
        let graph = unpruned
            .then(|| state.graph(rs))
            .and_then(|(graph, error)| error.is_none().then_some(graph));
        for root in roots {
            let id = self.package(&state.config, root, Flags::IS_ROOT);
            self.roots.push(id);
        }
        dedup_in_order(&mut self.roots, self.packages.len());
        let scan = ImportScan {
            state,
            rs,
            graph: graph.as_deref(),
            any_tags: self.any_tags,
            vendor_modules_in_goroot_src: self.vendor_modules_in_goroot_src,
            skips_go_mods,
        };
        let path_of = |id: &PkgId| self.packages[id.at()].path.as_str();
        let seeds: Vec<String> = self
            .pending
            .iter()
            .map(path_of)
            .map(str::to_owned)
            .collect();
        let mut ahead = scan.run(&seeds, true);
        self.packages.reserve(ahead.len());
        self.by_path.reserve(ahead.len());
        while !self.pending.is_empty() {
            if state.config.ctx.cancel.is_cancelled() {
                return Err(LoadError::Cancelled);
            }
            let wave = std::mem::take(&mut self.pending);
            // The rest: tests, and packages that only `settle` finds.
            let paths = wave.iter().map(|id| self.packages[id.at()].path.as_str());
            let rest: Vec<String> = paths
                .filter(|path| !ahead.contains_key(*path))
                .map(str::to_owned)
                .collect();
            ahead.extend(scan.run(&rest, false));
            for id in wave {
                let path = self.packages[id.at()].path.as_str();
                // Missing only if the run was cancelled.
                let resolved = ahead.remove(path).ok_or(LoadError::Cancelled)?;
                self.settle(&state.config, id, resolved);
            }
        }
        self.build_stacks();
        Ok(())
    }

    /// Stores the result of a scan.
    fn settle(&mut self, config: &ModuleConfig<'_>, id: PkgId, resolved: Scanned) {
        let package = &mut self.packages[id.at()];
        package.module = resolved.module;
        package.dir = resolved.dir;
        package.error = resolved.error.map(|error| *error);
        package.in_std = resolved.in_std;
        package.alternatives = resolved.alternatives;
        let no_dir = package.dir.is_empty();
        let is_main = config.is_main_module(&package.module.path);
        // Tools are in `all` even if they are missing (go.dev/issue/70582).
        if config.is_tool(&package.path) || (!no_dir && is_main) {
            self.apply_flags(config, id, Flags::IN_ALL);
        }
        let Some((imports, tests)) = resolved.imports else {
            return;
        };
        let flags = self.flags_for_imports(id);
        let imports = imports
            .iter()
            .map(|path| self.package(config, path, flags))
            .collect();
        let package = &mut self.packages[id.at()];
        package.imports = imports;
        package.test_imports = tests;
        self.apply_flags(config, id, Flags::IMPORTS_LOADED);
    }

    fn flags_for_imports(&self, id: PkgId) -> Flags {
        if self.packages[id.at()].flags.has(Flags::IN_ALL) {
            Flags::IN_ALL
        } else {
            Flags::NONE
        }
    }

    /// Returns the package with this path, new or existing, with these flags added (`loader.pkg`).
    fn package(&mut self, config: &ModuleConfig<'_>, path: &str, flags: Flags) -> PkgId {
        let id = match self.by_path.get(path) {
            Some(&id) => id,
            None => {
                let id = self.push(LoadPkg {
                    path: path.into(),
                    ..LoadPkg::default()
                });
                self.by_path.insert(path.into(), id);
                self.pending.push(id);
                id
            }
        };
        self.apply_flags(config, id, flags);
        id
    }

    fn push(&mut self, package: LoadPkg) -> PkgId {
        let id = PkgId(u32::try_from(self.packages.len()).expect("fewer than 2^32 packages"));
        self.packages.push(package);
        id
    }

    /// Adds flags and applies their consequences for imports and tests (`applyPkgFlags`).
    fn apply_flags(&mut self, config: &ModuleConfig<'_>, id: PkgId, flags: Flags) {
        // Mostly there are no consequences, and nothing is allocated.
        let mut work = Vec::new();
        self.apply_flags_once(config, id, flags, &mut work);
        while let Some((id, flags)) = work.pop() {
            self.apply_flags_once(config, id, flags, &mut work);
        }
    }

    fn apply_flags_once(
        &mut self,
        config: &ModuleConfig<'_>,
        id: PkgId,
        mut flags: Flags,
        work: &mut Vec<(PkgId, Flags)>,
    ) {
        let is_test = self.packages[id.at()].test_of.is_some();
        if flags.has(Flags::IN_ALL) && self.all_is_root && !is_test {
            flags |= Flags::IS_ROOT;
        }
        if flags.has(Flags::IS_ROOT) {
            flags |= Flags::FROM_ROOT;
        }
        let package = &mut self.packages[id.at()];
        let old = package.flags;
        let new = old | flags;
        package.flags = new;
        if new == old || !new.has(Flags::IMPORTS_LOADED) {
            return;
        }
        if !is_test {
            self.consider_test(config, id, new, work);
        }
        for spread in [Flags::IN_ALL, Flags::FROM_ROOT] {
            if new.has(spread) && !old.has(spread | Flags::IMPORTS_LOADED) {
                let imports = &self.packages[id.at()].imports;
                work.extend(imports.iter().map(|&dep| (dep, spread)));
            }
        }
    }

    /// Adds the package's test if an option includes it.
    fn consider_test(
        &mut self,
        config: &ModuleConfig<'_>,
        id: PkgId,
        flags: Flags,
        work: &mut Vec<(PkgId, Flags)>,
    ) {
        let is_main = config.is_main_module(&self.packages[id.at()].module.path);
        let closes_over = self.all_closes_over_tests && flags.has(Flags::IN_ALL);
        let wanted = (self.all_is_root && (is_main || closes_over))
            || (self.load_tests && flags.has(Flags::IS_ROOT));
        if !wanted {
            return;
        }
        // Imports of main modules' tests are in `all`.
        let test_flags = if is_main || closes_over {
            Flags::IN_ALL
        } else {
            Flags::NONE
        };
        if let Some(test) = self.packages[id.at()].test {
            work.push((test, test_flags));
            return;
        }
        let package = &mut self.packages[id.at()];
        let imports = std::mem::take(&mut package.test_imports);
        let test = LoadPkg {
            path: package.path.clone(),
            test_of: Some(id),
            flags: test_flags,
            module: package.module.clone(),
            dir: package.dir.clone(),
            alternatives: package.alternatives.clone(),
            error: package.error.clone(),
            in_std: package.in_std,
            ..LoadPkg::default()
        };
        let test = self.push(test);
        self.packages[id.at()].test = Some(test);
        let flags = self.flags_for_imports(test);
        let imports = imports
            .iter()
            .map(|path| self.package(config, path, flags))
            .collect();
        self.packages[test.at()].imports = imports;
        work.push((test, Flags::IMPORTS_LOADED));
    }

    /// Walks breadth first from the roots and records an importer of each package
    /// (`buildStacks`).
    fn build_stacks(&mut self) {
        let mut seen = vec![false; self.packages.len()];
        self.order.clear();
        for &root in &self.roots {
            seen[root.at()] = true;
            self.order.push(root);
        }
        let mut next = 0;
        while let Some(&id) = self.order.get(next) {
            next += 1;
            let package = &self.packages[id.at()];
            let reached: Vec<PkgId> = package
                .imports
                .iter()
                .chain(&package.test)
                .copied()
                .filter(|dep| !std::mem::replace(&mut seen[dep.at()], true))
                .collect();
            for dep in reached {
                self.packages[dep.at()].stack = Some(id);
                self.order.push(dep);
            }
        }
    }

    /// Returns the errors of modules that packages have, in breadth-first order.
    pub(super) fn module_errors(&self) -> impl Iterator<Item = &ModuleError> {
        let packages = self.order.iter().map(|&id| self.package_of(id));
        packages.filter_map(|package| package.error.as_ref()?.module_error())
    }

    /// Returns the path of a package vendored in GOROOT/src, if `import` in the std package
    /// `parent` refers to one.
    pub(crate) fn std_vendor(
        &self,
        config: &ModuleConfig<'_>,
        parent: &str,
        import: &str,
    ) -> Option<String> {
        std_vendor(config, self.vendor_modules_in_goroot_src, parent, import)
    }

    /// Returns the package of this path.
    pub(crate) fn get(&self, path: &str) -> Option<&LoadPkg> {
        self.id_of(path).map(|id| self.package_of(id))
    }

    /// Returns the number of the package of this path.
    pub(super) fn id_of(&self, path: &str) -> Option<PkgId> {
        self.by_path.get(path).copied()
    }

    /// Returns the package of this number.
    pub(crate) fn package_of(&self, id: PkgId) -> &LoadPkg {
        &self.packages[id.at()]
    }

    /// Returns the numbers of the packages for which `wanted` is true, in order.
    pub(crate) fn select(&self, wanted: impl Fn(&LoadPkg) -> bool) -> Vec<PkgId> {
        let order = self.order.iter().copied();
        order.filter(|&id| wanted(self.package_of(id))).collect()
    }

    /// Returns the package of this number, mutable.
    pub(crate) fn package_mut(&mut self, id: PkgId) -> &mut LoadPkg {
        &mut self.packages[id.at()]
    }

    /// Returns the import paths of the pattern `all`, sorted (`computePatternAll`).
    pub(crate) fn pattern_all(&self) -> Vec<ImportPath> {
        let mut all: Vec<ImportPath> = self
            .order
            .iter()
            .map(|&id| self.package_of(id))
            .filter(|package| package.flags.has(Flags::IN_ALL) && package.test_of.is_none())
            .filter(|package| vamos_base::golang::module::check_import_path(&package.path).is_ok())
            .map(|package| package.path.clone())
            .collect();
        all.sort_unstable();
        all
    }

    /// Returns the path of imports from a root to a package, for messages (`stackText`).
    pub(crate) fn stack_text(&self, id: PkgId) -> String {
        let mut stack = vec![id];
        let mut at = id;
        while let Some(parent) = self.package_of(at).stack {
            stack.push(parent);
            at = parent;
        }
        let mut text = String::new();
        for (i, &id) in stack.iter().enumerate().rev() {
            let package = self.package_of(id);
            text.push_str(&package.path);
            if package.test_of.is_some() {
                text.push_str(".test");
            }
            if i > 0 {
                let is_test_of = self.package_of(stack[i - 1]).test_of == Some(id);
                let word = if is_test_of { "tested by" } else { "imports" };
                // Writing to a string cannot fail.
                let _ = write!(text, " {word}\n\t");
            }
        }
        text
    }
}

/// Drops repeated numbers, keeping the first of each.
fn dedup_in_order(ids: &mut Vec<PkgId>, count: usize) {
    let mut seen = vec![false; count];
    ids.retain(|id| !std::mem::replace(&mut seen[id.at()], true));
}
