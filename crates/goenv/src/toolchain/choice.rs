//! The result of choosing a toolchain: the choice, or the error.
//!
//! Counterpart: cmd/go/internal/toolchain/select.go.

use std::fmt;

use crate::GoEnv;
use crate::error::EnvError;

/// Counts toolchain switches; it is removed from the environment of the user's programs.
pub(crate) const SWITCH_COUNT: &str = "GOTOOLCHAIN_INTERNAL_SWITCH_COUNT";

/// Names the version that a switch is for; the child process checks that it has that
/// version.
pub(crate) const SWITCH_VERSION: &str = "GOTOOLCHAIN_INTERNAL_SWITCH_VERSION";

/// Why no toolchain can be chosen, with upstream's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolchainError {
    pub(super) message: String,
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

pub(super) fn fail<T>(text: impl Into<String>) -> Result<T, ToolchainError> {
    Err(ToolchainError {
        message: text.into(),
        notes: Vec::new(),
    })
}

/// The decision about the toolchain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Continue with the resolved SDK.
    Local,
    /// Start vamos again with another GOROOT.
    Again(Reexec),
    /// Start this program instead: a toolchain on PATH whose SDK cannot be found.
    Program(Reexec),
    /// The SDK is a module that must be downloaded, verified and prepared, unless an earlier run
    /// has done this.
    NeedsDownload {
        /// Its name, `go1.26.1`.
        toolchain: String,
        /// The version of the module `golang.org/toolchain` that holds it.
        module_version: String,
    },
}

/// A process that replaces this one.
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

/// Reports whether GOTOOLCHAIN allows switching by `mode`, `auto` or `path`
/// (`HasAuto`, `HasPath`).
pub fn has_mode(env: &GoEnv, mode: &str) -> bool {
    let setting = env.get("GOTOOLCHAIN");
    setting == mode
        || setting
            .strip_suffix(mode)
            .is_some_and(|rest| rest.ends_with('+'))
}
