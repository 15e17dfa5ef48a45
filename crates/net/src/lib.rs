//! HTTP and TLS: all network connections of vamos except for the remote cache, which uses the same
//! certificates and proxies. No thread starts before the first use.
//!
//! Owns: addresses, connections, requests and responses, and their errors with Go's texts. Must not
//! know: modules, the meaning of the bytes, the environment, files. Main types: [`Client`],
//! [`Url`], [`Response`], [`Error`], [`Retry`].
//!
//! HTTP/1.1 is implemented here rather than taken from a crate: the reason phrase of a
//! response, the text of every failure and Ctrl-C in the middle of a read are interface, and
//! each existing client hides at least one of them.
//! Counterpart: cmd/go/internal/web, net/http.

mod attempt;
mod client;
mod dial;
mod error;
mod http1;
mod limits;
mod names;
mod proxy;
mod retry;
mod tls;
mod url;
mod verifier;

pub use client::Certificates;
pub use client::Client;
pub use client::Config;
pub use client::Detour;
pub use client::Response;
pub use client::basic;
pub use error::Cause;
pub use error::Error;
pub use http1::Headers;
pub use http1::USER_AGENT;
pub use http1::read_answer;
pub use limits::Limits;
pub use names::NameServer;
pub use proxy::ProxyConfig;
pub use retry::Retry;
pub use tls::client_config;
pub use tls::handshake_text;
pub use url::Url;
pub use url::escape_segment;
