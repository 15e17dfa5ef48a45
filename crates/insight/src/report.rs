//! The report of a project's last command, as stored and shown.
//!
//! Counterpart: none.

use std::time::Duration;

use vamos_build::StepOutcome;

use crate::cache_size::size_of_bytes;
use crate::cause::Cause;

/// A command that built something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command {
    /// Its words, without the program.
    pub args: Vec<String>,
    /// The directory in which it ran.
    pub dir: String,
    /// Start time, in nanoseconds since the epoch.
    pub began_ns: i128,
    /// Settings that decide which files a package has, by name: `-tags`, `-overlay`.
    pub settings: Vec<(String, String)>,
    /// Use of the remote cache, if there was one.
    pub remote: Option<RemoteUse>,
}

/// Use of a remote cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RemoteUse {
    /// Results that it had.
    pub found: u64,
    /// Results that it did not have.
    pub missing: u64,
    /// The bytes of the results.
    pub bytes: u64,
    /// Total time that threads waited for it.
    pub waited: Duration,
    /// The processor time that the results would have taken here, as estimated.
    pub saved: Duration,
}

impl RemoteUse {
    /// Returns one line without its end: `12 found (3.4 MB), 2 missing, waited 0.3 s, saved about 21 s`.
    pub(crate) fn line(&self) -> String {
        format!(
            "{} found ({}), {} missing, waited {:.1} s, saved about {:.1} s of CPU time",
            self.found,
            size_of_bytes(self.bytes),
            self.missing,
            self.waited.as_secs_f64(),
            self.saved.as_secs_f64()
        )
    }
}

/// Another directory with the same sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Elsewhere {
    /// The file that defines the project there.
    pub project: String,
    /// The number of actions of this run that were built there.
    pub actions: u64,
}

/// One action of the command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportStep {
    /// The kind of the action: `build`, `link`, `vet`, `test run`.
    pub mode: String,
    /// Verb of the action: `compile`, `link`; may be empty.
    pub verb: String,
    /// The description of the package.
    pub package: String,
    /// The directory of the package.
    pub dir: String,
    /// The program that a link is for; may be empty.
    pub target: String,
    /// Result of the action.
    pub outcome: StepOutcome,
    /// Reasons why it was not up to date.
    pub causes: Vec<Cause>,
    /// Start, since the start of the run.
    pub start: Duration,
    /// End, since the start of the run.
    pub end: Duration,
    /// Processor time of its tools.
    pub processor: Duration,
    /// The step that it waited for longest, by its place.
    pub after: Option<u32>,
}

impl ReportStep {
    /// Reports whether work was done for it, or at least begun.
    pub fn has_run(&self) -> bool {
        has_run(self.outcome)
    }

    /// Returns the verb for people: of an action without one the kind.
    pub fn title(&self) -> &str {
        match self.verb.as_str() {
            "" => &self.mode,
            verb => verb,
        }
    }

    /// Returns the verb without a preposition, for people: `compile C` of `compile C of`.
    pub fn noun(&self) -> &str {
        let title = self.title();
        title.strip_suffix(" of").unwrap_or(title)
    }
}

/// Reports whether an action with this outcome has done work, or at least begun with it.
pub(crate) fn has_run(outcome: StepOutcome) -> bool {
    matches!(
        outcome,
        StepOutcome::Ran | StepOutcome::Failed | StepOutcome::Interrupted
    )
}

/// Report of the last command of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The command.
    pub command: Command,
    /// Duration of loading and planning, before the actions ran.
    pub loading: Duration,
    /// Duration of the run of its actions.
    pub took: Duration,
    /// Steps in the order of the plan: the dependencies of an action come before it.
    pub steps: Vec<ReportStep>,
    /// True if nothing ran: steps with the outcome [`StepOutcome::Ran`] would run.
    pub is_planned: bool,
    /// Another directory in which actions were built that ran here.
    pub elsewhere: Option<Elsewhere>,
}
