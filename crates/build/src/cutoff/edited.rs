//! Packages whose imports may be edited: a record of reads is only of use for these packages.
//!
//! Counterpart: none.

use crate::action::ActionRef;
use crate::checks::scope;
use crate::run::Run;

/// Records that a package has an archive without a record, if that is of use.
pub(super) fn note_missing(run: &Run<'_>, action: ActionRef) {
    if imports_edited(run, action) {
        run.services.cutoff.pass.note_missing();
    }
}

/// Reports whether an import of a package may be edited: one that is not in GOROOT or in the module
/// cache.
pub(super) fn imports_edited(run: &Run<'_>, action: ActionRef) -> bool {
    let mut deps = run.plan.get(action).deps.iter();
    deps.any(|dep| {
        let import = run.plan.package_of(run.graph, *dep);
        let is_other = run.plan.get(*dep).package != run.plan.get(action).package;
        import.is_some_and(|import| is_other && scope::is_written(run.cx().env, import))
    })
}
