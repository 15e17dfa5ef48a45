//! What is kept about archives and links for early cutoff.
//!
//! Counterpart: none; docs/cutoff.md describes it.

use std::sync::Mutex;

use vamos_goenv::host;
use vamos_memories::KeptFiles;
use vamos_memories::Ledger;

use crate::action::ActionRef;
use crate::context::Context;
use crate::cutoff::scope;
use crate::mode::Mode;
use crate::reuse::CutoffSetting;

/// The maximal size of the table of archives in bytes: some 75,000 archives.
const ARCHIVES_LIMIT: usize = 8 << 20;

/// The maximal size of the table of links in bytes: some 9,000 links.
const LINKS_LIMIT: usize = 1 << 20;

/// The tables of one run, and what the run adds to them.
pub(crate) struct CutoffTables {
    /// Whether known archives take the place of compiling.
    pub(crate) setting: CutoffSetting,
    pub(crate) ledger: Ledger,
    /// Build actions whose archives were found in the cache, and not by stamp: the ledger
    /// may not contain them yet.
    pub(crate) hits: Mutex<Vec<ActionRef>>,
    /// Whether known links are not repeated.
    pub(crate) links_setting: CutoffSetting,
    pub(crate) links: Ledger,
    /// Copies of executables.
    pub(crate) kept: KeptFiles,
}

impl CutoffTables {
    pub(crate) fn new(cx: &Context<'_>, mode: &Mode) -> Self {
        let cache = cx.cache.dir();
        Self {
            setting: scope::setting(cx, mode),
            ledger: Ledger::open(&format!("{cache}/vamos/cutoff"), ARCHIVES_LIMIT),
            hits: Mutex::default(),
            links_setting: scope::links_setting(cx, mode),
            links: Ledger::open(&format!("{cache}/vamos/links"), LINKS_LIMIT),
            kept: kept_files(cx),
        }
    }

    /// Reports whether every package is compiled.
    pub(crate) fn is_off(&self) -> bool {
        self.setting == CutoffSetting::Off
    }
}

/// Returns the copies of this user's executables.
fn kept_files(cx: &Context<'_>) -> KeptFiles {
    match host::user_cache_dir(cx.env.os()) {
        Ok(dir) => KeptFiles::below(&format!("{dir}/vamos"), cx.reuse.kept_bytes),
        Err(_) => KeptFiles::below("", 0),
    }
}
