//! Export data of imported packages, read into the store of the package that imports them.
//!
//! Reading is lazy: an import reads a list of names. An object with its type is read on its first
//! lookup, and a defined type's fields and methods when they are needed.
//!
//! Owns: the meaning of elements of export data. Must not know: rules of the language, files,
//! caches.
//! Counterpart: cmd/compile/internal/importer/ureader.go, internal/pkgbits.

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
pub use importer::format_of_imports;
pub use importer::read_elements;
