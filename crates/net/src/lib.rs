//! HTTP and TLS: the one way to other machines. Starts nothing until it is used.
//!
//! Must not know: modules, what the bytes mean.
//! Counterpart: cmd/go/internal/web, net/http.
