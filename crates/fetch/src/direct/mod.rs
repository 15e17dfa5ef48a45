//! Modules from their origin: finding the repository of a module path, and reading versions, go.mod
//! files and zips from it.
//!
//! Counterpart: cmd/go/internal/modfetch/repo.go (`lookupDirect`), cmd/go/internal/vcs.

mod discovery;
mod govcs;
mod known_hosts;
mod launchpad;
mod meta;
mod origins;
mod repo;
mod root;
mod zip;

pub(crate) use origins::Origin;
pub(crate) use origins::Origins;

pub(crate) use repo::DirectRepo;
