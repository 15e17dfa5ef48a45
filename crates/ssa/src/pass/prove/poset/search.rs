//! Ways between the nodes of a partial order, and nodes that become one because of them.
//!
//! Counterpart: `reaches`, `findpaths`, `collapsepath` and `mergeroot` of
//! cmd/compile/internal/ssa/poset.go.

use super::Edge;
use super::Poset;
use super::Undo;

impl Poset {
    /// Reports whether there is a way from one node to another, with a strict edge if `is_strict`.
    pub(super) fn reaches(&mut self, from: u32, to: u32, is_strict: bool) -> bool {
        let Self {
            search,
            nodes,
            work,
            ..
        } = self;
        search.begin(nodes.len());
        search.open.clear();
        search.open.push(from);
        if is_strict {
            search.next.clear();
            while let Some(node) = search.open.pop() {
                *work += 1;
                if !search.see(node) {
                    continue;
                }
                for edge in nodes[node as usize].iter().filter(|edge| edge.target != 0) {
                    let list = if edge.is_strict {
                        &mut search.next
                    } else {
                        &mut search.open
                    };
                    list.push(edge.target);
                }
            }
            std::mem::swap(&mut search.open, &mut search.next);
            search.begin(nodes.len());
        }
        while let Some(node) = search.open.pop() {
            *work += 1;
            if node == to {
                return true;
            }
            if search.see(node) {
                let edges = nodes[node as usize].iter();
                let targets = edges.map(|edge| edge.target);
                search.open.extend(targets.filter(|target| *target != 0));
            }
        }
        false
    }

    /// Returns the first root with a way to a node.
    pub(super) fn find_root(&mut self, node: u32) -> u32 {
        let mut roots = 0..self.roots.len();
        let at = roots.find(|at| self.reaches(self.roots[*at], node, false));
        at.map_or(node, |at| self.roots[at])
    }

    /// Makes all nodes on ways from one to another equal; fails if an edge of them is strict.
    pub(super) fn collapse(&mut self, from: u32, to: u32) -> bool {
        if self.reaches(from, to, true) {
            return false;
        }
        let on_way = self.find_ways(from, to);
        self.search.begin(self.nodes.len());
        for (node, _) in on_way.iter().enumerate().filter(|(_, is_on)| **is_on) {
            if node as u32 != from {
                self.search.see(node as u32);
            }
        }
        self.merge_nodes(from);
        true
    }

    /// Returns for each node whether it is on a way from one node to another.
    fn find_ways(&mut self, from: u32, to: u32) -> Vec<bool> {
        let mut on_way = vec![false; self.nodes.len()];
        on_way[to as usize] = true;
        self.search.begin(self.nodes.len());
        self.search.see(from);
        // A node, and the number of edges that were followed.
        let mut stack = vec![(from, 0)];
        while let Some((node, side)) = stack.last_mut() {
            let edges = self.nodes[*node as usize];
            let Some(edge) = edges.get(*side) else {
                let is_on = edges.iter().any(|edge| on_way[edge.target as usize]);
                on_way[*node as usize] |= is_on;
                stack.pop();
                continue;
            };
            *side += 1;
            let target = edge.target;
            if target != 0 && target != to && self.search.see(target) {
                self.work += 1;
                stack.push((target, 0));
            }
        }
        on_way
    }

    /// Makes a node one with another one, which stays.
    pub(super) fn merge_node(&mut self, node: u32, stays: u32) {
        self.search.begin(self.nodes.len());
        self.search.see(node);
        self.merge_nodes(stays);
    }

    /// Makes nodes one with `node`; the search has seen these nodes.
    fn merge_nodes(&mut self, node: u32) {
        let merged = |poset: &Self, node: u32| poset.search.has_seen(node);
        for at in 1..self.nodes.len() as u32 {
            if at == node {
                continue;
            }
            let edges = self.nodes[at as usize];
            for (side, edge) in edges.into_iter().enumerate() {
                if merged(self, edge.target) {
                    let to_node = Edge {
                        target: node,
                        ..edge
                    };
                    self.set_edge(at, side, to_node);
                }
            }
            if merged(self, at) {
                for edge in edges {
                    if edge.target != 0 && !merged(self, edge.target) {
                        self.add_child(node, edge.target, edge.is_strict);
                    }
                }
                for side in [0, 1] {
                    self.set_edge(at, side, Edge::default());
                }
            }
        }
        self.work += self.nodes.len() as u64;
        for index in 0..self.members.len() {
            let value = self.members[index];
            let old = self.of_value[value.0 as usize];
            if merged(self, old) {
                self.of_value[value.0 as usize] = node;
                self.undo.push(Undo::Alias(value, old));
            }
        }
    }
}
