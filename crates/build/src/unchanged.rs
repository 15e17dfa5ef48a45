//! Whether what an action used is what its action ID was computed from.
//!
//! Counterpart: none; upstream stores results without looking at the inputs again.

use vamos_base::golang::path;

use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::build_ids::read_build_id;
use crate::recipe::input_files;
use crate::run::Run;

/// Reports whether the files that were hashed for the action are those that the
/// tool read: what follows from others must not enter a shared cache.
pub(crate) fn inputs_are_unchanged(run: &Run<'_>, action: ActionRef) -> bool {
    if !ids_are_true(run, action) {
        return false;
    }
    if run.plan.get(action).mode != ActionMode::Build {
        return true;
    }
    let package = run.package(action);
    // A file with an absolute name is the main program of a test that list shows. It
    // lies in the cache under its own hash; the recipe has only its name.
    input_files(package).all(|file| {
        path::is_abs(file)
            || run
                .services
                .files
                .is_unchanged(&path::join(&[&package.dir, file]))
    })
}

/// Reports whether the results that the action used have the build IDs that went into
/// its action ID, also where a memory told them.
fn ids_are_true(run: &Run<'_>, action: ActionRef) -> bool {
    run.plan.get(action).deps.iter().all(|dep| {
        let state = run.state(*dep);
        !state.is_remembered || read_build_id(&state.built) == state.build_id
    })
}
