//! The connection of a build to the process that records the reads of compilations
//! ([`crate::cutoff::read_pass`]).
//!
//! Counterpart: none; upstream compiles all importers.

use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use vamos_fsys::lock::LockedFile;
use vamos_goenv::host;
use vamos_localstore::ReadPasses;
use vamos_localstore::data_dir;

use crate::context::Context;
use crate::cutoff::scope;

/// The passes of this user, and the facts of this build about them.
pub(crate) struct ReadPass {
    passes: Option<ReadPasses>,
    /// Held while this build works.
    working: OnceLock<Mutex<Option<LockedFile>>>,
    /// A package has an archive without a record.
    lacks_reads: AtomicBool,
}

impl ReadPass {
    /// Returns the part of a build in which known archives may replace compiling.
    pub(crate) fn new(cx: &Context<'_>, is_off: bool) -> Self {
        let may_be = !is_off && scope::may_use_reads(cx.env);
        let dir = host::user_cache_dir(cx.env.os()).ok();
        Self {
            passes: dir
                .filter(|_| may_be)
                .map(|dir| ReadPasses::below(&data_dir(&dir))),
            working: OnceLock::new(),
            lacks_reads: AtomicBool::new(false),
        }
    }

    /// Ends a pass that runs, because this build has work to do.
    pub(crate) fn begin_work(&self) {
        let begin = || Mutex::new(self.passes.as_ref().and_then(ReadPasses::begin_build));
        self.working.get_or_init(begin);
    }

    /// Ends the work; reports whether a pass is to be started after the build: it has left archives
    /// without a record, or has ended another pass.
    pub(crate) fn end_work(&self) -> bool {
        let working = self.working.get();
        let working = working.map(|lock| lock.lock().unwrap_or_else(PoisonError::into_inner));
        let has_worked = working.is_some_and(|mut lock| lock.take().is_some());
        let has_ended_one = has_worked && self.passes.as_ref().is_some_and(ReadPasses::has_order);
        has_ended_one || self.lacks_reads.load(Ordering::Relaxed)
    }

    /// Reports whether a build has work to do, so that this pass must end.
    pub(crate) fn is_over(&self) -> bool {
        self.passes.as_ref().is_some_and(ReadPasses::has_build)
    }

    /// Records that a package was compiled without a report of its reads.
    pub(crate) fn note_missing(&self) {
        self.lacks_reads.store(true, Ordering::Relaxed);
    }
}
