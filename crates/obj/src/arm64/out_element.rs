//! Moves of elements of vectors.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go (`asmout`).

use super::a;
use super::bits::field;
use super::encoder::Encoder;
use super::out::Words;
use super::out::one;
use super::out_vector::INVALID;
use super::out_vector::arrangement;
use super::out_vector::vector_fields;
use super::rows::Encoding;
use crate::prog::Prog;

impl Encoder<'_, '_> {
    /// Moves of elements.
    pub(super) fn emit_element(&mut self, p: &Prog, row: Encoding) -> Option<Words> {
        let registers = field(p.from.reg) << 5 | field(p.to.reg);
        let word = match row.kind {
            73 => {
                let (fields, size) = self.element(p.from.reg, p.from.index);
                let is_long = u32::from(size == Some(3)) << 30;
                7 << 25 | 0xf << 10 | is_long | fields
            }
            78 => 1 << 30 | 7 << 25 | 7 << 10 | self.element(p.to.reg, p.to.index).0,
            79 => self.duplicate(p, 7 << 25 | 1 << 10, Some(p.from.index)),
            80 => {
                if matches!(p.op, a::VMOV | a::VDUP) {
                    let (fields, _) = self.element(p.from.reg, p.from.index);
                    1 << 30 | 15 << 25 | 1 << 10 | fields
                } else {
                    let name = self.cx.arch.op_text(p.op);
                    self.cx.diag(format!("unsupported op {name}"));
                    0
                }
            }
            82 => self.duplicate(p, 7 << 25 | 3 << 10, None),
            92 => self.move_element(p),
            _ => return None,
        };
        Some(one(word | registers))
    }

    /// Returns the field of an element's size and index, and the size.
    fn element(&mut self, reg: i16, index: i16) -> (u32, Option<u32>) {
        let size = Self::element_size(reg);
        let Some(shift) = size else {
            self.diag_prog(INVALID, "");
            return (0, None);
        };
        let index = i32::from(index);
        self.check_index(index, (16 >> shift) - 1);
        let value = 1 << shift | index << (shift + 1);
        ((value & 0x1f).cast_unsigned() << 16, size)
    }

    /// Returns a copy to all elements, of an element or of a register.
    fn duplicate(&mut self, p: &Prog, bits: u32, index: Option<i16>) -> u32 {
        let Some((q, shift)) = vector_fields(arrangement(p.to.reg)) else {
            self.diag_prog(INVALID, if index.is_some() { "" } else { "\n" });
            return bits;
        };
        let mut value = 1_i32 << shift;
        if let Some(index) = index {
            self.check_index(i32::from(index), (16 >> shift) - 1);
            value |= i32::from(index) << (shift + 1);
        }
        bits | q << 30 | (value & 0x1f).cast_unsigned() << 16
    }

    /// Returns a move between elements.
    fn move_element(&mut self, p: &Prog) -> u32 {
        let bits = 3 << 29 | 7 << 25 | 1 << 10;
        if arrangement(p.to.reg) != arrangement(p.from.reg) {
            self.diag_prog("operand mismatch: ", "");
        }
        let (fields, size) = self.element(p.to.reg, p.to.index);
        let Some(shift) = size else {
            return bits;
        };
        let index = i32::from(p.from.index);
        self.check_index(index, (16 >> shift) - 1);
        bits | fields | (index << shift & 0xf).cast_unsigned() << 11
    }
}
