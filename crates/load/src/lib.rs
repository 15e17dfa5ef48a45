//! Loads patterns into a package graph, with all checks and error texts.
//!
//! Owns: [`Package`], [`PackageGraph`]. Must not know: actions, HTTP; writes nothing.
//! Counterpart: cmd/go/internal/load.

pub mod dependencies;
pub mod facts;
pub mod package;
mod package_id;
pub mod pkg;
mod rare;
mod repair;
pub mod request;
mod shared_packages;
mod test_packages;

pub use facts::PackageFacts;
pub use package::Package;
pub use package::PackageGraph;
pub use package::PackageId;
pub use pkg::Described;
pub use pkg::Loaded;
pub use pkg::PackageOpts;
pub use pkg::broken_packages;
pub use pkg::load_packages;
pub use pkg::package_errors;
pub use pkg::package_list;
pub use pkg::safe_arg;
pub use rare::Rare;
pub use repair::repair_of_packages;
pub use request::BuildRequest;
pub use shared_packages::LibraryError;
pub use test_packages::TestPackages;
