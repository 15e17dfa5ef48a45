//! Results about the control-flow graph: postorder, dominators, the tree of dominators.
//!
//! Each is computed on request and stored in the function until a block or edge changes. The set of
//! stored results is part of the state, and so is the order of children in the tree.
//! Counterpart: cmd/compile/internal/ssa/dom.go and sparsetree.go.

use crate::cx::Cx;
use crate::func::Func;
use crate::ids::BlockId;
use crate::state::TreeNode;

/// Returns the blocks in postorder.
pub(crate) fn postorder(func: &mut Func) -> &[BlockId] {
    if func.caches.postorder.is_none() {
        let mut walk = Walk {
            seen: func.free.scratch.filled(func.blocks.len(), false),
            stack: func.free.scratch.take(),
            order: func.free.scratch.take(),
        };
        walk.run(func);
        func.free.scratch.put(walk.seen);
        func.free.scratch.put(walk.stack);
        func.caches.postorder = Some(walk.order);
    }
    func.caches.postorder.as_deref().unwrap_or_default()
}

/// Returns a list of the blocks in postorder, which the function's scratch gets back.
pub(crate) fn take_postorder(func: &mut Func) -> Vec<BlockId> {
    let mut list = func.free.scratch.take();
    list.extend_from_slice(postorder(func));
    list
}

/// Returns the immediate dominator of each block, by number.
pub(crate) fn dominators(func: &mut Func) -> &[BlockId] {
    if func.caches.idom.is_none() {
        let idom = Dominators::find(func);
        func.caches.idom = Some(idom);
    }
    func.caches.idom.as_deref().unwrap_or_default()
}

/// Returns the tree of dominators, by number of the block.
pub(crate) fn tree<'f>(func: &'f mut Func, cx: &Cx<'_>) -> &'f [TreeNode] {
    if func.caches.tree.is_none() {
        dominators(func);
        if cx.profile.children_in_postorder {
            postorder(func);
        }
        let (mut tree, mut stack) = (func.free.scratch.take(), func.free.scratch.take());
        let order = match &func.caches.postorder {
            Some(order) if cx.profile.children_in_postorder => order,
            _ => &func.order,
        };
        let idom = func.caches.idom.as_deref().unwrap_or_default();
        make_tree(func.entry, idom, order, (&mut tree, &mut stack));
        func.free.scratch.put(stack);
        func.caches.tree = Some(tree);
    }
    func.caches.tree.as_deref().unwrap_or_default()
}

/// Returns the tree of dominators with children in reverse postorder.
pub(crate) fn ordered_tree(func: &mut Func, postorder: &[BlockId]) -> Vec<TreeNode> {
    let entry = func.entry;
    let mut tree = Vec::new();
    let lists = (&mut tree, &mut Vec::new());
    make_tree(entry, dominators(func), postorder, lists);
    tree
}

impl Func {
    /// Returns the immediate dominator of each block, by number.
    pub fn immediate_dominators(&mut self) -> Vec<BlockId> {
        dominators(self).to_vec()
    }

    /// Returns the blocks in postorder; a result that passes have stored is used.
    pub fn postorder(&self) -> Vec<BlockId> {
        if let Some(order) = &self.caches.postorder {
            return order.clone();
        }
        let mut walk = Walk {
            seen: vec![false; self.blocks.len()],
            stack: Vec::new(),
            order: Vec::with_capacity(self.order.len()),
        };
        walk.run(self);
        walk.order
    }
}

/// A walk through the blocks that can be reached, successors first.
struct Walk {
    /// The blocks that were reached.
    seen: Vec<bool>,
    /// The blocks on the way, each with the index of its next edge.
    stack: Vec<(BlockId, u32)>,
    order: Vec<BlockId>,
}

impl Walk {
    fn run(&mut self, func: &Func) {
        self.stack.push((func.entry, 0));
        self.seen[func.entry.0 as usize] = true;
        while let Some((block, next)) = self.stack.last_mut() {
            let Some(edge) = func.block(*block).succs.get(*next as usize) else {
                self.order.push(*block);
                self.stack.pop();
                continue;
            };
            *next += 1;
            let is_seen = &mut self.seen[edge.block.0 as usize];
            if !*is_seen {
                *is_seen = true;
                self.stack.push((edge.block, 0));
            }
        }
    }
}

/// The simple algorithm of Lengauer and Tarjan. Blocks and steps of the walk are numbers from 1.
struct Dominators {
    semi: Vec<u32>,
    /// The block of each step of the walk.
    vertex: Vec<u32>,
    label: Vec<u32>,
    parent: Vec<u32>,
    ancestor: Vec<u32>,
    /// Blocks whose ancestors are not compressed yet.
    path: Vec<u32>,
    bucket_head: Vec<u32>,
    bucket_link: Vec<u32>,
}

impl Dominators {
    fn find(func: &mut Func) -> Vec<BlockId> {
        let len = func.blocks.len();
        let mut zeros = |len| func.free.scratch.filled(len, 0_u32);
        let mut found = Self {
            semi: zeros(len),
            vertex: zeros(len + 1),
            label: zeros(len),
            parent: zeros(len),
            ancestor: zeros(len),
            path: zeros(0),
            bucket_head: zeros(len),
            bucket_link: zeros(len),
        };
        let mut idom = func.free.scratch.filled(len, BlockId(0));
        let mut stack = func.free.scratch.take();
        found.run(func, &mut idom, &mut stack);
        func.free.scratch.put(stack);
        for list in [
            found.semi,
            found.vertex,
            found.label,
            found.parent,
            found.ancestor,
            found.path,
            found.bucket_head,
            found.bucket_link,
        ] {
            func.free.scratch.put(list);
        }
        idom
    }

    /// Writes the immediate dominators of all blocks.
    fn run(&mut self, func: &Func, idom: &mut [BlockId], stack: &mut Vec<BlockId>) {
        let count = self.number(func, stack);
        for step in (2..=count).rev() {
            let block = self.vertex[step] as usize;
            for edge in &func.blocks[block].preds {
                if self.semi[edge.block.0 as usize] == 0 {
                    continue;
                }
                let best = self.eval(edge.block.0);
                let semi = self.semi[best as usize];
                self.semi[block] = self.semi[block].min(semi);
            }
            let bucket = self.vertex[self.semi[block] as usize] as usize;
            self.bucket_link[block] = self.bucket_head[bucket];
            self.bucket_head[bucket] = block as u32;
            let parent = self.parent[block];
            self.ancestor[block] = parent;
            let mut next = self.bucket_head[parent as usize];
            while next != 0 {
                let best = self.eval(next);
                let is_less = self.semi[best as usize] < self.semi[next as usize];
                idom[next as usize] = BlockId(if is_less { best } else { parent });
                next = self.bucket_link[next as usize];
            }
        }
        for step in 2..=count {
            let block = self.vertex[step] as usize;
            if idom[block].0 != self.vertex[self.semi[block] as usize] {
                idom[block] = idom[idom[block].0 as usize];
            }
        }
    }

    /// Numbers the blocks by a walk in depth; returns the last number.
    fn number(&mut self, func: &Func, stack: &mut Vec<BlockId>) -> usize {
        let mut count = 0;
        stack.push(func.entry);
        while let Some(id) = stack.pop() {
            let block = id.0 as usize;
            if self.semi[block] != 0 {
                continue;
            }
            count += 1;
            self.semi[block] = count as u32;
            self.vertex[count] = id.0;
            self.label[block] = id.0;
            for edge in &func.block(id).succs {
                let next = edge.block.0 as usize;
                if self.semi[next] == 0 {
                    stack.push(edge.block);
                    // The last block before it is walked counts.
                    self.parent[next] = id.0;
                }
            }
        }
        count
    }

    /// Returns the block with the least semidominator on the way up from a block.
    fn eval(&mut self, block: u32) -> u32 {
        if self.ancestor[block as usize] == 0 {
            return block;
        }
        self.compress(block);
        self.label[block as usize]
    }

    fn compress(&mut self, block: u32) {
        let mut next = block;
        while self.ancestor[self.ancestor[next as usize] as usize] != 0 {
            self.path.push(next);
            next = self.ancestor[next as usize];
        }
        while let Some(block) = self.path.pop() {
            let block = block as usize;
            let ancestor = self.ancestor[block] as usize;
            let [best, own] = [ancestor, block].map(|one| self.semi[self.label[one] as usize]);
            if best < own {
                self.label[block] = self.label[ancestor];
            }
            self.ancestor[block] = self.ancestor[ancestor];
        }
    }
}

/// Makes the tree: children are in the reverse of `order`. The lists for the tree and for a walk
/// through it are empty.
fn make_tree(
    entry: BlockId,
    idom: &[BlockId],
    order: &[BlockId],
    (tree, stack): (&mut Vec<TreeNode>, &mut Vec<(BlockId, u32)>),
) {
    tree.resize(idom.len(), TreeNode::default());
    for block in order {
        let parent = idom[block.0 as usize];
        if parent.0 != 0 {
            let first = std::mem::replace(&mut tree[parent.0 as usize].child, *block);
            let node = &mut tree[block.0 as usize];
            node.parent = parent;
            node.sibling = first;
        }
    }
    number_tree(tree, entry, stack);
}

/// A step of the walk that leaves a block; other steps enter it.
const LEAVE: u32 = 1;

/// Numbers the tree: each block has six numbers, of which two are stored.
fn number_tree(tree: &mut [TreeNode], entry: BlockId, stack: &mut Vec<(BlockId, u32)>) {
    let mut number = 1;
    stack.push((entry, 0));
    while let Some((block, step)) = stack.pop() {
        if step == LEAVE {
            number += 1;
            tree[block.0 as usize].exit = number;
            number += 2;
            continue;
        }
        number += 1;
        tree[block.0 as usize].entry = number;
        number += 2;
        stack.push((block, LEAVE));
        let first = stack.len();
        let mut child = tree[block.0 as usize].child;
        while child.0 != 0 {
            stack.push((child, 0));
            child = tree[child.0 as usize].sibling;
        }
        stack[first..].reverse();
    }
}

/// Reports whether a block dominates another one, or is the same.
#[inline]
pub(crate) fn is_ancestor_eq(tree: &[TreeNode], above: BlockId, below: BlockId) -> bool {
    let [above_node, below_node] = [above, below].map(|block| &tree[block.0 as usize]);
    above == below || above_node.entry <= below_node.entry && below_node.exit <= above_node.exit
}

/// Reports whether a block dominates another one.
#[inline]
pub(crate) fn is_ancestor(tree: &[TreeNode], above: BlockId, below: BlockId) -> bool {
    let [above_node, below_node] = [above, below].map(|block| &tree[block.0 as usize]);
    above != below && above_node.entry < below_node.entry && below_node.exit < above_node.exit
}
