//! The numbers of values, blocks and ABIs.
//!
//! Counterpart: `ID` of cmd/compile/internal/ssa/id.go.

/// The number of a value in its function. Number 0 is no value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueId(pub u32);

/// The number of a block in its function. Number 0 is no block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockId(pub u32);

/// The ABIs of symbols.
pub mod abi {
    /// Functions of assembly, and all that is no function.
    pub const NONE: u32 = 0;
    /// Functions with parameters in registers.
    pub const INTERNAL: u32 = 1;
}
