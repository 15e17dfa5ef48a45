//! Package graph to action graph to results.
//!
//! Counterpart: cmd/go/internal/work.
