//! `cargo xtask assembler [--goroot SDK] [--time] [--log FILE]...`: assembly files that the
//! official assembler and crate asm read, and archives that are read and written again.
//!
//! A build of the standard library with `-a -work -x` gives command lines, headers and outputs.
//! Each command is run again by crate asm in this process and its output compared; each archive is
//! read and its objects are written again. Functions are also assembled on 1, 2 and 8 threads in a
//! shuffled order, with the same output. The assembler's own test files are assembled by both.
//! `--log` names the output of an earlier build of this kind. `--time` runs both assemblers once
//! more, and prints their costs by part. `--all-forms` compares generated lines instead
//! ([`forms`]).
//! Counterpart: cmd/asm/internal/asm/endtoend_test.go.

mod archives;
mod commands;
mod costs;
pub(crate) mod difference;
mod forms;
mod testdata;
pub(crate) mod threads;

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::str::FromStr;

use crate::files;
use crate::files::at;
use crate::report::Report;
use crate::sdk;
use crate::sdk::Sdk;

/// Maximum number of differences in the output.
const SHOWN: usize = 12;

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let (mut goroot, mut logs, mut is_timed) = (None, Vec::new(), false);
    let (mut all_forms, mut has_all_forms) = (forms::AllForms::default(), false);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--goroot" => goroot = args.next().map(Path::new),
            "--time" => is_timed = true,
            "--log" => logs.extend(args.next().map(PathBuf::from)),
            "--all-forms" => has_all_forms = true,
            "--goarch" => all_forms.goarch = args.next().cloned(),
            "--lines" => all_forms.lines = number(args.next())?,
            "--seed" => all_forms.seed = number(args.next())?,
            "--out" => all_forms.out = args.next().map(PathBuf::from),
            _ => return Err(format!("unknown argument {arg}")),
        }
    }
    let sdk = sdk::named_or_found(goroot)?;
    let mut report = Report::default();
    let dir = tempfile::tempdir().map_err(|error| format!("temporary directory: {error}"))?;
    if has_all_forms {
        all_forms.run(&sdk, dir.path(), &mut report)?;
        return report.finish();
    }
    let mut builds = Vec::new();
    for log in logs {
        let name = log.display().to_string();
        builds.push((name, files::read_text(&log)?));
    }
    if builds.is_empty() {
        for goarch in ["amd64", "arm64"] {
            builds.push((goarch.to_owned(), build(&sdk, goarch, dir.path())?));
        }
    }
    for (name, log) in &builds {
        commands::check(&sdk, name, log, &mut report);
        if is_timed {
            costs::measure(&sdk, name, log, dir.path(), &mut report);
        }
        archives::check(name, log, &mut report);
    }
    testdata::check(&sdk, dir.path(), &mut report)?;
    report.finish()
}

fn number<T: FromStr>(text: Option<&String>) -> Result<T, String> {
    let number = text.and_then(|text| text.parse().ok());
    number.ok_or_else(|| format!("{text:?} is no number"))
}

/// Builds the standard library by the official command; returns the output of `-x`.
fn build(sdk: &Sdk, goarch: &str, dir: &Path) -> Result<String, String> {
    let home = dir.join(goarch);
    files::make_dir(&home)?;
    let mut command = Command::new(&sdk.go);
    command
        .args(["build", "-a", "-work", "-x", "std"])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", &home)
        .env("GOTMPDIR", &home)
        .env("GOCACHE", home.join("cache"))
        .env("GOTOOLCHAIN", "local")
        .env("GOROOT", &sdk.goroot)
        .env("GOOS", "linux")
        .env("GOARCH", goarch)
        .env("CGO_ENABLED", "0")
        .current_dir(&sdk.goroot);
    let output = command.output().map_err(at(&sdk.go))?;
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() {
        Ok(log)
    } else {
        Err(format!("go build std for {goarch} failed:\n{log}"))
    }
}

/// Returns the words of a line as a shell reads them; sufficient for the output of `-x`.
fn words(line: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), c) => word.get_or_insert_default().push(c),
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ') => out.extend(word.take()),
            (None, c) => word.get_or_insert_default().push(c),
        }
    }
    out.extend(word);
    out
}
