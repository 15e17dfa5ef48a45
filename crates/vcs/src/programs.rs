//! Runs programs in the directories of repositories.
//!
//! Counterpart: cmd/go/internal/modfetch/codehost/codehost.go (`run`),
//! cmd/go/internal/vcs/vcs.go (`run1`).

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

use vamos_base::Cancel;
use vamos_base::golang::os_str;
use vamos_base::golang::process::Exit;
use vamos_fsys::proc::Executor;
use vamos_fsys::proc::Outcome;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::SpawnError;
use vamos_fsys::proc::Streams;
use vamos_fsys::proc::look_path;

use crate::error::RunError;
use crate::error::VcsError;
use crate::host::Dialect;
use crate::redact::redact;
use crate::system::System;

/// The settings for programs of version-control systems.
#[derive(Clone, Debug)]
pub struct ProgramConfig {
    /// Their environment.
    pub env: Arc<[(String, String)]>,
    /// `$PATH`.
    pub path: String,
    /// GOROOT, which contains an extension for Mercurial.
    pub goroot: String,
    /// True if commands are shown (`-x`).
    pub shows_commands: bool,
    /// True if the output of failing programs is shown (`-v`).
    pub is_verbose: bool,
    /// The rules of Go 1.27: Bazaar is not supported, a `.git` file that names a directory marks a
    /// root, no query is repeated, and help is at go.dev.
    pub is_modern: bool,
    /// True if Mercurial is queried as since Go 1.26.
    pub has_hg_sums: bool,
}

impl ProgramConfig {
    /// Returns the commands of a system's program.
    pub(crate) fn dialect(&self, system: System) -> Dialect {
        Dialect {
            system,
            has_hg_sums: self.has_hg_sums,
            goroot: self.goroot.clone(),
        }
    }
}

/// Runs programs.
pub(crate) struct Programs {
    pub(crate) config: ProgramConfig,
    pub(crate) executor: Arc<dyn Executor>,
    pub(crate) cancel: Cancel,
}

impl Programs {
    /// Runs a program that was found in PATH.
    pub(crate) fn spawn(
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

    /// Runs a system's program to determine the state of a repository, or to find one (`vcs.run1`).
    /// Lines for stderr are added to `messages`.
    pub(crate) fn ask(
        &self,
        system: System,
        dir: &str,
        args: &[&str],
        messages: &mut String,
    ) -> Result<Vec<u8>, VcsError> {
        let command = system.command();
        let program = look_path(command, &self.config.path).map_err(|error| {
            let name = system.name();
            let site = if self.config.is_modern {
                "go.dev"
            } else {
                "golang.org"
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
            Ok(outcome) => (VcsError::Failed(outcome.exit), outcome.stderr),
            Err(error) => (VcsError::Start(error), Vec::new()),
        };
        if self.config.is_verbose {
            _ = writeln!(messages, "# cd {dir}; {command} {line}");
            if stderr.is_empty() {
                _ = writeln!(messages, "{failure}");
            } else {
                messages.push_str(&os_str::decode(&stderr));
            }
        }
        Err(failure)
    }

    /// Runs a command in a repository (`codehost.run`); returns its stdout. `say` prints the
    /// lines of `-x`.
    pub(crate) fn run(
        &self,
        dir: &str,
        argv: &[&str],
        env: &[(&str, &str)],
        say: &mut dyn FnMut(&str),
    ) -> Result<Vec<u8>, RunError> {
        let text = self.config.shows_commands.then(|| shell_text(dir, argv));
        if let Some(text) = &text {
            say(text);
        }
        let start = Instant::now();
        let outcome = match look_path(argv[0], &self.config.path) {
            Ok(program) => {
                let spawned = self.spawn(program, &argv[1..], dir, env);
                spawned.map_err(|error| error.to_string())
            }
            Err(error) => Err(error.to_string()),
        };
        if let Some(text) = &text {
            let seconds = start.elapsed().as_secs_f64();
            say(&format!("{seconds:.3}s # {text}"));
        }
        let (failure, code, stderr) = match outcome {
            Ok(outcome) if outcome.exit.is_success() => return Ok(outcome.stdout),
            Ok(outcome) => {
                let code = match outcome.exit {
                    Exit::Code(code) => Some(code),
                    Exit::Signal(..) => None,
                };
                (outcome.exit.to_string(), code, outcome.stderr)
            }
            Err(error) => (error, None, Vec::new()),
        };
        Err(RunError {
            command: redact(&format!("{} in {dir}", argv.join(" "))).into_owned(),
            failure,
            code,
            stderr: redact(&os_str::decode(&stderr)).into_owned(),
            help: "",
        })
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
