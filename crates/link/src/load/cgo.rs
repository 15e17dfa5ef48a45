//! Directives of cgo: imports from shared libraries, and exports to C.
//!
//! Counterpart: cmd/link/internal/ld/go.go (`loadcgo`, `setCgoAttr`), lib.go (`loadcgodirectives`).

use std::borrow::Cow;

use hashbrown::HashMap;
use vamos_base::golang::os_str;
use vamos_base::golang::quote;

use crate::error::Diagnostics;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loaded::Loaded;
use crate::loader::ABI_INTERNAL;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::Options;

/// Returns the section of directives in the text in front of an object; an error if it has
/// no end.
pub(super) fn section(text: &[u8]) -> Option<Result<&[u8], ()>> {
    let find = |bytes: &[u8], pattern: &[u8]| {
        bytes
            .windows(pattern.len())
            .position(|window| window == pattern)
    };
    let start = find(text, b"\n$$  // cgo")? + 1;
    let rest = &text[start..];
    let Some(line) = rest.iter().position(|&byte| byte == b'\n') else {
        return Some(Err(()));
    };
    let rest = &rest[line..];
    let end = find(rest, b"\n$$").or_else(|| find(rest, b"\n!\n"));
    Some(end.map(|end| &rest[..end]).ok_or(()))
}

/// The directives of cgo in an object.
#[derive(Debug)]
pub(super) struct Directives {
    /// The object's name for messages.
    file: String,
    /// The directives, each a list of words.
    lines: Vec<Vec<String>>,
}

/// Parses a section.
pub(super) fn parse(file: &str, section: &[u8]) -> Result<Directives, Stop> {
    let values = serde_json::Deserializer::from_slice(section);
    match values.into_iter::<Vec<Vec<String>>>().next() {
        Some(Ok(lines)) => Ok(Directives {
            file: file.to_owned(),
            lines,
        }),
        _ => Err(Stop::Unsupported(format!("directives of cgo in {file}"))),
    }
}

/// Applies all directives.
///
/// # Errors
/// One needs shared libraries with `-d`, or there are too many errors.
pub(super) fn apply<'a>(
    ldr: &mut Loader<'a>,
    loaded: &mut Loaded<'a>,
    options: &Options,
    directives: &[Directives],
    diag: &mut Diagnostics,
) -> Result<(), Stop> {
    let mut applied = Applied {
        ldr,
        loaded,
        options,
        host: Vec::new(),
    };
    for Directives { file, lines } in directives {
        for line in lines {
            if let Err(bad) = directive(&mut applied, line) {
                match bad {
                    Bad::Static => {
                        // Errors of many passes follow.
                        return Err(Stop::Unsupported("shared libraries with -d".to_owned()));
                    }
                    Bad::Unsupported(reason) => return Err(Stop::Unsupported(reason.to_owned())),
                    _ => {}
                }
                let text = bad.text(&applied, file, line);
                diag.error(text)?;
                if !matches!(bad, Bad::Form) {
                    break;
                }
            }
        }
    }
    // Symbols defined in C are undefined in an object.
    if !applied.loaded.is_object {
        for sym in applied.host {
            drop_import(applied.ldr, sym);
        }
    }
    Ok(())
}

/// The state that directives change.
struct Applied<'l, 'a> {
    ldr: &'l mut Loader<'a>,
    loaded: &'l mut Loaded<'a>,
    options: &'l Options,
    /// Symbols that C defines, or may define.
    host: Vec<Sym>,
}

/// Undoes `cgo_import_static`: the symbol is defined in a host object, or in a shared library if
/// another directive has it so.
fn drop_import(ldr: &mut Loader<'_>, sym: Sym) {
    if ldr.kind(sym) != SymKind::HostObj {
        return;
    }
    let is_import = ldr.extra.dynimplib.contains_key(&sym);
    let is_export = ldr.has(Attr::CgoExportStatic, sym) || ldr.has(Attr::CgoExportDynamic, sym);
    let kind = if is_import && !is_export {
        SymKind::DynImport
    } else {
        SymKind::Xxx
    };
    ldr.update(sym).set_kind(kind);
}

/// Reason for not applying a directive.
enum Bad {
    /// It has no such form.
    Form,
    /// Shared libraries with `-d`.
    Static,
    /// Its meaning differs between releases.
    Unsupported(&'static str),
    /// The ABI is unknown.
    Abi,
    /// Exported under two names.
    Conflict(Sym, String),
    /// Two dynamic linkers.
    Interpreter(String),
}

impl Bad {
    fn text(&self, applied: &Applied<'_, '_>, file: &str, line: &[String]) -> String {
        let program = &applied.options.program;
        match self {
            Self::Form => {
                let fields: Vec<String> = line.iter().map(|field| quote::quote(field)).collect();
                let fields = fields.join(" ");
                format!("{program}: {file}: invalid cgo directive: [{fields}]")
            }
            Self::Static => format!("{program}: {file}: cannot use dynamic imports with -d flag"),
            Self::Unsupported(reason) => format!("{program}: {file}: {reason}"),
            Self::Abi => {
                let line = line.join(" ");
                format!("{program}: bad ABI in cgo_export directive [{line}]")
            }
            Self::Conflict(sym, remote) => {
                let name = applied.ldr.name_text(*sym);
                let known = applied.ldr.extra.extname.get(sym);
                let known = os_str::decode_cow(known.map_or(b"", AsRef::as_ref));
                format!(
                    "{program}: conflicting cgo_export directives: {name} as {known} and {remote}"
                )
            }
            Self::Interpreter(other) => {
                let known = &applied.loaded.interpreter;
                format!("{program}: conflict dynlinker: {known} and {other}")
            }
        }
    }
}

fn directive(applied: &mut Applied<'_, '_>, line: &[String]) -> Result<(), Bad> {
    let fields: Vec<&str> = line.iter().map(String::as_str).collect();
    // A name may become a part of an argument of the system's linker, where a comma divides
    // arguments. Since Go 1.26.11 and 1.27.4 such names are errors. Flags and libraries may have
    // commas.
    let names = match fields.as_slice() {
        ["cgo_ldflag", ..] | [] => &[],
        names => &names[1..names.len().min(3)],
    };
    if names.iter().any(|name| name.contains(',')) {
        return Err(Bad::Unsupported("a comma in a directive of cgo"));
    }
    match fields.as_slice() {
        ["cgo_import_dynamic", local, rest @ ..] if rest.len() <= 2 => {
            let remote = rest.first().unwrap_or(local);
            let lib = rest.get(1).copied().unwrap_or_default();
            import_dynamic(applied, local, remote, lib)
        }
        ["cgo_import_static", local] => {
            let sym = applied
                .ldr
                .lookup_or_create(local.as_bytes().to_vec(), ABI0);
            applied
                .ldr
                .update(sym)
                .set_kind(SymKind::HostObj)
                .set_size(0);
            applied.host.push(sym);
            Ok(())
        }
        [
            verb @ ("cgo_export_static" | "cgo_export_dynamic"),
            local,
            rest @ ..,
        ] if rest.len() <= 2 => {
            let remote = rest.first().unwrap_or(local);
            let version = match rest.get(1).copied() {
                None | Some("ABI0") => ABI0,
                Some("ABIInternal") => ABI_INTERNAL,
                Some(_) => return Err(Bad::Abi),
            };
            let sym = applied
                .ldr
                .lookup_or_create(local.as_bytes().to_vec(), version);
            export(applied, sym, remote, *verb == "cgo_export_static")
        }
        ["cgo_dynamic_linker", path] => {
            let known = &mut applied.loaded.interpreter;
            if !applied.options.content.interpreter.is_empty() {
                return Ok(());
            }
            if !known.is_empty() && known != path {
                return Err(Bad::Interpreter((*path).to_owned()));
            }
            (*path).clone_into(known);
            Ok(())
        }
        ["cgo_ldflag", flag] => {
            applied.loaded.linker_flags.push((*flag).to_owned());
            Ok(())
        }
        _ => Err(Bad::Form),
    }
}

/// A symbol that is imported and then exported without a library, or exported and then imported.
/// Since Go 1.26.11 and 1.27.4 the export counts.
const EXPORTED_IMPORT: &str = "a symbol that is imported and exported";

/// Sets an attribute; an empty text is the default.
fn set(map: &mut HashMap<Sym, Cow<'_, [u8]>>, sym: Sym, text: &str) {
    if text.is_empty() {
        map.remove(&sym);
    } else {
        map.insert(sym, Cow::Owned(text.as_bytes().to_vec()));
    }
}

fn import_dynamic(
    applied: &mut Applied<'_, '_>,
    local: &str,
    remote: &str,
    lib: &str,
) -> Result<(), Bad> {
    if applied.options.content.no_dynamic {
        return Err(Bad::Static);
    }
    if (local, remote) == ("_", "_") {
        applied.loaded.has_dynamic = true;
        applied.loaded.dynamic_libs.push(lib.as_bytes().to_vec());
        applied.loaded.need(lib);
        return Ok(());
    }
    let (remote, version) = remote.split_once('#').unwrap_or((remote, ""));
    let ldr = &mut *applied.ldr;
    let sym = ldr.lookup_or_create(local.as_bytes().to_vec(), ABI0);
    if ldr.has(Attr::CgoExportStatic, sym) || ldr.has(Attr::CgoExportDynamic, sym) {
        return Err(Bad::Unsupported(EXPORTED_IMPORT));
    }
    let kind = ldr.kind(sym);
    if matches!(
        kind,
        SymKind::Xxx | SymKind::Xref | SymKind::Bss | SymKind::NoPtrBss | SymKind::HostObj
    ) {
        set(&mut ldr.extra.dynimplib, sym, lib);
        set(&mut ldr.extra.extname, sym, remote);
        set(&mut ldr.extra.dynimpvers, sym, version);
        if kind == SymKind::HostObj {
            applied.host.push(sym);
        } else {
            ldr.update(sym).set_kind(SymKind::DynImport);
        }
        applied.loaded.has_dynamic = true;
        if !lib.is_empty() {
            applied.loaded.need(lib);
        }
    }
    Ok(())
}

fn export(
    applied: &mut Applied<'_, '_>,
    sym: Sym,
    remote: &str,
    is_static: bool,
) -> Result<(), Bad> {
    let ldr = &mut *applied.ldr;
    if ldr.kind(sym) == SymKind::HostObj {
        applied.host.push(sym);
    }
    if applied.options.is_library() && sym == ldr.lookup(b"main", ABI0) {
        return Ok(());
    }
    if ldr.kind(sym) == SymKind::DynImport && !ldr.extra.dynimplib.contains_key(&sym) {
        return Err(Bad::Unsupported(EXPORTED_IMPORT));
    }
    if ldr.extra.dynimplib.contains_key(&sym) {
        // Exported Go symbols are not imported.
        ldr.extra.dynimplib.remove(&sym);
        ldr.extra.dynimpvers.remove(&sym);
        ldr.extra.extname.remove(&sym);
        ldr.update(sym).set_kind(SymKind::Xxx);
    }
    let is_dynamic = ldr.has(Attr::CgoExportDynamic, sym);
    if !is_dynamic && !ldr.has(Attr::CgoExportStatic, sym) {
        set(&mut ldr.extra.extname, sym, remote);
    } else {
        let known = ldr.extra.extname.get(&sym).map(AsRef::as_ref);
        if known.unwrap_or_else(|| ldr.name(sym)) != remote.as_bytes() {
            return Err(Bad::Conflict(sym, remote.to_owned()));
        }
    }
    // For an object, the system's linker finds exports in the table of symbols.
    let is_object = applied.loaded.is_object;
    if is_static {
        if is_object && !ldr.has(Attr::CgoExportStatic, sym) {
            applied.loaded.exported.push(sym);
        }
        if !is_object {
            let name = Cow::Owned(ldr.name(sym).to_vec());
            ldr.extra.cgo_exports.insert(name, sym);
        }
        ldr.set(Attr::CgoExportStatic, sym, true);
    } else {
        if !is_object && !is_dynamic {
            applied.loaded.exported.push(sym);
        }
        ldr.set(Attr::CgoExportDynamic, sym, true);
    }
    Ok(())
}
