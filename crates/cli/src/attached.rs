//! Runs formatters and generators, which print to the stdout and stderr of this process.
//!
//! Counterpart: cmd/go/internal/base/base.go (`RunErr`), os/exec (`Cmd.Run`).

use vamos_fsys::PathError;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::look_path;
use vamos_fsys::uncached;

use crate::invocation::Invocation;

/// Runs a program as os/exec does with the stdout and stderr of this process: it is searched for on
/// PATH, its `argv[0]` is `name`, and stdin is empty. `spawn.argv[0]` is the program's name or
/// path.
///
/// # Errors
/// The program could not be started, or failed: Go's text.
pub(crate) fn run_attached(
    invocation: &Invocation,
    mut spawn: Spawn,
    name: &str,
) -> Result<(), String> {
    let program = &mut spawn.argv[0];
    if program.is_empty() {
        return Err("exec: no command".to_owned());
    }
    if !program.contains('/') {
        let search = invocation.process.var("PATH");
        *program = look_path(program, search).map_err(|error| error.to_string())?;
    }
    if !spawn.dir.is_empty()
        && let Err(error) = uncached::stat(&spawn.dir)
    {
        let error = PathError {
            op: "chdir",
            ..error
        };
        return Err(error.to_string());
    }
    invocation.output.finish();
    match invocation.executor.run_attached(&spawn, name) {
        Ok(outcome) if outcome.exit.is_success() => Ok(()),
        Ok(outcome) => Err(outcome.exit.to_string()),
        Err(error) => Err(error.to_string()),
    }
}
