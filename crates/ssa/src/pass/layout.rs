//! The order of blocks in memory.
//!
//! Counterpart: cmd/compile/internal/ssa/layout.go.

use super::Cx;
use crate::func::Func;
use crate::ids::BlockId;
use crate::sets::SparseSet;

/// Orders the blocks: likely successors follow, and blocks that only lead to a panic come last.
pub(super) fn layout(func: &mut Func, cx: &Cx<'_>) {
    let mut layout = Layout::new(func, cx);
    let mut order = func.free.scratch.take();
    layout.order(func, &mut order);
    let old = std::mem::replace(&mut func.order, order);
    func.free.scratch.put(old);
    layout.end(func);
    func.facts.is_laid_out = true;
}

struct Layout {
    is_scheduled: Vec<bool>,
    indegree: Vec<u32>,
    /// Blocks all of whose predecessors have their place.
    zero_degree: Vec<u32>,
    /// Blocks some of whose predecessors have their place.
    succs: Vec<u32>,
    /// All other blocks.
    positive_degree: SparseSet,
    /// Blocks that lead to an exit only.
    exit: SparseSet,
}

impl Layout {
    fn new(func: &mut Func, cx: &Cx<'_>) -> Self {
        let exit = exit_blocks(func, cx);
        let (count, scratch) = (func.blocks.len(), &mut func.free.scratch);
        let mut layout = Self {
            is_scheduled: scratch.filled(count, false),
            indegree: scratch.filled(count, 0),
            zero_degree: scratch.take(),
            succs: scratch.take(),
            positive_degree: SparseSet::taken(scratch, count),
            exit,
        };
        for block in func.order.iter().filter(|id| !layout.exit.contains(id.0)) {
            let degree = func.block(*block).preds.len();
            layout.indegree[block.0 as usize] = degree as u32;
            match degree {
                0 => layout.zero_degree.push(block.0),
                _ => layout.positive_degree.add(block.0),
            }
        }
        layout
    }

    /// Gives the vectors back.
    fn end(self, func: &mut Func) {
        let scratch = &mut func.free.scratch;
        scratch.put(self.is_scheduled);
        for list in [self.indegree, self.zero_degree, self.succs] {
            scratch.put(list);
        }
        self.positive_degree.end(scratch);
        self.exit.end(scratch);
    }

    /// Adds the blocks to a list in their order.
    fn order(&mut self, func: &Func, order: &mut Vec<BlockId>) {
        let mut next = Some(func.entry.0);
        while let Some(id) = next {
            order.push(BlockId(id));
            self.is_scheduled[id as usize] = true;
            if order.len() == func.order.len() {
                break;
            }
            let block = func.block(BlockId(id));
            for edge in block.succs.iter().rev() {
                let succ = edge.block.0;
                // Blocks on the way to an exit have no count; theirs never becomes zero.
                let degree = &mut self.indegree[succ as usize];
                *degree = degree.wrapping_sub(1);
                match *degree {
                    0 => {
                        self.positive_degree.remove(succ);
                        self.zero_degree.push(succ);
                    }
                    _ => self.succs.push(succ),
                }
            }
            let likely = match block.likely {
                1 => block.succs.first(),
                -1 => block.succs.get(1),
                _ => None,
            };
            let likely = likely.map(|edge| edge.block.0);
            let likely = likely.filter(|block| !self.is_scheduled[*block as usize]);
            next = likely.or_else(|| self.take());
        }
    }

    /// Takes the next block that has no place yet.
    fn take(&mut self) -> Option<u32> {
        loop {
            let stacks = [&mut self.zero_degree, &mut self.succs];
            let taken = stacks.into_iter().find_map(Vec::pop);
            let taken = taken.or_else(|| self.positive_degree.pop());
            let taken = taken.or_else(|| self.exit.pop())?;
            if !self.is_scheduled[taken as usize] {
                return Some(taken);
            }
        }
    }
}

/// Returns the blocks from which only an exit can be reached.
fn exit_blocks(func: &mut Func, cx: &Cx<'_>) -> SparseSet {
    let mut exit = SparseSet::taken(&mut func.free.scratch, func.blocks.len());
    for block in &func.order {
        if func.block(*block).kind == cx.ops.block_exit {
            exit.add(block.0);
        }
    }
    loop {
        let before = exit.contents().len();
        for index in 0..before {
            let block = BlockId(exit.contents()[index]);
            for edge in &func.block(block).preds {
                let mut succs = func.block(edge.block).succs.iter();
                if succs.all(|edge| exit.contains(edge.block.0)) {
                    exit.add(edge.block.0);
                }
            }
        }
        if exit.contents().len() == before {
            return exit;
        }
    }
}
