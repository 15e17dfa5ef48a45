//! Ways in which a proxy can be broken or hostile.
//!
//! Counterpart: none; cmd/go/proxy_test.go has `/mod/<status>/` and `/mod/redirect/`.

/// What happens instead of an honest answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Another status with this body.
    Status(u16, String),
    /// Another status so many times, then the truth.
    Fails(usize, u16),
    /// The connection is closed without a word so many times, then the truth.
    Closes(usize),
    /// Other bytes, honestly announced.
    Wrong(Vec<u8>),
    /// The length of the whole, half of the bytes, then the connection is closed.
    Truncated,
    /// The same so many times, then the truth.
    TruncatedTimes(usize),
    /// No answer for as long as the proxy lives.
    Hangs,
    /// Half of the body, then nothing for as long as the proxy lives.
    Stalls,
    /// To this address with 302.
    Redirects(String),
    /// To itself, with a new query each time.
    RedirectsForever,
    /// A body that is as long as the client listens, in chunks.
    Endless,
    /// The same, with an announced length that is too large to store.
    EndlessAnnounced,
    /// The honest body under this Content-Length; then the connection is closed.
    ContentLength(String),
    /// These bytes for the whole answer, headers and all; then the connection is closed.
    Raw(Vec<u8>),
    /// Header fields without end.
    EndlessHeaders,
    /// One byte of the body each so many milliseconds.
    Slow(u64),
}

impl Fault {
    /// Reports whether it is over after it was met `met` times.
    pub(super) fn is_over(&self, met: usize) -> bool {
        match self {
            Self::Fails(times, _) | Self::Closes(times) | Self::TruncatedTimes(times) => {
                met >= *times
            }
            _ => false,
        }
    }
}
