//! Directories as packages: the same as the official command finds.
//!
//! Needs an official go: `VAMOS_TEST_GO`, or `go` on PATH. Skipped without.
//! Counterpart: none.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests find and ask the official command, and say where they cannot"
)]

mod broken;
mod cases;
#[cfg(unix)]
mod embeds;
mod library;
mod official;
mod scans;
mod standard;
