//! Bar 5: modules from real repositories on loopback, fetched by both programs.
//!
//! Each side runs a repository's commands in one directory of the same name, with its own
//! HOME and GOMODCACHE. After every command stdout, stderr, the main module and GOMODCACHE
//! are compared, the copies of the repositories in it included.
//! Counterpart: none; cmd/go's scripts `mod_get_hg.txt` and others need hosts.

mod kinds;
mod servers;
mod session;
mod systems;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use super::Options;
use super::Report;
use super::place::RunsDir;
use crate::files;
use crate::files::remove;
use crate::pair;
use crate::pair::Side;
use kinds::COMMON;
use kinds::KINDS;
use kinds::Kind;
use servers::HOST;
use servers::Servers;
use session::Session;
use session::Step;
use systems::System;

/// Makes the Git repositories.
const GIT: &str = include_str!("git.sh");

/// Makes the repositories of the other systems.
const OTHERS: &str = include_str!("others.sh");

/// Compares the requested repositories, all where none is named.
pub(crate) fn run(place: &RunsDir, options: &Options, report: &mut Report) -> Result<(), String> {
    let is_meant = |kind: &&Kind| {
        let is_named = options.members.iter().any(|name| name == kind.name);
        let only = options.only.as_deref();
        (options.members.is_empty() || is_named)
            && only.is_none_or(|only| only == kind.system.name())
    };
    let kinds: Vec<&Kind> = KINDS.iter().filter(is_meant).collect();
    if kinds.is_empty() {
        return Err("no repository has that name".to_owned());
    }
    let root = place.dir("repositories");
    make(&root, &kinds)?;
    let servers = Servers::start(&root, &kinds)?;
    for kind in kinds {
        report.say(kind.name, compare(place, &servers, &root, kind));
    }
    drop(servers);
    remove(&root)
}

/// Makes the repositories of all systems that are meant.
fn make(root: &Path, kinds: &[&Kind]) -> Result<(), String> {
    remove(root)?;
    files::make_dir(&root.join("home"))?;
    let mut systems: Vec<System> = kinds.iter().map(|kind| kind.system).collect();
    systems.sort_unstable();
    systems.dedup();
    for system in systems {
        system.check()?;
        let script = match system {
            System::Git => GIT,
            _ => OTHERS,
        };
        let mut command = Command::new("sh");
        command.args(["-c", script, "make"]).arg(root);
        let what = format!("make the repositories of {}", system.name());
        pair::script(command.arg(system.name()), &what)?;
    }
    Ok(())
}

/// Runs the commands of a repository with both sides.
fn compare(place: &RunsDir, servers: &Servers, root: &Path, kind: &Kind) -> Result<String, String> {
    let words = words(root, kind)?;
    let common = match kind.system {
        System::Git => COMMON,
        _ => "",
    };
    let lines = kind.lines.lines().chain(common.lines());
    let steps: Result<Vec<Step>, String> = lines.map(|line| Step::parse(line, &words)).collect();
    let steps = steps?;
    let mut records = Vec::new();
    for side in Side::BOTH {
        let session = Session::open(place, servers.pages.url(), side)?;
        let mut taken = Vec::new();
        for step in &steps {
            taken.push(session.take(step)?);
        }
        records.push(taken);
    }
    let [official, vamos] = records.as_slice() else {
        return Err("no records".to_owned());
    };
    let mut problems = Vec::new();
    for ((step, theirs), ours) in steps.iter().zip(official).zip(vamos) {
        problems.extend(step.compare(theirs, ours).err());
    }
    if !problems.is_empty() {
        return Err(format!("\n  {}", problems.join("\n  ")));
    }
    let files = official.last().map_or(0, |record| record.files.len());
    let count = steps.len();
    Ok(format!("{count} commands and {files} files equal"))
}

/// Returns the words that lines refer to.
fn words(root: &Path, kind: &Kind) -> Result<BTreeMap<String, String>, String> {
    let file = root.join(format!("{}.words", kind.name));
    let text = files::read_text(&file)?;
    let pairs = text.lines().filter_map(|line| line.split_once(' '));
    let mut words: BTreeMap<String, String> = pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    words.insert("m".to_owned(), format!("{HOST}/{}", kind.name));
    Ok(words)
}
