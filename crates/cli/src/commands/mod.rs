//! The commands, one file each.
//!
//! Counterpart: cmd/go/internal/{bug,clean,doc,envcmd,fmtcmd,generate,list,modcmd,run,
//! telemetrycmd,tool,version,work,workcmd}.

mod affected;
mod bug;
mod build;
mod build_cache;
mod cache;
mod cache_serve;
mod check;
mod clean;
mod command;
mod completion;
mod doc;
mod doctor;
pub(crate) mod early_switch;
mod env;
mod env_cgo;
mod extension_commands;
mod fmt;
mod generate;
mod get;
mod graph;
mod history;
mod install;
mod list;
mod man;
mod manifest_keys;
mod mod_download;
mod mod_edit;
mod mod_graph;
mod mod_init;
mod mod_tidy;
mod mod_vendor;
mod mod_verify;
mod mod_why;
mod module_files;
mod module_flags;
mod pipeline;
mod remote_cache;
mod remote_check;
mod remote_connection;
mod remote_exec;
mod remote_settings;
mod report_file;
mod run;
mod session;
mod setup;
mod shared_name;
mod size;
pub(crate) mod standalone;
pub(crate) mod suggestions;
pub(crate) mod table;
mod telemetry;
mod test;
mod timings;
mod tool;
mod type_checks;
mod uninstall;
mod verify;
mod version;
mod vet;
mod watch;
mod why;
mod work;

use vamos_base::ErrorClass;
use vamos_base::golang::gover;
use vamos_base::golang::gover::TooNewError;
use vamos_modload::LoadError;
use vamos_modload::Modules;

use crate::error::CliError;
use crate::invocation::Invocation;

/// Prints an error of loading and turns it into the error that ends the command.
fn load_error(invocation: &Invocation, error: LoadError) -> CliError {
    let class = error.class();
    if class == ErrorClass::Unimplemented {
        return CliError::Unimplemented("downloading modules".to_owned());
    }
    let error = tell_warnings(invocation, error);
    tell_errors(invocation, &error);
    CliError::Exit(class.exit_status().into())
}

/// Prints the errors that loading has reported without an end; returns the exit code so far.
fn tell_reported(invocation: &Invocation, modules: &Modules<'_>) -> i32 {
    let reported = modules.take_reported();
    for error in &reported {
        tell_errors(invocation, error);
    }
    i32::from(!reported.is_empty())
}

/// Like [`load_error`], but if a module requires a newer Go, switches to it if that is
/// allowed (`toolchain.SwitchOrFatal`).
fn switch_or_load_error(invocation: &Invocation, error: LoadError) -> CliError {
    let Some(need) = newest_wanted(&error).cloned() else {
        return load_error(invocation, error);
    };
    let error = tell_warnings(invocation, error);
    let switched = invocation.switch(&need, || tell_errors(invocation, &error));
    switched.unwrap_or_else(|| load_error(invocation, error))
}

/// Switches to a newer Go if the errors require one and that is allowed; does not return then.
/// Returns true if the switch failed, and all was printed.
fn switch(invocation: &Invocation, error: &LoadError) -> bool {
    let Some(need) = newest_wanted(error) else {
        return false;
    };
    let failed = invocation.switch(need, || tell_errors(invocation, error));
    if let Some(CliError::Fatal(line)) = &failed {
        invocation.output.log(line);
    }
    failed.is_some()
}

/// Returns the error that requires the newest Go; of equal ones the first by name
/// (`Switcher.addTooNew`).
fn newest_wanted(error: &LoadError) -> Option<&TooNewError> {
    let wanted = error.each().into_iter().filter_map(LoadError::too_new);
    wanted.min_by(|a, b| {
        gover::compare(&b.go_version, &a.go_version).then_with(|| a.what.cmp(&b.what))
    })
}

/// Prints the lines that come before an error; returns the error without them.
fn tell_warnings(invocation: &Invocation, error: LoadError) -> LoadError {
    for warning in error.warnings() {
        invocation.output.log(warning);
    }
    match error {
        LoadError::AfterWarnings { error, .. } => *error,
        error => error,
    }
}

fn tell_errors(invocation: &Invocation, error: &LoadError) {
    for error in error.each() {
        let prefix = if error.is_prefixed() { "go: " } else { "" };
        invocation.output.log(&format!("{prefix}{error}"));
    }
}
