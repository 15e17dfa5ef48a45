//! The writer of a function's debug information.
//!
//! Counterpart: cmd/internal/dwarf/dwarf.go (`FnState`, `emitHiLoPc`, `PutRanges`).

use vamos_objfile::goobj::RelocType;

use super::data::DebugData;
use super::info::CodeRange;
use super::info::FunctionDebug;
use super::lists::Lists;
use super::shared::Subprogram;
use crate::attributes::Attributes;
use crate::frozen::Frozen;
use crate::function::Function;
use crate::ids::SymId;
use crate::pos::Pos;

/// A reference to a variable of an entry that all copies of a function share.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChildReference {
    /// The relocation that gets the variable's offset.
    pub(crate) reloc: usize,
    /// The number of the variable.
    pub(crate) child: i32,
}

/// The symbols of a function's debug information.
#[derive(Clone, Copy, Debug)]
pub(super) struct EntrySyms {
    pub(super) entry: SymId,
    pub(super) ranges: SymId,
    pub(super) locations: Option<SymId>,
}

impl EntrySyms {
    /// Returns the symbols of a declared function.
    pub(super) fn of(frozen: &Frozen<'_>, sym: SymId) -> Option<Self> {
        let info = &frozen.functions[frozen.symbols[sym].func?.0 as usize];
        Some(Self {
            entry: info.dwarf_info?,
            ranges: info.dwarf_ranges?,
            locations: info.dwarf_loc,
        })
    }
}

/// Writes the debug information of a function.
pub(super) struct Writer<'a> {
    pub(super) frozen: &'a Frozen<'a>,
    pub(super) func: &'a Function,
    pub(super) debug: &'a FunctionDebug,
    pub(super) syms: EntrySyms,
    /// True for each variable that an inlined call has.
    pub(super) is_inlined: Vec<bool>,
    pub(super) entry: DebugData,
    pub(super) ranges: DebugData,
    pub(super) locations: DebugData,
    pub(super) children: Vec<ChildReference>,
    /// The offsets of entries of parametric types by index in the dictionary.
    pub(super) parametric_types: Vec<Option<i64>>,
}

impl<'a> Writer<'a> {
    pub(super) fn lists(&self) -> Lists<'a> {
        Lists {
            frozen: self.frozen,
            function: self.func.sym,
        }
    }

    /// Returns the position of the declaration.
    pub(super) fn start(&self) -> Pos {
        let func = self.func;
        func.text.map_or(Pos::NONE, |text| func.progs[text].pos)
    }

    pub(super) fn subprogram(&self) -> Subprogram<'a> {
        Subprogram {
            name: &self.frozen.symbols[self.func.sym].name,
            line: self.frozen.positions.rel_line(self.start()),
            is_external: !self.func.code.has(Attributes::STATIC),
        }
    }

    pub(super) fn put_file(&mut self, pos: Pos) {
        let (file, _) = self.frozen.positions.file_and_line(pos);
        self.entry.data.extend_from_slice(&(file + 1).to_le_bytes());
    }

    /// Adds a range of code as attributes of an entry.
    pub(super) fn put_code_range(&mut self, start: i64, end: i64) {
        let sym = self.func.sym;
        if self.frozen.options.debug.is_dwarf5 {
            self.entry.put_text_index(self.frozen, sym);
            self.entry.put_number(end.cast_unsigned());
            return;
        }
        let size = self.frozen.arch.ptr_size;
        self.entry.put_reloc(size, RelocType::ADDR, sym, start);
        self.entry.put_reloc(size, RelocType::ADDR, sym, end);
    }

    /// Adds a reference to ranges, and the ranges.
    pub(super) fn put_ranges(&mut self, ranges: &[CodeRange]) {
        let offset = self.ranges.data.len() as i64;
        self.entry.put_reference(self.syms.ranges, offset);
        self.lists().put_ranges(&mut self.ranges, ranges);
    }
}
