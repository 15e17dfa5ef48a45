//! The tools for remote repositories.
//!
//! Counterpart: cmd/go/internal/modfetch/codehost/{codehost,vcs}.go,
//! cmd/go/internal/vcs/vcs.go (`Ping`).

use std::sync::Arc;

use vamos_base::Cancel;
use vamos_base::golang::os_str;
use vamos_fsys::proc::Executor;
use vamos_fsys::proc::look_path;
use vamos_fsys::uncached;

use crate::error::RunError;
use crate::host::Dialect;
use crate::programs::ProgramConfig;
use crate::programs::Programs;
use crate::redact::redact;
use crate::system::System;

/// Settings for remote repositories.
pub struct RemoteConfig {
    /// The settings for tools.
    pub programs: ProgramConfig,
    /// GOMODCACHE.
    pub gomodcache: String,
    /// The directory for temporary files.
    pub temp_dir: String,
    /// True if new git repositories specify their hash algorithm even if it is the default: since
    /// Go 1.26.
    pub names_sha1: bool,
    /// Prints a line to stderr.
    pub say: Box<dyn Fn(&str) + Send + Sync>,
    /// Reports whether a server responds that an address does not exist.
    pub is_gone: Box<dyn Fn(&str) -> bool + Send + Sync>,
}

/// Runs the tools of remote repositories.
pub struct RemoteTools {
    programs: Programs,
    config: RemoteConfig,
}

impl RemoteTools {
    /// Returns the tools; none is run yet.
    pub fn new(config: RemoteConfig, executor: Arc<dyn Executor>, cancel: Cancel) -> Self {
        let programs = Programs {
            config: config.programs.clone(),
            executor,
            cancel,
        };
        Self { programs, config }
    }

    /// Reports whether a system's program can connect to a repository (`vcs.Cmd.Ping`); true for a
    /// system whose program has no such command.
    pub fn pings(&self, system: System, url: &str) -> bool {
        let args: &[&str] = match system {
            System::Git => &["ls-remote", url],
            System::Hg => &["identify", "--", url],
            System::Svn | System::Bzr => &["info", "--", url],
            System::Fossil => return true,
        };
        let dir = self.gomodcache();
        // Without the directory, the program fails.
        let _ = uncached::make_dirs(dir);
        let mut messages = String::new();
        let answer = self.programs.ask(system, dir, args, &mut messages);
        if !messages.is_empty() {
            (self.config.say)(messages.strip_suffix('\n').unwrap_or(&messages));
        }
        answer.is_ok()
    }

    /// Returns the commands of a system's program.
    pub(crate) fn dialect(&self, system: System) -> Dialect {
        self.config.programs.dialect(system)
    }

    /// Reports whether no query is repeated. If commands are not shown, this has no visible effect.
    pub(crate) fn remembers(&self) -> bool {
        let programs = &self.config.programs;
        programs.is_modern || !programs.shows_commands
    }

    pub(crate) fn temp_dir(&self) -> &str {
        &self.config.temp_dir
    }

    pub(crate) fn gomodcache(&self) -> &str {
        &self.config.gomodcache
    }

    pub(crate) fn is_modern(&self) -> bool {
        self.config.programs.is_modern
    }

    pub(crate) fn names_sha1(&self) -> bool {
        self.config.names_sha1
    }

    pub(crate) fn is_gone(&self, url: &str) -> bool {
        (self.config.is_gone)(url)
    }

    /// Prints a line of `-x`, without passwords.
    pub(crate) fn show(&self, line: &str) {
        if self.config.programs.shows_commands {
            (self.config.say)(&redact(line));
        }
    }

    pub(crate) fn run(
        &self,
        dir: &str,
        argv: &[&str],
        env: &[(&str, &str)],
    ) -> Result<Vec<u8>, RunError> {
        self.programs
            .run(dir, argv, env, &mut |line| self.show(line))
    }

    /// Returns the version of git, as `v2.47.1`; the error is the whole text.
    pub(crate) fn git_version(&self) -> Result<String, String> {
        let failed =
            |error: &dyn std::fmt::Display| format!("failed to execute git version: {error}");
        let program =
            look_path("git", &self.config.programs.path).map_err(|error| failed(&error))?;
        let done = self.programs.spawn(program, &["version"], "", &[]);
        let outcome = done.map_err(|error| failed(&error))?;
        if !outcome.exit.is_success() {
            return Err(failed(&outcome.exit));
        }
        let out = os_str::decode(&outcome.stdout);
        parse_git_version(&out).ok_or_else(|| {
            let out = vamos_base::golang::quote::quote(&out);
            format!("git version extraction regexp did not match version line: {out}")
        })
    }
}

/// Returns the two or three first numbers of git's version.
fn parse_git_version(out: &str) -> Option<String> {
    let (_, rest) = out.split_once("git version")?;
    let version = rest.trim_start();
    if version.len() == rest.len() {
        return None;
    }
    let mut numbers = Vec::new();
    for part in version.split('.').take(3) {
        let end = part.find(|c: char| !c.is_ascii_digit());
        let digits = &part[..end.unwrap_or(part.len())];
        if digits.is_empty() {
            break;
        }
        numbers.push(digits);
        if end.is_some() {
            break;
        }
    }
    (numbers.len() >= 2).then(|| format!("v{}", numbers.join(".")))
}

#[cfg(test)]
mod tests {
    use super::parse_git_version;

    #[test]
    fn git_versions() {
        for (out, want) in [
            ("git version 2.47.3\n", Some("v2.47.3")),
            ("git version 2.47.3.windows.1\n", Some("v2.47.3")),
            ("git version 2.50.rc1", Some("v2.50")),
            ("git version 2.39 (Apple Git-1)", Some("v2.39")),
            ("hg 7", None),
            ("git version 3", None),
        ] {
            assert_eq!(parse_git_version(out).as_deref(), want, "{out}");
        }
    }
}
