//! Groups of constants, in which declarations without values inherit those before them.
//!
//! Counterpart: cmd/compile/internal/types2/resolver.go (`collectObjects`), decl.go (`declStmt`).

use crate::node_ref::NodeRef;

/// The constants of a group: which declaration is the first, and the type and values that those
/// without any inherit.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ConstGroup {
    first: Option<usize>,
    group: u32,
    last: Option<(Option<NodeRef>, Option<NodeRef>)>,
}

/// A constant declaration, completed from its group.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConstSpec {
    pub(crate) iota: i64,
    pub(crate) typ: Option<NodeRef>,
    pub(crate) values: Option<NodeRef>,
    pub(crate) is_inherited: bool,
}

impl ConstGroup {
    /// Returns the completed constant declaration at an index of its list.
    pub(crate) fn next(
        &mut self,
        index: usize,
        group: u32,
        own: (Option<NodeRef>, Option<NodeRef>),
    ) -> ConstSpec {
        let first = match self.first {
            Some(first) if group != 0 && group == self.group => first,
            _ => {
                self.last = None;
                index
            }
        };
        self.first = Some(first);
        self.group = group;
        let has_own = own.0.is_some() || own.1.is_some();
        let is_inherited = !has_own && self.last.is_some();
        if has_own || self.last.is_none() {
            self.last = Some(own);
        }
        let (typ, values) = self.last.unwrap_or_default();
        ConstSpec {
            iota: (index - first) as i64,
            typ,
            values,
            is_inherited,
        }
    }

    /// Ends the group: another declaration follows.
    pub(crate) fn end(&mut self) {
        self.first = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_start_anew() {
        let node = |number| Some(NodeRef::new(0, vamos_ast::NodeId::of(number)));
        let mut group = ConstGroup::default();
        let first = group.next(0, 1, (None, node(1)));
        assert_eq!((first.iota, first.is_inherited), (0, false));
        let second = group.next(1, 1, (None, None));
        assert_eq!((second.iota, second.values), (1, node(1)));
        assert!(second.is_inherited);
        let alone = group.next(2, 0, (None, None));
        assert_eq!(
            (alone.iota, alone.values, alone.is_inherited),
            (0, None, false)
        );
        let other = group.next(3, 2, (None, None));
        assert_eq!((other.iota, other.is_inherited), (0, false));
        let next = group.next(4, 2, (None, None));
        assert_eq!((next.iota, next.is_inherited), (1, true));
    }
}
