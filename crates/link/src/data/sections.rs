//! Gives variables to sections.
//!
//! Marks such as `runtime.data` are created where upstream creates them: their numbers
//! order the symbol table.
//! Counterpart: cmd/link/internal/ld/data.go (`allocateDataSections`).

use vamos_sched::Class;

use super::State;
use super::check_size;
use super::pointers;
use super::round_up;
use super::set_group_kind;
use super::sym_align;
use crate::arch::PTR_SIZE;
use crate::context::Link;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Sym;
use crate::profile::TableSections;
use crate::section::SectionId;
use crate::section::SegmentId;

/// The symbol at the start of the masks of pointers that the runtime makes.
pub(super) const GC_MASKS: &[u8] = b"runtime.gcmask.*";

/// Permissions of sections.
pub(super) const READ: u8 = 4;
/// See [`READ`].
pub(super) const READ_EXEC: u8 = 5;
/// See [`READ`].
pub(super) const READ_WRITE: u8 = 6;

/// A section to be made: its segment, name and permissions.
#[derive(Clone, Copy)]
pub(super) struct New<'n> {
    pub(super) segment: SegmentId,
    pub(super) name: &'n str,
    pub(super) rwx: u8,
}

impl<'n> New<'n> {
    fn variables(name: &'n str) -> Self {
        Self {
            segment: SegmentId::Data,
            name,
            rwx: READ_WRITE,
        }
    }
}

/// Sets the section of symbols that mark its start or end.
pub(super) fn mark(link: &mut Link<'_>, names: &[&'static [u8]], section: SectionId) {
    for &name in names {
        let sym = link.ldr.lookup_or_create(name, ABI0);
        link.ldr.set_sect(sym, section);
    }
}

/// Makes a section for symbols of these kinds (`allocateNamedDataSection`).
pub(super) fn named(
    link: &mut Link<'_>,
    state: &mut State,
    new: New<'_>,
    kinds: &[SymKind],
) -> SectionId {
    let id = link.layout.add(new.segment, new.name, new.rwx);
    let align = |kind: &SymKind| state.max_align[*kind as usize];
    let align = match kinds {
        [] => 1,
        [kind] => align(kind),
        kinds => kinds.iter().map(align).max().unwrap_or(0).max(PTR_SIZE),
    };
    start(link, state, id, align);
    id
}

/// Places a section at the end of the segment.
fn start(link: &mut Link<'_>, state: &mut State, id: SectionId, align: i64) {
    state.size = round_up(state.size, align);
    let section = link.layout.section_mut(id);
    section.align = align as i32;
    section.vaddr = state.size.cast_unsigned();
}

/// Ends a section at the end of what has a place.
pub(super) fn finish(link: &mut Link<'_>, state: &State, id: SectionId) {
    let section = link.layout.section_mut(id);
    section.length = state.size.cast_unsigned().wrapping_sub(section.vaddr);
}

/// Places all symbols of a kind in a section; `new_kind` is their kind from here on, where
/// it changes (`assignToSection`).
pub(super) fn assign(
    link: &mut Link<'_>,
    state: &mut State,
    id: SectionId,
    kind: SymKind,
    new_kind: Option<SymKind>,
) -> Result<(), Stop> {
    place_all(link, state, id, kind, new_kind);
    check_size(link, state.size, kind)
}

fn place_all(
    link: &mut Link<'_>,
    state: &mut State,
    id: SectionId,
    kind: SymKind,
    new_kind: Option<SymKind>,
) {
    let syms = std::mem::take(&mut state.data[kind as usize]);
    let base = link.layout.section(id).vaddr.cast_signed();
    for &sym in &syms {
        state.align_to(&mut link.ldr, sym);
        if let Some(new_kind) = new_kind {
            set_group_kind(link, sym, new_kind);
        }
        place(link, state, sym, id, base);
    }
    state.data[kind as usize] = syms;
    finish(link, state, id);
}

fn place(link: &mut Link<'_>, state: &mut State, sym: Sym, id: SectionId, base: i64) {
    link.ldr.set_sect(sym, id);
    link.ldr.set_value(sym, state.size - base);
    state.size += link.ldr.size(sym);
}

/// Makes a section for symbols of a kind and places them there.
fn named_with(
    link: &mut Link<'_>,
    state: &mut State,
    new: New<'_>,
    kind: SymKind,
    new_kind: Option<SymKind>,
) -> SectionId {
    let id = named(link, state, new, &[kind]);
    place_all(link, state, id, kind, new_kind);
    id
}

/// Makes a read-only section for symbols of a kind and places them there.
pub(super) fn read_only(
    link: &mut Link<'_>,
    state: &mut State,
    new: New<'_>,
    kind: SymKind,
) -> SectionId {
    named_with(link, state, new, kind, Some(SymKind::RoData))
}

/// Makes one section for each symbol of a kind, with the name of the symbol
/// (`allocateSingleSymSections`).
pub(super) fn singles(
    link: &mut Link<'_>,
    state: &mut State,
    segment: SegmentId,
    (kind, new_kind): (SymKind, SymKind),
    rwx: u8,
) -> Result<(), Stop> {
    for index in 0..state.of(kind).len() {
        let sym = state.of(kind)[index];
        let name = link.ldr.name_text(sym);
        let name = match name.strip_prefix("go:") {
            Some(rest) => format!(".go.{rest}"),
            None => name,
        };
        let name = name.as_str();
        let new = New { segment, name, rwx };
        single(link, state, sym, new, new_kind);
    }
    check_size(link, state.size, kind)
}

fn single(
    link: &mut Link<'_>,
    state: &mut State,
    sym: Sym,
    new: New<'_>,
    kind: SymKind,
) -> SectionId {
    let id = link.layout.add(new.segment, new.name, new.rwx);
    let align = sym_align(&mut link.ldr, sym);
    start(link, state, id, align);
    set_group_kind(link, sym, kind);
    place(link, state, sym, id, state.size);
    finish(link, state, id);
    id
}

/// Makes the sections of variables and places the symbols in them.
pub(super) fn allocate(link: &mut Link<'_>, state: &mut State) -> Result<(), Stop> {
    let kinds = [
        SymKind::BuildInfo,
        SymKind::FipsInfo,
        SymKind::ElfSect,
        SymKind::Macho,
        SymKind::Windows,
    ];
    for kind in kinds {
        let kinds = (kind, SymKind::Data);
        singles(link, state, SegmentId::Data, kinds, READ_WRITE)?;
    }
    module_data(link, state)?;
    if !state.of(SymKind::ElfGot).is_empty() {
        let new = New::variables(".got");
        named_with(link, state, new, SymKind::ElfGot, Some(SymKind::Data));
    }
    let data_end = initialized(link, state)?;
    zeroed(link, state, data_end)?;
    thread_local(link, state)
}

fn module_data(link: &mut Link<'_>, state: &mut State) -> Result<(), Stop> {
    let Some(&sym) = state.of(SymKind::ModuleData).first() else {
        return Ok(());
    };
    if state.of(SymKind::ModuleData).len() > 1 {
        let text = "internal error: more than one SMODULEDATA symbol";
        link.diag.error(text)?;
    }
    let new = New::variables(".go.module");
    single(link, state, sym, new, SymKind::Data);
    check_size(link, state.size, SymKind::ModuleData)
}

/// Places variables with content; returns the length of those with pointers.
fn initialized(link: &mut Link<'_>, state: &mut State) -> Result<u64, Stop> {
    let kinds = [
        SymKind::NoPtrData,
        SymKind::NoPtrDataFipsStart,
        SymKind::NoPtrDataFips,
        SymKind::NoPtrDataFipsEnd,
        SymKind::NoPtrDataEnd,
    ];
    let marks: [&[u8]; 2] = [b"runtime.noptrdata", b"runtime.enoptrdata"];
    joined(link, state, ".noptrdata", marks, kinds)?;
    let kinds = [
        SymKind::Data,
        SymKind::DataFipsStart,
        SymKind::DataFips,
        SymKind::DataFipsEnd,
        SymKind::DataEnd,
    ];
    let marks: [&[u8]; 2] = [b"runtime.data", b"runtime.edata"];
    let id = joined(link, state, ".data", marks, kinds)?;
    for kind in [SymKind::XcoffToc, SymKind::Data] {
        check_size(link, state.size, kind)?;
    }
    Ok(link.layout.section(id).length)
}

/// Makes a section of variables for symbols of several kinds, in their order.
fn joined(
    link: &mut Link<'_>,
    state: &mut State,
    name: &str,
    marks: [&'static [u8]; 2],
    [first, rest @ ..]: [SymKind; 5],
) -> Result<SectionId, Stop> {
    let data = Some(SymKind::Data);
    let id = named_with(link, state, New::variables(name), first, data);
    mark(link, &marks, id);
    for kind in rest {
        assign(link, state, id, kind, data)?;
    }
    Ok(id)
}

/// Places variables without content, and describes the pointers of all variables.
fn zeroed(link: &mut Link<'_>, state: &mut State, data_end: u64) -> Result<(), Stop> {
    let id = named_with(link, state, New::variables(".bss"), SymKind::Bss, None);
    mark(link, &[b"runtime.bss", b"runtime.ebss"], id);
    let bss_end = link.layout.section(id).length;
    let programs: [(&'static [u8], SymKind, u64); 2] = [
        (b"runtime.gcdata", SymKind::Data, data_end),
        (b"runtime.gcbss", SymKind::Bss, bss_end),
    ];
    let (ldr, pool) = (&link.ldr, link.pool);
    let described = pool.map(Class::Cpu, &programs, |&(_, kind, end)| {
        pointers::describe(ldr, state.of(kind), end.cast_signed())
    });
    for ((name, ..), program) in programs.into_iter().zip(described) {
        let owner = link.ldr.lookup_or_create(name, ABI0);
        for text in program.errors {
            link.error(owner, text)?;
        }
        link.ldr.update(owner).add_bytes(&program.bytes);
    }

    let new = New::variables(".noptrbss");
    let id = named_with(link, state, new, SymKind::NoPtrBss, None);
    mark(link, &[b"runtime.noptrbss", b"runtime.enoptrbss"], id);
    if link.profile().tables == TableSections::SortedTypes {
        let sym = link.ldr.lookup_or_create(GC_MASKS, ABI0);
        let start = link.layout.section(id).length;
        link.ldr.set_value(sym, start.cast_signed());
        link.ldr.set_sect(sym, id);
        assign(link, state, id, SymKind::GcMask, Some(SymKind::NoPtrBss))?;
    }
    // Counters of coverage are one piece, which the runtime finds by its ends.
    let mut from = link.layout.section(id).length;
    let kind = SymKind::CoverageCounter;
    assign(link, state, id, kind, Some(SymKind::NoPtrBss))?;
    let to = link.layout.section(id).length;
    if link.profile().tables == TableSections::SortedTypes {
        // The start skips what aligns the first counter.
        from += (to - from) % 4;
    }
    link.data.coverage_counters = (from, to);
    mark(link, &[b"runtime.covctrs", b"runtime.ecovctrs"], id);

    if !state.of(SymKind::LibFuzzer8BitCounter).is_empty() {
        let new = New::variables(".go.fuzzcntrs");
        let id = named_with(link, state, new, SymKind::LibFuzzer8BitCounter, None);
        mark(link, &super::address::FUZZ_MARKS, id);
    }
    let sections = &link.layout.segment(SegmentId::Data).sections;
    let last = sections.last().copied().unwrap_or_default();
    mark(link, &[b"runtime.end"], last);
    Ok(())
}

/// Gives thread-local variables their offsets.
fn thread_local(link: &mut Link<'_>, state: &mut State) -> Result<(), Stop> {
    let syms = std::mem::take(&mut state.data[SymKind::TlsBss as usize]);
    if !syms.is_empty() {
        let section = link
            .is_dynamic
            .then(|| link.layout.add(SegmentId::Data, ".tbss", READ_WRITE));
        state.size = 0;
        for &sym in &syms {
            state.align_to(&mut link.ldr, sym);
            if let Some(id) = section {
                link.ldr.set_sect(sym, id);
            }
            link.ldr.set_value(sym, state.size);
            state.size += link.ldr.size(sym);
        }
        check_size(link, state.size, SymKind::TlsBss)?;
        if let Some(id) = section {
            link.layout.section_mut(id).length = state.size.cast_unsigned();
        }
    }
    state.data[SymKind::TlsBss as usize] = syms;
    state.size = 0;
    Ok(())
}
