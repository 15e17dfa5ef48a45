//! The numbers of values and blocks.
//!
//! Counterpart: `ID` of cmd/compile/internal/ssa/id.go.

/// The number of a value in its function. Number 0 is no value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueId(pub u32);

/// The number of a block in its function. Number 0 is no block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockId(pub u32);
