//! Results of loading other than symbols and packages.
//!
//! Counterpart: cmd/link/internal/ld/lib.go, go.go (package-level variables).

use crate::loader::Sym;
use crate::loader::VERSION_STATIC;
use crate::loader::Version;

/// An object of another compiler.
#[derive(Clone, Debug)]
pub(crate) struct HostObject<'a> {
    /// The package, escaped.
    pub(crate) pkg: String,
    /// The name for messages: `FILE(ENTRY)`.
    pub(crate) name: String,
    /// The bytes; more than the entry if its size is wrong.
    pub(crate) bytes: &'a [u8],
}

/// Results of loading other than symbols and packages. Pass `loadlib` makes it.
#[derive(Debug)]
pub(crate) struct Loaded<'a> {
    /// The next version of static symbols.
    pub(crate) version: Version,
    /// Objects of other compilers, in order.
    pub(crate) host_objects: Vec<HostObject<'a>>,
    /// Shared libraries that directives name, in order (`dynlib`).
    pub(crate) dynamic_libs: Vec<Vec<u8>>,
    /// Libraries from which symbols are imported, in order, each once.
    pub(crate) needed_libs: Vec<Vec<u8>>,
    /// True if a symbol is imported from a shared library (`havedynamic`).
    pub(crate) has_dynamic: bool,
    /// The dynamic linker that the flag or a directive names; empty for none.
    pub(crate) interpreter: String,
    /// Functions that C or the dynamic linker call.
    pub(crate) exported: Vec<Sym>,
    /// True if the output is an object, of which the system's linker makes the executable.
    pub(crate) is_object: bool,
    /// Flags that packages have for the system's linker, in order (`ldflag`).
    pub(crate) linker_flags: Vec<String>,
}

impl Loaded<'_> {
    /// Returns the state before the first package; `interpreter` is the value of the flag.
    pub(crate) fn new(interpreter: &str) -> Self {
        Self {
            version: VERSION_STATIC,
            host_objects: Vec::new(),
            dynamic_libs: Vec::new(),
            needed_libs: Vec::new(),
            has_dynamic: false,
            interpreter: interpreter.to_owned(),
            exported: Vec::new(),
            is_object: false,
            linker_flags: Vec::new(),
        }
    }

    /// Records a library from which a symbol is imported.
    pub(crate) fn need(&mut self, lib: &str) {
        if !self.needed_libs.iter().any(|known| known == lib.as_bytes()) {
            self.needed_libs.push(lib.as_bytes().to_vec());
        }
    }

    /// Returns a version for the static symbols of one more object (`IncVersion`).
    pub(crate) fn next_version(&mut self) -> Version {
        self.version += 1;
        self.version - 1
    }
}
