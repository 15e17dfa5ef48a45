//! The reports of a run: failures, the action graph's file and the trace.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`Builder.Do`).

use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use vamos_load::PackageGraph;

use crate::action::ActionRef;
use crate::action_graph::ActionGraph;
use crate::error::BuildError;
use crate::journal::Recorder;
use crate::journal::StepOutcome;
use crate::plan::Plan;
use crate::spans::Spans;

/// The reports of one run.
#[derive(Default)]
pub(crate) struct Reports<'a> {
    /// Records the run for `-debug-actiongraph`.
    pub(crate) action_graph: Option<ActionGraph<'a>>,
    /// Records the run, to explain it.
    pub(crate) journal: Option<Recorder>,
    /// Records the run in the trace.
    pub(crate) spans: Option<Spans>,
    result: Mutex<RunResult>,
    /// Held while a failure is reported and passed on.
    failures: Mutex<()>,
}

#[derive(Default)]
struct RunResult {
    status: u8,
    /// An error that ends the run, rather than the build of one package.
    fatal: Option<BuildError>,
}

impl Reports<'_> {
    fn result(&self) -> MutexGuard<'_, RunResult> {
        self.result.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Locks the reporting of failures: they are reported one at a time.
    pub(crate) fn lock_failures(&self) -> MutexGuard<'_, ()> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reports whether an error has ended the run.
    pub(crate) fn is_ended(&self) -> bool {
        self.result().fatal.is_some()
    }

    /// Ends the run with this error, unless another one has ended it.
    pub(crate) fn end_with(&self, error: BuildError) {
        self.result().fatal.get_or_insert(error);
    }

    /// Records that the command fails.
    pub(crate) fn set_failed(&self) {
        self.result().status = 1;
    }

    /// Reports whether the command fails, as far as it is known.
    pub(crate) fn has_failed(&self) -> bool {
        self.result().status != 0
    }

    /// Returns the command's status and the error that ended the run.
    pub(crate) fn into_end(self) -> (u8, Option<BuildError>) {
        let result = self.result.into_inner();
        let result = result.unwrap_or_else(PoisonError::into_inner);
        (result.status, result.fatal)
    }

    /// Records that an action starts.
    pub(crate) fn start(&self, action: ActionRef) {
        if let Some(journal) = &self.journal {
            journal.start(action);
        }
        if let Some(graph) = &self.action_graph {
            graph.start(action);
        }
    }

    /// Records that an action has ended, and that `triggers` wait for one action less.
    pub(crate) fn done(&self, action: ActionRef, triggers: &[ActionRef]) {
        if let Some(journal) = &self.journal {
            journal.done(action);
        }
        if let Some(graph) = &self.action_graph {
            graph.done(action, triggers);
        }
    }

    /// Records the outcome of an action.
    pub(crate) fn note(&self, action: ActionRef, outcome: StepOutcome) {
        if let Some(journal) = &self.journal {
            journal.note(action, outcome);
        }
    }

    /// Runs `act` within the span of an action.
    pub(crate) fn in_span<T>(
        &self,
        plan: &Plan,
        graph: &PackageGraph,
        action: ActionRef,
        act: impl FnOnce() -> T,
    ) -> T {
        let Some(spans) = &self.spans else {
            return act();
        };
        spans.start(plan, graph, action);
        let result = act();
        spans.done(action);
        result
    }
}
