//! References to the nodes of a package's files.
//!
//! Counterpart: none; upstream has pointers to nodes.

use vamos_ast::Lines;
use vamos_ast::NodeId;
use vamos_types::Name;
use vamos_types::Pos;

/// A file of the package.
#[derive(Clone, Copy, Debug)]
pub struct SourceFile<'a> {
    /// The parsed file.
    pub file: &'a vamos_ast::File,
    /// Its lines.
    pub lines: &'a Lines,
    /// Its bytes.
    pub src: &'a [u8],
}

/// A node of one of the package's files, or a name that is in no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeRef {
    file: u32,
    node: NodeId,
}

/// The file of names that are in no file.
const SYNTHETIC: u32 = u32::MAX;

/// A name that the checker has made: it has the position of something else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SyntheticName {
    pub(crate) name: Name,
    pub(crate) pos: Pos,
}

impl NodeRef {
    /// Returns the name with this number, from 1 on, of those that are in no file.
    pub(crate) fn synthetic(number: u32) -> Self {
        let node = NodeId::of(number);
        Self {
            file: SYNTHETIC,
            node,
        }
    }

    /// Returns the name with this node number of those that are in no file.
    pub(crate) fn of_synthetic(node: NodeId) -> Self {
        Self {
            file: SYNTHETIC,
            node,
        }
    }

    /// Returns the index of a name that is in no file.
    pub(crate) fn synthetic_index(self) -> Option<usize> {
        (self.file == SYNTHETIC).then(|| self.node.index() - 1)
    }

    /// Returns the node of a file, which are counted from 0.
    pub fn new(file: usize, node: NodeId) -> Self {
        let file = file as u32;
        Self { file, node }
    }

    /// Returns another node of the same file.
    pub(crate) fn at(self, node: NodeId) -> Self {
        Self { node, ..self }
    }

    /// Returns a part of a node that the parser always sets.
    #[track_caller]
    pub(crate) fn part(self, node: Option<NodeId>) -> Self {
        self.at(node.expect("the parser sets this part"))
    }

    /// Like [`NodeRef::at`], for an optional node.
    pub(crate) fn opt(self, node: Option<NodeId>) -> Option<Self> {
        node.map(|node| self.at(node))
    }

    /// Returns the file, counted from 0.
    pub fn file(self) -> usize {
        self.file as usize
    }

    /// Returns the node's number in its file's tree.
    pub fn id(self) -> NodeId {
        self.node
    }
}
