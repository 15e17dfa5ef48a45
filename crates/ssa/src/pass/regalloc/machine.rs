//! The registers that values can have.
//!
//! Counterpart: cmd/compile/internal/ssa/regalloc.go (`init`, `compatRegs`).

use super::Cx;
use crate::func::Func;
use crate::op::RegMask;
use crate::op::Registers;
use crate::op::flags;
use crate::package::TypeId;
use crate::package::kind;
use crate::package::type_flags;
use crate::properties::BOOLEANS;
use crate::properties::INTEGERS;
use crate::properties::PTR_SHAPED;
use crate::rules::Refusal;

/// The number of no register.
pub(super) const NO_REGISTER: u8 = u8::MAX;

/// The number of bits of a mask.
pub(super) const REGISTERS: usize = RegMask::BITS as usize;

/// Returns the mask of a register, or an empty one for no register.
pub(super) fn mask_of(register: u8) -> RegMask {
    1_u128.checked_shl(register.into()).unwrap_or(0)
}

/// Returns the lowest register of a mask that has one.
pub(super) fn lowest(mask: RegMask) -> u8 {
    mask.trailing_zeros() as u8
}

/// Reports whether a mask has a register.
pub(super) fn has(mask: RegMask, register: u8) -> bool {
    mask & mask_of(register) != 0
}

/// Reports whether a mask has one register only.
pub(super) fn is_single(mask: RegMask) -> bool {
    mask.is_power_of_two()
}

/// Returns the registers of a mask, the lowest first.
pub(super) fn each(mask: RegMask) -> impl Iterator<Item = u8> {
    let mut rest = mask;
    std::iter::from_fn(move || {
        if rest == 0 {
            return None;
        }
        let register = lowest(rest);
        rest &= rest - 1;
        Some(register)
    })
}

/// The registers of a function.
#[derive(Debug)]
pub(super) struct Machine<'a> {
    pub(super) table: &'a Registers,
    /// The number of registers.
    pub(super) count: usize,
    /// The register of the stack pointer.
    pub(super) sp: u8,
    /// The register of the base of static variables.
    pub(super) sb: u8,
    /// The register of the goroutine.
    pub(super) g: u8,
    /// The register that is always zero.
    pub(super) zero: u8,
    /// Registers that are given to values.
    pub(super) allocatable: RegMask,
    simd: RegMask,
}

impl<'a> Machine<'a> {
    pub(super) fn new(func: &Func, cx: &Cx<'a>) -> Result<Self, Refusal> {
        let header = &cx.package.header;
        let table = cx.tables.registers(&header.goarch);
        let table = table.ok_or(Refusal::Unsupported("registers of this machine"))?;
        let find = |wanted: &str| {
            let at = header.registers.iter().position(|name| name == wanted);
            at.map_or(NO_REGISTER, |at| at as u8)
        };
        let [sp, sb, g, zero] = ["SP", "SB", "g", "ZERO"].map(find);
        let count = header.registers.len();
        if sp == NO_REGISTER || sb == NO_REGISTER || count > REGISTERS {
            return Err(Refusal::Invalid);
        }
        let mut fixed = mask_of(sp) | mask_of(sb) | mask_of(g) | mask_of(zero);
        fixed |= table.frame_pointer.map_or(0, mask_of);
        if let Some(link) = table.link.filter(|_| is_leaf(func, cx)) {
            fixed |= mask_of(link);
        }
        if header.is_dynlink() && header.goarch == "amd64" {
            fixed |= mask_of(R15);
        }
        let all = table.general | table.float | table.special | table.simd;
        Ok(Self {
            table,
            count,
            sp,
            sb,
            g,
            zero,
            allocatable: all & !fixed,
            simd: if cx.profile.registers_in_two_words {
                table.simd
            } else {
                table.float
            },
        })
    }

    /// Reports whether a register can be given to values or is the goroutine's.
    pub(super) fn is_tracked(&self, register: u8) -> bool {
        has(self.allocatable, register) || register == self.g
    }

    /// Returns the registers that values of a type can have.
    pub(super) fn of_type(&self, func: &Func, cx: &Cx<'_>, ty: TypeId) -> RegMask {
        let table = self.table;
        let general = INTEGERS | BOOLEANS | PTR_SHAPED;
        if func
            .kind(cx, ty)
            .is_some_and(|kind| general >> kind & 1 != 0)
        {
            return table.general & self.allocatable;
        }
        let Some(ty) = func.ty(cx.package, ty) else {
            return 0;
        };
        let or_float = |mask: RegMask| if mask == 0 { table.float } else { mask };
        let mask = match ty.kind {
            kind::TUPLE => 0,
            kind::SSA if ty.text == "flags" => 0,
            _ if ty.flags & type_flags::IS_SIMD != 0 && ty.size > 8 => self.simd,
            _ if ty.flags & type_flags::IS_SIMD != 0 => table.general,
            kind::SSA if ty.text == "int128" => table.float,
            kind::FLOAT32 => or_float(table.float32),
            kind::FLOAT64 => or_float(table.float64),
            _ => table.general,
        };
        mask & self.allocatable
    }
}

/// The register for the table of addresses in programs that link packages at run time.
const R15: u8 = 15;

/// Reports whether a function calls nothing, but for tail calls.
fn is_leaf(func: &Func, cx: &Cx<'_>) -> bool {
    let mut values = func
        .order
        .iter()
        .flat_map(|block| &func.block(*block).values);
    !values.any(|value| {
        let flags = cx.tables.flags(func.value(*value).op);
        flags & flags::CALL != 0 && flags & flags::TAIL_CALL == 0
    })
}
