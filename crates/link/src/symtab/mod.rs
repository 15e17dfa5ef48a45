//! Symbols that stand for places and groups, and the module's description.
//!
//! Pass [`symtab`] creates symbols for the bounds of sections and for groups of data
//! (carriers), sorts read-only data into these groups ([`groups`]) and writes
//! `runtime.firstmoduledata` ([`moduledata`]). The order in which symbols are created
//! decides their place among data of equal size.
//! Counterpart: cmd/link/internal/ld/symtab.go (`symtab`, `textsectionmap`).

use crate::arch::PTR_SIZE;
use crate::context::Link;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Sym;
use crate::profile::TableSections;
use crate::section::SegmentId;

mod groups;
mod moduledata;
pub mod patches;
#[cfg(test)]
mod tests;

/// Symbols for the bounds of sections; pass `address` gives them their addresses.
const BOUNDS: [(&[u8], SymKind); 16] = [
    (b"runtime.rodata", SymKind::RoData),
    (b"runtime.erodata", SymKind::RoDataEnd),
    (b"runtime.types", SymKind::RoData),
    (b"runtime.etypes", SymKind::RoData),
    (b"runtime.noptrdata", SymKind::NoPtrData),
    (b"runtime.enoptrdata", SymKind::NoPtrDataEnd),
    (b"runtime.data", SymKind::Data),
    (b"runtime.edata", SymKind::DataEnd),
    (b"runtime.bss", SymKind::Bss),
    (b"runtime.ebss", SymKind::Bss),
    (b"runtime.noptrbss", SymKind::NoPtrBss),
    (b"runtime.enoptrbss", SymKind::NoPtrBss),
    (b"runtime.covctrs", SymKind::NoPtrBss),
    (b"runtime.ecovctrs", SymKind::NoPtrBss),
    (b"runtime.end", SymKind::Bss),
    (b"runtime.epclntab", SymKind::RoData),
];

/// The symbols that stand for groups of data.
#[derive(Clone, Copy, Debug, Default)]
struct Groups {
    /// Types.
    types: Sym,
    /// Types that the dynamic linker relocates.
    types_relro: Sym,
    /// Strings.
    strings: Sym,
    /// Functions as values and, before funcdata were a part of the table of functions,
    /// funcdata.
    funcs: Sym,
    /// The same that the dynamic linker relocates.
    funcs_relro: Sym,
    /// Bitmaps of the garbage collector.
    gc_bits: Sym,
    /// Bitmaps of large types, which the runtime makes.
    gc_masks: Sym,
}

/// Creates the symbols, groups read-only data and describes the module.
///
/// # Errors
/// There are too many errors.
pub(crate) fn symtab(link: &mut Link<'_>) -> Result<(), Stop> {
    define_bounds(link);
    let groups = create_groups(link);
    groups::classify(link, &groups);
    let (sections, count) = text_section_map(link)?;
    moduledata::write(link, sections, count)
}

fn define_bounds(link: &mut Link<'_>) {
    let tables = link.profile().tables;
    let has_masks = tables == TableSections::SortedTypes;
    for (name, kind) in BOUNDS {
        if name == b"runtime.covctrs" && has_masks {
            link.xdefine(&b"runtime.gcmask.*"[..], SymKind::NoPtrBss, 0);
        }
        link.xdefine(name, kind, 0);
    }
    if tables == TableSections::Last {
        link.xdefine(&b"runtime.esymtab"[..], SymKind::RoData, 0);
    }
    let programs: [(&[u8], &[u8]); 2] = [
        (b"runtime.gcdata", b"runtime.egcdata"),
        (b"runtime.gcbss", b"runtime.egcbss"),
    ];
    for (start, end) in programs {
        create_empty(link, start, SymKind::RoData);
        link.xdefine(end, SymKind::RoData, 0);
    }
}

/// Creates a symbol without content (`CreateSymForUpdate`).
fn create_empty(link: &mut Link<'_>, name: &'static [u8], kind: SymKind) -> Sym {
    let mut builder = link.ldr.update_named(name, ABI0);
    builder.set_kind(kind).set_size(0).set_reachable();
    builder.sym()
}

/// Creates a symbol that stands for all symbols of a kind.
fn create_group(link: &mut Link<'_>, name: &'static [u8], kind: SymKind) -> Sym {
    let sym = create_empty(link, name, kind);
    link.ldr.set_align(sym, PTR_SIZE as u32);
    link.groups.carriers[kind as usize].sym = sym;
    sym
}

fn create_groups(link: &mut Link<'_>) -> Groups {
    let tables = link.profile().tables;
    let has_type_section = tables == TableSections::SortedTypes;
    let splits = link.use_relro() && !has_type_section;
    let (funcs, relro): (&[u8], &[u8]) = match link.profile().funcdata_in_pclntab {
        true => (b"go:funcdesc", b"go:funcdescrel"),
        false => (b"go:func.*", b"go:funcrel.*"),
    };
    let types = create_group(link, b"type:*", SymKind::Type);
    let mut groups = Groups {
        types,
        types_relro: types,
        ..Groups::default()
    };
    if splits {
        groups.types_relro = create_group(link, b"typerel.*", SymKind::TypeRelRo);
    } else if !has_type_section {
        link.groups.carriers[SymKind::TypeRelRo as usize].sym = types;
    }
    let mut local = |name: &'static [u8], kind| {
        let sym = create_group(link, name, kind);
        link.ldr.set(Attr::Local, sym, true);
        sym
    };
    groups.strings = local(b"go:string.*", SymKind::GoString);
    groups.funcs = local(funcs, SymKind::GoFunc);
    groups.gc_bits = local(b"runtime.gcbits.*", SymKind::GcBits);
    if has_type_section {
        groups.gc_masks = local(b"runtime.gcmask.*", SymKind::GcMask);
    }
    groups.funcs_relro = match splits {
        true => local(relro, SymKind::GoFuncRelRo),
        false => groups.funcs,
    };
    if tables == TableSections::Last {
        // The table that the symbol is in stays empty.
        let symtab = create_empty(link, b"runtime.symtab", SymKind::FuncTab);
        link.ldr.set(Attr::Local, symtab, true);
    }
    groups
}

/// Creates the table of text sections; returns it and how many there are.
fn text_section_map(link: &mut Link<'_>) -> Result<(Sym, u64), Stop> {
    let mut table = (link.ldr).update_named(&b"runtime.textsectionmap"[..], ABI0);
    table.set_kind(SymKind::RoData).set_reachable();
    let table = table.sym();
    let ids = &link.layout.segment(SegmentId::Text).sections;
    let sections = ids.iter().map(|&id| link.layout.section(id));
    let places: Vec<(u64, u64)> = sections
        .take_while(|section| section.name == ".text")
        .map(|section| (section.vaddr, section.length))
        .collect();
    let base = places.first().map_or(0, |(vaddr, _)| *vaddr);
    let mut off = 0;
    for (index, &(vaddr, length)) in places.iter().enumerate() {
        let name = match index {
            0 => "runtime.text".to_owned(),
            _ => format!("runtime.text.{index}"),
        };
        let start = link.ldr.lookup(name.as_bytes(), ABI0);
        if start.is_none() {
            link.error(start, format!("Unable to find symbol {name}\n"))?;
        }
        let mut builder = link.ldr.update(table);
        off = builder.set_u64(off, vaddr.wrapping_sub(base));
        off = builder.set_u64(off, vaddr.wrapping_sub(base).wrapping_add(length));
        off = builder.set_addr_plus(off, start, 0);
    }
    Ok((table, places.len() as u64))
}
