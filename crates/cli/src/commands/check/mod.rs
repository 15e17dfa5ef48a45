//! `vamos check`: the type errors of packages, without compiling.
//!
//! It prints the same as `go build`. Named packages, their tests and all packages of the main
//! modules that they need are checked in full; of other packages only the declarations.
//! Counterpart: none; the texts are from cmd/compile and from cmd/go/internal/work/shell.go.

mod cgo;
mod cgo_files;
pub(super) mod kept;
mod kept_plan;
mod plan;
mod plan_codec;
mod progress;
mod report;
mod resident;
pub(super) mod sources;
pub(super) mod units;

use std::sync::Arc;

use vamos_checks::Kept;
use vamos_checks::Settings;
use vamos_checks::Sources;
use vamos_checks::check_units;

use super::session::finish_load;
use crate::error::CliError;
use crate::invocation::Invocation;
use crate::run_record::Edited;
use kept::KeptSummaries;
use kept_plan::KeptPlan;
use plan::Afterwards;
use plan::Plan;
use progress::Shown;
pub(super) use report::Outcome;
pub(super) use resident::Resident;

/// Runs `vamos check`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let kept = kept::open(invocation);
    let prepare = || {
        if let Some(kept) = &kept {
            kept.prepare();
        }
    };
    if let Some(edited) = invocation.recorder.take_edited() {
        let read = || KeptPlan::read(invocation, &edited);
        let known = invocation.pool().join(prepare, read);
        if let Some(code) = check_edited(invocation, edited, known, kept.as_ref())? {
            return Ok(code);
        }
    }
    // Loading begins with tables that one thread reads.
    let load = || {
        plan::load(invocation, Afterwards::ProcessEnds, |loaded| {
            finish_load(invocation, loaded)
        })
    };
    let plan = invocation.pool().join(prepare, load)?;
    let code = check(invocation, &plan, &plan.sources(invocation), kept.as_ref()).code;
    if code == 0 && !plan.dirs.is_empty() {
        let attachment = kept_plan::encode_plan(invocation, &plan);
        (invocation.recorder).attach(attachment.unwrap_or_default());
    }
    plan.end();
    Ok(code)
}

/// Checks the packages of an earlier run, if only bodies of functions have changed since; returns
/// the exit code. Otherwise the reason was returned in the place of its plan.
fn check_edited(
    invocation: &Invocation,
    edited: Edited,
    known: Result<KeptPlan, String>,
    kept: Option<&Arc<KeptSummaries>>,
) -> Result<Option<i32>, CliError> {
    let recorder = &invocation.recorder;
    recorder.explain_edited(&invocation.process, || match &known {
        Ok(_) => "the packages are not loaded again".to_owned(),
        Err(why) => format!("the packages are loaded again: {why}"),
    });
    let Ok(mut known) = known else {
        return Ok(None);
    };
    let flags = invocation.load_flags()?;
    let files = invocation.files(&flags)?;
    let plan = Plan {
        units: std::mem::take(&mut known.units),
        names: std::mem::take(&mut known.names),
        ..Plan::empty(invocation, &flags, files)?
    };
    let sources = known.into_sources(plan.sources(invocation));
    let code = check(invocation, &plan, &sources, kept).code;
    let encode = || sources.encode(&plan);
    recorder.end_edited(edited, (code == 0).then_some(encode));
    drop(sources);
    plan.end();
    Ok(Some(code))
}

/// Checks packages and prints their errors.
fn check(
    invocation: &Invocation,
    plan: &Plan,
    sources: &dyn Sources,
    kept: Option<&Arc<KeptSummaries>>,
) -> Outcome {
    let report = |verdicts: &_| report::report(plan, invocation, verdicts);
    if plan.units.is_empty() {
        return report(&Vec::new());
    }
    let shared = kept.cloned().map(|kept| kept as Arc<dyn Kept>);
    let progress = Shown::new(plan);
    let settings = Settings {
        release: invocation.env.sdk.release,
        target: plan.target,
        sources,
        kept: shared.as_ref(),
        watcher: Some(&progress),
    };
    let verdicts = check_units(&plan.units, settings, invocation.pool());
    drop(progress);
    let outcome = report(&verdicts);
    if let Some(kept) = kept {
        kept.save();
    }
    outcome
}
