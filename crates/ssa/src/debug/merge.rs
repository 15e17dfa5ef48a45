//! The locations at the beginning of a block: those that all blocks before it have.
//!
//! Counterpart: `mergePredecessors` of cmd/compile/internal/ssa/debug.go.

use super::flow::Flow;
use super::flow::StateId;
use super::location::Location;
use super::location::State;
use super::location::find;
use crate::ids::BlockId;

/// The purpose of a merge: the search, or location lists after the search is done.
type ForLists = Option<Option<BlockId>>;

impl Flow<'_, '_> {
    fn end_of(&self, block: BlockId) -> StateId {
        self.blocks[block.0 as usize].end
    }

    /// Makes the locations at the beginning of a block the current ones. For lists, variables that
    /// change are marked, by the block that was before. Returns the state, and whether it changed.
    pub(super) fn merge(&mut self, block: BlockId, for_lists: ForLists) -> (StateId, bool) {
        self.changed_vars.clear();
        let at = block.0 as usize;
        let is_first = !std::mem::replace(&mut self.blocks[at].was_processed, true);
        let edges = self.func.block(block).preds.iter().map(|edge| edge.block);
        let is_known = |pred: &BlockId| {
            let is_itself_new = *pred == block && is_first;
            self.blocks[pred.0 as usize].was_processed && !is_itself_new
        };
        let mut preds: Vec<BlockId> = edges.filter(is_known).collect();
        let is_needed = |is_changed: bool| for_lists.is_some() || is_changed;
        let before = for_lists.flatten();
        let Some(first) = preds.first().copied() else {
            if is_needed(is_first) {
                self.current.set(&[]);
            }
            return (0, is_first);
        };
        if preds.len() == 1 {
            let start = self.end_of(first);
            if let Some(before) = before.filter(|before| *before != first) {
                self.mark_changed(self.end_of(before), start);
            }
            let last_changed = self.blocks[first.0 as usize].last_changed;
            let state = &mut self.blocks[at];
            state.start = start;
            let is_changed = is_first || last_changed > state.last_checked;
            if is_needed(is_changed) {
                self.current.set(&self.states[start as usize]);
            }
            return (start, is_changed);
        }
        if !is_first {
            self.drop_unchanged(block, &mut preds);
            if preds.is_empty() {
                let start = self.blocks[at].start;
                if is_needed(false) {
                    self.current.set(&self.states[start as usize]);
                }
                if let Some(before) = before {
                    self.mark_changed(self.end_of(before), start);
                }
                return (start, false);
            }
        }
        let (start, is_changed) = self.merge_ends(block, &preds, is_first);
        if let Some(before) = before {
            self.mark_changed(self.end_of(before), start);
        }
        self.blocks[at].start = start;
        (start, is_changed || is_first)
    }

    /// Drops blocks that did not change since the last look at `block`; the last one takes the
    /// place of each.
    fn drop_unchanged(&self, block: BlockId, preds: &mut Vec<BlockId>) {
        let last_checked = self.blocks[block.0 as usize].last_checked;
        for at in (0..preds.len()).rev() {
            if self.blocks[preds[at].0 as usize].last_changed <= last_checked {
                preds.swap_remove(at);
            }
        }
    }

    /// Intersects the states at the ends of blocks. Returns the state, and whether it is another one
    /// than that from which the search began.
    fn merge_ends(&mut self, block: BlockId, preds: &[BlockId], is_first: bool) -> (StateId, bool) {
        // The first of the smallest states.
        let size = |pred: &BlockId| self.states[self.end_of(*pred) as usize].len();
        let base = preds.iter().copied().min_by_key(size).unwrap_or_default();
        let old = if is_first {
            self.end_of(base)
        } else {
            self.blocks[block.0 as usize].start
        };
        let others = preds.iter().filter(|pred| !is_first || **pred != base);
        let others: Vec<StateId> = others.map(|pred| self.end_of(*pred)).collect();
        self.current.set(&[]);
        let mut new: Option<State> = None;
        for index in 0..self.states[old as usize].len() {
            let (part, own) = self.states[old as usize][index];
            let mut location = own;
            for other in &others {
                let there = find(&self.states[*other as usize], part).unwrap_or_default();
                location = location.intersect(there);
                if location.is_absent() {
                    location = Location::default();
                    break;
                }
            }
            if location != own && new.is_none() {
                new = Some(self.states[old as usize][..index].to_vec());
            }
            if location.is_absent() {
                continue;
            }
            if let Some(new) = &mut new {
                new.push((part, location));
            }
            self.current.add(part, location);
        }
        match new {
            Some(new) => (self.add_state(new), true),
            None => (old, false),
        }
    }

    /// Marks the variables whose location in one state is another one in the next state.
    fn mark_changed(&mut self, from: StateId, to: StateId) {
        if from == to {
            return;
        }
        let to = &self.states[to as usize];
        for (part, location) in &self.states[from as usize] {
            if find(to, *part) != Some(*location)
                && let Some(var) = self.parts.var_of[*part as usize]
            {
                self.changed_vars.add(var);
            }
        }
    }
}
