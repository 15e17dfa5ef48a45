//! Ways in which a proxy can be broken or hostile.
//!
//! Counterpart: none; cmd/go/proxy_test.go has `/mod/<status>/` and `/mod/redirect/`.

/// Response of a proxy that replaces the honest one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Another status with this body.
    Status(u16, String),
    /// This number of responses with another status, then honest ones.
    Fails(usize, u16),
    /// The connection is closed without a response this number of times, then responses are honest.
    Closes(usize),
    /// Other bytes, with their right length.
    Wrong(Vec<u8>),
    /// The length of the whole, half of the bytes, then the connection is closed.
    Truncated,
    /// `Truncated` this number of times, then responses are honest.
    TruncatedTimes(usize),
    /// No answer until the proxy ends.
    Hangs,
    /// Half of the body, then nothing for as long as the proxy lives.
    Stalls,
    /// To this address with 302.
    Redirects(String),
    /// To itself, with a new query each time.
    RedirectsForever,
    /// A body that is as long as the client listens, in chunks.
    Endless,
    /// `Endless` with an announced length that is too large to store.
    EndlessAnnounced,
    /// The honest body under this Content-Length; then the connection is closed.
    ContentLength(String),
    /// These bytes for the whole answer, headers and all; then the connection is closed.
    Raw(Vec<u8>),
    /// Header fields without end.
    EndlessHeaders,
    /// One byte of the body per this number of milliseconds.
    Slow(u64),
}

impl Fault {
    /// Reports whether it is over after `met` matching requests.
    pub(super) fn is_over(&self, met: usize) -> bool {
        match self {
            Self::Fails(times, _) | Self::Closes(times) | Self::TruncatedTimes(times) => {
                met >= *times
            }
            _ => false,
        }
    }
}
