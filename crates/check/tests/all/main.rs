//! The type checker compared with the checker of the SDK's compiler.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests read the SDK, run its compiler and show differences"
)]

mod cases;
mod directives;
mod hostile;
mod library;
mod messages;
mod release;
mod sdk;
mod standard;
mod subject;
mod typed_tree;
