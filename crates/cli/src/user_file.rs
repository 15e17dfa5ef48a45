//! The user's `vamos.toml`. A command reads it once, through [`Invocation::user_file`].
//!
//! [`Invocation::user_file`]: crate::invocation::Invocation::user_file
//!
//! Counterpart: none.

use std::fmt::Display;

use vamos_base::golang::path;
use vamos_config::CacheTable;
use vamos_config::FILE_NAME;
use vamos_config::Located;
use vamos_config::RemoteTable;
use vamos_config::UserConfig;
use vamos_fsys::settings_file;
use vamos_goenv::GoEnv;
use vamos_goenv::host::user_config_dir;

use crate::error::CliError;

/// The directory of the file, inside the user's configuration directory.
const USER_DIR: &str = "vamos";

/// The user's file.
#[derive(Default)]
pub(crate) struct UserFile {
    /// Its path.
    pub(crate) path: String,
    /// Its settings.
    pub(crate) table: RemoteTable,
    /// Its settings of the build cache.
    pub(crate) cache: CacheTable,
}

impl UserFile {
    /// Reads it; a missing file has no settings.
    pub(crate) fn read(env: &GoEnv) -> Result<Self, CliError> {
        // Without a directory for it there is no file.
        let Ok(path) = Self::place(env) else {
            return Ok(Self::default());
        };
        let fatal = |error: &dyn Display| CliError::Fatal(format!("vamos: {error}"));
        let bytes = settings_file::read(&path).map_err(|error| fatal(&error))?;
        let config = bytes.map(|bytes| UserConfig::parse(&bytes)).transpose();
        let config = config.map_err(|error| at(&path, error.line, &error))?;
        let config = config.unwrap_or_default();
        Ok(Self {
            path,
            table: config.remote,
            cache: config.cache,
        })
    }

    /// Returns its path.
    pub(crate) fn place(env: &GoEnv) -> Result<String, CliError> {
        let dir = user_config_dir(env.os());
        let dir = dir.map_err(|error| CliError::Fatal(format!("vamos: {error}")))?;
        Ok(path::join(&[&dir, USER_DIR, FILE_NAME]))
    }

    /// Returns the error of a value of the file.
    pub(crate) fn wrong<T>(&self, setting: &Located<T>, error: &dyn Display) -> CliError {
        at(&self.path, setting.line, error)
    }

    /// Returns a path that it contains, relative to its directory.
    pub(crate) fn beside(&self, name: &str) -> String {
        match path::is_abs(name) {
            true => name.to_owned(),
            false => path::join(&[&path::dir(&self.path), name]),
        }
    }

    /// Returns a program that it contains: a name on PATH, or a path.
    pub(crate) fn program(&self, name: &str) -> String {
        match name.contains('/') {
            true => self.beside(name),
            false => name.to_owned(),
        }
    }
}

/// Returns an error at a line of a file.
fn at(file: &str, line: usize, error: &dyn Display) -> CliError {
    CliError::Fatal(format!("vamos: {file}:{line}: {error}"))
}
