//! The trees of the package's files, and how their nodes are named.
//!
//! Counterpart: none; upstream has pointers to nodes.

use vamos_ast::ListId;
use vamos_ast::Node;
use vamos_ast::Operator;
use vamos_ast::Tree;
use vamos_types::Name;
use vamos_types::Pos;

use crate::node_ref::NodeRef;
use crate::node_ref::SourceFile;
use crate::node_ref::SyntheticName;

/// The files of the package, and names that are in no file.
#[derive(Debug)]
pub(crate) struct Sources<'a> {
    pub(crate) files: Vec<SourceFile<'a>>,
    pub(crate) synthetic: Vec<SyntheticName>,
}

impl<'a> Sources<'a> {
    /// Returns the tree that a node is in.
    pub(crate) fn tree(&self, node: NodeRef) -> &'a Tree {
        &self.files[node.file()].file.tree
    }

    /// Returns a node. Its parts are of the same file: [`NodeRef::at`].
    pub(crate) fn node(&self, node: NodeRef) -> Node {
        match node.synthetic_index() {
            Some(_) => Node::Name,
            None => self.tree(node).node(node.id()),
        }
    }

    /// Returns the nodes of a list in the file of `node`.
    pub(crate) fn list(&self, node: NodeRef, list: ListId) -> Vec<NodeRef> {
        let items = self.tree(node).list(list);
        items.map(|item| node.at(item)).collect()
    }

    /// Returns the expressions of a list expression, or the expression itself; nothing without
    /// an expression (`syntax.UnpackListExpr`).
    pub(crate) fn unpack_list(&self, node: Option<NodeRef>) -> Vec<NodeRef> {
        let Some(node) = node else {
            return Vec::new();
        };
        match self.node(node) {
            Node::List { elems } => self.list(node, elems),
            _ => vec![node],
        }
    }

    /// Returns the expression in parentheses (`syntax.Unparen`).
    pub(crate) fn unparen(&self, mut node: NodeRef) -> NodeRef {
        while let Node::Paren { x: Some(x) } = self.node(node) {
            node = node.at(x);
        }
        node
    }

    /// Reports whether a node is a name.
    pub(crate) fn is_name(&self, node: NodeRef) -> bool {
        matches!(self.node(node), Node::Name)
    }

    /// Returns a name that is in no file (`syntax.NewName`).
    pub(crate) fn new_name(&mut self, pos: Pos, name: Name) -> NodeRef {
        self.synthetic.push(SyntheticName { name, pos });
        let number = self.synthetic.len() as u32;
        NodeRef::synthetic(number)
    }

    /// Returns the position of a node's main token (`Pos`).
    pub(crate) fn pos(&self, node: NodeRef) -> Pos {
        match node.synthetic_index() {
            Some(index) => self.synthetic[index].pos,
            None => Pos::new(node.file(), self.tree(node).offset(node.id())),
        }
    }

    /// Returns the position of another offset in a node's file, such as a closing brace.
    pub(crate) fn offset_pos(&self, node: NodeRef, offset: u32) -> Pos {
        Pos::new(node.file(), offset)
    }

    /// Returns the operand after the star of a pointer type or a dereference.
    pub(crate) fn pointer_base(&self, e: NodeRef) -> Option<NodeRef> {
        match self.node(e) {
            Node::Operation {
                op: Operator::Mul,
                x,
                y: None,
            } => e.opt(x),
            _ => None,
        }
    }
}
