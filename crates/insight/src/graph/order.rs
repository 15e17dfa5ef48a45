//! An order of a graph's nodes.
//!
//! Counterpart: none.

/// Returns all nodes in an order with the targets of edges first, except for edges that close a
/// cycle.
pub(super) fn ends_first(edges: &[Vec<usize>]) -> Vec<usize> {
    let mut is_seen = vec![false; edges.len()];
    let mut order = Vec::with_capacity(edges.len());
    for start in 0..edges.len() {
        // A stack of its own: graphs of modules may be deep.
        let mut stack = vec![(start, 0)];
        if std::mem::replace(&mut is_seen[start], true) {
            continue;
        }
        while let Some((node, next)) = stack.pop() {
            let Some(to) = edges[node].get(next).copied() else {
                order.push(node);
                continue;
            };
            stack.push((node, next + 1));
            if !std::mem::replace(&mut is_seen[to], true) {
                stack.push((to, 0));
            }
        }
    }
    order
}
