//! The bytes of the output.
//!
//! The segments are cut into blocks between symbols; each block is filled on its own, so that all
//! threads work: data is copied to its offset, relocated there, and generated content is written.
//! Then the block is written to the file.
//! Counterpart: cmd/link/internal/ld/outbuf.go, asmb.go, data.go (`writeBlocks`).

use vamos_sched::Class;
use vamos_sched::Pool;

use crate::dwarf;
use crate::elf::BySection;
use crate::elf::Relas;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::image::OutputFile;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::pcln;
use crate::reloc_apply::Failures;
use crate::reloc_apply::Relocator;
use crate::reloc_apply::Targets;
use crate::section::Layout;
use crate::section::SectionId;
use crate::section::Segment;
use crate::section::SegmentId;

/// Blocks have about this many bytes.
const BLOCK: u64 = 1 << 18;

/// Sections are smaller than 2 GB each; a larger file is damage.
const MAX_SIZE: u64 = 8 << 30;

/// A part of the file that consists of symbols.
#[derive(Clone, Copy)]
struct Part<'p> {
    /// The place in the file.
    start: u64,
    /// The address.
    vaddr: u64,
    len: u64,
    /// The symbols, by address; some may be outside.
    syms: &'p [Sym],
    /// Bytes that fill the gaps.
    pad: &'p [u8],
    /// True if the symbols are functions.
    is_text: bool,
    /// The section and its address, if the output is an object.
    section: (SectionId, u64),
}

/// Bytes that are made and written at once.
enum Block<'p> {
    Symbols(Part<'p>),
    DebugInfo,
}

/// Input for the bytes of segments.
#[derive(Clone, Copy)]
pub(crate) struct Input<'l, 'a> {
    /// All symbols, with their addresses.
    pub(crate) ldr: &'l Loader<'a>,
    /// The layout of the segments.
    pub(crate) layout: &'l Layout,
    /// The threads.
    pub(crate) pool: &'l Pool,
    /// All functions by address.
    pub(crate) funcs: &'l [Sym],
    /// All data symbols in the order of the output.
    pub(crate) data: &'l [Sym],
    /// Targets of relocations other than symbols.
    pub(crate) targets: Targets<'l>,
    /// The tables of functions.
    pub(crate) pcln: pcln::Source<'l, 'a>,
    /// Debug information.
    pub(crate) dwarf: dwarf::Source<'l, 'a>,
}

/// Writes the bytes of all segments at their places in the file; returns the relocations that the
/// system's linker applies, if the output is an object.
///
/// # Errors
/// A relocation cannot be applied, or there were errors before.
pub(crate) fn asmb(
    input: Input<'_, '_>,
    out: &dyn OutputFile,
    diag: &mut Diagnostics,
) -> Result<BySection, Stop> {
    let Input {
        ldr, layout, pool, ..
    } = input;
    if layout.file_end > MAX_SIZE {
        diag.check()?;
        return Err(Stop::Unsupported("output of more than 8 GB".to_owned()));
    }
    let data = by_address(ldr, input.data);
    let mut blocks: Vec<Block<'_>> = (parts(input, &data).into_iter())
        .flat_map(|part| cut(ldr, part))
        .map(Block::Symbols)
        .collect();
    check_order(&blocks, layout.file_end)?;
    blocks.push(Block::DebugInfo);
    let order = work_order(ldr, &blocks);

    let relocator = Relocator::new(ldr, layout, input.targets);
    let results = pool.map(Class::Cpu, &order, |&index| {
        let mut done = Done::default();
        match &blocks[index] {
            Block::Symbols(part) => match zeroed(part.len) {
                Ok(mut bytes) => {
                    fill(input.pcln, &relocator, part, &mut bytes, &mut done);
                    out.write_at(part.start, &bytes);
                }
                Err(stop) => done.failures.stop(stop),
            },
            Block::DebugInfo => {
                let start = layout.segment(SegmentId::Dwarf).file_off;
                match dwarf::write(input.dwarf, out, start) {
                    Ok(relas) => done.debug_relas = relas,
                    Err(stop) => done.failures.stop(stop),
                }
            }
        }
        done
    });
    let mut results: Vec<(usize, Done)> = order.into_iter().zip(results).collect();
    let mut relas = BySection::default();
    results.sort_by_key(|&(index, _)| index);
    for (index, done) in &mut results {
        match &blocks[*index] {
            Block::Symbols(part) => relas.add(part.section.0, std::mem::take(&mut done.relas)),
            Block::DebugInfo => relas.append(std::mem::take(&mut done.debug_relas)),
        }
    }
    results.sort_by_cached_key(|&(index, _)| report_order(pool, &blocks, index));
    for (_, done) in results {
        done.failures.report(diag)?;
    }
    diag.check().map(|()| relas)
}

/// Returns the buffer of a block, which is as large as the largest symbol in it.
///
/// # Errors
/// There is no memory. The SDK's linker maps its output and needs no buffer.
fn zeroed(len: u64) -> Result<Vec<u8>, Stop> {
    let no_memory = || Stop::Unsupported("a symbol is larger than the free memory".to_owned());
    let len = usize::try_from(len).map_err(|_| no_memory())?;
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(len).map_err(|_| no_memory())?;
    bytes.resize(len, 0);
    Ok(bytes)
}

/// Results of a block other than its bytes.
#[derive(Default)]
struct Done {
    failures: Failures,
    /// Relocations of its section.
    relas: Relas,
    /// Relocations of debug information.
    debug_relas: BySection,
}

/// Returns the order in which blocks are filled: those that may take long start first, the
/// others follow as they are in the file.
fn work_order(ldr: &Loader<'_>, blocks: &[Block<'_>]) -> Vec<usize> {
    let rank = |&index: &usize| match &blocks[index] {
        Block::DebugInfo => (0, 0),
        Block::Symbols(part) => {
            let is_generated = |&sym: &Sym| ldr.has(Attr::Generated, sym);
            if part.syms.iter().any(is_generated) {
                (1, u64::MAX - part.len)
            } else {
                (2, 0)
            }
        }
    };
    let mut order: Vec<usize> = (0..blocks.len()).collect();
    order.sort_by_cached_key(rank);
    order
}

/// Returns the key by which errors of blocks are ordered. Upstream reports an error when it finds it,
/// on any thread. On one processor that is the order of the file; on several, errors in data are
/// found before those in functions, because the package of the program is at the end of the text.
fn report_order(pool: &Pool, blocks: &[Block<'_>], index: usize) -> (bool, usize) {
    let is_text = match &blocks[index] {
        Block::Symbols(part) => part.is_text,
        Block::DebugInfo => true,
    };
    (is_text && pool.cpus() > 1, index)
}

/// Returns symbols by address, without symbols inside others.
fn by_address(ldr: &Loader<'_>, syms: &[Sym]) -> Vec<Sym> {
    let mut syms: Vec<Sym> = (syms.iter().copied())
        .filter(|&sym| !ldr.is_sub_symbol(sym))
        .collect();
    syms.sort_by_key(|&sym| ldr.value(sym));
    syms
}

/// Returns the parts of the file in order.
fn parts<'p>(input: Input<'p, '_>, data: &'p [Sym]) -> Vec<Part<'p>> {
    let Input { ldr, layout, .. } = input;
    let mut parts = Vec::new();
    let text = layout.segment(SegmentId::Text);
    for &id in &text.sections {
        let section = layout.section(id);
        let is_text = section.name == ".text";
        parts.push(Part {
            start: section.vaddr - text.vaddr + text.file_off,
            vaddr: section.vaddr,
            len: section.length,
            syms: if is_text { input.funcs } else { data },
            pad: if is_text { ldr.arch.code_pad } else { &[] },
            is_text,
            section: (id, section.vaddr),
        });
    }
    let segments = [
        SegmentId::RoData,
        SegmentId::RelRoData,
        SegmentId::Data,
        SegmentId::Frames,
        SegmentId::Unwind,
    ];
    for id in segments {
        let segment = layout.segment(id);
        let part = Part {
            start: segment.file_off,
            vaddr: segment.vaddr,
            len: segment.file_len,
            syms: data,
            pad: &[],
            is_text: false,
            section: (0, 0),
        };
        match input.targets.object {
            None => parts.push(part),
            // Relocations are by section.
            Some(_) => parts.extend(sections_of(layout, segment, part)),
        }
    }
    parts.retain(|part| part.len > 0);
    for part in &mut parts {
        let value = |sym: &Sym| ldr.value(*sym).cast_unsigned();
        let end = part.vaddr + part.len;
        let from = part.syms.partition_point(|sym| value(sym) < part.vaddr);
        let to = part.syms.partition_point(|sym| value(sym) < end);
        part.syms = part.syms.get(from..to).unwrap_or_default();
    }
    parts
}

/// Cuts the part of a segment between sections.
fn sections_of<'p>(
    layout: &'p Layout,
    segment: &'p Segment,
    part: Part<'p>,
) -> impl Iterator<Item = Part<'p>> {
    let end = segment.vaddr + segment.file_len;
    let sections = segment.sections.iter().map(|&id| (id, layout.section(id)));
    let stored = sections.filter(move |(_, section)| {
        section.name != ".tbss" && section.vaddr + section.length <= end
    });
    stored.map(move |(id, section)| Part {
        start: part.start + (section.vaddr - segment.vaddr),
        vaddr: section.vaddr,
        len: section.length,
        section: (id, section.vaddr),
        ..part
    })
}

/// Cuts a part between symbols.
fn cut<'p>(ldr: &Loader<'_>, part: Part<'p>) -> Vec<Part<'p>> {
    let mut cuts = Vec::new();
    let Part { start, vaddr, .. } = part;
    let (mut from, mut first) = (0, 0);
    let mut push = |from: u64, to: u64, syms: &'p [Sym]| {
        cuts.push(Part {
            start: start + from,
            vaddr: vaddr + from,
            len: to - from,
            syms,
            pad: part.pad,
            is_text: part.is_text,
            section: part.section,
        });
    };
    for (index, &sym) in part.syms.iter().enumerate() {
        let at = ldr.value(sym).cast_unsigned() - vaddr;
        if at < from + BLOCK || ldr.is_sub_symbol(sym) {
            continue;
        }
        push(from, at, &part.syms[first..index]);
        (from, first) = (at, index);
    }
    push(from, part.len, &part.syms[first..]);
    cuts
}

/// Checks that blocks follow each other, and end with the file.
fn check_order(blocks: &[Block<'_>], file_end: u64) -> Result<(), Stop> {
    let mut position = 0;
    for block in blocks {
        let Block::Symbols(part) = block else {
            continue;
        };
        let end = part.start.checked_add(part.len);
        match end.filter(|&end| position <= part.start && end <= file_end) {
            Some(end) => position = end,
            None => {
                let text = format!("part of the output at {:#x} is outside", part.start);
                return Err(Stop::Fatal(text));
            }
        }
    }
    Ok(())
}

/// Fills a block; `tables` is the input for generated symbols.
fn fill(
    tables: pcln::Source<'_, '_>,
    relocator: &Relocator<'_, '_>,
    part: &Part<'_>,
    bytes: &mut [u8],
    done: &mut Done,
) {
    let ldr = tables.ldr;
    let Done {
        failures, relas, ..
    } = done;
    let mut end = 0;
    for &sym in part.syms {
        if ldr.is_sub_symbol(sym) {
            continue;
        }
        let offset = ldr.value(sym).cast_unsigned().wrapping_sub(part.vaddr);
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let size = usize::try_from(ldr.size(sym)).unwrap_or(usize::MAX);
        let is_generated = ldr.has(Attr::Generated, sym);
        let data = ldr.data(sym);
        let len = if is_generated { size } else { data.len() };
        let place = bytes.get_mut(start..start.saturating_add(len));
        let Some(place) = place.filter(|_| start >= end) else {
            failures.phase(ldr, sym, offset);
            break;
        };
        if !is_generated {
            place.copy_from_slice(data);
        }
        match relocator.object() {
            None => relocator.apply(sym, place, failures),
            Some(object) => {
                let at = ldr.value(sym).cast_unsigned().wrapping_sub(part.section.1);
                relocator.apply_in_object(object, (sym, at), place, relas, failures);
            }
        }
        if is_generated {
            pcln::write(tables, sym, place);
        }
        pad(bytes, end, start, part.pad);
        end = start.saturating_add(size);
        pad(bytes, start + len, end, part.pad);
    }
    pad(bytes, end, bytes.len(), part.pad);
}

/// Fills a gap, which is zero where there is no pattern.
fn pad(bytes: &mut [u8], from: usize, to: usize, pattern: &[u8]) {
    let to = to.min(bytes.len());
    let gap = bytes.get_mut(from..to).unwrap_or_default();
    match pattern {
        [] => {}
        [byte] => gap.fill(*byte),
        _ => {
            for (byte, &value) in gap.iter_mut().zip(pattern.iter().cycle()) {
                *byte = value;
            }
        }
    }
}
