//! Errors of arguments of `go get` without a package or module.
//!
//! Counterpart: cmd/go/internal/modget/get.go (the texts of `performLocalQueries`, `queryPath`,
//! `checkPackageProblems`).

use std::error::Error;
use std::fmt;

use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::quote::quote;
use vamos_modfile::ModuleError;

/// The reason why an argument names no module.
#[derive(Clone, Debug)]
pub(super) enum ArgumentError {
    /// A directory is outside of the main module, or has no package.
    Local {
        /// The argument.
        pattern: String,
        /// The directory, if the argument is a relative path.
        dir: Option<String>,
        /// The root of the main module.
        root: String,
        /// True if it is inside.
        is_inside: bool,
    },
    /// There is no package in the working directory.
    NoPackage,
    /// A version of a package of the standard library.
    StandardVersion {
        /// The package.
        pattern: String,
        /// The version.
        version: String,
    },
}

impl fmt::Display for ArgumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local {
                pattern,
                dir,
                root,
                is_inside,
            } => {
                f.write_str(pattern)?;
                if let Some(dir) = dir {
                    write!(f, " ({dir})")?;
                }
                let problem = if *is_inside {
                    "is not a package in"
                } else {
                    "is not within"
                };
                write!(f, " {problem} module rooted at {root}")
            }
            Self::NoPackage => f.write_str("no package to get in current directory"),
            Self::StandardVersion { pattern, version } => write!(
                f,
                "can't request explicit version {} of standard library package {pattern}",
                quote(version)
            ),
        }
    }
}

impl Error for ArgumentError {}

/// The hash of a module whose version changed cannot be found.
#[derive(Clone, Debug)]
pub(super) struct SumError {
    /// The module at its new version.
    pub(super) module: ModuleVersion,
    /// The version before.
    pub(super) old: String,
    /// True if the new version is the lower one.
    pub(super) is_downgrade: bool,
    /// Its replacement; the module itself if it is not replaced.
    pub(super) actual: ModuleVersion,
    /// The cause.
    pub(super) error: ModuleError,
}

impl fmt::Display for SumError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            module,
            old,
            actual,
            error,
            ..
        } = self;
        let verb = if self.is_downgrade {
            "downgraded"
        } else {
            "upgraded"
        };
        write!(f, "{verb} {} {old} => {}", module.path, module.version)?;
        if actual != module {
            write!(f, " (replaced by {actual})")?;
        }
        write!(f, ": error finding sum for {actual}: {error}")
    }
}

impl Error for SumError {}
