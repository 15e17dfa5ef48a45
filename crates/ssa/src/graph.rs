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
        let order = walk(func);
        func.caches.postorder = Some(order);
    }
    func.caches.postorder.as_deref().unwrap_or_default()
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
        let order = match cx.profile.children_in_postorder {
            true => postorder(func).to_vec(),
            false => func.order.clone(),
        };
        let idom = func.caches.idom.as_deref().unwrap_or_default();
        let tree = make_tree(func.entry, idom, &order);
        func.caches.tree = Some(tree);
    }
    func.caches.tree.as_deref().unwrap_or_default()
}

/// Returns the tree of dominators with children in reverse postorder.
pub(crate) fn ordered_tree(func: &mut Func, postorder: &[BlockId]) -> Vec<TreeNode> {
    let entry = func.entry;
    make_tree(entry, dominators(func), postorder)
}

impl Func {
    /// Returns the immediate dominator of each block, by number.
    pub fn immediate_dominators(&mut self) -> Vec<BlockId> {
        dominators(self).to_vec()
    }

    /// Returns the blocks in postorder; a result that passes have stored is used.
    pub fn postorder(&self) -> Vec<BlockId> {
        match &self.caches.postorder {
            Some(order) => order.clone(),
            None => walk(self),
        }
    }
}

/// Walks through the blocks that can be reached, successors first.
fn walk(func: &Func) -> Vec<BlockId> {
    let mut seen = vec![false; func.blocks.len()];
    let mut order = Vec::with_capacity(func.order.len());
    let mut stack = vec![(func.entry, 0)];
    seen[func.entry.0 as usize] = true;
    while let Some((block, next)) = stack.last_mut() {
        let Some(edge) = func.block(*block).succs.get(*next) else {
            order.push(*block);
            stack.pop();
            continue;
        };
        *next += 1;
        let is_seen = &mut seen[edge.block.0 as usize];
        if !*is_seen {
            *is_seen = true;
            stack.push((edge.block, 0));
        }
    }
    order
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
}

impl Dominators {
    fn find(func: &Func) -> Vec<BlockId> {
        let len = func.blocks.len();
        let zeros = || vec![0_u32; len];
        let mut found = Self {
            semi: zeros(),
            vertex: vec![0; len + 1],
            label: zeros(),
            parent: zeros(),
            ancestor: zeros(),
            path: Vec::new(),
        };
        let count = found.number(func);
        let (mut bucket_head, mut bucket_link) = (zeros(), zeros());
        let mut idom = zeros();
        for step in (2..=count).rev() {
            let block = found.vertex[step] as usize;
            for edge in &func.blocks[block].preds {
                if found.semi[edge.block.0 as usize] == 0 {
                    continue;
                }
                let best = found.eval(edge.block.0);
                let semi = found.semi[best as usize];
                found.semi[block] = found.semi[block].min(semi);
            }
            let bucket = found.vertex[found.semi[block] as usize] as usize;
            bucket_link[block] = bucket_head[bucket];
            bucket_head[bucket] = block as u32;
            let parent = found.parent[block];
            found.ancestor[block] = parent;
            let mut next = bucket_head[parent as usize];
            while next != 0 {
                let best = found.eval(next);
                let is_less = found.semi[best as usize] < found.semi[next as usize];
                idom[next as usize] = if is_less { best } else { parent };
                next = bucket_link[next as usize];
            }
        }
        for step in 2..=count {
            let block = found.vertex[step] as usize;
            if idom[block] != found.vertex[found.semi[block] as usize] {
                idom[block] = idom[idom[block] as usize];
            }
        }
        idom.into_iter().map(BlockId).collect()
    }

    /// Numbers the blocks by a walk in depth; returns the last number.
    fn number(&mut self, func: &Func) -> usize {
        let mut count = 0;
        let mut stack = vec![func.entry];
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

/// Makes the tree: children are in the reverse of `order`.
fn make_tree(entry: BlockId, idom: &[BlockId], order: &[BlockId]) -> Vec<TreeNode> {
    let mut tree = vec![TreeNode::default(); idom.len()];
    for block in order {
        let parent = idom[block.0 as usize];
        if parent.0 != 0 {
            let first = std::mem::replace(&mut tree[parent.0 as usize].child, *block);
            let node = &mut tree[block.0 as usize];
            node.parent = parent;
            node.sibling = first;
        }
    }
    number_tree(&mut tree, entry);
    tree
}

/// Numbers the tree: each block has six numbers, of which two are stored.
fn number_tree(tree: &mut [TreeNode], entry: BlockId) {
    let mut number = 1;
    let mut stack = vec![(entry, false)];
    while let Some((block, is_end)) = stack.pop() {
        if is_end {
            number += 1;
            tree[block.0 as usize].exit = number;
            number += 2;
            continue;
        }
        number += 1;
        tree[block.0 as usize].entry = number;
        number += 2;
        stack.push((block, true));
        let first = stack.len();
        let mut child = tree[block.0 as usize].child;
        while child.0 != 0 {
            stack.push((child, false));
            child = tree[child.0 as usize].sibling;
        }
        stack[first..].reverse();
    }
}

/// Reports whether a block dominates another one, or is the same.
pub(crate) fn is_ancestor_eq(tree: &[TreeNode], above: BlockId, below: BlockId) -> bool {
    let [above_node, below_node] = [above, below].map(|block| &tree[block.0 as usize]);
    above == below || above_node.entry <= below_node.entry && below_node.exit <= above_node.exit
}

/// Reports whether a block dominates another one.
pub(crate) fn is_ancestor(tree: &[TreeNode], above: BlockId, below: BlockId) -> bool {
    let [above_node, below_node] = [above, below].map(|block| &tree[block.0 as usize]);
    above != below && above_node.entry < below_node.entry && below_node.exit < above_node.exit
}
