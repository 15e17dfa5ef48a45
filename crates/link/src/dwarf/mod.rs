//! Debug information: DWARF 5 from the entries that the compiler wrote for functions and
//! variables, and entries of types that are made here from type descriptors.
//!
//! Pass `generate_debug_info` runs before names are mangled: it makes the entries of types, and
//! symbols for them, in upstream's order. Pass `generate_debug_syms` knows the addresses of
//! functions: it sorts the units and lists the parts of each section. [`allocate_sections`] follows
//! pass `dodata`, [`compress`] runs when all addresses are known, and `asmb` calls [`write()`].
//!
//! Parts of a section have no entry in [`crate::section::Layout`]; their values are
//! offsets in the section.
//! Counterpart: cmd/link/internal/ld/dwarf.go.

use crate::elf::BySection;
use crate::error::Stop;
use crate::image::OutputFile;
use crate::loader::Loader;
use crate::section::Layout;
use crate::section::SegmentId;

mod abbrev;
mod bytes;
mod compress;
mod created;
mod die;
mod frames;
mod info;
mod lines;
mod names;
mod object;
mod patches;
mod place;
mod ranges;
mod records;
mod scan;
mod source;
mod state;
mod synthesize;
mod types;
mod unit;
mod version;
mod visit;
mod write;

pub(crate) use compress::compress;
pub(crate) use place::generate_debug_syms;
pub(crate) use source::Source;
pub(crate) use state::Dwarf;
pub(crate) use visit::Input as Visited;
pub(crate) use visit::generate_debug_info;

/// Adds the sections of debug information to their segment, at offset `start` of the data
/// that is laid out (`allocateDwarfSections`).
pub(crate) fn allocate_sections(
    dwarf: &mut Dwarf,
    ldr: &mut Loader<'_>,
    layout: &mut Layout,
    start: i64,
) {
    let mut at = start;
    for section in &mut dwarf.sections {
        section.id = layout.add(SegmentId::Dwarf, section.name, 4);
        let out = layout.section_mut(section.id);
        out.align = 1;
        out.vaddr = at.cast_unsigned();
        out.length = section.size;
        out.sym = section.sym;
        ldr.set_sect(section.sym, section.id);
        ldr.set_value(section.sym, 0);
        at += section.size.cast_signed();
    }
}

/// Writes the sections, whose segment is at offset `start` of the file (`dwarfblk`); returns their
/// relocations, if the output is an object.
///
/// # Errors
/// The debug information does not have the compiler's form.
pub(crate) fn write(
    source: Source<'_, '_>,
    out: &dyn OutputFile,
    start: u64,
) -> Result<BySection, Stop> {
    let mut relas = BySection::default();
    let base = source.layout.segment(SegmentId::Dwarf).vaddr;
    for section in &source.dwarf.sections {
        let at = source.layout.section(section.id).vaddr.wrapping_sub(base) + start;
        match &section.compressed {
            Some(stream) => {
                let header = compress::header(source.options.system(), section.size);
                out.write_at(at, &header);
                out.write_at(at + header.len() as u64, stream);
            }
            None => {
                let mut bytes = vec![0; usize::try_from(section.size).unwrap_or_default()];
                for piece in write::write_section(source, section, &mut bytes)? {
                    relas.add(section.id, piece);
                }
                out.write_at(at, &bytes);
            }
        }
    }
    Ok(relas)
}
