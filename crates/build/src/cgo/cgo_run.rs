//! The result of running the cgo tool for a package.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`runCgoProvider`).

use hashbrown::HashMap;

use super::compiler::Language;
use super::flags::Flags;

/// What a run of the cgo tool leaves for the steps after it (`runCgoProvider`).
#[derive(Debug, Default)]
pub(crate) struct CgoRun {
    /// The flags that foreign sources are compiled with.
    pub(super) flags: Flags,
    /// Whether the Go linker can link the objects itself.
    pub(super) links_internally: bool,
    /// Where copies of sources are that an overlay replaces, or that lie beside one.
    pub(crate) copies: HashMap<String, String>,
    /// The Go files that take the place of the package's own.
    pub(super) go_files: Vec<String>,
}

impl CgoRun {
    /// Returns the flags for sources of a language.
    pub(crate) fn flags_for(&self, language: Language) -> Vec<String> {
        let own = match language {
            Language::C => &self.flags.cflags,
            Language::Cxx => &self.flags.cxxflags,
            Language::Fortran => &self.flags.fflags,
        };
        self.flags.cppflags.iter().chain(own).cloned().collect()
    }
}
