//! Runs the built program, as the last step of a command.
//!
//! Counterpart: cmd/go/internal/base/base.go (`RunStdin`), env.go (`AppendPATH`).

use std::sync::Arc;

use vamos_fsys::proc::Executor;
use vamos_fsys::proc::LocalExecutor;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::SpawnError;
use vamos_fsys::proc::Streams;

use crate::output::Output;

/// Puts a directory before the others of PATH (`base.AppendPATH`).
pub(crate) fn lead_path(env: &mut Vec<(String, String)>, bin: &str, search: &str) {
    let value = match search {
        "" => bin.to_owned(),
        search => format!("{bin}:{search}"),
    };
    env.push(("PATH".to_owned(), value));
}

/// Runs a program with the standard streams of this process and the environment `env`,
/// GOROOT/bin first on its PATH. Returns the exit code of this process: 1 however the
/// program failed.
pub(crate) fn run_program(
    output: &Output,
    executor: &LocalExecutor,
    mut env: Vec<(String, String)>,
    bin: &str,
    search: &str,
    command: Vec<String>,
) -> i32 {
    lead_path(&mut env, bin, search);
    let program = match vamos_fsys::proc::look_path(&command[0], search) {
        Ok(program) => program,
        Err(error) => {
            output.log(&error.to_string());
            return 1;
        }
    };
    let mut argv = command;
    argv[0] = program;
    let spawn = Spawn {
        argv,
        env: Arc::from(env),
        extra_env: Vec::new(),
        dir: String::new(),
        streams: Streams::Inherit,
    };
    output.finish();
    // Another process may be writing the cached executable just now (ETXTBSY).
    const TEXT_BUSY: i32 = 26;
    for attempt in 0..3 {
        match executor.run(&spawn, &vamos_base::Cancel::new()) {
            Ok(outcome) if outcome.exit.is_success() => return 0,
            Ok(outcome) => {
                output.log(&outcome.exit.to_string());
                return 1;
            }
            Err(SpawnError::Start { errno, .. }) if errno == Some(TEXT_BUSY) && attempt < 2 => {
                std::thread::sleep(std::time::Duration::from_millis(100 << attempt));
            }
            Err(error) => {
                output.log(&error.to_string());
                return 1;
            }
        }
    }
    1
}
