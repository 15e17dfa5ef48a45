//! The Go environment, resolved once per run: SDK, version profile, env file,
//! GOFLAGS, target, tags, experiments, tool IDs and the choice of toolchain.
//!
//! Owns: [`GoEnv`] and [`BuildFlags`]. Must not know: packages or actions.
//! Counterpart: cmd/go/internal/cfg, internal/buildcfg, internal/platform,
//! cmd/go/internal/toolchain.

pub mod build_flags;
pub mod env;

pub use build_flags::BuildFlags;
pub use build_flags::PerPackageFlag;
pub use env::GoEnv;
