//! Summaries: the data about a checked package for its importers, as bytes.
//!
//! [`write()`] makes a summary of a checked package: its exported objects, and the types and
//! methods reachable from them. [`Imports`] loads them into the store of an importer. This is lazy:
//! an import reads a table of names; an object with its type is read when it is looked up, and a
//! defined type's fields and methods when they are needed. Declarations of other packages are
//! referenced by name and not copied, so an importer needs the summaries of all packages that its
//! imports mention.
//!
//! Equal packages have equal summaries: a summary can be stored under a key of the check's inputs,
//! and importers need not be checked again while it is unchanged.
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
pub use write::PositionLookup;
pub use write::write;
