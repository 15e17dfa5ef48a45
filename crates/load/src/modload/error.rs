//! Errors that end loading, with the official command's texts.
//!
//! `Display` is the sentence without the `go: ` that `cli` puts before it; errors of
//! single packages are in [`super::import_error`].
//! Counterpart: cmd/go/internal/modload/{init,load}.go.

use std::fmt;

use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::ModuleError;
use vamos_modfile::gover::TooNewError;

/// An error that ends loading.
#[derive(Clone, Debug)]
pub enum LoadError {
    /// Modules that the official command would download.
    NeedsDownload {
        /// The modules, in the order of discovery.
        modules: Vec<ModuleVersion>,
    },
    /// The run was interrupted.
    Cancelled,
    /// No go.mod where one is needed (`noMainModulesError`).
    NoMainModule {
        /// Whether a go.work is in effect.
        in_workspace: bool,
    },
    /// An error of a module or of the module graph.
    Module(ModuleError),
    /// go.sum would have to change, and may not (`modfetch.ErrGoSumDirty`).
    GoSumDirty,
    /// Several errors; each is printed with its own prefix (`errors.Join`).
    Several(Vec<LoadError>),
    /// Lines for stderr that come before the error.
    AfterWarnings {
        /// The lines, prefixes included.
        warnings: Vec<String>,
        /// The error.
        error: Box<LoadError>,
    },
    /// A sentence; callers do not need its kind.
    Text(String),
    /// A sentence that is printed without the `go: ` prefix.
    Bare(String),
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
            Self::AfterWarnings { error, .. } => error.each(),
            other => vec![other],
        }
    }

    /// Returns the lines that are printed before the error, prefixes included.
    pub fn warnings(&self) -> &[String] {
        match self {
            Self::AfterWarnings { warnings, .. } => warnings,
            _ => &[],
        }
    }

    /// Reports whether the sentence is printed behind `go: `.
    pub fn is_prefixed(&self) -> bool {
        !matches!(self, Self::Bare(_) | Self::Module(ModuleError::Bare(_)))
    }

    /// Returns the error that requires a newer Go; a toolchain switch may resolve it.
    pub fn too_new(&self) -> Option<&TooNewError> {
        match self {
            Self::Module(error) => error.too_new(),
            Self::Several(errors) => errors.iter().find_map(Self::too_new),
            Self::AfterWarnings { error, .. } => error.too_new(),
            _ => None,
        }
    }
}

impl From<ModuleError> for LoadError {
    fn from(error: ModuleError) -> Self {
        match error {
            ModuleError::Joined(errors) => {
                Self::Several(errors.into_iter().map(Self::from).collect())
            }
            other => Self::Module(other),
        }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeedsDownload { modules } => {
                f.write_str("modules are not in the module cache:")?;
                modules.iter().try_for_each(|m| write!(f, " {m}"))
            }
            Self::Cancelled => f.write_str("interrupted"),
            Self::NoMainModule { in_workspace: true } => f.write_str(
                "no modules were found in the current workspace; see 'go help work'",
            ),
            Self::NoMainModule { in_workspace: false } => f.write_str(
                "go.mod file not found in current directory or any parent directory; see 'go help modules'",
            ),
            Self::Module(error) => error.fmt(f),
            Self::GoSumDirty => {
                f.write_str("updates to go.sum needed, disabled by -mod=readonly")
            }
            Self::Several(errors) => {
                for (i, error) in errors.iter().enumerate() {
                    if i > 0 {
                        f.write_str("\n")?;
                    }
                    error.fmt(f)?;
                }
                Ok(())
            }
            Self::AfterWarnings { error, .. } => error.fmt(f),
            Self::Text(sentence) | Self::Bare(sentence) => f.write_str(sentence),
        }
    }
}

impl std::error::Error for LoadError {}
