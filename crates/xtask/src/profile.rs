//! `xtask profile [GOROOT]`: prints the table rows of an SDK: of its recipes, its linker, its
//! compiler and its assembler.
//!
//! The rows go into `crates/goenv/src/fingerprints.rs`: the first after the corpus was built
//! with both programs and one cache, the second after `xtask link compare`, the third after
//! `xtask compiler`, the fourth after `xtask assembler`, never before.
//! Counterpart: none.

use vamos_fsys::Disk;
use vamos_fsys::Files;
use vamos_goenv::assembler;
use vamos_goenv::compiler;
use vamos_goenv::linker;
use vamos_goenv::profile;

/// Prints the rows; without argument for the SDK on PATH.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let goroot = match args.first() {
        Some(dir) => dir.clone(),
        None => vamos_oracle::sdk::find()?.goroot.display().to_string(),
    };
    let disk = Disk::new();
    let version = disk
        .read(&format!("{goroot}/VERSION"))
        .map_err(|error| error.to_string())?;
    let version = String::from_utf8_lossy(&version);
    let name = version.lines().next().unwrap_or("");
    for (table, fingerprint) in [
        ("KNOWN", profile::fingerprint(&disk, &goroot)),
        ("LINKERS", linker::fingerprint(&disk, &goroot)),
        ("COMPILERS", compiler::fingerprint(&disk, &goroot)),
        ("ASSEMBLERS", assembler::fingerprint(&disk, &goroot)),
    ] {
        crate::say(&format!(
            "{table}:\n    (\n        \"{name}\",\n        \"{fingerprint}\",\n    ),"
        ));
    }
    Ok(())
}
