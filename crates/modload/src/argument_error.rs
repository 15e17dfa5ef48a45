//! Errors of arguments that cannot be loaded as packages or modules.
//!
//! Counterpart: cmd/go/internal/modload/list.go, build.go (`ParsePathVersion`),
//! cmd/go/internal/load/pkg.go (`PackagesAndErrorsOutsideModule`).

use std::fmt;

use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::quote::quote;

use super::setting_error::no_main_module;

/// The reason why an argument cannot be loaded.
#[derive(Clone, Debug)]
pub enum ArgumentError {
    /// The text after `@` cannot be a version.
    Version {
        /// That text.
        version: String,
    },
    /// The arguments are modules to list, but there is no main module.
    CannotMatch {
        /// The argument.
        arg: String,
        /// The property that needs one, in the words of the text; may be empty.
        how: &'static str,
        /// True if a go.work is in effect.
        in_workspace: bool,
    },
    /// A module's path has a backslash.
    Backslash,
    /// A module is named by a relative path.
    Relative {
        /// The argument.
        arg: String,
    },
    /// `pkg@` without a version.
    NoVersion {
        /// The argument.
        arg: String,
    },
    /// The arguments have different versions.
    OtherVersion {
        /// The argument.
        arg: String,
        /// The version of the first argument.
        version: String,
    },
    /// The text before the version is not the path of a package.
    NotPackage {
        /// The argument.
        arg: String,
        /// The kind of the text.
        is: NotPackage,
    },
    /// The go.mod of a named module has directives that count in main modules only.
    Directive {
        /// The argument.
        arg: String,
        /// Its module.
        module: ModuleVersion,
        /// `replace` or `exclude`.
        directive: &'static str,
    },
}

/// The kind of a text in `pkg@version` that is not the path of a package.
#[derive(Clone, Copy, Debug)]
pub enum NotPackage {
    /// A relative path.
    Relative,
    /// An absolute path.
    Absolute,
    /// A name such as `all`.
    Meta,
    /// A path that could be shorter.
    Unclean,
    /// A package of the standard library.
    Standard,
}

impl fmt::Display for NotPackage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Relative => "must be a package path, not a relative path",
            Self::Absolute => "must be a package path, not an absolute path",
            Self::Meta => "must be a package path, not a meta-package",
            Self::Unclean => "must be a clean package path",
            Self::Standard => "must not be a package in the standard library",
        })
    }
}

impl fmt::Display for ArgumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version { version } => write!(f, "invalid module version {}", quote(version)),
            Self::CannotMatch {
                arg,
                how,
                in_workspace,
            } => {
                let error = no_main_module(*in_workspace);
                write!(f, "cannot match {}{how}: {error}", quote(arg))
            }
            Self::Backslash => f.write_str("module paths never use backslash"),
            Self::Relative { arg } => {
                write!(f, "cannot use relative path {arg} to specify module")
            }
            Self::NoVersion { arg } => write!(f, "{arg}: version must not be empty"),
            Self::OtherVersion { arg, version } => write!(
                f,
                "{arg}: all arguments must refer to packages in the same module at the same version (@{version})"
            ),
            Self::NotPackage { arg, is } => write!(f, "{arg}: argument {is}"),
            Self::Directive {
                arg,
                module,
                directive,
            } => write!(
                f,
                "{arg} (in {module}):\n\tThe go.mod file for the module providing named packages contains one or\n\tmore {directive} directives. It must not contain directives that would cause\n\tit to be interpreted differently than if it were the main module."
            ),
        }
    }
}
