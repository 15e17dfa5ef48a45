//! Loops begin with the block that jumps back to their header, so that an iteration has one jump.
//!
//! Counterpart: cmd/compile/internal/ssa/looprotate.go.

use vamos_base::golang::pdqsort::sort_func;

use super::Cx;
use crate::func::Func;
use crate::ids::BlockId;
use crate::loops;
use crate::state::LoopNest;

/// Marks for alignment: the first block of a loop, one that is only jumped to, one that is hot according to the
/// profile.
const NOT_FLOW_IN: u8 = 1;
const INITIAL: u8 = 2;
const HOT: u8 = 4;

/// Rotates loops, the innermost first.
pub(super) fn loop_rotate(func: &mut Func, cx: &Cx<'_>) {
    let nest = loops::loop_nest(func, cx);
    if nest.has_irreducible || nest.loops.is_empty() {
        return;
    }
    let nest = nest.clone();
    let mut order: Vec<usize> = (0..nest.loops.len()).collect();
    sort_func(&mut order, |one, other| {
        nest.loops[*other].depth.cmp(&nest.loops[*one].depth)
    });
    let mut rotation = Rotation {
        index: vec![0; func.blocks.len()],
        after: vec![Vec::new(); func.blocks.len()],
        tops: vec![BlockId(0); func.blocks.len()],
        nest,
    };
    for (index, block) in func.order.iter().enumerate() {
        rotation.index[block.0 as usize] = index;
    }
    for number in order {
        rotation.rotate(func, cx, number);
    }
    func.order = rotation.finish(func);
}

struct Rotation {
    nest: LoopNest,
    /// The index of each block in the order.
    index: Vec<usize>,
    /// The blocks that follow a block.
    after: Vec<Vec<BlockId>>,
    /// The first block of each loop, by its header.
    tops: Vec<BlockId>,
}

impl Rotation {
    fn rotate(&mut self, func: &mut Func, cx: &Cx<'_>, number: usize) {
        let header = self.nest.loops[number].header;
        let own = number as u32 + 1;
        let preds = func.block(header).preds.iter().map(|edge| edge.block);
        let mut in_loop = preds.filter(|pred| {
            func.block(*pred).kind == cx.ops.block_plain
                && self.nest.of_block[pred.0 as usize] == own
        });
        // The last one.
        let Some(top) = in_loop.next_back() else {
            return;
        };
        self.tops[header.0 as usize] = top;
        let hot = if func.facts.is_hot { HOT } else { 0 };
        func.block_mut(top).hotness |= INITIAL | hot;
        if top == header {
            return;
        }
        func.block_mut(top).hotness |= NOT_FLOW_IN;
        self.after[top.0 as usize] = self.behind_header(func, number, top);
        let [from, to] = [header, top].map(|block| self.index[block.0 as usize]);
        func.order.swap(from, to);
        self.index.swap(header.0 as usize, top.0 as usize);
    }

    /// Returns the header and the blocks of the loop after it, up to the new first one.
    fn behind_header(&self, func: &Func, number: usize, top: BlockId) -> Vec<BlockId> {
        let header = self.nest.loops[number].header;
        let own = number as u32 + 1;
        let mut blocks = vec![header];
        let from = self.index[header.0 as usize] + 1;
        for block in func.order.get(from..).unwrap_or_default() {
            if *block == top {
                break;
            }
            let number = self.nest.of_block[block.0 as usize];
            let is_own = number == own;
            let is_top_of_inner = || {
                let inner = self.nest.of(*block);
                inner.is_some_and(|inner| {
                    inner.outer == own && self.tops[inner.header.0 as usize] == *block
                })
            };
            if number != 0 && (is_own || is_top_of_inner()) {
                blocks.push(*block);
            }
        }
        blocks
    }

    /// Returns the order: each block precedes the blocks that follow it.
    fn finish(self, func: &Func) -> Vec<BlockId> {
        let mut moves = vec![false; func.blocks.len()];
        for block in self.after.iter().flatten() {
            moves[block.0 as usize] = true;
        }
        let mut order = Vec::with_capacity(func.order.len());
        let mut stack = Vec::new();
        for block in func.order.iter().filter(|block| !moves[block.0 as usize]) {
            stack.push(*block);
            while let Some(next) = stack.pop() {
                order.push(next);
                stack.extend(self.after[next.0 as usize].iter().rev());
            }
        }
        order
    }
}
