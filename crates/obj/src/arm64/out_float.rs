//! Floating-point arithmetic, constants and compares.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go (`asmout`).

use super::a;
use super::bits::field;
use super::classes as c;
use super::constant;
use super::encoder::Encoder;
use super::out::Words;
use super::out::one;
use super::out_arithmetic::or;
use super::registers as r;
use super::rows::Encoding;
use crate::prog::AddrType;
use crate::prog::Prog;
use crate::prog::Val;

impl Encoder<'_, '_> {
    /// Floating-point instructions.
    pub(super) fn emit_float(&mut self, p: &Prog, row: Encoding) -> Option<Words> {
        let (rt, rf) = (p.to.reg, p.from.reg);
        let word = match row.kind {
            29 => self.float_move(p),
            54 => {
                let bits = self.op_rrr(p.op, 0, 0, 0);
                let is_monadic = bits & 0x1f << 24 == 0x1e << 24 && bits & 1 << 11 == 0;
                match is_monadic {
                    true => self.op_rrr(p.op, rt, rf, 0),
                    false => self.op_rrr(p.op, rt, or(p.reg, rt), rf),
                }
            }
            55 => {
                let value = match p.from.val {
                    Val::Float(value) => constant::float_bits(value),
                    _ => None,
                };
                if value.is_none() {
                    self.diag_prog("invalid floating-point immediate\n", "");
                }
                let size = u32::from(p.op == a::FMOVD) << 22;
                let value = value.unwrap_or(0xff) & 0xff;
                0xf << 25 | 1 << 21 | 1 << 12 | size | value << 13 | field(rt)
            }
            56 => match p.from.kind {
                AddrType::FConst => 8 | self.op_rrr(p.op, 0, p.reg, 0),
                _ => self.op_rrr(p.op, 0, p.reg, rf),
            },
            57 => self.float_conditional_compare(p),
            _ => return None,
        };
        Some(one(word))
    }

    /// A move or conversion of a register.
    fn float_move(&mut self, p: &Prog) -> u32 {
        let is_general = |class: u8| matches!(class, c::C_REG | c::C_ZREG);
        let from = is_general(self.class(&mut { p.from }));
        let to = is_general(self.class(&mut { p.to }));
        if !matches!(p.op, a::FMOVD | a::FMOVS) || !(from || to) {
            return self.op_rrr(p.op, p.to.reg, p.from.reg, 0);
        }
        let mut bits = 0x1e << 24 | 1 << 21 | 6 << 16;
        if p.op == a::FMOVD {
            bits |= 1 << 31 | 1 << 22;
        }
        if from {
            bits |= 1 << 16;
        }
        bits | field(p.from.reg) << 5 | field(p.to.reg)
    }

    /// A compare under a condition.
    fn float_conditional_compare(&mut self, p: &Prog) -> u32 {
        let condition = self.condition(p, true, "\n");
        let flags = p.to.offset;
        if flags & !0xf != 0 {
            self.diag_prog("implausible condition\n", "");
        }
        let registers = r::REG_F0..=r::REG_F31;
        let Some(third) = p.from3().filter(|third| registers.contains(&third.reg)) else {
            self.diag_prog("illegal FCCMP\n", "");
            return 0;
        };
        let word = self.op_rrr(p.op, 0, third.reg, p.reg);
        word | ((condition & 15) as u32) << 12 | flags as u32
    }
}
