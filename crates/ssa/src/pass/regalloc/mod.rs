//! Register allocation: each value gets a register or a slot on the stack.
//!
//! Blocks are visited in their order. A value is loaded into a register when it is used; if none is
//! free, the value whose next use is farthest loses its register and is stored on the stack. At the
//! end, values are moved on the edges to blocks with several predecessors, which expect them in
//! certain places.
//! Counterpart: cmd/compile/internal/ssa/regalloc.go and stackalloc.go.

mod block;
mod block_lists;
mod copies;
mod data;
mod desired;
mod edge;
mod end;
mod inputs;
mod live;
mod live_loops;
mod live_map;
mod machine;
mod merge;
mod operands;
mod outputs;
mod registers;
mod shuffle;
mod spills;
mod stack;
mod stack_live;
mod state;
mod uses;
mod value;

use super::Cx;
use super::phi_tighten::is_rematerializable;
use crate::func::Func;
use crate::graph;
use crate::rules::Refusal;

/// Gives registers and stack slots to all values.
pub(super) fn regalloc(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    func.places.homes.clear();
    let machine = machine::Machine::new(func, cx)?;
    let operands = operands::Operands::new(func, cx, &machine)?;
    let values = initial_values(func, cx);
    let mut lists: block_lists::Lists = func.free.scratch.memory();
    lists.reset(func.blocks.len());
    if func.order.len() > 1 {
        live::find(func, cx, &values, &mut lists.live);
        desired::find(func, cx, &operands, &mut lists.desired);
    }
    graph::tree(func, cx);
    let mut state = state::State::new(func, cx, (&machine, &operands), values, lists);
    let mut own = block::BlockState::new(state.func);
    for at in 0..state.func.order.len() {
        let block = state.func.order[at];
        state.allocate(&mut own, block)?;
    }
    own.end(state.func);
    spills::place(&mut state);
    let mut stack_live: stack::LiveLists = state.func.free.scratch.memory();
    stack::allocate(state.func, cx, &state.lists.spill_live, &mut stack_live)?;
    shuffle::shuffle(&mut state, &stack_live.0)?;
    state.func.free.scratch.keep(stack_live);
    state.remove_unused_copies();
    state.end();
    operands.end(func);
    Ok(())
}

/// Returns the states of values before the first block.
fn initial_values(func: &mut Func, cx: &Cx<'_>) -> Vec<data::ValueState> {
    let none = data::ValueState::default();
    let mut states = func.free.scratch.memory_of(func.values.len(), none);
    for block in &func.order {
        for value in &func.block(*block).values {
            if func.needs_register(cx, *value) == Some(true) {
                let state = &mut states[value.0 as usize];
                state.needs_register = true;
                state.is_rematerializable = is_rematerializable(func, cx, *value);
            }
        }
    }
    states
}
