//! Time limits of connections.
//!
//! Counterpart: net/http (`DefaultTransport`), cmd/go/internal/web.

use std::time::Duration;

/// The duration of a blocking call, after which interrupt and deadline are checked.
pub(crate) const SLICE: Duration = Duration::from_millis(100);

/// The time limits of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// To connect to one host, name lookup included.
    pub connect: Duration,
    /// For the handshake of TLS.
    pub handshake: Duration,
    /// Until the first byte of a response.
    pub answer: Duration,
    /// Without a byte in the middle of a response.
    pub stall: Duration,
}

impl Default for Limits {
    /// The first two are upstream's, which has no limit for responses.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            handshake: Duration::from_secs(10),
            answer: Duration::from_secs(300),
            stall: Duration::from_secs(60),
        }
    }
}
