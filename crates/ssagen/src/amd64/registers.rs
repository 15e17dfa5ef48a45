//! Registers of amd64, and moves between them and memory.
//!
//! Counterpart: cmd/compile/internal/amd64/ssa.go (`loadByRegWidth` and below).

use vamos_obj::As;
use vamos_obj::x86;
use vamos_obj::x86::a;
use vamos_obj::x86::registers::REG_X0;
use vamos_ssa::Aux;

use crate::input::Input;
use crate::refusal::Refusal;

/// Reports whether a function has the compiler's own calling convention.
pub(super) fn is_abi_internal(input: &Input<'_>) -> bool {
    match input.func.aux(input.package, input.func.own.call) {
        Some(Aux::Call(call)) => is_internal(input, call.sym),
        _ => false,
    }
}

/// Reports whether a symbol is a function of the compiler's own calling convention.
pub(super) fn is_internal(input: &Input<'_>, sym: vamos_ssa::SymId) -> bool {
    let sym = input.func.sym(input.package, sym);
    sym.is_some_and(|sym| sym.abi == 1)
}

/// Reports whether a register is one for floating-point numbers.
pub(super) fn is_float(reg: i16) -> bool {
    (REG_X0..REG_X0 + 16).contains(&reg)
}

/// Reports whether a register is one for integers.
fn is_general(reg: i16) -> bool {
    (x86::registers::REG_AX..=x86::registers::REG_R15).contains(&reg)
}

/// Returns the opcode of a load into a register.
pub(super) fn load(reg: i16, width: i64) -> Result<As, Refusal> {
    match width {
        1 if is_general(reg) => Ok(a::MOVBLZX),
        2 if is_general(reg) => Ok(a::MOVWLZX),
        _ => store(reg, width),
    }
}

/// Returns the opcode of a store of a register.
pub(super) fn store(reg: i16, width: i64) -> Result<As, Refusal> {
    match (is_float(reg), width) {
        (true, 4) => Ok(a::MOVSS),
        (true, 8) => Ok(a::MOVSD),
        (true, 16) => Ok(a::MOVUPS),
        (false, 1) if is_general(reg) => Ok(a::MOVB),
        (false, 2) if is_general(reg) => Ok(a::MOVW),
        (false, 4) if is_general(reg) => Ok(a::MOVL),
        (false, 8) if is_general(reg) => Ok(a::MOVQ),
        _ => Err(Refusal::Width(width)),
    }
}

/// Returns the opcode of a move between registers.
pub(super) fn move_op(to: i16, from: i16, width: i64) -> Result<As, Refusal> {
    match (is_float(to), is_float(from), width) {
        (true, true, 1..=16) => Ok(a::MOVUPS),
        _ if !(is_float(to) || is_general(to)) || !(is_float(from) || is_general(from)) => {
            Err(Refusal::Width(width))
        }
        (_, _, 1 | 2 | 4) => Ok(a::MOVL),
        (_, _, 8) => Ok(a::MOVQ),
        _ => Err(Refusal::Width(width)),
    }
}
