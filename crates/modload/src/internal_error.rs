//! Invariants of loading whose violation upstream reports.
//!
//! Counterpart: the texts `internal error` of cmd/go/internal/modload.

use std::fmt;

use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::ModuleError;

/// An invariant of loading that does not hold.
#[derive(Clone, Debug)]
pub enum InternalError {
    /// There is not exactly one main module.
    NotOneMainModule,
    /// A go line cannot be added.
    GoLine(ModuleError),
    /// A version in the build list is invalid.
    Version {
        /// The module's path.
        path: String,
        /// The version.
        version: String,
    },
    /// A requirement that tidy needs was not added.
    NotAdded {
        /// The requirement.
        module: ModuleVersion,
        /// The selected version; empty if none is.
        selected: String,
    },
    /// Two releases select different versions, and no package shows the reason.
    SelectedVersions {
        /// The module's path.
        path: String,
        /// The go version of the requirements.
        go: String,
        /// The version that it selects.
        version: String,
        /// The older release.
        compat: String,
        /// The version that this release selects.
        selected: String,
    },
}

impl fmt::Display for InternalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("internal error: ")?;
        match self {
            Self::NotOneMainModule => f.write_str("not one main module"),
            Self::GoLine(error) => error.fmt(f),
            Self::Version { path, version } => {
                write!(f, "{path}@{version}: unexpected invalid semantic version")
            }
            Self::NotAdded { module, selected } => write!(
                f,
                "a requirement on {module} is needed but was not added during package loading (selected {selected})"
            ),
            Self::SelectedVersions {
                path,
                go,
                version,
                compat,
                selected,
            } => write!(
                f,
                "failed to diagnose selected-version mismatch for module {path}: go {go} selects {version}, but go {compat} selects {selected}\n\tPlease report this at https://golang.org/issue."
            ),
        }
    }
}
