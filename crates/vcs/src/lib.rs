//! The state of a version-controlled directory, which is stamped into binaries.
//!
//! Owns: finding the repository, its revision, commit time and uncommitted changes, and the
//! version that a module has at that revision. Must not know: packages, or how stamps are
//! used. Main types: [`Stamper`], [`Repo`], [`Status`].
//! Counterpart: cmd/go/internal/vcs, and what stamps need of
//! cmd/go/internal/modfetch (`LookupLocal`) and its codehost.

mod error;
mod find;
mod git;
mod host;
mod module_version;
mod notes;
mod stamper;
mod status;
mod system;
mod tools;

pub use error::FindError;
pub use error::VcsError;
pub use notes::VersionNotes;
pub use stamper::Stamper;
pub use status::Status;
pub use system::Repo;
pub use system::System;
pub use tools::Config;
