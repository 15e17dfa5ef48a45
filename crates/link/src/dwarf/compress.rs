//! Compresses sections.
//!
//! Each section is a job that makes the bytes piece by piece and compresses each piece before it
//! makes the next, so no section is in memory as a whole. A section that is too long for a thread
//! is made whole and cut into chunks.
//! Counterpart: cmd/link/internal/ld/dwarf.go (`dwarfcompress`), data.go (`compressSyms`).

use std::cmp::Reverse;

use vamos_deflate::Generation;
use vamos_deflate::Gradual;
use vamos_deflate::Plan;
use vamos_deflate::Seams;
use vamos_deflate::join;
use vamos_sched::Class;
use vamos_sched::Pool;

use super::source::Source;
use super::state::Content;
use super::state::DebugInfo;
use super::state::DebugSection;
use super::state::Dwarf;
use super::write;
use crate::error::Stop;
use crate::library::Libraries;
use crate::loader::Loader;
use crate::options::Options;
use crate::section::Layout;
use crate::section::SegmentId;
use crate::system::System;

/// ELF's number of the format, `ELFCOMPRESS_ZLIB`.
const ELF_ZLIB: u32 = 1;
/// First bytes of a compressed section in other formats.
const ZLIB: &[u8] = b"ZLIB";

/// Compresses the sections where that makes them smaller, and gives them new addresses. Runs when
/// all addresses are known (`dwarfcompress`).
///
/// # Errors
/// The debug information does not have the compiler's form.
pub(crate) fn compress(
    dwarf: &mut Dwarf,
    ldr: &mut Loader<'_>,
    libs: &Libraries<'_>,
    layout: &mut Layout,
    options: &Options,
    pool: &Pool,
) -> Result<(), Stop> {
    if !options.content.compress_dwarf || dwarf.sections.is_empty() {
        return Ok(());
    }
    let source = Source {
        ldr,
        libs,
        layout,
        options,
        pool,
        dwarf,
        funcs: &[],
        object: None,
    };
    let sections = &dwarf.sections;
    let total: u64 = sections.iter().map(|section| section.size).sum();
    // The longest first: the shorter ones fill the remaining time.
    let mut order: Vec<usize> = (0..sections.len()).collect();
    order.sort_by_key(|&index| Reverse(sections[index].size));
    let streams = pool.map(Class::Cpu, &order, |&index| {
        compress_section(source, &sections[index], total)
    });
    for (index, stream) in order.into_iter().zip(streams) {
        dwarf.sections[index].compressed = stream?;
    }
    dwarf.drop_sources();
    place_compressed(dwarf, ldr, layout, options.system());
    Ok(())
}

/// Returns the compressed bytes of a section, or `None` if they are not fewer. All sections
/// together have `total` bytes.
fn compress_section(
    source: Source<'_, '_>,
    section: &DebugSection,
    total: u64,
) -> Result<Option<Vec<u8>>, Stop> {
    let generation = source.options.profile.deflate;
    let size = usize::try_from(section.size).unwrap_or_default();
    // Chunks cost a second search at their seams. A thread's share, and a third.
    let cpus = source.pool.cpus() as u64;
    let is_long = section.size.saturating_mul(cpus) > total + total / 3;
    let stream = if is_long {
        let mut raw = vec![0; size];
        write::write_section(source, section, &mut raw)?;
        compress_chunks(source.pool, generation, &raw)
    } else {
        let mut stream = Gradual::new(generation, size);
        write::compress_section(source, section, &mut stream)?;
        stream.finish()
    };
    let header = header(source.options.system(), section.size).len();
    Ok(Some(stream).filter(|stream| header + stream.len() < size))
}

fn compress_chunks(pool: &Pool, generation: Generation, raw: &[u8]) -> Vec<u8> {
    let plan = Plan::new(generation, raw.len());
    let indices: Vec<usize> = (0..plan.chunks()).collect();
    let chunks = pool.map(Class::Cpu, &indices, |&index| plan.search(raw, index));
    let mut seams = Seams::new(&plan);
    let chunks = chunks.into_iter();
    let parts: Vec<_> = chunks.map(|chunk| seams.settle(raw, chunk)).collect();
    let encoded = pool.map(Class::Cpu, &parts, |part| part.encode(raw));
    join(&encoded)
}

/// Returns the header of a compressed section whose content has `length` bytes.
pub(super) fn header(system: System, length: u64) -> Vec<u8> {
    match system {
        System::Linux => {
            const ALIGN: u64 = 1;
            let words = [u64::from(ELF_ZLIB), length, ALIGN];
            words.iter().flat_map(|word| word.to_le_bytes()).collect()
        }
        System::Windows | System::Darwin => [ZLIB, &length.to_be_bytes()].concat(),
    }
}

/// Returns the name of a compressed section.
fn compressed_name(system: System, name: &str) -> String {
    match (system, name.strip_prefix(".debug_")) {
        (System::Windows | System::Darwin, Some(rest)) => format!(".zdebug_{rest}"),
        _ => name.to_owned(),
    }
}

impl Dwarf {
    /// Drops the sources of uncompressed sections.
    fn drop_sources(&mut self) {
        let needs = |section: &DebugSection| {
            section.compressed.is_none() && matches!(section.content, Content::Units(_))
        };
        if !self.sections.iter().any(needs) {
            self.info = DebugInfo::default();
            self.places = Vec::new();
        }
        for section in &mut self.sections {
            if section.compressed.is_some() {
                section.content = Content::default();
            }
        }
    }
}

/// Gives the sections their addresses, without gaps. A compressed section is a new one.
fn place_compressed(dwarf: &mut Dwarf, ldr: &mut Loader<'_>, layout: &mut Layout, system: System) {
    layout.segment_mut(SegmentId::Dwarf).sections.clear();
    let mut at = layout.segment(SegmentId::Dwarf).vaddr;
    for section in &mut dwarf.sections {
        match &section.compressed {
            Some(stream) => {
                let name = compressed_name(system, section.name);
                section.sym = ldr.create_static(name.clone().into_bytes());
                section.id = layout.add(SegmentId::Dwarf, &name, 4);
                let out = layout.section_mut(section.id);
                out.align = 1;
                out.length = (header(system, section.size).len() + stream.len()) as u64;
                out.compressed = true;
                ldr.set_sect(section.sym, section.id);
            }
            None => {
                let segment = layout.segment_mut(SegmentId::Dwarf);
                segment.sections.push(section.id);
            }
        }
        at = at.next_multiple_of(system.debug_round());
        let out = layout.section_mut(section.id);
        out.vaddr = at;
        ldr.set_value(section.sym, at.cast_signed());
        at += out.length;
    }
    let segment = layout.segment_mut(SegmentId::Dwarf);
    segment.length = at - segment.vaddr;
}
