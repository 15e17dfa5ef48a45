//! Directories as packages: the same as the official command finds.
//!
//! Counterpart: none.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests find and ask the official command"
)]

mod broken;
mod cases;
mod embeds;
mod library;
mod official;
mod scans;
mod standard;
