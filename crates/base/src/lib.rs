//! Basic types and functions of every crate of vamos: digests, cancellation, spans of time and the
//! behaviour of Go's own library where its bytes are interface (quoting, paths, times, JSON).
//!
//! Owns: basic types, and pure functions over bytes and strings.
//! Must not know: files, processes, the environment, or any rule of the go command.
//! Counterpart: cmd/go/internal/str and the Go standard library packages named in [`golang`].

pub mod cancel;
pub mod digest;
pub mod error_class;
pub mod golang;
pub mod sha1;
pub mod trace;

pub use cancel::Cancel;
pub use digest::Digest;
pub use digest::Sha256;
pub use error_class::ErrorClass;
