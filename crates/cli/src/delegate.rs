//! Passes commands that are not implemented to the SDK's own go command.
//!
//! With `VAMOS_NO_DELEGATE=1`, which tests and CI set, they are refused instead.
//! Counterpart: none; this file is to be removed when all commands are implemented.

use std::sync::Arc;

use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;
use vamos_fsys::proc::exec_replace;

use crate::env_vars;
use crate::output::Output;
use crate::process::Process;

/// Exit code of a refusal; no go command uses it.
const REFUSED: i32 = 3;

/// Replaces this process by `GOROOT/bin/go` with the same arguments, or returns the
/// exit code of a refusal.
pub(crate) fn delegate(process: &Process, goroot: &str, feature: &str, output: &Output) -> i32 {
    let why = if !process.settings.may_delegate {
        "and VAMOS_NO_DELEGATE=1 forbids to pass it to the SDK's go"
    } else if process.settings.is_delegated {
        "and the SDK's bin/go is vamos itself"
    } else if goroot.is_empty() {
        "and there is no Go SDK to pass it to"
    } else {
        output.finish();
        let mut argv = vec![format!("{goroot}/bin/go")];
        argv.extend(process.args.iter().cloned());
        let error = exec_replace(&Spawn {
            argv,
            env: Arc::from(process.env.as_slice()),
            // If bin/go is vamos itself, it must not pass the command on again.
            extra_env: vec![(env_vars::DELEGATED.name.to_owned(), "1".to_owned())],
            dir: String::new(),
            streams: Streams::Inherit,
        });
        output.log(&format!("vamos: {feature} is not implemented yet: {error}"));
        return REFUSED;
    };
    output.log(&format!("vamos: {feature} is not implemented yet, {why}"));
    REFUSED
}
