//! Values of innermost loops that do not depend on the iteration are computed before the loop
//! (since Go 1.27).
//!
//! Counterpart: cmd/compile/internal/ssa/licm.go.

use super::Cx;
use crate::func::Edge;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::loops;
use crate::op::flags;
use crate::package::kind;
use crate::state::Loop;
use crate::state::LoopNest;

/// Moves values to the block before their loop.
pub(super) fn loop_invariant(func: &mut Func, cx: &Cx<'_>) {
    let nest = loops::new_loop_nest(func, cx);
    if nest.loops.is_empty() || nest.has_irreducible {
        return;
    }
    let depends = dependent(func, cx, &nest);
    for at in 0..func.order.len() {
        let block = func.order[at];
        let Some(own) = innermost(&nest, block) else {
            continue;
        };
        if func.block(own.header).preds.len() != 2 {
            continue;
        }
        let values = &func.block(block).values;
        if values.iter().all(|value| depends[value.0 as usize]) {
            continue;
        }
        let before = block_before(func, cx, &nest, own);
        let mut values = std::mem::take(&mut func.block_mut(block).values);
        values.retain(|value| {
            let stays = depends[value.0 as usize];
            if !stays {
                func.block_of[value.0 as usize] = before;
                func.block_mut(before).values.push(*value);
            }
            stays
        });
        func.block_mut(block).values = values;
    }
}

/// Returns the loop of a block, if it has no loop inside.
fn innermost(nest: &LoopNest, block: BlockId) -> Option<&Loop> {
    let is_old = (block.0 as usize) < nest.of_block.len();
    let own = is_old.then(|| nest.of(block)).flatten();
    own.filter(|own| own.is_inner)
}

/// Returns for each value whether it must stay in its loop.
fn dependent(func: &Func, cx: &Cx<'_>, nest: &LoopNest) -> Vec<bool> {
    let ops = cx.ops;
    let mut depends = vec![false; func.values.len()];
    let mut work: Vec<ValueId> = Vec::new();
    let inner = || {
        let blocks = func.order.iter();
        let blocks = blocks.filter(|block| innermost(nest, **block).is_some());
        blocks.flat_map(|block| func.block(*block).values.iter().copied())
    };
    for value in inner() {
        let op = func.value(value).op;
        let is_early =
            cx.tables.flags(op) & flags::EARLY_OK != 0 && !func.has_kind(cx, value, 1 << kind::PTR);
        if !is_early && op != ops.select0 && op != ops.select1 {
            depends[value.0 as usize] = true;
            work.push(value);
        }
    }
    let users = users(func, inner);
    while let Some(value) = work.pop() {
        let start = users.partition_point(|(arg, _)| *arg < value);
        let of_value = users[start..].iter().take_while(|(arg, _)| *arg == value);
        for (_, user) in of_value {
            let depends = &mut depends[user.0 as usize];
            if !*depends {
                *depends = true;
                work.push(*user);
            }
        }
    }
    depends
}

/// Returns the values in innermost loops with each of their arguments, sorted by argument.
fn users<I: Iterator<Item = ValueId>>(
    func: &Func,
    inner: impl Fn() -> I,
) -> Vec<(ValueId, ValueId)> {
    let pairs = inner().flat_map(|user| func.args(user).iter().map(move |arg| (*arg, user)));
    let mut pairs: Vec<(ValueId, ValueId)> = pairs.collect();
    pairs.sort_unstable();
    pairs
}

/// Returns the block before a loop, which is made unless there is one.
fn block_before(func: &mut Func, cx: &Cx<'_>, nest: &LoopNest, own: &Loop) -> BlockId {
    let header = own.header;
    let is_inside = |pred: Edge| {
        let around = innermost(nest, pred.block);
        around.is_some_and(|around| around.header == header)
    };
    let index = usize::from(is_inside(func.block(header).preds[0]));
    let pred = func.block(header).preds[index];
    if func.block(pred.block).kind == cx.ops.block_plain {
        return pred.block;
    }
    let new = func.new_block(cx.ops.block_plain);
    func.block_mut(new).pos = func.block(pred.block).pos;
    func.block_mut(new).preds.push(pred);
    func.block_mut(new).succs.push(Edge {
        block: header,
        index: index as u32,
    });
    let to_new = Edge {
        block: new,
        index: 0,
    };
    func.block_mut(header).preds[index] = to_new;
    func.block_mut(pred.block).succs[pred.index as usize] = to_new;
    new
}
