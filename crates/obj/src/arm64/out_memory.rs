//! Loads and stores of one register.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go (`asmout`, `offsetshift`, `checkShiftAmount`).

use super::POST_INDEX;
use super::a;
use super::bits::field;
use super::classes as c;
use super::constant;
use super::encoder::Encoder;
use super::encoding::bits;
use super::kinds::has_extended_index;
use super::kinds::move_size;
use super::names;
use super::optab;
use super::out::Words;
use super::out::one;
use super::out_arithmetic::or;
use super::registers as r;
use super::rows::Encoding;
use crate::prog::Addr;
use crate::prog::AddrType;
use crate::prog::Prog;

/// One side of a move: the place in memory, the register, and the place's class in the table.
struct Access<'p> {
    place: &'p Addr,
    reg: i16,
    class: u8,
    is_load: bool,
}

impl<'p> Access<'p> {
    fn load(p: &'p Prog, row: Encoding) -> Self {
        Self {
            place: &p.from,
            reg: p.to.reg,
            class: row.classes[0],
            is_load: true,
        }
    }

    fn store(p: &'p Prog, row: Encoding) -> Self {
        Self {
            place: &p.to,
            reg: p.from.reg,
            class: row.classes[3],
            is_load: false,
        }
    }
}

impl Encoder<'_, '_> {
    /// Loads and stores.
    pub(super) fn emit_memory(&mut self, p: &Prog, row: Encoding) -> Option<Words> {
        let word = match row.kind {
            20 => self.near_access(p, row, &Access::store(p, row)),
            21 => self.near_access(p, row, &Access::load(p, row)),
            22 => self.indexed_access(p, row, &Access::load(p, row)),
            23 => self.indexed_access(p, row, &Access::store(p, row)),
            30 => return Some(self.far_access(p, row, &Access::store(p, row))),
            31 => return Some(self.far_access(p, row, &Access::load(p, row))),
            98 => self.register_access(p, &Access::load(p, row)),
            99 => self.register_access(p, &Access::store(p, row)),
            91 => self.prefetch(p),
            110 => self.prefetch_range(p),
            _ => return None,
        };
        Some(one(word))
    }

    /// Returns the opcode bits of an access.
    fn access_bits(&mut self, p: &Prog, access: &Access<'_>) -> u32 {
        match access.is_load {
            true => self.op_ldr(p.op),
            false => self.op_str(p.op),
        }
    }

    /// An access with an offset in the instruction.
    fn near_access(&mut self, p: &Prog, row: Encoding, access: &Access<'_>) -> u32 {
        let offset = self.operand_offset(access.place);
        let base = or(access.place.reg, row.param);
        let size = 1_i32 << move_size(p.op).unwrap_or(0);
        if offset < 0 || offset % size != 0 {
            let bits = self.access_bits(p, access);
            return self.unscaled_access(bits, offset, base, access.reg);
        }
        let scaled = self.scaled_offset(offset, access.class);
        let bits = self.access_bits(p, access);
        self.scaled_access(bits, scaled, base, access.reg)
    }

    /// Returns an offset in units of the class.
    fn scaled_offset(&mut self, offset: i32, class: u8) -> i32 {
        let shift = match class {
            c::C_SEXT1..=c::C_SEXT16 => u32::from(class - c::C_SEXT1),
            c::C_UAUTO4K | c::C_UOREG4K | c::C_ZOREG => 0,
            c::C_UAUTO8K | c::C_UOREG8K => 1,
            c::C_UAUTO16K | c::C_UOREG16K => 2,
            c::C_UAUTO32K | c::C_UOREG32K => 3,
            c::C_UAUTO64K | c::C_UOREG64K => 4,
            _ => {
                let name = names::class(class);
                self.diag_prog(&format!("bad class: {name}\n"), "");
                0
            }
        };
        let scaled = offset >> shift;
        if scaled << shift != offset {
            self.diag_prog(&format!("odd offset: {offset}\n"), "");
        }
        scaled
    }

    /// An access that changes its base.
    fn indexed_access(&mut self, p: &Prog, row: Encoding, access: &Access<'_>) -> u32 {
        let base = access.place.reg;
        if base != r::REGSP && p.from.reg == p.to.reg {
            self.diag_prog("constrained unpredictable behavior: ", "");
        }
        let offset = access.place.offset as i32;
        if !(-256..=255).contains(&offset) {
            self.diag_prog("offset out of range [-256,255]: ", "");
        }
        let mode = if row.scond == POST_INDEX { 1 } else { 3 };
        self.access_bits(p, access)
            | mode << 10
            | (offset & 0x1ff).cast_unsigned() << 12
            | field(base) << 5
            | field(access.reg)
    }

    /// An access with an offset that needs an addition, or a constant of the pool.
    fn far_access(&mut self, p: &Prog, row: Encoding, access: &Access<'_>) -> Words {
        let kind = if access.is_load { "load" } else { "store" };
        let size = move_size(row.op);
        if size.is_none() {
            let names = [p.op, row.op].map(|op| self.cx.arch.op_text(op));
            let text = format!("unexpected long move, op {} tab {}\n", names[0], names[1]);
            self.diag_prog(&text, "");
        }
        let size = size.unwrap_or(0);
        let base = or(access.place.reg, row.param);
        let offset = self.operand_offset(access.place);
        if (-256..=256).contains(&offset) {
            let rest =
                format!(": bad type for offset {offset} (should be 9 bit signed immediate {kind})");
            self.diag_prog("", &rest);
        }
        if (0..=4095).contains(&offset) && offset & ((1 << size) - 1) == 0 {
            let rest = format!(
                ": bad type for offset {offset} (should be 12 bit unsigned immediate {kind})"
            );
            self.diag_prog("", &rest);
        }
        if (-4095..=4095).contains(&offset) {
            let add = self.add_short(offset, r::REGTMP, base);
            let bits = self.access_bits(p, access);
            return [
                add,
                self.scaled_access(bits, 0, r::REGTMP, access.reg),
                0,
                0,
                0,
            ];
        }
        if let Some((high, low)) = constant::split(offset, size, self.adds_low_bits()) {
            if p.pool.is_some() {
                self.diag_prog("", &format!(": unused constant in pool ({offset})\n"));
            }
            let add = self.add_constant(a::ADD, high, r::REGTMP, base);
            let bits = self.access_bits(p, access);
            let word = self.scaled_access(bits, low, r::REGTMP, access.reg);
            return [add, word, 0, 0, 0];
        }
        if p.pool.is_none() {
            self.diag_prog("", ": constant is not in pool");
        }
        if base == r::REGTMP || access.reg == r::REGTMP {
            self.diag_prog(&format!("REGTMP used in large offset {kind}: "), "");
        }
        let load = self.load_literal(p, access.place, r::REGTMP);
        let registers = [access.reg, base, r::REGTMP];
        let word = match access.is_load {
            true => self.op_ldr_register(p.op, registers, false),
            false => self.op_str_register(p.op, registers, false),
        };
        [load, word, 0, 0, 0]
    }

    /// An access with an offset in a register.
    fn register_access(&mut self, p: &Prog, access: &Access<'_>) -> u32 {
        let place = access.place;
        let registers = [access.reg, place.reg, 0];
        let is_extended = has_extended_index(place);
        if is_extended {
            self.check_shift(p, place);
        }
        let bits = match access.is_load {
            true => self.op_ldr_register(p.op, registers, is_extended),
            false => self.op_str_register(p.op, registers, is_extended),
        };
        match is_extended {
            true => bits | self.extension(p, place, place.index),
            false => bits | field(place.index) << 16,
        }
    }

    /// Reports a shift of an index that is not the size of the access.
    fn check_shift(&mut self, p: &Prog, place: &Addr) {
        let amount = (place.index >> 5 & 7).cast_unsigned();
        match move_size(p.op) {
            Some(size @ 0..=3) => {
                if amount != 0 && u32::from(amount) != size {
                    self.diag_prog("invalid index shift amount: ", "");
                }
            }
            _ => self.panic(),
        }
    }

    /// A prefetch.
    fn prefetch(&mut self, p: &Prog) -> u32 {
        let operation = match p.to.kind {
            AddrType::Const => Some(p.to.offset as u32).filter(|number| *number <= 31),
            _ => prefetch_operation(p.to.offset),
        };
        if operation.is_none() {
            self.diag_prog("illegal prefetch operation:\n", "");
        }
        let operation = operation.unwrap_or(p.to.offset as u32);
        let offset = p.from.offset as u32 >> 3 & 0xfff;
        self.op_irr(p.op) | field(p.from.reg) << 5 | offset << 10 | operation & 31
    }

    /// A prefetch of a range.
    fn prefetch_range(&mut self, p: &Prog) -> u32 {
        let mut operation = p.to.offset as u32;
        if p.to.kind == AddrType::Const {
            if operation > 63 {
                self.diag_prog("range prefetch immediate must be 0 to 63: ", "");
            }
        } else {
            let found = c::RANGE_PREFETCH.iter().find(|row| row.0 == p.to.offset);
            if found.is_none() {
                let text = "illegal range prefetch operand, expected PLDKEEP, PSTKEEP, PLDSTRM or \
                            PSTSTRM: ";
                self.diag_prog(text, "");
            }
            operation = found.map_or(0, |row| row.1);
        }
        // The bits of the operation are the bits of an offset's extension and of the register.
        let bits = (operation & 1 << 5) << 10 | (operation & 3 << 3) << 9 | operation & 7;
        self.op_irr(p.op) | field(p.reg) << 16 | field(p.from.reg) << 5 | bits
    }

    /// Exclusive, ordered and atomic accesses.
    pub(super) fn emit_atomic(&mut self, p: &Prog, row: Encoding) -> Option<Words> {
        let word = match row.kind {
            47 => {
                self.check_second_destination(p.reg_to2);
                let table = [&optab::OP_LDADD[..], &optab::OP_SWP[..]];
                let found = table.iter().find_map(|table| bits(table, p.op));
                let registers = field(p.from.reg) << 16 | field(p.to.reg) << 5 | field(p.reg_to2);
                found.unwrap_or(0) | registers
            }
            58 => {
                let mut word = self.op_load(p.op) | 0x1f << 16 | field(p.from.reg) << 5;
                if matches!(p.op, a::LDXP | a::LDXPW | a::LDAXP | a::LDAXPW) {
                    if i64::from(p.to.reg) == p.to.offset {
                        self.diag_prog("constrained unpredictable behavior: ", "");
                    }
                    word |= ((p.to.offset & 31) as u32) << 10;
                } else {
                    word |= 0x1f << 10;
                }
                word | field(p.to.reg)
            }
            59 => self.exclusive_store(p),
            106 => self.compare_and_swap_pair(p),
            _ => return None,
        };
        Some(one(word))
    }

    fn check_second_destination(&mut self, reg: i16) {
        if reg == r::REG_RSP {
            self.diag_prog("illegal destination register: ", "\n");
        }
    }

    fn exclusive_store(&mut self, p: &Prog) -> u32 {
        let (status, base, data) = (p.reg_to2, p.to.reg, p.from.reg);
        let is_single = matches!(
            p.op,
            a::STLXR | a::STLXRW | a::STLXRB | a::STLXRH | a::STXR | a::STXRW | a::STXRB | a::STXRH
        );
        let is_pair = matches!(p.op, a::STXP | a::STLXP | a::STXPW | a::STLXPW);
        let is_base = status == base && base != r::REGSP;
        let is_data = status == data || is_pair && status == p.from.offset as i16;
        if (is_single || is_pair) && (is_data || is_base) {
            self.diag_prog("constrained unpredictable behavior: ", "");
        }
        self.check_second_destination(status);
        let mut word = self.op_store(p.op);
        word |= match status {
            0 => 0x1f << 16,
            _ => field(status) << 16,
        };
        if is_pair {
            word |= ((p.from.offset & 31) as u32) << 10;
        }
        word | field(base) << 5 | field(data)
    }

    fn compare_and_swap_pair(&mut self, p: &Prog) -> u32 {
        let to2 = p.to2().copied().unwrap_or_default();
        let (rs, rt) = (p.from.reg, to2.reg);
        let found = bits(&optab::OP_CASP, p.op);
        if found.is_none() {
            self.diag_prog("invalid CASP-like atomic instructions: ", "\n");
        }
        let problem = if rs & 1 != 0 {
            "source register pair must start from even register: "
        } else if rt & 1 != 0 {
            "destination register pair must start from even register: "
        } else if rs != p.from.offset as i16 - 1 {
            "source register pair must be contiguous: "
        } else if rt != to2.offset as i16 - 1 {
            "destination register pair must be contiguous: "
        } else {
            ""
        };
        if !problem.is_empty() {
            self.diag_prog(problem, "\n");
        }
        self.check_second_destination(rt);
        found.unwrap_or(0) | field(rs) << 16 | field(p.to.reg) << 5 | field(rt)
    }
}

/// Returns the number of a prefetch operation.
fn prefetch_operation(operand: i64) -> Option<u32> {
    let found = c::PREFETCH.iter().find(|row| row.0 == operand);
    found.map(|row| row.1)
}
