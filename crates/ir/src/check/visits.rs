//! The check that a walk over a function ends in time.
//!
//! Counterpart: none; upstream shares no nodes.

use crate::func::Func;

/// The most visits of a walk over a function, for each of its nodes.
const MAX_VISITS: u64 = 4;

/// The visits of a walk that are always allowed.
const FREE_VISITS: u64 = 1 << 16;

/// Checks that a walk through all parts of a function ends in time, though nodes share parts.
pub(super) fn check_visits(func: &Func) -> Result<(), &'static str> {
    let mut visits: Vec<u64> = Vec::with_capacity(func.nodes.len());
    let of = |visits: &[u64], id: u32| {
        let index = (id as usize).checked_sub(1);
        index
            .and_then(|index| visits.get(index))
            .map_or(0, |visits| *visits)
    };
    for node in &func.nodes {
        let spans = [node.init, node.operands, node.list, node.other];
        let parts = spans.into_iter().flat_map(|span| func.list(span));
        let sum = parts.fold(1_u64, |sum, id| sum.saturating_add(of(&visits, id.0)));
        visits.push(sum);
    }
    let body = func.body.iter();
    let total = body.fold(0_u64, |sum, id| sum.saturating_add(of(&visits, id.0)));
    let most = FREE_VISITS + MAX_VISITS * func.nodes.len() as u64;
    if total > most {
        return Err("nodes that share too many parts");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::func;
    use crate::check::tests::node;
    use crate::func::Node;
    use crate::func::NodeId;
    use crate::func::Span;
    use crate::op::Op;

    #[test]
    fn shared_parts_do_not_multiply() {
        let chain = |len: u32| {
            let lists = (0..len).flat_map(|at| [NodeId(at), NodeId(at)]);
            let nodes = (0..len).map(|at| Node {
                operands: Span {
                    start: at * 2,
                    len: 2,
                },
                ..node(Op::Add)
            });
            func(nodes.collect(), lists.collect())
        };
        assert_eq!(check_visits(&chain(10)), Ok(()));
        let refused = Err("nodes that share too many parts");
        assert_eq!(check_visits(&chain(64)), refused);
    }
}
