//! Errors in the environment.
//!
//! Counterpart: the `base.Fatalf` calls of cmd/go/main.go, internal/buildcfg,
//! cmd/go/internal/modload/init.go, cmd/go/internal/work/init.go.

use std::fmt;

use vamos_base::golang::quote::quote;

/// An error that stops the command before it starts. Prints as upstream does, without
/// the leading `go: `.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnvError {
    /// There is no SDK anywhere.
    NoGoroot,
    /// GOROOT is not a directory.
    GorootMissing(String),
    /// A bad architecture or GOEXPERIMENT setting in the OS environment.
    BuildConfig(String),
    /// A bad GOEXPERIMENT setting from a file.
    Experiment(String),
    /// A GOPATH entry begins with `~`.
    GopathTilde(String),
    /// A GOPATH entry is relative.
    GopathRelative(String),
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
    Go111Module(String),
}

impl EnvError {
    /// The exit code of upstream for this error.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::NoGoroot
            | Self::GorootMissing(_)
            | Self::BuildConfig(_)
            | Self::GopathTilde(_)
            | Self::GopathRelative(_)
            | Self::UnsupportedPlatform { .. } => 2,
            Self::Experiment(_) | Self::GoworkRelative | Self::Go111Module(_) => 1,
        }
    }
}

impl fmt::Display for EnvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoGoroot => f.write_str(
                "cannot find GOROOT directory: install a Go SDK and put its go command in PATH, or set GOROOT, or let vamos fetch one (GOTOOLCHAIN=auto, with a GOPROXY that can be reached)",
            ),
            Self::GorootMissing(dir) => write!(f, "cannot find GOROOT directory: {dir}"),
            Self::BuildConfig(text) | Self::Experiment(text) => f.write_str(text),
            Self::GopathTilde(entry) => write!(
                f,
                "GOPATH entry cannot start with shell metacharacter '~': {}",
                quote(entry)
            ),
            Self::GopathRelative(entry) => write!(
                f,
                "GOPATH entry is relative; must be absolute path: {}.\nFor more details see: 'go help gopath'",
                quote(entry)
            ),
            Self::UnsupportedPlatform { goos, goarch } => {
                write!(f, "unsupported GOOS/GOARCH pair {goos}/{goarch}")
            }
            Self::GoworkRelative => f.write_str("invalid GOWORK: not an absolute path"),
            Self::Go111Module(value) => {
                write!(f, "unknown environment setting GO111MODULE={value}")
            }
        }
    }
}

impl std::error::Error for EnvError {}
