//! Content of debug sections.
//!
//! Counterpart: cmd/internal/obj/dwarf.go (`dwCtxt`), cmd/internal/dwarf/dwarf.go (`putattr`).

use vamos_objfile::goobj::RelocType;

use crate::frozen::Frozen;
use crate::ids::SymId;
use crate::pcln::put_uvarint;
use crate::symbol::Reloc;

/// The size of an offset in a debug section.
const OFFSET_SIZE: u8 = 4;

/// Content of a debug section about one function.
#[derive(Clone, Debug, Default)]
pub(crate) struct DebugData {
    pub(crate) data: Vec<u8>,
    pub(crate) relocs: Vec<Reloc>,
}

impl DebugData {
    pub(super) fn put_byte(&mut self, byte: u8) {
        self.data.push(byte);
    }

    pub(super) fn put_flag(&mut self, flag: bool) {
        self.data.push(u8::from(flag));
    }

    pub(super) fn put_number(&mut self, number: u64) {
        put_uvarint(&mut self.data, number);
    }

    pub(super) fn put_text(&mut self, text: &str) {
        self.data.extend_from_slice(text.as_bytes());
        self.data.push(0);
    }

    /// Adds bytes with their number in one byte.
    pub(super) fn put_block(&mut self, bytes: &[u8]) {
        self.data.push(bytes.len() as u8);
        self.data.extend_from_slice(bytes);
    }

    pub(super) fn put_reloc(&mut self, siz: u8, kind: RelocType, target: SymId, add: i64) {
        let off = self.data.len();
        self.data.resize(off + usize::from(siz), 0);
        self.relocs.push(Reloc {
            off: off as i32,
            siz,
            kind,
            add,
            sym: Some(target),
        });
    }

    /// Adds types whose entries the linker includes.
    pub(super) fn put_used_types(&mut self, types: &[SymId]) {
        self.relocs.extend(types.iter().map(|sym| Reloc {
            off: 0,
            siz: 0,
            kind: RelocType::USETYPE,
            add: 0,
            sym: Some(*sym),
        }));
    }

    /// Adds the place of an entry in its section.
    pub(super) fn put_reference(&mut self, target: SymId, offset: i64) {
        self.put_reloc(OFFSET_SIZE, RelocType::DWARFSECREF, target, offset);
    }

    /// Adds a reference to the table of text addresses.
    pub(super) fn put_text_index(&mut self, frozen: &Frozen<'_>, target: SymId) {
        let (kind, siz) = frozen.options.debug.text_index();
        self.put_reloc(siz, kind, target, 0);
    }
}
