//! Why the result of a test is not kept by content.
//!
//! Counterpart: none.

use std::fmt;

/// Why a result is not kept by content; with the package or the path that is the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoKey {
    /// A package can do more than its Go source shows, or see files without package os.
    BypassesOs(String),
    /// A package has files served or archived with their times.
    ServesTimes(String),
    /// The metadata of an open file, which `asks` gets, may be read by `reads`.
    ShowsTimes {
        /// The package that gets metadata.
        asks: String,
        /// A package that reads times from metadata.
        reads: String,
    },
    /// The test may have started this program.
    Started(String),
    /// What was read is not a file's content.
    Device(String),
    /// The file was written after the test had started, or cannot be read.
    Changed(String),
    /// The files that the test opened are too large.
    TooLarge,
    /// The log is malformed, or not there.
    NoLog,
}

impl fmt::Display for NoKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BypassesOs(package) => {
                write!(f, "package {package} may see files without package os")
            }
            Self::ServesTimes(package) => write!(f, "package {package} serves times of files"),
            Self::ShowsTimes { asks, reads } => write!(
                f,
                "package {asks} asks open files for metadata, and package {reads} reads times"
            ),
            Self::Started(path) => write!(f, "the test may have started {path}"),
            Self::Device(path) => write!(f, "the test opened {path}"),
            Self::Changed(path) => write!(f, "{path} was written while the test ran"),
            Self::TooLarge => f.write_str("the test opened too many files"),
            Self::NoLog => f.write_str("the test wrote no log of what it opened"),
        }
    }
}
