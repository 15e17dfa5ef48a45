//! The interface of a kind of action.
//!
//! Counterpart: cmd/go/internal/work/action.go (`Actor`).

use super::Done;
use super::Run;
use crate::action::ActionRef;
use crate::error::BuildError;

/// The work of an action. Only `run` decides results; the rest is for progress, order and limits.
pub(crate) trait Kind {
    /// Does the action's work, unless its result is there already. Other actions read `done` once
    /// the action has ended, also if it has failed.
    fn run(&self, run: &Run<'_>, action: ActionRef, done: &mut Done) -> Result<(), BuildError>;

    /// Returns the verb for the live line; `None` for actions that only look up or copy.
    fn verb(&self) -> Option<&'static str> {
        None
    }

    /// Returns the name under which the cost for a package is stored; `None` if it is not.
    fn cost_name(&self) -> Option<&str> {
        None
    }

    /// Estimates the processor time in microseconds if there is work to do.
    fn estimate(&self, _run: &Run<'_>, _action: ActionRef) -> u64 {
        1
    }

    /// Estimates the bytes of memory that a tool of the action uses; zero if they are too few to
    /// matter.
    fn memory(&self, _run: &Run<'_>, _action: ActionRef) -> u64 {
        0
    }

    /// Starts the work early, if it is likely to be needed.
    fn run_early(&self, _run: &Run<'_>, _action: ActionRef) {}
}
