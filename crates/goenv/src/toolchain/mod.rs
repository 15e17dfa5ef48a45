//! Which Go toolchain a command runs with, decided before anything else.
//!
//! Upstream replaces itself by another release's go command. vamos is every release's
//! command: it replaces itself by itself, with the GOROOT of that release. What has to
//! be downloaded for that is named, not fetched, here.
//! Counterpart: cmd/go/internal/toolchain/{select,exec,switch}.go,
//! cmd/go/internal/gover/{local,toolchain}.go.

mod releases;
mod select;

use std::fmt;

use vamos_base::golang::quote::quote;
use vamos_modfile::gover;
use vamos_modfile::gover::Local;

use crate::GoEnv;
use crate::error::EnvError;
use crate::inputs::Inputs;
use select::Select;

pub use releases::newer_toolchain;
pub(crate) use releases::newest_fetched;
pub use releases::path_releases;

/// Why no toolchain can be chosen. Prints as upstream does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolchainError {
    message: String,
    /// Lines for stderr before the error; see [`Selection::notes`].
    pub notes: Vec<String>,
}

impl fmt::Display for ToolchainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ToolchainError {}

impl From<EnvError> for ToolchainError {
    fn from(error: EnvError) -> Self {
        Self {
            message: error.to_string(),
            notes: Vec::new(),
        }
    }
}

fn fail<T>(text: impl Into<String>) -> Result<T, ToolchainError> {
    Err(ToolchainError {
        message: text.into(),
        notes: Vec::new(),
    })
}

/// What to do about the toolchain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Go on with the one that was resolved.
    Local,
    /// Start vamos again.
    Again(Reexec),
    /// Start this program in our place: a toolchain that PATH offers and whose SDK is
    /// not to be found.
    Program(Reexec),
    /// It comes as a module, which is to be fetched, verified and made fit for use, where
    /// that was not done before.
    NeedsDownload {
        /// Its name, `go1.26.1`.
        toolchain: String,
        /// The version of the module `golang.org/toolchain` that holds it.
        module_version: String,
    },
}

/// How to start a process in our place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reexec {
    /// The toolchain's name, for the error when it cannot be started
    /// (`exec go1.26.1: …`).
    pub toolchain: String,
    /// The program.
    pub program: String,
    /// Its whole environment.
    pub env: Vec<(String, String)>,
}

/// A choice and what is known along with it; `local` belongs into [`GoEnv::local`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// What to do.
    pub choice: Choice,
    /// The release that this command stands for, for errors about what needs a newer.
    pub local: Local,
    /// Lines for stderr, complete (`GODEBUG=toolchaintrace=1`, deep switching).
    pub notes: Vec<String>,
}

/// The release that this command stands for, not yet how it was chosen (`gover.Local`).
pub(crate) fn local(env: &GoEnv, test_hooks: bool) -> Local {
    let set = if test_hooks {
        env.os().get("TESTGO_VERSION")
    } else {
        ""
    };
    let name = if set.is_empty() {
        env.cmd_var("GOVERSION")
    } else {
        set
    };
    let version = gover::from_toolchain(name);
    if version.is_empty() {
        // A development tree stands for the language it implements.
        let minor = env.sdk().map_or(0, crate::Sdk::language_minor);
        return Local {
            version: format!("1.{minor}"),
            toolchain: format!("go1.{minor}"),
            explain: String::new(),
        };
    }
    Local {
        version: version.to_owned(),
        toolchain: name.to_owned(),
        explain: String::new(),
    }
}

/// Chooses the toolchain (`toolchain.Select`). `install` and `run` of a package at a
/// version are not looked into: their module would have to be fetched first.
pub fn select(inputs: &Inputs, env: &GoEnv) -> Result<Selection, ToolchainError> {
    decide(inputs, env, |select| select.choose())
}

fn decide(
    inputs: &Inputs,
    env: &GoEnv,
    choose: impl FnOnce(&mut Select<'_>) -> Result<Choice, ToolchainError>,
) -> Result<Selection, ToolchainError> {
    let mut select = Select::new(inputs, env);
    let choice = choose(&mut select).map_err(|error| ToolchainError {
        notes: std::mem::take(&mut select.notes),
        ..error
    })?;
    select.local.explain = select.startup.explain();
    Ok(Selection {
        choice,
        local: select.local,
        notes: select.notes,
    })
}

/// Goes over to a toolchain in the middle of a command, when something turned out to need
/// a newer one (`toolchain.Exec`).
pub fn switch_to(
    inputs: &Inputs,
    env: &GoEnv,
    toolchain: &str,
) -> Result<Selection, ToolchainError> {
    decide(inputs, env, |select| select.switch_to(toolchain))
}

/// Goes on in an SDK that was fetched and made fit for use since.
pub fn start(inputs: &Inputs, env: &GoEnv, toolchain: &str, goroot: &str) -> Selection {
    let mut select = Select::new(inputs, env);
    let choice = select.start(toolchain, goroot);
    Selection {
        choice,
        local: select.local,
        notes: select.notes,
    }
}

/// Chooses the SDK to fetch where there is none: what GOTOOLCHAIN names, else the newest
/// that vamos was proved on. Without permission to fetch, that there is none is the error.
pub fn first(env: &GoEnv) -> Result<Choice, ToolchainError> {
    let setting = env.get("GOTOOLCHAIN");
    let (least, mode) = setting.split_once('+').unwrap_or((setting, ""));
    let toolchain = match least {
        "auto" => releases::newest_proved(),
        "local" if mode == "auto" => releases::newest_proved(),
        "local" | "path" | "" => return Err(EnvError::NoGoroot.into()),
        _ if mode == "path" => return Err(EnvError::NoGoroot.into()),
        name if gover::from_toolchain(name).is_empty() => {
            return fail(format!("invalid GOTOOLCHAIN {}", quote(setting)));
        }
        name => name,
    };
    Ok(Choice::NeedsDownload {
        toolchain: toolchain.to_owned(),
        module_version: releases::module_version(toolchain),
    })
}

/// Reports whether GOTOOLCHAIN allows switching by `mode`, `auto` or `path`
/// (`HasAuto`, `HasPath`).
pub fn has_mode(env: &GoEnv, mode: &str) -> bool {
    let setting = env.get("GOTOOLCHAIN");
    setting == mode
        || setting
            .strip_suffix(mode)
            .is_some_and(|rest| rest.ends_with('+'))
}

#[cfg(test)]
mod tests;
