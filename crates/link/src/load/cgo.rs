//! Directives of cgo: what comes from shared libraries, and what goes to C.
//!
//! Counterpart: cmd/link/internal/ld/go.go (`loadcgo`, `setCgoAttr`), lib.go
//! (`loadcgodirectives`).

use std::borrow::Cow;

use hashbrown::HashMap;
use vamos_base::golang::os_str;
use vamos_base::golang::quote;

use crate::context::Link;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loaded::Directives;
use crate::loader::ABI_INTERNAL;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Sym;

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
pub(super) fn apply(link: &mut Link<'_>) -> Result<(), Stop> {
    let mut host = Vec::new();
    for Directives { file, lines } in std::mem::take(&mut link.loaded.directives) {
        for line in &lines {
            if let Err(bad) = directive(link, line, &mut host) {
                if matches!(bad, Bad::Static) {
                    // Errors of many passes follow.
                    return Err(Stop::Unsupported("shared libraries with -d".to_owned()));
                }
                let text = bad.text(link, &file, line);
                link.diag.error(text)?;
                if !matches!(bad, Bad::Form) {
                    break;
                }
            }
        }
    }
    for sym in host {
        drop_import(link, sym);
    }
    Ok(())
}

/// Undoes `cgo_import_static`: the symbol is defined in a host object, or comes from a
/// shared library if another directive has it so.
fn drop_import(link: &mut Link<'_>, sym: Sym) {
    let ldr = &mut link.ldr;
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

/// Why a directive is not applied.
enum Bad {
    /// It has no such form.
    Form,
    /// Shared libraries with `-d`.
    Static,
    /// The ABI is unknown.
    Abi,
    /// Exported under two names.
    Conflict(Sym, String),
    /// Two dynamic linkers.
    Interpreter(String),
}

impl Bad {
    fn text(&self, link: &Link<'_>, file: &str, line: &[String]) -> String {
        let program = &link.options.program;
        match self {
            Self::Form => {
                let fields: Vec<String> = line.iter().map(|field| quote::quote(field)).collect();
                let fields = fields.join(" ");
                format!("{program}: {file}: invalid cgo directive: [{fields}]")
            }
            Self::Static => format!("{program}: {file}: cannot use dynamic imports with -d flag"),
            Self::Abi => {
                let line = line.join(" ");
                format!("{program}: bad ABI in cgo_export directive [{line}]")
            }
            Self::Conflict(sym, remote) => {
                let name = link.ldr.name_text(*sym);
                let known = link.ldr.extra.extname.get(sym);
                let known = os_str::decode_cow(known.map_or(b"", AsRef::as_ref));
                format!(
                    "{program}: conflicting cgo_export directives: {name} as {known} and {remote}"
                )
            }
            Self::Interpreter(other) => {
                let known = &link.loaded.interpreter;
                format!("{program}: conflict dynlinker: {known} and {other}")
            }
        }
    }
}

fn directive(link: &mut Link<'_>, line: &[String], host: &mut Vec<Sym>) -> Result<(), Bad> {
    let fields: Vec<&str> = line.iter().map(String::as_str).collect();
    match fields.as_slice() {
        ["cgo_import_dynamic", local, rest @ ..] if rest.len() <= 2 => {
            let remote = rest.first().unwrap_or(local);
            let lib = rest.get(1).copied().unwrap_or_default();
            import_dynamic(link, local, remote, lib, host)
        }
        ["cgo_import_static", local] => {
            let sym = link.ldr.lookup_or_create(local.as_bytes().to_vec(), ABI0);
            link.ldr.update(sym).set_kind(SymKind::HostObj).set_size(0);
            host.push(sym);
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
            let sym = link
                .ldr
                .lookup_or_create(local.as_bytes().to_vec(), version);
            export(link, sym, remote, *verb == "cgo_export_static", host)
        }
        ["cgo_dynamic_linker", path] => {
            let known = &mut link.loaded.interpreter;
            if !link.options.content.interpreter.is_empty() {
                return Ok(());
            }
            if !known.is_empty() && known != path {
                return Err(Bad::Interpreter((*path).to_owned()));
            }
            (*path).clone_into(known);
            Ok(())
        }
        // Flags are for external linking.
        ["cgo_ldflag", _] => Ok(()),
        _ => Err(Bad::Form),
    }
}

/// Sets an attribute; an empty text is the default.
fn set(map: &mut HashMap<Sym, Cow<'_, [u8]>>, sym: Sym, text: &str) {
    if text.is_empty() {
        map.remove(&sym);
    } else {
        map.insert(sym, Cow::Owned(text.as_bytes().to_vec()));
    }
}

fn import_dynamic(
    link: &mut Link<'_>,
    local: &str,
    remote: &str,
    lib: &str,
    host: &mut Vec<Sym>,
) -> Result<(), Bad> {
    if link.options.content.no_dynamic {
        return Err(Bad::Static);
    }
    if (local, remote) == ("_", "_") {
        link.loaded.has_dynamic = true;
        link.loaded.dynamic_libs.push(lib.as_bytes().to_vec());
        return Ok(());
    }
    let (remote, version) = remote.split_once('#').unwrap_or((remote, ""));
    let ldr = &mut link.ldr;
    let sym = ldr.lookup_or_create(local.as_bytes().to_vec(), ABI0);
    let kind = ldr.kind(sym);
    if matches!(
        kind,
        SymKind::Xxx | SymKind::Xref | SymKind::Bss | SymKind::NoPtrBss | SymKind::HostObj
    ) {
        set(&mut ldr.extra.dynimplib, sym, lib);
        set(&mut ldr.extra.extname, sym, remote);
        set(&mut ldr.extra.dynimpvers, sym, version);
        if kind == SymKind::HostObj {
            host.push(sym);
        } else {
            ldr.update(sym).set_kind(SymKind::DynImport);
        }
        link.loaded.has_dynamic = true;
    }
    Ok(())
}

fn export(
    link: &mut Link<'_>,
    sym: Sym,
    remote: &str,
    is_static: bool,
    host: &mut Vec<Sym>,
) -> Result<(), Bad> {
    let ldr = &mut link.ldr;
    if ldr.kind(sym) == SymKind::HostObj {
        host.push(sym);
    }
    if ldr.extra.dynimplib.contains_key(&sym) {
        // What Go exports is not imported.
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
    if is_static {
        let name = Cow::Owned(ldr.name(sym).to_vec());
        ldr.extra.cgo_exports.insert(name, sym);
        ldr.set(Attr::CgoExportStatic, sym, true);
    } else {
        if !is_dynamic {
            link.elf.exported.push(sym);
        }
        ldr.set(Attr::CgoExportDynamic, sym, true);
    }
    Ok(())
}
