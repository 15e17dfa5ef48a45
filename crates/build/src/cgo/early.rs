//! Runs the cgo tool before its dependencies have ended. The tool reads the package's own
//! sources and C headers, and nothing of the packages that the package imports.
//!
//! This is done only if a dependency must be built, because then this package most likely must be
//! built, too. The result is used if the tool succeeded without output. Otherwise the tool runs
//! again after its dependencies have ended, and its output is shown then. The sources are hashed
//! first, as in a regular run, so the action ID covers the tool's input; the sources are compared
//! again before anything is stored.
//! Counterpart: none; upstream runs it once the action ID is known.

use std::sync::Arc;

use super::tool;
use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::context::Context;
use crate::recipe::input_files;
use crate::run::Run;
use crate::services::in_dir;
use vamos_load::Package;

/// Reports whether the cgo tool may run for a package before its dependencies have ended:
/// none of them changes the inputs of the tool.
pub(crate) fn may_be_early(cx: &Context<'_>, package: &Package) -> bool {
    cx.flags.sources.overlay.is_empty()
        && package.problems.error.is_none()
        && package.request.cover_mode.is_empty()
        && package.cgo.pkg_config.is_empty()
        && !package.uses_swig()
}

/// Runs the cgo tool for an action whose dependencies have not ended, if the result is
/// likely to be needed.
pub(crate) fn start_early(run: &Run<'_>, action: ActionRef, build: ActionRef) {
    if run.checked_id(build).is_some() || !is_likely_needed(run, action) {
        return;
    }
    let package = run.package(action);
    for file in input_files(package) {
        // An unreadable file is reported when the action runs.
        let _ = run.cx().files.hashed(&in_dir(&package.dir, file));
    }
    // Keeps the tool's output.
    run.record_output(action);
    let made = tool::make_cgo(run, action, &package.files.cgo);
    let output = run.take_output(action);
    match made {
        Ok(made) if output.is_empty() => run.state(action).early_cgo = Some(Arc::new(made)),
        _ => run.services.costs.reset_spent(action),
    }
}

/// Reports whether a dependency is known to need a build.
fn is_likely_needed(run: &Run<'_>, action: ActionRef) -> bool {
    let below = run.plan.in_order(action);
    let mut builds = below
        .iter()
        .filter(|below| run.plan.get(**below).mode == ActionMode::Build);
    builds.any(|build| run.state(*build).need.build)
}
