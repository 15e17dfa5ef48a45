//! Branches with little code on their ways become conditional moves.
//!
//! Counterpart: cmd/compile/internal/ssa/branchelim.go.

use super::Cx;
use super::machine::require_amd64;
use crate::func::Func;
use crate::func::Statement;
use crate::graph;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::class;
use crate::op::flags;
use crate::properties::INTEGERS;
use crate::properties::POINTERS;
use crate::properties::PTR_SHAPED;
use crate::rules::Refusal;
use crate::sets::SparseSet;

/// The maximum number of values on the way of a branch without an else.
const MOST_VALUES: usize = 2;

/// The cost of conditional moves from which a branch is cheaper.
const COST: usize = 2;

/// The size of a register, in bytes.
const REGISTER: i64 = 8;

/// Replaces branches.
pub(super) fn branch_elim(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    require_amd64(cx)?;
    graph::postorder(func);
    if !func
        .order
        .iter()
        .any(|block| is_open_branch(func, cx, *block))
    {
        return Ok(());
    }
    let addresses = load_addresses(func, cx);
    let mut has_changed = true;
    while has_changed {
        has_changed = false;
        for at in 0..func.order.len() {
            let block = func.order[at];
            has_changed |=
                elim_if(func, cx, &addresses, block) || elim_if_else(func, cx, &addresses, block);
        }
    }
    addresses.end(&mut func.free.scratch);
    Ok(())
}

/// Returns the values that addresses of loads are computed from.
fn load_addresses(func: &mut Func, cx: &Cx<'_>) -> SparseSet {
    let mut addresses = SparseSet::taken(&mut func.free.scratch, func.values.len());
    for block in &func.order {
        for value in &func.block(*block).values {
            let op = func.value(*value).op;
            if cx.tables.is_of(op, class::LOAD) {
                addresses.add(func.args(*value)[0].0);
            } else if op == cx.ops.move_mem {
                addresses.add(func.args(*value)[1].0);
            }
        }
    }
    let order = graph::take_postorder(func);
    loop {
        let count = addresses.contents().len();
        for block in &order {
            for value in func.block(*block).values.iter().rev() {
                if !addresses.contains(value.0) {
                    continue;
                }
                for arg in func.args(*value) {
                    if func.has_kind(cx, *arg, INTEGERS | POINTERS) {
                        addresses.add(arg.0);
                    }
                }
            }
        }
        if addresses.contents().len() == count {
            break;
        }
    }
    func.free.scratch.put(order);
    addresses
}

/// Reports whether a phi can become a conditional move.
fn can_select(func: &Func, cx: &Cx<'_>, addresses: &SparseSet, phi: ValueId) -> bool {
    // The load would wait for the condition.
    !addresses.contains(phi.0) && can_select_type(func, cx, phi)
}

/// Reports whether values of the type of a value can be selected.
pub(super) fn can_select_type(func: &Func, cx: &Cx<'_>, value: ValueId) -> bool {
    let size = func.type_of(cx, value).map_or(i64::MAX, |ty| ty.size);
    let has_bytes = cx.package.header.goarch != "amd64";
    let is_integer = func.has_kind(cx, value, INTEGERS) && (size >= 2 || has_bytes);
    size <= REGISTER && (func.has_kind(cx, value, PTR_SHAPED) || is_integer)
}

/// Reports whether a block has phis, and all of them can become conditional moves.
fn can_select_all(func: &Func, cx: &Cx<'_>, addresses: &SparseSet, block: BlockId) -> bool {
    let values = func.block(block).values.iter().copied();
    let mut phis = values.filter(|value| func.value(*value).op == cx.ops.phi);
    phis.clone().next().is_some() && phis.all(|phi| can_select(func, cx, addresses, phi))
}

/// Makes the phis of a block conditional moves.
fn select(func: &mut Func, cx: &Cx<'_>, post: BlockId, condition: ValueId, is_swapped: bool) {
    for index in 0..func.block(post).values.len() {
        let value = func.block(post).values[index];
        if func.value(value).op != cx.ops.phi {
            continue;
        }
        func.value_mut(value).op = cx.ops.cond_select;
        if is_swapped {
            func.args_mut(value).swap(0, 1);
        }
        func.add_arg(value, condition);
    }
}

/// Gives a block the end of another one.
fn take_end(func: &mut Func, block: BlockId, post: BlockId) {
    let end = func.block(post);
    let (kind, aux, succs, controls) = (end.kind, end.aux, end.succs.clone(), end.controls);
    func.reset_controls(block);
    for control in controls.iter().filter(|control| control.0 != 0) {
        func.uses[control.0 as usize] += 1;
    }
    for edge in &succs {
        func.block_mut(edge.block).preds[edge.index as usize].block = block;
    }
    let taken = func.block_mut(block);
    (taken.kind, taken.aux, taken.succs, taken.controls) = (kind, aux, succs, controls);
}

/// Gives a block the values of others, and makes those invalid.
fn take_values(func: &mut Func, cx: &Cx<'_>, block: BlockId, from: &[BlockId]) {
    for id in from {
        let mut values = std::mem::take(&mut func.block_mut(*id).values);
        for value in &values {
            func.block_of[value.0 as usize] = block;
        }
        func.block_mut(block).values.append(&mut values);
    }
    for id in from {
        func.reset_controls(*id);
        let block = func.block_mut(*id);
        block.preds.clear();
        block.succs.clear();
        block.aux = crate::package::AuxId(0);
        block.likely = 0;
        block.kind = cx.ops.block_invalid;
    }
    func.invalidate_graph();
}

/// Reports whether a block is plain and has one predecessor.
fn is_leaf(func: &Func, cx: &Cx<'_>, id: BlockId) -> bool {
    let block = func.block(id);
    block.kind == cx.ops.block_plain && block.preds.len() == 1
}

fn is_open_branch(func: &Func, cx: &Cx<'_>, id: BlockId) -> bool {
    let block = func.block(id);
    block.kind == cx.ops.block_if && block.likely == 0
}

/// Replaces a branch with code on one way.
fn elim_if(func: &mut Func, cx: &Cx<'_>, addresses: &SparseSet, id: BlockId) -> bool {
    if !is_open_branch(func, cx, id) {
        return false;
    }
    let succs = [0, 1].map(|index: usize| func.block(id).succs[index].block);
    let [first, second] = succs;
    let is_side = |side: BlockId, other: BlockId| {
        is_leaf(func, cx, side) && func.block(side).succs[0].block == other
    };
    let pairs = [(first, second), (second, first)];
    let Some((side, post)) = pairs
        .into_iter()
        .find(|(side, other)| is_side(*side, *other))
    else {
        return false;
    };
    if func.block(post).preds.len() != 2
        || post == id
        || !can_select_all(func, cx, addresses, post)
        || func.block(side).values.len() > MOST_VALUES
        || !can_speculate(func, cx, side)
    {
        return false;
    }
    let is_swapped = (func.block(post).preds[0].block == id) != (first == post);
    let condition = func.block(id).controls[0];
    select(func, cx, post, condition, is_swapped);
    take_end(func, id, post);
    move_marks(func, cx, id, side, post);
    take_values(func, cx, id, &[side, post]);
    true
}

/// Gives the marks of statements of both blocks to values of theirs, or else to the end of the
/// block that takes them.
fn move_marks(func: &mut Func, cx: &Cx<'_>, id: BlockId, side: BlockId, post: BlockId) {
    let [side_pos, post_pos] = [side, post].map(|block| func.block(block).pos);
    let is_same = side_pos.is_same_line(post_pos);
    let mut side_needs = side_pos.statement() == Statement::Is;
    let mut post_needs = post_pos.statement() == Statement::Is;
    if side_needs && has_mark(func, side) {
        side_needs = false;
        post_needs &= !is_same;
    }
    if post_needs {
        post_needs = !has_mark(func, post);
    }
    if side_needs && set_mark(func, cx, side) {
        post_needs &= !is_same;
    }
    if !post_needs || set_mark(func, cx, post) {
        return;
    }
    if func.block(id).pos.statement() != Statement::Is {
        func.block_mut(id).pos = post_pos;
        return;
    }
    let [succ] = func.block(id).succs[..] else {
        return;
    };
    if func.block(succ.block).preds.len() != 1 {
        return;
    }
    let mut values = func.block(succ.block).values.iter().copied();
    let good = values.find(|value| !cx.ops.is_poor_statement(func.value(*value).op));
    if let Some(value) = good {
        let pos = &mut func.positions[value.0 as usize];
        if pos.is_same_line(post_pos) {
            *pos = pos.with_statement(Statement::Is);
        }
        return;
    }
    let succ = func.block_mut(succ.block);
    if succ.pos.statement() != Statement::Is {
        succ.pos = post_pos;
    }
}

/// Reports whether a value of a block has the mark for the line of the block.
fn has_mark(func: &Func, id: BlockId) -> bool {
    let block = func.block(id);
    block.values.iter().any(|value| {
        let pos = func.positions[value.0 as usize];
        block.pos.is_same_line(pos) && pos.statement() == Statement::Is
    })
}

/// Gives a value of a block the mark for the line of the block; reports whether there is one.
fn set_mark(func: &mut Func, cx: &Cx<'_>, id: BlockId) -> bool {
    let block = func.block(id);
    let good = block.values.iter().copied().find(|value| {
        let pos = func.positions[value.0 as usize];
        block.pos.is_same_line(pos) && !cx.ops.is_poor_statement(func.value(*value).op)
    });
    if let Some(value) = good {
        let pos = &mut func.positions[value.0 as usize];
        *pos = pos.with_statement(Statement::Is);
    }
    good.is_some()
}

/// Replaces a branch with code on both ways.
fn elim_if_else(func: &mut Func, cx: &Cx<'_>, addresses: &SparseSet, id: BlockId) -> bool {
    if !is_open_branch(func, cx, id) {
        return false;
    }
    let [yes, no] = [0, 1].map(|index: usize| func.block(id).succs[index].block);
    let is_short = |side: BlockId| {
        is_leaf(func, cx, side)
            && func.block(side).values.len() <= 1
            && can_speculate(func, cx, side)
    };
    if !is_short(yes) || !is_short(no) {
        return false;
    }
    let [post, other] = [yes, no].map(|side| func.block(side).succs[0].block);
    if post != other
        || func.block(post).preds.len() != 2
        || post == id
        || !can_select_all(func, cx, addresses, post)
        || !is_cheap(func, cx, yes, no, post)
    {
        return false;
    }
    let is_swapped = func.block(post).preds[0].block != yes;
    let condition = func.block(id).controls[0];
    select(func, cx, post, condition, is_swapped);
    take_end(func, id, post);
    take_values(func, cx, id, &[yes, no, post]);
    true
}

/// Reports whether conditional moves are cheaper than the branch.
fn is_cheap(func: &Func, cx: &Cx<'_>, yes: BlockId, no: BlockId, post: BlockId) -> bool {
    let values = &func.block(post).values;
    let is_phi = |value: &&ValueId| func.value(**value).op == cx.ops.phi;
    let phis = values.iter().filter(is_phi).count();
    let is_of_side = |arg: &&ValueId| {
        let block = func.block_of[arg.0 as usize];
        block == yes || block == no
    };
    let args = values.iter().flat_map(|value| func.args(*value));
    let others = args.filter(is_of_side).count();
    let cost = if phis > 1 { phis + others } else { phis };
    cost < COST
}

/// Reports whether a block can run without need.
pub(super) fn can_speculate(func: &Func, cx: &Cx<'_>, block: BlockId) -> bool {
    func.block(block).values.iter().all(|value| {
        let op = func.value(*value).op;
        op != cx.ops.phi
            && !cx.tables.is_of(op, class::DIV_MOD | class::POINTER_ARITHMETIC)
            && !func.is_memory(cx, *value)
            && cx.tables.flags(op) & flags::HAS_SIDE_EFFECTS == 0
            // Marks of inlined bodies have memory as an argument.
            && (op == cx.ops.inl_mark || func.memory_arg(cx, *value).is_none())
    })
}
