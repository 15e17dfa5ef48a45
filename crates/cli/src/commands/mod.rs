//! The commands, one file each.
//!
//! Counterpart: cmd/go/internal/{work,clean,envcmd,list,modcmd,run,tool,version}.

mod build;
mod build_cache;
mod clean;
mod env;
mod env_cgo;
mod install;
mod list;
mod mod_download;
mod mod_edit;
mod mod_graph;
mod mod_init;
mod mod_verify;
mod module_files;
mod module_flags;
mod pipeline;
mod run;
mod script;
mod session;
mod shared_name;
mod tool;
mod version;

pub(crate) use run::run_program;

use vamos_load::LoadError;
use vamos_modfile::gover;
use vamos_modfile::gover::TooNewError;

use crate::error::CliError;
use crate::invocation::Invocation;

/// Reports whether vamos runs this command itself.
pub(crate) fn is_built(name: &str) -> bool {
    matches!(
        name,
        "build"
            | "clean"
            | "env"
            | "install"
            | "list"
            | "mod download"
            | "mod edit"
            | "mod graph"
            | "mod init"
            | "mod verify"
            | "run"
            | "tool"
            | "version"
    )
}

/// Runs the invocation's command; returns its exit code.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    match invocation.spec.name {
        "build" => build::run(invocation),
        "clean" => clean::run(invocation),
        "env" => env::run(invocation),
        "install" => install::run(invocation),
        "run" => run::run(invocation),
        "list" => list::run(invocation),
        "mod download" => mod_download::run(invocation),
        "mod edit" => mod_edit::run(invocation),
        "mod graph" => mod_graph::run(invocation),
        "mod init" => mod_init::run(invocation),
        "mod verify" => mod_verify::run(invocation),
        "tool" => tool::run(invocation),
        "version" => version::run(invocation),
        name => Err(CliError::NotBuilt(format!("go {name}"))),
    }
}

/// Prints an error of loading and turns it into what ends the command.
fn load_error(invocation: &Invocation, error: LoadError) -> CliError {
    match error {
        LoadError::NotBuilt { what } => CliError::NotBuilt(what.to_owned()),
        LoadError::NeedsDownload { .. } => CliError::NotBuilt("downloading modules".to_owned()),
        error => {
            for warning in error.warnings() {
                invocation.output.log(warning);
            }
            tell_errors(invocation, &error);
            CliError::Exit(1)
        }
    }
}

/// Like [`load_error`], but where something needs a newer Go, goes over to it if that is
/// allowed (`toolchain.SwitchOrFatal`).
fn switch_or_load_error(invocation: &Invocation, error: LoadError) -> CliError {
    let newest = newest_wanted(&error).cloned();
    let report = || tell_errors(invocation, &error);
    let switched = newest.and_then(|need| invocation.switch(&need, report));
    switched.unwrap_or_else(|| load_error(invocation, error))
}

/// Returns what needs the newest Go; among equals what comes first by name
/// (`Switcher.addTooNew`).
fn newest_wanted(error: &LoadError) -> Option<&TooNewError> {
    let wanted = error.each().into_iter().filter_map(LoadError::too_new);
    wanted.min_by(|a, b| {
        gover::compare(&b.go_version, &a.go_version).then_with(|| a.what.cmp(&b.what))
    })
}

fn tell_errors(invocation: &Invocation, error: &LoadError) {
    for error in error.each() {
        let prefix = if error.is_prefixed() { "go: " } else { "" };
        invocation.output.log(&format!("{prefix}{error}"));
    }
}
