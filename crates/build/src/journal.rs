//! The journal of a run: the outcome of each action and the inputs of its ID.
//!
//! It explains a build afterwards: the reason why an action ran, and the time of each step. Nothing
//! in it decides the results of the build.
//! Counterpart: none; the file of `-debug-actiongraph` has some of the same columns.

use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::Instant;

use crate::action_ref::ActionRef;

/// The outcome of an action.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StepOutcome {
    /// Nothing had to be done for it.
    #[default]
    NotNeeded,
    /// Its work was done.
    Ran,
    /// The build cache has its result.
    Cached,
    /// The installed file is its result.
    Installed,
    /// The result of an earlier run was used, because nothing that the tool reads has changed.
    Reused,
    /// It makes a program that is needed by a test only, and the test's result is known.
    TestKnown,
    /// Its work failed.
    Failed,
    /// It was ended before its work was done, by a signal to the command.
    Interrupted,
    /// Another action failed that it needs.
    Blocked,
}

/// One action of a run.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// The kind of the action, as in the action graph: `build`, `link`, `vet`, `test run`.
    pub mode: String,
    /// The verb for people: `compile`, `link`; empty for actions that only look up or copy.
    pub verb: &'static str,
    /// The description of the package; empty if the action has none.
    pub package: String,
    /// The directory of the package.
    pub dir: String,
    /// The output file of a link; empty for other actions, and if the program is discarded.
    pub target: String,
    /// The lines that the action ID was made of; empty if it has none.
    pub recipe: String,
    /// The outcome.
    pub outcome: StepOutcome,
    /// When it started, since the start of the run.
    pub start: Duration,
    /// When it ended, since the start of the run.
    pub end: Duration,
    /// Processor time of its tools.
    pub processor: Duration,
    /// The step that it waited for longest, by its place in the journal.
    pub after: Option<u32>,
}

/// The record of a run.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    /// In the order of the plan: an action follows its dependencies.
    pub steps: Vec<Step>,
    /// True if everything was to be made again (`-a`).
    pub is_forced: bool,
    /// The duration of the run.
    pub took: Duration,
    /// Processor time that results from other machines saved here, by the costs of earlier builds,
    /// or as estimated.
    pub saved: Duration,
}

#[derive(Default)]
struct Row {
    recipe: String,
    outcome: StepOutcome,
    start: Duration,
    end: Duration,
}

/// Records a run.
pub(crate) struct Recorder {
    began: Instant,
    /// By action.
    rows: Vec<Mutex<Row>>,
    /// See [`Journal::saved`].
    saved: Mutex<Duration>,
}

impl Recorder {
    /// Begins the record of a run of `actions` actions.
    pub(crate) fn begin(actions: usize) -> Self {
        Self {
            began: Instant::now(),
            rows: (0..actions).map(|_| Mutex::default()).collect(),
            saved: Mutex::default(),
        }
    }

    /// Records that so much processor time was saved by another machine.
    pub(crate) fn save(&self, time: Duration) {
        *self.saved.lock().unwrap_or_else(PoisonError::into_inner) += time;
    }

    /// Returns the processor time that other machines saved.
    pub(crate) fn saved(&self) -> Duration {
        *self.saved.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn row(&self, action: ActionRef) -> MutexGuard<'_, Row> {
        let row = self.rows[action.index()].lock();
        row.unwrap_or_else(PoisonError::into_inner)
    }

    /// Records that an action starts.
    pub(crate) fn start(&self, action: ActionRef) {
        self.row(action).start = self.began.elapsed();
    }

    /// Records that an action has ended.
    pub(crate) fn done(&self, action: ActionRef) {
        self.row(action).end = self.began.elapsed();
    }

    /// Records the outcome of an action; the last report counts, but no success hides a failure or
    /// an interrupt.
    pub(crate) fn note(&self, action: ActionRef, outcome: StepOutcome) {
        let mut row = self.row(action);
        if !matches!(row.outcome, StepOutcome::Failed | StepOutcome::Interrupted) {
            row.outcome = outcome;
        }
    }

    /// Returns the time since the start of the run.
    pub(crate) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// Copies the record of an action into a step; the recipe moves there.
    pub(crate) fn fill(&self, action: ActionRef, step: &mut Step) {
        let mut row = self.row(action);
        step.recipe = std::mem::take(&mut row.recipe);
        step.outcome = row.outcome;
        step.start = row.start;
        step.end = row.end;
    }

    /// Records the inputs of an action's ID.
    pub(crate) fn keep_recipe(&self, action: ActionRef, recipe: String) {
        self.row(action).recipe = recipe;
    }
}
