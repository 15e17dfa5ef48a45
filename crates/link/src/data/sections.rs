//! Gives variables to sections.
//!
//! Marks such as `runtime.data` are created where upstream creates them: their numbers
//! order the symbol table.
//! Counterpart: cmd/link/internal/ld/data.go (`allocateDataSections`).

use vamos_sched::Class;

use super::State;
use super::address::FUZZ_MARKS;
use super::address::GC_MASKS;
use super::pointers;
use super::round_up;
use super::sym_align;
use crate::arch::PTR_SIZE;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Sym;
use crate::profile::TableSections;
use crate::section::SectionId;
use crate::section::SegmentId;

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
pub(super) fn mark(state: &mut State<'_, '_>, names: &[&'static [u8]], section: SectionId) {
    for &name in names {
        let sym = state.ldr.lookup_or_create(name, ABI0);
        state.ldr.set_sect(sym, section);
    }
}

/// Makes a section for symbols of these kinds (`allocateNamedDataSection`).
pub(super) fn named(state: &mut State<'_, '_>, new: New<'_>, kinds: &[SymKind]) -> SectionId {
    let id = state.layout.add(new.segment, new.name, new.rwx);
    let align = |kind: &SymKind| state.max_align[*kind as usize];
    let align = match kinds {
        [] => 1,
        [kind] => align(kind),
        kinds => kinds.iter().map(align).max().unwrap_or(0).max(PTR_SIZE),
    };
    start(state, id, align);
    id
}

/// Places a section at the end of the segment.
fn start(state: &mut State<'_, '_>, id: SectionId, align: i64) {
    state.size = round_up(state.size, align);
    let section = state.layout.section_mut(id);
    section.align = align as i32;
    section.vaddr = state.size.cast_unsigned();
}

/// Ends a section at the end of the placed content.
pub(super) fn finish(state: &mut State<'_, '_>, id: SectionId) {
    let section = state.layout.section_mut(id);
    section.length = state.size.cast_unsigned().wrapping_sub(section.vaddr);
}

/// Places all symbols of a kind in a section; `new_kind` is their kind from here on, where
/// it changes (`assignToSection`).
pub(super) fn assign(
    state: &mut State<'_, '_>,
    id: SectionId,
    kind: SymKind,
    new_kind: Option<SymKind>,
) -> Result<(), Stop> {
    place_all(state, id, kind, new_kind);
    state.check_size(kind)
}

fn place_all(state: &mut State<'_, '_>, id: SectionId, kind: SymKind, new_kind: Option<SymKind>) {
    let syms = std::mem::take(&mut state.data[kind as usize]);
    let base = state.layout.section(id).vaddr.cast_signed();
    for &sym in &syms {
        state.align_to(sym);
        if let Some(new_kind) = new_kind {
            state.set_group_kind(sym, new_kind);
        }
        place(state, sym, id, base);
    }
    state.data[kind as usize] = syms;
    finish(state, id);
}

fn place(state: &mut State<'_, '_>, sym: Sym, id: SectionId, base: i64) {
    state.ldr.set_sect(sym, id);
    state.ldr.set_value(sym, state.size - base);
    state.size += state.ldr.size(sym);
}

/// Makes a section for symbols of a kind and places them there.
fn named_with(
    state: &mut State<'_, '_>,
    new: New<'_>,
    kind: SymKind,
    new_kind: Option<SymKind>,
) -> SectionId {
    let id = named(state, new, &[kind]);
    place_all(state, id, kind, new_kind);
    id
}

/// Makes a read-only section for symbols of a kind and places them there.
pub(super) fn read_only(state: &mut State<'_, '_>, new: New<'_>, kind: SymKind) -> SectionId {
    named_with(state, new, kind, Some(SymKind::RoData))
}

/// Makes one section for each symbol of a kind, with the name of the symbol
/// (`allocateSingleSymSections`).
pub(super) fn singles(
    state: &mut State<'_, '_>,
    segment: SegmentId,
    (kind, new_kind): (SymKind, SymKind),
    rwx: u8,
) -> Result<(), Stop> {
    for index in 0..state.of(kind).len() {
        let sym = state.of(kind)[index];
        let name = state.ldr.name_text(sym);
        let name = match name.strip_prefix("go:") {
            Some(rest) => format!(".go.{rest}"),
            None => name,
        };
        let name = name.as_str();
        let new = New { segment, name, rwx };
        single(state, sym, new, new_kind);
    }
    state.check_size(kind)
}

fn single(state: &mut State<'_, '_>, sym: Sym, new: New<'_>, kind: SymKind) -> SectionId {
    let id = state.layout.add(new.segment, new.name, new.rwx);
    let align = sym_align(state.ldr, sym);
    start(state, id, align);
    state.set_group_kind(sym, kind);
    place(state, sym, id, state.size);
    finish(state, id);
    id
}

/// Makes the section of a table of frames (`allocateSEHSections`).
pub(super) fn frames(
    state: &mut State<'_, '_>,
    sym: Sym,
    segment: SegmentId,
    name: &str,
) -> Result<(), Stop> {
    let rwx = READ;
    let id = named(state, New { segment, name, rwx }, &[]);
    let base = state.layout.section(id).vaddr.cast_signed();
    state.align_to(sym);
    state.set_group_kind(sym, SymKind::RoData);
    place(state, sym, id, base);
    finish(state, id);
    state.check_size(SymKind::SehSect)
}

/// Makes the sections of variables and places the symbols in them.
pub(super) fn allocate(state: &mut State<'_, '_>) -> Result<(), Stop> {
    let kinds = [
        SymKind::BuildInfo,
        SymKind::FipsInfo,
        SymKind::ElfSect,
        SymKind::Macho,
        SymKind::Windows,
    ];
    for kind in kinds {
        let kinds = (kind, SymKind::Data);
        singles(state, SegmentId::Data, kinds, READ_WRITE)?;
    }
    module_data(state)?;
    for kind in [SymKind::ElfGot, SymKind::MachoGot] {
        if !state.of(kind).is_empty() {
            let new = New::variables(".got");
            named_with(state, new, kind, Some(SymKind::Data));
        }
    }
    let data_end = initialized(state)?;
    zeroed(state, data_end)?;
    thread_local(state)
}

fn module_data(state: &mut State<'_, '_>) -> Result<(), Stop> {
    let Some(&sym) = state.of(SymKind::ModuleData).first() else {
        return Ok(());
    };
    if state.of(SymKind::ModuleData).len() > 1 {
        let text = "internal error: more than one SMODULEDATA symbol";
        state.diag.error(text)?;
    }
    let new = New::variables(".go.module");
    single(state, sym, new, SymKind::Data);
    state.check_size(SymKind::ModuleData)
}

/// Places variables with content; returns the length of those with pointers.
fn initialized(state: &mut State<'_, '_>) -> Result<u64, Stop> {
    let kinds = [
        SymKind::NoPtrData,
        SymKind::NoPtrDataFipsStart,
        SymKind::NoPtrDataFips,
        SymKind::NoPtrDataFipsEnd,
        SymKind::NoPtrDataEnd,
    ];
    let marks: [&[u8]; 2] = [b"runtime.noptrdata", b"runtime.enoptrdata"];
    joined(state, ".noptrdata", marks, kinds)?;
    if state.is_library && !state.of(SymKind::InitArr).is_empty() {
        let new = New::variables(".init_array");
        named_with(state, new, SymKind::InitArr, Some(SymKind::Xxx));
        state.check_size(SymKind::InitArr)?;
    }
    let kinds = [
        SymKind::Data,
        SymKind::DataFipsStart,
        SymKind::DataFips,
        SymKind::DataFipsEnd,
        SymKind::DataEnd,
    ];
    let marks: [&[u8]; 2] = [b"runtime.data", b"runtime.edata"];
    let id = joined(state, ".data", marks, kinds)?;
    for kind in [SymKind::XcoffToc, SymKind::Data] {
        state.check_size(kind)?;
    }
    Ok(state.layout.section(id).length)
}

/// Makes a section of variables for symbols of several kinds, in their order.
fn joined(
    state: &mut State<'_, '_>,
    name: &str,
    marks: [&'static [u8]; 2],
    [first, rest @ ..]: [SymKind; 5],
) -> Result<SectionId, Stop> {
    let data = Some(SymKind::Data);
    let id = named_with(state, New::variables(name), first, data);
    mark(state, &marks, id);
    for kind in rest {
        assign(state, id, kind, data)?;
    }
    Ok(id)
}

/// Places variables without content, and describes the pointers of all variables.
fn zeroed(state: &mut State<'_, '_>, data_end: u64) -> Result<(), Stop> {
    let id = named_with(state, New::variables(".bss"), SymKind::Bss, None);
    mark(state, &[b"runtime.bss", b"runtime.ebss"], id);
    let bss_end = state.layout.section(id).length;
    let programs: [(&'static [u8], SymKind, u64); 2] = [
        (b"runtime.gcdata", SymKind::Data, data_end),
        (b"runtime.gcbss", SymKind::Bss, bss_end),
    ];
    let (ldr, data) = (&*state.ldr, &state.data);
    let described = state.pool.map(Class::Cpu, &programs, |&(_, kind, end)| {
        pointers::describe(ldr, &data[kind as usize], end.cast_signed())
    });
    for ((name, ..), program) in programs.into_iter().zip(described) {
        let owner = state.ldr.lookup_or_create(name, ABI0);
        for text in program.errors {
            state.error(owner, text)?;
        }
        state.ldr.update(owner).add_bytes(&program.bytes);
    }

    let new = New::variables(".noptrbss");
    let id = named_with(state, new, SymKind::NoPtrBss, None);
    mark(state, &[b"runtime.noptrbss", b"runtime.enoptrbss"], id);
    if state.tables() == TableSections::SortedTypes {
        let sym = state.ldr.lookup_or_create(GC_MASKS, ABI0);
        let start = state.layout.section(id).length;
        state.ldr.set_value(sym, start.cast_signed());
        state.ldr.set_sect(sym, id);
        assign(state, id, SymKind::GcMask, Some(SymKind::NoPtrBss))?;
    }
    // Counters of coverage are one piece, which the runtime finds by its ends.
    let mut from = state.layout.section(id).length;
    let kind = SymKind::CoverageCounter;
    assign(state, id, kind, Some(SymKind::NoPtrBss))?;
    let to = state.layout.section(id).length;
    if state.tables() == TableSections::SortedTypes {
        // The start skips the alignment of the first counter.
        from += (to - from) % 4;
    }
    state.coverage_counters = (from, to);
    mark(state, &[b"runtime.covctrs", b"runtime.ecovctrs"], id);

    if !state.of(SymKind::LibFuzzer8BitCounter).is_empty() {
        let new = New::variables(".go.fuzzcntrs");
        let id = named_with(state, new, SymKind::LibFuzzer8BitCounter, None);
        mark(state, &FUZZ_MARKS, id);
    }
    let sections = &state.layout.segment(SegmentId::Data).sections;
    let last = sections.last().copied().unwrap_or_default();
    mark(state, &[b"runtime.end"], last);
    Ok(())
}

/// Gives thread-local variables their offsets.
fn thread_local(state: &mut State<'_, '_>) -> Result<(), Stop> {
    let syms = std::mem::take(&mut state.data[SymKind::TlsBss as usize]);
    if !syms.is_empty() {
        let section = state
            .has_tls_section
            .then(|| state.layout.add(SegmentId::Data, ".tbss", READ_WRITE));
        state.size = 0;
        for &sym in &syms {
            state.align_to(sym);
            if let Some(id) = section {
                state.ldr.set_sect(sym, id);
            }
            state.ldr.set_value(sym, state.size);
            state.size += state.ldr.size(sym);
        }
        state.check_size(SymKind::TlsBss)?;
        if let Some(id) = section {
            state.layout.section_mut(id).length = state.size.cast_unsigned();
        }
    }
    state.data[SymKind::TlsBss as usize] = syms;
    state.size = 0;
    Ok(())
}
