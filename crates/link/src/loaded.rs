//! What loading finds besides symbols.
//!
//! Counterpart: cmd/link/internal/ld/lib.go, go.go (package-level variables).

use std::borrow::Cow;

use hashbrown::HashMap;

use crate::loader::ObjIndex;
use crate::loader::VERSION_STATIC;
use crate::loader::Version;

/// The directives of cgo in an object.
#[derive(Clone, Debug)]
pub struct Directives {
    /// The object's name for messages.
    pub(crate) file: String,
    /// The directives, each a list of words.
    pub(crate) lines: Vec<Vec<String>>,
}

/// An object of another compiler.
#[derive(Clone, Debug)]
pub struct HostObject<'a> {
    /// The package, escaped.
    pub pkg: String,
    /// The name for messages: `FILE(ENTRY)`.
    pub name: String,
    /// The bytes; more than the entry if its size is wrong.
    pub bytes: &'a [u8],
}

/// What loading finds besides symbols.
#[derive(Debug)]
pub struct Loaded<'a> {
    /// The next version of static symbols.
    pub(crate) version: Version,
    /// The first object of each package, by its escaped path.
    pub(crate) objects: HashMap<Cow<'a, [u8]>, ObjIndex>,
    /// Objects of other compilers, in order.
    pub host_objects: Vec<HostObject<'a>>,
    /// True if a package that is not known to work with internal linking has one.
    pub(crate) has_other_host_object: bool,
    /// Packages whose cgo step did not find the symbols of libraries.
    pub(crate) dynamic_imports_failed: Vec<String>,
    /// True if a package asks for external linking.
    pub(crate) prefers_external: bool,
    /// Directives that are not applied yet.
    pub(crate) directives: Vec<Directives>,
    /// Shared libraries that directives name, in order (`dynlib`).
    pub dynamic_libs: Vec<Vec<u8>>,
    /// True if anything comes from a shared library (`havedynamic`).
    pub has_dynamic: bool,
    /// The dynamic linker: that of the flag, or the one that a directive names.
    pub interpreter: String,
    /// True if package runtime/cgo is linked.
    pub is_cgo: bool,
}

impl Default for Loaded<'_> {
    fn default() -> Self {
        Self {
            version: VERSION_STATIC,
            objects: HashMap::new(),
            host_objects: Vec::new(),
            has_other_host_object: false,
            dynamic_imports_failed: Vec::new(),
            prefers_external: false,
            directives: Vec::new(),
            dynamic_libs: Vec::new(),
            has_dynamic: false,
            interpreter: String::new(),
            is_cgo: false,
        }
    }
}

impl Loaded<'_> {
    /// Returns a version for the static symbols of one more object (`IncVersion`).
    pub fn next_version(&mut self) -> Version {
        self.version += 1;
        self.version - 1
    }
}
