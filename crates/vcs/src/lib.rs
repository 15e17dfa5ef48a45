//! Repositories: the state of a version-controlled directory, which is stamped into binaries,
//! and remote repositories as sources of modules.
//!
//! Owns: finding the repository of a directory, its revision, commit time and uncommitted changes;
//! the copies of remote repositories; the versions and go.mod files of a module in either. Must not
//! know: packages, the use of stamps, the locations of modules' repositories. Main types:
//! [`Stamper`], [`CodeHost`], [`CodeRepo`].
//! Counterpart: cmd/go/internal/vcs, cmd/go/internal/modfetch/coderepo.go and its codehost.

mod changes;
mod code_repo;
mod error;
mod find;
mod git;
mod host;
mod notes;
mod programs;
mod redact;
mod remote;
mod stamper;
mod status;
mod system;
mod tools;

pub use code_repo::CodeRepo;
pub use code_repo::LocatedModule;
pub use code_repo::ModuleLocation;
pub use code_repo::Released;
pub use error::FindError;
pub use error::OutputError;
pub use error::RunError;
pub use error::VcsError;
pub use host::Answer;
pub use host::CodeHost;
pub use host::RemoteHost;
pub use host::RevInfo;
pub use host::Tag;
pub use host::Tags;
pub use host::Tree;
pub use host::open_remote;
pub use notes::VersionNotes;
pub use notes::unwritten_line;
pub use programs::ProgramConfig;
pub use remote::RemoteConfig;
pub use remote::RemoteTools;
pub use stamper::Stamper;
pub use status::Status;
pub use system::Repo;
pub use system::System;
pub use tools::Config;
