//! Mistakes in a file, with their lines.
//!
//! Counterpart: none.

use std::fmt;

/// A mistake in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The line, from 1.
    pub line: usize,
    /// The mistake.
    pub mistake: Mistake,
}

/// The kinds of mistakes in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// It is not UTF-8.
    NotText,
    /// It is not TOML.
    Syntax(String),
    /// A field that does not exist, with the names of its tables.
    Unknown(String),
    /// A field that only the user's file may have.
    UserOnly(String),
    /// One of two fields of `[remote]` without the other.
    Alone([&'static str; 2]),
    /// A table that a command cannot change.
    NotEditable(&'static str),
    /// A value of another type.
    Type {
        /// The field, with the names of its tables.
        field: String,
        /// The expected type or form of the value.
        want: &'static str,
    },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.mistake {
            Mistake::NotText => f.write_str("not UTF-8"),
            Mistake::Syntax(text) => f.write_str(text),
            Mistake::Unknown(field) => write!(f, "unknown field {field}"),
            Mistake::UserOnly(field) => {
                write!(f, "{field} is allowed in the user's vamos.toml only")
            }
            Mistake::Alone([one, other]) => {
                write!(f, "remote.{one} and remote.{other} have to be set together")
            }
            Mistake::NotEditable(table) => {
                let why = "is not a table of its own lines, so it has to be edited by hand";
                write!(f, "{table} {why}")
            }
            Mistake::Type { field, want } => write!(f, "{field} is not {want}"),
        }
    }
}

impl std::error::Error for ConfigError {}
