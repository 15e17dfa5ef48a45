//! The encoder compared with Go's, with its own parts, and with a decoder.
//!
//! Counterpart: none.

#![expect(
    clippy::unwrap_used,
    reason = "all of this is test code, also outside #[test] functions"
)]

mod against_go;
mod elf;
mod golden;
mod inputs;
mod parallel;
mod speed;
