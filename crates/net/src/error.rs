//! What can go wrong on the way to another machine, in Go's words.
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
        /// What is wrong with it.
        cause: String,
    },
    /// The configuration forbids to send this request; the whole text.
    Refused(String),
    /// A request failed.
    Request {
        /// `Get`, or `read` for failures in the middle of a response.
        op: &'static str,
        /// The address, its password hidden.
        url: String,
        /// Why.
        cause: Cause,
    },
}

/// Why a request failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The user wants the command to end.
    Cancelled,
    /// No connection could be made; the whole text.
    Dial(String),
    /// Too slow; the whole text.
    Timeout(String),
    /// The connection broke before or in the middle of the response; the whole text.
    Broken(String),
    /// The response is malformed; the whole text.
    Malformed(String),
    /// A redirection that is not followed; the whole text.
    Redirect(String),
    /// The response is larger than the caller allows.
    TooLarge,
}

impl Cause {
    /// Reports whether a retry may succeed.
    pub(crate) fn is_transient(&self) -> bool {
        matches!(self, Self::Broken(_))
    }

    /// The cause of a connection that ended too early.
    pub(crate) fn unexpected_eof() -> Self {
        Self::Broken("unexpected EOF".to_owned())
    }
}

impl std::fmt::Display for Cause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Cancelled => f.write_str("context canceled"),
            Self::TooLarge => f.write_str("response is too large"),
            Self::Dial(text)
            | Self::Timeout(text)
            | Self::Broken(text)
            | Self::Malformed(text)
            | Self::Redirect(text) => f.write_str(text),
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
            Self::Refused(text) => f.write_str(text),
            Self::Request { op, url, cause } => write!(f, "{op} {}: {cause}", quote(url)),
        }
    }
}

impl std::error::Error for Error {}

impl std::error::Error for Cause {}

/// Returns the cause that is wrapped in an [`io::Error`], or one made from the system's
/// error.
pub(crate) fn cause_of(error: &io::Error, name: impl FnOnce() -> String) -> Cause {
    if let Some(cause) = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Cause>())
    {
        return cause.clone();
    }
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Cause::unexpected_eof(),
        _ => Cause::Broken(format!("{}: {}", name(), system_text(error))),
    }
}

/// Returns Go's text of an error of the system.
pub(crate) fn system_text(error: &io::Error) -> String {
    match error.raw_os_error() {
        Some(number) => errno::text(number),
        None => error.to_string(),
    }
}
