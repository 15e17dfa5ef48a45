//! Facts that are added to a partial order, unless they contradict it.
//!
//! Counterpart: `SetOrder`, `SetOrderOrEqual`, `SetEqual` and `SetNonEqual` of
//! cmd/compile/internal/ssa/poset.go.

use super::Poset;
use crate::ids::ValueId;

impl Poset {
    /// Adds that one value is less than another one, or at most it; reports whether it may be.
    pub(in crate::pass::prove) fn set_order(
        &mut self,
        one: ValueId,
        two: ValueId,
        is_strict: bool,
    ) -> bool {
        match (self.node(one), self.node(two)) {
            (None, None) => {
                let node = self.new_node(one);
                let child = self.new_node(two);
                self.add_root(node);
                self.add_child(node, child, is_strict);
            }
            (Some(node), None) => {
                let child = self.new_node(two);
                self.add_child(node, child, is_strict);
            }
            (None, Some(child)) => self.add_below(one, child, is_strict),
            (Some(one), Some(two)) => return self.order_nodes(one, two, is_strict),
        }
        true
    }

    /// Adds a value that is less than a node.
    fn add_below(&mut self, value: ValueId, child: u32, is_strict: bool) {
        let node = self.new_node(value);
        if self.is_root(child) {
            self.replace_root(child, node);
            self.add_child(node, child, is_strict);
            return;
        }
        let root = self.find_root(child);
        let extra = self.new_node(ValueId(0));
        self.replace_root(root, extra);
        self.add_child(extra, root, false);
        self.add_child(extra, node, false);
        self.add_child(node, child, is_strict);
    }

    fn order_nodes(&mut self, one: u32, two: u32, is_strict: bool) -> bool {
        if one == two {
            return !is_strict;
        }
        let is_strict = is_strict || self.are_different(one, two);
        if self.reaches(one, two, false) {
            if is_strict && !self.reaches(one, two, true) {
                self.add_child(one, two, true);
            }
            return true;
        }
        if self.reaches(two, one, false) {
            return !is_strict && self.collapse(two, one);
        }
        self.join(one, two);
        self.add_child(one, two, is_strict);
        true
    }

    /// Adds that two values are equal; reports whether they may be.
    pub(in crate::pass::prove) fn set_equal(&mut self, one: ValueId, two: ValueId) -> bool {
        match (self.node(one), self.node(two)) {
            (None, None) => {
                let node = self.new_root(one);
                self.add_alias(two, node);
            }
            (Some(node), None) => self.add_alias(two, node),
            (None, Some(node)) => self.add_alias(one, node),
            (Some(one), Some(two)) if one == two => {}
            (Some(one), Some(two)) => {
                if self.are_different(one, two) {
                    return false;
                }
                if self.reaches(one, two, false) {
                    return self.collapse(one, two);
                }
                if self.reaches(two, one, false) {
                    return self.collapse(two, one);
                }
                self.join(one, two);
                self.merge_node(two, one);
            }
        }
        true
    }

    /// Adds that two values differ; reports whether they may.
    pub(in crate::pass::prove) fn set_not_equal(&mut self, one: ValueId, two: ValueId) -> bool {
        let (Some(one_node), Some(two_node)) = (self.node(one), self.node(two)) else {
            self.set_different(one, two);
            return true;
        };
        if self.are_different(one_node, two_node) {
            return true;
        }
        if one_node == two_node {
            return false;
        }
        self.set_different(one, two);
        for (one, two) in [(one_node, two_node), (two_node, one_node)] {
            if self.reaches(one, two, false) && !self.reaches(one, two, true) {
                self.add_child(one, two, true);
            }
        }
        true
    }
}
