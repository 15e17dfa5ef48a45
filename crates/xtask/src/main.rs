//! Development commands: tidy, scripts, corpus, bench.
//!
//! Counterpart: none; the go repository uses cmd/dist.

fn main() {}
