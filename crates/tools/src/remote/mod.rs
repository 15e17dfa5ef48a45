//! Jobs on other machines (`VAMOS_REMOTE_EXEC`).
//!
//! A job's outputs have the same bytes wherever it runs; everything else about an action, its
//! ID, what is stored and what is printed, is decided here as always. What cannot run elsewhere,
//! or does not succeed there without a word, runs here.
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
