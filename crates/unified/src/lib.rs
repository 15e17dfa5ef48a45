//! Export data of imported packages, read into the store of the package that imports them.
//!
//! Reading is lazy: an import reads a list of names. An object with its type is read when it is
//! looked up, and a defined type's fields and methods when they are needed.
//!
//! Owns: what elements of export data mean. Must not know: rules of the language, files, caches.
//! Counterpart: cmd/compile/internal/importer/ureader.go, internal/pkgbits.

mod base;
mod constants;
mod cursor;
mod dict;
mod found;
mod importer;
mod objects;
mod places;
mod state;
mod tag;
mod types;

pub use found::Bytes;
pub use found::Found;
pub use importer::Find;
pub use importer::Imports;
