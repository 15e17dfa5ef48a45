//! Classes of operands.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go (`autoclass` to `aclass`).

use super::a;
use super::classes as c;
use super::constant;
use super::encoder::Encoder;
use super::encoding::covers;
use super::kinds::has_extended_index;
use super::kinds::is_add;
use super::kinds::is_add_word;
use super::kinds::is_and;
use super::kinds::is_and_word;
use super::kinds::is_pair;
use super::kinds::move_size;
use super::kinds::register_class;
use super::registers as r;
use crate::prog::Addr;
use crate::prog::AddrName;
use crate::prog::AddrType;
use crate::prog::Prog;
use crate::symbol::SymKind;

/// Returns the class of an offset from the frame.
fn auto_class(offset: i64) -> u8 {
    match offset {
        0 => c::C_ZAUTO,
        ..0 => negative_class(offset),
        1..=255 => by_alignment(
            offset,
            [
                c::C_PSAUTO_16,
                c::C_PSAUTO_8,
                c::C_PSAUTO_4,
                c::C_PSAUTO,
                c::C_PSAUTO,
            ],
        ),
        _ => positive_class(offset),
    }
}

/// Returns the class for the alignment of an offset: to 16, 8, 4, 2 and 1.
fn by_alignment(offset: i64, classes: [u8; 5]) -> u8 {
    let alignment = offset.trailing_zeros().min(4);
    classes[4 - alignment as usize]
}

fn negative_class(offset: i64) -> u8 {
    let is_aligned = |to: i64| offset & (to - 1) == 0;
    match offset {
        -256.. => by_alignment(
            offset,
            [
                c::C_NSAUTO_16,
                c::C_NSAUTO_8,
                c::C_NSAUTO_4,
                c::C_NSAUTO,
                c::C_NSAUTO,
            ],
        ),
        -512.. if is_aligned(16) => c::C_NPAUTO_16,
        -512.. if is_aligned(8) => c::C_NPAUTO,
        -1024.. if is_aligned(16) => c::C_NQAUTO_16,
        -4095.. => c::C_NAUTO4K,
        _ => c::C_LAUTO,
    }
}

fn positive_class(offset: i64) -> u8 {
    let is_aligned = |to: i64| offset & (to - 1) == 0;
    match offset {
        ..=504 if is_aligned(16) => c::C_PPAUTO_16,
        ..=504 if is_aligned(8) => c::C_PPAUTO,
        ..=1008 if is_aligned(16) => c::C_PQAUTO_16,
        ..=4095 => by_alignment(
            offset,
            [
                c::C_UAUTO4K_16,
                c::C_UAUTO4K_8,
                c::C_UAUTO4K_4,
                c::C_UAUTO4K_2,
                c::C_UAUTO4K,
            ],
        ),
        ..=8190 if is_aligned(16) => c::C_UAUTO8K_16,
        ..=8190 if is_aligned(8) => c::C_UAUTO8K_8,
        ..=8190 if is_aligned(4) => c::C_UAUTO8K_4,
        ..=8190 if is_aligned(2) => c::C_UAUTO8K,
        ..=16380 if is_aligned(16) => c::C_UAUTO16K_16,
        ..=16380 if is_aligned(8) => c::C_UAUTO16K_8,
        ..=16380 if is_aligned(4) => c::C_UAUTO16K,
        ..=32760 if is_aligned(16) => c::C_UAUTO32K_16,
        ..=32760 if is_aligned(8) => c::C_UAUTO32K,
        ..=65520 if is_aligned(16) => c::C_UAUTO64K,
        _ => c::C_LAUTO,
    }
}

impl Encoder<'_, '_> {
    /// Returns the class of an operand, and records its offset.
    pub(super) fn class(&mut self, operand: &mut Addr) -> u8 {
        match operand.kind {
            AddrType::None => c::C_NONE,
            AddrType::Reg => register_class(operand.reg),
            AddrType::RegReg => c::C_PAIR,
            AddrType::Shift => c::C_SHIFT,
            AddrType::RegList => c::C_LIST,
            AddrType::Mem => self.memory_class(operand),
            AddrType::FConst => c::C_FCON,
            AddrType::TextSize => c::C_TEXTSIZE,
            AddrType::Const | AddrType::Addr => self.constant_class(operand),
            AddrType::Branch => c::C_SBRA,
            AddrType::Special => match operand.offset {
                c::SPOP_EQ..=c::SPOP_NV => c::C_COND,
                _ => c::C_SPOP,
            },
            _ => c::C_GOK,
        }
    }

    /// Records the offset of a variable from the stack pointer; returns false for other operands.
    fn note_frame_offset(&mut self, operand: &mut Addr) -> bool {
        let in_frame = match operand.name {
            AddrName::Auto => -i64::from(self.extra_size),
            AddrName::Param => 8,
            _ => return false,
        };
        // The offset does not count from the stack pointer, so errors must not show it.
        if operand.reg == r::REGSP {
            operand.reg = 0;
        }
        let frame = i64::from(self.frame_size) + in_frame;
        self.offset = frame.wrapping_add(operand.offset);
        true
    }

    fn memory_class(&mut self, operand: &mut Addr) -> u8 {
        if (r::REG_F0..=r::REG_V31).contains(&operand.reg) {
            return c::C_GOK;
        }
        match operand.name {
            AddrName::Extern | AddrName::Static => {
                let Some(sym) = operand.sym else {
                    return c::C_GOK;
                };
                self.offset = operand.offset;
                match (self.cx.symbols[sym].kind, self.cx.options.is_shared) {
                    (SymKind::TlsBss, true) => c::C_TLS_IE,
                    (SymKind::TlsBss, false) => c::C_TLS_LE,
                    _ => c::C_ADDR,
                }
            }
            AddrName::GotRef => c::C_GOTADDR,
            AddrName::None if operand.index != 0 => {
                match operand.offset != 0 && !has_extended_index(operand) {
                    true => c::C_GOK,
                    false => c::C_ROFF,
                }
            }
            AddrName::None => {
                self.offset = operand.offset;
                auto_class(self.offset) - c::C_ZAUTO + c::C_ZOREG
            }
            _ => match self.note_frame_offset(operand) {
                true => auto_class(self.offset),
                false => c::C_GOK,
            },
        }
    }

    fn constant_class(&mut self, operand: &mut Addr) -> u8 {
        match operand.name {
            AddrName::None => {
                self.offset = operand.offset;
                if operand.reg == 0 || operand.reg == r::REGZERO {
                    return constant::class(self.offset, 64);
                }
            }
            AddrName::Extern | AddrName::Static => {
                let Some(sym) = operand.sym else {
                    return c::C_GOK;
                };
                if self.cx.symbols[sym].kind == SymKind::TlsBss {
                    self.cx
                        .diag("taking address of TLS variable is not supported");
                }
                self.offset = operand.offset;
                return c::C_VCONADDR;
            }
            _ => {
                if !self.note_frame_offset(operand) {
                    return c::C_GOK;
                }
            }
        }
        let offset = self.offset;
        if constant::is_add_constant(offset) || constant::is_add_constant(offset.wrapping_neg()) {
            c::C_AACON
        } else if constant::is_long_add_constant(offset) {
            c::C_AACON2
        } else {
            c::C_LACON
        }
    }

    /// Returns the class of an operand in memory, by the instruction's encodings of its offset.
    pub(super) fn large_offset_class(&self, p: &Prog, class: u8) -> u8 {
        let is_large = covers(c::C_LAUTO, class) || covers(c::C_LOREG, class);
        if !is_large || p.scond == super::PRE_INDEX || p.scond == super::POST_INDEX {
            return class;
        }
        let needs_pool = match move_size(p.op) {
            Some(size) => needs_pool(size, class, self.offset, self.adds_low_bits()),
            None if is_pair(p.op) => pair_needs_pool(class, self.offset),
            None => false,
        };
        match needs_pool {
            true if covers(c::C_LAUTO, class) => c::C_LAUTOPOOL,
            true if covers(c::C_LOREG, class) => c::C_LOREGPOOL,
            _ => class,
        }
    }

    /// Returns the class of the first source of an instruction.
    pub(super) fn first_class(&mut self, p: &mut Prog) -> u8 {
        let mut class = self.class(&mut p.from);
        let sets_flags = matches!(p.op, a::ADDS | a::ADDSW | a::SUBS | a::SUBSW);
        if sets_flags && class == c::C_ADDCON2 {
            class = c::C_LCON;
        }
        if p.from.kind == AddrType::Const && p.from.name == AddrName::None {
            if p.op == a::MOVW || is_add_word(p.op) || is_and_word(p.op) {
                class = constant::class(i64::from(p.from.offset as u32), 32);
                if matches!(p.op, a::ADDSW | a::SUBSW) && class == c::C_ADDCON2 {
                    class = c::C_LCON;
                }
            }
            let is_long = p.op == a::MOVD || is_and(p.op) || is_add(p.op);
            if is_long && matches!(class, c::C_LCON | c::C_VCON) {
                class = constant::long_class(p.from.offset, self.fixes_bits());
            }
        }
        match p.from.kind {
            AddrType::Mem => self.large_offset_class(p, class),
            _ => class,
        }
    }
}

/// True if a move of a size cannot reach the offset with two instructions.
fn needs_pool(size: u32, class: u8, offset: i64, adds_low: bool) -> bool {
    let scaled = match size {
        0 => [c::C_UAUTO4K, c::C_UOREG4K],
        1 => [c::C_UAUTO8K, c::C_UOREG8K],
        2 => [c::C_UAUTO16K, c::C_UOREG16K],
        3 => [c::C_UAUTO32K, c::C_UOREG32K],
        _ => [c::C_UAUTO64K, c::C_UOREG64K],
    };
    let near = [c::C_NSAUTO, c::C_NSOREG];
    if near.iter().chain(&scaled).any(|near| covers(*near, class)) {
        return false;
    }
    let limit = match size {
        0 => 0xff_ffff,
        _ => 0xfff000 + (0xfff << size),
    };
    let is_aligned = offset & ((1 << size) - 1) == 0;
    let is_low = adds_low && offset <= 0xfff + (0xfff << size);
    let is_split = (0..=limit).contains(&offset) && (is_aligned || is_low);
    !(-4095..=4095).contains(&offset) && !is_split
}

/// True if a move of two registers cannot reach the offset with three instructions.
fn pair_needs_pool(class: u8, offset: i64) -> bool {
    let near = [c::C_NAUTO4K, c::C_NOREG4K, c::C_UAUTO4K, c::C_UOREG4K];
    !near.iter().any(|near| covers(*near, class)) && !(0..=0xff_ffff).contains(&offset)
}
