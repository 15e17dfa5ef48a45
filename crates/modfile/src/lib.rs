//! go.mod, go.work, go.sum and modules.txt: parsing, editing and printing; Go's versions.
//!
//! Must not know: disk, network, module graphs, packages.
//! Counterpart: golang.org/x/mod/modfile, cmd/go/internal/gover.

mod directive;
mod edit;
mod edit_json;
mod error;
mod go_mod;
mod go_mod_edit;
mod go_work;
mod go_work_edit;
mod require_edit;
mod revision;
pub mod sum;
mod syntax;
pub mod vendor;
pub mod version_element;

pub use directive::Go;
pub use directive::Godebug;
pub use directive::Replace;
pub use directive::Toolchain;
pub use directive::VersionFixer;
pub use directive::auto_quote;
pub use directive::is_directory_path;
pub use directive::is_go_version;
pub use directive::is_toolchain_name;
pub use directive::must_quote;
pub use edit_json::JsonStyle;
pub use error::BuildListError;
pub use error::FatalError;
pub use error::ModuleError;
pub use error::NeedsDownload;
pub use error::SyntaxError;
pub use go_mod::Exclude;
pub use go_mod::GoMod;
pub use go_mod::Module;
pub use go_mod::PathLine;
pub use go_mod::Require;
pub use go_mod::Retract;
pub use go_mod::VersionInterval;
pub use go_work::GoWork;
pub use go_work::Use;
pub use revision::Origin;
pub use revision::RevInfo;
pub use sum::GoSum;
pub use syntax::FileSyntax;
pub use syntax::LineId;
pub use syntax::Position;
pub use syntax::module_path;
