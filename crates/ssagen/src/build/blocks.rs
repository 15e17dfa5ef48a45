//! Blocks after the last statement: their ends are checked, and all get positions.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`updateUnsetPredPos`).

use vamos_ssa::BlockId;
use vamos_ssa::Pos;

use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;

impl Build<'_> {
    /// Checks that each block ends: all labels were defined.
    pub(super) fn check_ends(&self) -> Built<()> {
        let plain = self.input.cx.ops.block_plain;
        let mut blocks = self.f.order.iter().map(|id| self.f.block(*id));
        let has_ends = blocks.all(|block| block.kind != plain || block.succs.len() == 1);
        has_ends
            .then_some(())
            .ok_or(BuildRefusal::Invalid("block without an end"))
    }

    /// Gives blocks without a position the one of the first value after them.
    pub(super) fn set_missing_positions(&mut self) {
        for index in 0..self.f.order.len() {
            let block = self.f.order[index];
            if self.f.block(block).pos != Pos::default() {
                self.set_positions_before(block);
            }
        }
    }

    fn set_positions_before(&mut self, block: BlockId) {
        let mut work = vec![(block, 0)];
        let mut best: Vec<Pos> = vec![Pos::default()];
        while let Some((block, index)) = work.pop() {
            let Some(edge) = self.f.block(block).preds.get(index).copied() else {
                best.pop();
                continue;
            };
            work.push((block, index + 1));
            if !self.block_lacks_position(edge.block) {
                continue;
            }
            let last = best.len() - 1;
            if best[last] == Pos::default() {
                best[last] = self.first_position(block);
            }
            self.f.block_mut(edge.block).pos = best[last];
            work.push((edge.block, 0));
            best.push(Pos::default());
        }
    }

    /// Returns the position of the first value of a block that has one, or of the block.
    fn first_position(&self, block: BlockId) -> Pos {
        let values = self.f.block(block).values.iter();
        let reliable = values.filter(|value| !self.lacks_position(**value));
        let mut positions = reliable.map(|value| self.f.positions[value.0 as usize]);
        let found = positions.find(|pos| *pos != Pos::default());
        found.unwrap_or(self.f.block(block).pos)
    }
}
