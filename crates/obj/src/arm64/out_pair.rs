//! Loads and stores of two registers.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go (`asmout`, `opldpstp`, `checkUnpredictable`).

use vamos_objfile::goobj::RelocType;

use super::POST_INDEX;
use super::PRE_INDEX;
use super::a;
use super::bits::adr;
use super::bits::field;
use super::constant;
use super::encoder::Encoder;
use super::out::Words;
use super::out::one;
use super::out_arithmetic::or;
use super::registers as r;
use super::rows::Encoding;
use crate::prog::Addr;
use crate::prog::Prog;

/// The sides of an instruction: the place in memory and the registers.
struct Pair<'p> {
    place: &'p Addr,
    registers: [i16; 2],
    is_load: bool,
}

impl<'p> Pair<'p> {
    fn load(p: &'p Prog) -> Self {
        Self {
            place: &p.from,
            registers: [p.to.reg, p.to.offset as i16],
            is_load: true,
        }
    }

    fn store(p: &'p Prog) -> Self {
        Self {
            place: &p.to,
            registers: [p.from.reg, p.from.offset as i16],
            is_load: false,
        }
    }
}

impl Encoder<'_, '_> {
    /// Loads and stores of pairs.
    pub(super) fn emit_pair(&mut self, p: &Prog, row: Encoding) -> Option<Words> {
        Some(match row.kind {
            66 => self.near_pair(p, row, &Pair::load(p)),
            67 => self.near_pair(p, row, &Pair::store(p)),
            74 => self.middle_pair(p, row, &Pair::load(p)),
            76 => self.middle_pair(p, row, &Pair::store(p)),
            75 => self.far_pair(p, row, &Pair::load(p)),
            77 => self.far_pair(p, row, &Pair::store(p)),
            87 => self.symbol_pair(p, row, &Pair::store(p)),
            88 => self.symbol_pair(p, row, &Pair::load(p)),
            _ => return None,
        })
    }

    /// Returns the base register; reports a place without one.
    fn pair_base(&mut self, row: Encoding, pair: &Pair<'_>, after: &str) -> i16 {
        let base = or(pair.place.reg, row.param);
        if base == 0 {
            let text = match pair.is_load {
                true => "invalid ldp source: ",
                false => "invalid stp destination: ",
            };
            self.diag_prog(text, after);
        }
        base
    }

    /// An access with the offset in the instruction.
    fn near_pair(&mut self, p: &Prog, row: Encoding, pair: &Pair<'_>) -> Words {
        let base = self.pair_base(row, pair, "\n");
        let offset = self.operand_offset(pair.place);
        one(self.pair_word(p, row, pair, offset, base))
    }

    /// An access with an offset of 12 bits.
    fn middle_pair(&mut self, p: &Prog, row: Encoding, pair: &Pair<'_>) -> Words {
        if !pair.is_load && pair.registers.contains(&r::REGTMP) {
            self.diag_prog("cannot use REGTMP as source: ", "");
        }
        let base = self.pair_base(row, pair, "");
        let offset = self.operand_offset(pair.place);
        let add = self.add_short(offset, r::REGTMP, base);
        [add, self.pair_word(p, row, pair, 0, r::REGTMP), 0, 0, 0]
    }

    /// An access with an offset of 24 bits, or one of the pool.
    fn far_pair(&mut self, p: &Prog, row: Encoding, pair: &Pair<'_>) -> Words {
        let kind = if pair.is_load { "load" } else { "store" };
        let in_use = format!("REGTMP used in large offset {kind}: ");
        let is_overwritten = !pair.is_load && pair.registers.contains(&r::REGTMP);
        if pair.place.reg == r::REGTMP || is_overwritten {
            self.diag_prog(&in_use, "");
        }
        let base = self.pair_base(row, pair, "");
        let offset = self.operand_offset(pair.place);
        if (-4095..=4095).contains(&offset) {
            let name = if pair.is_load { "ldp" } else { "stp" };
            let rest = format!(": bad type for offset {offset} (should be add/sub+{name})");
            self.diag_prog("", &rest);
        }
        if let Some((high, low)) = constant::split(offset, 0, self.adds_low_bits()) {
            if p.pool.is_some() {
                self.diag_prog("", &format!(": unused constant in pool ({offset})\n"));
            }
            let first = self.add_constant(a::ADD, low, r::REGTMP, base);
            let second = self.add_constant(a::ADD, high, r::REGTMP, r::REGTMP);
            let access = self.pair_word(p, row, pair, 0, r::REGTMP);
            return [first, second, access, 0, 0];
        }
        if p.pool.is_none() {
            self.diag_prog("", ": constant is not in pool");
        }
        if base == r::REGTMP || p.from.reg == r::REGTMP {
            self.diag_prog(&in_use, "");
        }
        let load = self.load_literal(p, pair.place, r::REGTMP);
        let add = self.op_extended(a::ADD, [r::REGTMP, base, r::REGTMP], false);
        let access = self.pair_word(p, row, pair, 0, r::REGTMP);
        [load, add, access, 0, 0]
    }

    /// An access to a symbol.
    fn symbol_pair(&mut self, p: &Prog, row: Encoding, pair: &Pair<'_>) -> Words {
        if !pair.is_load && pair.registers.contains(&r::REGTMP) {
            self.diag_prog("cannot use REGTMP as source: ", "");
        }
        let page = adr(1, 0, r::REGTMP);
        let add = self.op_irr(a::ADD) | field(r::REGTMP) << 5 | field(r::REGTMP);
        self.add_reloc(RelocType::ADDRARM64, 8, pair.place, pair.place.offset);
        [page, add, self.pair_word(p, row, pair, 0, r::REGTMP), 0, 0]
    }

    /// Returns the access itself.
    fn pair_word(
        &mut self,
        p: &Prog,
        row: Encoding,
        pair: &Pair<'_>,
        offset: i32,
        base: i16,
    ) -> u32 {
        let [low, high] = pair.registers;
        self.check_pair(p, row);
        // The size of a register, as a power of two, and the bits of the opcode.
        let (shift, bits) = match p.op {
            a::FLDPQ | a::FSTPQ => (4, 2 << 30 | 1 << 26),
            a::FLDPD | a::FSTPD => (3, 1 << 30 | 1 << 26),
            a::FLDPS | a::FSTPS => (2, 1 << 26),
            a::LDP | a::STP => (3, 2 << 30),
            a::LDPW | a::STPW => (2, 0),
            a::LDPSW => (2, 1 << 30),
            _ => {
                self.diag_prog("invalid instruction ", "\n");
                (0, 0)
            }
        };
        let size = 1 << shift;
        let is_in_range = (-64 * size..=63 * size).contains(&offset);
        if shift > 0 && (!is_in_range || offset % size != 0) {
            self.diag_prog("invalid offset ", "\n");
        }
        let registers = match p.op {
            a::FLDPQ | a::FLDPD | a::FLDPS | a::FSTPQ | a::FSTPD | a::FSTPS => {
                r::REG_F0..=r::REG_F31
            }
            _ => r::REG_R0..=r::REG_R31,
        };
        if shift > 0 && !(registers.contains(&low) && registers.contains(&high)) {
            self.diag_prog("invalid register pair ", "\n");
        }
        let mode = match row.scond {
            POST_INDEX => 1,
            PRE_INDEX => 3,
            _ => 2,
        };
        bits | mode << 23
            | 5 << 27
            | u32::from(pair.is_load) << 22
            | ((offset / size) & 0x7f).cast_unsigned() << 15
            | field(high) << 10
            | field(base) << 5
            | field(low)
    }

    /// Reports registers with which the machine may do anything.
    fn check_pair(&mut self, p: &Prog, row: Encoding) {
        let changes_base = matches!(row.scond, POST_INDEX | PRE_INDEX);
        let (is_load, changes_base, pair) = match p.op {
            a::LDP | a::LDPW | a::LDPSW => (true, changes_base, Pair::load(p)),
            a::STP | a::STPW if changes_base => (false, true, Pair::store(p)),
            a::FLDPD | a::FLDPQ | a::FLDPS => (true, false, Pair::load(p)),
            _ => return,
        };
        let [first, second] = pair.registers;
        let base = pair.place.reg;
        if changes_base && base != r::REGSP && (base == first || base == second) {
            self.diag_prog("constrained unpredictable behavior: ", "");
        }
        if is_load && first == second {
            self.diag_prog("constrained unpredictable behavior: ", "");
        }
    }
}
