//! Reachability of nodes, as one bit for each pair.
//!
//! Counterpart: none.

use super::order::ends_first;

/// The nodes that each node leads to.
pub(super) struct Reach {
    width: usize,
    bits: Vec<u64>,
}

impl Reach {
    /// Follows the edges; cycles may be there. A node reaches itself only through a cycle.
    pub(super) fn new(edges: &[Vec<usize>]) -> Self {
        let width = edges.len().div_ceil(64);
        let mut reach = Self {
            width,
            bits: vec![0; width * edges.len()],
        };
        let order = ends_first(edges);
        // Without cycles the first round is complete, and the second changes nothing.
        while order.iter().fold(false, |changed, from| {
            reach.add(*from, &edges[*from]) | changed
        }) {}
        reach
    }

    /// Adds the nodes in `list` and the nodes that they reach; reports whether that was new.
    fn add(&mut self, from: usize, list: &[usize]) -> bool {
        let mut changed = false;
        for to in list {
            for word in 0..self.width {
                let bit = if to / 64 == word { 1 << (to % 64) } else { 0 };
                let new = self.bits[to * self.width + word] | bit;
                let old = &mut self.bits[from * self.width + word];
                changed |= new & !*old != 0;
                *old |= new;
            }
        }
        changed
    }

    /// Reports whether there is a way.
    pub(super) fn leads(&self, from: usize, to: usize) -> bool {
        self.bits[from * self.width + to / 64] & (1 << (to % 64)) != 0
    }

    /// Returns the number of other nodes that are reached.
    pub(super) fn count(&self, from: usize) -> usize {
        let words = &self.bits[from * self.width..(from + 1) * self.width];
        let all: u32 = words.iter().map(|word| word.count_ones()).sum();
        all as usize - usize::from(self.leads(from, from))
    }
}
