//! Where nodes start.
//!
//! Counterpart: cmd/compile/internal/syntax/positions.go (`StartPos`).

use crate::id::NodeId;
use crate::node::Node;
use crate::tree::Tree;

/// Returns the offset of a node's first token.
pub fn start(tree: &Tree, node: NodeId) -> u32 {
    let mut at = node;
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
        match left {
            Some(left) => at = left,
            None => return tree.offset(at),
        }
    }
}
