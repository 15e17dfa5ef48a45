//! Loading: archives to objects to symbols.
//!
//! Packages are found from main on, breadth first, in the order in which objects list
//! their imports. Each object becomes a compilation unit; when all are open, their symbols
//! get numbers ([`symbols`]), and directives of cgo are applied ([`cgo`]).
//! Counterpart: cmd/link/internal/ld/lib.go (`loadlib`), ld.go.

use std::borrow::Cow;

use crate::context::Link;
use crate::error::Stop;
use crate::library::Library;

mod archive;
mod cgo;
mod choose;
mod escape;
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

pub(crate) use escape::escape;

/// Loads all packages and numbers their symbols.
pub(crate) fn loadlib(link: &mut Link<'_>) -> Result<(), Stop> {
    let options = link.options;
    link.loaded
        .interpreter
        .clone_from(&options.content.interpreter);
    let main = Origin {
        srcref: "command line",
        fingerprint: [0; 8],
    };
    add_library(link, "main", options.main.clone(), main);
    object::fetch_headers(link);
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
    let file = link.options.packages.get(pkg).cloned();
    let file = file.unwrap_or_else(|| {
        // Not yet an error: the package is opened when it is its turn.
        let text = format!("cannot find package {pkg} (using -importcfg)");
        link.diag.print(text);
        String::new()
    });
    Ok(add_library(link, pkg, file, origin))
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
