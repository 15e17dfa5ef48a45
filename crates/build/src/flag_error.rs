//! Flags for C compilers and linkers that are refused, and output of pkg-config that is.
//!
//! Counterpart: cmd/go/internal/work/security.go, exec.go (`splitPkgConfigOutput`,
//! `processCgoOutputs`).

use std::fmt;

use vamos_base::golang::quote::quote;
use vamos_base::golang::quote::quote_char;
use vamos_fsys::PathError;
use vamos_objfile::linker_input::InputError;

/// The end of an error's text: the address of an explanation.
pub(crate) const HELP: &str = " (see https://go.dev/s/invalidflag)";

/// Why flags of a package are refused.
#[derive(Clone, Debug)]
pub enum FlagError {
    /// A flag is not known to be harmless.
    Invalid {
        /// The origin of the flag, as in `#cgo CFLAGS`.
        source: String,
        /// The flag, with its argument if that is the reason.
        flag: String,
        /// The address of an explanation, in parentheses; may be empty.
        help: &'static str,
    },
    /// A flag names a file that is not passed to the linker.
    Named {
        /// The origin of the flag.
        source: String,
        /// The flag.
        flag: String,
        /// The error of the file.
        error: Box<Self>,
    },
    /// A file is not passed to the linker.
    Input {
        /// The origin of its name; `.syso` for a file of the package.
        source: String,
        /// The file.
        file: String,
        /// Why not.
        error: InputError,
    },
    /// A file for the linker cannot be opened.
    Open(PathError),
    /// The text stub of a library of macOS is invalid.
    Stub {
        /// The origin of its name.
        source: String,
        /// The file.
        file: String,
    },
    /// GCC would read further flags from a file.
    SpecFile {
        /// The origin of the directory's name.
        source: String,
        /// The file.
        file: String,
    },
    /// A flag in a file of the cgo tool is no Go literal.
    Literal,
    /// A pattern of the user is invalid.
    Pattern {
        /// The variable that contains it.
        variable: String,
        /// The pattern.
        pattern: String,
        /// The error of the pattern.
        error: regex_lite::Error,
    },
    /// The name of a package is not one for pkg-config.
    PackageName {
        /// The name.
        name: String,
    },
    /// The output of pkg-config contains characters that a shell would expand.
    ShellCharacter {
        /// The character.
        character: char,
    },
    /// pkg-config has printed a quote without end.
    UnterminatedQuote,
    /// pkg-config has printed a backslash at the end.
    BrokenEscape,
}

impl fmt::Display for FlagError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid { source, flag, help } => {
                write!(f, "invalid flag in {source}: {flag}{help}")
            }
            Self::Named {
                source,
                flag,
                error,
            } => write!(f, "invalid flag in {source}: {flag} ({error})"),
            Self::Input {
                source,
                file,
                error,
            } => {
                let InputError { reason, detail } = error;
                write!(f, "{reason} in {source}: {file}{detail}")
            }
            Self::Open(error) => write!(f, "{error}"),
            Self::Stub { source, file } => write!(f, "invalid .tbd file in {source}: {file}"),
            Self::SpecFile { source, file } => {
                write!(f, "disallowed GCC spec file in {source}: {file}")
            }
            Self::Literal => f.write_str("invalid syntax"),
            Self::Pattern {
                variable,
                pattern,
                error,
            } => write!(
                f,
                "parsing ${variable}: error parsing regexp: {error}: {}",
                quote(pattern)
            ),
            Self::PackageName { name } => write!(f, "invalid pkg-config package name: {name}"),
            Self::ShellCharacter { character } => write!(
                f,
                "unexpected shell character {} in pkgconf output",
                quote_char(*character)
            ),
            Self::UnterminatedQuote => f.write_str("unterminated quoted string in pkgconf output"),
            Self::BrokenEscape => f.write_str("broken character escaping in pkgconf output"),
        }
    }
}
