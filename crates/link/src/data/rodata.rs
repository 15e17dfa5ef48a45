//! Gives read-only data to sections.
//!
//! Counterpart: cmd/link/internal/ld/data.go (`allocateDataSections`, read-only part).

use super::State;
use super::relro::READ_ONLY;
use super::relro::plain_kinds;
use super::sections;
use super::sections::New;
use super::sections::READ;
use super::sections::READ_EXEC;
use super::sections::READ_WRITE;
use super::sections::assign;
use super::sections::mark;
use crate::arch::PTR_SIZE;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::profile::TableSections;
use crate::section::SectionId;
use crate::section::SegmentId;

/// Position of the tables that are in `.rodata`'s segment, or in the one that the dynamic linker
/// relocates.
#[derive(Clone, Copy)]
struct Tail {
    segment: SegmentId,
    /// Prefix of the names of sections.
    prefix: &'static str,
    rwx: u8,
}

impl Tail {
    /// Makes a section after the sections of read-only data.
    fn section(self, state: &mut State<'_, '_>, name: &str, kind: SymKind) -> SectionId {
        let name = format!("{}{name}", self.prefix);
        let new = New {
            segment: self.segment,
            name: &name,
            rwx: self.rwx,
        };
        sections::named(state, new, &[kind])
    }
}

/// Makes the sections of read-only data and places the symbols in them.
pub(super) fn allocate(state: &mut State<'_, '_>) -> Result<(), Stop> {
    if let Some(&sym) = state.of(SymKind::Text).first() {
        let name = state.ldr.name_text(sym);
        let text = format!("dodata found an sym.STEXT symbol: {name}");
        state.diag.error(text)?;
    }
    for kind in [SymKind::ElfRxSect, SymKind::MachoPlt] {
        let kinds = (kind, SymKind::RoData);
        sections::singles(state, SegmentId::Text, kinds, READ_EXEC)?;
    }
    plain(state)?;
    let tables = state.tables();
    if tables != TableSections::Last {
        let new = New {
            segment: state.read_only,
            name: ".gopclntab",
            rwx: READ,
        };
        functions(state, new);
    }
    let kinds = (SymKind::ElfRoSect, SymKind::RoData);
    sections::singles(state, state.read_only, kinds, READ)?;

    let tail = if state.use_relro {
        relocated(state)?
    } else {
        Tail {
            segment: state.read_only,
            prefix: "",
            rwx: READ,
        }
    };
    match tables {
        TableSections::SortedTypes => type_sections(state, tail)?,
        TableSections::Last | TableSections::AfterRoData => type_tables(state, tail)?,
    }
    if tables == TableSections::Last {
        let id = tail.section(state, ".gosymtab", SymKind::FuncTab);
        sections::finish(state, id);
        mark(state, &[b"runtime.symtab", b"runtime.esymtab"], id);
        let name = format!("{}.gopclntab", tail.prefix);
        let new = New {
            segment: tail.segment,
            name: &name,
            rwx: tail.rwx,
        };
        functions(state, new);
    }
    if u32::try_from(state.size).is_err() {
        let text = format!("read-only data segment too large: {}", state.size);
        state.diag.error(text)?;
    }
    Ok(())
}

/// Places data that nothing writes to.
fn plain(state: &mut State<'_, '_>) -> Result<(), Stop> {
    let new = New {
        segment: state.read_only,
        name: ".rodata",
        rwx: READ,
    };
    let tables = state.tables();
    let kinds = plain_kinds(tables);
    let id = sections::named(state, new, &kinds);
    mark(state, &[b"runtime.rodata", b"runtime.erodata"], id);
    if !state.use_relro && tables != TableSections::SortedTypes {
        mark(state, &[b"runtime.types", b"runtime.etypes"], id);
    }
    for kind in kinds {
        assign(state, id, kind, Some(SymKind::RoData))?;
    }
    Ok(())
}

/// Places the tables of functions.
fn functions(state: &mut State<'_, '_>, new: New<'_>) {
    let id = sections::read_only(state, new, SymKind::PclnTab);
    let tables: [&'static [u8]; 7] = [
        b"runtime.pclntab",
        b"runtime.pcheader",
        b"runtime.funcnametab",
        b"runtime.cutab",
        b"runtime.filetab",
        b"runtime.pctab",
        b"runtime.functab",
    ];
    mark(state, &tables, id);
    if state.tables() != TableSections::Last {
        mark(state, &[b"go:func.*"], id);
    }
    mark(state, &[b"runtime.epclntab"], id);
}

/// Places data that the dynamic linker writes to once.
fn relocated(state: &mut State<'_, '_>) -> Result<Tail, Stop> {
    let tail = Tail {
        segment: state.relro,
        prefix: state.relro_prefix,
        rwx: READ_WRITE,
    };
    if state.relro == SegmentId::RelRoData {
        state.size = 0;
    }
    if state.tables() == TableSections::SortedTypes {
        return Ok(tail);
    }
    let new = New {
        segment: tail.segment,
        name: match tail.prefix {
            "" => ".rodata",
            prefix => prefix,
        },
        rwx: tail.rwx,
    };
    let kinds: Vec<SymKind> = READ_ONLY.iter().filter_map(|&(_, kind)| kind).collect();
    let id = sections::named(state, new, &kinds);
    mark(state, &[b"runtime.types", b"runtime.etypes"], id);
    // The offset of a type is never 0.
    state.size += 1;
    for &kind in &kinds {
        check_outer(state, id, kind)?;
        assign(state, id, kind, Some(SymKind::RoData))?;
    }
    sections::finish(state, id);
    host_sections(state, tail)?;
    Ok(tail)
}

/// Places symbols that have a section each.
fn host_sections(state: &mut State<'_, '_>, tail: Tail) -> Result<(), Stop> {
    for kind in [SymKind::ElfRelRoSect, SymKind::MachoRelRoSect] {
        let kinds = (kind, SymKind::RoData);
        sections::singles(state, tail.segment, kinds, tail.rwx)?;
    }
    Ok(())
}

/// Places types, interface tables and descriptions of functions in sections of their own.
fn type_sections(state: &mut State<'_, '_>, tail: Tail) -> Result<(), Stop> {
    let sections = [
        ("", SymKind::RoDataRelRo),
        (".go.type", SymKind::Type),
        (".go.func", SymKind::GoFunc),
    ];
    for (name, kind) in sections {
        if kind == SymKind::RoDataRelRo && state.of(kind).is_empty() {
            continue;
        }
        let name = match (name, tail.prefix) {
            ("", "") => ".rodata",
            _ => name,
        };
        let id = tail.section(state, name, kind);
        if kind == SymKind::Type {
            // The offset of a type is never 0.
            state.size += PTR_SIZE;
        }
        check_outer(state, id, kind)?;
        assign(state, id, kind, Some(SymKind::RoData))?;
        sections::finish(state, id);
        if kind == SymKind::Type {
            mark(state, &[b"runtime.types", b"runtime.etypes"], id);
        }
    }
    host_sections(state, tail)
}

/// Containers must be in the section of their members.
fn check_outer(state: &mut State<'_, '_>, id: SectionId, kind: SymKind) -> Result<(), Stop> {
    for index in 0..state.of(kind).len() {
        let sym = state.of(kind)[index];
        let outer = state.ldr.outer(sym);
        let other = state.ldr.sect(outer);
        if other != 0 && other != id {
            let name = state.ldr.name_text(outer);
            let (other, here) = (state.layout.section(other), state.layout.section(id));
            let text = format!(
                "s.Outer ({name}) in different section from s, {} != {}",
                other.name, here.name
            );
            state.error(sym, text)?;
        }
    }
    Ok(())
}

/// Places the tables of types and of interface tables.
fn type_tables(state: &mut State<'_, '_>, tail: Tail) -> Result<(), Stop> {
    let tables: [(&str, &'static [u8], SymKind); 2] = [
        (".typelink", b"runtime.typelink", SymKind::TypeLink),
        (".itablink", b"runtime.itablink", SymKind::ItabLink),
    ];
    for (section, name, kind) in tables {
        let id = tail.section(state, section, kind);
        let sym = state.ldr.lookup_or_create(name, ABI0);
        state.ldr.set_sect(sym, id);
        state.ldr.update(sym).set_kind(SymKind::RoData);
        state.size += state.ldr.size(sym);
        state.check_size(kind)?;
        sections::finish(state, id);
    }
    Ok(())
}
