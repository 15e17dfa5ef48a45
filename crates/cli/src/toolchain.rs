//! Carries out the choice of a toolchain, before the command line is looked at.
//!
//! Counterpart: cmd/go/internal/toolchain/exec.go.

use std::sync::Arc;

use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::SpawnError;
use vamos_fsys::proc::Streams;
use vamos_fsys::proc::exec_replace;
use vamos_goenv::GoEnv;
use vamos_goenv::Inputs;
use vamos_goenv::toolchain;
use vamos_goenv::toolchain::Choice;
use vamos_goenv::toolchain::Reexec;

use crate::error::CliError;
use crate::output::Output;

/// Goes on with this toolchain, or replaces the process by one for another. A release
/// that is not on this machine is left to the SDK's own go, which can fetch it.
pub(crate) fn choose_toolchain(
    inputs: &Inputs,
    env: &mut GoEnv,
    output: &Output,
) -> Result<(), CliError> {
    let log = |notes: &[String]| notes.iter().for_each(|note| output.log(note));
    let selection = toolchain::select(inputs, env).map_err(|error| {
        log(&error.notes);
        CliError::go(error)
    })?;
    log(&selection.notes);
    env.local = selection.local;
    match selection.choice {
        Choice::Local => Ok(()),
        Choice::Again(reexec) | Choice::Program(reexec) => Err(replace(inputs, reexec)),
        Choice::NeedsReleases { need } => Err(CliError::NotBuilt(format!(
            "asking which releases there are since go {need}"
        ))),
        Choice::NeedsDownload { toolchain, .. } => Err(CliError::NotBuilt(format!(
            "downloading toolchain {toolchain}"
        ))),
    }
}

/// Replaces the process; comes back only with the reason why that was not possible.
fn replace(inputs: &Inputs, reexec: Reexec) -> CliError {
    let mut argv = vec![reexec.program];
    argv.extend(inputs.args.iter().cloned());
    let error = exec_replace(&Spawn {
        argv,
        env: Arc::from(reexec.env),
        extra_env: Vec::new(),
        dir: String::new(),
        streams: Streams::Inherit,
        inputs: Vec::new(),
        outputs: Vec::new(),
    });
    let cause = match error {
        SpawnError::Start { message, .. } => message,
        SpawnError::Cancelled => "interrupted".to_owned(),
    };
    CliError::go(format_args!("exec {}: {cause}", reexec.toolchain))
}
