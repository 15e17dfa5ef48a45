//! Walks over trees, in the order of the source.
//!
//! Counterpart: cmd/compile/internal/syntax/walk.go (`Inspect`).

use crate::id::ListId;
use crate::id::NodeId;
use crate::node::Node;
use crate::tree::Tree;

/// Calls `visit` for the nodes of a list and their descendants, each before its parts. Parts of a
/// node are skipped if `visit` returns false for it. Types that several fields share are visited
/// for each of them.
pub fn inspect(tree: &Tree, list: ListId, mut visit: impl FnMut(NodeId) -> bool) {
    let mut stack: Vec<NodeId> = tree.list(list).rev().collect();
    let mut parts = Vec::new();
    while let Some(node) = stack.pop() {
        if visit(node) {
            parts.clear();
            push_parts(tree, node, &mut parts);
            stack.extend(parts.iter().rev());
        }
    }
}

/// Returns the parts of a node, in the order of the source.
pub fn parts(tree: &Tree, node: NodeId) -> Vec<NodeId> {
    let mut parts = Vec::new();
    push_parts(tree, node, &mut parts);
    parts
}

/// Adds the parts of a node in order.
fn push_parts(tree: &Tree, node: NodeId, out: &mut Vec<NodeId>) {
    match tree.node(node) {
        Node::ImportDecl {
            local_name, path, ..
        } => out.extend([local_name, path].into_iter().flatten()),
        Node::ConstDecl {
            names, typ, values, ..
        }
        | Node::VarDecl {
            names, typ, values, ..
        } => {
            out.extend(tree.list(names));
            out.extend([typ, values].into_iter().flatten());
        }
        Node::TypeDecl {
            name, params, typ, ..
        } => {
            out.extend(name);
            out.extend(tree.list(params));
            out.extend(typ);
        }
        Node::FuncDecl {
            receiver,
            name,
            params,
            typ,
            body,
            ..
        } => {
            out.extend([receiver, name].into_iter().flatten());
            out.extend(tree.list(params));
            out.extend([typ, body].into_iter().flatten());
        }
        Node::Bad | Node::Name | Node::BasicLit { .. } | Node::Empty => {}
        node => push_other_parts(tree, node, out),
    }
}

/// Like [`push_parts`], for expressions, types and statements.
fn push_other_parts(tree: &Tree, node: Node, out: &mut Vec<NodeId>) {
    match node {
        Node::CompositeLit { typ: x, elems, .. }
        | Node::Call {
            fun: x,
            args: elems,
            ..
        } => {
            out.extend(x);
            out.extend(tree.list(elems));
        }
        Node::Slice { x, index, .. } => {
            out.extend(x);
            out.extend(index.into_iter().flatten());
        }
        Node::List { elems } => out.extend(tree.list(elems)),
        Node::StructType { fields, tags } => {
            out.extend(tree.list(fields));
            out.extend(tree.list(tags));
        }
        Node::InterfaceType { methods } => out.extend(tree.list(methods)),
        Node::FuncType { params, results } => {
            out.extend(tree.list(params));
            out.extend(tree.list(results));
        }
        Node::KeyValue { key: x, value: y }
        | Node::FuncLit { typ: x, body: y }
        | Node::Selector { x, sel: y }
        | Node::Index { x, index: y }
        | Node::Assert { x, typ: y }
        | Node::TypeSwitchGuard { lhs: x, x: y }
        | Node::Operation { x, y, .. }
        | Node::ArrayType { len: x, elem: y }
        | Node::Field { name: x, typ: y }
        | Node::MapType { key: x, value: y }
        | Node::Labeled { label: x, stmt: y }
        | Node::Send { chan: x, value: y }
        | Node::Assign { lhs: x, rhs: y, .. }
        | Node::RangeClause { lhs: x, x: y, .. } => out.extend([x, y].into_iter().flatten()),
        Node::Paren { x }
        | Node::SliceType { elem: x }
        | Node::DotsType { elem: x }
        | Node::ChanType { elem: x, .. }
        | Node::ExprStmt { x }
        | Node::Branch { label: x, .. }
        | Node::CallStmt { call: x, .. }
        | Node::Return { results: x } => out.extend(x),
        Node::Block { list, .. } => out.extend(tree.list(list)),
        Node::DeclStmt { decls } => out.extend(tree.list(decls)),
        Node::If {
            init,
            cond,
            then,
            or_else,
        } => out.extend([init, cond, then, or_else].into_iter().flatten()),
        Node::For {
            init,
            cond,
            post,
            body,
        } => out.extend([init, cond, post, body].into_iter().flatten()),
        Node::Switch {
            init, tag, body, ..
        } => {
            out.extend([init, tag].into_iter().flatten());
            out.extend(tree.list(body));
        }
        Node::Select { body, .. } => out.extend(tree.list(body)),
        Node::CaseClause { cases: x, body, .. } | Node::CommClause { comm: x, body, .. } => {
            out.extend(x);
            out.extend(tree.list(body));
        }
        _ => {}
    }
}
