//! Errors in the environment.
//!
//! Counterpart: the `base.Fatalf` calls of cmd/go/main.go, internal/buildcfg,
//! cmd/go/internal/modload/init.go, cmd/go/internal/work/init.go.

use std::fmt;

use vamos_base::ErrorClass;
use vamos_base::golang::quote::quote;

use crate::config_error::ConfigError;

/// An error that stops the command before it starts. Prints as upstream does, without
/// the leading `go: `.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnvError {
    /// There is no SDK anywhere.
    NoGoroot,
    /// GOROOT is not a directory.
    GorootMissing {
        /// GOROOT.
        dir: String,
    },
    /// A bad architecture or GOEXPERIMENT setting in the OS environment.
    BuildConfig(ConfigError),
    /// A bad GOEXPERIMENT setting from a file.
    Experiment(ConfigError),
    /// A GOPATH entry begins with `~`.
    GopathTilde {
        /// The entry.
        entry: String,
    },
    /// A GOPATH entry is relative.
    GopathRelative {
        /// The entry.
        entry: String,
    },
    /// The release cannot build for this platform.
    UnsupportedPlatform {
        /// GOOS.
        goos: String,
        /// GOARCH.
        goarch: String,
    },
    /// GOWORK names a relative path.
    GoworkRelative,
    /// GO111MODULE has an unknown value.
    Go111Module {
        /// The value.
        value: String,
    },
}

impl EnvError {
    /// Returns the kind of cause: upstream refuses some settings only after it has begun.
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::NoGoroot
            | Self::GorootMissing { .. }
            | Self::BuildConfig(_)
            | Self::GopathTilde { .. }
            | Self::GopathRelative { .. }
            | Self::UnsupportedPlatform { .. } => ErrorClass::Usage,
            Self::Experiment(_) | Self::GoworkRelative | Self::Go111Module { .. } => {
                ErrorClass::Environment
            }
        }
    }
}

impl fmt::Display for EnvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoGoroot => f.write_str(
                "cannot find GOROOT directory: install a Go SDK and put its go command in PATH, or set GOROOT, or let vamos fetch one (GOTOOLCHAIN=auto, with a GOPROXY that can be reached)",
            ),
            Self::GorootMissing { dir } => write!(f, "cannot find GOROOT directory: {dir}"),
            Self::BuildConfig(error) | Self::Experiment(error) => error.fmt(f),
            Self::GopathTilde { entry } => write!(
                f,
                "GOPATH entry cannot start with shell metacharacter '~': {}",
                quote(entry)
            ),
            Self::GopathRelative { entry } => write!(
                f,
                "GOPATH entry is relative; must be absolute path: {}.\nFor more details see: 'go help gopath'",
                quote(entry)
            ),
            Self::UnsupportedPlatform { goos, goarch } => {
                write!(f, "unsupported GOOS/GOARCH pair {goos}/{goarch}")
            }
            Self::GoworkRelative => f.write_str("invalid GOWORK: not an absolute path"),
            Self::Go111Module { value } => {
                write!(f, "unknown environment setting GO111MODULE={value}")
            }
        }
    }
}

impl std::error::Error for EnvError {}
