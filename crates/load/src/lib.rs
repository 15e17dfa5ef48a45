//! Patterns to a package graph: file selection, module resolution from disk, embeds,
//! vendor, and every check and error text on the way.
//!
//! Owns: [`Package`], [`PackageGraph`]. Must not know: actions, HTTP; writes nothing.
//! Counterpart: cmd/go/internal/{load,modload,search,modindex,imports}, go/build.

pub mod package;

pub use package::Package;
pub use package::PackageGraph;
pub use package::PackageId;
