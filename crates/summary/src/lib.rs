//! Summaries: what importers need to know of a package that was checked, as bytes.
//!
//! [`write()`] makes a summary of a checked package: its exported objects, and the types and
//! methods that they lead to. [`Imports`] brings them into the store of an importer. That is
//! lazy: an import reads a table of names; an object with its type is read when it is looked up,
//! and a defined type's fields and methods when they are needed. What another package declares
//! is named and not copied, so an importer needs the summaries of all packages that its imports
//! mention.
//!
//! Equal packages have equal summaries: a summary can be kept under a key of what was checked,
//! and importers need not be checked again while it is the same.
//!
//! Owns: the format of summaries. Must not know: rules of the language, export data of the
//! compiler, files.
//! Counterpart: none; upstream has cmd/compile/internal/noder and importer/ureader.go for
//! export data.

mod bytes;
mod import;
mod read;
mod read_types;
mod state;
mod summary;
mod write;
mod write_types;

pub use import::Find;
pub use import::Imports;
pub use summary::Summaries;
pub use summary::Summary;
pub use write::FORMAT;
pub use write::Place;
pub use write::write;
