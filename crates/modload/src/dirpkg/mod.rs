//! The package in one directory: its files for a target, their imports, and their errors.
//!
//! Every file is read at most once per run; constraints are evaluated per query. Loading determines
//! the import path of a directory, and resolves its imports.
//! Counterpart: go/build (`Context.ImportDir`), cmd/go/internal/modindex (`Import`,
//! `ScanDir`), cmd/go/internal/imports.

mod assembly;
mod cached_dirs;
mod cached_scans;
mod cgo;
mod codec;
mod context;
mod dir_cache;
mod dir_state;
mod error;
mod file_facts;
mod header;
mod import;
mod indexed;
mod memo;
mod named;
mod names;
mod outcome;
mod package;
mod package_codec;
mod places;
mod remembered;
mod scan;
mod source_facts;
mod sources;
mod test_facts;
#[cfg(test)]
mod test_world;
mod vendored;
mod vendored_dirs;

pub use context::BuildContext;
pub use dir_cache::DirCache;
pub use dir_state::DirState;
pub use error::CgoFault;
pub use error::ConstraintFault;
pub use error::DirError;
pub use error::FileError;
pub use error::NamedFilesError;
pub use error::ScanError;
pub use header::header_of;
pub use header::names_of;
pub use named::named_files;
pub use package::DirPackage;
pub use package::Directive;
pub use places::Decls;
pub use places::Places;
pub use sources::CgoFlags;
pub use sources::PackageTests;
pub use sources::SourceFiles;
pub use test_facts::TestFileError;
pub use vamos_syntax::Position;
pub use vendored::Vendored;
