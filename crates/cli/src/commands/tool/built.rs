//! Runs a tool that is built.
//!
//! Counterpart: cmd/go/internal/tool/tool.go (`runBuiltTool`).

use std::sync::Arc;

use vamos_base::Cancel;
use vamos_base::golang::process::Exit;
use vamos_fsys::proc::Executor;
use vamos_fsys::proc::Forwarded;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;

use crate::error::CliError;
use crate::invocation::Invocation;

/// Runs `command` with the arguments after the tool's name and the standard streams of this
/// process, or prints the command; returns the exit code.
pub(super) fn run(
    invocation: &Invocation,
    name: &str,
    command: Vec<String>,
    env: Vec<(String, String)>,
    only_prints: bool,
) -> Result<i32, CliError> {
    let mut argv = command;
    argv.extend(invocation.parsed.args[1..].iter().cloned());
    let output = &invocation.output;
    if only_prints {
        output.stdout(&format!("{}\n", argv.join(" ")));
        return Ok(0);
    }
    let release = invocation.env.sdk.release;
    let forwarded = if release.forwards_ending_signals_only() {
        Forwarded::Ending
    } else {
        Forwarded::All
    };
    let spawn = Spawn {
        argv,
        env: Arc::from(env),
        extra_env: Vec::new(),
        dir: String::new(),
        streams: Streams::InheritWithSignals(forwarded),
    };
    output.finish();
    let outcome = match invocation.executor.run(&spawn, &Cancel::new()) {
        Ok(outcome) => outcome,
        Err(error) => {
            output.log(&format!("go tool {name}: {error}"));
            return Ok(1);
        }
    };
    Ok(match outcome.exit {
        Exit::Code(code) => code,
        exit @ Exit::Signal(..) => {
            output.log(&format!("go tool {name}: {exit}"));
            // Before Go 1.27 a tool that a signal ended did not count as failed.
            i32::from(release.fails_for_killed_tools())
        }
    })
}
