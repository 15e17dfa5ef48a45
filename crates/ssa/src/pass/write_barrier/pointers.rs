//! Pointers that need no barrier: to the stack, to global variables.
//!
//! Counterpart: cmd/compile/internal/ssa/writebarrier.go (`needwb`).

use super::super::Cx;
use super::zeroes::Zeroes;
use crate::func::Func;
use crate::ids::ValueId;
use crate::package::Aux;
use crate::package::type_flags;
use crate::rules::Refusal;

/// Returns the value that a pointer is computed from.
fn origin(func: &Func, cx: &Cx<'_>, pointer: ValueId) -> ValueId {
    let ops = cx.ops;
    let steps = [ops.off_ptr, ops.add_ptr, ops.ptr_index, ops.copy];
    let mut pointer = pointer;
    while steps.contains(&func.value(pointer).op) {
        pointer = func.args(pointer)[0];
    }
    pointer
}

/// Reports whether a pointer is an address on the stack.
pub fn is_stack(func: &Func, cx: &Cx<'_>, pointer: ValueId) -> bool {
    let ops = cx.ops;
    let op = func.value(origin(func, cx, pointer)).op;
    [ops.sp, ops.local_addr, ops.select_n_addr, ops.get_caller_sp].contains(&op)
}

/// Reports whether a pointer is nil or the address of a global variable.
pub(super) fn is_global(func: &Func, cx: &Cx<'_>, pointer: ValueId) -> bool {
    let ops = cx.ops;
    let pointer = origin(func, cx, pointer);
    let first_op = |value: ValueId| {
        let first = func.args(value).first();
        first.map(|first| func.value(*first).op)
    };
    match func.value(pointer).op {
        op if op == ops.addr => first_op(pointer) == Some(ops.sb),
        op if op == ops.load => is_read_only(func, cx, func.args(pointer)[0]),
        op => op == ops.const_nil,
    }
}

fn is_read_only(func: &Func, cx: &Cx<'_>, pointer: ValueId) -> bool {
    let record = func.value(pointer);
    if record.op != cx.ops.addr {
        return record.op == cx.ops.const_nil;
    }
    let data = match func.aux(cx.package, record.aux) {
        Some(Aux::Sym(sym)) => func.data(cx.package, *sym),
        _ => None,
    };
    data.is_some_and(|data| data.is_read_only)
}

/// Reports whether a store, move or zeroing needs a barrier.
pub(super) fn needs_barrier(
    func: &Func,
    cx: &Cx<'_>,
    store: ValueId,
    zeroes: &Zeroes,
) -> Result<bool, Refusal> {
    let record = func.value(store);
    let Some(Aux::Type(ty)) = func.aux(cx.package, record.aux) else {
        return Err(Refusal::Invalid);
    };
    let ty = func.ty(cx.package, *ty).ok_or(Refusal::Invalid)?;
    if ty.flags & type_flags::HAS_POINTERS == 0 {
        return Ok(false);
    }
    let args = func.args(store);
    let (target, memory) = (args[0], func.memory_arg(cx, store));
    if is_stack(func, cx, target) {
        return Ok(false);
    }
    let memory = memory.ok_or(Refusal::Invalid)?;
    let may_have_pointers = |pointer: ValueId| {
        !is_read_only(func, cx, pointer)
            && zeroes.may_have_pointers(func, cx, pointer, ty.size, memory)
    };
    if may_have_pointers(target) {
        return Ok(true);
    }
    Ok(match record.op {
        op if op == cx.ops.store => !is_global(func, cx, args[1]),
        op if op == cx.ops.move_mem => may_have_pointers(args[1]),
        _ => false,
    })
}
