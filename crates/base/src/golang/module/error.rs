//! Errors of module paths and versions.
//!
//! Counterpart: golang.org/x/mod/module (`InvalidPathError`, `InvalidVersionError`, `ModuleError`).

use std::error::Error;
use std::fmt;

use crate::golang::quote::quote;

/// Error of a module path or version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invalid {
    /// A path does not follow the naming rules.
    Path {
        /// `module`, `import` or `file`.
        kind: &'static str,
        /// The path as written.
        path: String,
        /// The rule it breaks.
        why: String,
    },
    /// A version is not valid or does not fit its path.
    Version {
        /// The version as written.
        version: String,
        /// True if it was expected to be a pseudo-version.
        pseudo: bool,
        /// Reason.
        why: String,
    },
    /// Something is wrong with a version of the module with this path.
    At {
        /// The module's path.
        path: String,
        /// Reason.
        err: Box<Invalid>,
    },
    /// An escaped form is not one.
    Escaped {
        /// True if it is a version, and not a path.
        is_version: bool,
        /// The escaped form, or the unescaped text.
        text: String,
        /// Error of the unescaped text.
        why: Option<String>,
    },
    /// A text that passed all checks cannot be escaped.
    Unescapable,
}

impl Invalid {
    /// Makes the error for a version.
    pub(super) fn version(version: &str, why: impl Into<String>) -> Self {
        Self::Version {
            version: version.to_owned(),
            pseudo: false,
            why: why.into(),
        }
    }
}

impl Error for Invalid {}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = |pseudo: bool| if pseudo { "pseudo-version" } else { "version" };
        match self {
            Self::Path { kind, path, why } => {
                write!(f, "malformed {kind} path {}: {why}", quote(path))
            }
            Self::Version {
                version,
                pseudo,
                why,
            } => write!(f, "{} {} invalid: {why}", noun(*pseudo), quote(version)),
            Self::At { path, err } => match &**err {
                Self::Version {
                    version,
                    pseudo,
                    why,
                } => write!(f, "{path}@{version}: invalid {}: {why}", noun(*pseudo)),
                err => write!(f, "module {path}: {err}"),
            },
            Self::Escaped {
                is_version,
                text,
                why,
            } => {
                let kind = if *is_version {
                    "version"
                } else {
                    "module path"
                };
                write!(f, "invalid escaped {kind} {}", quote(text))?;
                match why {
                    Some(why) => write!(f, ": {why}"),
                    None => Ok(()),
                }
            }
            Self::Unescapable => f.write_str("internal error: inconsistency in EscapePath"),
        }
    }
}
