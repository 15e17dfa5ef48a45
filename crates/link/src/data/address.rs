//! Addresses of segments, sections and data, and their places in the file.
//!
//! Counterpart: cmd/link/internal/ld/data.go (`address`, `layout`).

use super::round_up;
use super::sections::GC_MASKS;
use crate::context::Link;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Sym;
use crate::options::HEADER_SIZE;
use crate::profile::TableSections;
use crate::section::Section;
use crate::section::SectionId;
use crate::section::SegmentId;

/// Marks of the counters of a fuzzer: start and end, twice.
pub(super) const FUZZ_MARKS: [&[u8]; 4] = [
    b"runtime.__start___sancov_cntrs",
    b"runtime.__stop___sancov_cntrs",
    b"internal/fuzz._counters",
    b"internal/fuzz._ecounters",
];

/// Gives segments, sections and data their addresses; the text has its own already.
pub(crate) fn address(link: &mut Link<'_>) -> Result<(), Stop> {
    let round = link.options.round();
    let text_addr = link.options.text_addr();
    let mut va = stack(link, SegmentId::Text, 5, text_addr);
    for (segment, rwx) in [(SegmentId::RoData, 4), (SegmentId::RelRoData, 6)] {
        if !link.layout.segment(segment).sections.is_empty() {
            va = stack(link, segment, rwx, round_up(va, round));
        }
    }
    va = round_up(va, round);
    va = variables(link, link.options.place.data_addr.unwrap_or(va));
    debug_info(link, round_up(va, round));
    data_symbols(link);
    marks(link)
}

/// Places the sections of a segment behind each other; returns the end.
fn stack(link: &mut Link<'_>, id: SegmentId, rwx: u8, start: i64) -> i64 {
    let mut va = start;
    for index in 0..link.layout.segment(id).sections.len() {
        let section = link.layout.segment(id).sections[index];
        let section = link.layout.section_mut(section);
        va = round_up(va, i64::from(section.align));
        section.vaddr = va.cast_unsigned();
        va += section.length.cast_signed();
    }
    let segment = link.layout.segment_mut(id);
    segment.rwx = rwx;
    segment.vaddr = start.cast_unsigned();
    segment.length = (va - start).cast_unsigned();
    va
}

/// Places sections with the distances that they have; returns the end. The section of
/// thread-local variables has no place.
fn keep_distances(link: &mut Link<'_>, id: SegmentId, start: i64) -> i64 {
    let layout = &mut link.layout;
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
        va = va.wrapping_add(length);
    }
    let segment = layout.segment_mut(id);
    segment.rwx = 6;
    segment.vaddr = start.cast_unsigned();
    segment.length = va.wrapping_sub(segment.vaddr);
    va.cast_signed()
}

fn variables(link: &mut Link<'_>, start: i64) -> i64 {
    let end = keep_distances(link, SegmentId::Data, start);
    // The file ends where variables without content start.
    let bss = find(link, ".bss").map_or(0, |section| section.vaddr);
    let segment = link.layout.segment_mut(SegmentId::Data);
    segment.file_len = bss.wrapping_sub(segment.vaddr);
    end
}

fn debug_info(link: &mut Link<'_>, start: i64) {
    keep_distances(link, SegmentId::Dwarf, start);
}

/// Returns a section of variables.
fn find<'l>(link: &'l Link<'_>, name: &str) -> Option<&'l Section> {
    let ids = &link.layout.segment(SegmentId::Data).sections;
    let mut sections = ids.iter().map(|&id| link.layout.section(id));
    sections.find(|section| section.name == name)
}

/// Turns offsets of symbols in their sections into addresses.
fn data_symbols(link: &mut Link<'_>) {
    let ldr = &mut link.ldr;
    let layout = &link.layout;
    for &sym in &link.data.order {
        let section = ldr.sect(sym);
        if section != 0 {
            let base = layout.section(section).vaddr.cast_signed();
            ldr.set_value(sym, ldr.value(sym).wrapping_add(base));
        }
    }
    for &sym in &link.data.order {
        let value = ldr.value(sym);
        let mut sub = ldr.sub(sym);
        while sub.is_some() {
            ldr.set_value(sub, ldr.value(sub).wrapping_add(value));
            sub = ldr.sub(sub);
        }
    }
}

/// Defines the symbols at the starts and ends of sections.
fn marks(link: &mut Link<'_>) -> Result<(), Stop> {
    let rodata = section_of(link, b"runtime.rodata");
    if link.profile().tables == TableSections::Last {
        section_of(link, b"runtime.symtab");
    }
    let pclntab = section_of(link, b"runtime.pclntab");
    let types = section_of(link, b"runtime.types");
    text_marks(link);

    let ro = SymKind::RoData;
    bounds(link, rodata, b"runtime.rodata", b"runtime.erodata", ro);
    bounds(link, types, b"runtime.types", b"runtime.etypes", ro);
    program_end(link, b"runtime.gcdata", b"runtime.egcdata");
    program_end(link, b"runtime.gcbss", b"runtime.egcbss");
    function_marks(link, pclntab);
    variable_marks(link)
}

fn section_of(link: &mut Link<'_>, name: &'static [u8]) -> (u64, u64) {
    let sym = link.ldr.lookup_or_create(name, ABI0);
    let section = link.layout.section(link.ldr.sect(sym));
    (section.vaddr, section.vaddr + section.length)
}

fn bounds(
    link: &mut Link<'_>,
    (start, end): (u64, u64),
    first: &'static [u8],
    last: &'static [u8],
    kind: SymKind,
) {
    link.xdefine(first, kind, start);
    link.xdefine(last, kind, end);
}

/// Names the starts of further sections of text.
fn text_marks(link: &mut Link<'_>) {
    let ids: Vec<SectionId> = link.layout.segment(SegmentId::Text).sections.clone();
    for (index, &id) in ids.iter().enumerate().skip(1) {
        let section = link.layout.section(id);
        if section.name != ".text" {
            break;
        }
        let (name, start) = (format!("runtime.text.{index}"), section.vaddr);
        link.xdefine(name.into_bytes(), SymKind::Text, start);
    }
}

/// Names the end of a program for the garbage collector.
fn program_end(link: &mut Link<'_>, name: &'static [u8], end: &'static [u8]) {
    let sym = link.ldr.lookup_or_create(name, ABI0);
    link.ldr.set(Attr::Local, sym, true);
    let value = link.ldr.value(sym).wrapping_add(link.ldr.size(sym));
    let end: Sym = link.xdefine(end, SymKind::RoData, value.cast_unsigned());
    link.ldr.set_sect(end, link.ldr.sect(sym));
}

fn function_marks(link: &mut Link<'_>, (start, end): (u64, u64)) {
    let ro = SymKind::RoData;
    let is_last = link.profile().tables == TableSections::Last;
    if is_last {
        let symtab = section_of(link, b"runtime.symtab");
        bounds(link, symtab, b"runtime.symtab", b"runtime.esymtab", ro);
    }
    link.xdefine(b"runtime.pclntab", ro, start);
    let tables: [&'static [u8]; 6] = [
        b"runtime.pcheader",
        b"runtime.funcnametab",
        b"runtime.cutab",
        b"runtime.filetab",
        b"runtime.pctab",
        b"runtime.functab",
    ];
    for name in tables {
        link.define_internal(name, ro);
    }
    if !is_last {
        link.define_internal(b"go:func.*", ro);
    }
    link.xdefine(b"runtime.epclntab", ro, end);
}

fn variable_marks(link: &mut Link<'_>) -> Result<(), Stop> {
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
            find(link, section).map_or((0, 0), |section| (section.vaddr, section.length));
        link.xdefine(first.0, first.1, start);
        link.xdefine(end.0, end.1, start + length);
        last = start;
    }
    if link.profile().tables == TableSections::SortedTypes {
        let sym = link.ldr.lookup_or_create(GC_MASKS, ABI0);
        let start = last.wrapping_add(link.ldr.value(sym).cast_unsigned());
        link.xdefine(GC_MASKS, SymKind::GcMask, start);
    }
    let (from, to) = link.data.coverage_counters;
    let kind = SymKind::CoverageCounter;
    link.xdefine(b"runtime.covctrs", kind, last + from);
    link.xdefine(b"runtime.ecovctrs", kind, last + to);
    let data = link.layout.segment(SegmentId::Data);
    let end = data.vaddr.wrapping_add(data.length);
    link.xdefine(b"runtime.end", SymKind::Bss, end);

    if let Some(section) = find(link, ".go.fuzzcntrs") {
        let (start, end) = (section.vaddr, section.vaddr + section.length);
        for (index, name) in FUZZ_MARKS.into_iter().enumerate() {
            let value = if index % 2 == 0 { start } else { end };
            link.xdefine(name, SymKind::LibFuzzer8BitCounter, value);
        }
    }
    Ok(())
}

/// The segments in the order of the file.
const FILE_ORDER: [SegmentId; 5] = [
    SegmentId::Text,
    SegmentId::RoData,
    SegmentId::RelRoData,
    SegmentId::Data,
    SegmentId::Dwarf,
];

/// Gives segments their places in the file (`layout`).
pub(crate) fn file_layout(link: &mut Link<'_>) -> Result<(), Stop> {
    let round = link.options.round();
    let mut end = None;
    for id in FILE_ORDER {
        let optional = matches!(id, SegmentId::RoData | SegmentId::RelRoData);
        let segment = link.layout.segment_mut(id);
        if optional && segment.sections.is_empty() {
            continue;
        }
        segment.file_off = match end {
            None => HEADER_SIZE.cast_unsigned(),
            Some(end) => round_up(end, round).cast_unsigned(),
        };
        let (vaddr, file_off) = (segment.vaddr, segment.file_off);
        let round = round.cast_unsigned().max(1);
        if end.is_some() && vaddr % round != file_off % round {
            return Err(Stop::Exit(format!(
                "bad segment rounding (Vaddr={vaddr:#x} Fileoff={file_off:#x} FlagRound={round:#x})"
            )));
        }
        if id != SegmentId::Data {
            segment.file_len = segment.length;
        }
        end = Some((segment.file_off + segment.file_len).cast_signed());
    }
    link.layout.file_end = end.unwrap_or_default().cast_unsigned();
    Ok(())
}
