//! Errors that end loading, with the official command's texts.
//!
//! `Display` is the sentence without the `go: ` that `cli` puts before it; errors of
//! single packages are in [`super::import_error`].
//! Counterpart: cmd/go/internal/modload/{init,load}.go.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use vamos_base::ErrorClass;
use vamos_base::golang::gover::TooNewError;
use vamos_base::golang::module::ModuleVersion;
use vamos_fsys::PathError;
use vamos_modfile::FatalError;
use vamos_modfile::ModuleError;
use vamos_modules::Conflict;
use vamos_modules::WorkspaceError;

use super::argument_error::ArgumentError;
use super::compat_error::CompatAdvice;
use super::compat_error::CompatMismatch;
use super::import_error::ImportError;
use super::internal_error::InternalError;
use super::setting_error::SettingError;
use super::setting_error::no_main_module;
use super::work_error::WorkFileError;
use crate::dirpkg::NamedFilesError;
use crate::dirpkg::ScanError;
use crate::gopath::LayoutError;
use crate::package_error::PackageError;
use crate::pattern::MatchError;

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
    /// No go.mod although one is needed (`noMainModulesError`).
    NoMainModule {
        /// True if a go.work is in effect.
        in_workspace: bool,
    },
    /// An error of a module or of the module graph.
    Module(ModuleError),
    /// go.sum would have to change, which is not allowed (`modfetch.ErrGoSumDirty`).
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
    /// A setting is invalid in module mode.
    Setting(SettingError),
    /// An argument cannot be loaded.
    Argument(ArgumentError),
    /// go.work or a godebug line is invalid.
    WorkFile(WorkFileError),
    /// The modules of a workspace contradict each other.
    Workspace(WorkspaceError),
    /// A file that loading needs cannot be read.
    File {
        /// The purpose of the file, for the text; may be empty.
        purpose: &'static str,
        /// The error.
        error: PathError,
    },
    /// The imports of a Go file cannot be read.
    Scan(Box<ScanError>),
    /// A pattern cannot be matched.
    Match(Box<MatchError>),
    /// A package cannot be loaded.
    Import {
        /// The imports that lead to it; may be empty.
        stack: String,
        /// The error.
        error: Box<ImportError>,
    },
    /// The Go files in the arguments do not form a package.
    NamedFiles(Box<NamedFilesError>),
    /// A package that instrumented code imports cannot be loaded.
    Implied {
        /// Its import path.
        package: &'static str,
        /// The error.
        error: Arc<PackageError>,
    },
    /// An import path does not fit its directory in GOPATH.
    Layout(Box<LayoutError>),
    /// A module that is vendored is missing in go.mod.
    VendoredNotRequired {
        /// The module.
        module: ModuleVersion,
    },
    /// One module has two paths.
    TwoPaths {
        /// The module.
        module: ModuleVersion,
        /// The paths.
        paths: [String; 2],
    },
    /// The module graph requires a newer release than the one that it was requested for.
    GraphTooNew {
        /// That release.
        requested: String,
        /// The go version that is required.
        needed: String,
    },
    /// A version cannot be selected.
    Conflict {
        /// The conflict.
        conflict: Box<Conflict>,
        /// True if the text shows the whole path to it.
        verbose: bool,
    },
    /// A file that would have to change is replaced by the overlay.
    InOverlay {
        /// `go.mod` or `go.sum`.
        name: &'static str,
    },
    /// An older go command would load another package.
    Compat(Box<CompatMismatch>),
    /// Advice about the errors before this one.
    CompatAdvice(Box<CompatAdvice>),
    /// An invariant does not hold.
    Internal(Box<InternalError>),
    /// An error of a user of this crate.
    Other(Arc<dyn Error + Send + Sync>),
}

impl LoadError {
    /// Returns an error of a user of this crate.
    pub fn other(error: impl Error + Send + Sync + 'static) -> Self {
        Self::Other(Arc::new(error))
    }

    /// Returns the error of a package without the imports that lead to it.
    pub(crate) fn import(error: ImportError) -> Self {
        Self::Import {
            stack: String::new(),
            error: Box::new(error),
        }
    }

    /// Returns the class of the cause.
    pub fn class(&self) -> ErrorClass {
        match self {
            // A command that can download does so; the others leave it to the SDK's command.
            Self::NeedsDownload { .. } => ErrorClass::Unimplemented,
            Self::Cancelled | Self::File { .. } => ErrorClass::Environment,
            Self::Internal(_) => ErrorClass::Bug,
            Self::AfterWarnings { error, .. } => error.class(),
            _ => ErrorClass::User,
        }
    }

    /// Returns the errors that are printed one by one, each with its prefix; a fatal one alone.
    pub fn each(&self) -> Vec<&LoadError> {
        match self {
            Self::Several(errors) => match errors.iter().find(|e| e.find_fatal().is_some()) {
                Some(fatal) => fatal.each(),
                None => errors.iter().flat_map(Self::each).collect(),
            },
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

    /// Reports whether the text is printed after `go: `.
    pub fn is_prefixed(&self) -> bool {
        let is_bare = matches!(
            self,
            Self::CompatAdvice(_) | Self::NamedFiles(_) | Self::Implied { .. } | Self::Layout(_)
        );
        !is_bare && self.find_fatal().is_none()
    }

    /// Returns the error that ends the command, if this is or wraps one; only that is printed.
    pub fn find_fatal(&self) -> Option<&Arc<FatalError>> {
        match self {
            Self::Module(error) => error.find_fatal(),
            Self::Several(errors) => errors.iter().find_map(Self::find_fatal),
            Self::AfterWarnings { error, .. } => error.find_fatal(),
            Self::Import { error, .. } => error.module_error()?.find_fatal(),
            Self::Conflict { conflict, .. } => conflict.err.as_ref()?.find_fatal(),
            _ => None,
        }
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
        if let Some(fatal) = self.find_fatal() {
            return fatal.fmt(f);
        }
        match self {
            Self::NeedsDownload { modules } => {
                f.write_str("modules are not in the module cache:")?;
                modules.iter().try_for_each(|m| write!(f, " {m}"))
            }
            Self::Cancelled => f.write_str("interrupted"),
            Self::NoMainModule { in_workspace } => f.write_str(no_main_module(*in_workspace)),
            Self::Module(error) => error.fmt(f),
            Self::GoSumDirty => f.write_str("updates to go.sum needed, disabled by -mod=readonly"),
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
            Self::Setting(error) => error.fmt(f),
            Self::Argument(error) => error.fmt(f),
            Self::WorkFile(error) => error.fmt(f),
            Self::Workspace(error) => error.fmt(f),
            Self::File { purpose: "", error } => error.fmt(f),
            Self::File { purpose, error } => write!(f, "reading {purpose}: {error}"),
            Self::Scan(error) => error.fmt(f),
            Self::Match(error) => error.fmt(f),
            Self::Import { stack, error } if stack.is_empty() => error.fmt(f),
            Self::Import { stack, error } => write!(f, "{stack}: {error}"),
            Self::NamedFiles(error) => error.fmt(f),
            Self::Implied { package, error } => write!(f, "load {package}: {error}"),
            Self::Layout(error) => error.fmt(f),
            Self::VendoredNotRequired { module } => {
                write!(
                    f,
                    "vendored module {module} should be required explicitly in go.mod"
                )
            }
            Self::TwoPaths {
                module: ModuleVersion { path, version, .. },
                paths: [first, second],
            } => write!(
                f,
                "{path}@{version} used for two different module paths ({first} and {second})"
            ),
            Self::GraphTooNew { requested, needed } => write!(
                f,
                "requested Go version {requested} cannot load module graph (requires Go >= {needed})"
            ),
            Self::Conflict {
                conflict,
                verbose: true,
            } => conflict.fmt(f),
            Self::Conflict { conflict, .. } => f.write_str(&conflict.summary()),
            Self::InOverlay { name } => write!(
                f,
                "updates to {name} needed, but {name} is part of the overlay specified with -overlay"
            ),
            Self::Compat(error) => error.fmt(f),
            Self::CompatAdvice(advice) => advice.fmt(f),
            Self::Internal(error) => error.fmt(f),
            Self::Other(error) => error.fmt(f),
        }
    }
}

impl Error for LoadError {}
