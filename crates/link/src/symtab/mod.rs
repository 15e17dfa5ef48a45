//! Symbols that stand for places and groups, and the module's description.
//!
//! Pass [`symtab`] creates symbols for the bounds of sections and for groups of data
//! (carriers), sorts read-only data into these groups ([`groups`]) and writes
//! `runtime.firstmoduledata` ([`moduledata`]). The order in which symbols are created
//! decides their place among data of equal size.
//! Counterpart: cmd/link/internal/ld/symtab.go (`symtab`, `textsectionmap`).

use vamos_sched::Pool;

use crate::arch::PTR_SIZE;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::library::Libraries;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::Options;
use crate::pcln::FindTab;
use crate::pcln::Pcln;
use crate::profile::TableSections;
use crate::section::Layout;
use crate::section::SegmentId;

mod groups;
mod moduledata;
mod names;
mod patches;
#[cfg(test)]
mod tests;

pub(crate) use names::abi_name;
pub(crate) use names::contains;
pub(crate) use names::external_name;
pub(crate) use names::is_named_data;
pub(crate) use names::is_named_tls;
pub(crate) use names::is_undefined;
pub(crate) use names::text_bounds;
pub(crate) use names::with_dots;
pub(crate) use patches::Patches;

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
    /// True if data that the dynamic linker relocates has groups of its own.
    splits: bool,
}

/// Input of the pass other than symbols.
#[derive(Clone, Copy)]
pub(crate) struct Input<'l, 'a> {
    /// The options: they decide if data that the dynamic linker relocates is apart.
    pub(crate) options: &'l Options,
    /// The threads.
    pub(crate) pool: &'l Pool,
    /// All packages.
    pub(crate) libs: &'l Libraries<'a>,
    /// The sections of text.
    pub(crate) layout: &'l Layout,
    /// The tables of functions.
    pub(crate) pcln: &'l Pcln<'a>,
    /// See [`FindTab`].
    pub(crate) find: &'l FindTab,
    /// `go:main.inittasks`, or [`Sym::NONE`].
    pub(crate) inittasks: Sym,
    /// The symbol that describes the module.
    pub(crate) moduledata: Sym,
}

/// Facts about symbols for the layout of data.
#[derive(Debug)]
pub(crate) struct Symtab {
    /// Kinds by which symbols are laid out, by number of the symbol, where they differ from
    /// the symbol's kind; [`SymKind::Xxx`] where not.
    pub(crate) kinds: Vec<SymKind>,
    /// Fields of the module's description that depend on the layout.
    pub(crate) patches: Patches,
}

/// Creates the symbols, groups read-only data and describes the module.
///
/// # Errors
/// There are too many errors.
pub(crate) fn symtab(
    ldr: &mut Loader<'_>,
    input: Input<'_, '_>,
    diag: &mut Diagnostics,
) -> Result<Symtab, Stop> {
    if input.options.is_library() {
        add_initializer(ldr, &input.options.entry());
    }
    define_bounds(ldr);
    let splits = input.options.use_relro() && !has_type_section(ldr);
    let groups = create_groups(ldr, splits);
    let is_object = input.options.is_object();
    let kinds = groups::classify(ldr, input.libs, input.pool, &groups, is_object);
    let (sections, count) = text_section_map(ldr, input.layout, diag)?;
    let patches = moduledata::write(ldr, input, (sections, count))?;
    Ok(Symtab { kinds, patches })
}

/// Makes the system call the function `entry` when it loads the library (`addinitarrdata`).
fn add_initializer(ldr: &mut Loader<'_>, entry: &str) {
    let function = ldr.lookup(entry.as_bytes(), ABI0);
    if function.is_some() {
        let mut pointer = ldr.update_named(format!("{entry}.ptr").into_bytes(), ABI0);
        pointer
            .set_kind(SymKind::InitArr)
            .set_size(0)
            .set_reachable();
        pointer.add_addr(function);
    }
}

/// Returns true if the release has a section for types.
fn has_type_section(ldr: &Loader<'_>) -> bool {
    ldr.profile.tables == TableSections::SortedTypes
}

fn define_bounds(ldr: &mut Loader<'_>) {
    let tables = ldr.profile.tables;
    let has_masks = tables == TableSections::SortedTypes;
    for (name, kind) in BOUNDS {
        if name == b"runtime.covctrs" && has_masks {
            ldr.xdefine(&b"runtime.gcmask.*"[..], SymKind::NoPtrBss, 0);
        }
        ldr.xdefine(name, kind, 0);
    }
    if tables == TableSections::Last {
        ldr.xdefine(&b"runtime.esymtab"[..], SymKind::RoData, 0);
    }
    let programs: [(&[u8], &[u8]); 2] = [
        (b"runtime.gcdata", b"runtime.egcdata"),
        (b"runtime.gcbss", b"runtime.egcbss"),
    ];
    for (start, end) in programs {
        create_empty(ldr, start, SymKind::RoData);
        ldr.xdefine(end, SymKind::RoData, 0);
    }
}

/// Creates a symbol without content (`CreateSymForUpdate`).
fn create_empty(ldr: &mut Loader<'_>, name: &'static [u8], kind: SymKind) -> Sym {
    let mut builder = ldr.update_named(name, ABI0);
    builder.set_kind(kind).set_size(0).set_reachable();
    builder.sym()
}

/// Creates a symbol that represents all symbols of a kind.
fn create_group(ldr: &mut Loader<'_>, name: &'static [u8], kind: SymKind) -> Sym {
    let sym = create_empty(ldr, name, kind);
    ldr.set_align(sym, PTR_SIZE as u32);
    sym
}

/// Creates the symbols of groups; with `splits`, data that the dynamic linker relocates has groups
/// of its own.
fn create_groups(ldr: &mut Loader<'_>, splits: bool) -> Groups {
    let (funcs, relro): (&[u8], &[u8]) = if ldr.profile.funcdata_in_pclntab {
        (b"go:funcdesc", b"go:funcdescrel")
    } else {
        (b"go:func.*", b"go:funcrel.*")
    };
    let types = create_group(ldr, b"type:*", SymKind::Type);
    let mut groups = Groups {
        types,
        types_relro: types,
        splits,
        ..Groups::default()
    };
    if splits {
        groups.types_relro = create_group(ldr, b"typerel.*", SymKind::TypeRelRo);
    }
    let local = |ldr: &mut Loader<'_>, name: &'static [u8], kind| {
        let sym = create_group(ldr, name, kind);
        ldr.set(Attr::Local, sym, true);
        sym
    };
    groups.strings = local(ldr, b"go:string.*", SymKind::GoString);
    groups.funcs = local(ldr, funcs, SymKind::GoFunc);
    groups.gc_bits = local(ldr, b"runtime.gcbits.*", SymKind::GcBits);
    if has_type_section(ldr) {
        groups.gc_masks = local(ldr, b"runtime.gcmask.*", SymKind::GcMask);
    }
    groups.funcs_relro = if splits {
        local(ldr, relro, SymKind::GoFuncRelRo)
    } else {
        groups.funcs
    };
    if ldr.profile.tables == TableSections::Last {
        // The table that the symbol is in stays empty.
        let symtab = create_empty(ldr, b"runtime.symtab", SymKind::FuncTab);
        ldr.set(Attr::Local, symtab, true);
    }
    groups
}

/// Creates the table of text sections; returns it and how many there are.
fn text_section_map(
    ldr: &mut Loader<'_>,
    layout: &Layout,
    diag: &mut Diagnostics,
) -> Result<(Sym, u64), Stop> {
    let mut table = ldr.update_named(&b"runtime.textsectionmap"[..], ABI0);
    table.set_kind(SymKind::RoData).set_reachable();
    let table = table.sym();
    let ids = &layout.segment(SegmentId::Text).sections;
    let sections = ids.iter().map(|&id| layout.section(id));
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
        let start = ldr.lookup(name.as_bytes(), ABI0);
        if start.is_none() {
            ldr.report(diag, start, format!("Unable to find symbol {name}\n"))?;
        }
        let mut builder = ldr.update(table);
        off = builder.set_u64(off, vaddr.wrapping_sub(base));
        off = builder.set_u64(off, vaddr.wrapping_sub(base).wrapping_add(length));
        off = builder.set_addr_plus(off, start, 0);
    }
    Ok((table, places.len() as u64))
}
