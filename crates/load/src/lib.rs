//! Patterns to a package graph: file selection, module resolution from disk, embeds,
//! vendor, with all checks and error texts.
//!
//! Owns: [`Package`], [`PackageGraph`]. Must not know: actions, HTTP; writes nothing.
//! Counterpart: cmd/go/internal/{load,modload,search,modindex,imports}, go/build.

pub mod commit_notes;
pub mod context;
pub mod dependencies;
pub mod dirpkg;
pub mod embed;
pub mod facts;
mod gopath;
pub mod modload;
pub mod module_fields;
mod module_public;
mod module_update;
pub mod package;
mod package_error;
mod package_id;
pub mod pattern;
pub mod pkg;
pub mod policy;
mod repair;
pub mod request;
mod shared_packages;
pub mod source_files;
mod test_packages;

pub use context::Commit;
pub use context::CommitFailure;
pub use context::LoadContext;
pub use context::Say;
pub use facts::PackageFacts;
pub use gopath::LayoutError;
pub use modload::ImportError;
pub use modload::LoadError;
pub use modload::Modules;
pub use package::Package;
pub use package::PackageGraph;
pub use package::PackageId;
pub use pkg::Loaded;
pub use pkg::PackageOpts;
pub use pkg::load_packages;
pub use pkg::package_errors;
pub use pkg::package_list;
pub use pkg::safe_arg;
pub use policy::LoadPolicy;
pub use repair::repair_of_packages;
pub use request::BuildRequest;
pub use shared_packages::LibraryError;
pub use test_packages::TestPackages;
