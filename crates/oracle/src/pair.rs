//! The official command and vamos in equal conditions: environment and results of their commands,
//! and the differences.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

use crate::compare::same_lines;
use crate::sdk;
use crate::sdk::Sdk;
use crate::tree;
use crate::tree::Tree;

/// One of the two programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Official,
    Vamos,
}

impl Side {
    /// Both, the official command first.
    pub(crate) const BOTH: [Self; 2] = [Self::Official, Self::Vamos];

    /// Returns the side's name, which its directories also have.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Vamos => "vamos",
        }
    }
}

/// Both programs, and the SDK that both work with.
pub(crate) struct Pair {
    pub(crate) sdk: Sdk,
    pub(crate) vamos: PathBuf,
}

impl Pair {
    /// Returns the SDK and the vamos that were named, else the SDK that is found and a vamos
    /// built for release.
    pub(crate) fn find(goroot: Option<&Path>, vamos: Option<&Path>) -> Result<Self, String> {
        Ok(Self {
            sdk: sdk::named_or_found(goroot)?,
            vamos: sdk::vamos_named_or_built(vamos)?,
        })
    }

    /// Returns the executable of a side.
    pub(crate) fn binary(&self, side: Side) -> &Path {
        match side {
            Side::Official => &self.sdk.go,
            Side::Vamos => &self.vamos,
        }
    }

    /// Returns a side's command in `dir`, with the variables that all commands have.
    pub(crate) fn command(&self, side: Side, dir: &Path) -> Command {
        command(self.binary(side), dir, &self.sdk.goroot)
    }
}

/// Returns the command `program` in `dir`, with the SDK and no settings of the user. Other
/// variables come from this process.
pub(crate) fn command(program: &Path, dir: &Path, goroot: &Path) -> Command {
    let mut command = Command::new(program);
    settle(&mut command, dir, goroot);
    command
}

/// Like `command`, with no variable of this process but PATH.
pub fn clean_command(program: &Path, dir: &Path, goroot: &Path) -> Command {
    let mut command = Command::new(program);
    let path = std::env::var_os("PATH").unwrap_or_default();
    command.env_clear().env("PATH", path);
    settle(&mut command, dir, goroot);
    command
}

fn settle(command: &mut Command, dir: &Path, goroot: &Path) {
    command
        .current_dir(dir)
        .env("PWD", dir)
        .env("GOROOT", goroot)
        .env("GOENV", "off")
        .env("GOFLAGS", "-buildvcs=false")
        .env("GOTOOLCHAIN", "local")
        .env("CGO_ENABLED", "0")
        .env("VAMOS_NO_DELEGATE", "1")
        .env("VAMOS_COMPILER", "stock")
        .stdin(Stdio::null());
}

/// Runs a command to its end.
pub fn output(command: &mut Command) -> Result<Output, String> {
    let output = command.output();
    output.map_err(|error| format!("{}: {error}", command.get_program().display()))
}

/// Runs a command that must succeed; the error contains its description `what`.
pub fn succeed(command: &mut Command, what: &str) -> Result<Output, String> {
    let output = output(command)?;
    if output.status.success() {
        Ok(output)
    } else {
        Err(failure(what, &output))
    }
}

/// Runs a shell script that must succeed, and may print; the error contains its description `what`.
pub(crate) fn script(command: &mut Command, what: &str) -> Result<(), String> {
    let status = command.status().map_err(|error| format!("sh: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("cannot {what}"))
    }
}

/// Returns a sentence on a command that failed: its first errors.
pub(crate) fn failure(what: &str, output: &Output) -> String {
    let stderr = text(&output.stderr);
    let head: Vec<&str> = stderr.lines().take(5).collect();
    format!("{what}: {}: {}", output.status, head.join(" | "))
}

/// Returns the output of a command as text.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Results of a command: exit code, texts and files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    /// Its stdout and stderr, and other texts that are compared line by line, by name.
    pub(crate) texts: BTreeMap<String, String>,
    /// Files, of which only that they are equal counts.
    pub(crate) files: Tree,
}

impl Outcome {
    /// Returns the output and exit code of a command.
    pub(crate) fn of(output: &Output) -> Self {
        let texts = [("stdout", &output.stdout), ("stderr", &output.stderr)];
        Self {
            code: output.status.code(),
            texts: texts
                .map(|(name, bytes)| (name.to_owned(), text(bytes)))
                .into(),
            files: Tree::new(),
        }
    }

    /// Returns one of its texts.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    /// Changes one of its texts, to mask details that differ in each run.
    pub(crate) fn mask(&mut self, name: &str, change: impl FnOnce(&str) -> String) {
        if let Some(text) = self.texts.get_mut(name) {
            *text = change(text);
        }
    }

    /// Compares it with the results of the other side's command.
    pub(crate) fn compare(&self, vamos: &Self) -> Result<(), String> {
        let mut problems = Vec::new();
        if self.code != vamos.code {
            problems.push(format!("exit {:?} <> {:?}", self.code, vamos.code));
        }
        let names = self.texts.keys().chain(vamos.texts.keys());
        for name in names.collect::<BTreeSet<_>>() {
            let missing = |outcome: &Self| {
                if outcome.texts.contains_key(name) {
                    outcome.text(name).to_owned()
                } else {
                    "(none)".to_owned()
                }
            };
            if let Err(problem) = same_lines(&missing(self), &missing(vamos)) {
                problems.push(format!("{name}: {problem}"));
            }
        }
        if let Err(problem) = tree::same(&self.files, &vamos.files) {
            problems.push(problem);
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(problems.join("\n  "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_an_outcome_counts() {
        let run = |script: &str| {
            let mut command = clean_command(Path::new("/bin/sh"), Path::new("/"), Path::new("/go"));
            Outcome::of(&output(command.args(["-c", script])).unwrap())
        };
        let one = run("echo out; echo err >&2; exit 3");
        assert_eq!((one.code, one.text("stderr")), (Some(3), "err\n"));
        assert_eq!(one.compare(&one), Ok(()));
        for (script, problem) in [
            ("echo out; echo err >&2", "exit Some(3) <> Some(0)"),
            (
                "echo other; echo err >&2; exit 3",
                "stdout: line 1: out <> other",
            ),
            (
                "echo out; exit 3",
                "stderr: 1 lines <> 0 lines; further: err",
            ),
        ] {
            assert_eq!(one.compare(&run(script)), Err(problem.to_owned()));
        }
        let mut more = one.clone();
        more.texts
            .insert("go.mod".to_owned(), "module m\n".to_owned());
        assert!(one.compare(&more).is_err());
        let mut files = one.clone();
        files.files.insert("f".to_owned(), (0o644, "x".to_owned()));
        assert!(one.compare(&files).is_err());
    }
}
