//! Loading: archives to objects to symbols.
//!
//! Packages are found from main on, breadth first, in the order in which objects list
//! their imports. Each object becomes a compilation unit; when all are open, their symbols
//! get numbers ([`symbols`]), and directives of cgo are applied ([`cgo`]).
//! Counterpart: cmd/link/internal/ld/lib.go (`loadlib`), ld.go.

use std::borrow::Cow;

use hashbrown::HashMap;

use crate::context::Link;
use crate::error::Stop;
use crate::library::Library;
use crate::loader::ObjIndex;
use crate::loader::VERSION_STATIC;
use crate::loader::Version;

mod archive;
mod cgo;
mod choose;
mod escape;
mod hashed;
mod linkname;
mod mode;
mod named;
mod object;
mod scan;
mod shards;
mod symbols;

pub use cgo::Directives;
pub(crate) use escape::escape;

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
    version: Version,
    /// The first object of each package, by its escaped path.
    objects: HashMap<Cow<'a, [u8]>, ObjIndex>,
    /// Objects of other compilers, in order.
    pub host_objects: Vec<HostObject<'a>>,
    /// True if a package that is not known to work with internal linking has one.
    has_other_host_object: bool,
    /// Packages whose cgo step did not find the symbols of libraries.
    dynamic_imports_failed: Vec<String>,
    /// True if a package asks for external linking.
    prefers_external: bool,
    /// Directives that are not applied yet.
    directives: Vec<Directives>,
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

/// Loads all packages and numbers their symbols.
pub(crate) fn loadlib(link: &mut Link<'_>) -> Result<(), Stop> {
    let options = link.options;
    link.loaded
        .interpreter
        .clone_from(&options.content.interpreter);
    let main = Origin {
        srcref: "command line",
        objref: "command line",
        fingerprint: [0; 8],
    };
    add_library(link, "main", options.main.clone(), main);
    let loaded = load_from(link, 0)?;
    if options.race {
        load_internal(link, "runtime/race")?;
    }
    load_internal(link, "runtime")?;
    load_from(link, loaded)?;

    link.loaded.is_cgo = link.libs.by_pkg.contains_key("runtime/cgo");
    mode::determine(link)?;
    symbols::load(link)?;
    cgo::apply(link)
}

/// Loads the packages from index `start` on, which may add more; returns how many there
/// are.
fn load_from(link: &mut Link<'_>, start: usize) -> Result<usize, Stop> {
    let mut at = start;
    while at < link.libs.libs.len() {
        object::load_library(link, at as u32)?;
        at += 1;
    }
    Ok(at)
}

/// What refers to a package.
#[derive(Clone, Copy)]
struct Origin<'o> {
    srcref: &'o str,
    objref: &'o str,
    fingerprint: [u8; 8],
}

/// Adds a package unless it is there; returns its index.
fn add_library(link: &mut Link<'_>, pkg: &str, file: String, origin: Origin<'_>) -> u32 {
    let libs = &mut link.libs;
    if let Some(&lib) = libs.by_pkg.get(pkg) {
        return lib;
    }
    let index = libs.libs.len() as u32;
    libs.by_pkg.insert(pkg.to_owned(), index);
    libs.libs.push(Library {
        pkg: Cow::Owned(pkg.to_owned()),
        file,
        objref: origin.objref.to_owned(),
        srcref: origin.srcref.to_owned(),
        fingerprint: origin.fingerprint,
        ..Library::default()
    });
    index
}

/// Adds a package that every program needs.
fn load_internal(link: &mut Link<'_>, pkg: &str) -> Result<(), Stop> {
    let Some(file) = link.options.packages.get(pkg) else {
        return Err(Stop::Unsupported(format!("cannot find {pkg}")));
    };
    let origin = Origin {
        srcref: "internal",
        objref: "internal",
        fingerprint: [0; 8],
    };
    add_library(link, pkg, file.clone(), origin);
    Ok(())
}

/// Adds the package that the object `origin` imports; returns its index.
fn import(link: &mut Link<'_>, pkg: &str, origin: Origin<'_>) -> Result<u32, Stop> {
    if let Some(&lib) = link.libs.by_pkg.get(pkg) {
        let library = &link.libs.libs[lib as usize];
        if library.fingerprint != [0; 8] {
            let have = library.fingerprint;
            check_fingerprint(library, have, origin.srcref, origin.fingerprint)?;
            return Ok(lib);
        }
    }
    let Some(file) = link.options.packages.get(pkg) else {
        return Err(Stop::Unsupported(format!("cannot find package {pkg}")));
    };
    Ok(add_library(link, pkg, file.clone(), origin))
}

/// Checks that an importer was compiled with the package that is linked.
fn check_fingerprint(
    library: &Library<'_>,
    have: [u8; 8],
    importer: &str,
    want: [u8; 8],
) -> Result<(), Stop> {
    if have == want {
        return Ok(());
    }
    let hex = |bytes: [u8; 8]| format!("{:016x}", u64::from_be_bytes(bytes));
    Err(Stop::Exit(format!(
        "fingerprint mismatch: {} has {}, import from {importer} expecting {}",
        library.pkg,
        hex(have),
        hex(want)
    )))
}
