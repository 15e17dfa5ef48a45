//! The trees of the package's files.
//!
//! Counterpart: cmd/compile/internal/syntax.

use std::borrow::Cow;

use hashbrown::HashMap;
use vamos_ast::ListId;
use vamos_ast::Node;
use vamos_ast::NodeId;
use vamos_ast::Tree;
use vamos_base::golang::os_str;
use vamos_check::NodeRef;
use vamos_check::SourceFile;
use vamos_types::Pos;

use crate::error::Error;
use crate::error::Result;

/// The trees of the package's files.
#[derive(Debug)]
pub(crate) struct Trees<'i> {
    pub(crate) files: Vec<SourceFile<'i>>,
    /// The trees; those to which nodes were appended are copies.
    trees: Vec<Cow<'i, Tree>>,
    /// The texts of names that were appended.
    names: HashMap<NodeRef, String>,
}

/// The offset of appended nodes without a position.
pub(crate) const NO_OFFSET: u32 = u32::MAX;

/// The parts of a call.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) node: NodeRef,
    pub(crate) fun: NodeRef,
    pub(crate) args: Vec<NodeRef>,
    pub(crate) has_dots: bool,
}

/// Returns another node of the same file.
pub(crate) fn at(of: NodeRef, node: NodeId) -> NodeRef {
    NodeRef::new(of.file(), node)
}

/// Like [`at`], for an optional node.
pub(crate) fn opt(of: NodeRef, node: Option<NodeId>) -> Option<NodeRef> {
    node.map(|node| at(of, node))
}

impl<'i> Trees<'i> {
    /// Returns the trees of files.
    pub(crate) fn new(files: Vec<SourceFile<'i>>) -> Self {
        let trees = files.iter().map(|file| Cow::Borrowed(&file.file.tree));
        Self {
            trees: trees.collect(),
            files,
            names: HashMap::new(),
        }
    }

    /// Returns the tree that a node is in.
    pub(crate) fn tree(&self, node: NodeRef) -> &Tree {
        &self.trees[node.file()]
    }

    /// Returns the tree of a file to append nodes.
    pub(crate) fn tree_mut(&mut self, file: usize) -> &mut Tree {
        self.trees[file].to_mut()
    }

    /// Appends a name.
    pub(crate) fn append_name(&mut self, file: usize, offset: u32, text: String) -> NodeRef {
        let name = NodeRef::new(file, self.tree_mut(file).append_name(&text, offset));
        self.names.insert(name, text);
        name
    }

    /// Returns a node.
    pub(crate) fn node(&self, node: NodeRef) -> Node {
        self.tree(node).node(node.id())
    }

    /// Returns the position of a node's main token.
    pub(crate) fn pos(&self, node: NodeRef) -> Pos {
        match self.tree(node).offset(node.id()) {
            NO_OFFSET => Pos::NONE,
            offset => Pos::new(node.file(), offset),
        }
    }

    /// Returns a part of a node that the parser always sets.
    pub(crate) fn part(&self, of: NodeRef, node: Option<NodeId>) -> Result<NodeRef> {
        opt(of, node).ok_or_else(|| Error::unexpected("missing part", self.pos(of)))
    }

    /// Returns the nodes of a list in the file of `of`.
    pub(crate) fn list(&self, of: NodeRef, list: ListId) -> Vec<NodeRef> {
        let items = self.tree(of).list(list);
        items.map(|item| at(of, item)).collect()
    }

    /// Returns the expressions of a list expression, or the expression itself; nothing without one
    /// (`UnpackListExpr`).
    pub(crate) fn unpack(&self, node: Option<NodeRef>) -> Vec<NodeRef> {
        let Some(node) = node else {
            return Vec::new();
        };
        match self.node(node) {
            Node::List { elems } => self.list(node, elems),
            _ => vec![node],
        }
    }

    /// Returns the expression in parentheses (`Unparen`).
    pub(crate) fn unparen(&self, mut node: NodeRef) -> NodeRef {
        while let Node::Paren { x: Some(x) } = self.node(node) {
            node = at(node, x);
        }
        node
    }

    /// Returns the parts of a call.
    pub(crate) fn call(&self, node: NodeRef) -> Result<Call> {
        match self.node(node) {
            Node::Call {
                fun,
                args,
                has_dots,
            } => Ok(Call {
                node,
                fun: self.part(node, fun)?,
                args: self.list(node, args),
                has_dots,
            }),
            _ => Err(Error::unexpected("call", self.pos(node))),
        }
    }

    /// Returns the text of a name.
    pub(crate) fn name(&self, node: NodeRef) -> Cow<'i, str> {
        if let Some(name) = self.names.get(&node) {
            return Cow::Owned(name.clone());
        }
        let SourceFile { file, src, .. } = self.files[node.file()];
        os_str::decode_cow(file.name(src, node.id()))
    }

    /// Reports whether a node is the blank name.
    pub(crate) fn is_blank(&self, node: NodeRef) -> bool {
        matches!(self.node(node), Node::Name) && self.name(node) == "_"
    }
}
