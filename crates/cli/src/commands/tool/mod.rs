//! `go tool`: buildid and pack inside vamos, and the SDK's own tools as children, built
//! first where the SDK has but their sources.
//!
//! Counterpart: cmd/go/internal/tool/tool.go.

mod buildid;
mod builtin;
mod pack;

use std::sync::Arc;

use vamos_base::golang::quote;
use vamos_fsys::fresh;
use vamos_fsys::proc::Executor;
use vamos_fsys::proc::Exit;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;

use crate::error::CliError;
use crate::invocation::Invocation;

/// Runs `go tool`.
pub(super) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let args = &invocation.parsed.args;
    let only_prints = invocation.parsed.is_set("n");
    let not_built = |what: &str| Err(CliError::NotBuilt(format!("go tool {what}")));
    let Some(name) = args.first() else {
        return not_built("without arguments");
    };
    let env = &invocation.env;
    let is_valid = name
        .bytes()
        .all(|c| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    if is_valid {
        let path = format!("{}/{name}{}", env.tool_dir, env.tool_exe_suffix);
        if fresh::stat(&path).is_ok() {
            return run_built(invocation, name, path, only_prints);
        }
    }
    // Upstream builds these two on demand and runs them; what they do is ours anyway.
    match name.as_str() {
        "buildid" if !only_prints => Ok(buildid::run(&args[1..], &invocation.output)),
        "pack" if !only_prints => Ok(pack::run(&args[1..], invocation)),
        // That it is missing is made up for in another way.
        "dist" => not_built(name),
        _ if is_valid => match builtin::find(invocation, name) {
            Some(import_path) => builtin::run(invocation, name, import_path),
            None => not_built(name),
        },
        _ => not_built(&quote::quote(name)),
    }
}

/// Runs a tool of the SDK with our own streams; its exit code is ours.
fn run_built(
    invocation: &Invocation,
    name: &str,
    path: String,
    only_prints: bool,
) -> Result<i32, CliError> {
    let mut argv = vec![path];
    argv.extend(invocation.parsed.args[1..].iter().cloned());
    if only_prints {
        invocation.output.stdout(&format!("{}\n", argv.join(" ")));
        return Ok(0);
    }
    let spawn = Spawn {
        argv,
        env: Arc::from(invocation.env.tool_env.as_slice()),
        extra_env: Vec::new(),
        dir: String::new(),
        streams: Streams::Inherit,
        inputs: Vec::new(),
        outputs: Vec::new(),
    };
    invocation.output.finish();
    let outcome = match invocation.executor.run(&spawn, &invocation.cancel) {
        Ok(outcome) => outcome,
        Err(error) => {
            invocation.output.log(&format!("go tool {name}: {error}"));
            return Ok(1);
        }
    };
    Ok(match outcome.exit {
        Exit::Code(code) => code,
        exit @ Exit::Signal(..) => {
            invocation.output.log(&format!("go tool {name}: {exit}"));
            1
        }
    })
}
