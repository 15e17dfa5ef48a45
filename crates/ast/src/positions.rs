//! Start positions of nodes.
//!
//! Counterpart: cmd/compile/internal/syntax/positions.go (`StartPos`).

use crate::id::NodeId;
use crate::node::Node;
use crate::tree::Tree;

/// Returns the offset of a node's first token.
pub fn start(tree: &Tree, node: NodeId) -> u32 {
    start_and_steps(tree, node).0
}

/// Like [`start`], but also returns the number of nodes that it visited.
pub fn start_and_steps(tree: &Tree, node: NodeId) -> (u32, usize) {
    let mut at = node;
    let mut steps = 0;
    loop {
        let left = match tree.node(at) {
            Node::CompositeLit { typ, .. } => typ,
            Node::KeyValue { key, .. } => key,
            Node::Selector { x, .. } | Node::Index { x, .. } | Node::Assert { x, .. } => x,
            Node::TypeSwitchGuard { lhs, x } => lhs.or(x),
            Node::Operation { x, y: Some(_), .. } => x,
            Node::Call { fun, .. } => fun,
            Node::List { elems } => tree.first(elems),
            Node::Send { chan, .. } => chan,
            Node::Assign { lhs, .. } => lhs,
            Node::RangeClause { lhs, x, .. } => lhs.or(x),
            _ => None,
        };
        steps += 1;
        match left {
            Some(left) => at = left,
            None => return (tree.offset(at), steps),
        }
    }
}
