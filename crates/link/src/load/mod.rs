//! Loading: archives to objects to symbols.
//!
//! Packages are found from main on, breadth first, in the order in which objects list
//! their imports. Each object becomes a compilation unit; when all are open, their symbols
//! get numbers ([`symbols`]), and directives of cgo are applied ([`cgo`]).
//! Counterpart: cmd/link/internal/ld/lib.go (`loadlib`), ld.go.

use std::borrow::Cow;
use std::sync::Arc;

use hashbrown::HashMap;

use crate::error::Diagnostics;
use crate::error::Stop;
use crate::library::Libraries;
use crate::library::Library;
use crate::link::Link;
use crate::loaded::Loaded;
use crate::loader::Loader;
use crate::loader::ObjIndex;

mod archive;
mod cgo;
mod choose;
mod hashed;
mod key;
mod known;
mod leads;
mod linkname;
mod mode;
mod named;
mod number;
mod object;
mod places;
mod same;
mod scan;
mod shards;
mod symbols;
mod table;

pub use archive::unread;
use cgo::Directives;
pub(crate) use table::Table;

/// The package that makes C and Go work together.
const CGO: &str = "runtime/cgo";

/// The first object of each package, by its escaped path.
type FirstObjects<'a> = HashMap<Cow<'a, [u8]>, ObjIndex>;

/// The state of loading.
struct Loading<'l, 'a> {
    link: &'l Link<'a>,
    ldr: &'l mut Loader<'a>,
    libs: &'l mut Libraries<'a>,
    diag: &'l mut Diagnostics,
    /// Libraries by import path.
    by_pkg: HashMap<String, u32>,
    objects: FirstObjects<'a>,
    /// Results of other links of the command, by object.
    tables: Vec<Option<Arc<Table>>>,
    /// Facts that decide if this linker makes the executable.
    mode: mode::Facts,
    /// Directives of cgo, which are applied when all symbols are known.
    directives: Vec<Directives>,
    /// The result.
    loaded: Loaded<'a>,
}

/// Loads all packages and numbers their symbols.
///
/// # Errors
/// An input cannot be read, does not fit the others, or needs another linker.
pub(crate) fn loadlib<'a>(
    link: &Link<'a>,
    ldr: &mut Loader<'a>,
    libs: &mut Libraries<'a>,
    diag: &mut Diagnostics,
) -> Result<Loaded<'a>, Stop> {
    let mut load = Loading {
        link,
        ldr,
        libs,
        diag,
        by_pkg: HashMap::new(),
        objects: HashMap::new(),
        tables: Vec::new(),
        mode: mode::Facts::default(),
        directives: Vec::new(),
        loaded: Loaded::new(&link.options.content.interpreter),
    };
    packages(&mut load)?;
    let is_linked = |pkg: &str| load.by_pkg.contains_key(pkg);
    let is_object = mode::determine(link.options, &load.mode, &is_linked)?;
    if is_object && !is_linked(CGO) {
        // The system's linker requires it of every program.
        let loaded = load.libs.libs.len();
        load_internal(&mut load, CGO)?;
        load_from(&mut load, loaded)?;
    }
    let runtime = load.by_pkg.get("runtime").copied();
    let Loading {
        ldr,
        libs,
        diag,
        objects,
        tables,
        directives,
        mut loaded,
        ..
    } = load;
    let input = symbols::Input {
        libs,
        pool: link.pool,
        objects: &objects,
        tables: &tables,
        is_last: link.inputs.is_last(),
        runtime,
        check_linkname: link.options.check_linkname,
    };
    symbols::load(ldr, input)?;
    loaded.is_object = is_object;
    cgo::apply(ldr, &mut loaded, link.options, &directives, diag)?;
    Ok(loaded)
}

/// Opens the objects of all packages.
fn packages(load: &mut Loading<'_, '_>) -> Result<(), Stop> {
    let options = load.link.options;
    let main = Origin {
        srcref: "command line",
        fingerprint: [0; 8],
    };
    add_library(load, "main", options.main.clone(), main);
    object::fetch_headers(load.link);
    let loaded = load_from(load, 0)?;
    if options.race {
        load_internal(load, "runtime/race")?;
    }
    load_internal(load, "runtime")?;
    load_from(load, loaded)?;
    Ok(())
}

/// Loads the packages from index `start` on, which may add more; returns the number of all.
fn load_from(load: &mut Loading<'_, '_>, start: usize) -> Result<usize, Stop> {
    let mut at = start;
    while at < load.libs.libs.len() {
        object::load_library(load, at as u32)?;
        at += 1;
    }
    Ok(at)
}

/// The referrer of a package.
#[derive(Clone, Copy)]
struct Origin<'o> {
    srcref: &'o str,
    fingerprint: [u8; 8],
}

/// Adds a package unless it was added before; returns its index.
fn add_library(load: &mut Loading<'_, '_>, pkg: &str, file: String, origin: Origin<'_>) -> u32 {
    if let Some(&lib) = load.by_pkg.get(pkg) {
        return lib;
    }
    let index = load.libs.libs.len() as u32;
    load.by_pkg.insert(pkg.to_owned(), index);
    load.libs.libs.push(Library {
        pkg: Cow::Owned(pkg.to_owned()),
        file,
        srcref: origin.srcref.to_owned(),
        fingerprint: origin.fingerprint,
        ..Library::default()
    });
    index
}

/// Adds a package that every program needs.
fn load_internal(load: &mut Loading<'_, '_>, pkg: &str) -> Result<(), Stop> {
    let Some(file) = load.link.options.packages.get(pkg) else {
        return Err(Stop::Unsupported(format!("cannot find {pkg}")));
    };
    let origin = Origin {
        srcref: "internal",
        fingerprint: [0; 8],
    };
    add_library(load, pkg, file.clone(), origin);
    Ok(())
}

/// Adds the package that the object `origin` imports; returns its index.
fn import(load: &mut Loading<'_, '_>, pkg: &str, origin: Origin<'_>) -> Result<u32, Stop> {
    if let Some(&lib) = load.by_pkg.get(pkg) {
        let library = &load.libs.libs[lib as usize];
        if library.fingerprint != [0; 8] {
            let have = library.fingerprint;
            check_fingerprint(library, have, origin.srcref, origin.fingerprint)?;
            return Ok(lib);
        }
    }
    let file = load.link.options.packages.get(pkg).cloned();
    let file = file.unwrap_or_else(|| {
        // Not yet an error: the package is opened when it is its turn.
        let text = format!("cannot find package {pkg} (using -importcfg)");
        load.diag.print(text);
        String::new()
    });
    Ok(add_library(load, pkg, file, origin))
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
