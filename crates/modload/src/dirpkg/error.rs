//! Errors of directories, with upstream's texts.
//!
//! Counterpart: go/build (`NoGoError`, `MultiplePackageError` and its other errors),
//! cmd/go/internal/modindex, cmd/go/internal/imports (`ErrNoGo`).

use std::fmt;

use vamos_base::golang::names::Dir;
use vamos_base::golang::names::ImportPath;
use vamos_base::golang::quote::quote;
use vamos_fsys::PathError;
use vamos_syntax::ConstraintError;
use vamos_syntax::HeaderError;
use vamos_syntax::ParseError;

/// The reason why a directory has no usable package, or the first broken file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DirError {
    /// There is no Go file for this build (`build.NoGoError`).
    NoGo {
        /// The directory.
        dir: Dir,
    },
    /// Files of two packages (`build.MultiplePackageError`).
    MultiplePackage {
        /// The directory.
        dir: Dir,
        /// The names of the two packages.
        packages: [String; 2],
        /// A file of each.
        files: [String; 2],
    },
    /// A header does not parse; users see the first error of a list.
    Parse(ParseError),
    /// There is no such directory.
    NotFound {
        /// Upstream's name of the package: `.`, or its path in GOROOT.
        import_path: ImportPath,
        /// The directory.
        dir: Dir,
    },
    /// The directory cannot be listed.
    ReadDir(PathError),
    /// A file cannot be read.
    File(FileError),
    /// A file's build constraints are broken.
    Constraint {
        /// The file's name, without directory.
        file: String,
        /// The problem.
        fault: ConstraintFault,
    },
    /// An import comment that is not a string (GOPATH mode).
    BadImportComment {
        /// The file.
        file: String,
    },
    /// Two import comments that differ (GOPATH mode).
    ImportComments {
        /// The directory.
        dir: Dir,
        /// The two comments.
        comments: [String; 2],
        /// The files they are in.
        files: [String; 2],
    },
    /// A test file imports "C".
    CgoInTest {
        /// The file.
        file: String,
    },
    /// A `#cgo` line is broken.
    Cgo {
        /// The file.
        file: String,
        /// The problem.
        fault: CgoFault,
        /// The line, or the bad argument.
        text: String,
    },
}

/// The problem of a file's build constraints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConstraintFault {
    /// More than one `//go:build` line.
    Multiple,
    /// The `//go:build` line does not parse.
    Syntax(ConstraintError),
}

/// The problem of a `#cgo` line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CgoFault {
    /// The line as a whole.
    Line,
    /// The word before the colon.
    Verb,
    /// An argument with characters that are unsafe in a shell.
    Argument,
}

impl fmt::Display for DirError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoGo { dir } => write!(f, "no buildable Go source files in {dir}"),
            Self::MultiplePackage {
                dir,
                packages: [first, second],
                files: [first_file, second_file],
            } => write!(
                f,
                "found packages {first} ({first_file}) and {second} ({second_file}) in {dir}"
            ),
            Self::Parse(error) => error.fmt(f),
            Self::NotFound { import_path, dir } => {
                write!(f, "cannot find package {} in:\n\t{dir}", quote(import_path))
            }
            Self::ReadDir(error) => error.fmt(f),
            Self::File(error) => error.fmt(f),
            Self::Constraint { file, fault } => match fault {
                ConstraintFault::Multiple => write!(f, "{file}: multiple //go:build comments"),
                ConstraintFault::Syntax(error) => {
                    write!(f, "{file}: parsing //go:build line: {error}")
                }
            },
            // Upstream counts lines from the package clause, so the line is always 1.
            Self::BadImportComment { file } => write!(f, "{file}:1: cannot parse import comment"),
            Self::ImportComments {
                dir,
                comments: [first, second],
                files: [first_file, second_file],
            } => write!(
                f,
                "found import comments {} ({first_file}) and {} ({second_file}) in {dir}",
                quote(first),
                quote(second)
            ),
            Self::CgoInTest { file } => write!(f, "use of cgo in test {file} not supported"),
            Self::Cgo { file, fault, text } => {
                let what = match fault {
                    CgoFault::Line => "invalid #cgo line",
                    CgoFault::Verb => "invalid #cgo verb",
                    CgoFault::Argument => "malformed #cgo argument",
                };
                write!(f, "{file}: {what}: {text}")
            }
        }
    }
}

impl std::error::Error for DirError {}

/// The reason why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    /// It cannot be opened.
    Open(PathError),
    /// Reading it fails.
    Read {
        /// The file.
        path: String,
        /// The cause.
        cause: PathError,
    },
    /// Its bytes are not valid in a source file.
    Header {
        /// The file.
        path: String,
        /// The cause.
        cause: HeaderError,
    },
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(error) => error.fmt(f),
            Self::Read { path, cause } => write!(f, "read {path}: {cause}"),
            Self::Header { path, cause } => write!(f, "read {path}: {cause}"),
        }
    }
}

impl std::error::Error for FileError {}

/// The reason why a directory's imports cannot be scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScanError {
    /// There is no file for this build (`imports.ErrNoGo`).
    NoGo,
    /// The directory cannot be listed.
    ReadDir(PathError),
    /// A file cannot be opened.
    Open(PathError),
    /// A file cannot be read.
    Read {
        /// The file.
        path: String,
        /// The cause.
        cause: PathError,
    },
    /// A file's bytes are not valid in a source file.
    Header {
        /// The file.
        path: String,
        /// The cause.
        cause: HeaderError,
    },
}

impl ScanError {
    /// Returns the same error of a file with the name that the user typed.
    pub(crate) fn of_file(self, name: &str) -> Self {
        let path = name.to_owned();
        match self {
            Self::Open(error) => Self::Open(PathError { path, ..error }),
            Self::Read { cause, .. } => {
                let cause = PathError {
                    path: path.clone(),
                    ..cause
                };
                Self::Read { path, cause }
            }
            Self::Header { cause, .. } => Self::Header { path, cause },
            Self::NoGo | Self::ReadDir(_) => self,
        }
    }
}

impl fmt::Display for ScanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoGo => f.write_str("no Go source files"),
            Self::ReadDir(error) | Self::Open(error) => error.fmt(f),
            Self::Read { path, cause } => write!(f, "reading {path}: {cause}"),
            Self::Header { path, cause } => write!(f, "reading {path}: {cause}"),
        }
    }
}

impl std::error::Error for ScanError {}

/// The reason why files on the command line do not form a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamedFilesError {
    /// A name does not end in `.go`; upstream makes it a broken package.
    NotGo {
        /// The name as typed.
        file: String,
    },
    /// A file does not exist.
    Stat(PathError),
    /// A name is a directory.
    IsDir {
        /// The name as typed.
        file: String,
    },
    /// The files are in two directories.
    ManyDirs {
        /// The directories as typed.
        dirs: [String; 2],
    },
}

impl fmt::Display for NamedFilesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotGo { file } => write!(f, "named files must be .go files: {file}"),
            Self::Stat(error) => error.fmt(f),
            Self::IsDir { file } => write!(f, "{file} is a directory, should be a Go file"),
            Self::ManyDirs {
                dirs: [first, second],
            } => write!(
                f,
                "named files must all be in one directory; have {first} and {second}"
            ),
        }
    }
}

impl std::error::Error for NamedFilesError {}
