//! `vamos check`: the type errors of packages, without compiling.
//!
//! It prints what `go build` would print. Named packages, their tests and all packages of the
//! main modules that they need are checked in full; of other packages only the declarations.
//! Counterpart: none; the texts are those of cmd/compile and of cmd/go/internal/work/shell.go.

mod kept;
mod plan;
mod progress;
mod report;
mod resident;
mod sources;
mod units;

use std::sync::Arc;

use vamos_checks::Kept;
use vamos_checks::Settings;
use vamos_checks::Sources;
use vamos_checks::check_units;

use super::session::finish_load;
use crate::error::CliError;
use crate::invocation::Invocation;
use plan::Plan;
use progress::Shown;
pub(super) use report::Outcome;
pub(super) use resident::Resident;
use sources::DiskSources;

/// Runs `vamos check`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let plan = plan::load(invocation, |loaded| finish_load(invocation, loaded))?;
    let files = &*plan.files;
    Ok(check(invocation, &plan, &DiskSources { files }).code)
}

/// Checks packages and prints their errors.
fn check(invocation: &Invocation, plan: &Plan, sources: &dyn Sources) -> Outcome {
    if plan.units.is_empty() {
        return report::report(plan, &invocation.output, "", &[]);
    }
    let kept = kept::open(invocation);
    let shared = kept.clone().map(|kept| kept as Arc<dyn Kept>);
    let progress = Shown::new(plan);
    let settings = Settings {
        target: plan.target,
        sources,
        kept: shared.as_ref(),
        watcher: Some(&progress),
    };
    let verdicts = check_units(&plan.units, settings, invocation.pool());
    drop(progress);
    let cwd = &invocation.process.cwd;
    let outcome = report::report(plan, &invocation.output, cwd, &verdicts);
    if let Some(kept) = &kept {
        kept.save();
    }
    outcome
}
