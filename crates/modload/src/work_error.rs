//! The errors of go.work, and of godebug lines there and in go.mod.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`loadModFile`, `LoadWorkFile`, `ReadWorkFile`).

use std::fmt;

use vamos_modfile::ModuleError;

/// An error of a file of the main modules.
#[derive(Clone, Debug)]
pub enum WorkFileError {
    /// go.work cannot be parsed.
    Syntax(ModuleError),
    /// A directory is listed twice.
    Repeated {
        /// go.work, short.
        file: String,
        /// The line that repeats it.
        line: usize,
        /// The directory.
        root: String,
    },
    /// A godebug line is invalid.
    Godebug {
        /// `go.work` or `go.mod`.
        kind: &'static str,
        /// The file, short.
        file: String,
        /// The line.
        line: usize,
        /// The rule that it breaks.
        rule: String,
    },
}

impl fmt::Display for WorkFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(error) => write!(f, "errors parsing go.work:\n{error}"),
            Self::Repeated { file, line, root } => write!(
                f,
                "error loading go.work:\n{file}:{line}: path {root} appears multiple times in workspace"
            ),
            Self::Godebug {
                kind,
                file,
                line,
                rule,
            } => write!(f, "error loading {kind}:\n{file}:{line}: {rule}"),
        }
    }
}
