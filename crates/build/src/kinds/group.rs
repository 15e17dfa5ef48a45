//! Actions that do nothing themselves: they order others, or stand for a command.
//!
//! Counterpart: cmd/go/internal/work/action.go (actions without an `Actor`).

use crate::action::ActionRef;
use crate::error::BuildError;
use crate::run::Done;
use crate::run::Kind;
use crate::run::Run;

/// Does nothing.
pub(super) struct Group;

impl Kind for Group {
    fn run(&self, _run: &Run<'_>, _action: ActionRef, _done: &mut Done) -> Result<(), BuildError> {
        Ok(())
    }
}
