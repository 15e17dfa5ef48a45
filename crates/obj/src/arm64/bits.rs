//! Instructions from opcode bits and fields.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go (`oprrr` to `oaddi12`, `opbfm`, `opextr`,
//! `encRegShiftOrExt`, and the functions that assemble constant fields).

use super::a;
use super::encoder::Encoder;
use super::encoding::bits;
use super::encoding::other_bits;
use super::kinds::is_add_word;
use super::optab as tables;
use super::registers as r;
use crate::prog::Addr;
use crate::prog::AddrType;
use crate::prog::As;
use crate::prog::Prog;

/// The bit of instructions of 64 bits.
pub(super) const S64: u32 = 1 << 31;
/// The bit of instructions that set flags.
pub(super) const SETS_FLAGS: u32 = 1 << 29;
/// The extension of a register of 64 bits by nothing.
pub(super) const LSL0_64: u32 = 3 << 13;
/// The extension of a register of 32 bits by nothing.
pub(super) const LSL0_32: u32 = 2 << 13;

/// Returns the number of a register.
pub(super) fn field(reg: i16) -> u32 {
    (reg & 31) as u32
}

/// Returns an ADR (0) or ADRP (1).
pub(super) fn adr(is_page: u32, offset: u32, reg: i16) -> u32 {
    is_page << 31 | (offset & 3) << 29 | 0x10 << 24 | (offset >> 2 & 0x7ffff) << 5 | field(reg)
}

/// Returns a HINT.
pub(super) fn hint(number: u32) -> u32 {
    0x354 << 22 | 3 << 16 | 2 << 12 | number << 5 | 0x1f
}

/// Returns the fields of a system instruction.
pub(super) fn system_fields([op1, cn, cm, op2]: [u32; 4]) -> u32 {
    op1 << 16 | cn << 12 | cm << 8 | op2 << 5
}

/// Returns the fields of a move of 16 bits.
pub(super) fn move_fields(value: i64, part: u32, reg: i16) -> u32 {
    ((value >> (part * 16) & 0xffff) as u32) << 5 | (part & 3) << 21 | field(reg)
}

/// Returns the fields of an offset by a register.
fn offset_fields(reg: i16, extension: u32, amount: i16) -> u32 {
    field(reg) << 16 | extension << 13 | (amount as u32) << 10
}

impl Encoder<'_, '_> {
    /// Returns the bits of an opcode; reports an opcode without them.
    fn op(&mut self, kind: &str, table: &[(u16, u32)], op: As, problem: &str) -> u32 {
        let release = self.cx.options.release;
        let found = match other_bits(kind, op, release) {
            Some(other) => other,
            None => bits(table, op),
        };
        if let Some(bits) = found {
            return bits;
        }
        let name = self.cx.arch.op_text(op);
        let text = self.cx.prog_text(self.current);
        let number = op.0.cast_signed();
        self.cx.diag(match problem {
            "rrr" => format!("{text}: bad rrr {number} {name}"),
            "bit" => format!("bad bit op\n{text}"),
            "irr" | "imm" | "bra" | "brr" | "op0" => format!("{text}: bad {problem} {name}"),
            _ => format!("bad {problem} {name}\n{text}"),
        });
        0
    }

    /// Operations of registers.
    pub(super) fn op_rrr(&mut self, op: As, rd: i16, rn: i16, rm: i16) -> u32 {
        match self.op("rrr", &tables::OP_RRR, op, "rrr") {
            0 if bits(&tables::OP_RRR, op).is_none() => 0,
            bits => bits | field(rm) << 16 | field(rn) << 5 | field(rd),
        }
    }

    /// Operations of four registers.
    pub(super) fn op_rrrr(&mut self, op: As, rd: i16, rn: i16, rm: i16, ra: i16) -> u32 {
        self.op_rrr(op, rd, rn, rm) | field(ra) << 10
    }

    /// Operations with an immediate.
    pub(super) fn op_irr(&mut self, op: As) -> u32 {
        self.op("irr", &tables::OP_IRR, op, "irr")
    }

    /// Operations that count or turn bits.
    pub(super) fn op_bit(&mut self, op: As) -> u32 {
        self.op("bit", &tables::OP_BIT, op, "bit")
    }

    /// Additions with an extended register.
    pub(super) fn op_extended(&mut self, op: As, [rd, rn, rm]: [i16; 3], is_given: bool) -> u32 {
        let (kind, table): (_, &[(u16, u32)]) = match is_given {
            true => ("xrrr", &tables::OP_XRRR),
            false => ("xrrrlsl", &tables::OP_XRRRLSL),
        };
        match self.op(kind, table, op, "opxrrr") {
            0 => 0,
            bits => bits | field(rm) << 16 | field(rn) << 5 | field(rd),
        }
    }

    /// Exceptions.
    pub(super) fn op_imm(&mut self, op: As) -> u32 {
        self.op("imm", &tables::OP_IMM, op, "imm")
    }

    /// Branches to a place.
    pub(super) fn op_branch(&mut self, op: As) -> u32 {
        self.op("bra", &tables::OP_BRA, op, "bra")
    }

    /// Branches to a register.
    pub(super) fn op_branch_register(&mut self, op: As) -> u32 {
        self.op("brr", &tables::OP_BRR, op, "brr")
    }

    /// Instructions without operands.
    pub(super) fn op_plain(&mut self, op: As) -> u32 {
        self.op("op0", &tables::OP_OP0, op, "op0")
    }

    /// Exclusive and ordered loads.
    pub(super) fn op_load(&mut self, op: As) -> u32 {
        self.op("load", &tables::OP_LOAD, op, "opload")
    }

    /// Exclusive and ordered stores.
    pub(super) fn op_store(&mut self, op: As) -> u32 {
        self.op("store", &tables::OP_STORE, op, "opstore")
    }

    /// Loads with an immediate offset.
    pub(super) fn op_ldr(&mut self, op: As) -> u32 {
        self.op("ldr", &tables::OP_LDR, op, "opldr")
    }

    /// Stores with an immediate offset.
    pub(super) fn op_str(&mut self, op: As) -> u32 {
        let bits = self.op_ldr(op);
        match op {
            a::FMOVQ => bits & !(1 << 22),
            _ => bits & !(3 << 22),
        }
    }

    /// Loads with an offset in a register.
    pub(super) fn op_ldr_register(&mut self, op: As, regs: [i16; 3], is_given: bool) -> u32 {
        let (kind, table): (_, &[(u16, u32)]) = match is_given {
            true => ("ldrr", &tables::OP_LDRR),
            false => ("ldrrlsl", &tables::OP_LDRRLSL),
        };
        let bits = self.op(kind, table, op, "opldrr");
        with_registers(bits, regs)
    }

    /// Stores with an offset in a register.
    pub(super) fn op_str_register(&mut self, op: As, regs: [i16; 3], is_given: bool) -> u32 {
        let (kind, table): (_, &[(u16, u32)]) = match is_given {
            true => ("strr", &tables::OP_STRR),
            false => ("strrlsl", &tables::OP_STRRLSL),
        };
        let bits = self.op(kind, table, op, "opstrr");
        with_registers(bits, regs)
    }

    /// A load or store with a scaled offset of 12 bits.
    pub(super) fn scaled_access(&mut self, op: u32, offset: i32, base: i16, reg: i16) -> u32 {
        if !(0..1 << 12).contains(&offset) {
            self.diag_prog(&format!("offset out of range: {offset}\n"), "");
        }
        op | ((offset & 0xfff) as u32) << 10 | field(base) << 5 | field(reg) | 1 << 24
    }

    /// A load or store with an offset of nine bits.
    pub(super) fn unscaled_access(&mut self, op: u32, offset: i32, base: i16, reg: i16) -> u32 {
        if !(-256..=255).contains(&offset) {
            self.diag_prog(&format!("offset out of range: {offset}\n"), "");
        }
        op | ((offset & 0x1ff) as u32) << 12 | field(base) << 5 | field(reg)
    }

    /// An addition of a constant.
    pub(super) fn add_constant(&mut self, op: As, value: i32, rd: i16, rn: i16) -> u32 {
        let mut bits = self.op_irr(op);
        let mut value = value;
        if value & 0xfff000 != 0 {
            if value & 0xfff != 0 {
                self.diag_prog("", " misuses oaddi");
            }
            value >>= 12;
            bits |= 1 << 22;
        }
        bits | ((value & 0xfff) as u32) << 10 | field(rn) << 5 | field(rd)
    }

    /// An addition or subtraction of 12 bits.
    pub(super) fn add_short(&mut self, value: i32, rd: i16, rn: i16) -> u32 {
        if !(-4095..=4095).contains(&value) {
            let text = self.cx.prog_text(self.current);
            self.cx
                .diag(format!("{value} is not a 12 bit immediate: {text}"));
            return 0;
        }
        match value < 0 {
            true => self.add_constant(a::SUB, -value, rd, rn),
            false => self.add_constant(a::ADD, value, rd, rn),
        }
    }

    /// A move of a field of bits.
    pub(super) fn bit_field(&mut self, op: As, [r, s]: [i64; 2], rf: i16, rt: i16) -> u32 {
        let bits = self.op_irr(op);
        let width = if bits & S64 == 0 { 32 } else { 64 };
        for number in [r, s] {
            if number < 0 || number as u32 >= width {
                self.diag_prog("illegal bit number\n", "");
            }
        }
        bits | (r as u32 & 0x3f) << 16 | (s as u32 & 0x3f) << 10 | field(rf) << 5 | field(rt)
    }

    /// Bits of a pair of registers.
    pub(super) fn extract(&mut self, op: As, first: i64, [rn, rm, rt]: [i16; 3]) -> u32 {
        let bits = self.op_irr(op);
        let last = if bits & S64 == 0 { 31 } else { 63 };
        if first < 0 || first as u32 > last {
            self.diag_prog("illegal bit number\n", "");
        }
        bits | (first as u32) << 10 | field(rn) << 5 | field(rm) << 16 | field(rt)
    }

    /// Fields of a shifted or extended register.
    pub(super) fn extension(&mut self, p: &Prog, operand: &Addr, reg: i16) -> u32 {
        let amount = reg >> 5 & 7;
        let is_memory = operand.kind == AddrType::Mem;
        let in_memory = if amount == 0 { 2 } else { 6 };
        if (r::REG_LSL..r::REG_ARNG).contains(&reg) {
            return match is_memory {
                true => offset_fields(reg, 3, in_memory),
                false if is_add_word(p.op) => offset_fields(reg, 2, amount),
                false => offset_fields(reg, 3, amount),
            };
        }
        if !(r::REG_UXTB..r::REG_SPECIAL).contains(&reg) {
            self.cx.diag("unsupported register extension type.");
            return 0;
        }
        let number = ((reg - r::REG_UXTB) >> 8).cast_unsigned();
        // UXTW, SXTW and SXTX have a bit for the amount in addresses.
        match is_memory && matches!(number, 2 | 6 | 7) {
            true => offset_fields(reg, u32::from(number), in_memory),
            false => offset_fields(reg, u32::from(number), amount),
        }
    }

    /// Returns the distance from the instruction to its target, or to its constant.
    pub(super) fn distance(&mut self, p: &Prog, page: u32, width: u32, shift: u32) -> u32 {
        let target = match (p.to.kind, p.from.kind) {
            (AddrType::Branch, _) => p.to.target(),
            (_, AddrType::Branch) => p.from.target(),
            _ => None,
        };
        let Some(target) = target.or(p.pool) else {
            return 0;
        };
        let mut distance = (self.cx.prog(target).pc >> page) - (self.pc >> page);
        if distance & ((1 << shift) - 1) != 0 {
            self.diag_prog("misaligned label\n", "");
        }
        distance >>= shift;
        let limit = 1_i64 << (width - 1);
        if distance < -limit || distance >= limit {
            self.panic();
        }
        (distance & ((limit << 1) - 1)) as u32
    }
}

/// Adds the registers of an access: data, base and offset.
fn with_registers(bits: u32, [rt, rn, rm]: [i16; 3]) -> u32 {
    match bits {
        0 => 0,
        _ => bits | field(rm) << 16 | field(rn) << 5 | field(rt),
    }
}
