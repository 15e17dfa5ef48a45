//! Modules of a workspace that contradict each other.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`makeMainModules`).

use std::fmt;

/// The reason why the modules of a workspace are inconsistent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkspaceError {
    /// Two directories have the same module.
    Repeated {
        /// Its path.
        module: String,
    },
    /// go.work replaces one of its own modules.
    Replaced {
        /// Its path.
        module: String,
    },
}

impl fmt::Display for WorkspaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Repeated { module } => {
                write!(f, "module {module} appears multiple times in workspace")
            }
            Self::Replaced { module } => write!(
                f,
                "workspace module {module} is replaced at all versions in the go.work file. To fix, remove the replacement from the go.work file or specify the version at which to replace the module."
            ),
        }
    }
}
