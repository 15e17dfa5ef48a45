//! The directories that a command depends on: the modules of the project, and modules that replace
//! directives take from other directories.
//!
//! Counterpart: none.

use std::collections::BTreeSet;

use vamos_base::golang::path;
use vamos_goenv::GoEnv;
use vamos_goenv::locate;
use vamos_modfile::GoMod;
use vamos_modfile::GoWork;

use crate::invocation::Invocation;

/// Returns the directories, without subdirectories of others. The list is empty outside of a
/// project: the directory may be one in which everybody writes.
pub(super) fn watched(invocation: &Invocation) -> Vec<String> {
    let env = &invocation.env;
    let cwd = &dir_of_command(invocation);
    let files = &*invocation.disk;
    let mut dirs = BTreeSet::new();
    let workspace = locate::find_go_work(env, files, cwd).ok().flatten();
    if let Some(file) = workspace {
        add_workspace(&file, &mut dirs);
    }
    if let Some(file) = locate::find_go_mod(env, files, cwd) {
        add_module(&file, &mut dirs);
    }
    if dirs.is_empty() && !locate::modules_enabled(env, files, cwd) && is_in_gopath(env, cwd) {
        dirs.insert(cwd.clone());
    }
    let is_inner = |dir: &String| {
        let mut others = dirs.iter().filter(|other| *other != dir);
        others.any(|other| dir.starts_with(&format!("{}/", other.trim_end_matches('/'))))
    };
    let outer = dirs.iter().filter(|dir| !is_inner(dir));
    outer.cloned().collect()
}

/// Returns the directory in which the watched command runs: its first flag may be `-C`.
fn dir_of_command(invocation: &Invocation) -> String {
    let cwd = &invocation.process.cwd;
    let mut words = invocation.parsed.args.iter().skip(1);
    let first = words.next().map_or("", |word| word.trim_start_matches('-'));
    let dir = match first.split_once('=') {
        Some(("C", dir)) => dir,
        None if first == "C" => words.next().map_or("", String::as_str),
        _ => return cwd.clone(),
    };
    below(cwd, dir)
}

/// Reports whether a directory is below the sources of a GOPATH entry.
fn is_in_gopath(env: &GoEnv, dir: &str) -> bool {
    let mut entries = path::split_list(&env.dirs.gopath).into_iter();
    entries.any(|entry| dir.starts_with(&format!("{}/", path::join(&[entry, "src"]))))
}

fn add_workspace(file: &str, dirs: &mut BTreeSet<String>) {
    let top = path::dir(file);
    let Ok(bytes) = vamos_fsys::uncached::read(file) else {
        return;
    };
    let Ok(workspace) = GoWork::parse(file, &bytes, None) else {
        return;
    };
    for module in &workspace.uses {
        let dir = below(&top, &module.path);
        add_module(&path::join(&[&dir, "go.mod"]), dirs);
    }
}

/// Adds the directory of a module, and directories that replace modules for it.
fn add_module(file: &str, dirs: &mut BTreeSet<String>) {
    let top = path::dir(file);
    dirs.insert(top.clone());
    let Ok(bytes) = vamos_fsys::uncached::read(file) else {
        return;
    };
    let Ok(module) = GoMod::parse_lax(file, &bytes, None) else {
        return;
    };
    for replaced in &module.replace {
        if replaced.new.version.is_empty() {
            dirs.insert(below(&top, &replaced.new.path.to_string()));
        }
    }
}

fn below(top: &str, dir: &str) -> String {
    match path::is_abs(dir) {
        true => path::clean(dir),
        false => path::join(&[top, dir]),
    }
}
