//! Jobs on other machines (`VAMOS_REMOTE_EXEC`).
//!
//! A job's outputs have the same bytes on each machine; everything else about an action, its ID,
//! stored entries and printed text, is decided here as always. A job that cannot run elsewhere, or
//! that fails or prints something there, runs here.
//! Counterpart: none; upstream runs all tools itself.

mod asm;
mod command;
mod compile;
mod config;
mod digests;
mod executor;
mod foreign;
mod link;
mod place;
mod race;
mod vet;

pub use executor::RemoteExecutor;
pub use race::RaceSetting;
