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
    /// For each power of 2, the highest block of the window of that size at each index of the
    /// tour through the tree.
    windows: Vec<Vec<BlockId>>,
}

impl Ancestors {
    /// Walks through the tree.
    pub(crate) fn of(func: &mut Func) -> Self {
        graph::dominators(func);
        let idom = func.caches.idom.as_deref().unwrap_or_default();
        let none = BlockId(0);
        let mut first_child = vec![none; func.blocks.len()];
        let mut sibling = vec![none; func.blocks.len()];
        for block in &func.order {
            let parent = idom[block.0 as usize];
            if parent != none {
                let child = std::mem::replace(&mut first_child[parent.0 as usize], *block);
                sibling[block.0 as usize] = child;
            }
        }
        let mut depths = vec![0; func.blocks.len()];
        let mut places = vec![0; func.blocks.len()];
        let mut tour = Vec::with_capacity(2 * func.blocks.len());
        // A block, and the child that was visited last.
        let mut work = vec![(func.entry, none)];
        while let Some((block, child)) = work.pop() {
            places[block.0 as usize] = tour.len() as u32;
            tour.push(block);
            let next = if child == none {
                let parent = idom[block.0 as usize];
                depths[block.0 as usize] = depths[parent.0 as usize] + 1;
                first_child[block.0 as usize]
            } else {
                sibling[child.0 as usize]
            };
            if next != none {
                work.push((block, next));
                work.push((next, none));
            }
        }
        Self {
            windows: windows(tour, &depths),
            depths,
            places,
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
        let window = &self.windows[level];
        higher(&self.depths, window[first], window[last + 1 - (1 << level)])
    }
}

/// Returns the block that is nearer to the entry, or the first one.
fn higher(depths: &[u32], one: BlockId, other: BlockId) -> BlockId {
    if depths[other.0 as usize] < depths[one.0 as usize] {
        other
    } else {
        one
    }
}

fn windows(tour: Vec<BlockId>, depths: &[u32]) -> Vec<Vec<BlockId>> {
    let count = tour.len();
    let mut windows = vec![tour];
    let mut size = 2;
    while size < count {
        let last = &windows[windows.len() - 1];
        let starts = 0..count - size + 1;
        let window = starts.map(|at| higher(depths, last[at], last[at + size / 2]));
        let window = window.collect();
        windows.push(window);
        size *= 2;
    }
    windows
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
