//! Checks that the inputs of an action are unchanged since its action ID was computed.
//!
//! Counterpart: none; upstream stores results without checking the inputs again.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use vamos_base::golang::path;

use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::build_ids::read_build_id;
use crate::recipe::input_files;
use crate::run::Done;
use crate::run::Run;

/// Reports whether the tool of an action read the files that were hashed for it: results of
/// other files must not enter a shared cache.
pub(crate) fn inputs_are_unchanged(run: &Run<'_>, action: ActionRef) -> bool {
    read_inputs_are_unchanged(run, action, &[])
}

/// Like [`inputs_are_unchanged`], with the build IDs of archives that the tool has read.
pub(crate) fn read_inputs_are_unchanged(
    run: &Run<'_>,
    action: ActionRef,
    read: &[(String, String)],
) -> bool {
    if !ids_are_true(run, action, read) {
        return false;
    }
    if run.plan.get(action).mode != ActionMode::Build {
        return true;
    }
    let package = run.package(action);
    // A file with an absolute name is the main program of a test, for list. It is in the
    // cache under its own hash; the recipe only contains its name.
    input_files(package).all(|file| {
        path::is_abs(file)
            || run
                .services
                .files
                .is_unchanged(&path::join(&[&package.dir, file]))
    })
}

/// Reports whether the results that the action used have the build IDs from which its action ID was
/// computed. Build IDs from the stat cache were read by a link in this process, or they are read
/// from the files now, each once: many actions use the same results.
fn ids_are_true(run: &Run<'_>, action: ActionRef, read: &[(String, String)]) -> bool {
    let read = read.iter().map(|(file, id)| (file.as_str(), id.as_str()));
    let read: HashMap<&str, &str> = read.collect();
    let mut deps = run.plan.get(action).deps.iter();
    deps.all(|dep| id_is_true(run, *dep, &read))
}

fn id_is_true(run: &Run<'_>, dep: ActionRef, read: &HashMap<&str, &str>) -> bool {
    if !run.is_remembered(dep) {
        return true;
    }
    let Done {
        built, build_id, ..
    } = run.done(dep);
    let is_true = match read.get(built.as_str()) {
        Some(id) => id == build_id,
        None => read_build_id(built) == *build_id,
    };
    if is_true {
        let is_verified = &run.findings(dep).is_verified;
        is_verified.store(true, Ordering::Relaxed);
    }
    is_true
}
