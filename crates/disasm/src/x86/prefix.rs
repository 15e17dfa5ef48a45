//! The bytes before the opcode.
//!
//! Counterpart: golang.org/x/arch/x86/x86asm/decode.go (`decode1`, up to the REX prefix).

use super::inst;
use super::inst::DATA16;
use super::inst::IGNORED;
use super::inst::Mode;
use super::inst::Prefixes;
use super::inst::VEX2;
use super::inst::VEX3;

/// The prefixes of an instruction, with the index of each kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Prefix {
    pub(super) list: Prefixes,
    /// Number of prefixes before an extension of registers.
    pub(super) count: usize,
    pub(super) lock: Option<usize>,
    pub(super) rep: Option<usize>,
    pub(super) segment: Option<usize>,
    pub(super) data_size: Option<usize>,
    pub(super) addr_size: Option<usize>,
    pub(super) rex: u16,
    pub(super) rex_used: u16,
    pub(super) rex_at: Option<usize>,
    /// The first byte of the encoding of vectors; it is the first of all.
    pub(super) vex: u16,
}

/// The widths that prefixes change, in bits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Widths {
    pub(super) addr: u32,
    pub(super) data: u32,
}

impl Prefix {
    /// Reads prefixes; returns them, how many bytes they are and the widths. `None` if there are
    /// too many.
    pub(super) fn read(code: &[u8], mode: Mode) -> Option<(Self, usize, Widths)> {
        let mut prefix = Self::default();
        let mut widths = Widths {
            addr: if mode == Mode::Bits64 { 64 } else { 32 },
            data: 32,
        };
        let mut at = 0;
        while let Some(byte) = code.get(at) {
            let vex_len = prefix.vex_len(code, at, mode);
            if let Some(len) = vex_len {
                prefix.vex = (*byte).into();
                for (slot, byte) in prefix.list.iter_mut().zip(&code[..len]) {
                    *slot = (*byte).into();
                }
                at += len;
                continue;
            }
            let Some(value) = prefix.meaning(*byte, at, mode, &mut widths) else {
                prefix.count = at;
                break;
            };
            *prefix.list.get_mut(at)? = value;
            at += 1;
        }
        let rex = code.get(at).copied().map(u16::from);
        let rex = rex.filter(|rex| inst::is_rex(*rex) && mode == Mode::Bits64 && prefix.vex == 0);
        if let Some(rex) = rex {
            *prefix.list.get_mut(at)? = rex;
            (prefix.rex, prefix.rex_at) = (rex, Some(at));
            at += 1;
            if rex & inst::REX_W != 0 {
                widths.data = 64;
                prefix.mark(prefix.data_size, IGNORED);
            }
        }
        Some((prefix, at, widths))
    }

    /// Returns the length of the encoding of vectors that begins here.
    fn vex_len(&self, code: &[u8], at: usize, mode: Mode) -> Option<usize> {
        let len = match u16::from(code[at]) {
            VEX2 => 2,
            VEX3 => 3,
            _ => return None,
        };
        let second = *code.get(1)?;
        let is_valid = at == 0 && code.len() >= len;
        (is_valid && (mode == Mode::Bits64 || second & 0xc0 == 0xc0)).then_some(len)
    }

    /// Returns the meaning of a byte as a prefix, and records its index; `None` for another byte.
    fn meaning(&mut self, byte: u8, at: usize, mode: Mode, widths: &mut Widths) -> Option<u16> {
        let byte = u16::from(byte);
        let (value, slot) = match byte {
            inst::LOCK => (byte, self.lock.replace(at)),
            inst::REP | inst::REPN => (byte, self.rep.replace(at)),
            inst::ES | inst::CS | inst::SS | inst::DS if mode == Mode::Bits64 => {
                (byte | IGNORED, None)
            }
            inst::ES | inst::CS | inst::SS | inst::DS | inst::FS | inst::GS => {
                (byte, self.segment.replace(at))
            }
            inst::DATA_SIZE => {
                widths.data = 16;
                (DATA16, self.data_size.replace(at))
            }
            inst::ADDR_SIZE if mode == Mode::Bits32 => {
                widths.addr = 16;
                (inst::ADDR16, self.addr_size.replace(at))
            }
            inst::ADDR_SIZE => {
                widths.addr = 32;
                (inst::ADDR32, self.addr_size.replace(at))
            }
            _ => return None,
        };
        self.mark(slot, IGNORED);
        Some(value)
    }

    /// Adds a mark to the prefix at a place.
    pub(super) fn mark(&mut self, at: Option<usize>, mark: u16) {
        if let Some(prefix) = at.and_then(|at| self.list.get_mut(at)) {
            *prefix |= mark;
        }
    }

    /// Returns the prefix at a place; zero without one.
    pub(super) fn at(&self, at: Option<usize>) -> u16 {
        let prefix = at.and_then(|at| self.list.get(at));
        prefix.copied().unwrap_or_default()
    }

    /// Reports whether a prefix, or a part of the encoding of vectors, matches an entry of the
    /// decoder. `None` if the instruction is unknown.
    pub(super) fn matches(&mut self, asked: u16) -> Option<bool> {
        if inst::is_rex(asked) {
            self.rex_used |= asked;
            return Some(self.rex & asked == asked);
        }
        let is_vex = self.vex != 0;
        let (map, form) = match self.vex {
            VEX2 => (1, self.list[1]),
            _ => (self.list[1], self.list[2]),
        };
        Some(match asked {
            0 => true,
            VEX2 | VEX3 => self.vex == asked,
            inst::DATA_SIZE if is_vex => form & 3 == 1,
            inst::REP if is_vex => form & 3 == 2,
            inst::REPN if is_vex => form & 3 == 3,
            0x0f if is_vex => map & 3 == 1,
            0x0f38 if is_vex => map & 3 == 2,
            0x0f3a if is_vex => map & 3 == 3,
            inst::LOCK => self.take(self.lock),
            inst::REP | inst::REPN => {
                let is_there = self.at(self.rep) & 0xff == asked;
                is_there && self.take(self.rep)
            }
            inst::CS | inst::DS | inst::ES | inst::FS | inst::GS | inst::SS => {
                let is_there = self.at(self.segment) & 0xff == asked;
                is_there && self.take(self.segment)
            }
            // A prefix that repeats has a meaning of its own then, which is not known.
            inst::DATA_SIZE if self.rep.is_some() => return None,
            inst::DATA_SIZE => self.take(self.data_size),
            inst::ADDR_SIZE => self.take(self.addr_size),
            _ => false,
        })
    }

    /// Marks a prefix as implied; returns false without one.
    fn take(&mut self, at: Option<usize>) -> bool {
        self.mark(at, inst::IMPLICIT);
        at.is_some()
    }
}
