//! The debug information of a link, as its passes hand it on.
//!
//! Counterpart: cmd/link/internal/ld/dwarf.go (`dwarfp`, `dwctxt`), link.go (`compUnits`).

use super::die::Dies;
use super::unit::Part;
use super::unit::UnitDebug;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::section::SectionId;

/// The offset of symbols outside of a section, and of functions without a number.
pub(super) const NO_PLACE: u32 = u32::MAX;

/// Source of the bytes of a section.
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
pub(super) struct DebugSection {
    /// The name.
    pub(super) name: &'static str,
    /// The symbol of the section.
    pub(super) sym: Sym,
    /// The size in bytes, not compressed.
    pub(super) size: u64,
    /// The section of the output, once there is one.
    pub(super) id: SectionId,
    /// The compressed bytes without their header, if compressing made them fewer.
    pub(super) compressed: Option<Vec<u8>>,
    pub(super) content: Content,
}

/// The described types, functions and variables; result of pass `dwarfGenerateDebugInfo`.
#[derive(Debug, Default)]
pub(crate) struct DebugInfo {
    /// The entries of types.
    pub(super) dies: Dies,
    /// The units that are described, in order.
    pub(super) units: Vec<UnitDebug>,
    /// The unit that the entries of types are in: package runtime's last one.
    pub(super) runtime: Option<usize>,
}

/// The sections of debug information, and the input for their bytes. Pass `dwarfGenerateDebugSyms`
/// makes it.
#[derive(Debug, Default)]
pub(crate) struct Dwarf {
    /// The sections, in order.
    pub(super) sections: Vec<DebugSection>,
    /// The described program; the units are in the order of the sections.
    pub(super) info: DebugInfo,
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

    /// Returns the offset of a symbol of debug information in its section, for a reference to it. Only in
    /// damaged archives a reference means a function, which has a number instead: [`NO_PLACE`].
    pub(super) fn offset(&self, ldr: &Loader<'_>, sym: Sym) -> u32 {
        if ldr.kind(sym).is_text() {
            NO_PLACE
        } else {
            self.place(sym)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::SymKind;
    use crate::testing::Fixture;
    use crate::testing::define;

    #[test]
    fn a_function_has_no_offset() {
        let fixture = Fixture::new();
        let mut ldr = fixture.loader();
        let kinds = [SymKind::Text, SymKind::DwarfType];
        let syms = kinds.map(|kind| define(&mut ldr, kind.name(), kind, b"x"));
        let dwarf = Dwarf {
            places: vec![3; 1 + syms[1].index()],
            ..Dwarf::default()
        };
        assert_eq!(syms.map(|sym| dwarf.place(sym)), [3, 3]);
        assert_eq!(syms.map(|sym| dwarf.offset(&ldr, sym)), [NO_PLACE, 3]);
    }
}
