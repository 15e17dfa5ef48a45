//! A partial order of values that grows by facts and forgets them in the reverse order.
//!
//! Values are nodes of directed graphs without circles: a way from one node to another means that
//! the first is at most the second, and less if an edge of it is strict. A node has two edges; nodes
//! without a value make room for more. Equal values are one node.
//! Counterpart: cmd/compile/internal/ssa/poset.go.

mod scratch;
mod search;
mod sets;

use self::scratch::Search;
use crate::ids::ValueId;

/// A way to a node that is greater or, unless it is strict, equal. Node 0 does not exist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Edge {
    target: u32,
    is_strict: bool,
}

/// A step to undo.
#[derive(Clone, Copy, Debug)]
enum Undo {
    Checkpoint,
    /// An edge of a node, and its former target.
    SetEdge(u32, usize, Edge),
    /// Two nodes are no longer known to differ; the greater one is first.
    NotEqual(u32, u32),
    /// The last node, and its value.
    NewNode(ValueId),
    /// A value, and its former node; 0: it had none.
    Alias(ValueId, u32),
    NewRoot(u32),
    /// A root, and the one that it replaced.
    ChangeRoot(u32, u32),
    /// A root without a value for two former ones.
    MergeRoot(u32),
}

/// A partial order.
#[derive(Debug, Default)]
pub(super) struct Poset {
    /// The node of each value; 0: none.
    of_value: Vec<u32>,
    /// Values with nodes, in the order in which they got them.
    members: Vec<ValueId>,
    /// Both edges of each node.
    nodes: Vec<[Edge; 2]>,
    /// Nodes that no edge leads to.
    roots: Vec<u32>,
    /// For each node, a bit for each smaller node that differs from it. Nodes that are gone leave
    /// empty sets.
    not_equal: Vec<Vec<u64>>,
    undo: Vec<Undo>,
    /// The number of nodes that searches visited.
    pub(super) work: u64,
    search: Search,
}

impl Poset {
    /// Makes the order empty, with room for values below `bound`.
    pub(super) fn reset(&mut self, bound: usize) {
        // Sets of other nodes are empty then, and are not visited: there may be many.
        while !self.undo.is_empty() {
            self.undo();
        }
        self.of_value.clear();
        self.of_value.resize(bound, 0);
        self.members.clear();
        self.nodes.clear();
        self.nodes.push([Edge::default(); 2]);
        self.roots.clear();
        self.work = 0;
        self.search.reset();
    }

    fn node(&self, value: ValueId) -> Option<u32> {
        let node = self.of_value.get(value.0 as usize).copied();
        node.filter(|node| *node != 0)
    }

    fn set_node(&mut self, value: ValueId, node: u32) {
        let at = value.0 as usize;
        if at >= self.of_value.len() {
            self.of_value.resize(at + 1, 0);
        }
        self.of_value[at] = node;
    }

    fn set_edge(&mut self, node: u32, side: usize, edge: Edge) {
        let old = std::mem::replace(&mut self.nodes[node as usize][side], edge);
        self.undo.push(Undo::SetEdge(node, side, old));
    }

    fn add_child(&mut self, node: u32, child: u32, is_strict: bool) {
        let new = Edge {
            target: child,
            is_strict,
        };
        let edges = self.nodes[node as usize];
        if let Some(side) = edges.iter().position(|edge| edge.target == 0) {
            self.set_edge(node, side, new);
            return;
        }
        // The side is the SDK's choice; it keeps the ways short.
        let side = ((node ^ child) & 1) as usize;
        let extra = self.new_node(ValueId(0));
        self.nodes[extra as usize] = [edges[side], new];
        let to_extra = Edge {
            target: extra,
            is_strict: false,
        };
        self.set_edge(node, side, to_extra);
    }

    /// Adds a node for a value, or for none.
    fn new_node(&mut self, value: ValueId) -> u32 {
        let node = self.nodes.len() as u32;
        self.nodes.push([Edge::default(); 2]);
        if value.0 != 0 {
            self.set_node(value, node);
            self.members.push(value);
        }
        self.undo.push(Undo::NewNode(value));
        node
    }

    fn new_root(&mut self, value: ValueId) -> u32 {
        let node = self.new_node(value);
        self.add_root(node);
        node
    }

    /// Makes a node without edges to it a root.
    fn add_root(&mut self, node: u32) {
        self.roots.push(node);
        self.undo.push(Undo::NewRoot(node));
    }

    /// Reports whether a node is a root.
    fn is_root(&self, node: u32) -> bool {
        self.roots.contains(&node)
    }

    /// Puts a new root in the place of another one.
    fn replace_root(&mut self, old: u32, new: u32) {
        self.change_root(old, new);
        self.undo.push(Undo::ChangeRoot(new, old));
    }

    /// Gives a value without a node that of another one.
    fn add_alias(&mut self, value: ValueId, node: u32) {
        self.set_node(value, node);
        self.members.push(value);
        self.undo.push(Undo::Alias(value, 0));
    }

    fn change_root(&mut self, old: u32, new: u32) {
        if let Some(root) = self.roots.iter_mut().find(|root| **root == old) {
            *root = new;
        }
    }

    fn remove_root(&mut self, node: u32) {
        if let Some(at) = self.roots.iter().position(|root| *root == node) {
            self.roots.remove(at);
        }
    }

    /// Makes one graph of those of two nodes.
    fn join(&mut self, one: u32, two: u32) {
        let [one, two] = [one, two].map(|node| self.find_root(node));
        if one == two {
            return;
        }
        let root = self.new_node(ValueId(0));
        self.nodes[root as usize] = [one, two].map(|target| Edge {
            target,
            is_strict: false,
        });
        self.change_root(one, root);
        self.remove_root(two);
        self.undo.push(Undo::MergeRoot(root));
    }

    fn are_different(&self, one: u32, two: u32) -> bool {
        let (high, low) = (one.max(two), one.min(two) as usize);
        let bits = self.not_equal.get(high as usize);
        let word = bits.and_then(|bits| bits.get(low / 64));
        word.is_some_and(|word| word >> (low % 64) & 1 != 0)
    }

    fn set_different(&mut self, one: ValueId, two: ValueId) {
        let [one, two] = [one, two].map(|value| {
            let known = self.node(value);
            known.unwrap_or_else(|| self.new_root(value))
        });
        if self.are_different(one, two) {
            return;
        }
        let (high, low) = (one.max(two), one.min(two));
        let at = high as usize;
        if self.not_equal.len() <= at {
            self.not_equal.resize_with(at + 1, Vec::new);
        }
        let bits = &mut self.not_equal[at];
        let word = low as usize / 64;
        if bits.len() <= word {
            bits.resize(word + 1, 0);
        }
        bits[word] |= 1 << (low % 64);
        self.undo.push(Undo::NotEqual(high, low));
    }

    /// Reports whether one value is known to be less than another one.
    pub(super) fn is_less(&mut self, one: ValueId, two: ValueId) -> bool {
        let (Some(one), Some(two)) = (self.node(one), self.node(two)) else {
            return false;
        };
        one != two && self.reaches(one, two, true)
    }

    /// Reports whether one value is known to be at most another one.
    pub(super) fn is_at_most(&mut self, one: ValueId, two: ValueId) -> bool {
        let (Some(one), Some(two)) = (self.node(one), self.node(two)) else {
            return false;
        };
        one == two || self.reaches(one, two, false)
    }

    /// Reports whether two values are known to be equal.
    pub(super) fn is_equal(&self, one: ValueId, two: ValueId) -> bool {
        let one = self.node(one);
        one.is_some() && one == self.node(two)
    }

    /// Begins facts that are undone together.
    pub(super) fn checkpoint(&mut self) {
        self.undo.push(Undo::Checkpoint);
    }

    /// Forgets all facts since the last checkpoint.
    pub(super) fn undo(&mut self) {
        while let Some(step) = self.undo.pop() {
            match step {
                Undo::Checkpoint => return,
                Undo::SetEdge(node, side, edge) => self.nodes[node as usize][side] = edge,
                Undo::NotEqual(high, low) => {
                    let word = &mut self.not_equal[high as usize][low as usize / 64];
                    *word &= !(1 << (low % 64));
                }
                Undo::NewNode(value) => {
                    self.nodes.pop();
                    if value.0 != 0 {
                        self.of_value[value.0 as usize] = 0;
                        self.members.pop();
                    }
                }
                Undo::Alias(value, node) => {
                    self.of_value[value.0 as usize] = node;
                    if node == 0 {
                        self.members.pop();
                    }
                }
                Undo::NewRoot(node) => self.remove_root(node),
                Undo::ChangeRoot(new, old) => self.change_root(new, old),
                Undo::MergeRoot(root) => {
                    let [one, two] = self.nodes[root as usize].map(|edge| edge.target);
                    self.change_root(root, one);
                    // The second root is last now, as in the SDK.
                    self.roots.push(two);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poset(bound: usize) -> Poset {
        let mut poset = Poset::default();
        poset.reset(bound);
        poset
    }

    fn values<const N: usize>() -> [ValueId; N] {
        std::array::from_fn(|index| ValueId(index as u32 + 1))
    }

    #[test]
    fn orders_are_transitive_and_undone() {
        let [a, b, c, d, e] = values();
        let mut poset = poset(2);
        poset.checkpoint();
        assert!(poset.set_order(a, b, false) && poset.set_order(b, c, true));
        assert!(poset.is_less(a, c) && poset.is_at_most(a, b) && !poset.is_less(a, b));
        poset.checkpoint();
        assert!(poset.set_not_equal(a, b) && poset.is_less(a, b));
        assert!(!poset.set_order(c, a, false) && !poset.set_equal(a, c));
        poset.undo();
        assert!(!poset.is_less(a, b));
        for above in [d, e] {
            assert!(poset.set_order(a, above, true));
        }
        assert!(poset.is_less(a, e) && poset.is_less(a, d) && !poset.is_at_most(d, e));
        poset.undo();
        assert!(poset.members.is_empty() && poset.roots.is_empty() && poset.nodes.len() == 1);
        assert!(poset.not_equal.iter().flatten().all(|word| *word == 0));
    }

    #[test]
    fn a_circle_makes_values_equal() {
        let [a, b, c, d] = values();
        let mut poset = poset(5);
        poset.checkpoint();
        assert!(poset.set_order(a, b, false) && poset.set_order(b, c, false));
        assert!(poset.set_order(c, d, true) && poset.set_order(c, a, false));
        assert!(poset.is_equal(a, c) && poset.is_equal(b, a) && poset.is_less(b, d));
        assert!(!poset.set_not_equal(a, b) && poset.set_not_equal(a, d));
        poset.undo();
        assert!(!poset.is_equal(a, c) && poset.undo.is_empty());
    }

    #[test]
    fn graphs_are_joined() {
        let [a, b, c, d] = values();
        let mut poset = poset(5);
        assert!(poset.set_order(a, b, true) && poset.set_order(c, d, true));
        assert!(poset.set_order(b, c, true) && poset.is_less(a, d));
        assert_eq!(poset.roots.len(), 1);
        assert!(!poset.set_equal(a, d) && poset.set_not_equal(a, d));
        poset.reset(5);
        assert!(!poset.is_less(a, d) && poset.set_equal(a, d));
    }
}
