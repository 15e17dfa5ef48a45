//! The values of a block in an order in which arguments come before their uses.
//!
//! Counterpart: `topoSortValuesInBlock` of cmd/compile/internal/ssa/prove.go.

use crate::cx::Cx;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::rules::Refusal;

/// The score of phis.
const PHI: u32 = 1;

/// The score of values without arguments in their block.
const FIRST: u32 = 2;

/// The mark of a value whose arguments are not done.
const PENDING: u32 = u32::MAX;

/// Scratch of sorting.
#[derive(Debug, Default)]
pub(super) struct Sorter {
    /// The score of each value in the block at hand: more than those of its arguments. Values of
    /// other blocks have any.
    scores: Vec<u32>,
    /// Values, and the number of arguments that are done.
    work: Vec<(ValueId, u32)>,
}

impl Sorter {
    /// Sorts the values of a block by score and number.
    pub(super) fn sort(
        &mut self,
        func: &mut Func,
        cx: &Cx<'_>,
        block: BlockId,
    ) -> Result<(), Refusal> {
        self.scores.resize(func.values.len(), 0);
        let mut values = std::mem::take(&mut func.block_mut(block).values);
        for value in &values {
            self.scores[value.0 as usize] = 0;
        }
        let scores = values
            .iter()
            .try_for_each(|value| self.set_score(func, cx, block, *value));
        values.sort_unstable_by_key(|value| (self.scores[value.0 as usize], *value));
        func.block_mut(block).values = values;
        scores
    }

    fn set_score(
        &mut self,
        func: &Func,
        cx: &Cx<'_>,
        block: BlockId,
        value: ValueId,
    ) -> Result<(), Refusal> {
        if self.scores[value.0 as usize] != 0 {
            return Ok(());
        }
        self.work.clear();
        self.work.push((value, 0));
        while let Some((value, done)) = self.work.last_mut() {
            let value = *value;
            if func.value(value).op == cx.ops.phi {
                self.scores[value.0 as usize] = PHI;
                self.work.pop();
                continue;
            }
            self.scores[value.0 as usize] = PENDING;
            let args = func.args(value);
            let rest = args.iter().skip(*done as usize);
            let mut rest = rest.filter(|arg| func.block_of[arg.0 as usize] == block);
            let next = rest.find(|arg| [0, PENDING].contains(&self.scores[arg.0 as usize]));
            if let Some(next) = next.copied() {
                if self.scores[next.0 as usize] == PENDING {
                    return Err(Refusal::Invalid);
                }
                *done = args.iter().position(|arg| *arg == next).unwrap_or(0) as u32;
                self.work.push((next, 0));
                continue;
            }
            let own = args
                .iter()
                .filter(|arg| func.block_of[arg.0 as usize] == block);
            let scores = own.map(|arg| self.scores[arg.0 as usize] + 1);
            self.scores[value.0 as usize] = scores.max().unwrap_or(FIRST).max(FIRST);
            self.work.pop();
        }
        Ok(())
    }
}
