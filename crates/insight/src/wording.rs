//! Words for actions and their causes.
//!
//! Counterpart: none.

use vamos_build::StepOutcome;

use crate::report::ReportStep;

/// Maximum number of listed actions or causes; the rest is only counted.
pub(crate) const LISTED: usize = 30;

/// Returns a clause without its subject, which is an action.
pub(crate) fn happened(outcome: StepOutcome) -> &'static str {
    match outcome {
        StepOutcome::NotNeeded => "was not needed",
        StepOutcome::Ran => "ran",
        StepOutcome::Cached => "is cached",
        StepOutcome::Installed => "is already installed",
        StepOutcome::Reused => "was skipped: nothing that it reads changed",
        StepOutcome::TestKnown => "was not needed: the test result is cached",
        StepOutcome::Failed => "ran, and failed",
        StepOutcome::Interrupted => "was interrupted",
        StepOutcome::Blocked => "was not run, because a dependency failed",
    }
}

/// Returns the causes of a step, one a line.
pub(crate) fn causes(step: &ReportStep) -> String {
    let listed = step.causes.iter().take(LISTED);
    let mut text: String = listed.map(|cause| format!("    {cause}\n")).collect();
    if step.causes.len() > LISTED {
        let more = step.causes.len() - LISTED;
        text.push_str(&format!("    ... and {more} more\n"));
    }
    text
}
