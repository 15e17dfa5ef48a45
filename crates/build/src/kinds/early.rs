//! Early export data: what the instrumented compiler writes beside the archive as soon as
//! nothing changes it any more, when most of the work is still to be done.
//!
//! Dependents may be compiled with them ([`super::ahead`]).
//! Counterpart: none; upstream's compiler writes export data at its end.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use vamos_fsys::fresh;
use vamos_objfile::archive;

use crate::action::ActionKind;
use crate::action::ActionRef;
use crate::cutoff;
use crate::error::BuildError;
use crate::run::Run;

/// With so many workers the ready actions keep all of them busy nearly all the time.
const FEW_WORKERS: usize = 2;

/// Reports whether packages may be compiled with early export data in this run.
pub(super) fn is_of_use(run: &Run<'_>) -> bool {
    let cx = run.cx();
    cx.workers() > FEW_WORKERS
        && cx.may_reorder()
        && run.reports.action_graph.is_none()
        && !run.services.cutoff.is_off()
        && cx.jobs.runner.is_empty()
}

/// Returns the path of a package's early export data: an archive without an object.
pub(super) fn file(run: &Run<'_>, action: ActionRef) -> String {
    format!("{}_pkg_.a.early", run.plan.get(action).objdir)
}

/// Returns the variable that has the compiler write them, if they are of use.
pub(super) fn hint(run: &Run<'_>, action: ActionRef) -> Option<(String, String)> {
    let is_compile = |user: &ActionRef| matches!(run.plan.get(*user).kind, ActionKind::Compile);
    let is_import = || run.triggers(action).iter().any(is_compile);
    let is_wanted = run.cx().jobs.compiler.verifies_early()
        || is_of_use(run) && run.engine.is_reordering() && is_import();
    is_wanted.then(|| ("COMPILE_EARLY_EXPORTS".to_owned(), "1".to_owned()))
}

/// Compares the early export data of a package that was compiled with the final ones, if the
/// user wants that (`VAMOS_COMPILER=verify`).
pub(super) fn check(run: &Run<'_>, action: ActionRef) -> Result<(), BuildError> {
    let compiler = &run.cx().jobs.compiler;
    if !compiler.verifies_early() || !compiler.is_in_use() {
        return Ok(());
    }
    let counts = &run.services.early;
    let Ok(early) = fresh::open(&file(run, action)) else {
        counts.missing.fetch_add(1, Ordering::Relaxed);
        return Ok(());
    };
    let early = archive::exported(&early).map(|early| early.digest);
    if early.is_none() || cutoff::exported(run, action) != Some(early) {
        let text = "vamos: VAMOS_COMPILER=verify: the early export data are not the final ones; \
                    please report this";
        return Err(BuildError::Message(text.to_owned()));
    }
    counts.equal.fetch_add(1, Ordering::Relaxed);
    Ok(())
}

/// Reports how much was compared, and how much was compiled ahead, where the user wants to
/// know.
pub(crate) fn explain(run: &Run<'_>) {
    let counts = &run.services.early;
    let get = |count: &AtomicUsize| count.load(Ordering::Relaxed);
    let sink = run.cx().sink;
    if run.cx().jobs.compiler.verifies_early() {
        let (equal, missing) = (get(&counts.equal), get(&counts.missing));
        sink.complain(&format!(
            "vamos: early export data: {equal} packages equal, {missing} without\n"
        ));
    }
    let (kept, dropped) = (get(&counts.kept), get(&counts.dropped));
    if run.services.cutoff.is_explained && kept + dropped > 0 {
        let all = kept + dropped;
        sink.complain(&format!(
            "vamos: compiled ahead: {all}, in vain: {dropped}\n"
        ));
    }
}
