//! `vamos.toml`: the settings of a user and of a workspace.
//!
//! Owns: the format of both files ([`UserConfig`], [`WorkspaceConfig`]), and the line of every
//! setting and mistake; and edits of the user's file ([`set_cap`]). A repository can be cloned from
//! anyone, so the workspace's file may only name the address of a remote cache, and mistakes in it
//! are warnings. A mistake in the user's file is an error: a misspelled `keys` would trust every
//! writer. Must not know: disk, environment, the effect of the settings.
//! Counterpart: none.

mod edit;
mod error;
mod fields;
mod size;
mod user;
mod workspace;

use std::fmt;

pub use edit::set_cap;
pub use error::ConfigError;
pub use error::Mistake;
pub use size::parse_size;
pub use user::CacheTable;
pub use user::RemoteTable;
pub use user::UserConfig;
pub use workspace::WorkspaceConfig;

/// The name of both files.
pub const FILE_NAME: &str = "vamos.toml";

/// A setting with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// Its value.
    pub value: T,
    /// The line of its name, from 1.
    pub line: usize,
}

/// A text that is not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("...")
    }
}
