//! The machine instructions of an instruction, by its kind of encoding.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go (`asmout`).

use vamos_objfile::goobj::RelocType;

use super::encoder::Encoder;
use super::rows::Encoding;
use crate::prog::Addr;
use crate::prog::Prog;
use crate::prog::ProgId;
use crate::symbol::Reloc;

/// Machine instructions; unused ones are 0.
pub(super) type Words = [u32; 5];

/// Returns one machine instruction.
pub(super) fn one(word: u32) -> Words {
    [word, 0, 0, 0, 0]
}

impl Encoder<'_, '_> {
    /// Returns the machine instructions of an instruction, and their count.
    pub(super) fn encode(&mut self, id: ProgId) -> (Words, usize) {
        let row = self.look_up(id);
        self.current = id;
        let p = self.cx.prog(id).clone();
        let words = match row.kind {
            0 | 90 => Some(one(0)),
            _ => None,
        };
        let words = words
            .or_else(|| self.emit_arithmetic(&p, row))
            .or_else(|| self.emit_long_arithmetic(&p, row))
            .or_else(|| self.emit_branch(&p, row))
            .or_else(|| self.emit_bits(&p, row))
            .or_else(|| self.emit_memory(&p, row))
            .or_else(|| self.emit_atomic(&p, row))
            .or_else(|| self.emit_pair(&p, row))
            .or_else(|| self.emit_address(&p, row))
            .or_else(|| self.emit_system(&p, row))
            .or_else(|| self.emit_float(&p, row))
            .or_else(|| self.emit_vector(&p, row))
            .or_else(|| self.emit_shift(&p, row))
            .or_else(|| self.emit_element(&p, row))
            .or_else(|| self.emit_structure(&p, row));
        let words = words.unwrap_or_else(|| {
            self.diag_prog("", &format!(": unknown asm {}", row.kind));
            one(0)
        });
        let size = self.size(row, &p);
        (words, (size / 4) as usize)
    }

    /// Adds a relocation of this instruction.
    pub(super) fn add_reloc(&mut self, kind: RelocType, siz: u8, target: &Addr, add: i64) {
        let reloc = Reloc {
            off: self.pc as i32,
            siz,
            kind,
            add,
            sym: target.sym,
        };
        self.cx.add_rel(reloc);
    }

    /// Returns the size of an instruction in machine instructions.
    pub(super) fn count(&self, row: Encoding, p: &Prog) -> i64 {
        self.size(row, p) / 4
    }
}
