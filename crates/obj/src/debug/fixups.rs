//! References to variables of entries that all copies of a function share.
//!
//! The offset of such a variable may not be known when the entry that refers to it is made: the
//! shared entry may be made later, or only for its copies.
//! Counterpart: cmd/internal/obj/dwarf.go (`DwarfFixupTable`).

use hashbrown::HashMap;

use super::writer::ChildReference;
use crate::ids::SymId;

/// References that wait for offsets, and the known offsets.
#[derive(Debug, Default)]
pub(crate) struct Fixups {
    /// The numbers and offsets of variables by shared entry.
    pub(super) children: HashMap<SymId, Vec<(i32, i32)>>,
    pub(super) references: Vec<(SymId, ChildReference)>,
}
