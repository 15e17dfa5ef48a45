//! Location lists, and the inputs from which they follow besides the function.
//!
//! Counterpart: `FuncDebug` of cmd/compile/internal/ssa/debug.go.

use crate::package::NameId;
use crate::state::Slot;

/// A place in the code: a block, and a value of it or a mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// The number of the block; -1: none.
    pub block: i32,
    /// The number of the value at which an entry begins or ends, or one of the marks.
    pub value: i32,
}

impl Point {
    /// The mark of the beginning of a block.
    pub const BLOCK_START: i32 = -10_000;
    /// The mark of the end of a block.
    pub const BLOCK_END: i32 = -20_000;
    /// The mark of the end of the function.
    pub const FUNC_END: i32 = -30_000;
}

/// An entry of a location list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The beginning.
    pub start: Point,
    /// The end.
    pub end: Point,
    /// The location, as an expression of DWARF.
    pub expression: Vec<u8>,
}

/// A part of a variable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The variable of the part, which may be one of the compiler's own.
    pub name: NameId,
    /// The offset in that variable, in bytes.
    pub offset: i64,
    /// The size, in bytes.
    pub size: i64,
    /// The offset in the variable of the source, in bytes.
    pub(super) place: i64,
}

/// The locations of the variables of a function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Debug {
    /// The parts of all variables.
    pub parts: Vec<Part>,
    /// The variables with locations.
    pub vars: Vec<NameId>,
    /// The parts of each variable, as indexes.
    pub parts_of: Vec<Vec<u32>>,
    /// The location list of each variable; it may be empty.
    pub lists: Vec<Vec<Entry>>,
}

/// The frame of a function, and the numbers of registers in DWARF.
pub struct Frame<'a> {
    /// The offset of a variable from the canonical frame address, in bytes.
    pub offset: &'a dyn Fn(NameId) -> i32,
    /// The number of each register of the machine in DWARF.
    pub registers: &'a [i16],
}

impl Frame<'_> {
    /// Returns the offset of a slot.
    pub(super) fn of_slot(&self, slot: &Slot) -> i32 {
        (self.offset)(slot.name).wrapping_add(slot.offset as i32)
    }
}
