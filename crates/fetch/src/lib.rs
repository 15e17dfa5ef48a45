//! Modules from outside: proxies, the checksum database, and GOMODCACHE, the one place that
//! they are written to, and not before they are verified.
//!
//! Must not know: packages, actions, go.mod of the main module.
//! Counterpart: cmd/go/internal/modfetch, golang.org/x/mod/{sumdb,zip}.

pub mod sumdb;
