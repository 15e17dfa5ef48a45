//! The errors of reading URLs.
//!
//! Counterpart: cmd/go/internal/web/api.go (`HTTPError`).

use std::sync::Arc;

use vamos_base::golang::quote::quote;
use vamos_fsys::PathError;
use vamos_modfile::FatalError;
use vamos_modfile::ModuleError;
use vamos_net::Error;

use crate::auth::GoAuthError;

/// An error status of a server, or the equivalent for a `file` URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpError {
    /// The address, with a hidden password.
    pub url: String,
    /// `404 Not Found`.
    pub status: String,
    /// `404`.
    pub code: u16,
    /// The server's explanation, or the system's error.
    pub detail: Detail,
}

/// Additional details of an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detail {
    /// No details.
    None,
    /// The server's text.
    Server(String),
    /// The reason why a file cannot be read.
    File(String),
}

impl std::fmt::Display for HttpError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { url, status, .. } = self;
        match &self.detail {
            Detail::None => write!(f, "reading {url}: {status}"),
            Detail::File(text) => write!(f, "reading {url}: {text}"),
            Detail::Server(text) => {
                let space = if text.contains('\n') { "\n\t" } else { " " };
                write!(
                    f,
                    "reading {url}: {status}\n\tserver response:{space}{text}"
                )
            }
        }
    }
}

/// The reason why a URL cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebError {
    /// An error status.
    Http(HttpError),
    /// There was no response.
    Net(Error),
    /// A file cannot be read.
    File(PathError),
    /// The contents of a URL cannot be written to a file.
    Unwritten {
        /// The URL, with a hidden password.
        url: String,
        /// The error.
        error: PathError,
    },
    /// A password would be sent without encryption.
    Insecure {
        /// The URL, with a hidden password.
        url: String,
    },
    /// The URL has another scheme than `https` or `http`.
    Scheme {
        /// The URL, with a hidden password.
        url: String,
    },
    /// A `file` URL is invalid.
    FileUrl {
        /// The rule that it breaks.
        rule: &'static str,
    },
    /// The host does not exist in upstream's tests.
    NoTestHost {
        /// The host.
        host: String,
    },
    /// Upstream's tests do not use the network.
    NetworkInTest {
        /// The URL.
        url: String,
    },
    /// GOAUTH is invalid, which ends the command.
    GoAuth(GoAuthError),
}

impl std::fmt::Display for WebError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Http(error) => write!(f, "{error}"),
            Self::Net(error) => write!(f, "{error}"),
            Self::File(error) => write!(f, "{error}"),
            Self::Unwritten { url, error } => write!(f, "read {}: {error}", quote(url)),
            Self::Insecure { url } => {
                write!(f, "refusing to pass credentials to insecure URL: {url}")
            }
            Self::Scheme { url } => write!(f, "unsupported scheme: {url}"),
            Self::FileUrl { rule } => f.write_str(rule),
            Self::NoTestHost { host } => write!(f, "no such host {host}"),
            Self::NetworkInTest { url } => write!(f, "panic: use of network: {url}"),
            Self::GoAuth(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for WebError {}

impl WebError {
    /// Reports whether another source may have it (`fs.ErrNotExist`).
    pub fn is_not_exist(&self) -> bool {
        matches!(
            self,
            Self::Http(HttpError {
                code: 404 | 410,
                ..
            })
        )
    }
}

impl From<WebError> for ModuleError {
    fn from(error: WebError) -> Self {
        if let WebError::GoAuth(error) = error {
            return Self::fatal(FatalError::Other(Arc::new(error)));
        }
        let is_not_exist = error.is_not_exist();
        let error = Self::Other(Arc::new(error));
        if is_not_exist {
            Self::NotExist(Box::new(error))
        } else {
            error
        }
    }
}
