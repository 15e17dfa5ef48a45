//! The data of register allocation: registers, values, uses.
//!
//! Counterpart: cmd/compile/internal/ssa/regalloc.go (`valState`, `regState`, `use`) and
//! stackalloc.go (`stackValState`).

pub(super) use super::block_lists::EndReg;
pub(super) use super::block_lists::LiveValue;
pub(super) use super::block_lists::StartReg;

use crate::func::Pos;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::RegMask;
use crate::scratch::Scratch;

/// No value.
pub(super) const NONE: ValueId = ValueId(0);

/// The state of a value as it was before register allocation.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ValueState {
    /// The registers that have it.
    pub(super) registers: RegMask,
    /// The number of its first use from here on; 0: none.
    pub(super) uses: u32,
    /// The copy of the value on the stack.
    pub(super) spill: ValueId,
    /// The part of the tree of dominators in which the copy on the stack is used.
    pub(super) restores: (i32, i32),
    pub(super) needs_register: bool,
    /// The value is made again instead of being stored.
    pub(super) is_rematerializable: bool,
}

/// A register that has a value.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RegState {
    /// The value as it was before register allocation.
    pub(super) value: ValueId,
    /// The value or the copy of it that is in the register.
    pub(super) copy: ValueId,
}

/// The state of a copy that may prevent a store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum CopyState {
    /// It is no such copy.
    #[default]
    None,
    /// It has not prevented one.
    Unused,
    /// An edge between blocks needs it.
    Used,
}

/// Copies that may prevent a store.
#[derive(Debug, Default)]
pub(super) struct Copies {
    /// The copies, in the order in which they were made.
    list: Vec<ValueId>,
    /// The state of each value.
    states: Vec<CopyState>,
}

impl Copies {
    /// Returns no copies, in vectors that were used before.
    pub(super) fn taken(scratch: &mut Scratch) -> Self {
        let mut copies: Self = scratch.memory();
        copies.list.clear();
        copies.states.clear();
        copies
    }

    /// Records a copy that has not prevented a store yet.
    pub(super) fn add(&mut self, copy: ValueId) {
        let at = copy.0 as usize;
        if self.states.len() <= at {
            self.states.resize(at + 1, CopyState::None);
        }
        if self.states[at] == CopyState::None {
            self.list.push(copy);
        }
        self.states[at] = CopyState::Unused;
    }

    /// Records that a value has prevented a store, if it is such a copy.
    pub(super) fn set_used(&mut self, value: ValueId) {
        if let Some(state) = self.states.get_mut(value.0 as usize)
            && *state != CopyState::None
        {
            *state = CopyState::Used;
        }
    }

    /// Removes all copies; returns those that have not prevented a store.
    pub(super) fn take_unused(&mut self) -> Vec<ValueId> {
        let mut list = std::mem::take(&mut self.list);
        list.retain(|copy| self.states[copy.0 as usize] == CopyState::Unused);
        self.states.clear();
        list
    }
}

/// A use of a value.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Use {
    /// The number of values of the block before the use; more than all: after the block.
    pub(super) distance: i32,
    pub(super) pos: Pos,
    /// The number of the next use of the same value; 0: none.
    pub(super) next: u32,
}

/// Uses by number.
#[derive(Debug, Default)]
pub(super) struct Uses {
    all: Vec<Use>,
    /// The first number that is free.
    free: u32,
}

impl Uses {
    /// Returns no uses, in a vector that was used before.
    pub(super) fn taken(scratch: &mut Scratch) -> Self {
        let mut uses: Self = scratch.memory();
        uses.all.clear();
        uses.all.push(Use::default());
        uses.free = 0;
        uses
    }

    pub(super) fn get(&self, number: u32) -> Use {
        self.all[number as usize]
    }

    /// Adds a use before the one with this number; returns its number.
    pub(super) fn add(&mut self, new: Use) -> u32 {
        let number = self.free;
        if number == 0 {
            self.all.push(new);
            return self.all.len() as u32 - 1;
        }
        self.free = self.all[number as usize].next;
        self.all[number as usize] = new;
        number
    }

    /// Frees a use; returns the number of the next one.
    pub(super) fn take(&mut self, number: u32) -> u32 {
        let used = &mut self.all[number as usize];
        let next = std::mem::replace(&mut used.next, self.free);
        self.free = number;
        next
    }
}

/// The state of a value.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stacked {
    /// The copy of the value on the stack.
    pub(super) spill: ValueId,
    pub(super) needs_slot: bool,
    pub(super) is_arg: bool,
    /// The value's block.
    pub(super) block: BlockId,
}
