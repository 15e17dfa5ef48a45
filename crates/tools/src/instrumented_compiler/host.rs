//! Runs the programs that build and check a compiler.
//!
//! Counterpart: none.

use std::sync::Arc;

use vamos_base::Cancel;
use vamos_fsys::proc::Executor;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;

/// Maximum bytes of a failed program's output in a reason.
const LONGEST_REASON: usize = 400;

/// Runner of programs, until it is cancelled.
pub(super) struct Host<'a> {
    pub(super) executor: &'a dyn Executor,
    pub(super) cancel: &'a Cancel,
}

impl Host<'_> {
    /// Runs a program to its end; returns its output.
    pub(super) fn run(
        &self,
        argv: Vec<String>,
        env: Vec<(String, String)>,
    ) -> Result<String, String> {
        let program = argv[0].clone();
        let spawn = Spawn {
            argv,
            env: Arc::from(env),
            extra_env: Vec::new(),
            dir: "/".to_owned(),
            streams: Streams::Merged,
        };
        let outcome = self.executor.run(&spawn, self.cancel);
        let outcome = outcome.map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&outcome.stdout).into_owned();
        if outcome.exit.is_success() {
            return Ok(text);
        }
        let text: String = text.chars().take(LONGEST_REASON).collect();
        Err(format!("{program}: {}: {text}", outcome.exit))
    }
}
