//! What is wrong with an edit, in upstream's words.
//!
//! Counterpart: cmd/go/internal/modcmd/edit.go (the texts of its `base.Fatalf`s).

use std::fmt;

use vamos_base::golang::module::Invalid;
use vamos_base::golang::quote::quote;
use vamos_fsys::PathError;
use vamos_modfile::ModuleError;

/// Why `go mod edit` ends without having done what was asked.
#[derive(Clone, Debug)]
pub enum EditError {
    /// No flag asks for anything.
    NoFlags,
    /// Both kinds of output at once.
    JsonAndPrint,
    /// More than one file.
    TooManyArguments,
    /// `-module` is no module path.
    Module(ModuleError),
    /// `-go` is no version; holds one that would be.
    Go(String),
    /// `-toolchain` is no toolchain's name; holds the version of one that would be.
    Toolchain(String),
    /// Something is wrong with one of the flags that add and drop lines.
    Flag {
        /// The flag's name.
        flag: &'static str,
        /// Its value.
        arg: String,
        /// What is wrong with it.
        problem: FlagProblem,
    },
    /// The file cannot be read or written.
    Path(PathError),
    /// The file is no go.mod.
    Parse {
        /// Its name, short.
        file: String,
        /// What is wrong.
        error: ModuleError,
    },
    /// What was checked before turned out wrong.
    Internal(ModuleError),
    /// Somebody else wrote the file meanwhile.
    Changed,
}

/// What is wrong with the value of a flag.
#[derive(Clone, Debug)]
pub enum FlagProblem {
    /// A version has to stand behind `@`.
    NeedsVersion,
    /// No version may stand behind `@`.
    NeedsJustPath,
    /// The path breaks the rules; the word says which path.
    Path(&'static str, Invalid),
    /// The version is no single word.
    Version(String),
    /// The same of one of two versions; the word says which.
    SideVersion(&'static str, String),
    /// What stands behind `@` begins with a dash or slash.
    Query(String),
    /// No `=` between old and new.
    NeedsSeparator,
    /// The separator is that of go.mod.
    Arrow,
    /// Replaced by a path that is neither a directory nor has a version.
    NeedsDirectory,
    /// A retracted version is no single word.
    Retracted(String),
    /// A retracted interval is none.
    Interval(String),
    /// No `key=value`.
    NeedsKeyValue,
    /// go.mod does not take it.
    Refused(ModuleError),
}

impl EditError {
    /// Reports whether the text is printed behind `go: `.
    pub fn is_prefixed(&self) -> bool {
        !matches!(self, Self::Go(_) | Self::Toolchain(_))
    }
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFlags => f.write_str("no flags specified (see 'go help mod edit')."),
            Self::JsonAndPrint => f.write_str("cannot use both -json and -print"),
            Self::TooManyArguments => f.write_str("too many arguments"),
            Self::Module(error) => write!(f, "invalid -module: {error}"),
            Self::Go(local) => write!(
                f,
                "go mod: invalid -go option; expecting something like \"-go {local}\""
            ),
            Self::Toolchain(local) => write!(
                f,
                "go mod: invalid -toolchain option; expecting something like \"-toolchain go{local}\""
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
