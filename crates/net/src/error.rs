//! The errors of network requests, in Go's words.
//!
//! Counterpart: net/url.Error, net.OpError, and the errors of net/http, crypto/tls and
//! crypto/x509 that users see.

use std::io;

use vamos_base::golang::errno;
use vamos_base::golang::quote::quote;

/// A request without a response, or an invalid address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// An address cannot be parsed.
    BadUrl {
        /// The address as written.
        url: String,
        /// The problem.
        cause: String,
    },
    /// A request failed.
    Request {
        /// `Get`, or `read` for failures in the middle of a response.
        op: &'static str,
        /// The address, its password hidden.
        url: String,
        /// The cause.
        cause: Cause,
    },
}

/// The cause of a failed request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The user interrupted the command.
    Cancelled,
    /// No connection could be made; the whole text.
    Dial(String),
    /// The peer neither sends nor accepts data within the time limit.
    Timeout {
        /// `read` or `write`.
        op: &'static str,
        /// The connection.
        name: String,
    },
    /// The peer exceeds the time limit of a step.
    TooSlow {
        /// Go's text for it.
        text: &'static str,
    },
    /// The connection ended before a response.
    Eof,
    /// The connection ended in the middle of a response.
    UnexpectedEof,
    /// The connection broke.
    Broken {
        /// The operation, with the connection if it is known.
        op: String,
        /// The system's error.
        text: String,
    },
    /// The head of the response is malformed.
    Malformed {
        /// The problem, with the malformed text.
        problem: String,
    },
    /// The length of a chunk is malformed.
    Chunk {
        /// The problem.
        problem: &'static str,
    },
    /// The target of a redirection is not a valid address.
    Location {
        /// The target.
        location: String,
        /// The problem.
        error: Box<Error>,
    },
    /// A redirection leads from a secure address to an insecure one.
    InsecureRedirect {
        /// The secure address.
        from: String,
        /// The insecure one.
        to: String,
    },
    /// Ten redirections in a row.
    TooManyRedirects,
    /// The response is larger than the caller allows.
    TooLarge,
}

impl Cause {
    /// Reports whether a retry may succeed.
    pub(crate) fn is_transient(&self) -> bool {
        matches!(self, Self::Eof | Self::UnexpectedEof | Self::Broken { .. })
    }
}

impl std::fmt::Display for Cause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Cancelled => f.write_str("context canceled"),
            Self::TooLarge => f.write_str("response is too large"),
            Self::Dial(text) => f.write_str(text),
            Self::Timeout { op, name } => write!(f, "{op} {name}: i/o timeout"),
            Self::TooSlow { text } => f.write_str(text),
            Self::Eof => f.write_str("EOF"),
            Self::UnexpectedEof => f.write_str("unexpected EOF"),
            Self::Broken { op, text } => write!(f, "{op}: {text}"),
            Self::Malformed { problem } => write!(
                f,
                "net/http: HTTP/1.x transport connection broken: {problem}"
            ),
            Self::Chunk { problem } => f.write_str(problem),
            Self::Location { location, error } => write!(
                f,
                "failed to parse Location header {}: {error}",
                quote(location)
            ),
            Self::InsecureRedirect { from, to } => {
                write!(f, "redirected from secure URL {from} to insecure URL {to}")
            }
            Self::TooManyRedirects => f.write_str("stopped after 10 redirects"),
        }
    }
}

impl Error {
    /// Reports whether the command was interrupted.
    pub fn is_cancelled(&self) -> bool {
        matches!(
            self,
            Self::Request {
                cause: Cause::Cancelled,
                ..
            }
        )
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::BadUrl { url, cause } => write!(f, "parse {}: {cause}", quote(url)),
            Self::Request { op, url, cause } => write!(f, "{op} {}: {cause}", quote(url)),
        }
    }
}

impl std::error::Error for Error {}

impl std::error::Error for Cause {}

/// Returns the cause that is wrapped in an [`io::Error`], or a new one from the system's error.
pub(crate) fn cause_of(error: &io::Error, name: impl FnOnce() -> String) -> Cause {
    if let Some(cause) = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Cause>())
    {
        return cause.clone();
    }
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Cause::UnexpectedEof,
        _ => Cause::Broken {
            op: name(),
            text: system_text(error),
        },
    }
}

/// Returns Go's text for an error of the system.
pub(crate) fn system_text(error: &io::Error) -> String {
    match error.raw_os_error() {
        Some(number) => errno::text(number),
        None => error.to_string(),
    }
}
