//! `xtask gen-obj --goroot SDK [--goroot SDK]... [--vamos EXE] [--check]`: writes the tables of
//! crate obj's encoders for each release.
//!
//! The SDK's own assembler packages are built with one more file each, which prints the tables
//! after they were initialized. The numbers of Go 1.26 count; a table of another release is stored
//! as the rows that differ.
//! Counterpart: cmd/internal/obj/stringer.go, which makes the names of opcodes.

mod arm64;
pub(crate) mod dump;
mod numbers;
pub(crate) mod rust;
#[cfg(test)]
mod tests;
mod x86;

use std::path::Path;
use std::path::PathBuf;

use dump::Dump;
use vamos_oracle::sdk;

use crate::write_or_compare;

/// The release whose numbers count.
const BASE: u32 = 26;

/// A generated file: its path below crate obj's `src`, and its text.
type Generated = (&'static str, String);

/// The tables of one release.
struct Release {
    /// N of version 1.N.
    minor: u32,
    /// Output of package x86.
    amd64: Dump,
    /// Output of package arm64.
    arm64: Dump,
}

/// Builds the SDKs' packages and rewrites the tables, or compares them.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let (mut roots, mut vamos, mut is_check) = (Vec::new(), None, false);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--goroot" => roots.push(args.next().ok_or("--goroot needs a directory")?),
            "--vamos" => vamos = args.next().map(Path::new),
            "--check" => is_check = true,
            _ => return Err(format!("unknown argument {arg}")),
        }
    }
    let vamos = sdk::vamos_named_or_built(vamos)?;
    let mut releases = Vec::new();
    for root in roots {
        let sdk = sdk::named_or_found(Some(Path::new(root)))?;
        releases.push(Release::read(&sdk, &vamos)?);
    }
    for (name, text) in generate(&releases)? {
        write_or_compare(&source(name), &text, is_check)?;
    }
    Ok(())
}

/// Returns the path of a generated file.
fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../obj/src")
        .join(name)
}

/// Returns all files.
fn generate(releases: &[Release]) -> Result<Vec<Generated>, String> {
    let base = releases.iter().find(|release| release.minor == BASE);
    let base = base.ok_or("no SDK of Go 1.26")?;
    let mut files = x86::files(base, releases)?;
    files.extend(arm64::files(base, releases)?);
    Ok(files)
}

impl Release {
    /// Builds the additions to an SDK with the go command `go` and runs them.
    fn read(sdk: &sdk::Sdk, go: &Path) -> Result<Self, String> {
        let minor = sdk.minor().ok_or("VERSION has no release")?;
        let program = dump::build(sdk, go)?;
        Ok(Self {
            minor,
            amd64: Dump::run(&program, "amd64")?,
            arm64: Dump::run(&program, "arm64")?,
        })
    }
}

/// Adds the words of the assembly parser other than the names of opcodes.
fn word_tables(file: &mut rust::File, dump: &Dump) {
    let aliases = dump
        .rows("alias")
        .map(|row| format!("({:?}, As({}))", row[0], row[1]));
    file.array(
        "Other names of opcodes, sorted.",
        "ALIASES",
        "(&str, As)",
        &aliases.collect::<Vec<_>>(),
    );
    let registers = dump
        .rows("word")
        .map(|row| format!("({:?}, {})", row[0], row[1]));
    file.array(
        "Names of registers, sorted.",
        "WORDS",
        "(&str, i16)",
        &registers.collect::<Vec<_>>(),
    );
}
