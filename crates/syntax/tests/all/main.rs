//! The recogniser against the parser of the SDK, and its speed.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests read the SDK, run its parser and show differences"
)]

mod against_go;
mod speed;
