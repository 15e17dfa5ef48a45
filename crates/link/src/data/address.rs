//! Addresses of segments, sections and data, and their places in the file.
//!
//! Counterpart: cmd/link/internal/ld/data.go (`address`, `layout`).

use super::Data;
use super::round_up;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::Options;
use crate::profile::TableSections;
use crate::section::Layout;
use crate::section::Section;
use crate::section::SegmentId;
use crate::system::PE_FILE_ROUND;
use crate::system::System;

/// The symbol at the start of the masks of pointers that the runtime makes.
pub(super) const GC_MASKS: &[u8] = b"runtime.gcmask.*";

/// Marks of the counters of a fuzzer: start and end, twice.
pub(super) const FUZZ_MARKS: [&[u8]; 4] = [
    b"runtime.__start___sancov_cntrs",
    b"runtime.__stop___sancov_cntrs",
    b"internal/fuzz._counters",
    b"internal/fuzz._ecounters",
];

/// Gives segments, sections and data their addresses; the text has its own already.
///
/// # Errors
/// Variables would be in front of code or of constants. Upstream's file then lacks variables.
pub(crate) fn address(
    ldr: &mut Loader<'_>,
    layout: &mut Layout,
    options: &Options,
    data: &Data,
) -> Result<(), Stop> {
    let round = options.round();
    let mut va = stack(layout, SegmentId::Text, 5, options.text_addr());
    for (segment, rwx) in [(SegmentId::RoData, 4), (SegmentId::RelRoData, 6)] {
        if !layout.segment(segment).sections.is_empty() {
            va = stack(layout, segment, rwx, round_up(va, round));
        }
    }
    va = round_up(va, round);
    let start = options.place.data_addr.unwrap_or(va);
    if start < va {
        return Err(Stop::Unsupported("-D in front of constants".to_owned()));
    }
    va = variables(layout, start);
    for segment in [SegmentId::Frames, SegmentId::Unwind] {
        if !layout.segment(segment).sections.is_empty() {
            va = stack(layout, segment, 4, round_up(va, round));
        }
    }
    let start = round_up(va, round);
    keep_distances(
        layout,
        SegmentId::Dwarf,
        start,
        options.system().debug_round(),
    );
    data_symbols(ldr, layout, &data.order);
    marks(ldr, layout, data.coverage_counters);
    Ok(())
}

/// Places the sections of a segment one after the other; returns the end.
fn stack(layout: &mut Layout, id: SegmentId, rwx: u8, start: i64) -> i64 {
    let mut va = start;
    for index in 0..layout.segment(id).sections.len() {
        let section = layout.segment(id).sections[index];
        let section = layout.section_mut(section);
        va = round_up(va, i64::from(section.align));
        section.vaddr = va.cast_unsigned();
        va += section.length.cast_signed();
    }
    let segment = layout.segment_mut(id);
    segment.rwx = rwx;
    segment.vaddr = start.cast_unsigned();
    segment.length = (va - start).cast_unsigned();
    va
}

/// Places sections with the distances that they have, rounded up; returns the end. The section of
/// thread-local variables has no place.
fn keep_distances(layout: &mut Layout, id: SegmentId, start: i64, round: u64) -> i64 {
    let mut ids = layout.segment(id).sections.clone();
    ids.retain(|&id| layout.section(id).name != ".tbss");
    let mut va = start.cast_unsigned();
    for (index, &id) in ids.iter().enumerate() {
        let section = layout.section(id);
        let length = match ids.get(index + 1) {
            Some(&next) => layout.section(next).vaddr.wrapping_sub(section.vaddr),
            None => section.length,
        };
        layout.section_mut(id).vaddr = va;
        va = va.wrapping_add(length).next_multiple_of(round);
    }
    let segment = layout.segment_mut(id);
    segment.rwx = 6;
    segment.vaddr = start.cast_unsigned();
    segment.length = va.wrapping_sub(segment.vaddr);
    va.cast_signed()
}

fn variables(layout: &mut Layout, start: i64) -> i64 {
    let end = keep_distances(layout, SegmentId::Data, start, 1);
    // The file ends where variables without content start.
    let bss = find(layout, ".bss").map_or(0, |section| section.vaddr);
    let segment = layout.segment_mut(SegmentId::Data);
    segment.file_len = bss.wrapping_sub(segment.vaddr);
    end
}

/// Returns a section of variables.
fn find<'l>(layout: &'l Layout, name: &str) -> Option<&'l Section> {
    let ids = &layout.segment(SegmentId::Data).sections;
    let mut sections = ids.iter().map(|&id| layout.section(id));
    sections.find(|section| section.name == name)
}

/// Turns offsets of symbols in their sections into addresses.
fn data_symbols(ldr: &mut Loader<'_>, layout: &Layout, order: &[Sym]) {
    for &sym in order {
        let section = ldr.sect(sym);
        if section != 0 {
            let base = layout.section(section).vaddr.cast_signed();
            ldr.set_value(sym, ldr.value(sym).wrapping_add(base));
        }
    }
    for &sym in order {
        let value = ldr.value(sym);
        let mut sub = ldr.sub(sym);
        while sub.is_some() {
            ldr.set_value(sub, ldr.value(sub).wrapping_add(value));
            sub = ldr.sub(sub);
        }
    }
}

/// Defines the symbols at the starts and ends of sections.
fn marks(ldr: &mut Loader<'_>, layout: &Layout, coverage_counters: (u64, u64)) {
    let rodata = section_of(ldr, layout, b"runtime.rodata");
    if ldr.profile.tables == TableSections::Last {
        section_of(ldr, layout, b"runtime.symtab");
    }
    let pclntab = section_of(ldr, layout, b"runtime.pclntab");
    let types = section_of(ldr, layout, b"runtime.types");
    text_marks(ldr, layout);

    let ro = SymKind::RoData;
    bounds(ldr, rodata, b"runtime.rodata", b"runtime.erodata", ro);
    bounds(ldr, types, b"runtime.types", b"runtime.etypes", ro);
    program_end(ldr, b"runtime.gcdata", b"runtime.egcdata");
    program_end(ldr, b"runtime.gcbss", b"runtime.egcbss");
    function_marks(ldr, layout, pclntab);
    variable_marks(ldr, layout, coverage_counters);
}

fn section_of(ldr: &mut Loader<'_>, layout: &Layout, name: &'static [u8]) -> (u64, u64) {
    let sym = ldr.lookup_or_create(name, ABI0);
    let section = layout.section(ldr.sect(sym));
    (section.vaddr, section.vaddr + section.length)
}

fn bounds(
    ldr: &mut Loader<'_>,
    (start, end): (u64, u64),
    first: &'static [u8],
    last: &'static [u8],
    kind: SymKind,
) {
    ldr.xdefine(first, kind, start);
    ldr.xdefine(last, kind, end);
}

/// Names the starts of further sections of text.
fn text_marks(ldr: &mut Loader<'_>, layout: &Layout) {
    let ids = &layout.segment(SegmentId::Text).sections;
    for (index, &id) in ids.iter().enumerate().skip(1) {
        let section = layout.section(id);
        if section.name != ".text" {
            break;
        }
        let (name, start) = (format!("runtime.text.{index}"), section.vaddr);
        ldr.xdefine(name.into_bytes(), SymKind::Text, start);
    }
}

/// Names the end of a program for the garbage collector.
fn program_end(ldr: &mut Loader<'_>, name: &'static [u8], end: &'static [u8]) {
    let sym = ldr.lookup_or_create(name, ABI0);
    ldr.set(Attr::Local, sym, true);
    let value = ldr.value(sym).wrapping_add(ldr.size(sym));
    let end: Sym = ldr.xdefine(end, SymKind::RoData, value.cast_unsigned());
    ldr.set_sect(end, ldr.sect(sym));
}

fn function_marks(ldr: &mut Loader<'_>, layout: &Layout, (start, end): (u64, u64)) {
    let ro = SymKind::RoData;
    let is_last = ldr.profile.tables == TableSections::Last;
    if is_last {
        let symtab = section_of(ldr, layout, b"runtime.symtab");
        bounds(ldr, symtab, b"runtime.symtab", b"runtime.esymtab", ro);
    }
    ldr.xdefine(b"runtime.pclntab", ro, start);
    let tables: [&'static [u8]; 6] = [
        b"runtime.pcheader",
        b"runtime.funcnametab",
        b"runtime.cutab",
        b"runtime.filetab",
        b"runtime.pctab",
        b"runtime.functab",
    ];
    for name in tables {
        ldr.define_internal(name, ro);
    }
    if !is_last {
        ldr.define_internal(b"go:func.*", ro);
    }
    ldr.xdefine(b"runtime.epclntab", ro, end);
}

fn variable_marks(ldr: &mut Loader<'_>, layout: &Layout, (from, to): (u64, u64)) {
    type Mark = (&'static str, [(&'static [u8], SymKind); 2]);
    let marks: [Mark; 4] = [
        (
            ".noptrdata",
            [
                (b"runtime.noptrdata", SymKind::NoPtrData),
                (b"runtime.enoptrdata", SymKind::NoPtrDataEnd),
            ],
        ),
        (
            ".bss",
            [
                (b"runtime.bss", SymKind::Bss),
                (b"runtime.ebss", SymKind::Bss),
            ],
        ),
        (
            ".data",
            [
                (b"runtime.data", SymKind::Data),
                (b"runtime.edata", SymKind::DataEnd),
            ],
        ),
        (
            ".noptrbss",
            [
                (b"runtime.noptrbss", SymKind::NoPtrBss),
                (b"runtime.enoptrbss", SymKind::NoPtrBss),
            ],
        ),
    ];
    let mut last = 0;
    for (section, [first, end]) in marks {
        let (start, length) =
            find(layout, section).map_or((0, 0), |section| (section.vaddr, section.length));
        ldr.xdefine(first.0, first.1, start);
        ldr.xdefine(end.0, end.1, start + length);
        last = start;
    }
    if ldr.profile.tables == TableSections::SortedTypes {
        let sym = ldr.lookup_or_create(GC_MASKS, ABI0);
        let start = last.wrapping_add(ldr.value(sym).cast_unsigned());
        ldr.xdefine(GC_MASKS, SymKind::GcMask, start);
    }
    let kind = SymKind::CoverageCounter;
    ldr.xdefine(b"runtime.covctrs", kind, last + from);
    ldr.xdefine(b"runtime.ecovctrs", kind, last + to);
    let data = layout.segment(SegmentId::Data);
    let end = data.vaddr.wrapping_add(data.length);
    ldr.xdefine(b"runtime.end", SymKind::Bss, end);

    if let Some(section) = find(layout, ".go.fuzzcntrs") {
        let (start, end) = (section.vaddr, section.vaddr + section.length);
        for (index, name) in FUZZ_MARKS.into_iter().enumerate() {
            let value = if index % 2 == 0 { start } else { end };
            ldr.xdefine(name, SymKind::LibFuzzer8BitCounter, value);
        }
    }
}

/// The segments in the order of the file.
const FILE_ORDER: [SegmentId; 7] = [
    SegmentId::Text,
    SegmentId::RoData,
    SegmentId::RelRoData,
    SegmentId::Data,
    SegmentId::Frames,
    SegmentId::Unwind,
    SegmentId::Dwarf,
];

/// Gives segments their places in the file (`layout`).
pub(crate) fn file_layout(layout: &mut Layout, options: &Options) -> Result<(), Stop> {
    let headers = options.system().placing(options.arch).headers;
    let round = match options.system() {
        System::Linux | System::Darwin => options.round(),
        System::Windows => PE_FILE_ROUND,
    };
    let mut end = None;
    for id in FILE_ORDER {
        let optional = !matches!(id, SegmentId::Text | SegmentId::Data | SegmentId::Dwarf);
        let segment = layout.segment_mut(id);
        if optional && segment.sections.is_empty() {
            continue;
        }
        segment.file_off = match end {
            None => headers.cast_unsigned(),
            Some(end) => round_up(end, round).cast_unsigned(),
        };
        let (vaddr, file_off) = (segment.vaddr, segment.file_off);
        let round = round.cast_unsigned().max(1);
        let is_same = options.system() == System::Windows || vaddr % round == file_off % round;
        if end.is_some() && !is_same {
            return Err(Stop::Exit(format!(
                "bad segment rounding (Vaddr={vaddr:#x} Fileoff={file_off:#x} FlagRound={round:#x})"
            )));
        }
        if id != SegmentId::Data {
            segment.file_len = segment.length;
        }
        end = Some((segment.file_off + segment.file_len).cast_signed());
    }
    layout.file_end = end.unwrap_or_default().cast_unsigned();
    Ok(())
}
