//! Commands about modules themselves: what `go mod` does.
//!
//! Must not know: actions, the terminal, how modules are fetched.
//! Counterpart: cmd/go/internal/modcmd.
