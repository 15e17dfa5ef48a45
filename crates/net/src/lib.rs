//! HTTP and TLS: the one way to other machines. Starts nothing until it is used.
//!
//! Owns: addresses, connections, requests and answers, and their errors in Go's words.
//! Must not know: modules, what the bytes mean, the environment, files.
//! Main types: [`Client`], [`Url`], [`Response`], [`Error`], [`Retry`].
//!
//! HTTP/1.1 is written here rather than taken from a crate: the reason phrase of an
//! answer, the words of every failure and Ctrl-C in the middle of a read are interface,
//! and clients to be had hide one or the other.
//! Counterpart: cmd/go/internal/web, net/http.

mod attempt;
mod client;
mod dial;
mod error;
mod http1;
mod names;
mod proxy;
mod retry;
mod tls;
mod url;

pub use client::Client;
pub use client::Config;
pub use client::Response;
pub use client::Roots;
pub use client::basic;
pub use dial::Limits;
pub use error::Cause;
pub use error::Error;
pub use http1::Headers;
pub use http1::read_answer;
pub use proxy::ProxyConfig;
pub use retry::Retry;
pub use url::Url;
pub use url::escape_segment;
