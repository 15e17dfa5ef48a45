//! Commands that need no SDK, no module and no settings: they run before the search for these,
//! because shells start them at every login.
//!
//! Counterpart: none.

use super::extension_commands::COMPLETION;
use super::extension_commands::MAN;
use crate::error::CliError;
use crate::flags;
use crate::flags::Parsed;
use crate::output::Output;
use crate::policy::CommandPolicy;
use crate::process::Process;

/// Such a command.
pub(crate) struct Standalone {
    /// Runs it; returns its exit code.
    run: fn(&Process, &Parsed, &Output) -> Result<i32, CliError>,
    /// Its name and its flags; the rest is not used.
    pub(crate) policy: CommandPolicy,
}

/// All of them.
const STANDALONE: &[Standalone] = &[
    Standalone {
        run: super::completion::run,
        policy: COMPLETION,
    },
    Standalone {
        run: super::man::run,
        policy: MAN,
    },
];

/// Returns the command that the arguments of the process name.
pub(crate) fn find(args: &[String]) -> Option<&'static Standalone> {
    let first = args.first()?;
    STANDALONE.iter().find(|own| own.policy.name == first)
}

impl Standalone {
    /// Runs the command with the arguments of the process; returns its exit code.
    pub(crate) fn run(&self, process: &Process, output: &Output) -> Result<i32, CliError> {
        let parsed = flags::parse(self.policy.flags, &[], &process.args[1..], "");
        let parsed = parsed.map_err(|error| CliError::Usage {
            line: error.message,
            note: error.note,
        })?;
        (self.run)(process, &parsed, output)
    }
}
