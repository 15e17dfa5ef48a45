//! Imported packages, compared with the result of Go's importer for the same archives.
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
