//! `xtask profile [GOROOT]`: prints the table row of an SDK's version profile.
//!
//! The row goes into `crates/goenv/src/fingerprints.rs` after the corpus was built with
//! both programs and one cache, never before.
//! Counterpart: none.

use vamos_fsys::Disk;
use vamos_fsys::Files;
use vamos_goenv::profile;

/// Prints the row; without argument for the SDK on PATH.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let goroot = match args.first() {
        Some(dir) => dir.clone(),
        None => crate::sdk::find()?.goroot.display().to_string(),
    };
    let disk = Disk::new();
    let version = disk
        .read(&format!("{goroot}/VERSION"))
        .map_err(|error| error.to_string())?;
    let version = String::from_utf8_lossy(&version);
    let name = version.lines().next().unwrap_or("");
    let fingerprint = profile::fingerprint(&disk, &goroot);
    crate::say(&format!(
        "    (\n        \"{name}\",\n        \"{fingerprint}\",\n    ),"
    ));
    Ok(())
}
