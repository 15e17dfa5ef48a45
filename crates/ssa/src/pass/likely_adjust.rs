//! Which successor of a branch is likely: loops go on, and calls, returns and panics are rare.
//!
//! Counterpart: cmd/compile/internal/ssa/likelyadjust.go.

use super::Cx;
use crate::func::Func;
use crate::graph;
use crate::ids::BlockId;
use crate::loops;
use crate::op::flags;

/// The end of a block; a higher one is less likely.
const CALL: u8 = 1;
const RETURN: u8 = 2;
const EXIT: u8 = 3;

/// Sets predictions that are not known yet.
pub(super) fn likely_adjust(func: &mut Func, cx: &Cx<'_>) {
    // All ways from a block are at least that unlikely, and the block itself.
    let mut certain = func.free.scratch.filled(func.blocks.len(), 0_u8);
    let mut local = func.free.scratch.filled(func.blocks.len(), 0_u8);
    let order = graph::take_postorder(func);
    loops::loop_nest(func, cx);
    for id in order.iter().copied() {
        let at = id.0 as usize;
        let block = func.block(id);
        let ops = cx.ops;
        let of_first = block.succs.first();
        let of_first = of_first.map_or(0, |edge| certain[edge.block.0 as usize]);
        match block.kind {
            kind if kind == ops.block_exit => (local[at], certain[at]) = (EXIT, EXIT),
            kind if kind == ops.block_ret || kind == ops.block_ret_jmp => {
                (local[at], certain[at]) = (RETURN, RETURN);
            }
            kind if kind == ops.block_defer => {
                (local[at], certain[at]) = (CALL, of_first.max(CALL));
            }
            _ => {
                certain[at] = match &block.succs[..] {
                    [_] => of_first,
                    [_, second] => of_first.min(certain[second.block.0 as usize]),
                    _ => certain[at],
                };
                if block.succs.len() == 2 && block.likely == 0 {
                    let likely = prediction(func, id, &certain, &local);
                    func.block_mut(id).likely = likely;
                }
                let mut values = func.block(id).values.iter();
                let is_call = |value: &_| cx.tables.flags(func.value(*value).op) & flags::CALL != 0;
                if values.any(is_call) {
                    local[at] = CALL;
                    certain[at] = of_first.max(CALL);
                }
            }
        }
    }
    func.free.scratch.put(order);
    func.free.scratch.put(certain);
    func.free.scratch.put(local);
}

/// Returns the prediction for a branch: 1 for the first successor, -1 for the second.
fn prediction(func: &Func, id: BlockId, certain: &[u8], local: &[u8]) -> i8 {
    let succs = &func.block(id).succs;
    let [first, second] = [&succs[0], &succs[1]].map(|edge| edge.block.0 as usize);
    let of_block = |block: usize| {
        let nest = func.caches.loops.as_ref();
        nest.map_or(0, |nest| nest.of_block[block])
    };
    let [own, of_first, of_second] = [id.0 as usize, first, second].map(of_block);
    if own != 0 && of_first != of_second {
        return match own {
            _ if of_second == 0 => 1,
            _ if of_first == 0 => -1,
            own if own == of_first => 1,
            own if own == of_second => -1,
            _ => 0,
        };
    }
    let pairs = [
        (certain[first], certain[second]),
        (local[first], local[second]),
    ];
    let differing = pairs.into_iter().find(|(one, other)| one != other);
    match differing {
        Some((one, other)) if other > one => 1,
        Some(_) => -1,
        None => 0,
    }
}
