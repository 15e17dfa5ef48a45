//! The system's linker as a program: looked up, run, and named in errors.
//!
//! Counterpart: os/exec (`Command`, `Cmd.String`, `Cmd.CombinedOutput`).

use vamos_base::golang::path;
use vamos_fsys::proc::LookPathError;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::SpawnError;
use vamos_fsys::proc::Streams;
use vamos_fsys::proc::look_path;

use super::super::host::LinkHost;

/// A program of the host.
pub(super) struct Program<'a> {
    host: &'a LinkHost<'a>,
    name: String,
    /// Path of the program.
    found: Result<String, LookPathError>,
    goroot: String,
}

/// Reason why a program did not succeed, and its output.
pub(super) struct Failure {
    /// The error, in Go's words.
    pub(super) error: String,
    /// Both output streams.
    pub(super) output: Vec<u8>,
}

impl<'a> Program<'a> {
    /// Looks a program up. It will have this `GOROOT`, as the linker has.
    pub(super) fn find(host: &'a LinkHost<'a>, name: &str, goroot: &str) -> Self {
        let path = host.env.vars.tool("PATH").unwrap_or_default();
        let found = if path::base(name) == name {
            look_path(name, path)
        } else {
            // Relative to the directory in which it runs.
            Ok(name.to_owned())
        };
        Self {
            host,
            name: name.to_owned(),
            found,
            goroot: goroot.to_owned(),
        }
    }

    /// Runs the program; returns its output. `first` are variables that the environment may
    /// override.
    ///
    /// # Errors
    /// It could not be started, or failed.
    pub(super) fn run(&self, args: &[String], first: &[(&str, &str)]) -> Result<Vec<u8>, Failure> {
        let fail = |error: String| Failure {
            error,
            output: Vec::new(),
        };
        let found = self.found.as_ref();
        let program = found.map_err(|error| fail(error.to_string()))?;
        if program.is_empty() {
            return Err(fail("exec: no command".to_owned()));
        }
        let owned = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        let tools = self.host.env.vars.tools.iter().cloned();
        let spawn = Spawn {
            argv: [program].into_iter().chain(args).cloned().collect(),
            env: first.iter().map(owned).chain(tools).collect(),
            extra_env: vec![owned(&("GOROOT", &self.goroot))],
            dir: self.host.dir.clone(),
            streams: Streams::Merged,
        };
        let outcome = self.host.executor.run(&spawn, &self.host.cancel);
        let outcome = outcome.map_err(|error: SpawnError| fail(error.to_string()))?;
        if outcome.exit.is_success() {
            Ok(outcome.stdout)
        } else {
            Err(Failure {
                error: outcome.exit.to_string(),
                output: outcome.stdout,
            })
        }
    }

    /// Returns the command as errors show it.
    pub(super) fn describe(&self, args: &[String]) -> String {
        let program = self.found.as_ref().unwrap_or(&self.name);
        let words: Vec<&str> = [program]
            .into_iter()
            .chain(args)
            .map(String::as_str)
            .collect();
        words.join(" ")
    }
}
