//! The Go environment, resolved once per run: SDK, version profile, env file,
//! GOFLAGS, target, tags, experiments, tool IDs and the choice of toolchain.
//!
//! Owns: [`GoEnv`] and [`BuildOptions`] with their parts; [`resolve`] makes the former from
//! [`Inputs`].
//! Must not know: packages or actions.
//! Counterpart: cmd/go/internal/cfg, internal/buildcfg, internal/platform,
//! cmd/go/internal/toolchain.

pub mod build_options;
pub mod capability;
pub mod cgo;
pub mod command_docs;
pub mod compiler;
mod config_error;
pub mod deciding;
pub mod declarations;
pub mod env;
pub mod env_edit;
pub mod error;
pub mod fips;
pub mod goflags;
pub mod host;
pub mod inputs;
pub mod known;
pub mod locate;
pub mod module_flags;
pub mod module_vars;
pub mod platform;
pub mod profile;
pub mod proofs;
pub mod sdk;
pub mod tool_id;
pub mod toolchain;

mod arch;
mod experiment;
mod goroot;
mod list;
mod modes;
mod resolve;
mod sdk_knowledge;
mod sdk_proofs;
mod sdk_source;
mod settings;
mod typed_flags;

pub use build_options::BuildOptions;
pub use build_options::Instrument;
pub use build_options::Mode;
pub use build_options::ModuleOptions;
pub use build_options::PerPackageFlag;
pub use build_options::Report;
pub use build_options::Reproducibility;
pub use build_options::Sources;
pub use build_options::ToolOptions;
pub use capability::Capabilities;
pub use capability::Capability;
pub use config_error::ConfigError;
pub use env::Dirs;
pub use env::EnvVar;
pub use env::Experiments;
pub use env::GoEnv;
pub use env::Host;
pub use env::InstalledSdk;
pub use env::Target;
pub use env::Variables;
pub use error::EnvError;
pub use fips::FipsSnapshot;
pub use inputs::Environ;
pub use inputs::Inputs;
pub use inputs::look_path;
pub use profile::Profile;
pub use resolve::resolve;
pub use resolve::resolve_for_host;
pub use resolve::without_sdk;
pub use sdk::Sdk;
pub use tool_id::ToolIds;
pub use typed_flags::TypedFlags;
