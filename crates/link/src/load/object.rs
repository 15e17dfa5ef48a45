//! Opens the objects of a package.
//!
//! Counterpart: cmd/link/internal/ld/lib.go (`loadobjfile`, `ldobj`), go.go (`ldpkg`),
//! cmd/link/internal/loader/loader.go (`Preload`).

use std::borrow::Cow;
use std::hint::black_box;
use std::sync::Arc;

use vamos_base::golang::os_str;
use vamos_base::golang::quote;
use vamos_objfile::goobj::MAGIC;
use vamos_objfile::goobj::Reader;
use vamos_objfile::goobj::escape_path;
use vamos_objfile::goobj::object_flag;
use vamos_sched::Class;

use super::Loading;
use super::Origin;
use super::Table;
use super::archive;
use super::cgo;
use super::check_fingerprint;
use crate::error::Stop;
use crate::inputs::Input;
use crate::library::Unit;
use crate::link::Link;
use crate::loaded::HostObject;
use crate::loader::ObjIndex;
use crate::loader::Object;
use crate::loader::Sym;
use crate::options::LinkMode;

/// Number of bytes of an object that are searched for the end of the text before it.
const HEADER: usize = 4096;

/// Packages whose objects of other compilers can be linked internally.
const INTERNAL: &[&str] = &[
    "crypto/internal/boring",
    "crypto/internal/boring/syso",
    "crypto/x509",
    "net",
    "os/user",
    "runtime/cgo",
    "runtime/race",
    "runtime/race/internal/amd64v1",
    "runtime/race/internal/amd64v3",
    "runtime/msan",
    "runtime/asan",
];

/// Reads the headers of all objects, so that opening one after the other does not wait for
/// the system to map each.
pub(super) fn fetch_headers(link: &Link<'_>) {
    let files: Vec<Input<'_>> = link.inputs.contents().collect();
    link.pool.map(Class::Cpu, &files, |input| {
        for entry in archive::entries(*input).filter(archive::Entry::is_object) {
            let object = input.bytes.get(entry.start..).unwrap_or_default();
            let text = object.get(..entry.len.min(HEADER)).unwrap_or_default();
            let magic = text.windows(MAGIC.len()).position(|bytes| bytes == MAGIC);
            let reader = magic.map(|at| Reader::open(&object[at..]));
            black_box(reader.is_some_and(|reader| reader.is_ok()));
        }
    });
}

/// Opens all objects of the library with this index.
pub(super) fn load_library(load: &mut Loading<'_, '_>, lib: u32) -> Result<(), Stop> {
    let library = &load.libs.libs[lib as usize];
    let (pkg, file) = (library.pkg.to_string(), library.file.clone());
    let input = load.link.inputs.get(&file).map_err(|error| {
        // A file that opens and cannot be read fails later, and differently on each system.
        if error.starts_with("open ") {
            Stop::Exit(format!("cannot open file {file}: {error}"))
        } else {
            Stop::Unsupported(error)
        }
    })?;
    if input.offset > 0 || input.bytes.starts_with(archive::MAGIC) {
        load_archive(load, lib, &pkg, &file, input)?;
    } else {
        let content = Content {
            name: file.clone(),
            table: load.link.inputs.table(&file, 0),
            bytes: input.bytes,
            len: input.bytes.len(),
        };
        load_object(load, lib, &pkg, &content)?;
    }
    if pkg == "main" && !load.libs.libs[lib as usize].is_main {
        return Err(Stop::Exit(format!("{file}: not package main")));
    }
    Ok(())
}

fn load_archive<'a>(
    load: &mut Loading<'_, 'a>,
    lib: u32,
    pkg: &str,
    file: &str,
    input: Input<'a>,
) -> Result<(), Stop> {
    for entry in archive::entries(input) {
        match entry.name {
            archive::EXPORT_DATA => continue,
            b"dynimportfail" => load.mode.dynamic_imports_failed.push(pkg.to_owned()),
            b"preferlinkext" if load.link.options.link_mode == LinkMode::Auto => {
                load.mode.prefers_external = true;
            }
            _ => {}
        }
        if entry.is_object() {
            let content = Content {
                name: format!("{file}({})", os_str::decode_cow(entry.name)),
                table: load.link.inputs.table(file, entry.start),
                bytes: input.bytes.get(entry.start..).unwrap_or_default(),
                len: entry.len,
            };
            load_object(load, lib, pkg, &content)?;
        }
    }
    Ok(())
}

/// An object in a file.
struct Content<'a> {
    /// The name for messages.
    name: String,
    /// Results of other links for it.
    table: Option<Arc<Table>>,
    /// From the object's beginning to the end of the file.
    bytes: &'a [u8],
    /// The length of the object.
    len: usize,
}

fn load_object<'a>(
    load: &mut Loading<'_, 'a>,
    lib: u32,
    pkg: &str,
    content: &Content<'a>,
) -> Result<(), Stop> {
    let unit = load.libs.units.len() as u32;
    load.libs.units.push(Unit {
        lib,
        ..Unit::default()
    });
    load.libs.libs[lib as usize].units.push(unit);
    let bytes = content.bytes;
    if bytes.starts_with(b"\x7fELF") {
        return add_host_object(load, pkg, content);
    }
    // Releases differ in the treatment of a Go object with this name.
    let is_syso = [".syso", ".syso)"]
        .iter()
        .any(|end| content.name.ends_with(end));
    if !bytes.starts_with(b"go o") || is_syso {
        return Err(Stop::Unsupported(format!("the format of {}", content.name)));
    }
    let Some(at) = header(load, lib, pkg, content)? else {
        return Ok(());
    };
    let object = content.len.checked_sub(at);
    let object = object.and_then(|len| bytes.get(at..)?.get(..len));
    let reader = object.and_then(|bytes| Reader::open(bytes).ok());
    let reader = reader.ok_or_else(|| Stop::Unsupported(format!("{} is corrupt", content.name)))?;
    if reader.flags() & object_flag::UNLINKABLE != 0 {
        let text = format!("link: unlinkable object (from package {pkg})");
        return Err(Stop::Fatal(format!("{text} - compiler requires -p flag")));
    }
    load.tables.push(content.table.clone());
    preload(load, lib, unit, reader.clone(), pkg);
    check_own_fingerprint(load, lib, reader.fingerprint())?;
    add_imports(load, lib, pkg, &reader)
}

fn add_host_object<'a>(
    load: &mut Loading<'_, 'a>,
    pkg: &str,
    content: &Content<'a>,
) -> Result<(), Stop> {
    let pkg = escape_path(pkg).into_owned();
    load.mode.has_other_host_object |= !INTERNAL.contains(&pkg.as_str());
    load.loaded.host_objects.push(HostObject {
        pkg,
        name: content.name.clone(),
        bytes: content.bytes.get(..content.len).unwrap_or(content.bytes),
    });
    Ok(())
}

/// Checks the text before an object and takes the package's facts from it; returns the offset of
/// the object itself, `None` after an error.
fn header(
    load: &mut Loading<'_, '_>,
    lib: u32,
    pkg: &str,
    content: &Content<'_>,
) -> Result<Option<usize>, Stop> {
    let Content { name, bytes, .. } = content;
    let Some(end) = bytes.iter().position(|&byte| byte == b'\n') else {
        load.diag
            .error(format!("truncated object file: {name}: EOF"))?;
        return Ok(None);
    };
    let line = &bytes[..=end];
    if !line.starts_with(b"go object ") {
        return Err(Stop::Unsupported(format!("the header of {name}")));
    }
    let want = format!("{}\n", load.link.options.sdk.header);
    let is_checked =
        !(load.link.options.profile.force_ignores_header && load.link.options.ignore_versions);
    if line != want.as_bytes() && is_checked {
        let (have, want) = (quote::quote_bytes(line), quote::quote(&want));
        let text = format!("{name}: linked object header mismatch:\nhave {have}\nwant {want}\n");
        load.diag.error(text)?;
    }
    let Some(len) = exports_len(&bytes[end + 1..]) else {
        load.diag.error(format!("truncated object file: {name}"))?;
        return Ok(None);
    };
    let exports = &bytes[end + 1..][..len];
    package_text(load, lib, pkg, content, exports)?;
    Ok(Some(end + 1 + len + 2))
}

/// Returns the length of the text in front of the line `!`; lines between two that start
/// with `$$` do not count.
fn exports_len(bytes: &[u8]) -> Option<usize> {
    let mut markers = 0_usize;
    let mut start = 0;
    loop {
        // Both the end and a marker need one byte more than they have.
        match bytes.get(start..start + 2)? {
            b"!\n" if markers.is_multiple_of(2) => return Some(start),
            b"$$" => markers += 1,
            _ => {}
        }
        let line = bytes[start..].iter().position(|&byte| byte == b'\n')?;
        start += line + 1;
    }
}

/// Reads the lines before an object: the mark of package main, and directives of cgo.
fn package_text(
    load: &mut Loading<'_, '_>,
    lib: u32,
    pkg: &str,
    content: &Content<'_>,
    text: &[u8],
) -> Result<(), Stop> {
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.iter().position(|&byte| byte == b'\n');
        let end = end.unwrap_or(rest.len());
        let line = &rest[..end];
        rest = rest.get(end + 1..).unwrap_or_default();
        if line == b"main" {
            load.libs.libs[lib as usize].is_main = true;
        }
        if line.is_empty() {
            break;
        }
    }
    match cgo::section(rest) {
        Some(Ok(section)) => {
            let directives = cgo::parse(&content.name, section)?;
            load.directives.push(directives);
            Ok(())
        }
        Some(Err(())) => Err(Stop::Unsupported(format!("directives of cgo in {pkg}"))),
        None => Ok(()),
    }
}

/// Adds an object and its unit.
fn preload<'a>(load: &mut Loading<'_, 'a>, lib: u32, unit: u32, reader: Reader<'a>, pkg: &str) {
    let index = ObjIndex(ObjIndex::FIRST + load.ldr.objs.len() as u32);
    let path = Cow::Owned(escape_path(pkg).into_owned().into_bytes());
    load.objects.entry(path).or_insert(index);
    load.libs.units[unit as usize].files = reader.files().collect();
    load.ldr.objs.push(Object {
        counts: reader.counts(),
        unit,
        lib,
        version: load.loaded.next_version(),
        first: Sym::NONE,
        syms: Vec::new(),
        pkgs: Vec::new(),
        reader,
    });
}

fn check_own_fingerprint(load: &mut Loading<'_, '_>, lib: u32, have: [u8; 8]) -> Result<(), Stop> {
    // The assembler's objects have none.
    if have == [0; 8] {
        return Ok(());
    }
    let library = &mut load.libs.libs[lib as usize];
    if library.fingerprint == [0; 8] {
        library.fingerprint = have;
    }
    check_fingerprint(library, have, &library.srcref, library.fingerprint)
}

/// Adds the packages that an object imports.
fn add_imports(
    load: &mut Loading<'_, '_>,
    lib: u32,
    pkg: &str,
    reader: &Reader<'_>,
) -> Result<(), Stop> {
    let pkg = escape_path(pkg);
    for imported in reader.autolib() {
        let origin = Origin {
            srcref: &pkg,
            fingerprint: imported.fingerprint,
        };
        let path = os_str::decode_cow(imported.pkg);
        let imported = super::import(load, &path, origin)?;
        load.libs.libs[lib as usize].imports.push(imported);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::exports_len;

    #[test]
    fn end_of_exports() {
        assert_eq!(exports_len(b"!\n"), Some(0));
        assert_eq!(exports_len(b"a\n!\nrest"), Some(2));
        assert_eq!(exports_len(b"$$B\nx\n!\ny\n$$\n!\n"), Some(13));
        assert_eq!(exports_len(b"a\n! \n"), None);
        assert_eq!(exports_len(b""), None);
    }
}
