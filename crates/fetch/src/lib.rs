//! Downloads modules from proxies and repositories, and verifies them with the checksum database.
//! Modules are written only to GOMODCACHE, after their verification.
//!
//! Owns: the settings for the sources of modules, the requests to servers, downloading and
//! unpacking. Must not know: packages, actions, go.mod of the main module. A download passes
//! through `proxies.rs: try_proxies` to `proxy_repo.rs: zip`; `download.rs: get_dir` verifies it
//! against go.sum and the checksum database, then unpacks it (`extract.rs`) into the directory that
//! crate `modcache` returns. Main types: [`Fetcher`], [`Config`], [`Events`], [`Web`],
//! [`sumdb::SumDatabase`].
//! Counterpart: cmd/go/internal/modfetch, golang.org/x/mod/{sumdb,zip}.

mod auth;
pub mod certificates;
mod config;
mod direct;
mod download;
mod error_detail;
mod events;
mod extract;
mod fetcher;
pub mod fips;
mod name_server;
mod parts;
mod prefetch;
mod probe;
mod progress;
mod proxies;
mod proxy_repo;
mod repo;
pub mod sdk;
pub mod sumdb;
mod sumdb_remote;
mod test_servers;
mod toolchain_repo;
pub mod toolchain_sdk;
pub mod toolchain_switch;
mod web;
mod web_error;
mod zip_file;

pub use auth::GitDirError;
pub use auth::GoAuthError;
pub use config::Config;
pub use config::ConnectionSettings;
pub use config::CredentialSettings;
pub use config::OriginSettings;
pub use config::http_proxies;
pub use error_detail::format as error_detail;
pub use events::Event;
pub use events::Events;
pub use events::Silent;
pub use events::Task;
pub use fetcher::Fetcher;
pub use parts::Parts;
pub use probe::CredentialSource;
pub use probe::Probe;
pub use proxies::ProxySpec;
pub use proxies::proxy_list;
pub use test_servers::TestServers;
pub use web::ProbeAnswer;
pub use web::Web;
pub use web_error::HttpError;
pub use web_error::WebError;
