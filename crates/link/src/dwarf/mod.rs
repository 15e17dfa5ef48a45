//! Debug information: DWARF 5 from the entries that the compiler wrote for functions and
//! variables, and entries of types that are made here from type descriptors.
//!
//! Pass `generate_debug_info` finds what there is to describe, before names are mangled:
//! it makes the entries of types, and symbols for them, in upstream's order. Pass
//! `generate_debug_syms` knows the addresses of functions: it sorts the units and lists the
//! parts of each section. Then `dodata` calls [`allocate_sections`], [`compress`] runs when
//! all addresses are known, and `asmb` calls [`fill`].
//!
//! Parts of a section have no entry in [`crate::section::Layout`]; their values are
//! offsets in the section.
//! Counterpart: cmd/link/internal/ld/dwarf.go.

use crate::context::Link;
use crate::error::Stop;
use crate::loader::Sym;
use crate::section::SectionId;
use crate::section::SegmentId;

mod abbrev;
mod bytes;
mod compress;
mod die;
mod frames;
mod info;
mod lines;
mod names;
mod place;
mod ranges;
mod scan;
mod synthesize;
mod types;
mod unit;
mod visit;
mod write;

pub use compress::compress;
pub use place::generate_debug_syms;
pub use visit::generate_debug_info;

/// Where the bytes of a section are from.
#[derive(Debug)]
enum Content {
    /// They are here.
    Bytes(Vec<u8>),
    /// Each unit has a part.
    Units(unit::Part),
}

impl Default for Content {
    fn default() -> Self {
        Self::Bytes(Vec::new())
    }
}

/// A section of debug information.
#[derive(Debug, Default)]
pub struct DebugSection {
    /// The name.
    pub name: &'static str,
    /// The symbol that stands for the section.
    pub sym: Sym,
    /// The size in bytes, not compressed.
    pub size: u64,
    /// The section of the output, once there is one.
    pub id: SectionId,
    /// The compressed bytes without their header, if compressing made them fewer.
    pub compressed: Option<Vec<u8>>,
    content: Content,
}

/// The debug information of a link.
#[derive(Debug, Default)]
pub struct Dwarf {
    /// The sections, in order.
    pub sections: Vec<DebugSection>,
    /// The entries of types.
    dies: die::Dies,
    /// The units that are described, in order.
    units: Vec<unit::UnitDebug>,
    /// The unit that the entries of types are in: package runtime's last one.
    runtime: Option<usize>,
    /// By number of the symbol: offsets in sections; of functions their number in the
    /// unit's part of `.debug_addr`.
    places: Vec<u32>,
}

impl Dwarf {
    /// Returns the offset of a symbol in its section, or the number of a function.
    fn place(&self, sym: Sym) -> u32 {
        let place = self.places.get(sym.index());
        place.copied().unwrap_or(place::NO_PLACE)
    }
}

/// Adds the sections of debug information to their segment, at offset `start` of the data
/// that is laid out; returns the offset behind them (`allocateDwarfSections`).
pub fn allocate_sections(link: &mut Link<'_>, start: i64) -> i64 {
    let mut at = start;
    for section in &mut link.dwarf.sections {
        section.id = link.layout.add(SegmentId::Dwarf, section.name, 4);
        let out = link.layout.section_mut(section.id);
        out.align = 1;
        out.vaddr = at.cast_unsigned();
        out.length = section.size;
        out.sym = section.sym;
        link.ldr.set_sect(section.sym, section.id);
        link.ldr.set_value(section.sym, 0);
        at += section.size.cast_signed();
    }
    at
}

/// Writes the sections into `out`, the bytes of their segment in the file (`dwarfblk`).
///
/// # Errors
/// The debug information is not what the compiler writes, or does not fit into `out`.
pub fn fill(link: &Link<'_>, out: &mut [u8]) -> Result<(), Stop> {
    let mut rest = out;
    for section in &link.dwarf.sections {
        let len = match &section.compressed {
            Some(stream) => compress::HEADER + stream.len(),
            None => usize::try_from(section.size).unwrap_or(usize::MAX),
        };
        let Some((place, others)) = rest.split_at_mut_checked(len) else {
            let reason = "debug information does not fit into its segment";
            return Err(Stop::Unsupported(reason.to_owned()));
        };
        match &section.compressed {
            Some(stream) => {
                let (header, bytes) = place.split_at_mut(compress::HEADER);
                header.copy_from_slice(&compress::header(section.size));
                bytes.copy_from_slice(stream);
            }
            None => write::write_section(link, section, place)?,
        }
        rest = others;
    }
    Ok(())
}
