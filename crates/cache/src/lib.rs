//! GOCACHE in its exact format: entries, executables, trimming.
//!
//! Must not know: Go types, HTTP.
//! Counterpart: cmd/go/internal/cache.
