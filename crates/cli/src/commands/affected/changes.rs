//! Changes since a revision, by their meaning for packages.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashSet;

use vamos_base::golang::path;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_insight::Changes;
use vamos_insight::Node;
use vamos_load::PackageGraph;
use vamos_modfile::GoMod;
use vamos_vcs::Stamper;
use vamos_vcs::System;

use crate::error::CliError;
use crate::invocation::Invocation;

/// Returns the changes since a revision, or the changes listed in a file (`@file`).
pub(super) fn since(
    invocation: &Invocation,
    stamper: &Stamper,
    revision: &str,
    graph: &PackageGraph,
    nodes: &[Node],
) -> Result<Changes, CliError> {
    match revision.strip_prefix('@') {
        Some(list) => listed(invocation, list, graph),
        None => in_repository(invocation, stamper, revision, graph, nodes),
    }
}

/// Returns the changes of files that a list has, one a line.
fn listed(invocation: &Invocation, list: &str, graph: &PackageGraph) -> Result<Changes, CliError> {
    let absolute = |file: &str| match path::is_abs(file) {
        true => path::clean(file),
        false => path::join(&[&invocation.process.cwd, file]),
    };
    let text = uncached::read(&absolute(list));
    let text = text.map_err(|error| CliError::Fatal(format!("vamos: {error}")))?;
    let text = String::from_utf8_lossy(&text);
    let files = text.lines().filter(|line| !line.is_empty());
    let files: Vec<String> = files.map(absolute).collect();
    let mut changes = Changes::default();
    // The earlier contents of the files are unknown.
    read_module_files(graph, "/", &files, &|_| None, &mut changes);
    for file in files {
        match work::lstat(&file).is_ok() {
            true => changes.files.push(file),
            false => changes.gone.push(file),
        }
    }
    Ok(changes)
}

/// Returns the changes in the repository since a revision.
fn in_repository(
    invocation: &Invocation,
    stamper: &Stamper,
    revision: &str,
    graph: &PackageGraph,
    nodes: &[Node],
) -> Result<Changes, CliError> {
    let cwd = &invocation.process.cwd;
    let repo = stamper
        .find(cwd)
        .ok()
        .filter(|repo| repo.system == System::Git);
    let Some(repo) = repo else {
        let text = format!("vamos: affected needs a git repository, and {cwd} is not in one");
        return Err(CliError::Fatal(text));
    };
    let mut messages = String::new();
    let changed = stamper.changed_since(&repo, revision, &mut messages);
    if !messages.is_empty() {
        invocation.output.log(messages.trim_end());
    }
    let changed = changed.map_err(|error| {
        CliError::Fatal(format!(
            "vamos: cannot compare with the revision {revision}: {error}"
        ))
    })?;
    let old = |file: &str| stamper.content_at(&repo, revision, file);
    let mut changes = Changes::default();
    read_module_files(graph, &repo.dir, &changed, &old, &mut changes);
    let inputs: HashSet<&str> = nodes
        .iter()
        .flat_map(|node| &node.inputs)
        .map(String::as_str)
        .collect();
    for file in changed {
        let is_there = work::lstat(&file).is_ok();
        let may_have_left = || file.ends_with(".go") && has_other_constraint(&file, &old);
        match is_there && (inputs.contains(file.as_str()) || !may_have_left()) {
            true => changes.files.push(file),
            false => changes.gone.push(file),
        }
    }
    Ok(changes)
}

/// Reports whether a file that is in no package now may have been in one, because of another
/// build constraint.
fn has_other_constraint(file: &str, old: &dyn Fn(&str) -> Option<Vec<u8>>) -> bool {
    let constraints = |bytes: &[u8]| -> Vec<Vec<u8>> {
        let lines = bytes.split(|byte| *byte == b'\n');
        let header = lines.take_while(|line| !line.starts_with(b"package "));
        let header = header.filter(|line| line.starts_with(b"//"));
        header.map(<[u8]>::to_vec).collect()
    };
    let now = uncached::read(file).unwrap_or_default();
    old(file).is_some_and(|old| constraints(&old) != constraints(&now))
}

/// Compares the changed files that define modules and the workspace.
fn read_module_files(
    graph: &PackageGraph,
    top: &str,
    changed: &[String],
    old: &dyn Fn(&str) -> Option<Vec<u8>>,
    changes: &mut Changes,
) {
    let modules = graph
        .packages
        .iter()
        .filter_map(|package| package.module.as_ref());
    let main = modules.filter(|module| module.main);
    let main: BTreeSet<&str> = main.map(|module| module.go_mod.as_str()).collect();
    for file in changed {
        let name = file.rsplit('/').next().unwrap_or_default();
        if name == "go.work" && top.len() < file.len() {
            changes.everywhere.clone_from(file);
        } else if main.contains(file.as_str()) {
            let before = old(file).and_then(|bytes| GoMod::parse_lax(file, &bytes, None).ok());
            let now = uncached::read(file).ok();
            let now = now.and_then(|bytes| GoMod::parse_lax(file, &bytes, None).ok());
            match (before, now) {
                (Some(before), Some(now)) => compare(file, &before, &now, changes),
                _ => changes.everywhere.clone_from(file),
            }
        }
    }
}

/// Adds the modules that two versions of a go.mod use differently.
fn compare(file: &str, before: &GoMod, now: &GoMod, changes: &mut Changes) {
    let settings = |module: &GoMod| {
        let go = module.go.as_ref().map(|go| go.version.clone());
        let toolchain = module.toolchain.as_ref().map(|line| line.name.clone());
        let excluded = module.exclude.iter().map(|line| line.module.to_string());
        let debug = module.godebug.iter();
        let debug = debug.map(|line| format!("{}={}", line.key, line.value));
        let name = module.module.as_ref().map(|line| line.path.clone());
        (
            go,
            toolchain,
            name,
            excluded.collect::<Vec<_>>(),
            debug.collect::<Vec<_>>(),
        )
    };
    if settings(before) != settings(now) {
        file.clone_into(&mut changes.everywhere);
    }
    let (before, now) = (used(before), used(now));
    let all: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    for module in all {
        if before.get(module) != now.get(module) {
            changes.modules.push(module.clone());
        }
    }
}

/// Returns the versions and replacements of each module in a go.mod.
fn used(file: &GoMod) -> BTreeMap<String, Vec<String>> {
    let mut used: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in &file.require {
        let stated = used.entry(line.module.path.to_string()).or_default();
        stated.push(line.module.version.to_string());
    }
    for line in &file.replace {
        let stated = used.entry(line.old.path.to_string()).or_default();
        stated.push(format!("{} => {}", line.old.version, line.new));
    }
    used
}
