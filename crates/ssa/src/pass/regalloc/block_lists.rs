//! Lists of register allocation for each block, whose memory the next function uses again.
//!
//! Counterpart: cmd/compile/internal/ssa/regalloc.go (`endReg`, `startReg`, `liveInfo`).

use super::desired;
use super::desired::Desired;
use crate::ids::ValueId;
use crate::pos::Pos;

/// A register that has a value at the end of a block.
#[derive(Clone, Copy, Debug)]
pub(super) struct EndReg {
    pub(super) register: u8,
    pub(super) value: ValueId,
    pub(super) copy: ValueId,
}

/// A register that must have a value at the start of a block with several predecessors.
#[derive(Clone, Copy, Debug)]
pub(super) struct StartReg {
    pub(super) register: u8,
    pub(super) value: ValueId,
    pub(super) copy: ValueId,
    /// The position of the first use.
    pub(super) pos: Pos,
}

/// A value that is live at the end of a block.
#[derive(Clone, Copy, Debug)]
pub(super) struct LiveValue {
    pub(super) value: ValueId,
    /// The number of values before the next use.
    pub(super) distance: i32,
    /// The position of the next use.
    pub(super) pos: Pos,
}

/// A list for each number of a block.
pub(super) type Rows<T> = Vec<Vec<T>>;

/// The lists of register allocation, by number of the block.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) live: Rows<LiveValue>,
    pub(super) end: Rows<EndReg>,
    pub(super) start: Rows<StartReg>,
    pub(super) spill_live: Rows<ValueId>,
    pub(super) desired: Vec<Desired>,
}

impl Lists {
    /// Makes all lists of a function empty.
    pub(super) fn reset(&mut self, blocks: usize) {
        reset(&mut self.live, blocks);
        reset(&mut self.end, blocks);
        reset(&mut self.start, blocks);
        reset(&mut self.spill_live, blocks);
        desired::reset(&mut self.desired, blocks);
    }
}

/// Makes this number of lists empty, and adds missing ones.
pub(super) fn reset<T>(rows: &mut Rows<T>, count: usize) {
    // A later function may have fewer blocks, and uses only these.
    rows.iter_mut().take(count).for_each(Vec::clear);
    if rows.len() < count {
        rows.resize_with(count, Vec::new);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_empty_and_keep_their_memory() {
        let mut lists = Lists::default();
        lists.reset(2);
        lists.spill_live[1].push(ValueId(7));
        lists.reset(2);
        assert_eq!((lists.spill_live.len(), lists.end.len()), (2, 2));
        assert!(lists.spill_live[1].is_empty() && lists.spill_live[1].capacity() > 0);
    }
}
