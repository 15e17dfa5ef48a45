//! Which Go toolchain a command runs with, decided before anything else.
//!
//! Upstream replaces itself by another release's go command. vamos follows every release: it starts
//! itself again with the GOROOT of the chosen release. If its SDK must be downloaded, the choice
//! only names it; the caller downloads it.
//! Counterpart: cmd/go/internal/toolchain/{select,exec,switch}.go,
//! cmd/go/internal/gover/{local,toolchain}.go.

mod choice;
mod first;
mod releases;
mod select;

use vamos_base::golang::gover;
use vamos_base::golang::gover::Local;

use crate::GoEnv;
use crate::inputs::Inputs;
use select::Select;

pub use releases::newer_toolchain;
pub(crate) use releases::newest_fetched;
pub use releases::path_releases;

/// A choice with its details; `local` must be stored in [`GoEnv::local`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The next step.
    pub choice: Choice,
    /// The release that this command follows, for errors about modules that need a newer
    /// one.
    pub local: Local,
    /// Lines for stderr, complete (`GODEBUG=toolchaintrace=1`, deep switching).
    pub notes: Vec<String>,
}

/// The release that this command follows, without its selection (`gover.Local`).
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
        // A development tree counts as the language version that it implements.
        let minor = env.sdk.tables().map_or(0, crate::Sdk::language_minor);
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

/// Chooses the toolchain (`toolchain.Select`). The module of `install` and `run` with a
/// package at a version is not considered: it would have to be downloaded first.
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

/// Switches to a newer toolchain in the middle of a command, because a module requires it
/// (`toolchain.Exec`).
pub fn switch_to(
    inputs: &Inputs,
    env: &GoEnv,
    toolchain: &str,
) -> Result<Selection, ToolchainError> {
    decide(inputs, env, |select| select.switch_to(toolchain))
}

/// Returns the next step with an SDK that was downloaded and prepared since.
pub fn start(inputs: &Inputs, env: &GoEnv, toolchain: &str, goroot: &str) -> Selection {
    let mut select = Select::new(inputs, env);
    let choice = select.start(toolchain, goroot);
    Selection {
        choice,
        local: select.local,
        notes: select.notes,
    }
}

#[cfg(test)]
mod tests;

pub use choice::Choice;
pub use choice::Reexec;
pub(crate) use choice::SWITCH_COUNT;
pub(crate) use choice::SWITCH_VERSION;
pub use choice::ToolchainError;
pub use choice::has_mode;
pub use first::NoSdk;
pub use first::first;
pub use first::planned;
