//! Values move to the blocks where they are used, but not into loops.
//!
//! Counterpart: cmd/compile/internal/ssa/tighten.go (`tighten`).

use super::Cx;
use crate::func::Func;
use crate::graph;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::lca::Ancestors;
use crate::loops;
use crate::op::class;
use crate::op::flags;
use crate::rules::Refusal;

/// The number of blocks from which values move in functions that are not optimized.
const HUGE: usize = 10_000;

/// Moves values until nothing changes.
pub(super) fn tighten(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    if !cx.package.header.optimizes() && func.order.len() < HUGE {
        return Ok(());
    }
    let start_memory = start_memory(func, cx)?;
    let mut can_move = func.free.scratch.filled(func.values.len(), false);
    find_movable(func, cx, &mut can_move);
    let ancestors = Ancestors::of(func);
    graph::dominators(func);
    loops::loop_nest(func, cx);
    let mut targets = func.free.scratch.filled(func.values.len(), BlockId(0));
    let mut has_changed = true;
    while has_changed {
        targets.fill(BlockId(0));
        find_targets(func, cx, &can_move, &ancestors, &mut targets);
        leave_loops(func, &mut targets);
        has_changed = move_values(func, cx, &start_memory, &targets);
    }
    ancestors.end(func);
    func.free.scratch.put(start_memory);
    func.free.scratch.put(can_move);
    func.free.scratch.put(targets);
    Ok(())
}

/// Finds the values that may move.
fn find_movable(func: &Func, cx: &Cx<'_>, can_move: &mut [bool]) {
    let ops = cx.ops;
    let stays = [
        ops.phi,
        ops.arg,
        ops.arg_int_reg,
        ops.arg_float_reg,
        ops.select0,
        ops.select1,
        ops.select_n,
    ];
    for value in func
        .order
        .iter()
        .flat_map(|block| &func.block(*block).values)
    {
        let record = func.value(*value);
        can_move[value.0 as usize] = !stays.contains(&record.op)
            && !cx.tables.is_of(record.op, class::CLOSURE_PTR)
            && cx.tables.flags(record.op) & flags::NIL_CHECK == 0
            // Flags have one register, so that they are near their use.
            && (!has_several_registers(func, cx, *value)
                || func.is_flags(cx, *value));
    }
}

/// Reports whether several arguments of a value are in registers.
fn has_several_registers(func: &Func, cx: &Cx<'_>, value: ValueId) -> bool {
    let args = func.args(value).iter().copied();
    let mut args = args.filter(|arg| {
        let op = func.value(*arg).op;
        op != cx.ops.sb && op != cx.ops.sp && func.needs_register(cx, *arg) != Some(false)
    });
    let first = args.next();
    args.any(|arg| Some(arg) != first)
}

/// Finds the block of each value that dominates all uses.
fn find_targets(
    func: &Func,
    cx: &Cx<'_>,
    can_move: &[bool],
    ancestors: &Ancestors,
    targets: &mut [BlockId],
) {
    let mut add = |value: ValueId, user: BlockId| {
        if can_move[value.0 as usize] {
            let target = &mut targets[value.0 as usize];
            *target = if target.0 == 0 {
                user
            } else {
                ancestors.find(*target, user)
            };
        }
    };
    for id in &func.order {
        let block = func.block(*id);
        for value in &block.values {
            let is_phi = func.value(*value).op == cx.ops.phi;
            for (index, arg) in func.args(*value).iter().enumerate() {
                add(
                    *arg,
                    if is_phi {
                        block.preds[index].block
                    } else {
                        *id
                    },
                );
            }
        }
        for control in func.control_values(*id) {
            add(*control, *id);
        }
    }
}

/// Moves targets in front of loops that the values are not in.
fn leave_loops(func: &Func, targets: &mut [BlockId]) {
    let idom = func.caches.idom.as_deref().unwrap_or_default();
    let Some(nest) = func
        .caches
        .loops
        .as_ref()
        .filter(|nest| !nest.has_irreducible)
    else {
        return;
    };
    for block in &func.order {
        let own_depth = nest.of(*block).map_or(0, |own| own.depth);
        for value in &func.block(*block).values {
            let target = &mut targets[value.0 as usize];
            if target.0 == 0 {
                continue;
            }
            while let Some(around) = nest.of(*target)
                && around.depth > own_depth
            {
                *target = idom[around.header.0 as usize];
            }
        }
    }
}

/// Moves values to their targets; reports whether any moved.
fn move_values(
    func: &mut Func,
    cx: &Cx<'_>,
    start_memory: &[ValueId],
    targets: &[BlockId],
) -> bool {
    let mut has_changed = false;
    for at in 0..func.order.len() {
        let block = func.order[at];
        let mut index = 0;
        while let Some(value) = func.block(block).values.get(index).copied() {
            let target = targets[value.0 as usize];
            let is_moved = target.0 != 0 && target != block && {
                let memory = func.memory_arg(cx, value);
                memory.is_none_or(|memory| start_memory[target.0 as usize] == memory)
            };
            if is_moved {
                func.move_value(value, index, target);
                has_changed = true;
            } else {
                index += 1;
            }
        }
    }
    has_changed
}

/// Returns the state of memory at the beginning of each block.
fn start_memory(func: &mut Func, cx: &Cx<'_>) -> Result<Vec<ValueId>, Refusal> {
    let none = ValueId(0);
    let mut start = func.free.scratch.filled(func.blocks.len(), none);
    let mut end = func.free.scratch.filled(func.blocks.len(), none);
    // Blocks whose predecessors do not have their state yet.
    let mut work = func.free.scratch.take();
    for block in &func.order {
        for value in &func.block(*block).values {
            let op = func.value(*value).op;
            let memory = if op == cx.ops.phi {
                Some(*value).filter(|phi| func.is_memory(cx, *phi))
            } else if op == cx.ops.init_mem {
                Some(*value)
            } else {
                let memory = func.memory_arg(cx, *value);
                memory.filter(|memory| func.block_of[memory.0 as usize] != *block)
            };
            let Some(memory) = memory else {
                continue;
            };
            let known = &mut start[block.0 as usize];
            if *known == none {
                *known = memory;
                work.push(*block);
            } else if *known != memory {
                return Err(Refusal::Invalid);
            }
        }
    }
    let mut next = 0;
    while let Some(block) = work.get(next).copied() {
        next += 1;
        let memory = start[block.0 as usize];
        let is_phi =
            func.value(memory).op == cx.ops.phi && func.block_of[memory.0 as usize] == block;
        for (index, pred) in func.block(block).preds.iter().enumerate() {
            let pred = pred.block;
            if end[pred.0 as usize] != none {
                continue;
            }
            let state = if is_phi {
                func.args(memory)[index]
            } else {
                memory
            };
            end[pred.0 as usize] = state;
            if start[pred.0 as usize] == none {
                start[pred.0 as usize] = state;
                work.push(pred);
            }
        }
    }
    func.free.scratch.put(end);
    func.free.scratch.put(work);
    Ok(start)
}
