//! The debug information of a link, as its passes hand it on.
//!
//! Counterpart: cmd/link/internal/ld/dwarf.go (`dwarfp`, `dwctxt`), link.go (`compUnits`).

use super::die::Dies;
use super::unit::Part;
use super::unit::UnitDebug;
use crate::loader::Sym;
use crate::section::SectionId;

/// The place of what is not in a section, and of a function without a number.
pub(super) const NO_PLACE: u32 = u32::MAX;

/// Where the bytes of a section are from.
#[derive(Debug)]
pub(super) enum Content {
    /// They are here.
    Bytes(Vec<u8>),
    /// Each unit has a part.
    Units(Part),
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
    pub(super) content: Content,
}

/// The debug information of a link.
#[derive(Debug, Default)]
pub struct Dwarf {
    /// The sections, in order.
    pub sections: Vec<DebugSection>,
    /// The entries of types.
    pub(super) dies: Dies,
    /// The units that are described, in order.
    pub(super) units: Vec<UnitDebug>,
    /// The unit that the entries of types are in: package runtime's last one.
    pub(super) runtime: Option<usize>,
    /// By number of the symbol: offsets in sections; of functions their number in the
    /// unit's part of `.debug_addr`.
    pub(super) places: Vec<u32>,
}

impl Dwarf {
    /// Returns the offset of a symbol in its section, or the number of a function.
    pub(super) fn place(&self, sym: Sym) -> u32 {
        let place = self.places.get(sym.index());
        place.copied().unwrap_or(NO_PLACE)
    }
}
