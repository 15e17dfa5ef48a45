//! Least common ancestors of blocks in the tree of dominators.
//!
//! Counterpart: cmd/compile/internal/ssa/lca.go.

use crate::func::Func;
use crate::graph;
use crate::ids::BlockId;

/// Answers for the least common ancestor in constant time.
#[derive(Debug)]
pub(crate) struct Ancestors {
    /// The depth of each block; the entry has 1.
    depths: Vec<u32>,
    /// An index of the tour where each block is.
    places: Vec<u32>,
    /// The number of steps of the tour through the tree.
    steps: usize,
    /// For each power of 2, the highest block of the window of that size at each step of the tour.
    windows: Vec<BlockId>,
}

impl Ancestors {
    /// Walks through the tree.
    pub(crate) fn of(func: &mut Func) -> Self {
        graph::dominators(func);
        let none = BlockId(0);
        let count = func.blocks.len();
        let mut first_child = func.free.scratch.filled(count, none);
        let mut sibling = func.free.scratch.filled(count, none);
        let mut found = Self {
            depths: func.free.scratch.filled(count, 0),
            places: func.free.scratch.filled(count, 0),
            steps: 0,
            windows: func.free.scratch.take(),
        };
        // A block, and the child that was visited last.
        let mut work: Vec<(BlockId, u32)> = func.free.scratch.take();
        let idom = func.caches.idom.as_deref().unwrap_or_default();
        for block in &func.order {
            let parent = idom[block.0 as usize];
            if parent != none {
                let child = std::mem::replace(&mut first_child[parent.0 as usize], *block);
                sibling[block.0 as usize] = child;
            }
        }
        work.push((func.entry, 0));
        while let Some((block, child)) = work.pop() {
            found.places[block.0 as usize] = found.windows.len() as u32;
            found.windows.push(block);
            let next = if child == 0 {
                let parent = idom[block.0 as usize];
                found.depths[block.0 as usize] = found.depths[parent.0 as usize] + 1;
                first_child[block.0 as usize]
            } else {
                sibling[child as usize]
            };
            if next != none {
                work.push((block, next.0));
                work.push((next, 0));
            }
        }
        func.free.scratch.put(work);
        func.free.scratch.put(first_child);
        func.free.scratch.put(sibling);
        found.find_windows();
        found
    }

    /// Gives the vectors back.
    pub(crate) fn end(self, func: &mut Func) {
        func.free.scratch.put(self.depths);
        func.free.scratch.put(self.places);
        func.free.scratch.put(self.windows);
    }

    /// Finds the windows of sizes above 1; the ones of size 1 are the tour.
    fn find_windows(&mut self) {
        self.steps = self.windows.len();
        let mut size = 2;
        while size < self.steps {
            let before = self.windows.len() - self.steps;
            for at in before..before + self.steps - size + 1 {
                let halves = [at, at + size / 2].map(|at| self.windows[at]);
                self.windows.push(self.higher(halves));
            }
            let end = before + 2 * self.steps;
            self.windows.resize(end, BlockId(0));
            size *= 2;
        }
    }

    /// Returns the block that is nearer to the entry, or the first one.
    fn higher(&self, [one, other]: [BlockId; 2]) -> BlockId {
        if self.depths[other.0 as usize] < self.depths[one.0 as usize] {
            other
        } else {
            one
        }
    }

    /// Returns the least common ancestor of two blocks.
    pub(crate) fn find(&self, one: BlockId, other: BlockId) -> BlockId {
        if one == other {
            return one;
        }
        let [one, other] = [one, other].map(|block| self.places[block.0 as usize] as usize);
        let (first, last) = (one.min(other), one.max(other));
        // Unreachable blocks are not on the tour and have the place of the entry.
        let level = (last - first).checked_ilog2().unwrap_or(0) as usize;
        let window = &self.windows[level * self.steps..];
        self.higher([window[first], window[last + 1 - (1 << level)]])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::func::Block;
    use crate::func::Edge;

    /// Returns a function with these edges between blocks from 1.
    fn func(count: u32, edges: &[(u32, u32)]) -> Func {
        let mut func = Func {
            blocks: vec![Block::default(); count as usize + 1],
            order: (1..=count).map(BlockId).collect(),
            entry: BlockId(1),
            ..Func::default()
        };
        for (from, to) in edges
            .iter()
            .map(|(from, to)| (BlockId(*from), BlockId(*to)))
        {
            let [index, other] = [func.block(to).preds.len(), func.block(from).succs.len()];
            func.block_mut(from).succs.push(Edge {
                block: to,
                index: index as u32,
            });
            func.block_mut(to).preds.push(Edge {
                block: from,
                index: other as u32,
            });
        }
        func
    }

    #[test]
    fn the_answer_is_that_of_the_tree() {
        let edges = [
            (1, 2),
            (1, 3),
            (2, 4),
            (2, 5),
            (4, 6),
            (5, 6),
            (3, 7),
            (6, 7),
            (7, 1),
        ];
        let mut func = func(8, &edges);
        let ancestors = Ancestors::of(&mut func);
        let idom = func.caches.idom.clone().unwrap();
        let path = |mut block: BlockId| {
            let mut path = vec![block];
            while idom[block.0 as usize].0 != 0 {
                block = idom[block.0 as usize];
                path.push(block);
            }
            path
        };
        for one in 1..8 {
            for other in 1..8 {
                let (above, below) = (path(BlockId(one)), path(BlockId(other)));
                let wanted = above.iter().find(|block| below.contains(block));
                let found = ancestors.find(BlockId(one), BlockId(other));
                assert_eq!(Some(&found), wanted, "{one} {other}");
            }
        }
    }

    #[test]
    fn an_unreachable_block_has_the_place_of_the_entry() {
        let ancestors = Ancestors::of(&mut func(4, &[(1, 2), (3, 4)]));
        for (one, other) in [(1, 3), (3, 4), (4, 1), (2, 3)] {
            assert_eq!(ancestors.find(BlockId(one), BlockId(other)), BlockId(1));
        }
    }
}
