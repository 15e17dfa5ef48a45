//! What is in one directory: which files make the package for a target, what they
//! import, and their errors.
//!
//! Every file is read at most once per run; constraints are evaluated per question.
//! Which package a directory belongs to, and what its imports mean, is left to loading.
//! Counterpart: go/build (`Context.ImportDir`), cmd/go/internal/modindex (`Import`,
//! `ScanDir`), cmd/go/internal/imports.

mod cgo;
mod codec;
mod context;
mod error;
mod facts;
mod import;
mod indexed;
mod memo;
mod named;
mod outcome;
mod package;
mod scan;
mod sources;

pub use context::BuildContext;
pub use error::CgoFault;
pub use error::ConstraintFault;
pub use error::DirError;
pub use error::FileError;
pub use error::NamedFilesError;
pub use error::ScanError;
pub use facts::DirCache;
pub use named::named_files;
pub use package::Decls;
pub use package::DirPackage;
pub use package::Directive;
pub use package::Places;
pub use sources::CgoFlags;
pub use sources::PackageTests;
pub use sources::SourceFiles;
pub use vamos_syntax::Position;
