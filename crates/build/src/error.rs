//! Errors of builds.
//!
//! Counterpart: cmd/go/internal/work/shell.go (`cmdError`), exec.go, init.go.

use vamos_base::golang::names::ImportPath;
use vamos_base::golang::quote::quote;
use vamos_fsys::PathError;
use vamos_goenv::tool_id::ToolIdError;

/// An error of a build; prints as the go command does, without the `go: ` prefix.
#[derive(Clone, Debug)]
pub enum BuildError {
    /// A tool failed with output.
    Tool(ToolError),
    /// A file operation failed.
    Path(PathError),
    /// Loading this package failed; the text is the loader's own.
    Package {
        /// Import path of the package, where the text is sure to name it.
        named: Option<ImportPath>,
        /// The text.
        text: String,
    },
    /// The package has no Go files that apply.
    NoGo {
        /// The loader's text.
        text: String,
    },
    /// A tool failed without output.
    Exit {
        /// The command's first word.
        program: String,
        /// Its end in Go's words, such as `exit status 1`.
        status: String,
    },
    /// The module requires a newer release.
    NewerGo {
        /// The go version that it requires.
        version: String,
    },
    /// A package without sources.
    BinaryOnly,
    /// An argument that tools interpret as a response file.
    BadArgument {
        /// The argument.
        argument: String,
        /// The command that contains it, quoted.
        command: String,
    },
    /// The output is a directory.
    OutputIsDir(String),
    /// The output exists and is not something that a build makes.
    OutputIsNoObject(String),
    /// Copying a file failed.
    Copy {
        /// Where from.
        from: String,
        /// Where to, unless the error names it.
        to: Option<String>,
        /// The cause.
        error: PathError,
    },
    /// An install action failed.
    Install {
        /// The command: `build`, `install`.
        command: String,
        /// The package's import path.
        import_path: ImportPath,
        /// The cause.
        error: Box<BuildError>,
    },
    /// C sources in a package that does not use cgo.
    CWithoutCgo(String),
    /// A tool does not print its version; its stderr is shown first.
    ToolId(ToolIdError),
    /// A sentence of the go command without further data.
    Message(String),
    /// A sentence that the go command prints without any prefix.
    Bare(String),
    /// A message after which the command ends with status 2 instead of 1.
    Usage(String),
    /// The same, printed without any prefix.
    BareUsage(String),
    /// vamos cannot do this yet.
    Unimplemented(&'static str),
    /// The run was interrupted.
    Cancelled,
}

/// The output of a tool that failed, ready to be shown (`cmdError`).
#[derive(Clone, Debug)]
pub struct ToolError {
    /// What was being built, for the header.
    pub desc: String,
    /// The output, paths rewritten.
    pub text: String,
    /// The package's import path, or empty.
    pub import_path: ImportPath,
    /// Whether `desc` does not name the import path.
    pub needs_path: bool,
}

impl std::fmt::Display for ToolError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.needs_path {
            write!(f, "# {}\n# [{}]\n", self.import_path, self.desc)?;
        } else {
            writeln!(f, "# {}", self.desc)?;
        }
        f.write_str(&self.text)
    }
}

impl BuildError {
    /// Returns the import path that the error's text is sure to name
    /// (`load.ImportPathError`).
    pub(crate) fn import_path(&self) -> Option<&str> {
        match self {
            Self::Tool(error) => Some(&error.import_path),
            Self::Package { named, .. } => named.as_deref(),
            _ => None,
        }
    }

    /// Reports whether the go command prints `go: ` before this error.
    pub fn has_prefix(&self) -> bool {
        !matches!(self, Self::Bare(_) | Self::BareUsage(_))
    }

    /// Returns the status that the command ends with because of this error.
    pub fn exit_status(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::BareUsage(_) => 2,
            Self::Unimplemented(_) => 3,
            _ => 1,
        }
    }
}

impl std::fmt::Display for BuildError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tool(error) => write!(f, "{error}"),
            Self::Path(error) => write!(f, "{error}"),
            Self::Package { text, .. }
            | Self::NoGo { text }
            | Self::Message(text)
            | Self::Bare(text)
            | Self::Usage(text)
            | Self::BareUsage(text) => f.write_str(text),
            Self::Exit { program, status } => write!(f, "{program}: {status}"),
            Self::NewerGo { version } => write!(f, "module requires Go {version} or later"),
            Self::BinaryOnly => f.write_str("binary-only packages are no longer supported"),
            Self::BadArgument { argument, command } => {
                write!(
                    f,
                    "invalid command-line argument {argument} in command: {command}"
                )
            }
            Self::OutputIsDir(path) => {
                let path = quote(path);
                write!(f, "build output {path} already exists and is a directory")
            }
            Self::OutputIsNoObject(path) => {
                let path = quote(path);
                write!(
                    f,
                    "build output {path} already exists and is not an object file"
                )
            }
            Self::Copy {
                from,
                to: None,
                error,
            } => write!(f, "copying {from}: {error}"),
            Self::Copy {
                from,
                to: Some(to),
                error,
            } => {
                write!(f, "copying {from} to {to}: {error}")
            }
            Self::Install {
                command,
                import_path,
                error,
            } => {
                let space = if import_path.is_empty() { "" } else { " " };
                write!(f, "go {command}{space}{import_path}: {error}")
            }
            Self::CWithoutCgo(file) => {
                write!(f, "{file}: C source files not supported without cgo")
            }
            Self::ToolId(error) => write!(f, "{error}"),
            Self::Unimplemented(what) => write!(f, "{what}: not implemented yet"),
            Self::Cancelled => f.write_str("interrupted"),
        }
    }
}

impl std::error::Error for BuildError {}

impl From<PathError> for BuildError {
    fn from(error: PathError) -> Self {
        Self::Path(error)
    }
}
