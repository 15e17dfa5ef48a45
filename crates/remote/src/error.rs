//! The errors of a remote cache.
//!
//! Counterpart: none.

use std::fmt;
use std::io;
use std::time::Duration;

use vamos_base::Digest;
use vamos_fsys::PathError;

/// The reason why the remote cache is not used, or no longer used. The build continues without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemoteError {
    /// The address does not have the form of a remote cache's address.
    Address {
        /// The address.
        address: String,
    },
    /// A trusted key is malformed.
    Key {
        /// The key.
        key: String,
    },
    /// The signing key is malformed.
    PrivateKey {
        /// The problem, without any part of the key.
        problem: String,
    },
    /// A header for every request is malformed.
    Header {
        /// Its name, if it has one.
        name: Option<String>,
    },
    /// A credential helper failed.
    Helper {
        /// The helper.
        program: String,
        /// The failure, without any output of the helper.
        text: String,
    },
    /// The server cannot be reached.
    Connect(String),
    /// The connection ended, or the server violated the protocol.
    Protocol {
        /// The method that was called.
        method: &'static str,
        /// The failure.
        text: String,
    },
    /// The server refused a request.
    Status {
        /// The method that was called.
        method: &'static str,
        /// The gRPC status code.
        code: i32,
        /// The message of the server.
        message: String,
    },
    /// The server did not answer in time.
    TimedOut {
        /// The method that was called.
        method: &'static str,
        /// The time limit.
        after: Duration,
    },
    /// The server does not execute actions.
    NotExecuting,
    /// Only signed results are trusted, and workers do not sign their results.
    Unsigned,
    /// Downloads are slower than making the results locally.
    TooSlow,
    /// The server sent bytes that do not have this digest.
    WrongBytes(Digest),
    /// This many results could not be sent before the end of the command.
    NotSent(usize),
    /// No thread could be started.
    NoThread {
        /// The system's reason.
        reason: String,
    },
    /// A failure on this machine.
    Local(LocalError),
}

/// The reason why a value cannot be sent or stored because of this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LocalError {
    /// A file cannot be read.
    File(PathError),
    /// A file cannot be read or written.
    Io {
        /// The system's reason.
        reason: String,
    },
    /// An input has changed since its digest was computed.
    Changed,
    /// A path that is not valid in a tree.
    Path {
        /// The path.
        path: String,
    },
    /// A command exceeded its time limit.
    TooLong,
}

impl fmt::Display for LocalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(error) => error.fmt(f),
            Self::Io { reason } => f.write_str(reason),
            Self::Changed => f.write_str("an input has changed"),
            Self::Path { path } => write!(f, "{path:?} cannot be sent"),
            Self::TooLong => f.write_str("it took too long"),
        }
    }
}

impl fmt::Display for RemoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address { address } => write!(
                f,
                "invalid address {address:?}: want grpc://host:port or grpcs://host, and \
                 optionally /instance"
            ),
            Self::Key { key } => write!(f, "invalid key: {key}: want 64 hex digits"),
            Self::PrivateKey { problem } => write!(f, "invalid key: {problem}"),
            Self::Header { name: Some(name) } => {
                write!(f, "invalid header {name:?}: want name=value")
            }
            Self::Header { name: None } => {
                f.write_str("invalid header without a name: want name=value")
            }
            Self::Helper { program, text } => write!(f, "credential helper {program}: {text}"),
            Self::Connect(text) => write!(f, "cannot connect: {text}"),
            Self::Protocol { method, text } => write!(f, "{method}: {text}"),
            Self::Status {
                method,
                code,
                message,
            } => write!(f, "{method}: {message} (code {code})"),
            Self::TimedOut { method, after } => {
                write!(f, "{method}: no answer after {} ms", after.as_millis())
            }
            Self::NotExecuting => f.write_str("the server does not execute actions"),
            Self::Unsigned => {
                f.write_str("workers do not sign results, and only signed ones are trusted")
            }
            Self::TooSlow => f.write_str("slower than compiling"),
            Self::WrongBytes(digest) => write!(f, "wrong bytes for {digest}"),
            Self::NotSent(count) => write!(f, "too slow: {count} results were not uploaded"),
            Self::NoThread { reason } => write!(f, "cannot start a thread: {reason}"),
            Self::Local(error) => write!(f, "local file: {error}"),
        }
    }
}

impl std::error::Error for RemoteError {}

/// The gRPC status codes that the client distinguishes.
pub(crate) mod code {
    pub(crate) const DEADLINE_EXCEEDED: i32 = 4;
    pub(crate) const NOT_FOUND: i32 = 5;
    pub(crate) const PERMISSION_DENIED: i32 = 7;
    pub(crate) const RESOURCE_EXHAUSTED: i32 = 8;
    pub(crate) const FAILED_PRECONDITION: i32 = 9;
    pub(crate) const ABORTED: i32 = 10;
    pub(crate) const UNIMPLEMENTED: i32 = 12;
    pub(crate) const UNAVAILABLE: i32 = 14;
    pub(crate) const UNAUTHENTICATED: i32 = 16;
}

impl RemoteError {
    /// Returns the error of a thread that could not be started.
    pub(crate) fn no_thread(error: &io::Error) -> Self {
        let reason = error.to_string();
        Self::NoThread { reason }
    }

    /// Returns the error of a local file.
    pub(crate) fn local(error: &io::Error) -> Self {
        let reason = error.to_string();
        Self::Local(LocalError::Io { reason })
    }

    /// Returns the error of a local file, with its name.
    pub(crate) fn file(error: PathError) -> Self {
        Self::Local(LocalError::File(error))
    }

    /// Reports whether the error is transient.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Connect(_) | Self::Protocol { .. } => true,
            Self::Status { code, .. } => {
                [code::RESOURCE_EXHAUSTED, code::ABORTED, code::UNAVAILABLE].contains(code)
            }
            _ => false,
        }
    }
}
