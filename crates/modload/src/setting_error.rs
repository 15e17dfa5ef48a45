//! Settings of the environment and flags that module mode does not accept.
//!
//! Counterpart: cmd/go/internal/modload/init.go (the texts of `Init`, `setDefaultBuildMod`, `die`).

use std::fmt;

use vamos_base::golang::quote::quote;
use vamos_goenv::EnvError;

/// A setting that contradicts the modules or other settings.
#[derive(Clone, Debug)]
pub enum SettingError {
    /// A value of `-mod` that is invalid in workspaces.
    ModFlagInWorkspace {
        /// The value.
        value: String,
    },
    /// `-modfile` for a command that has no main module.
    ModfileWithoutModules,
    /// `-modfile` in a workspace.
    ModfileInWorkspace,
    /// The file of `-modfile` does not end in `.mod`.
    ModfileExtension {
        /// The file.
        file: String,
    },
    /// `-modfile`, but no directory is the module's root.
    ModfileWithoutRoot,
    /// GO111MODULE=off, for a command that needs modules.
    ModulesDisabled,
    /// GO111MODULE is invalid.
    Go111Module {
        /// The value.
        value: String,
    },
    /// No go.mod, in a repository that probably should have one.
    NoModuleInRepository {
        /// The root of the repository.
        dir: String,
        /// The root relative to the working directory.
        rel: String,
    },
    /// The snapshot in GOFIPS140 is not on disk.
    MissingSnapshot {
        /// Its name.
        name: String,
    },
    /// A variable of the environment is invalid.
    Env(EnvError),
}

/// Returns the text for a missing main module.
pub(super) fn no_main_module(in_workspace: bool) -> &'static str {
    if in_workspace {
        "no modules were found in the current workspace; see 'go help work'"
    } else {
        "go.mod file not found in current directory or any parent directory; see 'go help modules'"
    }
}

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ModFlagInWorkspace { value } => write!(
                f,
                "-mod may only be set to readonly or vendor when in workspace mode, but it is set to {}\n\tRemove the -mod flag to use the default readonly value, \n\tor set GOWORK=off to disable workspace mode.",
                quote(value)
            ),
            Self::ModfileWithoutModules => f
                .write_str("-modfile cannot be used with commands that ignore the current module"),
            Self::ModfileInWorkspace => f.write_str("-modfile cannot be used in workspace mode"),
            Self::ModfileExtension { file } => {
                write!(f, "-modfile={file}: file does not have .mod extension")
            }
            Self::ModfileWithoutRoot => f.write_str(
                "cannot find main module, but -modfile was set.\n\t-modfile cannot be used to set the module root directory.",
            ),
            Self::ModulesDisabled => {
                f.write_str("modules disabled by GO111MODULE=off; see 'go help modules'")
            }
            Self::Go111Module { value } => {
                write!(f, "unknown environment setting GO111MODULE={value}")
            }
            Self::NoModuleInRepository { dir, rel } => {
                write!(
                    f,
                    "cannot find main module, but found .git/config in {dir}\n\tto create a module there, run:\n\t"
                )?;
                match rel.as_str() {
                    "." => f.write_str("go mod init"),
                    rel => write!(f, "cd {rel} && go mod init"),
                }
            }
            Self::MissingSnapshot { name } => {
                write!(f, "the snapshot of GOFIPS140={name} is not unpacked")
            }
            Self::Env(error) => error.fmt(f),
        }
    }
}
