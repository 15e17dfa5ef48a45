//! Compresses sections.
//!
//! Sections are cut into chunks, and the chunks of all sections are compressed at the same
//! time.
//! Counterpart: cmd/link/internal/ld/dwarf.go (`dwarfcompress`), data.go (`compressSyms`).

use vamos_deflate::Chunk;
use vamos_deflate::Encoded;
use vamos_deflate::Part;
use vamos_deflate::Plan;
use vamos_deflate::Seams;
use vamos_deflate::join;
use vamos_sched::Class;

use super::write::write_section;
use crate::context::Link;
use crate::error::Stop;
use crate::section::SegmentId;

/// ELF's number of the format, `ELFCOMPRESS_ZLIB`.
const ELF_ZLIB: u32 = 1;

/// A section to compress.
struct Input {
    raw: Vec<u8>,
    plan: Plan,
}

/// Compresses the sections where that makes them smaller, and gives them new addresses.
/// Runs when all addresses are known (`dwarfcompress`).
///
/// # Errors
/// The debug information is not what the compiler writes.
pub fn compress(link: &mut Link<'_>) -> Result<(), Stop> {
    if !link.options.content.compress_dwarf || link.dwarf.sections.is_empty() {
        return Ok(());
    }
    let mut inputs = Vec::with_capacity(link.dwarf.sections.len());
    for section in &link.dwarf.sections {
        let mut raw = vec![0; usize::try_from(section.size).unwrap_or_default()];
        write_section(link, section, &mut raw)?;
        let plan = Plan::new(link.options.profile.deflate, raw.len());
        inputs.push(Input { raw, plan });
    }
    let outputs = compress_all(link, &inputs);
    for ((section, input), output) in link.dwarf.sections.iter_mut().zip(&inputs).zip(outputs) {
        section.compressed = Some(output).filter(|bytes| bytes.len() < input.raw.len());
    }
    place_compressed(link);
    Ok(())
}

/// Compresses all inputs; each result has the header of a compressed section.
fn compress_all(link: &Link<'_>, inputs: &[Input]) -> Vec<Vec<u8>> {
    // The longest first: the shorter ones fill what remains.
    let mut order: Vec<&Input> = inputs.iter().collect();
    order.sort_by_key(|input| std::cmp::Reverse(input.raw.len()));
    let jobs: Vec<(&Input, usize)> = order
        .iter()
        .flat_map(|&input| (0..input.plan.chunks()).map(move |chunk| (input, chunk)))
        .collect();
    let mut chunks = link
        .pool
        .map(Class::Cpu, &jobs, |&(input, chunk)| {
            input.plan.search(&input.raw, chunk)
        })
        .into_iter();
    let parts: Vec<(&Input, Part)> = order
        .iter()
        .flat_map(|&input| {
            let mut seams = Seams::new(&input.plan);
            let own: Vec<Chunk> = chunks.by_ref().take(input.plan.chunks()).collect();
            own.into_iter()
                .map(move |chunk| (input, seams.settle(&input.raw, chunk)))
        })
        .collect();
    let mut encoded = link
        .pool
        .map(Class::Cpu, &parts, |(input, part)| part.encode(&input.raw))
        .into_iter();
    let mut outputs = vec![Vec::new(); inputs.len()];
    for input in order {
        let own: Vec<Encoded> = encoded.by_ref().take(input.plan.chunks()).collect();
        let place = inputs
            .iter()
            .zip(&mut outputs)
            .find(|(other, _)| std::ptr::eq(*other, input));
        if let Some((_, output)) = place {
            *output = with_header(&join(&own), input.raw.len());
        }
    }
    outputs
}

/// Returns a compressed section: a header with the length of the content, then `stream`.
fn with_header(stream: &[u8], length: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(24 + stream.len());
    out.extend(ELF_ZLIB.to_le_bytes());
    out.extend([0; 4]);
    out.extend((length as u64).to_le_bytes());
    out.extend(1u64.to_le_bytes());
    out.extend_from_slice(stream);
    out
}

/// Gives the sections their addresses, one right behind the other. A compressed section is
/// a new one.
fn place_compressed(link: &mut Link<'_>) {
    link.layout.segment_mut(SegmentId::Dwarf).sections.clear();
    let mut at = link.layout.segment(SegmentId::Dwarf).vaddr;
    for section in &mut link.dwarf.sections {
        match &section.compressed {
            Some(bytes) => {
                let name = link.layout.section(section.id).name.clone();
                section.sym = link.ldr.create_static(section.name.as_bytes());
                section.id = link.layout.add(SegmentId::Dwarf, &name, 4);
                let out = link.layout.section_mut(section.id);
                out.align = 1;
                out.length = bytes.len() as u64;
                out.compressed = true;
                link.ldr.set_sect(section.sym, section.id);
            }
            None => {
                let segment = link.layout.segment_mut(SegmentId::Dwarf);
                segment.sections.push(section.id);
            }
        }
        let out = link.layout.section_mut(section.id);
        out.vaddr = at;
        link.ldr.set_value(section.sym, at.cast_signed());
        at += out.length;
    }
    let segment = link.layout.segment_mut(SegmentId::Dwarf);
    segment.length = at - segment.vaddr;
}
