//! Runs the tools of version-control systems, and collects what upstream would print.
//!
//! Upstream has two ways to run them, which differ in what `-x` and `-v` show: one for a
//! repository's state, one for a module's versions.
//! Counterpart: cmd/go/internal/vcs/vcs.go (`run1`),
//! cmd/go/internal/modfetch/codehost/codehost.go (`run`).

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

use vamos_base::Cancel;
use vamos_base::golang::os_str;
use vamos_fsys::proc::Executor;
use vamos_fsys::proc::Outcome;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::SpawnError;
use vamos_fsys::proc::Streams;
use vamos_fsys::proc::look_path;

use crate::error::VcsError;
use crate::notes::VersionNotes;
use crate::system::System;

/// What stamping needs from environment and flags.
#[derive(Clone, Debug)]
pub struct Config {
    /// The environment of the tools.
    pub env: Arc<[(String, String)]>,
    /// `$PATH`.
    pub path: String,
    /// GOROOT, which holds an extension for Mercurial.
    pub goroot: String,
    /// The store for versions of commits; `None` to store nothing.
    pub notes: Option<Arc<dyn VersionNotes>>,
    /// Whether GOPROXY is `off`.
    pub is_proxy_off: bool,
    /// Whether GODEBUG has `allowmultiplevcs=1`.
    pub allows_multiple: bool,
    /// The rules of Go 1.27: Bazaar is not supported, and a `.git` file that names a
    /// directory makes a root.
    pub is_modern: bool,
    /// Whether commands are shown (`-x`).
    pub shows_commands: bool,
    /// Whether the output of failing tools is shown (`-v`).
    pub is_verbose: bool,
}

/// Runs tools; lines for stderr are added to the `messages` of each call.
pub(crate) struct Tools {
    pub(crate) config: Config,
    pub(crate) executor: Arc<dyn Executor>,
    pub(crate) cancel: Cancel,
}

impl Tools {
    fn spawn(
        &self,
        program: String,
        args: &[&str],
        dir: &str,
        env: &[(&str, &str)],
    ) -> Result<Outcome, SpawnError> {
        let mut argv = vec![program];
        argv.extend(args.iter().map(|&arg| arg.to_owned()));
        let mut extra_env = vec![("PWD".to_owned(), dir.to_owned())];
        extra_env.extend(
            env.iter()
                .map(|&(name, value)| (name.to_owned(), value.to_owned())),
        );
        let spawn = Spawn {
            argv,
            env: Arc::clone(&self.config.env),
            extra_env,
            dir: dir.to_owned(),
            streams: Streams::Separate,
        };
        self.executor.run(&spawn, &self.cancel)
    }

    /// Runs a system's tool in a repository for its state.
    pub(crate) fn state(
        &self,
        system: System,
        dir: &str,
        args: &[&str],
        messages: &mut String,
    ) -> Result<Vec<u8>, VcsError> {
        let command = system.command();
        let program = look_path(command, &self.config.path).map_err(|error| {
            let name = system.name();
            let site = match self.config.is_modern {
                true => "go.dev",
                false => "golang.org",
            };
            _ = writeln!(
                messages,
                "go: missing {name} command. See https://{site}/s/gogetcmd"
            );
            VcsError::Missing(error)
        })?;
        let line = args.join(" ");
        if self.config.shows_commands {
            _ = writeln!(messages, "cd {dir}\n{command} {line}");
        }
        let env: &[(&str, &str)] = match system {
            System::Hg => &[("HGPLAIN", "+strictflags")],
            _ => &[],
        };
        let (failure, stderr) = match self.spawn(program, args, dir, env) {
            Ok(outcome) if outcome.exit.is_success() => return Ok(outcome.stdout),
            Ok(outcome) => (outcome.exit.to_string(), outcome.stderr),
            Err(error) => (error.to_string(), Vec::new()),
        };
        if self.config.is_verbose {
            _ = writeln!(messages, "# cd {dir}; {command} {line}");
            if stderr.is_empty() {
                _ = writeln!(messages, "{failure}");
            } else {
                messages.push_str(&os_str::decode(&stderr));
            }
        }
        Err(VcsError::Failed(failure))
    }

    /// Runs a command in a repository for a module's versions. Returns `None` for any
    /// failure, as upstream does not distinguish them here.
    pub(crate) fn versions(
        &self,
        dir: &str,
        argv: &[&str],
        messages: &mut String,
    ) -> Option<Vec<u8>> {
        let text = self.config.shows_commands.then(|| shell_text(dir, argv));
        if let Some(text) = &text {
            _ = writeln!(messages, "{text}");
        }
        let start = Instant::now();
        let outcome = look_path(argv[0], &self.config.path)
            .ok()
            .and_then(|program| self.spawn(program, &argv[1..], dir, &[]).ok());
        if let Some(text) = &text {
            let seconds = start.elapsed().as_secs_f64();
            _ = writeln!(messages, "{seconds:.3}s # {text}");
        }
        let outcome = outcome?;
        outcome.exit.is_success().then_some(outcome.stdout)
    }
}

/// Formats a command for `-x`, almost in shell syntax.
fn shell_text(dir: &str, argv: &[&str]) -> String {
    let mut text = format!("cd {dir};");
    for arg in argv {
        text.push(' ');
        if arg.contains('\'') {
            text.push('"');
            for c in arg.chars() {
                if matches!(c, '"' | '$' | '`' | '\\') {
                    text.push('\\');
                }
                text.push(c);
            }
            text.push('"');
        } else if arg.contains(|c| "$`\\*?[\"\t\n\u{b}\u{c}\r \u{85}\u{a0}".contains(c)) {
            _ = write!(text, "'{arg}'");
        } else {
            text.push_str(arg);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::shell_text;

    #[test]
    fn commands_are_quoted_as_upstream_does() {
        let argv = ["git", "log", "--format=format:%H %ct", "it's $1", "--"];
        assert_eq!(
            shell_text("/r", &argv),
            r#"cd /r; git log '--format=format:%H %ct' "it's \$1" --"#
        );
    }
}
