//! Calls, and the values that a function finds at its start.
//!
//! Counterpart: cmd/compile/internal/amd64/ssa.go (`ssaGenValue`, `getgFromTLS`).

use vamos_obj::Addr;
use vamos_obj::AddrName;
use vamos_obj::AddrType;
use vamos_obj::As;
use vamos_obj::op;
use vamos_obj::x86::REGG;
use vamos_obj::x86::a;
use vamos_obj::x86::registers::REG_TLS;
use vamos_ssa::Aux;
use vamos_ssa::ValueId;

use super::Rows;
use super::registers;
use super::zero_x15;
use crate::operand;
use crate::refusal::Refusal;
use crate::state::State;

type Done = Result<(), Refusal>;

pub(super) const ROWS: Rows = &[
    (closure_pointer, "LoweredGetClosurePtr"),
    (get_g, "LoweredGetG"),
    (call_static, "CALLstatic"),
    (call_tail, "CALLtail CALLtailinter"),
    (call_other, "CALLclosure CALLinter"),
    (caller_pc, "LoweredGetCallerPC"),
    (caller_sp, "LoweredGetCallerSP"),
    (write_barrier, "LoweredWB"),
];

/// Loads the goroutine from the thread's memory.
fn load_g(s: &mut State<'_>, to: i16) {
    let to = Addr::register(to);
    if !s.input.facts.is_shared {
        s.emit(a::MOVQ, operand::memory(REG_TLS, 0), to);
        return;
    }
    s.emit(a::MOVQ, Addr::register(REG_TLS), to);
    let mut from = operand::memory(to.reg, 0);
    from.index = REG_TLS;
    from.scale = 1;
    s.emit(a::MOVQ, from, to);
}

/// Sets the registers that have a meaning in the compiler's own calling convention.
fn enter_internal(s: &mut State<'_>) {
    zero_x15(s);
    load_g(s, REGG);
}

fn closure_pointer(_: &mut State<'_>, _: ValueId, _: As) -> Done {
    Ok(())
}

fn get_g(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    if registers::is_abi_internal(s.input) {
        return Err(Refusal::Invalid("load of the goroutine"));
    }
    load_g(s, s.reg(v)?);
    Ok(())
}

/// Reports whether the target of a call has the compiler's own calling convention.
fn calls_internal(s: &State<'_>, v: ValueId) -> Result<bool, Refusal> {
    match s.aux(v)? {
        Aux::Call(call) => Ok(registers::is_internal(s.input, call.sym)),
        _ => Err(Refusal::Aux(v.0)),
    }
}

fn call_static(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    let (own, target) = (registers::is_abi_internal(s.input), calls_internal(s, v)?);
    if !own && target {
        enter_internal(s);
    }
    s.call(v, op::CALL)?;
    if own && !target {
        enter_internal(s);
    }
    Ok(())
}

fn call_tail(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    if !registers::is_abi_internal(s.input) && calls_internal(s, v)? {
        enter_internal(s);
    }
    s.call(v, op::RET)?;
    Ok(())
}

fn call_other(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    s.call(v, op::CALL)?;
    Ok(())
}

/// Returns an operand relative to the parameters.
fn at_params(kind: AddrType, offset: i64) -> Addr {
    Addr {
        kind,
        name: AddrName::Param,
        offset,
        ..Addr::default()
    }
}

/// The return address is below the first parameter.
fn caller_pc(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    let from = at_params(AddrType::Mem, -8);
    s.emit(a::MOVQ, from, Addr::register(s.reg(v)?));
    Ok(())
}

fn caller_sp(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    let from = at_params(AddrType::Addr, 0);
    s.emit(a::MOVQ, from, Addr::register(s.reg(v)?));
    Ok(())
}

fn write_barrier(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    let entries = s.value(v).aux_int;
    let index = usize::try_from(entries - 1).ok();
    let barriers = &s.input.symbols.runtime.write_barriers;
    let sym = index.and_then(|index| barriers.get(index));
    let sym = *sym.ok_or(Refusal::Invalid("write barrier"))?;
    s.emit_to(op::CALL, operand::external(sym));
    Ok(())
}
