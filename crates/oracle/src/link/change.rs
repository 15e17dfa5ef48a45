//! Cases that are made of a captured program: other flags, other import configurations, and damaged
//! archives.
//!
//! Counterpart: none; the texts compared come from cmd/link.

use std::fs;
use std::path::Path;

use vamos_base::Digest;

use super::case::Case;
use super::case::Outcome;
use super::case::write;
use super::fault::Fault;
use super::place::CaptureDir;
use crate::files;

/// Kind of change.
pub(super) enum Change {
    /// Flags before the captured ones.
    Flags(&'static [&'static str]),
    /// These arguments instead of the captured ones; `CFG` and `MAIN` stand for theirs, and
    /// `FMT` for the archive of package fmt.
    Args(&'static [&'static str]),
    /// Another import configuration.
    Config(fn(&str) -> String),
    /// Another archive of package fmt.
    Archive(fn(Vec<u8>) -> Vec<u8>),
    /// Another main archive.
    Main(fn(Vec<u8>) -> Vec<u8>),
    /// A damaged archive of this package.
    Damage(&'static str, Fault),
}

use Change::Archive;
use Change::Args;
use Change::Config;
use Change::Damage;
use Change::Flags;
use Change::Main;

/// Writes a case of the given mode, and the official linker's result.
pub(super) fn make(
    place: &CaptureDir,
    base: &Case,
    name: &str,
    change: &Change,
    mode: &str,
) -> Result<Outcome, String> {
    let dir = place.cases().join(name);
    fs::create_dir_all(&dir).map_err(|error| format!("{name}: {error}"))?;
    let config_file = base.dir.join("importcfg.link");
    let config = read(&config_file)?;
    let own_config = dir.join("importcfg.link").display().to_string();
    let old_config = config_file.display().to_string();
    let mut args: Vec<String> = base.args(Path::new(super::case::OUT), &[]);
    for arg in &mut args {
        if *arg == old_config {
            own_config.clone_into(arg);
        }
    }
    let main = args.last().cloned().unwrap_or_default();
    let mut own = config.clone();
    let mut exchange = |package: &str, bytes: &dyn Fn(Vec<u8>) -> Result<Vec<u8>, String>| {
        let file = match package {
            "main" => main.as_str(),
            package => archive_of(&config, package)?,
        };
        let other = keep(place, &bytes(read_bytes(file)?)?)?;
        match (package, args.last_mut()) {
            ("main", Some(last)) => *last = other,
            _ => own = config.replace(file, &other),
        }
        Ok::<(), String>(())
    };
    match change {
        Archive(changed) => exchange("fmt", &|bytes| Ok(changed(bytes)))?,
        Main(changed) => exchange("main", &|bytes| Ok(changed(bytes)))?,
        Damage(package, fault) => exchange(package, &|bytes| {
            let of = |package: &str| read_bytes(archive_of(&config, package)?);
            fault.apply(bytes, &of)
        })?,
        Config(changed) => own = changed(&config),
        Flags(flags) => {
            let flags = flags.iter().map(|flag| (*flag).to_owned());
            args = flags.chain(args).collect();
        }
        Args(words) => {
            let fmt = archive_of(&config, "fmt")?;
            let words = words.iter().map(|word| match *word {
                "CFG" => own_config.clone(),
                "MAIN" => main.clone(),
                "FMT" => fmt.to_owned(),
                word => word.to_owned(),
            });
            args = words.collect();
        }
    }
    let args: String = args.iter().map(|arg| format!("{arg}\n")).collect();
    let about = read(&base.dir.join("about"))?.replace("mode=plain", &format!("mode={mode}"));
    write(&dir.join("importcfg.link"), own.as_bytes())?;
    write(&dir.join("args"), args.as_bytes())?;
    write(&dir.join("env"), read(&base.dir.join("env"))?.as_bytes())?;
    write(&dir.join("about"), about.as_bytes())?;
    judge(place, &dir)
}

/// Stores the official linker's result, which must be the same twice.
fn judge(place: &CaptureDir, dir: &Path) -> Result<Outcome, String> {
    let case = Case::read(dir)?;
    let out = place.scratch().join(format!("{}.stock", case.name));
    let outcome = case.link(&case.stock(), &[], &out)?;
    let again = case.link(&case.stock(), &[], &out)?;
    // Not there if the link failed.
    let _ = fs::remove_file(&out);
    if outcome != again {
        // Without the file it is not a case.
        let _ = fs::remove_file(dir.join("about"));
        return Err("the official linker's result changes from run to run".to_owned());
    }
    case.keep(&outcome)?;
    Ok(outcome)
}

fn read(path: &Path) -> Result<String, String> {
    files::read_text(path)
}

fn read_bytes(file: &str) -> Result<Vec<u8>, String> {
    fs::read(file).map_err(|error| format!("{file}: {error}"))
}

/// Returns the archive of a package in an import configuration.
fn archive_of<'a>(config: &'a str, package: &str) -> Result<&'a str, String> {
    let start = format!("packagefile {package}=");
    let found = config.lines().find_map(|line| line.strip_prefix(&start));
    found.ok_or_else(|| format!("the program does not import {package}"))
}

/// Stores a changed archive; returns its name.
fn keep(place: &CaptureDir, bytes: &[u8]) -> Result<String, String> {
    let path = place.archives().join(Digest::of(bytes).hex());
    write(&path, bytes)?;
    Ok(path.display().to_string())
}

/// Removes lines that start so.
pub(super) fn without(text: &str, start: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with(start));
    lines.map(|line| format!("{line}\n")).collect()
}

/// Returns the lines with this prefix.
pub(super) fn only(text: &str, start: &str) -> String {
    let lines = text.lines().filter(|line| line.starts_with(start));
    lines.map(|line| format!("{line}\n")).collect()
}

/// Gives a package the archive of another.
pub(super) fn swapped(text: &str, package: &str, other: &str) -> String {
    match (archive_of(text, package), archive_of(text, other)) {
        (Ok(package), Ok(other)) => text.replace(package, other),
        _ => text.to_owned(),
    }
}
