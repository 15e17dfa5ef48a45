//! Index of an action in its plan.
//!
//! Counterpart: none; upstream refers to actions by pointers.

/// Index of an action in its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActionRef(pub(crate) u32);

impl ActionRef {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}
