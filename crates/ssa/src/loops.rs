//! The loops of a function.
//!
//! Counterpart: cmd/compile/internal/ssa/likelyadjust.go (`loopnestfor`).

use crate::cx::Cx;
use crate::func::Func;
use crate::graph;
use crate::graph::is_ancestor;
use crate::graph::is_ancestor_eq;
use crate::ids::BlockId;
use crate::state::Loop;
use crate::state::LoopNest;
use crate::state::TreeNode;

/// Returns the loops, which are computed on request and stored until a block or edge changes.
pub(crate) fn loop_nest<'f>(func: &'f mut Func, cx: &Cx<'_>) -> &'f LoopNest {
    if func.caches.loops.is_none() {
        func.caches.loops = Some(new_loop_nest(func, cx));
    }
    func.caches.loops.get_or_insert_default()
}

/// Computes the loops and does not store them.
pub(crate) fn new_loop_nest(func: &mut Func, cx: &Cx<'_>) -> LoopNest {
    graph::postorder(func);
    graph::tree(func, cx);
    let mut nest = LoopNest {
        loops: func.free.scratch.take(),
        of_block: func.free.scratch.filled(func.blocks.len(), 0),
        ..LoopNest::default()
    };
    let mut visited = func.free.scratch.filled(func.blocks.len(), false);
    find(func, &mut nest, &mut visited);
    func.free.scratch.put(visited);
    nest
}

/// Finds the loops; no block was visited before.
fn find(func: &Func, nest: &mut LoopNest, visited: &mut [bool]) {
    let order = func.caches.postorder.as_deref().unwrap_or_default();
    let tree = func.caches.tree.as_deref().unwrap_or_default();
    for block in order {
        // The innermost loop whose header can be reached from the block; one more than its index.
        let mut innermost = 0;
        for edge in &func.block(*block).succs {
            let succ = edge.block;
            let mut found = nest.of_block[succ.0 as usize];
            if is_ancestor_eq(tree, succ, *block) {
                if found == 0 {
                    nest.loops.push(Loop {
                        header: succ,
                        is_inner: true,
                        ..Loop::default()
                    });
                    found = nest.loops.len() as u32;
                    nest.of_block[succ.0 as usize] = found;
                }
            } else if !visited[succ.0 as usize] {
                nest.has_irreducible = true;
            } else if found != 0 && !is_ancestor_eq(tree, nest.header(found), *block) {
                found = nest.nearest_outer(tree, found, *block);
            }
            if found == 0 || innermost == found {
                continue;
            }
            if innermost == 0 {
                innermost = found;
                continue;
            }
            let [inner, other] = [innermost, found].map(|number| nest.header(number));
            if is_ancestor(tree, inner, other) {
                nest.set_outer(tree, innermost, found);
                innermost = found;
            } else if is_ancestor(tree, other, inner) {
                nest.set_outer(tree, found, innermost);
            }
        }
        if innermost != 0 {
            nest.of_block[block.0 as usize] = innermost;
            nest.get_mut(innermost).blocks += 1;
        }
        visited[block.0 as usize] = true;
    }
    nest.set_depths();
}

impl LoopNest {
    /// Returns the loop of a block.
    pub(crate) fn of(&self, block: BlockId) -> Option<&Loop> {
        let number = self.of_block[block.0 as usize] as usize;
        self.loops.get(number.checked_sub(1)?)
    }

    fn get_mut(&mut self, number: u32) -> &mut Loop {
        &mut self.loops[number as usize - 1]
    }

    fn header(&self, number: u32) -> BlockId {
        self.loops[number as usize - 1].header
    }

    /// Returns the nearest loop around a loop that has the block, or 0.
    fn nearest_outer(&self, tree: &[TreeNode], number: u32, block: BlockId) -> u32 {
        let mut outer = self.loops[number as usize - 1].outer;
        while outer != 0 && !is_ancestor_eq(tree, self.header(outer), block) {
            outer = self.loops[outer as usize - 1].outer;
        }
        outer
    }

    /// Records that a loop contains another one. Other loops between them find their place.
    fn set_outer(&mut self, tree: &[TreeNode], outer: u32, inner: u32) {
        let (mut outer, mut inner) = (outer, inner);
        loop {
            let mut old = self.get_mut(inner).outer;
            while old != 0 && is_ancestor(tree, self.header(outer), self.header(old)) {
                inner = old;
                old = self.get_mut(inner).outer;
            }
            if outer == old {
                return;
            }
            self.get_mut(inner).outer = outer;
            self.get_mut(outer).is_inner = false;
            if old == 0 {
                return;
            }
            // The former outer loop contains the new one.
            (outer, inner) = (old, outer);
        }
    }

    /// Sets the depth of each loop; 1 is outermost.
    fn set_depths(&mut self) {
        for index in 0..self.loops.len() {
            let mut depth = 0;
            let mut at = index as u32 + 1;
            while at != 0 {
                let known = self.get_mut(at).depth;
                if known != 0 {
                    depth += known;
                    break;
                }
                depth += 1;
                at = self.get_mut(at).outer;
            }
            let mut at = index as u32 + 1;
            while at != 0 && self.get_mut(at).depth == 0 {
                self.get_mut(at).depth = depth;
                depth -= 1;
                at = self.get_mut(at).outer;
            }
        }
    }
}
