//! Edges from a block with several successors to one with several predecessors get a block of
//! their own.
//!
//! Counterpart: cmd/compile/internal/ssa/critical.go.

use super::Cx;
use crate::func::Edge;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;

/// Splits critical edges. With only one phi, edges with the same argument share a block.
pub(super) fn critical(func: &mut Func, cx: &Cx<'_>) {
    let has_several = |block: &BlockId| func.block(*block).preds.len() > 1;
    if !func.order.iter().any(has_several) {
        return;
    }
    let mut block_of_arg = func.free.scratch.filled(func.values.len(), BlockId(0));
    let mut at = 0;
    // New blocks are at the end, and are visited, too.
    while let Some(block) = func.order.get(at).copied() {
        at += 1;
        if func.block(block).preds.len() <= 1 {
            continue;
        }
        let phi = only_phi(func, cx, block);
        if let Some(phi) = phi {
            for arg in func.args(phi) {
                block_of_arg[arg.0 as usize] = BlockId(0);
            }
        }
        let mut index = 0;
        while let Some(edge) = func.block(block).preds.get(index).copied() {
            let pred = edge.block;
            if func.block(pred).kind == cx.ops.block_plain {
                index += 1;
                continue;
            }
            let arg = phi.and_then(|phi| func.args(phi).get(index));
            let arg = arg.map(|arg| arg.0 as usize);
            let shared = arg.map_or(BlockId(0), |arg| block_of_arg[arg]);
            if let (Some(phi), true) = (phi, shared.0 != 0) {
                let to = func.block(shared).preds.len() as u32;
                func.block_mut(pred).succs[edge.index as usize] = Edge {
                    block: shared,
                    index: to,
                };
                func.block_mut(shared).preds.push(edge);
                func.remove_pred(block, index);
                func.remove_phi_arg(phi, index, cx.ops);
                continue;
            }
            let new = func.new_block(cx.ops.block_plain);
            func.block_mut(new).pos = func.block(pred).pos;
            if let Some(arg) = arg {
                block_of_arg[arg] = new;
            }
            let to_new = Edge {
                block: new,
                index: 0,
            };
            func.block_mut(pred).succs[edge.index as usize] = to_new;
            func.block_mut(block).preds[index] = to_new;
            let new = func.block_mut(new);
            new.preds.push(edge);
            new.succs.push(Edge {
                block,
                index: index as u32,
            });
            index += 1;
        }
    }
    func.free.scratch.put(block_of_arg);
}

/// Returns the phi of a block that has exactly one.
fn only_phi(func: &Func, cx: &Cx<'_>, block: BlockId) -> Option<ValueId> {
    let values = func.block(block).values.iter();
    let mut phis = values.filter(|value| func.value(**value).op == cx.ops.phi);
    let first = phis.next().copied();
    first.filter(|_| phis.next().is_none())
}
