//! The directory of each module's files: the main module's root, a replacement's directory, or a
//! directory of the module cache, fetched if needed.
//!
//! Counterpart: cmd/go/internal/modload/import.go (`fetch`).

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use vamos_base::golang::module::ModuleVersion;
use vamos_modcache::NoDir;
use vamos_modfile::ModuleError;
use vamos_modfile::NeedsDownload;
use vamos_sched::Class;
use vamos_sched::Memo;

use super::config::ModuleConfig;
use super::modcache::ModCache;

/// The directory of a module's files.
#[derive(Clone, Debug)]
pub(crate) struct Fetched {
    /// Its root directory.
    pub(crate) root: Arc<str>,
    /// True if the directory is outside of the module cache.
    pub(crate) is_local: bool,
}

/// The directories of modules, each determined once.
pub(crate) struct ModuleFiles<'a> {
    pub(crate) cache: ModCache<'a>,
    dirs: Memo<ModuleVersion, Result<Fetched, ModuleError>>,
    /// Set during a pass over modules on disk: modules that must be fetched wait for the next pass,
    /// which has threads that may block on the network.
    only_disk: AtomicBool,
}

impl<'a> ModuleFiles<'a> {
    /// Returns an empty table.
    pub(crate) fn new(cache: ModCache<'a>) -> Self {
        Self {
            cache,
            dirs: Memo::default(),
            only_disk: AtomicBool::new(false),
        }
    }

    /// Returns the class of threads for work that waits for the network if the network may be used.
    pub(crate) fn fetch_class(&self) -> Class {
        if self.cache.asks_servers() {
            Class::Network
        } else {
            Class::Cpu
        }
    }

    /// Applies `task`, which may fetch, to all items; returns results in their order.
    pub(crate) fn in_parallel<T, R, F>(&self, items: &[T], task: F) -> Vec<R>
    where
        T: Sync,
        R: Send,
        F: Fn(&T) -> R + Sync,
    {
        (self.cache.ctx.pool).map(self.fetch_class(), items, task)
    }

    /// Runs `pass` without modules that are not on disk.
    pub(crate) fn on_disk_only<T>(&self, pass: impl FnOnce() -> T) -> T {
        self.only_disk.store(true, Ordering::Relaxed);
        let result = pass();
        self.only_disk.store(false, Ordering::Relaxed);
        result
    }

    /// Returns the directory of a module's files, or its replacement's (`fetch`).
    pub(crate) fn fetch(
        &self,
        config: &ModuleConfig<'_>,
        m: &ModuleVersion,
    ) -> Result<Fetched, ModuleError> {
        if m.version.is_empty()
            && let Some(root) = config.main_module_root(&m.path)
        {
            return Ok(Fetched {
                root: root.into(),
                is_local: true,
            });
        }
        if self.only_disk.load(Ordering::Relaxed)
            && self.dirs.get(m).is_none()
            && let Some(waits) = self.waits_for_network(config, m)
        {
            return Err(waits);
        }
        self.dirs.get_or(m, || self.find_dir(config, m))
    }

    /// Fetches the modules that are not on disk, in parallel.
    pub(crate) fn fetch_missing<'m>(
        &self,
        config: &ModuleConfig<'_>,
        modules: impl Iterator<Item = &'m ModuleVersion>,
    ) {
        if !self.cache.can_fetch() {
            return;
        }
        let waits = |m: &&ModuleVersion| self.waits_for_network(config, m).is_some();
        let waiting: Vec<&ModuleVersion> = modules.filter(waits).collect();
        self.in_parallel(&waiting, |m| self.fetch(config, m).is_ok());
    }

    /// Returns an error for a module that is not on disk. It is never shown: it makes the
    /// package wait for the pass that may use the network.
    fn waits_for_network(
        &self,
        config: &ModuleConfig<'_>,
        m: &ModuleVersion,
    ) -> Option<ModuleError> {
        let actual = config.main.resolve_replacement(m);
        let is_missing = !actual.version.is_empty()
            && matches!(
                self.cache.download_dir(&actual),
                (_, Err(NoDir::Missing | NoDir::Partial))
            );
        is_missing.then(|| {
            ModuleError::NeedsDownload(Box::new(NeedsDownload {
                module: actual.into_owned(),
                suffix: "zip",
                message: String::new(),
            }))
        })
    }

    fn find_dir(
        &self,
        config: &ModuleConfig<'_>,
        m: &ModuleVersion,
    ) -> Result<Fetched, ModuleError> {
        let replacement = config.main.replacement(m);
        if let Some(new) = &replacement
            && new.version.is_empty()
        {
            let dir = config.replacement_dir(new);
            // A missing directory would later look like a missing package.
            if let Err(error) = config.ctx.files.stat(&dir) {
                let what = &new.path;
                let text = if error.is_not_exist() {
                    format!("replacement directory {what} does not exist")
                } else {
                    format!("replacement directory {what}: {error}")
                };
                return Err(ModuleError::Message(text).at(m));
            }
            return Ok(Fetched {
                root: dir.into(),
                is_local: true,
            });
        }
        let actual = replacement.as_ref().unwrap_or(m);
        if config.must_have_sums() && !self.cache.have_sum(actual) {
            return Err(ModuleError::SumMissing {
                suggestion: String::new(),
            }
            .at(actual));
        }
        Ok(Fetched {
            root: self.cache.download(actual)?,
            is_local: false,
        })
    }
}
