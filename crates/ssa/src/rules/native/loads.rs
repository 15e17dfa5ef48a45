//! Merging of loads: whether a load can become part of the operation that uses it.
//!
//! Counterpart: cmd/compile/internal/ssa/rewrite.go (`canMergeLoad`).

use crate::ids::ValueId;
use crate::op::class;
use crate::package::kind;
use crate::rules::vm::Stop;
use crate::rules::vm::Vm;

/// The maximum number of values that are visited.
const VALUES: usize = 100;

/// The maximum number of states of memory before the load.
const STATES: usize = 50;

/// Reports whether the load can run where the target does: no store between them.
pub(super) fn can_merge(vm: &mut Vm<'_>, target: ValueId, load: ValueId) -> Result<bool, Stop> {
    let block = vm.func.block_of[target.0 as usize];
    if vm.func.block_of[load.0 as usize] != block || vm.func.uses[load.0 as usize] != 1 {
        return Ok(false);
    }
    let (mut work, mut before) = (vm.func.free.scratch.take(), vm.func.free.scratch.take());
    let outcome = has_no_store(vm, target, load, (&mut work, &mut before));
    vm.func.free.scratch.put(work);
    vm.func.free.scratch.put(before);
    outcome
}

/// Reports whether no store is between a load and a target of one block. The lists for values to visit
/// and for states of memory before the load are empty.
fn has_no_store(
    vm: &Vm<'_>,
    target: ValueId,
    load: ValueId,
    (work, before): (&mut Vec<ValueId>, &mut Vec<ValueId>),
) -> Result<bool, Stop> {
    let block = vm.func.block_of[target.0 as usize];
    let is_here = |value: ValueId| vm.func.block_of[value.0 as usize] == block;
    let memory = vm.memory_arg(load);
    let args = vm.func.args(target).iter().copied();
    work.extend(args.filter(|arg| *arg != load && is_here(*arg)));
    let mut has_states = false;
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
        let of_kind = vm.func.kind(vm.cx, record.ty).ok_or(Stop::Trap)?;
        let is_memory = vm.is_memory(record.ty);
        if of_kind == kind::TUPLE && is_memory
            || vm.cx.tables.is_of(record.op, class::TAKES_ADDRESS)
        {
            return Ok(false);
        }
        if is_memory {
            if !has_states {
                has_states = true;
                add_states_before(vm, memory, target, before);
            }
            if before.contains(&value) {
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

/// Adds the states of memory in the target's block that come before a load's.
fn add_states_before(
    vm: &Vm<'_>,
    memory: Option<ValueId>,
    target: ValueId,
    found: &mut Vec<ValueId>,
) {
    let block = vm.func.block_of[target.0 as usize];
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
}
