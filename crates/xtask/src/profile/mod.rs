//! `xtask profile`: the tables of known sources of SDKs.
//!
//! - `profile [GOROOT]` prints the capabilities of an SDK, and the reasons why it lacks the others.
//! - `profile write` generates the tables of `crates/goenv/src/known/mod.rs` for the releases in
//!   `releases.txt`, whose toolchains must be in the module cache.
//! - `profile doctored [GOROOT]` proves that changes of sources switch off the capabilities that
//!   depend on them.
//!
//! A release or a declaration is entered there after the comparison for its capability: the corpus
//! with both programs and one cache for recipes, `xtask link compare`, `xtask compiler`, `xtask
//! assembler`, never before.
//! Counterpart: none.

use std::path::Path;
use std::path::PathBuf;

use vamos_fsys::Disk;
use vamos_goenv::deciding::Tool;
use vamos_goenv::known;
use vamos_goenv::known::Table;

mod doctored;
mod inputs;
mod release;
mod write;

use inputs::Inputs;
use inputs::KeptRelease;
pub(crate) use release::goroot;
pub(crate) use release::number;

/// Runs a subcommand.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    match args.first().map(String::as_str) {
        Some("write") => write::run(),
        Some("doctored") => doctored::run(&args[1..]),
        Some(goroot) => show(goroot),
        None => show(&vamos_oracle::sdk::find()?.goroot.display().to_string()),
    }
}

/// Prints the capabilities of an SDK.
fn show(goroot: &str) -> Result<(), String> {
    let minor = minor_of(goroot)?;
    for tool in Tool::ALL {
        let fingerprint = known::fingerprint(&Disk::new(), goroot, tool).hex();
        let by_fingerprint = known::by_fingerprint(tool, &fingerprint);
        let way = if by_fingerprint.is_some() {
            "a release"
        } else {
            "declarations"
        };
        let diagnosis = by_fingerprint
            .unwrap_or_else(|| known::by_declarations(&Disk::new(), goroot, tool, minor));
        crate::say(&format!("{}: {fingerprint}, by {way}", tool.name()));
        for one in tool.capabilities().iter() {
            match diagnosis.reason(one) {
                None => crate::say(&format!("  {}", one.name())),
                Some(reason) => crate::say(&format!("  no {}: {reason}", one.name())),
            }
        }
    }
    Ok(())
}

/// Returns the minor of an SDK, and prints its version.
fn minor_of(goroot: &str) -> Result<u32, String> {
    let version = std::fs::read_to_string(format!("{goroot}/VERSION"));
    let version = version.map_err(|error| format!("{goroot}: {error}"))?;
    let version = version.lines().next().unwrap_or_default();
    crate::say(version);
    Ok(number(version).ok_or("VERSION is not a release")?.0)
}

/// Returns the directory of the tables.
pub(crate) fn tables_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../goenv/src/known")
}

/// Returns the table of the available inputs, and the inputs.
fn generated() -> Result<(Table, Inputs), String> {
    let inputs = Inputs::read(&tables_dir())?;
    let table = write::table(&inputs)?;
    Ok((table, inputs))
}
