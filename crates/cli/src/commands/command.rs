//! A row of the tables of commands.
//!
//! Counterpart: cmd/go/internal/base/base.go (`Command`).

use crate::error::CliError;
use crate::invocation::Invocation;
use crate::policy::CommandPolicy;

/// Runs a command; returns its exit code.
type Run = fn(&Invocation) -> Result<i32, CliError>;

/// A row of the table.
pub(crate) struct Command {
    /// Runs the command and returns its exit code.
    pub(crate) run: Run,
    /// Its flags and permissions.
    pub(crate) policy: CommandPolicy,
}
