//! Objects of other compilers: of cgo packages, and of the compiler's own library.
//!
//! Counterpart: cmd/link/internal/ld/lib.go (`hostobjs`, `loadlib`), ar.go (`hostArchive`).

use std::borrow::Cow;

use crate::arch::Family;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::inputs::Host;
use crate::kind::SymKind;
use crate::loaded::Loaded;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::loader::Version;
use crate::options::Options;

mod archive;
mod load;
mod object;

use object::Bad;

/// The state of loading.
struct Loading<'l, 'a> {
    ldr: &'l mut Loader<'a>,
    options: &'l Options,
    host: &'l dyn Host,
    diag: &'l mut Diagnostics,
    /// The next version of static symbols.
    version: Version,
    /// Functions, in order.
    funcs: Vec<Sym>,
}

/// Loads all objects of other compilers, and the needed parts of the compiler's library; returns
/// their functions.
///
/// # Errors
/// A file cannot be read or is damaged, or there are too many errors.
pub(crate) fn load<'a>(
    ldr: &mut Loader<'a>,
    options: &Options,
    host: &dyn Host,
    loaded: &Loaded<'a>,
    diag: &mut Diagnostics,
) -> Result<Vec<Sym>, Stop> {
    let mut load = Loading {
        ldr,
        options,
        host,
        diag,
        version: loaded.version,
        funcs: Vec::new(),
    };
    for object in &loaded.host_objects {
        add(
            &mut load,
            &object.pkg,
            &object.name,
            object.bytes,
            Cow::Borrowed,
        )?;
    }
    if !loaded.host_objects.is_empty() && !undefined(load.ldr, Some(1)).is_empty() {
        compiler_libraries(&mut load)?;
    }
    Ok(load.funcs)
}

/// Loads undefined symbols from the compiler's libraries.
fn compiler_libraries(load: &mut Loading<'_, '_>) -> Result<(), Stop> {
    let library = match load.options.c.libgcc.as_str() {
        "" => compiler_file(load, "--print-libgcc-file-name"),
        given => given.to_owned(),
    };
    archive::load(load, &library)?;
    // glibc has this function in a library that its linker script names, musl in another.
    let has_undefined = undefined(load.ldr, None)
        .iter()
        .any(|&sym| load.ldr.name(sym) == b"__stack_chk_fail_local");
    if has_undefined {
        for name in ["libc_nonshared.a", "libssp_nonshared.a"] {
            let library = compiler_file(load, &format!("--print-file-name={name}"));
            archive::load(load, &library)?;
        }
    }
    Ok(())
}

/// Loads one object. `keep` makes names and data last as long as the link.
fn add<'a, 'b>(
    load: &mut Loading<'_, 'a>,
    pkg: &str,
    name: &str,
    bytes: &'b [u8],
    keep: fn(&'b [u8]) -> Cow<'a, [u8]>,
) -> Result<(), Stop> {
    let version = load.version;
    load.version += 1;
    let text = match load::load(load.ldr, version, (pkg, name), bytes, keep) {
        Ok(funcs) => {
            load.funcs.extend(funcs);
            return Ok(());
        }
        Err(Bad::Text(text)) => format!("loadelf: {name}: {text}"),
        Err(Bad::Line(text)) => text,
        Err(Bad::Unsupported(reason)) => {
            return Err(Stop::Unsupported(format!("{reason} in {name}")));
        }
    };
    load.diag.error(text)
}

/// Returns a file of the C compiler's; `none` if the compiler does not answer.
fn compiler_file(load: &Loading<'_, '_>, flag: &str) -> String {
    let mut compiler = load.options.c.linker.clone();
    if compiler.is_empty() {
        compiler.push("gcc".to_owned());
    }
    if load.options.arch.family == Family::Amd64 {
        compiler.push("-m64".to_owned());
    }
    let path = load.host.compiler_library(&compiler, flag);
    let path = path.trim();
    if path.is_empty() {
        return "none".to_owned();
    }
    path.to_owned()
}

/// Returns symbols that are referred to and not defined, in the order of the references; a
/// symbol as often as it is referred to. At most `limit`, if there is one.
fn undefined(ldr: &Loader<'_>, limit: Option<usize>) -> Vec<Sym> {
    let is_undefined = |sym: Sym| ldr.kind(sym) == SymKind::Xref && ldr.name(sym) != b".got";
    let mut found = Vec::new();
    // Only objects of other compilers make such symbols, and the linker has them.
    let mut all = ldr.all();
    let Some(first) = all.find(|&sym| ldr.is_external(sym) && is_undefined(sym)) else {
        return found;
    };
    // Targets of Go objects have a number from before the linker made symbols.
    let only_host = first >= ldr.ext_start;
    for from in ldr.all() {
        if only_host && !ldr.is_external(from) {
            continue;
        }
        for reloc in ldr.relocs(from).iter() {
            if reloc.sym.is_some() && is_undefined(reloc.sym) {
                found.push(reloc.sym);
                if Some(found.len()) == limit {
                    return found;
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
