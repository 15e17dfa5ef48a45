//! Errors of module loading, in the official command's words.
//!
//! `Display` is the sentence without the `go: ` that `cli` puts before it.
//! Counterpart: cmd/go/internal/modload/{init,import,load}.go.

use std::fmt;

use super::ModuleVersion;

/// An error that ends loading.
#[derive(Clone, Debug)]
pub enum LoadError {
    /// Something that vamos does not do yet; the caller may pass the command through.
    NotBuilt {
        /// What it is, for the message.
        what: &'static str,
    },
    /// Modules that the official command would download.
    NeedsDownload {
        /// The modules, in the order of discovery.
        modules: Vec<ModuleVersion>,
    },
    /// No go.mod where one is needed (`noMainModulesError`).
    NoMainModule {
        /// Whether a go.work is in effect.
        in_workspace: bool,
    },
    /// Several errors; each is printed with its own prefix (`errors.Join`).
    Several(Vec<LoadError>),
    /// A sentence that nobody needs to tell apart from others.
    Text(String),
}

impl LoadError {
    /// Makes an error of a finished sentence.
    pub fn text(sentence: impl Into<String>) -> Self {
        Self::Text(sentence.into())
    }

    /// Returns the errors that are printed one by one, each with its prefix.
    pub fn each(&self) -> Vec<&LoadError> {
        match self {
            Self::Several(errors) => errors.iter().flat_map(Self::each).collect(),
            other => vec![other],
        }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotBuilt { what } => write!(f, "{what} is not built yet"),
            Self::NeedsDownload { modules } => {
                f.write_str("modules are not in the module cache:")?;
                modules.iter().try_for_each(|m| write!(f, " {m}"))
            }
            Self::NoMainModule { in_workspace: true } => f.write_str(
                "no modules were found in the current workspace; see 'go help work'",
            ),
            Self::NoMainModule { in_workspace: false } => f.write_str(
                "go.mod file not found in current directory or any parent directory; see 'go help modules'",
            ),
            Self::Several(errors) => {
                for (i, error) in errors.iter().enumerate() {
                    if i > 0 {
                        f.write_str("\n")?;
                    }
                    error.fmt(f)?;
                }
                Ok(())
            }
            Self::Text(sentence) => f.write_str(sentence),
        }
    }
}

impl std::error::Error for LoadError {}

/// Why an import path has no package, or a package could not be scanned
/// (`loadPkg.err`).
#[derive(Clone, Debug)]
pub enum ImportError {
    /// The path was never loaded (`errMissing`).
    NotLoaded,
    /// A sentence that nobody needs to tell apart from others.
    Text {
        /// The import path, where upstream's error is an `ImportPathError`.
        import_path: Option<String>,
        /// The sentence.
        text: String,
    },
}

impl ImportError {
    /// Returns the import path where upstream's error type is a `load.ImportPathError`;
    /// such errors already name the package and are printed without its import stack.
    pub fn import_path(&self) -> Option<&str> {
        match self {
            Self::NotLoaded => None,
            Self::Text { import_path, .. } => import_path.as_deref(),
        }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLoaded => f.write_str("cannot find package"),
            Self::Text { text, .. } => f.write_str(text),
        }
    }
}

impl std::error::Error for ImportError {}
