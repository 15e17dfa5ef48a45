//! Tools of a build for `ssa check`: the compiler that dumps instead of the SDK's.
//!
//! The object must be equal to the object of the SDK's own compiler, which runs first. Its object
//! is the one that stays.
//! Counterpart: none.

use std::fs;
use std::io::BufReader;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;

use super::check;
use crate::files;

/// The variables for each tool: the compiler that dumps, the directory of results, the passes, and
/// the directory of the compiler's SSA passes.
pub(super) const COMPILER: &str = "VAMOS_SSA_COMPILER";
pub(super) const RESULTS: &str = "VAMOS_SSA_RESULTS";
pub(super) const PASSES: &str = "VAMOS_SSA_PASSES";
pub(super) const SOURCES: &str = "VAMOS_SSA_SOURCES";

/// The packages that are checked, with commas; empty: all.
pub(super) const ONLY: &str = "VAMOS_SSA_ONLY";

/// The variable with N of Go 1.N.
pub(super) const MINOR: &str = "VAMOS_SSA_MINOR";

/// The size of reads from the compiler, in bytes.
const READ_SIZE: usize = 1 << 20;

/// Runs a tool; a compile is run again with the dump, which is checked.
#[expect(
    clippy::exit,
    reason = "the exit code of the tool is that of this process"
)]
pub(crate) fn run_tool(args: &[String]) -> Result<(), String> {
    let (tool, rest) = args.split_first().ok_or("usage: xtask ssa-tool TOOL")?;
    let is_compile = Path::new(tool)
        .file_stem()
        .is_some_and(|stem| stem == "compile");
    let status = Command::new(tool).args(rest).status();
    let status = status.map_err(|error| format!("{tool}: {error}"))?;
    if !status.success() {
        std::process::exit(status.code().unwrap_or(1));
    }
    let at = rest.iter().position(|word| word == "-o");
    let object = at.and_then(|at| rest.get(at + 1));
    match object.filter(|_| is_compile) {
        Some(object) => check_compile(rest, object),
        None => Ok(()),
    }
}

/// Returns the value of a variable of the harness.
fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|error| format!("{name}: {error}"))
}

/// Runs the compiler that dumps, and checks its dumps.
fn check_compile(args: &[String], object: &str) -> Result<(), String> {
    let copy = format!("{object}.dumped");
    let args = args.iter().map(|word| match word {
        word if word == object => copy.clone(),
        // A dump has one function after the other.
        word if word.starts_with("-c=") => "-c=1".to_owned(),
        word => word.clone(),
    });
    let package = variable("TOOLEXEC_IMPORTPATH")?;
    let only = variable(ONLY)?;
    if !only.is_empty() && !only.split(',').any(|name| name == package) {
        return Ok(());
    }
    let mut child = Command::new(variable(COMPILER)?)
        .args(args)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    let stdout = child.stdout.take().ok_or("no output of the compiler")?;
    let sources = variable(SOURCES)?;
    let goamd64 = std::env::var("GOAMD64").unwrap_or_default();
    let passes = variable(PASSES)?;
    let passes: Vec<&str> = passes.split(',').collect();
    let check = check::Check {
        passes: &passes,
        sources: Path::new(&sources),
        goamd64: goamd64.trim_start_matches('v').parse().unwrap_or(1),
        minor: variable(MINOR)?.parse().unwrap_or(0),
    };
    let outcome = check::package(BufReader::with_capacity(READ_SIZE, stdout), &check);
    let status = child.wait().map_err(|error| error.to_string())?;
    let mut outcome = outcome?;
    if !status.success() {
        return Err(format!("{package}: the compiler that dumps: {status}"));
    }
    if files::read(Path::new(object))? != files::read(Path::new(&copy))? {
        outcome.add(format!("{package}: the object differs"));
    }
    fs::remove_file(&copy).map_err(|error| error.to_string())?;
    let name = package.replace(['/', ' '], ",");
    let path = Path::new(&variable(RESULTS)?).join(name);
    let mut file = fs::File::create(&path).map_err(|error| error.to_string())?;
    let written = file.write_all(outcome.text().as_bytes());
    written.map_err(|error| error.to_string())
}
