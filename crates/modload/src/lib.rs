//! Resolution of import paths to directories and modules, and selection of a package's files in a
//! directory: module mode, GOPATH mode, patterns, embedded files.
//!
//! [`Modules`] is one load's state, created by [`Modules::init`] and filled by
//! [`Modules::load_packages`]; [`LoadedPackages`] looks up packages after that. No file is written
//! here: the change of a go.mod with `-mod=mod` is returned as a [`ModuleUpdate`]. Owns:
//! [`Modules`], [`dirpkg::DirPackage`], [`pattern::Match`]. Must not know: package graphs, actions,
//! HTTP.
//! Counterpart: cmd/go/internal/{modload,search,modindex,imports,fsys}, go/build.

pub mod absolute;
mod argument_error;
pub mod commit_notes;
mod compat_error;
mod config;
pub mod context;
pub mod dir_patterns;
mod directory_error;
pub mod dirpkg;
pub mod embed;
mod error;
mod fetching;
mod finder;
mod getting;
mod go_sum;
pub mod godebug;
pub mod gopath;
pub mod goroot_search;
mod import;
mod import_error;
mod import_graph;
mod import_scan;
mod info;
mod internal_error;
mod list_modules;
mod loaded_packages;
mod local_package;
mod main_go_mod;
mod messages;
mod missing;
mod mod_download;
mod mod_files;
mod mod_flag;
mod mod_graph;
mod modcache;
pub mod module_fields;
mod module_files;
pub mod module_public;
mod module_roots;
pub mod module_update;
mod options;
mod outside;
mod package_dir;
pub mod package_error;
pub mod pattern;
pub mod pattern_matcher;
pub mod policy;
mod query_import;
pub mod repair;
mod resolution;
mod reuse;
mod search;
mod setting_error;
pub mod source_files;
mod state;
mod syncing;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_fetching;
mod tidy;
mod tidy_compat;
mod tidy_roots;
pub mod tree;
mod update;
mod vendoring;
mod version_facts;
mod why;
mod work_error;
mod work_file;

use std::sync::Arc;

pub use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::names::ImportPath;
use vamos_base::golang::path;
pub use vamos_modules::ModFlag;
use vamos_modules::Requirements;

pub use crate::context::Commit;
pub use crate::context::CommitFailure;
pub use crate::context::LoadContext;
pub use crate::context::Say;
pub use crate::gopath::LayoutError;
pub use crate::module_update::ModuleUpdate;
pub use crate::module_update::UpdateError;
pub use crate::policy::LoadPolicy;
pub use argument_error::ArgumentError;
pub use argument_error::NotPackage;
pub use compat_error::CompatAdvice;
pub use compat_error::CompatMismatch;
pub use compat_error::Difference;
pub use directory_error::DirectoryError;
pub use error::LoadError;
pub use getting::PackageJudge;
pub use getting::QueriedModules;
pub use import_error::AmbiguousImport;
pub use import_error::ImportError;
pub use import_error::ImportMissing;
pub use import_error::ImportMissingSum;
pub use internal_error::InternalError;
pub use list_modules::ModuleList;
pub use mod_download::Downloaded;
pub use mod_graph::CachedModule;
pub use module_roots::find_go_work;
pub use options::InitOptions;
pub use options::ModOptions;
pub use options::RootMode;
pub use options::TidyOptions;
pub use outside::Versioned;
pub use reuse::Reuse;
pub use reuse::ReuseError;
pub use setting_error::SettingError;
pub use tidy::TidyDiff;
pub use vendoring::EmbedsError;
pub use vendoring::PackageSources;
pub use version_facts::ListMode;
pub use work_error::WorkFileError;
pub use work_file::read_go_work;
pub use work_file::read_mod_file;

use crate::module_public::ModulePublic;
use crate::pattern::Match;
use crate::pattern::clean_patterns;

use config::ModuleConfig;
use import_graph::ImportGraph;
use loaded_packages::InfoMemo;
pub use loaded_packages::LoadedPackages;
pub use loaded_packages::Lookup;
use loaded_packages::is_standard_package;
use mod_flag::default_mod;
use pattern_matcher::warn_unmatched;
use resolution::JudgePackages;
use resolution::LoadRoots;
use resolution::Resolution;
use state::State;
use update::UpdatePlan;

/// One load's module state (`modload.State` and `modload.loaded`).
pub struct Modules<'a> {
    state: State<'a>,
    requirements: Option<Arc<Requirements>>,
    loaded: ImportGraph,
    infos: InfoMemo,
    updates: Vec<ModuleUpdate>,
    /// True if the last load was for `mod tidy`.
    is_tidy: bool,
}

impl<'a> Modules<'a> {
    /// Determines whether modules are enabled, and the main modules (`InitWorkfile` and `Init`).
    pub fn init(ctx: &'a LoadContext<'a>, options: &InitOptions) -> Result<Self, LoadError> {
        let roots = module_roots::find(ctx, options)?;
        let mut state = State::new(ctx, options, roots);
        if state.config.roots.enabled {
            state.config.settings = default_mod(&state.config, &state.config.main)?;
        }
        let modules = Self {
            state,
            requirements: None,
            loaded: ImportGraph::default(),
            infos: InfoMemo::default(),
            updates: Vec::new(),
            is_tidy: false,
        };
        let project = modules.project();
        ctx.dirs.begin_scans(&ctx.build_context, &project);
        Ok(modules)
    }

    /// Returns a name for the loaded project: the paths of go.work and of the main modules.
    pub fn project(&self) -> String {
        format!("{}\n{}", self.work_file_path(), self.mod_roots().join("\n"))
    }

    /// Reads go.work, go.mod files and modules.txt if that was not yet done
    /// (`LoadModFile`).
    pub fn load_mod_file(&mut self) -> Result<(), LoadError> {
        let result = self.requirements().map(|_| ());
        result.map_err(|error| self.with_warnings(error))
    }

    /// Adds the lines for stderr so far to an error that is shown.
    fn with_warnings(&self, error: LoadError) -> LoadError {
        // No other error is reported after an error that ends the command at once.
        let messages = &self.state.config.messages;
        let error = messages.exit_if_fatal().err().unwrap_or(error);
        if matches!(error, LoadError::NeedsDownload { .. }) {
            return error;
        }
        let warnings = self.state.config.messages.take_warnings();
        if warnings.is_empty() {
            return error;
        }
        LoadError::AfterWarnings {
            warnings,
            error: Box::new(error),
        }
    }

    /// Returns the main modules, and the settings for the use of modules.
    pub(crate) fn config(&self) -> &ModuleConfig<'a> {
        &self.state.config
    }

    /// Reports whether an import path belongs to a package of the SDK.
    pub fn is_standard_package(&self, import: &str) -> bool {
        is_standard_package(&self.state.config, import)
    }

    /// Returns the packages of the last load.
    pub fn packages(&self) -> LoadedPackages<'_, 'a> {
        LoadedPackages {
            state: &self.state,
            requirements: self.requirements.as_ref(),
            imports: &self.loaded,
            infos: &self.infos,
        }
    }

    /// Returns the changes of go.mod and go.sum for these requirements.
    fn plan<'s>(&'s self, rs: &'s Requirements) -> UpdatePlan<'s, 'a> {
        UpdatePlan {
            state: &self.state,
            rs,
            imports: &self.loaded,
            is_tidy: self.is_tidy,
        }
    }

    fn requirements(&mut self) -> Result<Arc<Requirements>, LoadError> {
        if let Some(rs) = &self.requirements {
            return Ok(Arc::clone(rs));
        }
        let rs = mod_files::load_mod_file(&mut self.state);
        let messages = &self.state.config.messages;
        let rs = rs.map_err(|error| messages.fatal_or(error))?;
        self.requirements = Some(Arc::clone(&rs));
        Ok(rs)
    }

    /// Finds the packages that match the patterns and resolves all their imports (`LoadPackages`).
    /// With `silence_package_errors`, errors of packages are only stored in the packages.
    pub fn load_packages(
        &mut self,
        options: &ModOptions,
        patterns: &[String],
    ) -> Result<Vec<Match>, LoadError> {
        let result = self.load_patterns(options, patterns, None);
        result.map_err(|error| self.with_warnings(error))
    }

    /// Like `load_packages`, but a function checks the packages of other modules in each round of
    /// loading.
    pub fn load_judged_packages(
        &mut self,
        options: &ModOptions,
        patterns: &[String],
        judge: &mut PackageJudge<'_, 'a>,
    ) -> Result<Vec<Match>, LoadError> {
        let result = self.load_patterns(options, patterns, Some(judge));
        result.map_err(|error| self.with_warnings(error))
    }

    /// Returns and removes the reported errors that did not end the load, such as a duplicate
    /// module in a workspace. Otherwise the next load of packages would end with them.
    pub fn take_reported(&self) -> Vec<LoadError> {
        self.state.config.messages.take_errors()
    }

    fn load_patterns(
        &mut self,
        options: &ModOptions,
        patterns: &[String],
        judge: Option<&mut PackageJudge<'_, 'a>>,
    ) -> Result<Vec<Match>, LoadError> {
        let mut matches: Vec<Match> = clean_patterns(patterns)
            .iter()
            .map(|pattern| Match::new(pattern))
            .collect();
        let rs = self.requirements()?;
        let this = &*self;
        let mut judge = judge.map(|judge| |packages: &[_]| judge(this, packages));
        let judge = judge.as_mut().map(|judge| judge as &mut JudgePackages<'_>);
        let mut loading = Resolution::new(&this.state, options, rs);
        loading.run_judged(LoadRoots::Patterns(&mut matches), judge)?;
        loading.finish_matches(&mut matches)?;
        if !options.silence_unmatched_warnings {
            warn_unmatched(&self.state.config.messages, &matches);
        }
        let Resolution {
            rs, import_graph, ..
        } = loading;
        self.settle(options, rs, import_graph)?;
        Ok(matches)
    }

    /// Describes the modules in the arguments; without arguments, the main modules (`ListModules`).
    /// The changes of go.mod and go.sum are among the updates. Errors of the workspace do not end
    /// it; see [`Modules::take_reported`].
    pub fn list_modules(
        &mut self,
        args: &[String],
        mode: ListMode,
    ) -> Result<ModuleList, LoadError> {
        self.list_modules_again(args, mode, &Reuse::default())
    }

    /// Like `list_modules`, with earlier descriptions, which are used if they are still valid.
    pub fn list_modules_again(
        &mut self,
        args: &[String],
        mode: ListMode,
        reuse: &Reuse,
    ) -> Result<ModuleList, LoadError> {
        let result = self.list(args, mode, reuse);
        result.map_err(|error| self.with_warnings(error))
    }

    fn list(
        &mut self,
        args: &[String],
        mode: ListMode,
        reuse: &Reuse,
    ) -> Result<ModuleList, LoadError> {
        let rs = self.requirements()?;
        let messages = &self.state.config.messages;
        let listed = list_modules::list_modules(&self.state, rs, args, mode, reuse);
        let (rs, mut list) = listed.map_err(|error| messages.fatal_or(error))?;
        messages.exit_if_stopped()?;
        if list.error.is_none() {
            // Sums that were only fetched to find newer versions are not needed later.
            if !mode.updates && !self.state.config.options.explicit_write {
                match self.plan(&rs).updates() {
                    Ok(updates) => self.updates = updates,
                    Err(error) => list.error = Some(error),
                }
            }
            self.requirements = Some(rs);
        }
        Ok(list)
    }

    /// Returns the description of the module with this path in the build list, or `path@version`,
    /// for templates (`ModuleInfo`); `None` in GOPATH mode.
    pub fn module_info(&self, path: &str) -> Option<Result<ModulePublic, LoadError>> {
        if !self.is_enabled() {
            return None;
        }
        let rs = self.requirements.as_ref()?;
        Some(list_modules::describe(&self.state, path, rs))
    }

    /// Resolves the imports of files on the command line (`ImportFromFiles`).
    pub fn import_from_files(&mut self, files: &[String]) -> Result<(), LoadError> {
        let result = self.load_files(files);
        result.map_err(|error| self.with_warnings(error))
    }

    fn load_files(&mut self, files: &[String]) -> Result<(), LoadError> {
        let rs = self.requirements()?;
        let ctx = self.state.config.ctx;
        let mut imports = Vec::new();
        let mut tests = Vec::new();
        for given in files {
            let file = absolute::absolute(&ctx.cwd, given);
            let name = [path::base(&file).to_owned()];
            let scanned = ctx
                .dirs
                .scan_files(&ctx.build_context, &path::dir(&file), &name);
            let (of_file, of_test) =
                scanned.map_err(|error| LoadError::Scan(Box::new(error.of_file(given))))?;
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
        self.state.config.messages.exit_if_errors()?;
        let Resolution {
            rs, import_graph, ..
        } = loading;
        self.settle(&options, rs, import_graph)
    }

    /// Stores the result of a load, and determines its changes of go.mod (`commitRequirements`).
    fn settle(
        &mut self,
        options: &ModOptions,
        rs: Arc<Requirements>,
        import_graph: ImportGraph,
    ) -> Result<(), LoadError> {
        self.loaded = import_graph;
        self.infos = InfoMemo::default();
        self.is_tidy = false;
        if options.resolve_missing_imports {
            self.updates = self.plan(&rs).updates()?;
        }
        self.requirements = Some(rs);
        Ok(())
    }

    /// Gets the `.info` files of modules that were extracted for packages.
    pub fn fetch_infos(&self) {
        self.packages().fetch_infos();
    }

    /// Reports whether modules are enabled; if not, packages are in GOPATH (`Enabled`).
    pub fn is_enabled(&self) -> bool {
        self.state.config.roots.enabled
    }

    /// Reports whether a main module exists (`HasModRoot`).
    pub fn has_mod_root(&self) -> bool {
        self.state.config.has_mod_root()
    }

    /// Reports whether a path is a main module's (`MainModuleSet.Contains`).
    pub fn is_main_module(&self, module_path: &str) -> bool {
        self.state.config.is_main_module(module_path)
    }

    /// Reports whether a main module declares this package as a tool.
    pub fn is_tool(&self, import_path: &ImportPath) -> bool {
        self.state.config.is_tool(import_path)
    }

    /// Returns the tools that main modules declare, sorted; after
    /// [`Modules::load_mod_file`].
    pub fn tools(&self) -> impl Iterator<Item = &str> {
        self.state.config.main.tools().iter().map(String::as_str)
    }

    /// Reports whether a go.work file is in effect.
    pub fn in_workspace_mode(&self) -> bool {
        self.state.config.in_workspace_mode()
    }

    /// Returns the path of go.work, or empty (`WorkFilePath`).
    pub fn work_file_path(&self) -> &str {
        &self.state.config.roots.work_file
    }

    /// Returns the root directories of the main modules.
    pub(crate) fn mod_roots(&self) -> &[String] {
        &self.state.config.roots.mod_roots
    }

    /// Returns the main module's go.mod, or the value of `-modfile` as typed. Without a
    /// main module, returns an error with advice (`ModFilePath`).
    pub fn mod_file_path(&self) -> Result<String, LoadError> {
        let ctx = self.state.config.ctx;
        if !self.state.config.has_mod_root() {
            return Err(self.state.config.no_main_modules_with_advice());
        }
        if !ctx.flags.modules.modfile.is_empty() {
            return Ok(ctx.flags.modules.modfile.clone());
        }
        let root = vamos_goenv::locate::find_module_root(&*ctx.files, &ctx.cwd);
        Ok(path::join(&[&root.unwrap_or_default(), "go.mod"]))
    }

    /// Returns the effective `-mod`.
    pub fn mod_flag(&self) -> ModFlag {
        self.state.config.mod_flag()
    }

    /// Returns the go version of the single main module or of go.work
    /// (`MainModuleSet.GoVersion`).
    pub fn main_go_version(&self) -> String {
        if !self.is_enabled() {
            // Up to Go 1.26 the default version of a go.mod without a go line, since then the last
            // one before GODEBUG defaults depended on it.
            let is_new = self
                .state
                .config
                .release()
                .assumes_go_1_20_outside_modules();
            return if is_new { "1.20" } else { "1.16" }.to_owned();
        }
        self.state.config.main_go_version().to_owned()
    }

    /// Returns the `godebug` lines of the single main module or of go.work, in order
    /// (`MainModuleSet.Godebugs`).
    pub fn main_godebugs(&self) -> Vec<(String, String)> {
        let lines = self.state.config.main.godebugs().iter();
        lines
            .map(|line| (line.key.clone(), line.value.clone()))
            .collect()
    }

    /// Returns the `h1:` hash of a module in the module cache, or empty
    /// (`modfetch.Sum`, for build info).
    pub fn module_sum(&self, module: &ModuleVersion) -> String {
        self.state.files.cache.zip_sum(module)
    }

    /// Returns and removes the lines for stderr so far, complete with their prefixes.
    pub fn take_warnings(&self) -> Vec<String> {
        self.state.config.messages.take_warnings()
    }

    /// Returns the files that `-mod=mod` must change.
    pub fn updates(&self) -> &[ModuleUpdate] {
        &self.updates
    }

    /// Drops the changes of module files after they are written.
    pub fn forget_updates(&mut self) {
        self.updates.clear();
    }
}
