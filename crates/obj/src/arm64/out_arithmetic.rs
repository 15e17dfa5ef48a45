//! Arithmetic and logic on registers and constants.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go (`asmout`).

use super::a;
use super::bits::LSL0_32;
use super::bits::LSL0_64;
use super::bits::S64;
use super::bits::SETS_FLAGS;
use super::bits::field;
use super::classes as c;
use super::constant;
use super::encoder::Encoder;
use super::encoding::covers;
use super::kinds::is_add;
use super::kinds::is_add_flags;
use super::kinds::is_add_word;
use super::kinds::is_and_word;
use super::kinds::is_negation;
use super::out::Words;
use super::out::one;
use super::registers as r;
use super::rows::Encoding;
use crate::options::Release;
use crate::prog::AddrType;
use crate::prog::Prog;

/// Returns the destination, or the zero register for an instruction without one.
fn destination(p: &Prog) -> i16 {
    match p.to.kind {
        AddrType::None => r::REGZERO,
        _ => p.to.reg,
    }
}

/// Returns a register, or `default` for none.
pub(super) fn or(reg: i16, default: i16) -> i16 {
    match reg {
        0 => default,
        _ => reg,
    }
}

impl Encoder<'_, '_> {
    /// Instructions of one or two machine instructions.
    pub(super) fn emit_arithmetic(&mut self, p: &Prog, row: Encoding) -> Option<Words> {
        let (rt, rf) = (destination(p), p.from.reg);
        let word = match row.kind {
            1 => self.op_rrr(p.op, rt, or(p.reg, rt), rf),
            2 => {
                self.check_destination(p);
                let bits = self.op_irr(p.op);
                if p.to.kind == AddrType::None && bits & SETS_FLAGS == 0 {
                    self.diag_prog("ineffective ZR destination\n", "");
                }
                let value = self.operand_offset(&p.from);
                self.add_constant(p.op, value, rt, or(p.reg, rt))
            }
            3 => self.shifted(p, rt),
            4 => return Some(self.add_to_base(p, row)),
            9 => self.op_rrr(p.op, p.to.reg, or(p.reg, p.to.reg), rf),
            15 => {
                let (mut rn, mut ra) = (or(p.reg, p.to.reg), r::REGZERO);
                if let Some(third) = p.from3().filter(|third| third.kind == AddrType::Reg) {
                    (rn, ra) = (third.reg, or(p.reg, r::REGZERO));
                }
                self.op_rrrr(p.op, p.to.reg, rn, rf, ra)
            }
            16 => {
                let rn = or(p.reg, p.to.reg);
                let divide = self.op_rrr(p.op, r::REGTMP, rn, rf);
                let multiply = self.op_rrrr(a::MSUBW, p.to.reg, r::REGTMP, rf, rn);
                return Some([divide, multiply | divide & S64, 0, 0, 0]);
            }
            17 => self.op_rrr(p.op, rt, or(p.reg, r::REGZERO), rf),
            24 => {
                let rt = p.to.reg;
                if rt == r::REGSP || rf == r::REGSP {
                    if matches!(p.op, a::MVN | a::MVNW) {
                        self.diag_prog("illegal SP reference\n", "");
                    }
                    self.op_irr(p.op) | field(rf) << 5 | field(rt)
                } else {
                    self.op_rrr(p.op, rt, r::REGZERO, rf)
                }
            }
            25 => self.op_rrr(p.op, p.to.reg, r::REGZERO, or(rf, p.to.reg)),
            27 => self.extended(p, rt),
            53 => self.logical(p, rt),
            _ => return None,
        };
        Some(one(word))
    }

    /// Reports an instruction that sets flags and SP.
    fn check_destination(&mut self, p: &Prog) {
        if p.to.reg == r::REG_RSP && is_add_flags(p.op) {
            self.diag_prog("illegal destination register: ", "\n");
        }
    }

    /// Reports an instruction whose source is overwritten by its constant.
    fn check_temporary(&mut self, p: &Prog) {
        if p.reg == r::REGTMP {
            self.diag_prog("cannot use REGTMP as source: ", "\n");
        }
    }

    /// An operation with a shifted register.
    fn shifted(&mut self, p: &Prog, rt: i16) -> u32 {
        let rn = match matches!(p.op, a::MVN | a::MVNW) || is_negation(p.op) {
            true => r::REGZERO,
            false => or(p.reg, rt),
        };
        let bits = self.op_rrr(p.op, rt, rn, 0);
        let amount = p.from.offset >> 10 & 63;
        if bits & S64 == 0 && amount >= 32 {
            self.diag_prog("shift amount out of range 0 to 31: ", "");
        }
        let shift = p.from.offset >> 22 & 3;
        if shift > 2 && (is_add(p.op) || is_add_word(p.op) || is_negation(p.op)) {
            self.diag_prog("unsupported shift operator: ", "");
        }
        bits | p.from.offset as u32
    }

    /// An addition of a constant to the base that the row names.
    fn add_to_base(&mut self, p: &Prog, row: Encoding) -> Words {
        let rt = p.to.reg;
        let base = match row.param {
            0 => r::REGZERO,
            FROM => or(p.from.reg, r::REGSP),
            param => param,
        };
        let value = self.operand_offset(&p.from);
        let (op, value) = match value < 0 {
            true => (a::SUB, value.wrapping_neg()),
            false => (a::ADD, value),
        };
        if self.count(row, p) == 2 {
            let high = self.add_constant(op, value & 0xfff000, rt, base);
            let low = self.add_constant(op, value & 0xfff, rt, rt);
            return [high, low, 0, 0, 0];
        }
        one(self.add_constant(op, value, rt, base))
    }

    /// An addition of an extended register.
    fn extended(&mut self, p: &Prog, rt: i16) -> u32 {
        self.check_destination(p);
        let (rn, rf) = (or(p.reg, rt), p.from.reg);
        let is_extension = rf.wrapping_sub(r::REG_R0) & r::REG_EXT != 0;
        if !is_extension && !(r::REG_LSL..r::REG_ARNG).contains(&rf) {
            return self.op_extended(p.op, [rt, rn, rf], false);
        }
        if rf >> 5 & 7 > 4 {
            self.diag_prog("shift amount out of range 0 to 4: ", "");
        }
        let bits = self.op_extended(p.op, [rt, rn, 0], true);
        bits | self.extension(p, &p.from, rf)
    }

    /// A logical operation with a constant.
    fn logical(&mut self, p: &Prog, rt: i16) -> u32 {
        let rn = or(p.reg, rt);
        if rn == r::REG_RSP {
            self.diag_prog("illegal source register: ", "");
            return 0;
        }
        let value = p.from.offset.cast_unsigned();
        let (value, mode) = match p.op {
            a::ANDW | a::ORRW | a::EORW | a::ANDSW | a::TSTW => (value, 32),
            a::BIC | a::ORN | a::EON | a::BICS => (!value, 64),
            a::BICW | a::ORNW | a::EONW | a::BICSW => (!value, 32),
            _ => (value, 64),
        };
        self.op_irr(p.op) | constant::encode_bits(value, mode) | field(rn) << 5 | field(rt)
    }

    /// Operations with a constant that is first moved to the temporary register, and moves of
    /// constants.
    pub(super) fn emit_long_arithmetic(&mut self, p: &Prog, row: Encoding) -> Option<Words> {
        let rt = destination(p);
        match row.kind {
            12 => {
                let mut words = [0; 5];
                if self.move_long_constant(p.op, &p.from, p.to.reg, &mut words) == 0 {
                    self.diag_prog("invalid constant: ", "");
                }
                Some(words)
            }
            13 => {
                self.check_temporary(p);
                self.check_destination(p);
                let (mut words, count) = self.temporary_constant(p, is_add_word(p.op));
                let rn = or(p.reg, rt);
                let is_sp = p.to.kind != AddrType::None && (rt == r::REGSP || rn == r::REGSP);
                words[count] = match is_sp {
                    true => self.op_extended(p.op, [rt, rn, r::REGTMP], false) | LSL0_64,
                    false => self.op_rrr(p.op, rt, rn, r::REGTMP),
                };
                Some(words)
            }
            28 => {
                self.check_temporary(p);
                let (mut words, count) = self.temporary_constant(p, is_and_word(p.op));
                words[count] = self.op_rrr(p.op, rt, or(p.reg, rt), r::REGTMP);
                Some(words)
            }
            32 => Some(one(self.move_constant(p.op, &p.from, p.to.reg))),
            33 => Some(one(self.move_keep(p))),
            34 => {
                let rn = or(p.from.reg, row.param);
                let load = self.load_literal(p, &p.from, r::REGTMP);
                let add = self.op_extended(a::ADD, [p.to.reg, rn, r::REGTMP], false);
                Some([load, add | LSL0_64, 0, 0, 0])
            }
            48 => {
                if self.op_irr(p.op) & SETS_FLAGS != 0 {
                    let text = "can not break addition/subtraction when S bit is set";
                    match self.cx.options.release {
                        // The format lacks a verb for the instruction there.
                        Release::Go125 => {
                            self.diag_prog(&format!("{text}%!(EXTRA *obj.Prog="), ")");
                        }
                        _ => self.diag_prog(&format!("{text} ("), ")"),
                    }
                }
                let rt = p.to.reg;
                let value = self.operand_offset(&p.from);
                let low = self.add_constant(p.op, value & 0xfff, rt, or(p.reg, rt));
                let high = self.add_constant(p.op, value & 0xfff000, rt, rt);
                Some([low, high, 0, 0, 0])
            }
            62 => Some(self.with_constant(p, rt)),
            _ => None,
        }
    }

    /// Moves the constant to the temporary register; returns the count of instructions too.
    fn temporary_constant(&mut self, p: &Prog, is_word: bool) -> (Words, usize) {
        let mut words = [0; 5];
        if is_word && !covers(c::C_LCON, p.from.class as u8) {
            self.diag_prog("illegal combination: ", "");
        }
        let op = if is_word { a::MOVW } else { a::MOVD };
        let count = self.move_long_constant(op, &p.from, r::REGTMP, &mut words);
        if count == 0 {
            self.diag_prog("invalid constant: ", "");
        }
        (words, count)
    }

    /// An operation with a constant of one move.
    fn with_constant(&mut self, p: &Prog, rt: i16) -> Words {
        self.check_temporary(p);
        self.check_destination(p);
        let is_word = is_add_word(p.op) || is_and_word(p.op);
        let (op, extension) = match is_word {
            true => (a::MOVW, LSL0_32),
            false => (a::MOVD, LSL0_64),
        };
        let load = self.move_constant(op, &p.from, r::REGTMP);
        let rn = or(p.reg, rt);
        let operation = match rt == r::REGSP || rn == r::REGSP {
            true => self.op_extended(p.op, [rt, rn, r::REGTMP], false) | extension,
            false => self.op_rrr(p.op, rt, rn, r::REGTMP),
        };
        [load, operation, 0, 0, 0]
    }

    /// A move that keeps the other bits.
    fn move_keep(&mut self, p: &Prog) -> u32 {
        let bits = self.op_irr(p.op);
        let value = p.from.offset;
        if value == 0 {
            self.diag_prog("zero shifts cannot be handled correctly: ", "");
        }
        let found = constant::move_shift(value);
        if found.is_none() {
            self.diag_prog(&format!("bad constant for MOVK: {value:#x}\n"), "");
        }
        // Without a shift, upstream continues with -1, which shifts everything out.
        let shift = found.unwrap_or(63);
        if bits & S64 == 0 && found.is_some_and(|shift| shift >= 32) {
            self.diag_prog("illegal bit position\n", "");
        }
        if found.is_some() && value.cast_unsigned() >> shift >> 16 != 0 {
            self.diag_prog("requires uimm16\n", "");
        }
        bits | ((value >> shift & 0xffff) as u32) << 5 | (shift >> 4 & 3) << 21 | field(p.to.reg)
    }
}

/// The name of the source register in a row.
const FROM: i16 = 1;
