//! Tables of archives and links for early cutoff.
//!
//! Counterpart: none; docs/cutoff.md describes it.

use std::mem;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicUsize;

use hashbrown::HashMap;
use vamos_cache::ActionId;
use vamos_fsys::work;
use vamos_goenv::host;
use vamos_localstore::AppendLog;
use vamos_localstore::FileCache;
use vamos_localstore::StoreKind;
use vamos_localstore::Table;
use vamos_localstore::data_dir;
use vamos_localstore::remove_outdated;
use vamos_objfile::exports::Names;

use crate::action::ActionRef;
use crate::context::Context;
use crate::cutoff::scope;
use crate::mode::ModeSettings;
use crate::reuse::CutoffSetting;
use crate::services::read_pass::ReadPass;

/// The tables of one run, and the entries that the run adds to them.
pub(crate) struct CutoffTables {
    /// The setting for archives in place of compiling.
    pub(crate) setting: CutoffSetting,
    pub(crate) ledger: AppendLog,
    /// The reads of imports by compilations.
    pub(crate) reads: Table,
    /// The connection to the process that adds to the reads.
    pub(crate) pass: ReadPass,
    /// The names in the export data of packages that others import, by build action.
    pub(crate) names: Mutex<HashMap<ActionRef, Arc<Names>>>,
    /// Build actions whose archives were found in the cache, and not by stamp: the log
    /// may not contain them yet.
    pub(crate) hits: Mutex<Vec<ActionRef>>,
    /// True if the counts are reported at the end.
    pub(crate) is_explained: bool,
    /// The number of packages that were compiled.
    pub(crate) compiled: AtomicUsize,
    /// The number of compiled packages that could have been skipped, and were compared.
    pub(crate) compared: AtomicUsize,
    /// The number of packages that were not compiled because their archive was in a table.
    pub(crate) spared: AtomicUsize,
    /// The setting for links in place of linking.
    pub(crate) links_setting: CutoffSetting,
    pub(crate) links: AppendLog,
    /// Copies of executables.
    pub(crate) kept: FileCache,
}

impl CutoffTables {
    pub(crate) fn new(cx: &Context<'_>, mode: &ModeSettings) -> Self {
        let own = data_dir(cx.cache.dir());
        // Before any look-up: the setting makes no difference to the entries.
        if let Some(local) = cx.cache.capabilities().local {
            remove_outdated(&own, &|action| {
                is_removed(&local.entry_file(&ActionId(*action)))
            });
        }
        let setting = scope::setting(cx, mode);
        Self {
            setting,
            pass: ReadPass::new(cx, setting == CutoffSetting::Off),
            ledger: AppendLog::open(StoreKind::Cutoff, &own),
            reads: Table::of_reads(&own),
            names: Mutex::default(),
            hits: Mutex::default(),
            is_explained: cx.reuse.cutoff == CutoffSetting::Explain,
            compiled: AtomicUsize::default(),
            compared: AtomicUsize::default(),
            spared: AtomicUsize::default(),
            links_setting: scope::links_setting(cx, mode),
            links: AppendLog::open(StoreKind::Links, &own),
            kept: kept_files(cx),
        }
    }

    /// Frees the names, which only compilations need, after the last compilation; reports whether
    /// there were any.
    pub(crate) fn free_names(&self) -> bool {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        !mem::take(&mut *names).is_empty()
    }

    /// Reports whether every package is compiled.
    pub(crate) fn is_off(&self) -> bool {
        self.setting == CutoffSetting::Off
    }
}

/// Removes an entry's file; reports whether none is left.
fn is_removed(file: &str) -> bool {
    work::remove(file).is_ok() || work::lstat(file).is_err()
}

/// Returns the copies of this user's executables.
fn kept_files(cx: &Context<'_>) -> FileCache {
    match host::user_cache_dir(cx.env.os()) {
        Ok(dir) => FileCache::below(&data_dir(&dir), cx.reuse.kept_bytes),
        Err(_) => FileCache::below("", 0),
    }
}
