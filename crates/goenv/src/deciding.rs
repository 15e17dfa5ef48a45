//! Deciding sources: which sources of the SDK decide which capability.
//!
//! A source is a directory or a file below GOROOT/src. Sources of machines and systems for which
//! vamos has no tool of its own decide nothing, and so does the version of the release. Functions
//! that decide fewer capabilities than their file are listed by name.
//! Counterpart: none; upstream is one release.

use crate::capability::Capabilities;
use crate::capability::Capability as C;
use vamos_base::golang::path;

mod machines;
mod names;
mod sources;

pub(crate) use sources::Depth;
pub(crate) use sources::Source;

/// A group of sources that are read and remembered together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tool {
    /// cmd/go, as far as it decides keys and entries of the build cache.
    Recipes,
    /// cmd/go, as far as it checks cgo flags.
    Cgo,
    /// cmd/go, as far as it runs tests.
    Tests,
    /// The linker.
    Linker,
    /// The assembler.
    Assembler,
    /// The compiler's parser and type checker, and its export data.
    Checker,
    /// The compiler.
    Compiler,
}

impl Tool {
    /// All groups.
    pub const ALL: [Self; 7] = [
        Self::Recipes,
        Self::Cgo,
        Self::Tests,
        Self::Linker,
        Self::Assembler,
        Self::Checker,
        Self::Compiler,
    ];

    /// Returns the first group whose sources decide a capability.
    pub fn of(capability: C) -> Option<Self> {
        let mut tools = Self::ALL.into_iter();
        tools.find(|tool| tool.capabilities().has(capability))
    }

    /// Returns the name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Recipes => "recipes",
            Self::Cgo => "cgo",
            Self::Tests => "tests",
            Self::Linker => "linker",
            Self::Assembler => "assembler",
            Self::Checker => "checker",
            Self::Compiler => "compiler",
        }
    }

    /// Returns the capabilities that the sources of the group decide, alone or with others.
    pub const fn capabilities(self) -> Capabilities {
        match self {
            Self::Recipes => sources::RECIPES,
            Self::Cgo => Capabilities::of(&[C::CgoRecipes]),
            Self::Tests => Capabilities::of(&[C::TestRecipes]),
            Self::Linker => sources::LINKS,
            Self::Assembler => sources::ASSEMBLIES,
            Self::Checker => Capabilities::of(&[C::Check, C::ExportData]),
            Self::Compiler => sources::COMPILERS,
        }
    }

    /// Returns the sources of the group.
    pub(crate) const fn sources(self) -> &'static [Source] {
        match self {
            Self::Recipes => sources::OF_RECIPES,
            Self::Cgo => sources::OF_CGO,
            Self::Tests => sources::OF_TESTS,
            Self::Linker => sources::OF_LINKER,
            Self::Assembler => sources::OF_ASSEMBLER,
            Self::Checker => sources::OF_CHECKER,
            Self::Compiler => sources::OF_COMPILER,
        }
    }

    /// Returns the capabilities that a file decides if it is read for the group.
    pub(crate) fn decided_by_file(self, file: &str) -> Capabilities {
        let machines = machines::of_file(file);
        if machines.is_none {
            return Capabilities::NONE;
        }
        let set = match names::of_file(file) {
            Some(set) => set.and(self.capabilities()),
            None if self == Self::Checker && names::is_export_data(file) => {
                Capabilities::of(&[C::ExportData])
            }
            None => self.default_set(),
        };
        match machines.only {
            None => set,
            Some(only) => set.and(only),
        }
    }

    /// Returns the capabilities that a declaration of a file decides.
    pub fn decided_by(self, file: &str, name: &str) -> Capabilities {
        let set = self.decided_by_file(file);
        match names::of_declaration(file, name) {
            Some(own) if !set.is_empty() => own.and(self.capabilities()),
            _ => set,
        }
    }

    /// Returns the capabilities that a source decides which no rule names. The formats of
    /// executables and the system's linker depend on listed sources only: without a machine
    /// there is no link.
    fn default_set(self) -> Capabilities {
        match self {
            Self::Recipes => Capabilities::of(&[C::BuildRecipes]),
            Self::Linker => Capabilities::of(&[C::LinkAmd64, C::LinkArm64]),
            Self::Checker => Capabilities::of(&[C::Check]),
            _ => self.capabilities(),
        }
    }
}

/// Returns the declarations that rules name, with their files.
pub fn named_declarations() -> impl Iterator<Item = (&'static str, &'static str)> {
    names::declarations()
}

/// Returns the last element of a path without `.go`.
fn stem(file: &str) -> &str {
    let base = path::base(file);
    base.strip_suffix(".go").unwrap_or(base)
}

#[cfg(test)]
mod tests;
