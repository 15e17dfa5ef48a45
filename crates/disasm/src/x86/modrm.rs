//! The bytes that name registers and places in memory.
//!
//! Counterpart: golang.org/x/arch/x86/x86asm/decode.go (`decode1`, "Read and decode ModR/M").

use super::inst;
use super::inst::Mem;
use super::inst::Mode;
use super::prefix::Prefix;
use super::registers as reg;

/// The operands that a ModR/M byte selects.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ModRm {
    pub(super) byte: u8,
    pub(super) regop: u8,
    pub(super) rm: u8,
    /// The memory operand, unless a register is selected.
    pub(super) mem: Option<Mem>,
}

/// The eight ways to name memory with registers of 16 bits.
const ADDR16: [(u8, u8); 8] = [
    (reg::BX, reg::SI),
    (reg::BX, reg::DI),
    (reg::BP, reg::SI),
    (reg::BP, reg::DI),
    (reg::SI, 0),
    (reg::DI, 0),
    (reg::BP, 0),
    (reg::BX, 0),
];

/// Returns the first register of a width in bits.
pub(super) fn base_register(bits: u32) -> u8 {
    match bits {
        16 => reg::AX,
        32 => reg::EAX,
        _ => reg::RAX,
    }
}

/// Reader of instruction bytes, which collects the opcode bytes.
pub(super) struct Bytes<'a> {
    pub(super) code: &'a [u8],
    pub(super) at: usize,
    /// The bytes of the opcode, the first one on top.
    pub(super) opcode: u32,
    /// Bit position of the next opcode byte; negative if there is no room.
    pub(super) shift: i32,
}

impl Bytes<'_> {
    /// Takes `N` bytes; `None` if the code ends before.
    pub(super) fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let bytes = *self.code.get(self.at..)?.first_chunk()?;
        self.at += N;
        Some(bytes)
    }

    /// Takes a byte of the opcode.
    pub(super) fn take_opcode(&mut self) -> Option<u8> {
        let [byte] = self.take()?;
        if self.shift >= 0 {
            self.opcode |= u32::from(byte) << self.shift;
            self.shift -= 8;
        }
        Some(byte)
    }
}

impl ModRm {
    /// Reads the bytes; `None` if the code ends before.
    pub(super) fn read(
        bytes: &mut Bytes<'_>,
        prefix: &mut Prefix,
        mode: Mode,
        addr_width: u32,
    ) -> Option<Self> {
        let byte = bytes.take_opcode()?;
        let mut modrm = Self {
            byte,
            regop: (byte >> 3) & 7,
            rm: byte & 7,
            mem: None,
        };
        if prefix.rex & inst::REX_R != 0 {
            prefix.rex_used |= inst::REX_R;
            modrm.regop |= 8;
        }
        let mem = match addr_width {
            16 => modrm.memory16(bytes)?,
            _ => modrm.memory(bytes, prefix, mode, addr_width)?,
        };
        modrm.mem = (byte >> 6 != 3).then(|| Mem {
            segment: inst::segment(prefix.at(prefix.segment)),
            ..mem
        });
        Some(modrm)
    }

    fn memory16(&self, bytes: &mut Bytes<'_>) -> Option<Mem> {
        let kind = self.byte >> 6;
        let (base, index) = ADDR16[usize::from(self.rm)];
        let is_direct = self.rm == 6 && kind == 0;
        let disp = match kind {
            0 if is_direct => u16::from_le_bytes(bytes.take()?).into(),
            1 => i8::from_le_bytes(bytes.take()?).into(),
            2 => u16::from_le_bytes(bytes.take()?).into(),
            _ => 0,
        };
        Some(Mem {
            segment: 0,
            base: if is_direct { 0 } else { base },
            scale: u8::from(index != 0),
            index,
            disp,
        })
    }

    fn memory(
        &mut self,
        bytes: &mut Bytes<'_>,
        prefix: &mut Prefix,
        mode: Mode,
        addr_width: u32,
    ) -> Option<Mem> {
        let kind = self.byte >> 6;
        let first = base_register(addr_width);
        let mut mem = Mem::default();
        let mut is_without_base = false;
        if self.rm == 4 && kind != 3 {
            let sib = bytes.take_opcode()?;
            let (mut index, mut base) = ((sib >> 3) & 7, sib & 7);
            let is_vex3 = prefix.vex == inst::VEX3;
            if prefix.rex & inst::REX_B != 0 || is_vex3 && prefix.list[1] & 0x20 == 0 {
                prefix.rex_used |= inst::REX_B;
                base |= 8;
            }
            if prefix.rex & inst::REX_X != 0 || is_vex3 && prefix.list[1] & 0x40 == 0 {
                prefix.rex_used |= inst::REX_X;
                index |= 8;
            }
            mem.scale = 1 << (sib >> 6);
            if index != 4 {
                mem.index = first + index;
            }
            is_without_base = base & 7 == 5;
            if !(is_without_base && kind == 0) {
                mem.base = first + base;
            }
        } else {
            if prefix.rex & inst::REX_B != 0 {
                prefix.rex_used |= inst::REX_B;
                self.rm |= 8;
            }
            let is_omitted = kind == 0 && self.rm & 7 == 5 || self.rm & 7 == 4;
            if !is_omitted && kind != 3 {
                mem.base = first + self.rm;
            }
        }
        let is_direct = kind == 0 && self.rm & 7 == 5;
        if is_direct || kind == 0 && is_without_base || kind == 2 {
            // Upstream does not extend the sign.
            mem.disp = u32::from_le_bytes(bytes.take()?).into();
        }
        if kind == 1 {
            mem.disp = i8::from_le_bytes(bytes.take()?).into();
        }
        if mode == Mode::Bits64 && is_direct {
            mem.base = if addr_width == 32 { reg::EIP } else { reg::RIP };
        }
        Some(mem)
    }
}
