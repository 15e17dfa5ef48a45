//! New phis of memory, and the uses of other states that become uses of them.
//!
//! Counterpart: `addDFphis` and `rewriteNewPhis` of
//! cmd/compile/internal/ssa/loopreschedchecks.go.

use std::collections::BTreeSet;

use super::super::Cx;
use super::memory::Memory;
use crate::func::Func;
use crate::graph::is_ancestor;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::state::TreeNode;

/// A new phi, and the state of memory that it replaces.
#[derive(Clone, Copy, Debug)]
struct NewPhi {
    before: ValueId,
    after: ValueId,
}

/// A block in the walk that adds phis: those for `state`, which a new phi in `above` replaces.
struct Step {
    state: ValueId,
    above: BlockId,
    block: BlockId,
    /// The number of successors that were visited.
    succs: usize,
    /// The last block in the tree below that was visited.
    child: BlockId,
}

impl Step {
    fn new(state: ValueId, above: BlockId, block: BlockId) -> Self {
        Self {
            state,
            above,
            block,
            succs: 0,
            child: BlockId(0),
        }
    }
}

/// The new phis of a function.
pub(super) struct Phis<'f, 'a> {
    func: &'f mut Func,
    cx: &'f Cx<'a>,
    memory: &'f Memory,
    idom: &'f [BlockId],
    tree: &'f [TreeNode],
    /// By number of the block.
    new: Vec<Option<NewPhi>>,
}

impl<'f, 'a> Phis<'f, 'a> {
    pub(super) fn new(
        func: &'f mut Func,
        cx: &'f Cx<'a>,
        memory: &'f Memory,
        idom: &'f [BlockId],
        tree: &'f [TreeNode],
    ) -> Self {
        let new = vec![None; func.blocks.len()];
        Self {
            func,
            cx,
            memory,
            idom,
            tree,
            new,
        }
    }

    /// Returns the phi of memory of a header, which is added unless it exists.
    pub(super) fn at_header(&mut self, header: BlockId) -> ValueId {
        let values = self.func.block(header).values.iter().rev().copied();
        let mut phis = values.filter(|value| self.func.value(*value).op == self.cx.ops.phi);
        if let Some(phi) = phis.find(|phi| self.func.is_memory(self.cx, *phi)) {
            return phi;
        }
        let before = self.before(header);
        let after = self.add(header, before);
        self.add_at_frontier(before, header);
        after
    }

    /// Returns the state of memory before a block.
    fn before(&self, block: BlockId) -> ValueId {
        self.memory.at_end(self.idom[block.0 as usize])
    }

    /// Adds a phi whose arguments are all the same state.
    fn add(&mut self, block: BlockId, before: ValueId) -> ValueId {
        let (ops, pos) = (self.cx.ops, self.func.block(block).pos);
        let ty = self.func.value(before).ty;
        let after = self.func.new_value(block, ops.phi, ty, pos, ops);
        for _ in 0..self.func.block(block).preds.len() {
            self.func.add_arg(after, before);
        }
        self.new[block.0 as usize] = Some(NewPhi { before, after });
        after
    }

    /// Adds phis where ways with a state and with the new phi of a block in its place meet.
    fn add_at_frontier(&mut self, state: ValueId, above: BlockId) {
        let mut stack = vec![Step::new(state, above, above)];
        while let Some(step) = stack.last_mut() {
            // With another state, the block has a definition of its own.
            if self.memory.at_end(step.block) != step.state {
                stack.pop();
                continue;
            }
            if let Some(edge) = self.func.block(step.block).succs.get(step.succs).copied() {
                step.succs += 1;
                let (state, above, succ) = (step.state, step.above, edge.block);
                let is_new = !is_ancestor(self.tree, above, succ)
                    && self.new[succ.0 as usize].is_none()
                    && !self.has_phi(succ, edge.index as usize, state);
                if is_new {
                    let before = self.before(succ);
                    self.add(succ, before);
                    stack.push(Step::new(before, succ, succ));
                }
                continue;
            }
            step.child = match step.child {
                BlockId(0) => self.tree[step.block.0 as usize].child,
                child => self.tree[child.0 as usize].sibling,
            };
            let next = Step::new(step.state, step.above, step.child);
            if next.block.0 == 0 {
                stack.pop();
            } else {
                stack.push(next);
            }
        }
    }

    /// Reports whether a phi of a block has a state as the argument of an edge.
    fn has_phi(&self, block: BlockId, index: usize, state: ValueId) -> bool {
        self.find_phi(block, index, state).is_some()
    }

    fn find_phi(&self, block: BlockId, index: usize, state: ValueId) -> Option<ValueId> {
        let mut values = self.func.block(block).values.iter().copied();
        values.find(|value| {
            self.func.value(*value).op == self.cx.ops.phi
                && self.func.args(*value).get(index) == Some(&state)
        })
    }

    /// Replaces the uses of the old states.
    pub(super) fn rewrite(mut self) {
        // Arguments of phis that belong to an edge, which blocks below do not replace.
        let mut of_edges = BTreeSet::new();
        let mut found = Vec::new();
        let mut stack = vec![(self.func.entry, self.func.entry)];
        while let Some((above, block)) = stack.pop() {
            let above = match self.new[block.0 as usize] {
                Some(_) => block,
                None => above,
            };
            if let Some(phi) = self.new[above.0 as usize] {
                self.find_uses(phi, block, &mut of_edges, &mut found);
            }
            let first = stack.len();
            let mut child = self.tree[block.0 as usize].child;
            while child.0 != 0 {
                stack.push((above, child));
                child = self.tree[child.0 as usize].sibling;
            }
            stack[first..].reverse();
        }
        for (value, index, after) in found {
            self.func.set_arg(value, index, after);
        }
    }

    /// Finds the uses of an old state in a block, and in phis of its successors.
    fn find_uses(
        &mut self,
        phi: NewPhi,
        block: BlockId,
        of_edges: &mut BTreeSet<(ValueId, usize)>,
        found: &mut Vec<(ValueId, usize, ValueId)>,
    ) {
        let values = self.func.block(block).values.iter();
        for value in values.filter(|value| **value != phi.after) {
            for (index, arg) in self.func.args(*value).iter().enumerate() {
                if *arg == phi.before && !of_edges.contains(&(*value, index)) {
                    found.push((*value, index, phi.after));
                }
            }
        }
        let at_end = self.memory.at_end(block);
        if at_end.0 == 0 || self.func.block_of[at_end.0 as usize] == block {
            return;
        }
        for edge in &self.func.block(block).succs {
            let index = edge.index as usize;
            if let Some(target) = self.find_phi(edge.block, index, phi.before) {
                found.push((target, index, phi.after));
                of_edges.insert((target, index));
            }
        }
    }
}
