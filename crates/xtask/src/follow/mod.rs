//! `xtask follow OLD NEW`: changes of a new release that affect vamos.
//!
//! It prints each declaration of the deciding sources that differs, with the number of lines that
//! were added and removed, the capabilities that it decides, and the files of vamos that name it as
//! their counterpart; then the tests and scripts that upstream changed. `xtask follow list` writes
//! the stored list of the releases that the proxy has. CONTRIBUTING.md describes the procedure.
//! Counterpart: none.

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use vamos_fsys::Disk;
use vamos_goenv::capability::Capabilities;
use vamos_goenv::deciding::Tool;
use vamos_goenv::declarations::with_spans;
use vamos_goenv::known;

use crate::profile;

mod counterparts;
mod tests_of;

use counterparts::Counterparts;

/// Runs a subcommand.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    match args {
        [word] if word == "list" => list(),
        [old, new] => follow(old, new),
        _ => Err("usage: xtask follow OLD NEW | xtask follow list".to_owned()),
    }
}

/// A declaration of a release.
struct ReleaseDeclaration {
    hash: u64,
    text: String,
    decides: Capabilities,
}

type Declarations = BTreeMap<(String, String), ReleaseDeclaration>;

fn follow(old: &str, new: &str) -> Result<(), String> {
    let (old_root, new_root) = (profile::goroot(old)?, profile::goroot(new)?);
    let (before, after) = (read(&old_root), read(&new_root));
    let counterparts = Counterparts::read()?;
    let mut all: Vec<&(String, String)> = before.keys().chain(after.keys()).collect();
    all.sort_unstable();
    all.dedup();
    let mut count = 0;
    for id in all {
        let (one, other) = (before.get(id), after.get(id));
        if one.map(|found| found.hash) == other.map(|found| found.hash) {
            continue;
        }
        count += 1;
        crate::say(&row(id, one, other, &counterparts));
    }
    crate::say(&format!("{count} declarations of deciding sources differ"));
    tests_of::show(&old_root, &new_root);
    Ok(())
}

/// Reads the deciding sources of an SDK.
fn read(goroot: &Path) -> Declarations {
    let mut all = Declarations::new();
    for tool in Tool::ALL {
        known::walk(
            &Disk::new(),
            &goroot.display().to_string(),
            tool,
            &mut |path, data| {
                for (declaration, span) in with_spans(path, data) {
                    let decides = tool.decided_by(path, &declaration.name);
                    if decides.is_empty() {
                        continue;
                    }
                    let text = data.get(span).unwrap_or_default();
                    let found = all.entry((path.to_owned(), declaration.name)).or_insert(
                        ReleaseDeclaration {
                            hash: declaration.hash,
                            text: String::from_utf8_lossy(text).into_owned(),
                            decides,
                        },
                    );
                    found.decides = found.decides.or(decides);
                }
            },
        );
    }
    all
}

fn row(
    (path, name): &(String, String),
    old: Option<&ReleaseDeclaration>,
    new: Option<&ReleaseDeclaration>,
    counterparts: &Counterparts,
) -> String {
    let sign = match (old, new) {
        (None, _) => '+',
        (_, None) => '-',
        _ => '~',
    };
    let text = |found: Option<&ReleaseDeclaration>| {
        found.map_or("", |found| found.text.as_str()).to_owned()
    };
    let (added, removed) = difference(&text(old), &text(new));
    let decides = old
        .or(new)
        .map_or(Capabilities::NONE, |found| found.decides);
    let names: Vec<&str> = decides.iter().map(|one| one.name()).collect();
    let ours = counterparts.of(path, name);
    let ours = if ours.is_empty() {
        "no counterpart".to_owned()
    } else {
        ours.join(", ")
    };
    format!(
        "{sign} {path} {name} +{added} -{removed}\n    decides {}\n    ours: {ours}",
        names.join(" ")
    )
}

/// Returns the numbers of lines that only the new text has, and only the old one. Moved lines do
/// not count.
fn difference(old: &str, new: &str) -> (usize, usize) {
    let mut lines: BTreeMap<&str, i64> = BTreeMap::new();
    for line in new.lines() {
        *lines.entry(line.trim()).or_default() += 1;
    }
    for line in old.lines() {
        *lines.entry(line.trim()).or_default() -= 1;
    }
    let count = |sign: i64| {
        let counts = lines.values().map(|count| (count * sign).max(0));
        usize::try_from(counts.sum::<i64>()).unwrap_or(0)
    };
    (count(1), count(-1))
}

/// Writes the list of releases from Go 1.26 on that the proxy has for this machine's kind.
fn list() -> Result<(), String> {
    let sdk = vamos_oracle::sdk::find()?;
    let output = Command::new(&sdk.go)
        .args(["list", "-m", "-versions", "golang.org/toolchain"])
        .current_dir(std::env::temp_dir())
        .output()
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut releases: Vec<((u32, u32), String)> = Vec::new();
    for version in text.split_whitespace() {
        let name = version.strip_prefix("v0.0.1-");
        let name = name.and_then(|name| name.strip_suffix(".linux-amd64"));
        if let Some((name, number)) = name.and_then(|name| Some((name, profile::number(name)?)))
            && number.0 >= 26
        {
            releases.push((number, name.to_owned()));
        }
    }
    if releases.is_empty() {
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("no releases: {error}"));
    }
    releases.sort_unstable();
    let mut text =
        "# Releases of Go 1.26 and later; `cargo xtask follow list` writes this list.\n".to_owned();
    for (_, name) in releases {
        text.push_str(&format!("{name}\n"));
    }
    let path: PathBuf = profile::tables_dir().join("upstream.txt");
    std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
}
