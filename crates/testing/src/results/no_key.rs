//! Reasons why the result of a test has no key by content.
//!
//! Counterpart: none.

use std::fmt;

/// Reason why a result has no key by content, with the package or the path that causes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoKey {
    /// A package can do more than its Go source shows.
    Opaque(String),
    /// A package uses a name that reads data which no log shows.
    Unlogged {
        /// The package.
        package: String,
        /// The name, such as `os.Readlink`.
        name: String,
    },
    /// A package uses the metadata of a file in a way that may show its times.
    Metadata {
        /// The package.
        package: String,
        /// Some tokens of its source.
        expression: String,
    },
    /// A package has files served or archived with their times.
    ServesTimes {
        /// The package.
        package: String,
        /// The name that does, such as `http.Dir`.
        name: String,
    },
    /// A package may call the methods of metadata that show times.
    NamesTimes(String),
    /// The program opens files, and may call their methods by name: a template or reflection
    /// does, in this package if it is known.
    CallsByName(Option<String>),
    /// The test may have started this program.
    Started(String),
    /// The test read data other than file content.
    Device(String),
    /// The file or directory was changed after the test had started, or cannot be read.
    Changed(String),
    /// There are too many files that the test opened, or that are in directories it accessed, or
    /// they are too large.
    TooLarge,
    /// The log is malformed, or not there.
    NoLog,
}

impl fmt::Display for NoKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Opaque(package) => {
                write!(f, "package {package} may see files without package os")
            }
            Self::Unlogged { package, name } => {
                write!(f, "package {package} uses {name}, which is not logged")
            }
            Self::Metadata {
                package,
                expression,
            } => write!(f, "package {package} may see times of files: {expression}"),
            Self::ServesTimes { package, name } => {
                write!(
                    f,
                    "package {package} uses {name}, which shows times of files"
                )
            }
            Self::NamesTimes(package) => {
                write!(f, "package {package} uses a method ModTime or Sys")
            }
            Self::CallsByName(None) => f.write_str("a template may call the methods of open files"),
            Self::CallsByName(Some(package)) => write!(
                f,
                "package {package} may call the methods of open files by name"
            ),
            Self::Started(path) => write!(f, "the test may have started {path}"),
            Self::Device(path) => write!(f, "the test opened {path}"),
            Self::Changed(path) => write!(f, "{path} was written while the test ran"),
            Self::TooLarge => f.write_str("the test opened too many files"),
            Self::NoLog => f.write_str("the test wrote no log of opened files"),
        }
    }
}
