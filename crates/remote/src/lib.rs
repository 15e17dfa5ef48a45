//! A remote build cache and remote execution of commands, over Bazel's Remote Execution API.
//!
//! Owns: the protocol, the connection, the order of downloads and uploads, and the decision to give
//! the cache up ([`RemoteCache`], [`ExecClient`]). It is the only crate with asynchronous code; its
//! interface is blocking. Must not know: Go, packages, or builds. Main types: [`RemoteCache`],
//! [`ExecClient`], [`Endpoint`], [`RemoteError`].
//! Counterpart: none.

mod allow;
mod blob;
mod capabilities;
mod check;
mod client;
mod connect;
mod connection;
mod credentials;
mod download;
mod endpoint;
mod error;
mod exec;
mod grpc;
mod health;
mod payload;
mod remote_cache;
mod result_locations;
mod row;
mod runner;
mod runtime;
mod throttle;
mod timeouts;
mod tree;
mod trust;
mod upload;
mod upload_dedup;

pub use allow::AllowList;
pub use check::Finding;
pub use check::Trial;
pub use connection::Connection;
pub use connection::CredentialHelper;
pub use connection::Header;
pub use connection::Identity;
pub use endpoint::Endpoint;
pub use error::LocalError;
pub use error::RemoteError;
pub use health::OnFailure;
pub use remote_cache::RemoteCache;
pub use remote_cache::RemoteConfig;
pub use runner::ExecClient;
pub use runner::ExecConfig;
pub use timeouts::Timeouts;
pub use trust::Trust;

#[cfg(test)]
mod tests;
