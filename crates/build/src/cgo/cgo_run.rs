//! The result of running the cgo tool for a package.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`runCgoProvider`).

use hashbrown::HashMap;

use super::compiler::Language;
use super::flags::Flags;

/// The result of the cgo tool for the actions after it (`runCgoProvider`).
#[derive(Debug, Default)]
pub(crate) struct CgoRun {
    /// The flags that foreign sources are compiled with.
    pub(super) flags: Flags,
    /// True if the Go linker can link the objects itself.
    pub(super) links_internally: bool,
    /// Copies in the object directory, by source. Sources are copied if an overlay replaces
    /// one of the package.
    pub(crate) copies: HashMap<String, String>,
    /// The Go files that replace the package's own.
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
