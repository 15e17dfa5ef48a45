//! The files of the package, and how their nodes are named.
//!
//! Counterpart: none; upstream has pointers to nodes.

use vamos_ast::ListId;
use vamos_ast::Node;
use vamos_ast::Tree;
use vamos_base::golang::os_str;
use vamos_types::Name;
use vamos_types::Pos;

use crate::checker::Checker;
use crate::node_ref::NodeRef;
use crate::node_ref::SourceFile;
use crate::node_ref::SyntheticName;

impl<'a> Checker<'a> {
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

    /// Returns the name of a name's node.
    pub(crate) fn name(&mut self, node: NodeRef) -> Name {
        if let Some(index) = node.synthetic_index() {
            return self.synthetic[index].name;
        }
        let SourceFile { file, src, .. } = self.files[node.file()];
        let text = file.name(src, node.id());
        self.types.intern(&os_str::decode_cow(text))
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

    /// Returns the position of a node's first token (`syntax.StartPos`), which errors have.
    pub(crate) fn start(&self, node: NodeRef) -> Pos {
        match node.synthetic_index() {
            Some(_) => self.pos(node),
            None => {
                let (offset, steps) = vamos_ast::start_and_steps(self.tree(node), node.id());
                self.types.spend(steps / 4);
                Pos::new(node.file(), offset)
            }
        }
    }

    /// Returns the position of another offset in a node's file, such as a closing brace.
    pub(crate) fn offset_pos(&self, node: NodeRef, offset: u32) -> Pos {
        Pos::new(node.file(), offset)
    }

    /// Returns a node as messages show it (`syntax.String`, `ExprString`).
    pub(crate) fn expr_text(&self, node: NodeRef) -> String {
        match node.synthetic_index() {
            Some(index) => {
                let name = self.synthetic[index].name;
                self.types.text(name).to_owned()
            }
            None => {
                let tree = self.tree(node);
                let text = vamos_ast::short(tree, self.files[node.file()].src, node.id());
                self.types.spend(text.len());
                text
            }
        }
    }

    /// Returns a position as it appears within messages (`Pos.String`).
    pub(crate) fn pos_text(&self, pos: Pos) -> String {
        if let Some((file, offset)) = pos.own() {
            let lines = self.files[file].lines;
            return lines.text(lines.place(offset));
        }
        let Some(place) = self.types.place(pos) else {
            return "<unknown position>".to_owned();
        };
        let mut text = format!("{}:{}", place.file, place.line);
        if place.column != 0 {
            text += &format!(":{}", place.column);
        }
        if let Some(physical) = &place.physical {
            text += &format!("[{physical}]");
        }
        text
    }
}
