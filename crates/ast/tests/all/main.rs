//! The parser compared with the parser of the SDK's compiler, and its speed.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests read the SDK, run its parser and show differences"
)]

mod against_go;
mod dump;
mod messages;
mod speed;
