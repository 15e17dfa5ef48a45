//! Flags that contradict each other, the packages or the platform.
//!
//! Counterpart: cmd/go/internal/work/init.go (`instrumentInit`, `buildModeInit`), build.go
//! (`pkgsFilter`).

use std::fmt;

use vamos_base::golang::quote::quote;

/// Why packages cannot be built in the way that flags ask for; printed without a prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModeError {
    /// The mode links exactly one program.
    NeedsOneMain {
        /// The mode.
        mode: String,
    },
    /// `-mod` has another value than the three that exist.
    ModFlag {
        /// The value.
        value: String,
    },
    /// `-buildmode=pie` and `-race`.
    PieWithRace {
        /// GOOS/GOARCH.
        platform: String,
    },
    /// `-buildmode=shared` and `-o`.
    SharedWithOutput,
    /// There is no such mode.
    Unknown {
        /// The mode.
        mode: String,
    },
    /// The platform does not have the mode.
    Unsupported {
        /// The mode.
        mode: String,
        /// GOOS/GOARCH.
        platform: String,
    },
    /// The platform does not have shared libraries.
    Linkshared {
        /// GOOS/GOARCH.
        platform: String,
    },
    /// `-race` and counters that are not atomic.
    CoverMode {
        /// The mode of coverage.
        mode: String,
    },
}

impl fmt::Display for ModeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeedsOneMain { mode } => {
                write!(f, "-buildmode={mode} requires exactly one main package")
            }
            Self::ModFlag { value } => write!(
                f,
                "-mod={value} not supported (can be '', 'mod', 'readonly', or 'vendor')"
            ),
            Self::PieWithRace { platform } => write!(
                f,
                "-buildmode=pie not supported when -race is enabled on {platform}"
            ),
            Self::SharedWithOutput => {
                f.write_str("-buildmode=shared and -o not supported together")
            }
            Self::Unknown { mode } => write!(f, "buildmode={mode} not supported"),
            // Upstream's texts have a line end of their own.
            Self::Unsupported { mode, platform } => {
                writeln!(f, "-buildmode={mode} not supported on {platform}")
            }
            Self::Linkshared { platform } => {
                writeln!(f, "-linkshared not supported on {platform}")
            }
            Self::CoverMode { mode } => write!(
                f,
                "-covermode must be \"atomic\", not {}, when -race is enabled",
                quote(mode)
            ),
        }
    }
}

/// Why code cannot be instrumented; the command ends with status 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InstrumentationError {
    /// Two kinds of instrumentation.
    Two {
        /// The flags, as in `-race and -msan`.
        flags: &'static str,
    },
    /// The platform does not have it.
    Unsupported {
        /// The flag, without dash.
        name: String,
        /// GOOS/GOARCH.
        platform: String,
    },
    /// The C compiler does not have it.
    Asan(AsanError),
    /// It needs cgo.
    NeedsCgo {
        /// The flag, without dash.
        name: String,
        /// True if cgo could be enabled.
        is_native: bool,
    },
}

impl InstrumentationError {
    /// Reports whether `go: ` is printed before the text.
    pub(crate) fn has_prefix(&self) -> bool {
        !matches!(self, Self::Unsupported { .. } | Self::Asan(_))
    }
}

impl fmt::Display for InstrumentationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Two { flags } => write!(f, "may not use {flags} simultaneously"),
            Self::Unsupported { name, platform } => {
                write!(f, "-{name} is not supported on {platform}")
            }
            Self::Asan(error) => error.fmt(f),
            Self::NeedsCgo { name, is_native } => {
                write!(f, "-{name} requires cgo")?;
                match is_native {
                    true => f.write_str("; enable cgo by setting CGO_ENABLED=1"),
                    false => Ok(()),
                }
            }
        }
    }
}

/// Why the C compiler does not fit `-asan`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AsanError {
    /// Its output cannot be parsed.
    UnknownVersion,
    /// It is neither GCC nor Clang.
    UnknownCompiler,
    /// It is too old.
    TooOld {
        /// `gcc` or `clang`.
        compiler: &'static str,
        /// The first two numbers of its version.
        version: (u64, u64),
    },
}

impl fmt::Display for AsanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownVersion => {
                f.write_str("-asan: the version of $(go env CC) could not be parsed")
            }
            Self::UnknownCompiler => f.write_str("-asan: C compiler is not gcc or clang"),
            // Upstream's text has a line end of its own, and one more.
            Self::TooOld {
                compiler,
                version: (major, minor),
            } => write!(
                f,
                "-asan is not supported with {compiler} compiler {major}.{minor}\n\n"
            ),
        }
    }
}
