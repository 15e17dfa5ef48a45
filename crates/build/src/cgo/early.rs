//! The cgo tool, before its turn: it reads the package's own sources and what the C
//! compiler finds, and nothing of what the package imports.
//!
//! Done only where a package below has to be built, so that this one most likely has to be
//! too. What it made is used if the tool succeeded and was silent; else the tool runs again
//! in its turn, and says what it has to say then. The sources are hashed before, as they
//! are in a regular run: what the action ID is made of is what the tool read, and is looked
//! at again before anything is stored.
//! Counterpart: none; upstream runs it once the action ID is known.

use std::sync::Arc;

use super::tool;
use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::context::Context;
use crate::recipe::input_files;
use crate::run::Run;
use crate::services::in_dir;
use vamos_cache::ActionId;
use vamos_load::Package;

/// Reports whether the cgo tool may be run for a package before its turn: nothing that
/// comes before it changes what it gets.
pub(crate) fn may_be_early(cx: &Context<'_>, package: &Package) -> bool {
    cx.flags.overlay.is_empty()
        && package.problems.error.is_none()
        && package.request.cover_mode.is_empty()
        && package.cgo.pkg_config.is_empty()
        && !package.uses_swig()
}

/// Runs the cgo tool for an action whose turn has not come, if that is likely to be
/// needed.
pub(crate) fn start_early(run: &Run<'_>, action: ActionRef, build: ActionRef) {
    let is_checked = run.state(build).action_id != ActionId::default();
    if is_checked || !is_likely_needed(run, action) {
        return;
    }
    let package = run.package(action);
    for file in input_files(package) {
        // One that cannot be read is complained of in its turn.
        let _ = run.cx().files.hashed(&in_dir(&package.dir, file));
    }
    // What it says is kept here.
    run.state(action).output = Some(String::new());
    let made = tool::make_cgo(run, action, &package.files.cgo);
    let mut state = run.state(action);
    let said = state.output.take().unwrap_or_default();
    match made {
        Ok(run) if said.is_empty() => state.cgo.early = Some(Arc::new(run)),
        _ => run.services.costs.reset_spent(action),
    }
}

/// Reports whether a package below is known to have to be built.
fn is_likely_needed(run: &Run<'_>, action: ActionRef) -> bool {
    let below = run.plan.in_order(action);
    let mut builds = below
        .iter()
        .filter(|below| run.plan.get(**below).mode == ActionMode::Build);
    builds.any(|build| run.state(*build).build.need.build)
}
