//! The instructions at which blocks begin and after which values end.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`bstart` and `valueToProgAfter`).

use vamos_obj::ProgId;
use vamos_ssa::BlockId;
use vamos_ssa::ValueId;

/// Instructions by number of the block or value.
#[derive(Clone, Debug, Default)]
pub struct CodePoints {
    /// The first instruction of each block.
    pub(crate) starts: Vec<Option<ProgId>>,
    /// The instruction after each value.
    pub(crate) after: Vec<Option<ProgId>>,
}

impl CodePoints {
    /// Returns the first instruction of a block.
    pub(crate) fn start(&self, block: BlockId) -> Option<ProgId> {
        self.starts.get(block.0 as usize).copied().flatten()
    }

    /// Returns the instruction after a value.
    pub(crate) fn after(&self, value: ValueId) -> Option<ProgId> {
        self.after.get(value.0 as usize).copied().flatten()
    }
}
