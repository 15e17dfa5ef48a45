//! Early export data, which the instrumented compiler writes in addition to the archive as soon as
//! they are final, when most of the work is still to be done.
//!
//! Dependents may be compiled with them ([`super::ahead`]).
//! Counterpart: none; upstream's compiler writes export data at its end.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_jobs::CompileExtent;
use vamos_jobs::early_exports;
use vamos_objfile::archive;

use crate::action::ActionKind;
use crate::action::ActionRef;
use crate::checks::CheckSetting;
use crate::checks::Checks;
use crate::cutoff;
use crate::error::BuildError;
use crate::error::VerifyError;
use crate::run::Done;
use crate::run::Run;

/// With this number of workers or fewer, the ready actions occupy all of them nearly all the time.
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

/// Returns the paths of a package's early export data: the compiler's file, and the substitute for
/// a package without functions. Both are archives without an object.
pub(super) fn files(run: &Run<'_>, action: ActionRef) -> [String; 2] {
    let objdir = &run.plan.get(action).objdir;
    let archive = format!("{objdir}_pkg_.a");
    [early_exports(&archive), format!("{objdir}exports.a")]
}

/// Returns the path of a package's early export data, if there are any.
pub(super) fn find(run: &Run<'_>, action: ActionRef) -> Option<String> {
    let mut paths = files(run, action).into_iter();
    paths.find(|path| uncached::stat(path).is_ok())
}

/// Uses the export data of an archive that was compiled ahead in place of early ones, if the
/// compiler wrote none: a package without functions has none, and its importers would wait for the
/// end of all its imports.
pub(super) fn offer(run: &Run<'_>, action: ActionRef, archive: &str) -> Option<()> {
    if !is_imported(run, action) || find(run, action).is_some() {
        return None;
    }
    let bytes = uncached::read(archive).ok()?;
    let size = archive::MAGIC.len() + archive::HEADER_SIZE + archive::entry_bytes(&bytes)?.len();
    let [_, path] = files(run, action);
    let new = format!("{path}.new");
    work::write(&new, bytes.get(..size)?).ok()?;
    // Another worker may open it at any time.
    work::rename(&new, &path).ok()
}

/// Returns the results that the compiler is to make: early export data if they are useful.
pub(super) fn extent(run: &Run<'_>, action: ActionRef) -> CompileExtent {
    if run.cx().command.only_reads {
        return CompileExtent::OnlyReads;
    }
    let is_wanted = run.cx().jobs.tools.verifies_early()
        || is_of_use(run) && run.engine.is_reordering() && is_imported(run, action);
    if is_wanted {
        CompileExtent::WithEarlyExports
    } else {
        CompileExtent::Archive
    }
}

/// Reports whether packages that import this one are compiled in this run.
fn is_imported(run: &Run<'_>, action: ActionRef) -> bool {
    let is_compile = |user: &ActionRef| matches!(run.plan.get(*user).kind, ActionKind::Compile);
    run.triggers(action).iter().any(is_compile)
}

/// Compares the early export data of a compiled package with the final ones, if the setting demands
/// it (`VAMOS_COMPILER=verify`).
pub(super) fn check(run: &Run<'_>, action: ActionRef, done: &Done) -> Result<(), BuildError> {
    let tools = &run.cx().jobs.tools;
    if !tools.verifies_early() || !tools.writes_early() {
        return Ok(());
    }
    let counts = &run.services.early;
    let Ok(early) = uncached::open(&files(run, action)[0]) else {
        counts.missing.fetch_add(1, Ordering::Relaxed);
        return Ok(());
    };
    let early = archive::exported(&early).map(|early| early.digest);
    if early.is_none() || cutoff::exported_by(run, action, done) != Some(early) {
        return Err(BuildError::Verify(VerifyError::EarlyExports));
    }
    counts.equal.fetch_add(1, Ordering::Relaxed);
    Ok(())
}

/// Reports the numbers of comparisons and of packages compiled ahead, if the setting demands it.
pub(crate) fn explain(run: &Run<'_>) {
    let counts = &run.services.early;
    let get = |count: &AtomicUsize| count.load(Ordering::Relaxed);
    let sink = run.cx().sink;
    if run.cx().jobs.tools.verifies_early() {
        let (equal, missing) = (get(&counts.equal), get(&counts.missing));
        sink.report_error(&format!(
            "vamos: early export data: {equal} packages equal, {missing} without\n"
        ));
    }
    explain_stubs(run);
    let (kept, dropped) = (get(&counts.kept), get(&counts.dropped));
    if run.services.cutoff.is_explained && kept + dropped > 0 {
        let all = kept + dropped;
        sink.report_error(&format!(
            "vamos: compiled ahead: {all}, in vain: {dropped}\n"
        ));
    }
}

/// Reports the number of packages that were compiled in the state after their check, if a setting
/// demands it.
fn explain_stubs(run: &Run<'_>) {
    let [used, without] = run.cx().jobs.tools.stub_counts();
    let explains = |checks: &Checks<'_>| checks.setting == CheckSetting::Explain;
    let how = if run.cx().jobs.tools.verifies_early() {
        "equal"
    } else if run.cx().checks.as_ref().is_some_and(explains) {
        "compiled"
    } else {
        return;
    };
    if used > 0 {
        let line = format!("vamos: checked packages: {used} {how}, {without} without\n");
        run.cx().sink.report_error(&line);
    }
}
