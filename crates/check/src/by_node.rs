//! Tables of the nodes of a file.
//!
//! Counterpart: none; upstream has maps of pointers.

use vamos_ast::NodeId;

/// A table in which most nodes have an entry. With a niche an entry needs as many bytes as `T`.
#[derive(Clone, Debug)]
pub(crate) struct Dense<T> {
    entries: Vec<Option<T>>,
}

impl<T> Default for Dense<T> {
    fn default() -> Self {
        let entries = Vec::new();
        Self { entries }
    }
}

impl<T: Copy> Dense<T> {
    /// Returns the entry of a node.
    pub(crate) fn get(&self, node: NodeId) -> Option<T> {
        self.entries.get(node.index()).copied().flatten()
    }

    /// Sets the entry of a node.
    pub(crate) fn set(&mut self, node: NodeId, entry: T) {
        let at = node.index();
        if self.entries.len() <= at {
            self.entries.resize(at + 1, None);
        }
        self.entries[at] = Some(entry);
    }

    /// Returns all entries by node number.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (NodeId, T)> {
        let all = (0..).zip(&self.entries);
        all.filter_map(|(number, entry)| Some((NodeId::of(number), (*entry)?)))
    }
}

/// A table in which few nodes have an entry.
#[derive(Clone, Debug)]
pub(crate) struct Sparse<T> {
    entries: Vec<(NodeId, T)>,
    /// True if the entries are in the order of node numbers.
    is_sorted: bool,
}

impl<T> Default for Sparse<T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            is_sorted: true,
        }
    }
}

impl<T> Sparse<T> {
    /// Returns the entry of a node. The table is sorted.
    pub(crate) fn get(&self, node: NodeId) -> Option<&T> {
        debug_assert!(self.is_sorted, "entries were added since the last sort");
        let found = self.entries.binary_search_by_key(&node, |(own, _)| *own);
        found.ok().map(|at| &self.entries[at].1)
    }

    /// Sets the entry of a node.
    pub(crate) fn set(&mut self, node: NodeId, entry: T) {
        self.is_sorted &= self.entries.last().is_none_or(|(last, _)| *last < node);
        self.entries.push((node, entry));
    }

    /// Sorts the table. Of several entries of a node the last one stays.
    pub(crate) fn sort(&mut self) {
        if self.is_sorted {
            return;
        }
        self.is_sorted = true;
        self.entries.reverse();
        self.entries.sort_by_key(|(node, _)| *node);
        self.entries.dedup_by_key(|(node, _)| *node);
    }

    /// Returns all entries; they are by node number if the table is sorted.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (NodeId, &T)> {
        self.entries.iter().map(|(node, entry)| (*node, entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_entry_counts() {
        let [a, b, c] = [1, 2, 3].map(NodeId::of);
        let mut table = Sparse::default();
        for (node, entry) in [(b, 1), (c, 2), (a, 3), (c, 4)] {
            table.set(node, entry);
        }
        table.sort();
        assert_eq!(table.get(c), Some(&4));
        let all: Vec<_> = table.iter().collect();
        assert_eq!(all, [(a, &3), (b, &1), (c, &4)]);
        let mut table = Dense::default();
        table.set(c, 'c');
        table.set(a, 'a');
        assert_eq!(table.get(b), None);
        assert_eq!(table.iter().collect::<Vec<_>>(), [(a, 'a'), (c, 'c')]);
    }
}
