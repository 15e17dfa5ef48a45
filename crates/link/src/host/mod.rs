//! Objects of other compilers: those of cgo packages, and of the compiler's own library.
//!
//! Counterpart: cmd/link/internal/ld/lib.go (`hostobjs`, `loadlib`), ar.go (`hostArchive`).

use std::borrow::Cow;

use crate::arch::Family;
use crate::context::Link;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::Sym;

mod archive;
mod load;
mod object;

use object::Bad;

/// Loads all objects of other compilers, and what they need of the compiler's library.
pub(crate) fn load(link: &mut Link<'_>) -> Result<(), Stop> {
    let objects = std::mem::take(&mut link.loaded.host_objects);
    for object in &objects {
        add(link, &object.pkg, &object.name, object.bytes, |bytes| {
            Cow::Borrowed(bytes)
        })?;
    }
    if objects.is_empty() || undefined(link, Some(1)).is_empty() {
        return Ok(());
    }
    let library = match link.options.libgcc.as_str() {
        "" => compiler_file(link, "--print-libgcc-file-name"),
        given => given.to_owned(),
    };
    archive::load(link, &library)?;
    // glibc has this function in a library that its linker script names, musl in another.
    let has_undefined = undefined(link, None)
        .iter()
        .any(|&sym| link.ldr.name(sym) == b"__stack_chk_fail_local");
    if has_undefined {
        for name in ["libc_nonshared.a", "libssp_nonshared.a"] {
            let library = compiler_file(link, &format!("--print-file-name={name}"));
            archive::load(link, &library)?;
        }
    }
    Ok(())
}

/// Loads one object. `keep` makes names and data last as long as the link.
fn add<'a, 'b>(
    link: &mut Link<'a>,
    pkg: &str,
    name: &str,
    bytes: &'b [u8],
    keep: fn(&'b [u8]) -> Cow<'a, [u8]>,
) -> Result<(), Stop> {
    let text = match load::load(link, pkg, name, bytes, keep) {
        Ok(()) => return Ok(()),
        Err(Bad::Text(text)) => format!("loadelf: {name}: {text}"),
        Err(Bad::Line(text)) => text,
        Err(Bad::Unsupported(reason)) => {
            return Err(Stop::Unsupported(format!("{reason} in {name}")));
        }
    };
    link.diag.error(text)
}

/// Returns a file of the C compiler's; `none` if the compiler does not answer.
fn compiler_file(link: &Link<'_>, flag: &str) -> String {
    let mut compiler = link.options.external_linker.clone();
    if compiler.is_empty() {
        compiler.push("gcc".to_owned());
    }
    if link.arch().family == Family::Amd64 {
        compiler.push("-m64".to_owned());
    }
    let path = link.host.compiler_library(&compiler, flag);
    let path = path.trim();
    if path.is_empty() {
        return "none".to_owned();
    }
    path.to_owned()
}

/// Returns symbols that are referred to and not defined, in the order of the references; a
/// symbol as often as it is referred to. At most `limit`, if there is one.
fn undefined(link: &Link<'_>, limit: Option<usize>) -> Vec<Sym> {
    let ldr = &link.ldr;
    let is_undefined = |sym: Sym| ldr.kind(sym) == SymKind::Xref && ldr.name(sym) != b".got";
    let mut found = Vec::new();
    // Only objects of other compilers make such symbols, and the linker has them.
    let mut all = ldr.all();
    let Some(first) = all.find(|&sym| ldr.is_external(sym) && is_undefined(sym)) else {
        return found;
    };
    // What Go objects refer to has a number from before the linker made symbols.
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
