//! Module mode: which modules are the main ones, which versions are selected, and which
//! module and directory an import path means.
//!
//! [`Modules`] is one load's state, made by [`Modules::init`] and filled by
//! [`Modules::load_packages`]; after that, lookups are cheap and need no `mut`.
//! Nothing here writes a file: a go.mod that `-mod=mod` would change comes back as a
//! [`ModuleUpdate`].
//! Counterpart: cmd/go/internal/modload.

mod build_mod;
mod error;
mod fetching;
mod finder;
mod go_sum;
mod import;
mod import_error;
mod import_graph;
pub(crate) mod in_dir;
mod info;
mod list_modules;
mod local;
mod messages;
mod missing;
mod mod_download;
mod mod_files;
mod mod_graph;
mod modcache;
mod module_roots;
mod options;
mod outside;
mod query_import;
mod resolution;
mod search;
mod state;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_fetching;
pub(crate) mod tree;
mod update;

use std::sync::Arc;

use hashbrown::HashSet;
pub use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
pub use vamos_modules::BuildMod;
use vamos_modules::Requirements;

pub use error::LoadError;
pub use import_error::AmbiguousImport;
pub use import_error::ImportError;
pub use import_error::ImportMissing;
pub use import_error::ImportMissingSum;
pub use in_dir::in_dir;
pub use info::ListMode;
pub use list_modules::ModuleList;
pub use mod_download::Downloaded;
pub use mod_graph::CachedModule;
pub use options::InitOptions;
pub use options::ModOptions;
pub use options::RootMode;
pub(crate) use outside::Versioned;
pub use update::ModuleUpdate;
pub use update::UpdateError;

use crate::context::LoadContext;
use crate::package::ModulePublic;
use crate::pattern::Match;
use crate::pattern::clean_patterns;
use crate::pattern::is_standard_import_path;

use import_graph::ImportGraph;
use resolution::LoadRoots;
use resolution::Resolution;
use state::State;
use vamos_sched::Memo;

/// What [`Modules::lookup`] finds; a directory and an error may come together.
#[derive(Clone, Debug)]
pub struct Lookup {
    /// Directory of the package's sources, or empty.
    pub dir: String,
    /// The import path it really has (`vendor/golang.org/x/…` inside std).
    pub path: String,
    /// What went wrong resolving or scanning it.
    pub error: Option<ImportError>,
}

/// One load's module state (`modload.State` and `modload.loaded`).
pub struct Modules<'a> {
    state: State<'a>,
    requirements: Option<Arc<Requirements>>,
    loaded: ImportGraph,
    infos: Memo<ModuleVersion, Arc<ModulePublic>>,
    updates: Vec<ModuleUpdate>,
}

impl<'a> Modules<'a> {
    /// Finds out whether modules are enabled and which are the main ones
    /// (`InitWorkfile` and `Init`).
    pub fn init(ctx: &'a LoadContext<'a>, options: &InitOptions) -> Result<Self, LoadError> {
        let roots = module_roots::find(ctx, options)?;
        let mut state = State::new(ctx, options, roots);
        if state.roots.enabled {
            state.mode = state.default_build_mod(&state.main)?;
        }
        Ok(Self {
            state,
            requirements: None,
            loaded: ImportGraph::default(),
            infos: Memo::default(),
            updates: Vec::new(),
        })
    }

    /// Reads go.work, go.mod files and modules.txt if that was not yet done
    /// (`LoadModFile`).
    pub fn load_mod_file(&mut self) -> Result<(), LoadError> {
        let result = self.requirements().map(|_| ());
        result.map_err(|error| self.with_warnings(error))
    }

    /// Adds the lines for stderr so far to an error that is shown.
    fn with_warnings(&self, error: LoadError) -> LoadError {
        if matches!(
            error,
            LoadError::Unimplemented { .. } | LoadError::NeedsDownload { .. }
        ) {
            return error;
        }
        let warnings = self.state.messages.take_warnings();
        if warnings.is_empty() {
            return error;
        }
        LoadError::AfterWarnings {
            warnings,
            error: Box::new(error),
        }
    }

    fn requirements(&mut self) -> Result<Arc<Requirements>, LoadError> {
        if let Some(rs) = &self.requirements {
            return Ok(Arc::clone(rs));
        }
        let rs = self.state.load_mod_file();
        let rs = rs.map_err(|error| self.state.with_fatal(error))?;
        self.requirements = Some(Arc::clone(&rs));
        Ok(rs)
    }

    /// Finds the packages that match the patterns and resolves all their imports
    /// (`LoadPackages`). Errors of packages stay with the packages where
    /// `silence_package_errors` is set.
    pub fn load_packages(
        &mut self,
        options: &ModOptions,
        patterns: &[String],
    ) -> Result<Vec<Match>, LoadError> {
        let result = self.load_patterns(options, patterns);
        result.map_err(|error| self.with_warnings(error))
    }

    fn load_patterns(
        &mut self,
        options: &ModOptions,
        patterns: &[String],
    ) -> Result<Vec<Match>, LoadError> {
        let mut matches: Vec<Match> = clean_patterns(patterns)
            .iter()
            .map(|pattern| Match::new(pattern))
            .collect();
        let rs = self.requirements()?;
        let state = &self.state;
        let mut loading = Resolution::new(state, options, rs);
        loading.run(LoadRoots::Patterns(&mut matches))?;
        loading.finish_matches(&mut matches)?;
        if !options.silence_unmatched_warnings {
            self.warn_unmatched(&matches);
        }
        let Resolution {
            rs, import_graph, ..
        } = loading;
        self.settle(options, rs, import_graph)?;
        Ok(matches)
    }

    /// Warns of patterns that matched no packages (`WarnUnmatched`).
    pub(crate) fn warn_unmatched(&self, matches: &[Match]) {
        let unmatched = matches
            .iter()
            .filter(|m| m.pkgs.is_empty() && m.errors.is_empty());
        for m in unmatched {
            let pattern = vamos_base::golang::quote::quote(&m.pattern);
            self.warn(format!("go: warning: {pattern} matched no packages"));
        }
    }

    /// Describes the modules that the arguments name; the main ones without any
    /// (`ListModules`). What that changes in go.mod or go.sum is among the updates.
    pub fn list_modules(
        &mut self,
        args: &[String],
        mode: ListMode,
    ) -> Result<ModuleList, LoadError> {
        let result = self.list(args, mode);
        result.map_err(|error| self.with_warnings(error))
    }

    fn list(&mut self, args: &[String], mode: ListMode) -> Result<ModuleList, LoadError> {
        let rs = self.requirements()?;
        let (rs, mut list) = self.state.list_modules(rs, args, mode)?;
        self.state.messages.exit_if_errors()?;
        if list.error.is_none() {
            // GoSums that were fetched on the way to newer versions are not needed later.
            if !mode.updates && !self.state.options.explicit_write {
                match self.state.module_updates(&rs, &self.loaded) {
                    Ok(updates) => self.updates = updates,
                    Err(error) => list.error = Some(error),
                }
            }
            self.requirements = Some(rs);
        }
        Ok(list)
    }

    /// Describes the module of this path in the build list, or `path@version`, for
    /// templates (`ModuleInfo`); nothing in GOPATH mode.
    pub fn module_info(&self, path: &str) -> Option<Result<ModulePublic, LoadError>> {
        if !self.is_enabled() {
            return None;
        }
        let rs = self.requirements.as_ref()?;
        Some(self.state.describe(path, rs))
    }

    /// Resolves the imports of files named on the command line (`ImportFromFiles`).
    pub(crate) fn import_from_files(&mut self, files: &[String]) -> Result<(), LoadError> {
        let result = self.load_files(files);
        result.map_err(|error| self.with_warnings(error))
    }

    fn load_files(&mut self, files: &[String]) -> Result<(), LoadError> {
        let rs = self.requirements()?;
        let ctx = self.state.ctx;
        let mut imports = Vec::new();
        let mut tests = Vec::new();
        for given in files {
            let file = in_dir::absolute(&ctx.cwd, given);
            let name = [path::base(&file).to_owned()];
            let scanned = ctx
                .dirs
                .scan_files(&ctx.build_context, &path::dir(&file), &name);
            let (of_file, of_test) =
                scanned.map_err(|error| LoadError::Text(error.of_file(given).to_string()))?;
            imports.extend(of_file);
            tests.extend(of_test);
        }
        imports.sort_unstable();
        imports.dedup();
        tests.sort_unstable();
        tests.dedup();
        imports.append(&mut tests);
        let options = ModOptions {
            resolve_missing_imports: true,
            silence_package_errors: true,
            ..ModOptions::default()
        };
        let mut loading = Resolution::new(&self.state, &options, rs);
        loading.run(LoadRoots::Paths(&imports))?;
        self.state.messages.exit_if_errors()?;
        let Resolution {
            rs, import_graph, ..
        } = loading;
        self.settle(&options, rs, import_graph)
    }

    /// Takes over the result of a load, and finds out what it changes in go.mod
    /// (`commitRequirements`).
    fn settle(
        &mut self,
        options: &ModOptions,
        rs: Arc<Requirements>,
        import_graph: ImportGraph,
    ) -> Result<(), LoadError> {
        self.loaded = import_graph;
        self.infos = Memo::default();
        self.fetch_infos();
        if options.resolve_missing_imports {
            self.updates = self.state.module_updates(&rs, &self.loaded)?;
        }
        self.requirements = Some(rs);
        Ok(())
    }

    /// Gets the `.info` files of modules that this load extracted for packages: the
    /// official command leaves them in the cache, too.
    fn fetch_infos(&self) {
        let cache = &self.state.cache;
        let mut fetched = cache.fetched();
        if fetched.is_empty() {
            return;
        }
        let packages = self.loaded.packages.iter();
        let used: HashSet<ModuleVersion> = packages
            .filter(|package| !package.module.path.is_empty())
            .map(|package| {
                self.state
                    .main
                    .resolve_replacement(&package.module)
                    .into_owned()
            })
            .collect();
        fetched.retain(|m| used.contains(m));
        vamos_sched::parallel_map(self.state.network_limit(), &fetched, |m| {
            cache.fetch_info(m)
        });
    }

    /// Returns the directories of all loaded packages, some of them more than once.
    pub(crate) fn package_dirs(&self) -> impl Iterator<Item = &str> {
        let packages = self.loaded.packages.iter();
        let dirs = packages.map(|package| package.dir.as_str());
        dirs.filter(|dir| !dir.is_empty())
    }

    /// Returns directory, real import path and error of `path` as imported from
    /// `parent_path` (`Lookup`). Needs an earlier load.
    pub fn lookup(&self, parent_path: &str, parent_is_std: bool, path: &str) -> Lookup {
        if let Some((path, dir)) = self.state.ctx.fips_import(path) {
            let error = None;
            return Lookup { dir, path, error };
        }
        let vendored = parent_is_std
            .then(|| self.loaded.std_vendor(&self.state, parent_path, path))
            .flatten();
        let path = vendored.unwrap_or_else(|| path.to_owned());
        if let Some(package) = self.loaded.get(&path) {
            return Lookup {
                dir: package.dir.clone(),
                path,
                error: package.error.clone(),
            };
        }
        // Imports that no file states: `unsafe`, `runtime/cgo`, appengine's own.
        if self.is_standard_package(&path) {
            let dir = tree::below(&self.state.goroot_src, &path);
            return Lookup {
                dir,
                path,
                error: None,
            };
        }
        Lookup {
            dir: String::new(),
            path: String::new(),
            error: Some(ImportError::NotLoaded),
        }
    }

    /// Returns the import paths of all loaded packages, without tests, sorted (the second
    /// result of `LoadPackages`).
    pub fn all_loaded(&self) -> Vec<String> {
        self.loaded.paths()
    }

    /// Returns the module that provides a loaded package (`PackageModule`).
    pub fn package_module(&self, path: &str) -> Option<&ModuleVersion> {
        let package = self.loaded.get(path)?;
        Some(&package.module).filter(|module| !module.path.is_empty())
    }

    /// Returns what `go list` shows of the module that provides a loaded package;
    /// nothing for std (`PackageModuleInfo`).
    pub(crate) fn package_module_info(&self, path: &str) -> Option<Arc<ModulePublic>> {
        let module = self.package_module(path)?;
        if self.is_standard_package(path) {
            return None;
        }
        let rs = self.requirements.as_ref()?;
        Some(self.infos.get_or(module, || {
            Arc::new(self.state.module_info(module, rs, ListMode::default()))
        }))
    }

    /// Returns the import path of a directory inside a main module, or `.`
    /// (`MainModuleSet.DirImportPath`).
    pub(crate) fn dir_import_path(&self, dir: &str) -> (String, Option<ModuleVersion>) {
        let dir = in_dir::absolute(&self.state.ctx.cwd, dir);
        let mut longest: Option<(&str, String, &ModuleVersion)> = None;
        for main in self.state.main_modules() {
            if main.root.is_empty() {
                continue;
            }
            let prefix = main.path_prefix.as_str();
            if dir == main.root {
                return (prefix.to_owned(), Some(main.module.clone()));
            }
            let best = longest.as_ref().map_or("", |(prefix, ..)| prefix);
            if path::has_path_prefix(&dir, &main.root) && prefix > best {
                let suffix = path::trim_path_prefix(&dir, &main.root);
                let import = match suffix.strip_prefix("vendor/") {
                    Some(vendored) => vendored.to_owned(),
                    None => path::join(&[prefix, suffix]),
                };
                longest = Some((prefix, import, &main.module));
            }
        }
        match longest {
            Some((_, import, module)) => (import, Some(module.clone())),
            None => (".".to_owned(), None),
        }
    }

    /// Reports whether modules are used; if not, packages are in GOPATH (`Enabled`).
    pub fn is_enabled(&self) -> bool {
        self.state.roots.enabled
    }

    /// Fills in the directories that a wildcard pattern matches, whatever modules they
    /// are in (`MatchDirs` in GOPATH mode).
    pub(crate) fn match_dirs(&self, m: &mut Match) {
        self.state.match_dirs(&[], m);
    }

    /// Fills in the packages of `std` or `cmd` (`MatchPackages`).
    pub(crate) fn match_goroot(&self, m: &mut Match) {
        self.state.match_goroot(m);
    }

    /// Adds a line for stderr, prefix included.
    pub(crate) fn warn(&self, line: String) {
        self.state.messages.warn(line);
    }

    /// Reports whether a main module exists (`HasModRoot`).
    pub fn has_mod_root(&self) -> bool {
        self.state.has_mod_root()
    }

    /// Reports whether a path is a main module's (`MainModuleSet.Contains`).
    pub fn is_main_module(&self, module_path: &str) -> bool {
        self.state.is_main_module(module_path)
    }

    /// Reports whether a main module declares this package as a tool.
    pub fn is_tool(&self, import_path: &str) -> bool {
        self.state.is_tool(import_path)
    }

    /// Returns the tools that main modules declare, sorted; after
    /// [`Modules::load_mod_file`].
    pub fn tools(&self) -> impl Iterator<Item = &str> {
        self.state.main.tools().iter().map(String::as_str)
    }

    /// Reports whether a go.work file is in effect.
    pub fn in_workspace_mode(&self) -> bool {
        self.state.in_workspace_mode()
    }

    /// Returns the path of go.work, or empty (`WorkFilePath`).
    pub fn work_file_path(&self) -> &str {
        &self.state.roots.work_file
    }

    /// Returns the root directories of the main modules.
    pub(crate) fn mod_roots(&self) -> &[String] {
        &self.state.roots.mod_roots
    }

    /// Returns the main module's go.mod, or the value of `-modfile` as typed. Without a
    /// main module, returns an error with advice (`ModFilePath`).
    pub fn mod_file_path(&self) -> Result<String, LoadError> {
        let ctx = self.state.ctx;
        if !self.state.has_mod_root() {
            return Err(self.state.no_main_modules_with_advice());
        }
        if !ctx.flags.modfile.is_empty() {
            return Ok(ctx.flags.modfile.clone());
        }
        let root = vamos_goenv::locate::find_module_root(&*ctx.files, &ctx.cwd);
        Ok(path::join(&[&root.unwrap_or_default(), "go.mod"]))
    }

    /// Returns the effective `-mod`.
    pub fn build_mod(&self) -> BuildMod {
        self.state.build_mod()
    }

    /// Returns GOBIN or the first GOPATH entry's `bin` (`BinDir`).
    pub fn bin_dir(&self) -> String {
        let ctx = self.state.ctx;
        if !ctx.env.gobin.is_empty() {
            return ctx.env.gobin.clone();
        }
        match module_roots::first_gopath(ctx) {
            "" => String::new(),
            gopath => path::join(&[gopath, "bin"]),
        }
    }

    /// Reports whether GOROOT/src has a package of this path
    /// (`modindex.IsStandardPackage`).
    pub(crate) fn is_standard_package(&self, path: &str) -> bool {
        is_standard_import_path(path) && self.state.is_standard_package(path)
    }

    /// Returns the go version of the single main module or of go.work
    /// (`MainModuleSet.GoVersion`).
    pub(crate) fn main_go_version(&self) -> String {
        if !self.is_enabled() {
            // Up to Go 1.26 the version of a go.mod that names none, since then the
            // last one before GODEBUG defaults depended on it.
            let is_new = self.state.ctx.env.release.assumes_go_1_20_outside_modules();
            return if is_new { "1.20" } else { "1.16" }.to_owned();
        }
        self.state.main_go_version().to_owned()
    }

    /// Returns the `godebug` lines of the single main module or of go.work, in order
    /// (`MainModuleSet.Godebugs`).
    pub(crate) fn main_godebugs(&self) -> Vec<(String, String)> {
        let lines = self.state.main.godebugs().iter();
        lines
            .map(|line| (line.key.clone(), line.value.clone()))
            .collect()
    }

    /// Returns the `h1:` hash of a module in the module cache, or empty
    /// (`modfetch.Sum`, for build info).
    pub(crate) fn module_sum(&self, module: &ModuleVersion) -> String {
        self.state.cache.zip_sum(module)
    }

    /// Returns the lines for stderr so far, complete with their prefixes,
    /// and forgets them.
    pub fn take_warnings(&self) -> Vec<String> {
        self.state.messages.take_warnings()
    }

    /// Returns the files that `-mod=mod` must change.
    pub fn updates(&self) -> &[ModuleUpdate] {
        &self.updates
    }
}
