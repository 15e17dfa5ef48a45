//! The errors of directories without an import path.
//!
//! Counterpart: cmd/go/internal/modload/load.go (`matchLocalDirs`, `resolveLocalPackage`),
//! search.go.

use std::fmt;

/// The reason why a directory in a pattern has no import path.
#[derive(Clone, Debug)]
pub enum DirectoryError {
    /// A wildcard begins outside of the main modules.
    OutsideRoots {
        /// The directory.
        dir: String,
        /// The roots of the main modules.
        roots: Vec<String>,
    },
    /// There cannot be packages below a directory with a wildcard.
    NoModuleBelow {
        /// The directory, short.
        dir: String,
        /// True if a go.work is in effect.
        in_workspace: bool,
    },
    /// The directory is in no module of the build list.
    OutsideModules {
        /// The directory, short.
        dir: String,
        /// True if a go.work is in effect.
        in_workspace: bool,
    },
    /// The directory is in a module that go.work does not list.
    NotInWorkspace {
        /// The directory, short.
        dir: String,
        /// The root of that module, short.
        root: String,
    },
    /// A directory below `vendor`, which is not used.
    WithoutVendorMode {
        /// The directory.
        dir: String,
    },
    /// A directory below `vendor` that modules.txt does not list.
    NotVendored {
        /// The directory.
        dir: String,
    },
    /// GOROOT/src itself.
    GorootSrc,
    /// The pseudo-package builtin.
    Builtin,
}

/// Prints a directory at the beginning of a text.
struct Named<'a>(&'a str);

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            "." => f.write_str("current directory"),
            dir => write!(f, "directory {dir}"),
        }
    }
}

/// Returns the words for the build list.
fn scope(in_workspace: bool) -> &'static str {
    if in_workspace {
        "modules listed in go.work or their selected dependencies"
    } else {
        "main module or its selected dependencies"
    }
}

impl fmt::Display for DirectoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutsideRoots { dir, roots } => {
                let plural = if roots.len() > 1 { "s" } else { "" };
                let roots = roots.join(", ");
                write!(
                    f,
                    "directory {dir} is outside module root{plural} ({roots})"
                )
            }
            Self::NoModuleBelow { dir, in_workspace } => {
                let scope = scope(*in_workspace);
                write!(f, "directory prefix {dir} does not contain {scope}")
            }
            Self::OutsideModules { dir, in_workspace } => {
                write!(f, "{} outside {}", Named(dir), scope(*in_workspace))
            }
            Self::NotInWorkspace { dir, root } => write!(
                f,
                "{} is contained in a module that is not one of the workspace modules listed in go.work. You can add the module to the workspace using:\n\tgo work use {root}",
                Named(dir)
            ),
            Self::WithoutVendorMode { dir } => {
                write!(
                    f,
                    "without -mod=vendor, directory {dir} has no package path"
                )
            }
            Self::NotVendored { dir } => write!(
                f,
                "directory {dir} is not a package listed in vendor/modules.txt"
            ),
            Self::GorootSrc => f.write_str("GOROOT/src is not an importable package"),
            Self::Builtin => {
                f.write_str("\"builtin\" is a pseudo-package, not an importable package")
            }
        }
    }
}
