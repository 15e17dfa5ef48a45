//! The bytes of one instruction while it is encoded.
//!
//! Counterpart: cmd/internal/obj/x86/asm6.go (`AsmBuf`).

use super::evex::EvexBits;
use super::rows::Encoding;

/// The bytes of an instruction, and the state of its prefix.
#[derive(Debug)]
pub(super) struct Buffer {
    bytes: [u8; 100],
    len: usize,
    /// Bits of the REX prefix; it is inserted at the end.
    pub(super) rex: u8,
    /// True for an instruction with a VEX prefix.
    pub(super) is_vex: bool,
    /// True for an instruction with an EVEX prefix.
    pub(super) is_evex: bool,
    /// The bits of that prefix.
    pub(super) evex: EvexBits,
}

impl Default for Buffer {
    fn default() -> Self {
        Self {
            bytes: [0; 100],
            len: 0,
            rex: 0,
            is_vex: false,
            is_evex: false,
            evex: EvexBits::default(),
        }
    }
}

impl Buffer {
    /// Clears the buffer for the next instruction.
    pub(super) fn reset(&mut self) {
        self.len = 0;
        self.rex = 0;
        self.is_vex = false;
        self.is_evex = false;
    }

    /// Returns the bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    /// Returns their count.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Adds a byte.
    pub(super) fn put1(&mut self, byte: u8) {
        self.bytes[self.len] = byte;
        self.len += 1;
    }

    /// Adds bytes.
    pub(super) fn put(&mut self, bytes: &[u8]) {
        self.bytes[self.len..self.len + bytes.len()].copy_from_slice(bytes);
        self.len += bytes.len();
    }

    /// Adds the low 16 bits of a number.
    pub(super) fn put_i16(&mut self, value: i64) {
        self.put(&(value as i16).to_le_bytes());
    }

    /// Adds the low 32 bits of a number.
    pub(super) fn put_i32(&mut self, value: i64) {
        self.put(&(value as i32).to_le_bytes());
    }

    /// Adds opcode bytes from place `z` up to a zero.
    pub(super) fn put_literal(&mut self, z: usize, encoding: Encoding) {
        let bytes = (z..).map(|at| encoding.byte(at));
        for byte in bytes.take_while(|byte| *byte != 0) {
            self.put1(byte);
        }
    }

    /// Returns the last byte.
    pub(super) fn last(&self) -> Option<u8> {
        self.bytes().last().copied()
    }

    /// True if the instruction needs a REX prefix.
    pub(super) fn needs_rex(&self) -> bool {
        self.rex != 0 && !self.is_vex && !self.is_evex
    }

    /// Inserts the REX prefix, after other prefixes and before the opcode.
    pub(super) fn insert_rex(&mut self) {
        let is_prefix = |byte: &u8| matches!(*byte, 0xf2 | 0xf3 | 0x64..=0x67 | 0x2e | 0x3e | 0x26);
        let at = self.bytes().iter().position(|byte| !is_prefix(byte));
        let at = at.unwrap_or(self.len);
        self.bytes.copy_within(at..self.len, at + 1);
        self.bytes[at] = 0x40 | self.rex;
        self.len += 1;
    }
}
