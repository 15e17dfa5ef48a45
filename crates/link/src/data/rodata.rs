//! Gives read-only data to sections.
//!
//! Counterpart: cmd/link/internal/ld/data.go (`allocateDataSections`, read-only part).

use super::State;
use super::check_size;
use super::relro::READ_ONLY;
use super::relro::plain_kinds;
use super::round_up;
use super::sections;
use super::sections::New;
use super::sections::READ;
use super::sections::READ_EXEC;
use super::sections::READ_WRITE;
use super::sections::mark;
use super::sym_align;
use crate::arch::PTR_SIZE;
use crate::context::Link;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::profile::TableSections;
use crate::section::SectionId;
use crate::section::SegmentId;

/// Where tables go that are in `.rodata`'s segment, or in the one that the dynamic linker
/// relocates.
#[derive(Clone, Copy)]
struct Tail {
    segment: SegmentId,
    /// What stands before the names of sections.
    prefix: &'static str,
    rwx: u8,
}

impl Tail {
    /// Makes a section after those of read-only data.
    fn section(
        self,
        link: &mut Link<'_>,
        state: &mut State,
        name: &str,
        kind: SymKind,
    ) -> SectionId {
        let name = format!("{}{name}", self.prefix);
        let new = New {
            segment: self.segment,
            name: &name,
            rwx: self.rwx,
        };
        sections::named(link, state, new, &[kind])
    }
}

/// Makes the sections of read-only data and places the symbols in them.
pub(super) fn allocate(link: &mut Link<'_>, state: &mut State) -> Result<(), Stop> {
    if let Some(&sym) = state.of(SymKind::Text).first() {
        let name = link.ldr.name_text(sym);
        let text = format!("dodata found an sym.STEXT symbol: {name}");
        link.diag.error(text)?;
    }
    for kind in [SymKind::ElfRxSect, SymKind::MachoPlt] {
        let kinds = (kind, SymKind::RoData);
        sections::singles(link, state, SegmentId::Text, kinds, READ_EXEC)?;
    }
    plain(link, state)?;
    let tables = link.profile().tables;
    if tables != TableSections::Last {
        let new = New {
            segment: SegmentId::RoData,
            name: ".gopclntab",
            rwx: READ,
        };
        functions(link, state, new)?;
    }
    let kinds = (SymKind::ElfRoSect, SymKind::RoData);
    sections::singles(link, state, SegmentId::RoData, kinds, READ)?;

    let tail = match link.use_relro() {
        true => relocated(link, state)?,
        false => Tail {
            segment: SegmentId::RoData,
            prefix: "",
            rwx: READ,
        },
    };
    match tables {
        TableSections::SortedTypes => type_sections(link, state, tail)?,
        TableSections::Last | TableSections::AfterRoData => type_tables(link, state, tail)?,
    }
    if tables == TableSections::Last {
        let id = tail.section(link, state, ".gosymtab", SymKind::FuncTab);
        sections::finish(link, state, id);
        mark(link, &[b"runtime.symtab", b"runtime.esymtab"], id);
        let name = format!("{}.gopclntab", tail.prefix);
        let new = New {
            segment: tail.segment,
            name: &name,
            rwx: tail.rwx,
        };
        functions(link, state, new)?;
    }
    if u32::try_from(state.size).is_err() {
        let text = format!("read-only data segment too large: {}", state.size);
        link.diag.error(text)?;
    }
    Ok(())
}

/// Places data that nothing writes to.
fn plain(link: &mut Link<'_>, state: &mut State) -> Result<(), Stop> {
    let new = New {
        segment: SegmentId::RoData,
        name: ".rodata",
        rwx: READ,
    };
    let tables = link.profile().tables;
    let kinds = plain_kinds(tables);
    let id = sections::named(link, state, new, &kinds);
    mark(link, &[b"runtime.rodata", b"runtime.erodata"], id);
    if !link.use_relro() && tables != TableSections::SortedTypes {
        mark(link, &[b"runtime.types", b"runtime.etypes"], id);
    }
    for kind in kinds {
        group(link, state, id, kind)?;
    }
    Ok(())
}

/// Places the symbols of a kind, and gives the symbol that stands for them its size.
fn group(link: &mut Link<'_>, state: &mut State, id: SectionId, kind: SymKind) -> Result<(), Stop> {
    let mut start = state.size;
    if let Some(&first) = state.of(kind).first() {
        start = round_up(start, sym_align(&mut link.ldr, first));
    }
    sections::assign(link, state, id, kind, Some(SymKind::RoData))?;
    link.groups.carriers[kind as usize].size = state.size - start;
    Ok(())
}

/// Places the tables of functions.
fn functions(link: &mut Link<'_>, state: &mut State, new: New<'_>) -> Result<(), Stop> {
    let id = sections::read_only(link, state, new, SymKind::PclnTab);
    let tables: [&'static [u8]; 7] = [
        b"runtime.pclntab",
        b"runtime.pcheader",
        b"runtime.funcnametab",
        b"runtime.cutab",
        b"runtime.filetab",
        b"runtime.pctab",
        b"runtime.functab",
    ];
    mark(link, &tables, id);
    if link.profile().tables != TableSections::Last {
        mark(link, &[b"go:func.*"], id);
    }
    mark(link, &[b"runtime.epclntab"], id);
    let length = link.layout.section(id).length.cast_signed();
    link.groups.carriers[SymKind::PclnTab as usize].size = length;
    Ok(())
}

/// Places data that the dynamic linker writes to once.
fn relocated(link: &mut Link<'_>, state: &mut State) -> Result<Tail, Stop> {
    let tail = Tail {
        segment: SegmentId::RelRoData,
        prefix: ".data.rel.ro",
        rwx: READ_WRITE,
    };
    state.size = 0;
    if link.profile().tables == TableSections::SortedTypes {
        return Ok(tail);
    }
    let new = New {
        segment: tail.segment,
        name: tail.prefix,
        rwx: tail.rwx,
    };
    let kinds: Vec<SymKind> = READ_ONLY.iter().filter_map(|&(_, kind)| kind).collect();
    let id = sections::named(link, state, new, &kinds);
    mark(link, &[b"runtime.types", b"runtime.etypes"], id);
    // The offset of a type is never 0.
    state.size += 1;
    for &kind in &kinds {
        check_outer(link, state, id, kind)?;
        group(link, state, id, kind)?;
    }
    sections::finish(link, state, id);
    host_sections(link, state, tail)?;
    Ok(tail)
}

/// Places what has one section for each symbol.
fn host_sections(link: &mut Link<'_>, state: &mut State, tail: Tail) -> Result<(), Stop> {
    for kind in [SymKind::ElfRelRoSect, SymKind::MachoRelRoSect] {
        let kinds = (kind, SymKind::RoData);
        sections::singles(link, state, tail.segment, kinds, tail.rwx)?;
    }
    Ok(())
}

/// Places types, interface tables and descriptions of functions in sections of their own.
fn type_sections(link: &mut Link<'_>, state: &mut State, tail: Tail) -> Result<(), Stop> {
    let sections = [
        ("", SymKind::RoDataRelRo),
        (".go.type", SymKind::Type),
        (".go.func", SymKind::GoFunc),
    ];
    for (name, kind) in sections {
        if kind == SymKind::RoDataRelRo && state.of(kind).is_empty() {
            continue;
        }
        let name = match (name, link.use_relro()) {
            ("", false) => ".rodata",
            _ => name,
        };
        let id = tail.section(link, state, name, kind);
        if kind == SymKind::Type {
            // The offset of a type is never 0.
            state.size += PTR_SIZE;
        }
        check_outer(link, state, id, kind)?;
        group(link, state, id, kind)?;
        sections::finish(link, state, id);
        if kind == SymKind::Type {
            mark(link, &[b"runtime.types", b"runtime.etypes"], id);
        }
    }
    host_sections(link, state, tail)
}

/// Containers have to be in the section of their members.
fn check_outer(
    link: &mut Link<'_>,
    state: &State,
    id: SectionId,
    kind: SymKind,
) -> Result<(), Stop> {
    for &sym in state.of(kind) {
        let outer = link.ldr.outer(sym);
        let other = link.ldr.sect(outer);
        if other != 0 && other != id {
            let name = link.ldr.name_text(outer);
            let (other, here) = (link.layout.section(other), link.layout.section(id));
            let text = format!(
                "s.Outer ({name}) in different section from s, {} != {}",
                other.name, here.name
            );
            link.error(sym, text)?;
        }
    }
    Ok(())
}

/// Places the tables of types and of interface tables.
fn type_tables(link: &mut Link<'_>, state: &mut State, tail: Tail) -> Result<(), Stop> {
    let tables: [(&str, &'static [u8], SymKind); 2] = [
        (".typelink", b"runtime.typelink", SymKind::TypeLink),
        (".itablink", b"runtime.itablink", SymKind::ItabLink),
    ];
    for (section, name, kind) in tables {
        let id = tail.section(link, state, section, kind);
        let sym = link.ldr.lookup_or_create(name, ABI0);
        link.ldr.set_sect(sym, id);
        link.ldr.update(sym).set_kind(SymKind::RoData);
        state.size += link.ldr.size(sym);
        check_size(link, state.size, kind)?;
        sections::finish(link, state, id);
    }
    Ok(())
}
