//! The actions of a command's own.
//!
//! Counterpart: cmd/go/internal/work/action.go (`Actor`).

use crate::action::ActionRef;
use crate::action::CustomAction;
use crate::error::BuildError;
use crate::run::Done;
use crate::run::Kind;
use crate::run::Run;
use crate::running_action::RunningAction;

impl Kind for CustomAction {
    fn run(&self, run: &Run<'_>, action: ActionRef, _done: &mut Done) -> Result<(), BuildError> {
        let running = RunningAction {
            run,
            action,
            unfinished: None,
        };
        self.0.act(&running.inputs(), running.handles())
    }

    fn verb(&self) -> Option<&'static str> {
        self.0.verb()
    }

    fn cost_name(&self) -> Option<&str> {
        self.0.cost_name()
    }
}
