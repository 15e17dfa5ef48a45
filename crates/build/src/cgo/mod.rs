//! Packages that use cgo: their C, C++, Objective-C, Fortran and assembly sources, and
//! the Go files that the cgo tool makes of files with `import "C"`.
//!
//! Each step is an action of its own: the cgo tool, then a compiler for each foreign source
//! in parallel, then the action that collects the results for compiling the package.
//! Counterpart: cmd/go/internal/work/exec.go (`runCgo`, `processCgoOutputs`, `ccompile`),
//! action.go (`cgoAction`), security.go.

mod cgo_run;
mod collect;
mod compiler;
mod early;
mod flag_tables;
mod flags;
mod foreign;
mod linker_flags;
mod pattern;
mod pkg_config;
mod probe;
mod readable;
mod search_dirs;
mod security;
mod sources;
mod tool;

pub(crate) use cgo_run::CgoRun;
pub(crate) use collect::cgo_go_files;
pub(crate) use collect::cgo_outputs;
pub(crate) use collect::check_system_objects;
pub use compiler::CompilerHost;
pub use compiler::Compilers;
pub use compiler::Language;
pub use compiler::program;
pub(crate) use early::may_be_early;
pub(crate) use early::start_early;
pub(crate) use flags::Flags;
pub(crate) use foreign::Foreign;
pub(crate) use foreign::run_compiler;
pub(crate) use readable::clean_up;
pub(crate) use readable::plain_names;
pub use readable::readable_names;
pub(crate) use sources::ForeignSource;
pub(crate) use sources::SourceKind;
pub(crate) use sources::is_foreign;
pub(crate) use tool::make_cgo;
