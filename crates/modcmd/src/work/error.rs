//! Errors of the `go work` commands, with upstream's texts.
//!
//! Counterpart: cmd/go/internal/workcmd (the texts of its `base.Fatalf`s).

use std::fmt;

use vamos_fsys::PathError;
use vamos_modfile::ModuleError;
use vamos_modload::LoadError;

/// An error of a `go work` command.
#[derive(Clone, Debug)]
pub enum WorkError {
    /// No go.work is in effect.
    NotFound,
    /// go.work exists already.
    Exists {
        /// The file.
        file: String,
    },
    /// `work edit` without flags.
    NoFlags,
    /// Both `-json` and `-print`.
    JsonAndPrint,
    /// More than one file.
    TooManyArguments,
    /// `-go` is not a version.
    Go {
        /// A version, as an example.
        example: String,
    },
    /// `-toolchain` is not the name of a toolchain.
    Toolchain {
        /// The version of a toolchain, as an example.
        example: String,
    },
    /// The file to edit cannot be read.
    Parse {
        /// Its name, short.
        file: String,
        /// The error.
        error: Box<LoadError>,
    },
    /// go.work cannot be written.
    Write(PathError),
    /// A value that passed the checks cannot be written to go.work.
    Internal(ModuleError),
    /// An error of finding or reading go.work.
    Load(Box<LoadError>),
}

impl WorkError {
    /// Reports whether the text is printed after `go: `.
    pub fn is_prefixed(&self) -> bool {
        !matches!(self, Self::Go { .. } | Self::Toolchain { .. })
    }
}

impl fmt::Display for WorkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str(
                "no go.work file found\n\t(run 'go work init' first or specify path using GOWORK environment variable)",
            ),
            Self::Exists { file } => write!(f, "{file} already exists"),
            Self::NoFlags => f.write_str("no flags specified (see 'go help work edit')."),
            Self::JsonAndPrint => f.write_str("cannot use both -json and -print"),
            Self::TooManyArguments => {
                f.write_str("'go help work edit' accepts at most one argument")
            }
            Self::Go { example } => write!(
                f,
                "go work: invalid -go option; expecting something like \"-go {example}\""
            ),
            Self::Toolchain { example } => write!(
                f,
                "go work: invalid -toolchain option; expecting something like \"-toolchain go{example}\""
            ),
            Self::Parse { file, error } => write!(f, "errors parsing {file}:\n{error}"),
            Self::Write(error) => error.fmt(f),
            Self::Internal(error) => write!(f, "internal error: {error}"),
            Self::Load(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for WorkError {}

impl From<LoadError> for WorkError {
    fn from(error: LoadError) -> Self {
        Self::Load(Box::new(error))
    }
}
