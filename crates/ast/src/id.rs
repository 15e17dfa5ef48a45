//! The numbers of nodes and lists.
//!
//! Counterpart: none; upstream has pointers.

use std::num::NonZeroU32;

/// A node of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(NonZeroU32);

/// A list of nodes of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ListId(u32);

/// Returns the stored number of an optional node.
pub(crate) fn number(node: Option<NodeId>) -> u32 {
    node.map_or(0, |node| node.0.get())
}

/// The reverse of [`number`].
pub(crate) fn node(number: u32) -> Option<NodeId> {
    NonZeroU32::new(number).map(NodeId)
}

impl NodeId {
    /// Returns the node with this number. Number 0 is reserved.
    pub fn of(number: u32) -> Self {
        Self(NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN))
    }

    pub(crate) fn number(self) -> u32 {
        self.0.get()
    }

    /// Returns its index in tables of all nodes of a file.
    pub fn index(self) -> usize {
        self.0.get() as usize
    }
}

impl ListId {
    /// The list of a node that has none.
    pub(crate) const NONE: Self = Self(0);

    pub(crate) fn of(number: u32) -> Self {
        Self(number)
    }

    pub(crate) fn number(self) -> u32 {
        self.0
    }

    /// Reports whether there is no list.
    pub fn is_none(self) -> bool {
        self.0 == 0
    }
}
