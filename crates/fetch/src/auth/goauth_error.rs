//! The errors of GOAUTH.
//!
//! Counterpart: cmd/go/internal/auth/auth.go (the texts of its `base.Fatalf`s).

use std::fmt;

use vamos_fsys::PathError;

/// An invalid GOAUTH, which ends the command; prints as the whole line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GoAuthError {
    /// A command is empty.
    EmptyCommand {
        /// The value of GOAUTH.
        goauth: String,
    },
    /// `off` is not the only command.
    OffWithOthers {
        /// The value of GOAUTH.
        goauth: String,
    },
    /// The command `git` without a directory.
    GitWithoutDir,
    /// The directory of the command `git` cannot be used.
    GitDir(GitDirError),
}

/// The reason why a directory is invalid for the command `git`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GitDirError {
    /// It is a relative path.
    Relative,
    /// It cannot be read.
    Stat {
        /// The directory.
        dir: String,
        /// The error.
        error: PathError,
    },
    /// It is not a directory.
    NotDir,
}

impl fmt::Display for GoAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("go: ")?;
        match self {
            Self::EmptyCommand { goauth } => {
                write!(f, "GOAUTH encountered an empty command (GOAUTH={goauth})")
            }
            Self::OffWithOthers { goauth } => write!(
                f,
                "GOAUTH=off cannot be combined with other authentication commands (GOAUTH={goauth})"
            ),
            Self::GitWithoutDir => f.write_str(
                "GOAUTH=git dir method requires an absolute path to the git working directory",
            ),
            Self::GitDir(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for GoAuthError {}

impl fmt::Display for GitDirError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Relative => f.write_str(
                "GOAUTH=git dir method requires an absolute path to the git working directory, dir is not absolute",
            ),
            Self::Stat { dir, error } => write!(
                f,
                "GOAUTH=git encountered an error; cannot stat {dir}: {error}"
            ),
            Self::NotDir => f.write_str(
                "GOAUTH=git dir method requires an absolute path to the git working directory, dir is not a directory",
            ),
        }
    }
}
