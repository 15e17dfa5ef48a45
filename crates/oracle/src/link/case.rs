//! A captured link: one directory with all inputs to repeat it.
//!
//! `args` has one argument a line, with [`OUT`] for the output's name; `env` has the whole
//! environment; `importcfg.link` names archives by absolute path; `about` has the program, the SDK,
//! the mode and the target. The official linker's result is in `out.stock` (its direct output,
//! before cmd/go writes the build ID into it), `out.sha256`, `stdout.stock`, `stderr.stock` and
//! `code`.
//! Counterpart: none.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

use vamos_base::Digest;

use super::place::CaptureDir;
use super::place::SPARE_COLLECTION;
use crate::files;
use crate::pair;

/// Represents the output's name.
pub(super) const OUT: &str = "@OUT@";

/// A captured link.
#[derive(Clone)]
pub(super) struct Case {
    /// Name of its directory.
    pub(super) name: String,
    pub(super) dir: PathBuf,
    args: Vec<String>,
    env: Vec<(String, String)>,
    about: Vec<(String, String)>,
}

/// Results of a run of a linker.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Outcome {
    /// The exit code; -1 after a signal.
    pub(super) code: i32,
    pub(super) stdout: String,
    pub(super) stderr: String,
    /// The output file's digest; `None` if there is no file.
    pub(super) digest: Option<Digest>,
}

fn read(path: &Path) -> Result<String, String> {
    files::read_text(path)
}

/// Writes a file; errors name it.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    files::write(path, bytes)
}

fn pairs(text: &str) -> Vec<(String, String)> {
    let lines = text.lines().filter_map(|line| line.split_once('='));
    lines
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// Retains the part of a Go program's crash that is the same in each run: the message before the
/// goroutines, without addresses.
fn stable(text: String) -> String {
    let Some((message, _)) = text.split_once("\ngoroutine ") else {
        return text;
    };
    let mut parts = message.split("0x");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out += "0x";
        out += part.trim_start_matches(|c: char| c.is_ascii_hexdigit());
    }
    out + "\ngoroutines\n"
}

/// Reports whether a directory is a case that was not interrupted.
pub(super) fn is_complete(dir: &Path) -> bool {
    // The digest is written last.
    ["about", "out.sha256"]
        .iter()
        .all(|file| dir.join(file).exists())
}

impl Case {
    /// Reads a case.
    pub(super) fn read(dir: &Path) -> Result<Self, String> {
        let name = dir.file_name().unwrap_or_default();
        Ok(Self {
            name: name.to_string_lossy().into_owned(),
            dir: dir.to_owned(),
            args: read(&dir.join("args"))?
                .lines()
                .map(str::to_owned)
                .collect(),
            env: pairs(&read(&dir.join("env"))?),
            about: pairs(&read(&dir.join("about"))?),
        })
    }

    /// Reads the cases that are named, or all.
    pub(super) fn all(place: &CaptureDir, names: &[String]) -> Result<Vec<Self>, String> {
        if !names.is_empty() {
            let dirs = names.iter().map(|name| place.cases().join(name));
            return dirs.map(|dir| Self::read(&dir)).collect();
        }
        let failed = |error: std::io::Error| format!("{}: {error}", place.cases().display());
        let mut dirs = Vec::new();
        for entry in fs::read_dir(place.cases()).map_err(failed)? {
            let dir = entry.map_err(failed)?.path();
            if is_complete(&dir) {
                dirs.push(dir);
            }
        }
        dirs.sort();
        dirs.iter().map(|dir| Self::read(dir)).collect()
    }

    /// Returns a word of `about`: program, sdk, release, mode, platform, goroot or tool.
    pub(super) fn about(&self, key: &str) -> &str {
        let found = self.about.iter().find(|(name, _)| name == key);
        found.map_or("", |(_, value)| value)
    }

    /// Reports whether it is a package's test binary.
    pub(super) fn is_test(&self) -> bool {
        self.name.starts_with("test-")
    }

    /// Returns a variable of the recorded environment.
    pub(super) fn variable(&self, key: &str) -> &str {
        let found = self.env.iter().find(|(name, _)| name == key);
        found.map_or("", |(_, value)| value)
    }

    /// Returns the official linker.
    pub(super) fn stock(&self) -> PathBuf {
        PathBuf::from(self.about("tool"))
    }

    /// Returns the recorded arguments with the output's name, after `added` flags.
    pub(super) fn args(&self, out: &Path, added: &[String]) -> Vec<String> {
        let out = out.display().to_string();
        let own = self.args.iter().map(|arg| arg.replace(OUT, &out));
        added.iter().cloned().chain(own).collect()
    }

    /// Returns a program in the recorded environment, without arguments.
    pub(super) fn command(&self, program: &OsStr) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .current_dir(&self.dir)
            .stdin(Stdio::null());
        command
    }

    /// Runs a command that links to `out`, and reads its outputs. `out` stays.
    pub(super) fn run(&self, mut command: Command, out: &Path) -> Result<Outcome, String> {
        // A missing file counts as removed.
        let _ = fs::remove_file(out);
        let output = pair::output(&mut command)?;
        let name = out.display().to_string();
        let text = |bytes: &[u8]| stable(String::from_utf8_lossy(bytes).replace(&name, OUT));
        Ok(Outcome {
            code: output.status.code().unwrap_or(-1),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
            digest: fs::read(out).ok().map(|bytes| Digest::of(&bytes)),
        })
    }

    /// Runs the official linker, with the recorded arguments after `added` flags.
    pub(super) fn link(
        &self,
        linker: &Path,
        added: &[String],
        out: &Path,
    ) -> Result<Outcome, String> {
        let mut command = self.command(linker.as_os_str());
        command.args(self.args(out, added)).envs(SPARE_COLLECTION);
        self.run(command, out)
    }

    /// Returns the recorded result of the official linker.
    pub(super) fn recorded(&self) -> Result<Outcome, String> {
        let digest = fs::read_to_string(self.dir.join("out.sha256")).unwrap_or_default();
        let code = read(&self.dir.join("code"))?;
        Ok(Outcome {
            code: code.trim().parse().map_err(|_| format!("{code:?}"))?,
            stdout: read(&self.dir.join("stdout.stock"))?,
            stderr: read(&self.dir.join("stderr.stock"))?,
            digest: Digest::from_hex(digest.trim().as_bytes()),
        })
    }

    /// Stores the result of the official linker.
    pub(super) fn keep(&self, outcome: &Outcome) -> Result<(), String> {
        let digest = outcome.digest.map(|digest| digest.hex());
        let code = outcome.code.to_string();
        write(&self.dir.join("code"), code.as_bytes())?;
        write(&self.dir.join("stdout.stock"), outcome.stdout.as_bytes())?;
        write(&self.dir.join("stderr.stock"), outcome.stderr.as_bytes())?;
        write(
            &self.dir.join("out.sha256"),
            digest.unwrap_or_default().as_bytes(),
        )
    }
}
