//! Scratch of searches in a partial order.
//!
//! Counterpart: the sparse sets of cmd/compile/internal/ssa/poset.go.

/// Scratch of searches.
#[derive(Debug, Default)]
pub(super) struct Search {
    /// The number of the search that saw each node last.
    seen: Vec<u32>,
    number: u32,
    pub(super) open: Vec<u32>,
    pub(super) next: Vec<u32>,
}

impl Search {
    /// Forgets all searches.
    pub(super) fn reset(&mut self) {
        self.seen.clear();
        self.number = 0;
    }

    /// Begins a search among this number of nodes.
    pub(super) fn begin(&mut self, nodes: usize) {
        self.seen.resize(self.seen.len().max(nodes), 0);
        self.number += 1;
    }

    /// Marks a node; reports whether it is new.
    pub(super) fn see(&mut self, node: u32) -> bool {
        let number = self.number;
        std::mem::replace(&mut self.seen[node as usize], number) != number
    }

    /// Reports whether the search has seen a node.
    pub(super) fn has_seen(&self, node: u32) -> bool {
        self.seen.get(node as usize) == Some(&self.number)
    }
}
