//! Calls for the race detector at the beginning and end of functions that call nothing.
//!
//! Counterpart: cmd/compile/internal/ssa/rewrite.go (`needRaceCleanup`).

use super::Native;
use super::Run;
use super::native;
use crate::ids::ValueId;
use crate::package::Aux;
use crate::rules::ty::Ty;
use crate::rules::vm::Stop;
use crate::rules::vm::Vm;

/// The call at the beginning of a function, and the one at its end.
const ENTER: &str = "runtime.racefuncenter";
const EXIT: &str = "runtime.racefuncexit";

/// Functions whose calls need no others.
const HARMLESS: [&str; 5] = [
    ENTER,
    EXIT,
    "runtime.panicdivide",
    "runtime.panicwrap",
    "runtime.panicshift",
];

pub(super) const NATIVES: &[Native] = &[native(
    "needRaceCleanup",
    &[Ty::Call, Ty::Value],
    Ty::Bool,
    Run::MayEdit(need_race_cleanup),
)];

/// Answers whether a call can be removed; the argument of a call that can be is removed, too.
fn need_race_cleanup(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let name = vm.function_name(base);
    let is_enter = name == Some(ENTER);
    let is_candidate = vm.rules.target.is_race && (is_enter || name == Some(EXIT));
    if !is_candidate || has_other_calls(vm) {
        return vm.answer(base, false);
    }
    if !is_enter {
        return vm.answer(base, true);
    }
    let call = vm.value_at(base + 1);
    let ops = vm.cx.ops;
    let first = *vm.func.args(call).first().ok_or(Stop::Trap)?;
    if vm.func.value(first).op != ops.store {
        // Before calls are expanded, the argument is not stored.
        let yes = vm.func.value(call).op == ops.static_le_call;
        return vm.answer(base, yes);
    }
    let memory = *vm.func.args(first).get(2).ok_or(Stop::Trap)?;
    vm.edits += 1;
    vm.func.reset(first, ops.copy, ops);
    vm.func.add_arg(first, memory);
    vm.answer(base, true)
}

/// Reports whether the function calls others, which need the calls in stack traces.
fn has_other_calls(vm: &Vm<'_>) -> bool {
    let ops = vm.cx.ops;
    let calls = [
        ops.closure_call,
        ops.inter_call,
        ops.closure_le_call,
        ops.inter_le_call,
    ];
    let mut values = vm
        .func
        .order
        .iter()
        .flat_map(|id| &vm.func.block(*id).values);
    values.any(|value| {
        let op = vm.func.value(*value).op;
        if op == ops.static_call || op == ops.static_le_call {
            !called(vm, *value).is_some_and(|name| HARMLESS.contains(&name))
        } else {
            calls.contains(&op)
        }
    })
}

/// Returns the name of the function that a value calls.
fn called<'a>(vm: &'a Vm<'_>, value: ValueId) -> Option<&'a str> {
    match vm.func.aux(vm.cx.package, vm.func.value(value).aux) {
        Some(Aux::Call(call)) => Some(&vm.sym_of(call.sym)?.name),
        _ => None,
    }
}
