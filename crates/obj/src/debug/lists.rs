//! Lists of code: the ranges of scopes and inlined calls, and the places of variables.
//!
//! Counterpart: cmd/internal/dwarf/dwarf.go (`PutRanges`), cmd/compile/internal/ssa/debug.go
//! (`PutLocationList`).

use vamos_objfile::goobj::RelocType;

use super::data::DebugData;
use super::info::CodeRange;
use super::info::LocationEntry;
use crate::frozen::Frozen;
use crate::ids::SymId;

/// Kinds of entries of DWARF 5; ranges and places have the same numbers.
const END_OF_LIST: u8 = 0;
const BASE_ADDRESS_INDEX: u8 = 1;
const OFFSET_PAIR: u8 = 4;

/// Writes lists whose places are relative to a function.
pub(super) struct Lists<'a> {
    pub(super) frozen: &'a Frozen<'a>,
    pub(super) function: SymId,
}

impl Lists<'_> {
    /// Adds the ranges of a scope or an inlined call.
    pub(super) fn put_ranges(&self, out: &mut DebugData, ranges: &[CodeRange]) {
        self.begin(out);
        for range in ranges {
            self.put_pair(out, *range);
        }
        self.end(out);
    }

    /// Adds the places of a variable.
    pub(super) fn put_locations(&self, out: &mut DebugData, entries: &[LocationEntry]) {
        let is_dwarf5 = self.frozen.options.debug.is_dwarf5;
        self.begin(out);
        for entry in entries {
            let mut range = entry.range;
            // A pair of zeros would end the list.
            if !is_dwarf5 && (range.start, range.end) == (0, 0) {
                range.end = 1;
            }
            self.put_pair(out, range);
            let len = entry.expression.len();
            match is_dwarf5 {
                true => out.put_number(len as u64),
                false => out.data.extend_from_slice(&(len as u16).to_le_bytes()),
            }
            out.data.extend_from_slice(&entry.expression);
        }
        self.end(out);
    }

    /// True if a list of DWARF 4 begins with its base; Apple's tools do not support it.
    fn has_base(&self) -> bool {
        !self.frozen.options.goos.is_darwin()
    }

    fn begin(&self, out: &mut DebugData) {
        if self.frozen.options.debug.is_dwarf5 {
            out.put_byte(BASE_ADDRESS_INDEX);
            out.put_text_index(self.frozen, self.function);
        } else if self.has_base() {
            let size = self.frozen.arch.ptr_size;
            out.data.extend(std::iter::repeat_n(0xff, size.into()));
            out.put_reloc(size, RelocType::ADDR, self.function, 0);
        }
    }

    fn put_pair(&self, out: &mut DebugData, range: CodeRange) {
        if self.frozen.options.debug.is_dwarf5 {
            out.put_byte(OFFSET_PAIR);
            out.put_number(range.start);
            out.put_number(range.end);
            return;
        }
        let size = self.frozen.arch.ptr_size;
        for place in [range.start, range.end] {
            match self.has_base() {
                true => {
                    let bytes = place.to_le_bytes();
                    out.data.extend_from_slice(&bytes[..usize::from(size)]);
                }
                false => {
                    let place = place.cast_signed();
                    out.put_reloc(size, RelocType::ADDRCUOFF, self.function, place);
                }
            }
        }
    }

    fn end(&self, out: &mut DebugData) {
        match self.frozen.options.debug.is_dwarf5 {
            true => out.put_byte(END_OF_LIST),
            false => {
                let size = 2 * usize::from(self.frozen.arch.ptr_size);
                out.data.extend(std::iter::repeat_n(0, size));
            }
        }
    }
}
