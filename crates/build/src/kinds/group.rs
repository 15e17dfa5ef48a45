//! Actions that do nothing themselves: they order others, or stand for a command.
//!
//! Counterpart: cmd/go/internal/work/action.go (actions without an `Actor`).

use super::Kind;
use crate::action::ActionRef;
use crate::error::BuildError;
use crate::run::Run;

/// Orders other actions; nothing reads their results through it.
pub(crate) struct Group;

impl Kind for Group {
    fn run(&self, _run: &Run<'_>, _action: ActionRef) -> Result<(), BuildError> {
        Ok(())
    }

    fn is_group(&self) -> bool {
        true
    }
}

/// Stands for a command that uses what its dependencies made, after the run.
pub(crate) struct Uses;

impl Kind for Uses {
    fn run(&self, _run: &Run<'_>, _action: ActionRef) -> Result<(), BuildError> {
        Ok(())
    }
}
