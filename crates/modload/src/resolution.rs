//! Loads packages for patterns, and updates the requirements for them.
//!
//! Counterpart: cmd/go/internal/modload/load.go (`LoadPackages`, `loadFromRoots`,
//! `updateRequirements`, `resolveMissingImports`, `checkMultiplePaths`).

use std::collections::BTreeSet;
use std::sync::Arc;

use hashbrown::HashMap;
use vamos_base::golang::gover;
use vamos_base::golang::gover::TooNewError;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::names::ImportPath;
use vamos_modfile::ModuleError;
use vamos_modules::ModFlag;
use vamos_modules::PackageUse;
use vamos_modules::Pruning;
use vamos_modules::Requirements;
use vamos_modules::Updated;

use super::LoadError;
use super::ModOptions;
use super::import::ImportResolver;
use super::import_error::ImportError;
use super::import_graph::Flags;
use super::import_graph::ImportGraph;
use super::import_graph::LoadPkg;
use super::import_graph::PkgId;
use super::info::raw_go_version;
use super::pattern_matcher::PatternMatcher;
use super::query_import::ImportQuery;
use super::state::State;
use crate::pattern::Match;

/// Before go 1.16, `all` included tests of dependencies.
const NARROW_ALL_VERSION: &str = "1.16";

/// The state of a load: options, requirements so far, packages of the last round.
pub(crate) struct Resolution<'s, 'a> {
    pub(super) state: &'s State<'a>,
    pub(super) options: &'s ModOptions,
    pub(crate) rs: Arc<Requirements>,
    pub(crate) import_graph: ImportGraph,
    /// True if go.mod files of modules outside the module graph are not read, since their sums are
    /// not stored (`skipImportModFiles`).
    pub(super) skips_go_mods: bool,
}

/// Receives the packages that a round of loading has found in modules other than the main ones, and
/// returns true for each that may stay as it is (`PackageOpts.AllowPackage`).
pub(super) type JudgePackages<'j> = dyn FnMut(&[(ImportPath, ModuleVersion)]) -> Vec<bool> + 'j;

/// The source of a load's roots.
pub(crate) enum LoadRoots<'m> {
    /// From patterns.
    Patterns(&'m mut [Match]),
    /// Literal import paths.
    Paths(&'m [String]),
}

impl<'s, 'a> Resolution<'s, 'a> {
    /// Returns the state at the start of a load.
    pub(crate) fn new(
        state: &'s State<'a>,
        options: &'s ModOptions,
        rs: Arc<Requirements>,
    ) -> Self {
        Self {
            state,
            options,
            rs,
            import_graph: ImportGraph::default(),
            skips_go_mods: false,
        }
    }

    /// Loads until requirements and packages agree (`loadFromRoots`).
    pub(crate) fn run(&mut self, roots: LoadRoots<'_>) -> Result<(), LoadError> {
        self.run_judged(roots, None)
    }

    /// Like `run`, but a function checks packages in each round.
    pub(super) fn run_judged(
        &mut self,
        mut roots: LoadRoots<'_>,
        mut judge: Option<&mut JudgePackages<'_>>,
    ) -> Result<(), LoadError> {
        let state = self.state;
        if self.rs.pruning == Pruning::Unpruned {
            let (rs, _, error) = state.modules().expand_graph(&self.rs);
            self.rs = rs;
            if let Some(error) = error {
                self.error(LoadError::Module(error));
            }
        }
        state.config.messages.exit_if_errors()?;
        loop {
            self.convert_pruning()?;
            let paths = self.list_roots(&mut roots)?;
            if self.rs.pruning == Pruning::Pruned
                && state.config.mod_flag() == ModFlag::Mod
                && self.preload_root_modules(&paths)?
            {
                continue;
            }
            let all_is_root = match &roots {
                LoadRoots::Patterns(matches) => matches.iter().any(|m| m.pattern == "all"),
                LoadRoots::Paths(_) => false,
            };
            let closes_over_tests = gover::compare(self.go_version(), NARROW_ALL_VERSION).is_lt()
                && !self.options.use_vendor_all;
            self.import_graph = ImportGraph::new(self.options, all_is_root, closes_over_tests);
            self.import_graph
                .load(state, &self.rs, &paths, self.skips_go_mods)?;
            let messages = &state.config.messages;
            messages.order_fatal(self.import_graph.module_errors());
            messages.exit_if_errors()?;
            if let Some(judge) = &mut judge {
                self.judge_packages(judge);
            }
            match self.update_requirements() {
                Err(error) => {
                    self.error(LoadError::Module(error));
                    break;
                }
                Ok(true) => continue,
                Ok(false) => {}
            }
            let may_resolve = self.options.resolve_missing_imports
                && (state.config.has_mod_root()
                    || state.config.options.allow_missing_module_imports);
            if !may_resolve || !self.resolve_missing_imports()? {
                break;
            }
        }
        state.config.messages.exit_if_errors()?;
        if let Some(tidy) = &self.options.tidy {
            // Before errors are reported, because some may belong to packages that are not needed.
            self.tidy_requirements(tidy)?;
        }
        self.report_errors();
        self.check_multiple_paths();
        Ok(())
    }

    /// Returns the go version that determines the loading of packages (`loader.goVersion`).
    fn go_version(&self) -> &str {
        match &self.options.tidy {
            Some(tidy) if !tidy.go_version.is_empty() => &tidy.go_version,
            _ => self.rs.go_version(&self.state.config.main),
        }
    }

    /// Returns a resolver of imports with the requirements so far.
    fn resolver<'r>(&self, rs: &'r Requirements) -> ImportResolver<'r, 'a>
    where
        's: 'r,
    {
        ImportResolver::new(self.state, rs, None).without_go_mods(self.skips_go_mods)
    }

    /// Adds an error: a line for stderr under `allow_errors`, else the end of the phase
    /// (`loader.error`).
    pub(super) fn error(&self, error: LoadError) {
        if self.options.allow_errors {
            self.state.config.messages.warn(format!("go: {error}"));
        } else {
            self.state.config.messages.error(error);
        }
    }

    /// Adapts to the go version (`updateGoVersion` in `loadFromRoots`).
    fn convert_pruning(&mut self) -> Result<(), LoadError> {
        self.skips_go_mods = self.options.tidy.is_some()
            && gover::compare(self.go_version(), gover::TIDY_GO_MOD_SUM_VERSION).is_lt();
        if self.rs.pruning == Pruning::Workspace {
            return Ok(());
        }
        let pruning = Pruning::for_go_version(self.go_version());
        let converted = self.state.modules().convert_pruning(&self.rs, pruning);
        let (rs, error) = match converted {
            Ok(rs) => (rs, None),
            Err((rs, error)) => (rs, Some(error)),
        };
        self.rs = rs;
        if let Some(error) = error {
            self.error(LoadError::Module(error));
            self.state.config.messages.exit_if_errors()?;
        }
        Ok(())
    }

    fn list_roots(&self, roots: &mut LoadRoots<'_>) -> Result<Vec<String>, LoadError> {
        match roots {
            LoadRoots::Paths(paths) => Ok(paths.to_vec()),
            LoadRoots::Patterns(matches) => {
                self.patterns().update(matches, None)?;
                Ok(matches
                    .iter()
                    .flat_map(|m| &m.pkgs)
                    .map(|path| path.as_str().to_owned())
                    .collect())
            }
        }
    }

    fn patterns(&self) -> PatternMatcher<'_, 'a> {
        PatternMatcher {
            state: self.state,
            rs: &self.rs,
            options: self.options,
        }
    }

    /// Evaluates the patterns for the last time, and reports their errors.
    pub(crate) fn finish_matches(&self, matches: &mut [Match]) -> Result<(), LoadError> {
        self.patterns().update(matches, Some(&self.import_graph))?;
        if !self.options.silence_package_errors {
            for error in matches.iter().flat_map(|m| &m.errors) {
                self.error(LoadError::Match(Box::new(error.clone())));
            }
        }
        self.state.config.messages.exit_if_errors()
    }

    /// Adds the modules that provide root packages to the root requirements, so that their
    /// requirements are known before anything is loaded (`preloadRootModules`).
    fn preload_root_modules(&mut self, paths: &[String]) -> Result<bool, LoadError> {
        let state = self.state;
        let rs = Arc::clone(&self.rs);
        let resolve = self.options.resolve_missing_imports;
        let found = state.in_parallel(paths, |path| match self.resolver(&rs).resolve(path) {
            Ok(found) => Some(found.module),
            Err(error) if error.is_missing() && resolve => {
                let (rs, import) = (&*rs, path.as_str());
                ImportQuery { state, rs, import }.find().ok()
            }
            Err(_) => None,
        });
        let needed: BTreeSet<ModuleVersion> = found
            .into_iter()
            .flatten()
            .filter(|m| !m.path.is_empty())
            .filter(|m| state.root_selected(&rs, &m.path) != Some(m.version.as_str()))
            .collect();
        if needed.is_empty() {
            return Ok(false);
        }
        let before = Arc::clone(rs.root_modules());
        if let Err(error) = self.add_roots(needed.into_iter().collect()) {
            self.error(LoadError::Module(error));
            state.config.messages.exit_if_errors()?;
            return Ok(false);
        }
        Ok(before[..] != self.rs.root_modules()[..])
    }

    /// Adds requirements. After an error, the requirements stay as they are: under `allow_errors`
    /// the phase continues with the packages that were loaded with them.
    pub(super) fn add_roots(&mut self, mut add: Vec<ModuleVersion>) -> Result<(), ModuleError> {
        gover::mod_sort(&mut add);
        let direct = Arc::clone(&self.rs.direct);
        let updated = self.state.modules().update_roots(
            &direct,
            &self.rs,
            &[],
            &add,
            self.options.assume_roots_imported,
        );
        self.set_requirements(updated)
    }

    fn set_requirements(&mut self, updated: Updated) -> Result<(), ModuleError> {
        let rs = updated.map_err(|(_, error)| error)?;
        let keeps_graph = self.state.config.release().keeps_workspace_graph();
        if keeps_graph && rs.pruning == Pruning::Workspace {
            rs.share_graph(&self.rs);
        }
        self.rs = rs;
        Ok(())
    }

    /// Updates the requirements for the packages. Returns whether packages must be loaded again
    /// (`updateRequirements`).
    fn update_requirements(&mut self) -> Result<bool, ModuleError> {
        let state = self.state;
        let loaded_direct = self.import_graph.all_is_root && self.options.any_tags;
        let mut direct = if loaded_direct {
            BTreeSet::new()
        } else {
            (*self.rs.direct).clone()
        };
        if let Some(too_new) = self.newest_wanted() {
            return Err(too_new.clone().into());
        }
        for at in 0..self.import_graph.order.len() {
            let id = self.import_graph.order[at];
            let package = self.import_graph.package_of(id);
            if !state.config.is_main_module(&package.module.path) {
                continue;
            }
            for at in 0..package.imports.len() {
                let dep = self.import_graph.package_of(id).imports[at];
                let dep = self.import_graph.package_of(dep);
                if !is_external(state, dep) {
                    continue;
                }
                let module = dep.module.clone();
                let imported = dep.path.clone();
                match self.is_explicit(id, &module)? {
                    Explicit::Yes => {
                        direct.insert(module.path);
                    }
                    Explicit::DoesNotMatter => {}
                    Explicit::No => {
                        let is_workspace = state.config.in_workspace_mode();
                        let package = self.import_graph.package_mut(id);
                        let path = module.path.clone();
                        package.error = Some(ImportError::ImplicitDependency {
                            importer: package.path.clone(),
                            imported,
                            module,
                        });
                        if is_workspace {
                            direct.insert(path);
                        }
                    }
                }
            }
        }
        let direct = if direct == *self.rs.direct {
            Arc::clone(&self.rs.direct)
        } else {
            Arc::new(direct)
        };
        // Roots are only added here, so that the loop of loading ends; unneeded ones are dropped
        // after it.
        let add = match &self.options.tidy {
            Some(_) => self.tidy_roots()?.root_modules().to_vec(),
            None => Vec::new(),
        };
        let before = Arc::clone(&self.rs);
        let uses = self.package_uses();
        let updated = state.modules().update_roots(
            &direct,
            &before,
            &uses,
            &add,
            self.options.assume_roots_imported,
        );
        self.set_requirements(updated)?;
        self.is_changed(&before)
    }

    /// Marks the packages that may not stay as they are. Their imports are loaded as usual.
    fn judge_packages(&mut self, judge: &mut JudgePackages<'_>) {
        let state = self.state;
        let ids = self.import_graph.select(|package| {
            let is_found = package.test_of.is_none() && !package.dir.is_empty();
            is_found && !package.module.version.is_empty() && is_external(state, package)
        });
        let described = ids.iter().map(|&id| {
            let package = self.import_graph.package_of(id);
            (package.path.clone(), package.module.clone())
        });
        let verdicts = judge(&described.collect::<Vec<_>>());
        for (id, may_stay) in ids.into_iter().zip(verdicts) {
            self.import_graph.package_mut(id).is_refused = !may_stay;
        }
    }

    /// Returns the error that requires the newest Go.
    fn newest_wanted(&self) -> Option<&TooNewError> {
        let errors = self.import_graph.order.iter().filter_map(|&id| {
            let error = self.import_graph.package_of(id).error.as_ref()?;
            error.module_error()?.too_new()
        });
        errors.fold(None, |newest: Option<&TooNewError>, error| match newest {
            Some(newest) if gover::compare(&error.go_version, &newest.go_version).is_le() => {
                Some(newest)
            }
            _ => Some(error),
        })
    }

    /// Determines whether a module that a main package imports is required explicitly.
    fn is_explicit(
        &self,
        importer: PkgId,
        module: &ModuleVersion,
    ) -> Result<Explicit, ModuleError> {
        let state = self.state;
        if state.config.in_workspace_mode() {
            if state.config.mod_flag() == ModFlag::Vendor {
                return Ok(Explicit::DoesNotMatter);
            }
            let graph = self.rs.complete_graph(&state.modules())?;
            return Ok(match graph.required_by(module) {
                Some(_) => Explicit::Yes,
                None => Explicit::No,
            });
        }
        let has_error = self.import_graph.package_of(importer).error.is_some();
        if has_error || state.config.mod_flag() == ModFlag::Mod {
            return Ok(Explicit::Yes);
        }
        Ok(match state.root_selected(&self.rs, &module.path) {
            Some(version) if version == module.version => Explicit::Yes,
            _ => Explicit::No,
        })
    }

    fn package_uses(&self) -> Vec<PackageUse<'_>> {
        let packages = self
            .import_graph
            .order
            .iter()
            .map(|&id| self.import_graph.package_of(id));
        packages
            .filter(|package| is_external(self.state, package))
            .map(|package| PackageUse {
                module: &package.module,
                in_all: package.flags.has(Flags::IN_ALL),
                is_root: package.flags.has(Flags::IS_ROOT),
                from_root: package.flags.has(Flags::FROM_ROOT),
            })
            .collect()
    }

    /// Reports whether new requirements change the loaded packages.
    fn is_changed(&self, before: &Arc<Requirements>) -> Result<bool, ModuleError> {
        let state = self.state;
        if self.rs.go_version(&state.config.main) != before.go_version(&state.config.main) {
            return Ok(true);
        }
        if Arc::ptr_eq(&self.rs, before) || self.rs.root_modules()[..] == before.root_modules()[..]
        {
            return Ok(false);
        }
        let graph = self.rs.complete_graph(&state.modules())?;
        let resolver = self.resolver(&self.rs);
        for &id in &self.import_graph.order {
            let package = self.import_graph.package_of(id);
            if is_external(state, package)
                && graph.selected(&package.module.path) != package.module.version
            {
                return Ok(true);
            }
            // A new root may have added the missing package. Upstream includes refused packages in
            // this, and so loads, and queries, once more.
            let is_open = package.error.is_some() || package.is_refused;
            if is_open && resolver.resolve(&package.path).is_ok() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Completes the packages' errors, and reports the ones that no option silences.
    fn report_errors(&mut self) {
        for id in self.import_graph.order.clone() {
            self.complete_error(id);
            let package = self.import_graph.package_of(id);
            let Some(error) = &package.error else {
                continue;
            };
            let is_std = matches!(error, ImportError::Missing(missing) if missing.is_std);
            let silent = self.options.silence_package_errors
                || (is_std && self.options.silence_missing_std_imports)
                || (self.options.silence_no_go_errors && error.is_no_go());
            if !silent {
                let stack = self.import_graph.stack_text(id);
                self.error(match error {
                    // The error may be one that a newer Go resolves.
                    ImportError::Module(error) => in_context(&stack, error),
                    error => LoadError::Import {
                        stack,
                        error: Box::new(error.clone()),
                    },
                });
            }
        }
    }

    /// Adds the known data about the importer to an error.
    fn complete_error(&mut self, id: PkgId) {
        let package = self.import_graph.package_of(id);
        let (Some(importer), Some(_)) = (package.stack, &package.error) else {
            return;
        };
        let importer = self.import_graph.package_of(importer);
        let path = importer.path.clone();
        let module = importer.module.clone();
        let is_test = importer.test_of.is_some();
        match &mut self.import_graph.package_mut(id).error {
            Some(ImportError::MissingSum(error)) => {
                error.importer = path;
                error.importer_version = module.version.into();
                error.importer_is_test = is_test;
            }
            Some(ImportError::Missing(error)) if error.is_std => {
                let wanted = raw_go_version(self.state, &module);
                if gover::compare(&self.state.config.local.version, &wanted).is_lt() {
                    error.importer_go_version = wanted;
                }
            }
            _ => {}
        }
    }

    /// Reports modules that are used both as themselves and as a replacement.
    fn check_multiple_paths(&self) {
        let is_once = self.state.config.release().keeps_workspace_graph();
        let modules = match self.rs.loaded_graph() {
            Some(graph) if is_once && !graph.begin_path_check() => return,
            Some(graph) => graph.build_list(),
            None => Arc::clone(self.rs.root_modules()),
        };
        let mut first: HashMap<ModuleVersion, &str> = HashMap::new();
        for m in modules.iter() {
            let source = self.state.config.main.resolve_replacement(m).into_owned();
            if let Some(previous) = first.get(&source) {
                if *previous != m.path {
                    self.error(LoadError::TwoPaths {
                        paths: [(*previous).to_owned(), m.path.clone()],
                        module: source,
                    });
                }
                continue;
            }
            first.insert(source, &m.path);
        }
    }
}

/// Returns an error after the import stack of its package.
pub(super) fn in_context(stack: &str, error: &ModuleError) -> LoadError {
    LoadError::Module(ModuleError::Context {
        before: format!("{stack}: "),
        err: Box::new(error.clone()),
    })
}

/// The explicitness of a directly imported module's requirement.
enum Explicit {
    Yes,
    No,
    DoesNotMatter,
}

/// Reports whether a package belongs to a module other than the main ones.
pub(super) fn is_external(state: &State<'_>, package: &LoadPkg) -> bool {
    !package.module.path.is_empty() && !state.config.is_main_module(&package.module.path)
}
