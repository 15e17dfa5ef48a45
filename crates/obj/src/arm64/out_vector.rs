//! Operations on whole vectors.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go (`asmout`).

use super::a;
use super::bits::field;
use super::classes as c;
use super::encoder::Encoder;
use super::out::Words;
use super::out::one;
use super::out_arithmetic::or;
use super::out_bits::third;
use super::registers as r;
use super::registers::ARNG_1D;
use super::registers::ARNG_1Q;
use super::registers::ARNG_2D;
use super::registers::ARNG_2S;
use super::registers::ARNG_4H;
use super::registers::ARNG_4S;
use super::registers::ARNG_8B;
use super::registers::ARNG_8H;
use super::registers::ARNG_16B;
use super::rows::Encoding;
use crate::options::Release;
use crate::prog::As;
use crate::prog::Prog;

/// Returns the arrangement of a vector register.
pub(super) fn arrangement(reg: i16) -> u8 {
    (reg >> 5 & 15) as u8
}

/// Returns Q and the size of an arrangement of whole vectors.
pub(super) fn vector_fields(arrangement: u8) -> Option<(u32, u32)> {
    match arrangement {
        ARNG_8B => Some((0, 0)),
        ARNG_16B => Some((1, 0)),
        ARNG_4H => Some((0, 1)),
        ARNG_8H => Some((1, 1)),
        ARNG_2S => Some((0, 2)),
        ARNG_4S => Some((1, 2)),
        ARNG_2D => Some((1, 3)),
        _ => None,
    }
}

/// True for operations of three vectors of floating-point numbers.
fn is_float_three(opcode: As) -> bool {
    match opcode {
        a::VFMLA | a::VFMLS | a::VFCMEQ | a::VFCMGE | a::VFCMGT => true,
        a::VFADD | a::VFSUB | a::VFMUL | a::VFDIV | a::VFADDP => true,
        a::VFMAX | a::VFMAXNM | a::VFMAXP | a::VFMAXNMP => true,
        _ => matches!(opcode, a::VFMIN | a::VFMINNM | a::VFMINP | a::VFMINNMP),
    }
}

/// True for operations of two vectors of which one has floating-point numbers.
fn is_float_two(opcode: As) -> bool {
    match opcode {
        a::VFABS | a::VFNEG | a::VFSQRT => true,
        a::VFRINTN | a::VFRINTP | a::VFRINTM | a::VFRINTZ => true,
        _ => matches!(opcode, a::VFCVTZS | a::VFCVTZU | a::VSCVTF | a::VUCVTF),
    }
}

/// The start of the error for an arrangement that the instruction does not have.
pub(super) const INVALID: &str = "invalid arrangement: ";

impl Encoder<'_, '_> {
    /// Operations on vectors.
    pub(super) fn emit_vector(&mut self, p: &Prog, row: Encoding) -> Option<Words> {
        let word = match row.kind {
            26 => self.crypto_two(p),
            49 => {
                let wanted = match p.op {
                    a::SHA512H | a::SHA512H2 => ARNG_2D,
                    _ => ARNG_4S,
                };
                let class = self.class(&mut { p.from });
                if class == c::C_ARNG && arrangement(p.from.reg) != wanted {
                    self.diag_prog(INVALID, "");
                }
                self.op_rrr(p.op, p.to.reg, p.reg, p.from.reg)
            }
            63 => {
                let wanted = match p.op {
                    a::SHA512SU1 => ARNG_2D,
                    _ => ARNG_4S,
                };
                if [p.from.reg, p.reg, p.to.reg]
                    .iter()
                    .any(|reg| arrangement(*reg) != wanted)
                {
                    self.diag_prog(INVALID, "");
                }
                self.op_rrr(p.op, p.to.reg, p.reg, p.from.reg)
            }
            72 => self.vector_three(p),
            83 => self.vector_two(p),
            85 => self.across(p),
            86 => self.vector_constant(p),
            89 => self.scalar_three(p),
            93 => self.multiply_long(p),
            94 => self.extract_vector(p),
            103 => self.vector_four(p),
            104 => self.rotate_vector(p),
            105 => self.add_wide(p),
            _ => return None,
        };
        Some(one(word))
    }

    fn crypto_two(&mut self, p: &Prog) -> u32 {
        let (from, to) = (arrangement(p.from.reg), arrangement(p.to.reg));
        let wanted = match p.op {
            a::AESD | a::AESE | a::AESIMC | a::AESMC => ARNG_16B,
            a::SHA1SU1 | a::SHA256SU0 => ARNG_4S,
            a::SHA512SU0 => ARNG_2D,
            _ => 0,
        };
        if self.class(&mut { p.from }) == c::C_ARNG {
            if p.op == a::SHA1H {
                self.diag_prog("invalid operands: ", "");
            } else if from != wanted || from != to {
                self.diag_prog(INVALID, "");
            }
        }
        self.op_rrr(p.op, p.to.reg, p.from.reg, 0)
    }

    /// An operation of three vectors of one arrangement.
    fn vector_three(&mut self, p: &Prog) -> u32 {
        let from = arrangement(p.from.reg);
        if from != arrangement(p.reg) || from != arrangement(p.to.reg) {
            self.diag_prog("operand mismatch: ", "");
            return 0;
        }
        let fields = vector_fields(from);
        if fields.is_none() {
            self.diag_prog(INVALID, "");
        }
        let (mut q, mut size) = fields.unwrap_or((0, 0));
        let is_valid = match p.op {
            a::VORR | a::VAND | a::VEOR | a::VBIT | a::VBSL | a::VBIF | a::VBIC | a::VORN => {
                matches!(from, ARNG_16B | ARNG_8B)
            }
            _ if is_float_three(p.op) => matches!(from, ARNG_2D | ARNG_2S | ARNG_4S),
            a::VUMAX | a::VUMIN | a::VUMAXP | a::VUMINP => from != ARNG_2D,
            a::VMUL | a::VMLA | a::VMLS => from != ARNG_2D,
            a::VSMAX | a::VSMIN | a::VSMAXP | a::VSMINP => from != ARNG_2D,
            _ => true,
        };
        if !is_valid {
            self.diag_prog(INVALID, "");
        }
        match p.op {
            a::VAND | a::VEOR | a::VBIC | a::VORN => size = 0,
            a::VBSL => size = 1,
            a::VORR | a::VBIT | a::VBIF => size = 2,
            _ if is_float_three(p.op) => size = u32::from(from == ARNG_2D),
            a::VRAX1 => {
                if from != ARNG_2D {
                    self.diag_prog(INVALID, "");
                }
                (q, size) = (0, 0);
            }
            _ => {}
        }
        self.op_rrr(p.op, p.to.reg, p.reg, p.from.reg) | q << 30 | size << 22
    }

    /// An operation of two vectors of one arrangement.
    fn vector_two(&mut self, p: &Prog) -> u32 {
        let from = arrangement(p.from.reg);
        if from != arrangement(p.to.reg) {
            self.diag_prog(INVALID, "\n");
        }
        let is_127 = self.cx.options.release >= Release::Go127;
        let fields = vector_fields(from).filter(|(_, size)| is_127 || *size < 3);
        if fields.is_none() {
            self.diag_prog(INVALID, "\n");
        }
        let (q, mut size) = fields.unwrap_or((0, 0));
        let is_bytes = matches!(from, ARNG_16B | ARNG_8B);
        if matches!(p.op, a::VMOV | a::VRBIT | a::VCNT) && !is_bytes {
            self.diag_prog(INVALID, "");
        }
        if p.op == a::VREV32 && matches!(from, ARNG_2S | ARNG_4S) {
            self.diag_prog(INVALID, "");
        }
        if p.op == a::VREV16 && !is_bytes {
            self.diag_prog(INVALID, "");
        }
        if p.op == a::VNOT && !is_bytes {
            self.diag_prog(INVALID, "");
        }
        if matches!(p.op, a::VCLS | a::VCLZ) && matches!(from, ARNG_1D | ARNG_2D) {
            self.diag_prog(INVALID, "");
        }
        if is_float_two(p.op) {
            match from {
                ARNG_2S | ARNG_4S => size = 0,
                ARNG_2D => size = 1,
                _ => self.diag_prog(INVALID, ""),
            }
        }
        if p.op == a::VRBIT {
            size = 1;
        }
        let second = match p.op {
            a::VMOV => p.from.reg,
            _ => 0,
        };
        self.op_rrr(p.op, p.to.reg, p.from.reg, second) | q << 30 | size << 22
    }

    /// An operation across a vector.
    fn across(&mut self, p: &Prog) -> u32 {
        let from = arrangement(p.from.reg);
        let fields = vector_fields(from).filter(|_| !matches!(from, ARNG_2S | ARNG_2D));
        if fields.is_none() {
            self.diag_prog(INVALID, "\n");
        }
        let (q, mut size) = fields.unwrap_or((0, 0));
        if matches!(p.op, a::VFMAXV | a::VFMINV | a::VFMAXNMV | a::VFMINNMV) {
            if from != ARNG_4S {
                self.diag_prog(INVALID, "\n");
            }
            size = 0;
        }
        self.op_rrr(p.op, p.to.reg, p.from.reg, 0) | q << 30 | size << 22
    }

    /// A move of a constant to all bytes.
    fn vector_constant(&mut self, p: &Prog) -> u32 {
        let value = p.from.offset;
        if !(0..=255).contains(&value) {
            self.diag_prog("immediate constant out of range: ", "\n");
        }
        let q = match arrangement(p.to.reg) {
            ARNG_8B => 0,
            ARNG_16B => 1,
            _ => {
                self.diag_prog(INVALID, "\n");
                0
            }
        };
        let (high, low) = ((value >> 5 & 7) as u32, (value & 0x1f) as u32);
        0xf << 24 | 0xe << 12 | 1 << 10 | q << 30 | high << 16 | low << 5 | field(p.to.reg)
    }

    /// An addition of 64 bits in vector registers.
    fn scalar_three(&mut self, p: &Prog) -> u32 {
        let bits = match p.op {
            a::VADD => 5 << 28 | 7 << 25 | 7 << 21 | 1 << 15 | 1 << 10,
            a::VSUB => 7 << 28 | 7 << 25 | 7 << 21 | 1 << 15 | 1 << 10,
            _ => {
                self.diag_prog("bad opcode: ", "\n");
                0
            }
        };
        let rn = or(p.reg, p.to.reg);
        bits | field(p.from.reg) << 16 | field(rn) << 5 | field(p.to.reg)
    }

    fn multiply_long(&mut self, p: &Prog) -> u32 {
        let (from, to) = (arrangement(p.from.reg), arrangement(p.to.reg));
        if from != arrangement(p.reg) {
            self.diag_prog(INVALID, "");
        }
        let is_127 = self.cx.options.release >= Release::Go127;
        let q = match p.op {
            a::VPMULL2 | a::VSMLAL2 | a::VSMLSL2 | a::VSMULL2 => 1,
            a::VUMLAL2 | a::VUMLSL2 | a::VUMULL2 => 1,
            _ => 0,
        };
        let size = match (q, to, from) {
            (0, ARNG_8H, ARNG_8B) | (1, ARNG_8H, ARNG_16B) => 0,
            (0, ARNG_4S, ARNG_4H) | (1, ARNG_4S, ARNG_8H) if is_127 => 1,
            (0, ARNG_2D, ARNG_2S) | (1, ARNG_2D, ARNG_4S) if is_127 => 2,
            (0, ARNG_1Q, ARNG_1D) | (1, ARNG_1Q, ARNG_2D) => 3,
            _ => {
                self.diag_prog("operand mismatch: ", "\n");
                0
            }
        };
        let is_valid = match p.op {
            a::VPMULL | a::VPMULL2 => matches!(size, 0 | 3),
            _ => size != 3,
        };
        if !is_valid {
            self.diag_prog(INVALID, "");
        }
        self.op_rrr(p.op, p.to.reg, p.reg, p.from.reg) | q << 30 | size << 22
    }

    fn extract_vector(&mut self, p: &Prog) -> u32 {
        let third = third(p).reg;
        let from = arrangement(third);
        if from != arrangement(p.reg) || from != arrangement(p.to.reg) {
            self.diag_prog(INVALID, "");
            return 0;
        }
        let (q, last) = match from {
            ARNG_8B => (0, 7),
            ARNG_16B => (1, 15),
            _ => {
                self.diag_prog("invalid arrangement, should be B8 or B16: ", "");
                return 0;
            }
        };
        let index = p.from.offset;
        if !(0..=last).contains(&index) {
            self.diag_prog("illegal offset: ", "");
        }
        let index = (index & 15) as u32;
        let registers = field(p.reg) << 16 | field(third) << 5 | field(p.to.reg);
        self.op_irr(p.op) | q << 30 | index << 11 | registers
    }

    fn vector_four(&mut self, p: &Prog) -> u32 {
        let third = third(p).reg;
        let all = [p.from.reg, p.reg, p.to.reg, third];
        if all.iter().any(|reg| arrangement(*reg) != ARNG_16B) {
            self.diag_prog(INVALID, "");
            return 0;
        }
        self.op_rrrr(p.op, p.to.reg, third, p.reg, p.from.reg)
    }

    fn rotate_vector(&mut self, p: &Prog) -> u32 {
        let third = third(p).reg;
        let from = arrangement(third);
        if from != arrangement(p.reg) || from != arrangement(p.to.reg) {
            self.diag_prog(INVALID, "");
            return 0;
        }
        if from != ARNG_2D {
            self.diag_prog("invalid arrangement, should be D2: ", "");
            return 0;
        }
        let index = p.from.offset;
        if !(0..=63).contains(&index) {
            self.diag_prog("illegal offset: ", "");
        }
        let registers = field(p.reg) << 16 | field(third) << 5 | field(p.to.reg);
        self.op_irr(p.op) | ((index & 63) as u32) << 10 | registers
    }

    fn add_wide(&mut self, p: &Prog) -> u32 {
        let (from, to) = (arrangement(p.from.reg), arrangement(p.to.reg));
        if to != arrangement(p.reg) {
            self.diag_prog(INVALID, "");
            return 0;
        }
        let q = u32::from(p.op == a::VUADDW2);
        let size = match (q, to, from) {
            (0, ARNG_8H, ARNG_8B) | (1, ARNG_8H, ARNG_16B) => 0,
            (0, ARNG_4S, ARNG_4H) | (1, ARNG_4S, ARNG_8H) => 1,
            (0, ARNG_2D, ARNG_2S) | (1, ARNG_2D, ARNG_4S) => 2,
            _ => {
                self.diag_prog("operand mismatch: ", "\n");
                0
            }
        };
        self.op_rrr(p.op, p.to.reg, p.reg, p.from.reg) | q << 30 | size << 22
    }

    /// Reports an index that is not in the vector.
    pub(super) fn check_index(&mut self, index: i32, last: i32) {
        if !(0..=last).contains(&index) {
            let text = format!("register element index out of range 0 to {last}: ");
            self.diag_prog(&text, "");
        }
    }

    /// True if a vector register has an element arrangement of this size.
    pub(super) fn element_size(reg: i16) -> Option<u32> {
        match arrangement(reg) {
            r::ARNG_B => Some(0),
            r::ARNG_H => Some(1),
            r::ARNG_S => Some(2),
            r::ARNG_D => Some(3),
            _ => None,
        }
    }
}
