//! Loads and stores of lists of vectors and of elements, and table look-ups.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go (`asmout`, `checkoffset`, `maskOpvldvst`).

use super::POST_INDEX;
use super::a;
use super::bits::field;
use super::encoder::Encoder;
use super::kinds::has_extended_index;
use super::out::Words;
use super::out::one;
use super::out_bits::third;
use super::out_vector::INVALID;
use super::out_vector::arrangement;
use super::registers::ARNG_8B;
use super::registers::ARNG_16B;
use super::rows::Encoding;
use crate::prog::Addr;
use crate::prog::Prog;

/// Returns the count of registers of a list.
fn list_length(list: i64) -> Option<i64> {
    match list >> 12 & 15 {
        0x7 => Some(1),
        0xa => Some(2),
        0x6 => Some(3),
        0x2 => Some(4),
        _ => None,
    }
}

const BAD_LIST: &str = "invalid register numbers in ARM64 register list: ";

impl Encoder<'_, '_> {
    /// Structured loads and stores.
    pub(super) fn emit_structure(&mut self, p: &Prog, row: Encoding) -> Option<Words> {
        let is_post = row.scond == POST_INDEX;
        let word = match row.kind {
            81 => {
                self.check_offset(p, &p.from, p.to.offset);
                let mut word = self.op_rrr(p.op, 0, p.from.reg, 0);
                if is_post {
                    word |= self.post_index(&p.from, "invalid extended register op: ");
                }
                self.with_list(p, word | p.to.offset as u32)
            }
            84 => {
                self.check_offset(p, &p.to, p.from.offset);
                let mut word = 3 << 26;
                if is_post {
                    word |= self.post_index(&p.to, "invalid extended register: ");
                }
                self.with_list(p, word | p.from.offset as u32) | field(p.to.reg) << 5
            }
            96 => {
                let base = if is_post { 27 << 23 } else { 26 << 23 };
                base | self.element_access(&p.to, &p.from, is_post)
            }
            97 => {
                let base = if is_post { 110 << 21 } else { 106 << 21 };
                base | self.element_access(&p.from, &p.to, is_post)
            }
            100 => self.table_look_up(p),
            _ => return None,
        };
        Some(one(word))
    }

    /// Returns the fields of an access that changes its base.
    fn post_index(&mut self, place: &Addr, problem: &str) -> u32 {
        if place.index == 0 {
            return 1 << 23 | 0x1f << 16;
        }
        if has_extended_index(place) {
            self.diag_prog(problem, "\n");
        }
        1 << 23 | field(place.index) << 16
    }

    /// Reports an offset that is not the size of the list, and a list of another length.
    fn check_offset(&mut self, p: &Prog, place: &Addr, list: i64) {
        let offset = place.offset;
        if offset == 0 {
            return;
        }
        let length = list_length(list);
        if length.is_none() {
            self.diag_prog(BAD_LIST, "");
        }
        let length = length.unwrap_or(0);
        let is_replicated = matches!(p.op, a::VLD1R | a::VLD2R | a::VLD3R | a::VLD4R);
        let size = match (is_replicated, list >> 30 & 1) {
            (true, _) => length * (1 << (list >> 10 & 3)),
            (false, 0) => length * 8,
            (false, _) => length * 16,
        };
        if offset != size {
            self.diag_prog("invalid post-increment offset: ", "");
        }
        let expected = match p.op {
            a::VLD1 | a::VST1 => return,
            a::VLD1R => 1,
            a::VLD2 | a::VST2 | a::VLD2R => 2,
            a::VLD3 | a::VST3 | a::VLD3R => 3,
            _ => 4,
        };
        if expected != length {
            let text = format!("expected {expected} registers, got {length}: ");
            self.diag_prog(&text, ".");
        }
    }

    /// Replaces the field of the list's length, which only VLD1 and VST1 have.
    fn with_list(&mut self, p: &Prog, word: u32) -> u32 {
        let bits = match p.op {
            a::VLD1 | a::VST1 => return word,
            a::VLD1R | a::VLD2R => 0xc,
            a::VLD3R | a::VLD4R => 0xe,
            a::VLD2 | a::VST2 => 8,
            a::VLD3 | a::VST3 => 4,
            a::VLD4 | a::VST4 => 0,
            _ => {
                let name = self.cx.arch.op_text(p.op);
                self.cx.diag(format!("unsupported instruction:{name}\n"));
                0
            }
        };
        word & !0xf000 | bits << 12
    }

    /// Returns the fields of an access of one element.
    fn element_access(&mut self, place: &Addr, element: &Addr, is_post: bool) -> u32 {
        let index = i32::from(element.index);
        let offset = self.operand_offset(place);
        if is_post && (place.index != 0) == (offset != 0) {
            self.diag_prog("invalid offset: ", "");
        }
        let step = match offset {
            0 => field(place.index),
            _ => 31,
        };
        let registers = step << 16 | field(place.reg) << 5 | field(element.reg);
        let Some(shift) = Self::element_size(element.reg) else {
            self.diag_prog(INVALID, "");
            return registers;
        };
        self.check_index(index, (16 >> shift) - 1);
        if is_post && offset != 0 && offset != 1 << shift {
            self.diag_prog("invalid offset: ", "");
        }
        // Q, S and the size hold the index, its lowest bit at the size of the element.
        let index = index.cast_unsigned();
        let (q, s, size, opcode) = match shift {
            0 => (index >> 3, index >> 2, index, 0),
            1 => (index >> 2, index >> 1, (index & 1) << 1, 2),
            2 => (index >> 1, index, 0, 4),
            _ => (index, 0, 1, 4),
        };
        (q & 1) << 30 | opcode << 13 | (s & 1) << 12 | (size & 3) << 10 | registers
    }

    fn table_look_up(&mut self, p: &Prog) -> u32 {
        let from = arrangement(p.from.reg);
        if from != arrangement(p.to.reg) {
            self.diag_prog(INVALID, "\n");
        }
        let q = match from {
            ARNG_8B => 0,
            ARNG_16B => 1,
            _ => {
                self.diag_prog(INVALID, "");
                0
            }
        };
        let list = third(p).offset;
        let length = list_length(list);
        if length.is_none() {
            self.diag_prog(BAD_LIST, "");
        }
        let length = (length.unwrap_or(1) - 1) as u32;
        let op = u32::from(p.op == a::VTBX);
        let first = (list & 31) as u32;
        q << 30
            | 0xe << 24
            | length << 13
            | op << 12
            | field(p.from.reg) << 16
            | first << 5
            | field(p.to.reg)
    }
}
