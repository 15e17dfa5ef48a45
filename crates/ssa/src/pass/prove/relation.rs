//! Relations between two values, and the domain of numbers in which they hold.
//!
//! Counterpart: `relation` and `domain` of cmd/compile/internal/ssa/prove.go.

use crate::op::Arith;
use crate::op::ArithKind;

/// The possible orders of two values, a bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Relation(u8);

impl Relation {
    pub(super) const LESS: Self = Self(1);
    pub(super) const EQUAL: Self = Self(2);
    pub(super) const GREATER: Self = Self(4);
    pub(super) const AT_MOST: Self = Self(3);
    pub(super) const AT_LEAST: Self = Self(6);
    pub(super) const DIFFERENT: Self = Self(5);

    /// Reports whether all orders of another relation are possible.
    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Returns the orders of both.
    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns the orders that are not possible.
    pub(super) fn inverted(self) -> Self {
        Self(self.0 ^ 7)
    }

    /// Returns the relation of the values in the other order.
    pub(super) fn reversed(self) -> Self {
        Self(self.0 & 2 | self.0 >> 2 | (self.0 & 1) << 2)
    }
}

/// The numbers that a relation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Domain {
    Signed,
    Unsigned,
    Pointer,
    Boolean,
}

impl Domain {
    /// Reports whether the domain has an order.
    pub(super) fn is_number(self) -> bool {
        matches!(self, Self::Signed | Self::Unsigned)
    }
}

/// Returns the relation of the operands of a comparison that is true, and its domains.
pub(super) fn of_comparison(arith: Arith) -> Option<(&'static [Domain], Relation)> {
    let signed = &[Domain::Signed][..];
    let unsigned = &[Domain::Unsigned][..];
    let numbers = &[Domain::Signed, Domain::Unsigned][..];
    let pointer = &[Domain::Pointer][..];
    let boolean = &[Domain::Boolean][..];
    Some(match arith.kind {
        ArithKind::Equal => (numbers, Relation::EQUAL),
        ArithKind::NotEqual => (numbers, Relation::DIFFERENT),
        ArithKind::EqualPtr => (pointer, Relation::EQUAL),
        ArithKind::NotEqualPtr => (pointer, Relation::DIFFERENT),
        ArithKind::EqualBool => (boolean, Relation::EQUAL),
        ArithKind::NotEqualBool => (boolean, Relation::DIFFERENT),
        ArithKind::Less => (signed, Relation::LESS),
        ArithKind::LessUnsigned => (unsigned, Relation::LESS),
        ArithKind::LessOrEqual => (signed, Relation::AT_MOST),
        ArithKind::LessOrEqualUnsigned => (unsigned, Relation::AT_MOST),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_are_reversed_and_inverted() {
        assert_eq!(Relation::LESS.reversed(), Relation::GREATER);
        assert_eq!(Relation::AT_LEAST.reversed(), Relation::AT_MOST);
        assert_eq!(Relation::DIFFERENT.reversed(), Relation::DIFFERENT);
        assert_eq!(Relation::LESS.inverted(), Relation::AT_LEAST);
        assert_eq!(Relation::EQUAL.inverted(), Relation::DIFFERENT);
        assert!(Relation::AT_MOST.has(Relation::EQUAL) && !Relation::LESS.has(Relation::EQUAL));
    }
}
