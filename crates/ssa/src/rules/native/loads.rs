//! Merging of loads: whether a load can become part of the operation that uses it.
//!
//! Counterpart: cmd/compile/internal/ssa/rewrite.go (`canMergeLoad`).

use crate::ids::ValueId;
use crate::package::kind;
use crate::rules::vm::Stop;
use crate::rules::vm::Vm;

/// The maximum number of values that are visited.
const VALUES: usize = 100;

/// The maximum number of states of memory before the load.
const STATES: usize = 50;

/// Reports whether the load can run where the target does: no store between them.
pub(super) fn can_merge(vm: &Vm<'_>, target: ValueId, load: ValueId) -> Result<bool, Stop> {
    let block = vm.func.block_of[target.0 as usize];
    let is_here = |value: ValueId| vm.func.block_of[value.0 as usize] == block;
    if !is_here(load) || vm.func.uses[load.0 as usize] != 1 {
        return Ok(false);
    }
    let memory = vm.memory_arg(load);
    let args = vm.func.args(target).iter().copied();
    let mut work: Vec<ValueId> = args.filter(|arg| *arg != load && is_here(*arg)).collect();
    let mut before: Option<Vec<ValueId>> = None;
    for round in 0.. {
        let Some(value) = work.pop() else {
            return Ok(true);
        };
        if round >= VALUES {
            return Ok(false);
        }
        if vm.op(value) == vm.cx.ops.phi {
            continue;
        }
        let record = vm.func.value(value);
        let ty = vm.ty(record.ty).ok_or(Stop::Trap)?;
        if ty.kind == kind::TUPLE && vm.is_memory(record.ty) {
            return Ok(false);
        }
        let info = vm
            .cx
            .tables
            .ops
            .get(usize::from(record.op))
            .ok_or(Stop::Trap)?;
        if info.sym_effect.contains("Addr") {
            return Ok(false);
        }
        if vm.is_memory(record.ty) {
            let known = before.get_or_insert_with(|| states_before(vm, memory, target));
            if known.contains(&value) {
                continue;
            }
            return Ok(false);
        }
        let args = vm.func.args(value);
        if memory.is_some() && args.last().copied() == memory {
            continue;
        }
        work.extend(args.iter().copied().filter(|arg| is_here(*arg)));
    }
    Ok(true)
}

/// Returns states of memory in the target's block that come before a load's.
fn states_before(vm: &Vm<'_>, memory: Option<ValueId>, target: ValueId) -> Vec<ValueId> {
    let block = vm.func.block_of[target.0 as usize];
    let mut found = Vec::new();
    let mut next = memory;
    while let Some(state) = next.filter(|_| found.len() < STATES) {
        let is_end = vm.op(state) == vm.cx.ops.phi
            || vm.func.block_of[state.0 as usize] != block
            || !vm.is_memory(vm.func.value(state).ty);
        if is_end {
            break;
        }
        found.push(state);
        next = vm.memory_arg(state);
    }
    found
}
