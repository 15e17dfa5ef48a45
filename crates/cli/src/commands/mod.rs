//! The commands, one file each.
//!
//! Counterpart: cmd/go/internal/{work,clean,envcmd,list,modcmd,run,tool,version}.

mod build;
mod clean;
mod env;
mod env_cgo;
mod install;
mod list;
mod mod_edit;
mod mod_graph;
mod mod_init;
mod module_files;
mod module_flags;
mod run;
mod script;
mod session;
mod shared_name;
mod tool;
mod version;

use vamos_load::LoadError;

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
            | "mod edit"
            | "mod graph"
            | "mod init"
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
        "mod edit" => mod_edit::run(invocation),
        "mod graph" => mod_graph::run(invocation),
        "mod init" => mod_init::run(invocation),
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
            for error in error.each() {
                let prefix = if error.is_prefixed() { "go: " } else { "" };
                invocation.output.log(&format!("{prefix}{error}"));
            }
            CliError::Exit(1)
        }
    }
}
