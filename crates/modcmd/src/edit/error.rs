//! Errors of `go mod edit`, with upstream's texts.
//!
//! Counterpart: cmd/go/internal/modcmd/edit.go (the texts of its `base.Fatalf`s).

use std::fmt;

use vamos_base::golang::module::Invalid;
use vamos_base::golang::quote::quote;
use vamos_fsys::PathError;
use vamos_modfile::ModuleError;

/// An error of `go mod edit`.
#[derive(Clone, Debug)]
pub enum EditError {
    /// No flag was given.
    NoFlags,
    /// Both `-json` and `-print`.
    JsonAndPrint,
    /// More than one file.
    TooManyArguments,
    /// `-module` is not a module path.
    Module(ModuleError),
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
    /// The value of a flag that adds or drops lines is invalid.
    Flag {
        /// The flag's name.
        flag: &'static str,
        /// Its value.
        arg: String,
        /// The error.
        problem: FlagProblem,
    },
    /// The file cannot be read or written.
    Path(PathError),
    /// The file is not a valid go.mod.
    Parse {
        /// Its name, short.
        file: String,
        /// The error.
        error: ModuleError,
    },
    /// A value that passed the checks cannot be written to go.mod.
    Internal(ModuleError),
    /// Another process wrote the file during the edit.
    Changed,
}

/// An error in the value of a flag.
#[derive(Clone, Debug)]
pub enum FlagProblem {
    /// A version after `@` is required.
    NeedsVersion,
    /// A version after `@` is not allowed.
    NeedsJustPath,
    /// The path is invalid; the word is its name in the text.
    Path(&'static str, Invalid),
    /// The version is not a single word.
    Version(String),
    /// One of two versions is not a single word; the word is its name in the text.
    SideVersion(&'static str, String),
    /// The text after `@` begins with a dash or slash.
    Query(String),
    /// No `=` between old and new.
    NeedsSeparator,
    /// The separator is `=>`, as in go.mod.
    Arrow,
    /// The replacement is neither a directory nor has a version.
    NeedsDirectory,
    /// A retracted version is not a single word.
    Retracted(String),
    /// A retracted interval is malformed.
    Interval(String),
    /// No `key=value`.
    NeedsKeyValue,
    /// The value is not valid in go.mod.
    Refused(ModuleError),
}

impl EditError {
    /// Reports whether the text is printed after `go: `.
    pub fn is_prefixed(&self) -> bool {
        !matches!(self, Self::Go { .. } | Self::Toolchain { .. })
    }
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFlags => f.write_str("no flags specified (see 'go help mod edit')."),
            Self::JsonAndPrint => f.write_str("cannot use both -json and -print"),
            Self::TooManyArguments => f.write_str("too many arguments"),
            Self::Module(error) => write!(f, "invalid -module: {error}"),
            Self::Go { example } => write!(
                f,
                "go mod: invalid -go option; expecting something like \"-go {example}\""
            ),
            Self::Toolchain { example } => write!(
                f,
                "go mod: invalid -toolchain option; expecting something like \"-toolchain go{example}\""
            ),
            Self::Flag { flag, arg, problem } => write!(f, "-{flag}={arg}: {problem}"),
            Self::Path(error) => error.fmt(f),
            Self::Parse { file, error } => write!(f, "errors parsing {file}:\n{error}"),
            Self::Internal(error) => write!(f, "internal error: {error}"),
            Self::Changed => f.write_str("go.mod changed during editing; not overwriting"),
        }
    }
}

impl fmt::Display for FlagProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeedsVersion => f.write_str("need path@version"),
            Self::NeedsJustPath => f.write_str("need just path, not path@version"),
            Self::Path("", error) => write!(f, "invalid path: {error}"),
            Self::Path(side, error) => write!(f, "invalid {side} path: {error}"),
            Self::Version(version) => write!(f, "invalid version {}", quote(version)),
            Self::SideVersion(side, version) => {
                write!(f, "invalid {side} version: {}", quote(version))
            }
            Self::Query(query) => write!(f, "invalid module version {}", quote(query)),
            Self::NeedsSeparator => f.write_str("need old[@v]=new[@w] (missing =)"),
            Self::Arrow => f.write_str("separator between old and new is =, not =>"),
            Self::NeedsDirectory => f.write_str("unversioned new path must be local directory"),
            Self::Retracted(version) => write!(f, "invalid version: {}", quote(version)),
            Self::Interval(arg) => write!(f, "invalid version interval: {}", quote(arg)),
            Self::NeedsKeyValue => f.write_str("need key=value"),
            Self::Refused(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for EditError {}

impl From<PathError> for EditError {
    fn from(error: PathError) -> Self {
        Self::Path(error)
    }
}
