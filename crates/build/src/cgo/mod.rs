//! Packages that use cgo: their C, C++, Objective-C, Fortran and assembly sources, and
//! the Go that the cgo tool makes of `import "C"`.
//!
//! The steps of a package are actions of their own: the cgo tool first, then a compiler
//! for each foreign source side by side, then what gathers them for the package's own
//! compilation.
//! Counterpart: cmd/go/internal/work/exec.go (`runCgo`, `processCgoOutputs`, `ccompile`),
//! action.go (`cgoAction`), security.go.

mod collect;
mod compiler;
mod early;
mod flag_tables;
mod flags;
mod foreign;
mod pkg_config;
mod probe;
mod readable;
mod security;
mod tool;

use hashbrown::HashMap;

pub(crate) use collect::cgo_outputs;
pub use compiler::CompilerHost;
pub use compiler::Compilers;
pub use compiler::Language;
pub(crate) use compiler::program;
pub(crate) use early::may_be_early;
pub(crate) use flags::Flags;
pub(crate) use foreign::CompileForeign;
pub(crate) use foreign::ForeignSource;
pub(crate) use foreign::is_foreign;
pub(crate) use readable::clean_up;
pub(crate) use readable::plain_names;
pub(crate) use tool::CgoTool;

/// What a run of the cgo tool leaves for the steps after it (`runCgoProvider`).
#[derive(Debug, Default)]
pub(crate) struct CgoRun {
    /// The flags that foreign sources are compiled with.
    flags: Flags,
    /// Whether the Go linker can link the objects itself.
    links_internally: bool,
    /// Where copies of sources are that an overlay replaces, or that lie beside one.
    copies: HashMap<String, String>,
    /// The Go files that take the place of the package's own.
    go_files: Vec<String>,
}
