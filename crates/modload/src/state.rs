//! The state that all threads of one load share: the configuration, the files of modules, and the
//! summaries of their go.mod files.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`State`), modfile.go
//! (`rawGoModSummary`, `rawGoModData`).

use std::sync::Arc;

use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_modfile::ModuleError;
use vamos_modules::GoModSummary;
use vamos_modules::ModuleContext;
use vamos_modules::ModuleGraph;
use vamos_modules::ModuleSource;
use vamos_modules::Requirements;
use vamos_modules::query::Queries;
use vamos_modules::query::QuerySource;
use vamos_modules::source::AskProxy;
use vamos_sched::Class;
use vamos_sched::Memo;

use super::InitOptions;
use super::config::ModuleConfig;
use super::go_sum::GoSums;
use super::modcache::ModCache;
use super::module_files::Fetched;
use super::module_files::ModuleFiles;
use super::module_roots::ModuleRoots;
use crate::context::LoadContext;

/// Module state of one load. After initialisation, only its caches change.
pub(crate) struct State<'a> {
    pub config: ModuleConfig<'a>,
    pub(crate) files: ModuleFiles<'a>,
    summaries: Arc<Memo<ModuleVersion, Result<Arc<GoModSummary>, ModuleError>>>,
    latest: Arc<Memo<String, Result<ModuleVersion, ModuleError>>>,
}

impl<'a> State<'a> {
    /// Returns the state before any go.mod is read.
    pub(crate) fn new(ctx: &'a LoadContext<'a>, options: &InitOptions, roots: ModuleRoots) -> Self {
        let config = ModuleConfig::new(ctx, options, roots);
        let cache = ModCache::new(ctx, Arc::clone(&config.messages), GoSums::default());
        Self {
            config,
            files: ModuleFiles::new(cache),
            summaries: Arc::default(),
            latest: Arc::default(),
        }
    }

    /// Shares the caches of another load, like upstream's global caches. Replaced directories are
    /// considered equal if they are written in the same way.
    pub(crate) fn share_memos(&mut self, other: &Self) {
        self.summaries = Arc::clone(&other.summaries);
        self.latest = Arc::clone(&other.latest);
    }

    /// Returns the inputs of computations on module graphs.
    pub(crate) fn modules(&self) -> ModuleContext<'_> {
        let config = &self.config;
        ModuleContext {
            main: &config.main,
            source: self,
            settings: &config.settings,
            vendor: config.vendor.as_ref(),
            local: &config.local,
        }
    }

    /// Returns the context for queries for versions.
    pub(crate) fn queries(&self) -> Queries<'_> {
        Queries {
            modules: self.modules(),
            source: self,
        }
    }

    /// Returns the class of threads for work that waits for the network if the network may be used.
    pub(crate) fn fetch_class(&self) -> Class {
        self.files.fetch_class()
    }

    /// Applies `task`, which may fetch, to all items; returns results in their order.
    pub(crate) fn in_parallel<T, R, F>(&self, items: &[T], task: F) -> Vec<R>
    where
        T: Sync,
        R: Send,
        F: Fn(&T) -> R + Sync,
    {
        self.files.in_parallel(items, task)
    }

    /// Returns the directory of a module's files, or its replacement's (`fetch`).
    pub(crate) fn fetch(&self, m: &ModuleVersion) -> Result<Fetched, ModuleError> {
        self.files.fetch(&self.config, m)
    }

    /// Returns the module graph; with an error, the graph is incomplete.
    pub(crate) fn graph(&self, rs: &Requirements) -> (Arc<ModuleGraph>, Option<ModuleError>) {
        rs.graph(&self.modules())
    }

    /// Returns the version of a root requirement.
    pub(crate) fn root_selected<'r>(&self, rs: &'r Requirements, path: &str) -> Option<&'r str> {
        rs.root_selected(&self.config.main, path)
    }

    /// Returns the summary of a module of the graph (`goModSummary`).
    pub(crate) fn go_mod_summary(
        &self,
        m: &ModuleVersion,
    ) -> Result<Arc<GoModSummary>, ModuleError> {
        self.modules().go_mod_summary(m)
    }

    /// Reads a go.mod and returns its summary (`rawGoModSummary`).
    fn read_summary(&self, m: &ModuleVersion) -> Result<Arc<GoModSummary>, ModuleError> {
        if !m.version.is_empty() {
            return self.sum_up(m, "go.mod", &self.files.cache.go_mod(m)?);
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
        let shown = if m.version.is_empty() {
            self.config.short(name)
        } else {
            name.to_owned()
        };
        GoModSummary::parse(m, name, &shown, bytes, &self.config.local).map(Arc::new)
    }

    /// Returns the go.mod of a replacement without version.
    fn replaced_go_mod(&self, m: &ModuleVersion) -> String {
        path::join(&[&self.config.replacement_dir(m), "go.mod"])
    }

    fn read_replaced(&self, m: &ModuleVersion, name: &str) -> Result<Arc<[u8]>, ModuleError> {
        self.config.ctx.files.read(name).map_err(|error| {
            let shown = self.config.short(name);
            ModuleError::Message(format!("reading {shown}: {error}")).at(m)
        })
    }

    /// Returns the summary of a go.mod that is on disk, or `None` if it must be fetched.
    fn summary_on_disk(&self, m: &ModuleVersion) -> Option<Result<Arc<GoModSummary>, ModuleError>> {
        if m.version.is_empty() {
            return Some(self.go_mod(m));
        }
        if let Some(known) = self.summaries.get(m) {
            return Some(known);
        }
        let bytes = self.files.cache.cached_go_mod(m)?;
        let read = || bytes.and_then(|bytes| self.sum_up(m, "go.mod", &bytes));
        Some(self.summaries.get_or(m, read))
    }

    /// Returns the summaries of go.mod files; missing files are fetched.
    fn all_go_mods(
        &self,
        modules: &[ModuleVersion],
    ) -> Vec<Result<Arc<GoModSummary>, ModuleError>> {
        let pool = &self.config.ctx.pool;
        if !self.files.cache.can_fetch() {
            return pool.map(Class::Cpu, modules, |m| self.go_mod(m));
        }
        let mut answers = pool.map(Class::Cpu, modules, |m| self.summary_on_disk(m));
        let unknown = |answer: &Option<_>| Option::is_none(answer);
        let missing: Vec<&ModuleVersion> = modules
            .iter()
            .zip(&answers)
            .filter(|(_, answer)| unknown(answer))
            .map(|(m, _)| m)
            .collect();
        let fetched = self.in_parallel(&missing, |m| self.go_mod(m));
        for (answer, fetched) in answers.iter_mut().filter(|a| unknown(a)).zip(fetched) {
            *answer = Some(fetched);
        }
        answers.into_iter().flatten().collect()
    }
}

impl ModuleSource for State<'_> {
    fn go_mod(&self, m: &ModuleVersion) -> Result<Arc<GoModSummary>, ModuleError> {
        self.summaries.get_or(m, || self.read_summary(m))
    }

    fn go_mods(&self, modules: &[ModuleVersion]) -> Vec<Result<Arc<GoModSummary>, ModuleError>> {
        let answers = self.all_go_mods(modules);
        let errors = answers.iter().filter_map(|answer| answer.as_ref().err());
        self.config.messages.order_fatal(errors);
        answers
    }

    fn have_go_mod_sum(&self, m: &ModuleVersion) -> bool {
        gover::is_toolchain(&m.path) || self.files.cache.have_go_mod_sum(m)
    }
}

impl QuerySource for State<'_> {
    fn try_proxies(&self, ask: AskProxy<'_>) -> Result<(), ModuleError> {
        self.files.cache.try_proxies(ask)
    }

    fn go_mod_data(&self, m: &ModuleVersion) -> Result<Arc<[u8]>, ModuleError> {
        match m.version.as_str() {
            "" => self.read_replaced(m, &self.replaced_go_mod(m)),
            _ => self.files.cache.go_mod(m),
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
