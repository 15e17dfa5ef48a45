//! From requirements to the build list: main modules, replacements, pruned module graphs,
//! roots, and queries for versions.
//!
//! Everything here is pure over a [`ModuleSource`], which reads go.mod files from any source;
//! [`source`] has the traits for fetching versions and files. The graph is walked in rounds, so
//! that a source can read a round's files in parallel. Must not know: disk, network, packages.
//! Counterpart: cmd/go/internal/modload (buildlist.go, modfile.go, vendor.go, parts of init.go), cmd/go/internal/mvs.

mod conflict;
mod context;
mod edit;
mod graph;
mod index;
mod main_modules;
mod mod_file;
mod mod_flag;
mod mvs;
pub mod query;
mod read_graph;
mod replace;
mod requirements;
mod roots;
mod scan;
pub mod source;
mod summary;
mod update_mod_file;
mod update_roots;
mod vendor_check;
mod workspace_error;

#[cfg(test)]
mod tests;

pub use conflict::Conflict;
pub use context::ModuleContext;
pub use context::ModuleSource;
pub use edit::EditError;
pub use edit::EditRequest;
pub use graph::Graph;
pub use graph::cmp_version;
pub use index::ModFileIndex;
pub use main_modules::MainModule;
pub use main_modules::MainModuleInput;
pub use main_modules::MainModules;
pub use mod_file::check_mod_file;
pub use mod_file::check_reserved_module_path;
pub use mod_file::err_work_too_old;
pub use mod_file::fix_version;
pub use mod_file::shorten_list;
pub use mod_flag::ModFlag;
pub use mod_flag::ModSettings;
pub use mvs::Reqs;
pub use mvs::build_list;
pub use mvs::req;
pub use read_graph::ModuleGraph;
pub use replace::to_directory_path;
pub use requirements::Requirements;
pub use requirements::requirements_from_mod_files;
pub use requirements::requirements_without_mod_file;
pub use roots::Roots;
pub use roots::direct_requirements;
pub use roots::roots_from_mod_file;
pub use summary::GoModSummary;
pub use summary::Pruning;
pub use summary::Retraction;
pub use update_mod_file::WriteOptions;
pub use update_roots::PackageUse;
pub use update_roots::Updated;
pub use vendor_check::check_vendor_consistency;
pub use workspace_error::WorkspaceError;
