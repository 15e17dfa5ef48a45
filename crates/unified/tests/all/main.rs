//! Imported packages, compared with what Go's importer makes of the same archives.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests read archives and show differences"
)]

mod against_go;
mod dump;
