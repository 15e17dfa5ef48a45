//! Tests of the parts of `go test` that are not the SDK's own code.
//!
//! Counterpart: none.

#![expect(
    clippy::unwrap_used,
    reason = "all of this is test code, also outside #[test] functions"
)]

mod converter;
mod meta_file;
mod results;
