//! Stores in a row.
//!
//! Counterpart: cmd/compile/internal/ssa/writebarrier.go (`writebarrier`).

use super::super::Cx;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::rules::Refusal;

/// The number of stores without a barrier that a row may have at its beginning.
const OTHERS: u32 = 2;

/// Stores in a row, which share a branch.
pub(super) struct Row {
    pub(super) stores: Vec<ValueId>,
    /// The values after them.
    pub(super) after: Vec<ValueId>,
    /// The last store with a barrier.
    pub(super) last: ValueId,
    /// The number of stores with barriers.
    pub(super) count: usize,
}

impl Row {
    /// Takes the last row and all that follows it from a block.
    pub(super) fn cut(func: &mut Func, cx: &Cx<'_>, block: BlockId) -> Result<Self, Refusal> {
        let ops = cx.ops;
        let values = &func.block(block).values;
        let (mut start, mut end, mut last) = (0, 0, ValueId(0));
        let (mut others, mut count, mut has_move) = (0, 0, false);
        for (index, value) in values.iter().enumerate().rev() {
            let op = func.value(*value).op;
            if [ops.store_wb, ops.move_wb, ops.zero_wb].contains(&op) {
                start = index;
                if last.0 == 0 {
                    (last, end) = (*value, index + 1);
                }
                others = 0;
                count += 1;
                has_move |= op == ops.move_wb;
            } else if op == ops.var_def || op == ops.var_live || last.0 == 0 {
                continue;
            } else if op == ops.store {
                others += 1;
                // A move may read the memory of a store before it.
                if others > OTHERS || has_move {
                    break;
                }
            } else {
                break;
            }
        }
        if last.0 == 0 {
            return Err(Refusal::Invalid);
        }
        let values = &mut func.block_mut(block).values;
        let after = values.split_off(end);
        let stores = values.split_off(start);
        Ok(Self {
            stores,
            after,
            last,
            count,
        })
    }
}
