//! The vamos command.
//!
//! Counterpart: cmd/go/main.go.

fn main() {}
