//! The linker on trial: `vamos tool link`, or a program that takes cmd/link's arguments.
//!
//! Counterpart: none.

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use super::USAGE;
use super::case::Case;
use super::case::Outcome;

/// Prefix of the line on stderr when the official linker makes a link instead of vamos.
pub(super) const FELL_BACK: &str = "vamos: linked by the SDK's linker: ";

/// Part of each line about such a link; in builds there is a package before it.
pub(super) const FELL_BACK_MARK: &str = ": linked by the SDK's linker: ";

/// The exit code of a linker without vamos where the official linker must run.
const UNSUPPORTED: i32 = 3;

/// The linker on trial.
pub(super) struct Driver {
    program: PathBuf,
    /// Words between the program and the linker's arguments.
    words: &'static [&'static str],
}

/// Results of a run on trial.
pub(super) struct Trial {
    /// The result, without the driver's own lines.
    pub(super) outcome: Outcome,
    /// The reason for which the official linker ran.
    pub(super) fell_back: Option<String>,
}

impl Driver {
    /// Parses `--vamos` or `--linker`; `None` for other flags.
    pub(super) fn of_flag(flag: &str, value: &str) -> Option<Self> {
        let words: &[&str] = match flag {
            "--vamos" => &["tool", "link"],
            "--linker" => &[],
            _ => return None,
        };
        let program = PathBuf::from(value);
        Some(Self {
            // The linker runs in the case's directory.
            program: program.canonicalize().unwrap_or(program),
            words,
        })
    }

    /// Returns the given driver; it is required.
    pub(super) fn required(driver: Option<Self>) -> Result<Self, String> {
        driver.ok_or_else(|| USAGE.to_owned())
    }

    /// Reports whether the program is the go command, which sets GOROOT for its tools.
    pub(super) fn is_go_command(&self) -> bool {
        !self.words.is_empty()
    }

    /// Returns the command for a case.
    pub(super) fn command(&self, case: &Case, added: &[String], out: &Path) -> Command {
        let mut command = self.plain(case);
        command.args(case.args(out, added));
        if !self.is_go_command() {
            // Messages start with the linker's own name.
            command.arg0(case.stock());
        }
        command
    }

    /// Returns the command for a case without the linker's arguments.
    pub(super) fn plain(&self, case: &Case) -> Command {
        let mut command = case.command(self.program.as_os_str());
        command
            .args(self.words)
            .env("VAMOS_LINK", "explain")
            .env("VAMOS_NO_DELEGATE", "1")
            .env("VAMOS_COMPILER", "stock");
        if self.is_go_command() {
            command.env("GOROOT", case.about("goroot"));
        }
        command
    }

    /// Links a case.
    pub(super) fn link(&self, case: &Case, added: &[String], out: &Path) -> Result<Trial, String> {
        let mut outcome = case.run(self.command(case, added, out), out)?;
        let mut fell_back = None;
        let mut kept = String::new();
        for line in outcome.stderr.split_inclusive('\n') {
            match line.strip_prefix(FELL_BACK) {
                Some(reason) => fell_back = Some(reason.trim_end().to_owned()),
                None => kept += line,
            }
        }
        if !self.is_go_command() && outcome.code == UNSUPPORTED {
            fell_back = Some(kept.trim_end().to_owned());
        }
        outcome.stderr = kept;
        Ok(Trial { outcome, fell_back })
    }
}
