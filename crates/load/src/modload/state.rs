//! What all threads of one load share, and the go.mod files behind the module graph.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`State`), modfile.go
//! (`rawGoModSummary`, `rawGoModData`).

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_modfile::ModuleError;
use vamos_modfile::gover;
use vamos_modfile::gover::Local;
use vamos_modfile::vendor::ModulesTxt;
use vamos_modules::BuildMod;
use vamos_modules::GoModSummary;
use vamos_modules::MainModule;
use vamos_modules::MainModules;
use vamos_modules::ModMode;
use vamos_modules::ModuleContext;
use vamos_modules::ModuleGraph;
use vamos_modules::ModuleSource;
use vamos_modules::Requirements;
use vamos_modules::query::Queries;
use vamos_modules::query::QuerySource;
use vamos_modules::source::AskProxy;
use vamos_sched::Memo;
use vamos_sched::parallel_map;

use super::InitOptions;
use super::LoadError;
use super::go_sum::GoSums;
use super::in_dir::in_dir;
use super::messages::Messages;
use super::modcache::ModCache;
use super::module_roots;
use super::module_roots::ModuleRoots;
use crate::context::LoadContext;
use crate::dirpkg::ScanError;

/// How many questions to proxies are in flight at once.
const NETWORK_LIMIT: usize = 32;

/// Imports and test imports.
type Imports = (Vec<String>, Vec<String>);

/// Where a module's files are.
#[derive(Clone, Debug)]
pub(crate) struct Fetched {
    /// Its root directory.
    pub(crate) root: Arc<str>,
    /// Whether that is no directory of the module cache.
    pub(crate) is_local: bool,
}

/// Module state after initialisation; everything that changes later is a memo.
pub(crate) struct State<'a> {
    pub(crate) ctx: &'a LoadContext<'a>,
    pub(crate) options: InitOptions,
    pub(crate) messages: Arc<Messages>,
    /// GOROOT/src.
    pub(crate) goroot_src: String,
    pub(crate) roots: ModuleRoots,
    pub(crate) main: MainModules,
    pub(crate) mode: ModMode,
    pub(crate) vendor: Option<ModulesTxt>,
    pub(crate) local: Local,
    pub(crate) cache: ModCache<'a>,
    pub(crate) fetched: Memo<ModuleVersion, Result<Fetched, ModuleError>>,
    summaries: Memo<ModuleVersion, Result<Arc<GoModSummary>, ModuleError>>,
    latest: Memo<String, Result<ModuleVersion, ModuleError>>,
    /// Set while modules that are not on disk must wait, so that few threads do the work
    /// that many would only make slower.
    pub(crate) only_disk: AtomicBool,
}

impl<'a> State<'a> {
    /// The state before any go.mod is read.
    pub(crate) fn new(
        ctx: &'a LoadContext<'a>,
        options: &InitOptions,
        mut roots: ModuleRoots,
    ) -> Self {
        let messages = Arc::new(Messages::new(ctx.say.clone()));
        for line in std::mem::take(&mut roots.warnings) {
            messages.warn(line);
        }
        Self {
            ctx,
            options: options.clone(),
            goroot_src: ctx.goroot_src(),
            main: MainModules::default(),
            mode: ModMode::default(),
            vendor: None,
            local: ctx.local_go(),
            cache: ModCache::new(ctx, Arc::clone(&messages), GoSums::default()),
            fetched: Memo::default(),
            summaries: Memo::default(),
            latest: Memo::default(),
            only_disk: AtomicBool::new(false),
            messages,
            roots,
        }
    }

    /// Returns the inputs of computations on module graphs.
    pub(crate) fn modules(&self) -> ModuleContext<'_> {
        ModuleContext {
            main: &self.main,
            source: self,
            mode: &self.mode,
            vendor: self.vendor.as_ref(),
            local: &self.local,
        }
    }

    /// Returns the context for queries for versions.
    pub(crate) fn queries(&self) -> Queries<'_> {
        Queries {
            modules: self.modules(),
            source: self,
        }
    }

    /// Returns how many threads may wait for the network, of work that is little else.
    pub(crate) fn network_limit(&self) -> usize {
        match self.cache.can_fetch() {
            true => NETWORK_LIMIT.max(self.ctx.parallelism),
            false => self.ctx.parallelism,
        }
    }

    /// Returns the module graph; incomplete where there is an error.
    pub(crate) fn graph(&self, rs: &Requirements) -> (Arc<ModuleGraph>, Option<ModuleError>) {
        rs.graph(&self.modules())
    }

    /// Returns the version of a root requirement.
    pub(crate) fn root_selected<'r>(&self, rs: &'r Requirements, path: &str) -> Option<&'r str> {
        rs.root_selected(&self.main, path)
    }

    /// Returns the summary of a module of the graph (`goModSummary`).
    pub(crate) fn go_mod_summary(
        &self,
        m: &ModuleVersion,
    ) -> Result<Arc<GoModSummary>, ModuleError> {
        self.modules().go_mod_summary(m)
    }

    /// Returns the main modules.
    pub(crate) fn main_modules(&self) -> &[MainModule] {
        self.main.list()
    }

    /// Reports whether a path is a main module's.
    pub(crate) fn is_main_module(&self, module_path: &str) -> bool {
        !module_path.is_empty() && self.main.contains(module_path)
    }

    /// Returns the root of a main module; none if it has no root.
    pub(crate) fn main_module_root(&self, module_path: &str) -> Option<&str> {
        let main = self.main.get(module_path)?;
        Some(main.root.as_str()).filter(|root| !root.is_empty())
    }

    /// Returns the main module around the working directory, or nothing.
    pub(crate) fn mod_containing_cwd(&self) -> ModuleVersion {
        let main = self.main.containing_cwd();
        main.map_or_else(ModuleVersion::default, |main| main.module.clone())
    }

    /// Reports whether a package is a tool of a main module.
    pub(crate) fn is_tool(&self, import: &str) -> bool {
        self.main.tools().contains(import)
    }

    /// Returns what replaces a module.
    pub(crate) fn replacement(&self, m: &ModuleVersion) -> Option<ModuleVersion> {
        self.main.replacement(m)
    }

    /// Returns the directory of a replacement without version.
    pub(crate) fn replacement_dir(&self, new: &ModuleVersion) -> String {
        if new.path.starts_with('/') {
            new.path.clone()
        } else {
            path::join(&[&self.main.replace_relative_to(), &new.path])
        }
    }

    /// Reports whether there is a main module with a go.mod (`HasModRoot`).
    pub(crate) fn has_mod_root(&self) -> bool {
        self.mode.has_mod_root
    }

    /// Reports whether a go.work is in effect.
    pub(crate) fn in_workspace_mode(&self) -> bool {
        !self.roots.work_file.is_empty()
    }

    /// Returns the effective `-mod`.
    pub(crate) fn build_mod(&self) -> BuildMod {
        self.mode.build_mod
    }

    /// Reports whether every module needs its hash in go.sum (`mustHaveSums`).
    pub(crate) fn must_have_sums(&self) -> bool {
        self.modules().must_have_sums()
    }

    /// Returns the go version of the main module or go.work.
    pub(crate) fn main_go_version(&self) -> &str {
        self.main.go_version(&self.local)
    }

    /// Returns the vendor directory (`VendorDir`); there must be a root.
    pub(crate) fn vendor_dir(&self) -> String {
        let base = if self.in_workspace_mode() {
            path::dir(&self.roots.work_file)
        } else {
            self.main
                .single()
                .map_or_else(String::new, |main| main.root.clone())
        };
        format!("{base}/vendor")
    }

    /// Returns the module that modules.txt lists for a package.
    pub(crate) fn vendored_module(&self, import: &str) -> Option<&ModuleVersion> {
        self.vendor.as_ref()?.package_module.get(import)
    }

    /// Returns what ended the load before `error` could, if something did.
    pub(crate) fn with_fatal(&self, error: LoadError) -> LoadError {
        self.messages.exit_if_errors().err().unwrap_or(error)
    }

    /// Returns the imports and test imports of a directory (`imports.ScanDir`).
    pub(crate) fn scan_dir_raw(&self, dir: &str, any_tags: bool) -> Result<Imports, ScanError> {
        if any_tags {
            let context = self.ctx.build_context.clone().with_any_tags();
            return self.ctx.dirs.scan_dir(&context, dir);
        }
        self.ctx.dirs.scan_dir(&self.ctx.build_context, dir)
    }

    /// Returns the imports that a module could provide (`scanDir`).
    pub(crate) fn scan_dir(&self, dir: &str, any_tags: bool) -> Result<Imports, ScanError> {
        let (mut imports, mut tests) = self.scan_dir_raw(dir, any_tags)?;
        imports.retain(|path| is_importable(path));
        tests.retain(|path| is_importable(path));
        Ok((imports, tests))
    }

    /// Returns the error that there is no main module (`NewNoMainModulesError`).
    pub(crate) fn no_main_modules(&self) -> LoadError {
        LoadError::NoMainModule {
            in_workspace: self.in_workspace_mode(),
        }
    }

    /// Returns the same error with advice (`die`).
    pub(crate) fn no_main_modules_with_advice(&self) -> LoadError {
        module_roots::no_main_module(self.ctx, self.in_workspace_mode())
    }

    /// Returns the path of a module root's go.mod (`modFilePath`).
    pub(crate) fn mod_file_path(&self, root: &str) -> String {
        match self.ctx.flags.modfile.as_str() {
            "" => path::join(&[root, "go.mod"]),
            file if file.starts_with('/') => file.to_owned(),
            file => path::join(&[&self.ctx.cwd, file]),
        }
    }

    /// Reports whether a directory is in GOROOT/src.
    pub(crate) fn is_in_goroot_src(&self, dir: &str) -> bool {
        in_dir(&*self.ctx.files, dir, &self.goroot_src).is_some()
    }

    /// Shortens a path for display (`base.ShortPath`).
    pub(crate) fn short(&self, name: &str) -> String {
        path::short_path(&self.ctx.cwd, name)
    }

    /// Reads a go.mod and sums it up (`rawGoModSummary`).
    fn read_summary(&self, m: &ModuleVersion) -> Result<Arc<GoModSummary>, ModuleError> {
        if !m.version.is_empty() {
            return self.sum_up(m, "go.mod", &self.cache.go_mod(m)?);
        }
        let name = self.replaced_go_mod(m);
        let bytes = self.read_replaced(m, &name)?;
        self.sum_up(m, &name, &bytes)
    }

    fn sum_up(
        &self,
        m: &ModuleVersion,
        name: &str,
        bytes: &[u8],
    ) -> Result<Arc<GoModSummary>, ModuleError> {
        let shown = match m.version.is_empty() {
            true => self.short(name),
            false => name.to_owned(),
        };
        GoModSummary::parse(m, name, &shown, bytes, &self.local).map(Arc::new)
    }

    /// Returns the go.mod of a replacement without version.
    fn replaced_go_mod(&self, m: &ModuleVersion) -> String {
        path::join(&[&self.replacement_dir(m), "go.mod"])
    }

    fn read_replaced(&self, m: &ModuleVersion, name: &str) -> Result<Arc<[u8]>, ModuleError> {
        self.ctx.files.read(name).map_err(|error| {
            let shown = self.short(name);
            ModuleError::Message(format!("reading {shown}: {error}")).at(m)
        })
    }

    /// GoSums up a go.mod that needs no network; nothing where it would take some.
    fn summary_on_disk(&self, m: &ModuleVersion) -> Option<Result<Arc<GoModSummary>, ModuleError>> {
        if m.version.is_empty() {
            return Some(self.go_mod(m));
        }
        if let Some(known) = self.summaries.get(m) {
            return Some(known);
        }
        let bytes = self.cache.cached_go_mod(m)?;
        let read = || bytes.and_then(|bytes| self.sum_up(m, "go.mod", &bytes));
        Some(self.summaries.get_or(m, read))
    }
}

/// Reports whether an import path can name a package: `C` does not, and App Engine's old
/// packages could never be fetched.
fn is_importable(path: &str) -> bool {
    let is_below = |name| {
        path.strip_prefix(name)
            .is_some_and(|rest: &str| rest.is_empty() || rest.starts_with('/'))
    };
    path != "C" && !is_below("appengine") && !is_below("appengine_internal")
}

impl ModuleSource for State<'_> {
    fn go_mod(&self, m: &ModuleVersion) -> Result<Arc<GoModSummary>, ModuleError> {
        self.summaries.get_or(m, || self.read_summary(m))
    }

    fn go_mods(&self, modules: &[ModuleVersion]) -> Vec<Result<Arc<GoModSummary>, ModuleError>> {
        if !self.cache.can_fetch() {
            return parallel_map(self.ctx.parallelism, modules, |m| self.go_mod(m));
        }
        let mut answers = parallel_map(self.ctx.parallelism, modules, |m| self.summary_on_disk(m));
        let unknown = |answer: &Option<_>| Option::is_none(answer);
        let missing: Vec<&ModuleVersion> = modules
            .iter()
            .zip(&answers)
            .filter(|(_, answer)| unknown(answer))
            .map(|(m, _)| m)
            .collect();
        let fetched = parallel_map(self.network_limit(), &missing, |m| self.go_mod(m));
        for (answer, fetched) in answers.iter_mut().filter(|a| unknown(a)).zip(fetched) {
            *answer = Some(fetched);
        }
        answers.into_iter().flatten().collect()
    }

    fn have_go_mod_sum(&self, m: &ModuleVersion) -> bool {
        gover::is_toolchain(&m.path) || self.cache.have_go_mod_sum(m)
    }
}

impl QuerySource for State<'_> {
    fn try_proxies(&self, ask: AskProxy<'_>) -> Result<(), ModuleError> {
        self.cache.try_proxies(ask)
    }

    fn go_mod_data(&self, m: &ModuleVersion) -> Result<Arc<[u8]>, ModuleError> {
        match m.version.as_str() {
            "" => self.read_replaced(m, &self.replaced_go_mod(m)),
            _ => self.cache.go_mod(m),
        }
    }

    fn remember_latest(
        &self,
        path: &str,
        compute: &dyn Fn() -> Result<ModuleVersion, ModuleError>,
    ) -> Result<ModuleVersion, ModuleError> {
        self.latest.get_or(path, compute)
    }
}
