//! The state of register allocation.
//!
//! Counterpart: cmd/compile/internal/ssa/regalloc.go (`regAllocState`).

use super::Cx;
use super::block_lists::Lists;
use super::data::Copies;
use super::data::NONE;
use super::data::RegState;
use super::data::Uses;
use super::data::ValueState;
use super::machine::Machine;
use super::operands::Operands;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::RegMask;
use crate::state::TreeNode;

/// The state of register allocation.
pub(super) struct State<'a> {
    pub(super) func: &'a mut Func,
    pub(super) cx: &'a Cx<'a>,
    pub(super) machine: &'a Machine<'a>,
    pub(super) operands: &'a Operands<'a>,
    /// For each block, the live values, the registers that have values and those that values prefer
    /// at its end, the registers with values at its start if it has several predecessors, and the
    /// copies on the stack that are live at its end.
    pub(super) lists: Lists,
    pub(super) values: Vec<ValueState>,
    /// For each value, the one from before register allocation that it is a copy of.
    pub(super) orig: Vec<ValueId>,
    pub(super) uses: Uses,
    /// The stack pointer and the address of static data.
    pub(super) fixed: [ValueId; 2],
    pub(super) registers: Vec<RegState>,
    /// Registers whose values must stay.
    pub(super) no_spill: RegMask,
    /// Registers that have a value.
    pub(super) used: RegMask,
    /// Registers that were used since the start of the block.
    pub(super) used_in_block: RegMask,
    /// Registers that the value at hand uses.
    pub(super) used_by_value: RegMask,
    /// The block at hand.
    pub(super) block: BlockId,
    /// The index of each block in the order.
    pub(super) index_of_block: Vec<u32>,
    /// The registers with values at the start of the block at hand that are needed.
    pub(super) start_mask: RegMask,
    /// Copies that may prevent a store.
    pub(super) copies: Copies,
    /// For each index in the block, the index of the next call.
    pub(super) next_call: Vec<i32>,
    /// The index of the value at hand in the block as it was.
    pub(super) index: usize,
}

impl<'a> State<'a> {
    pub(super) fn new(
        func: &'a mut Func,
        cx: &'a Cx<'a>,
        (machine, operands): (&'a Machine<'a>, &'a Operands<'a>),
        values: Vec<ValueState>,
        lists: Lists,
    ) -> Self {
        let orig = values.iter().enumerate().map(|(number, state)| {
            let number = if state.needs_register { number } else { 0 };
            ValueId(number as u32)
        });
        let scratch = &mut func.free.scratch;
        let orig = scratch.of(orig);
        let registers = scratch.memory_of(machine.count, RegState::default());
        let (uses, copies) = (Uses::taken(scratch), Copies::taken(scratch));
        let next_call = scratch.take();
        let mut index_of_block = scratch.filled(func.blocks.len(), 0);
        for (index, block) in func.order.iter().enumerate() {
            index_of_block[block.0 as usize] = index as u32;
        }
        Self {
            func,
            cx,
            machine,
            operands,
            lists,
            values,
            orig,
            uses,
            fixed: [NONE; 2],
            registers,
            no_spill: 0,
            used: 0,
            used_in_block: 0,
            used_by_value: 0,
            block: BlockId(0),
            index_of_block,
            start_mask: 0,
            copies,
            next_call,
            index: 0,
        }
    }

    /// Gives the vectors back.
    pub(super) fn end(self) {
        let scratch = &mut self.func.free.scratch;
        scratch.keep(self.lists);
        scratch.keep(self.values);
        scratch.put(self.orig);
        scratch.keep(self.uses);
        scratch.keep(self.registers);
        scratch.put(self.index_of_block);
        scratch.keep(self.copies);
        scratch.put(self.next_call);
    }

    /// Returns the tree of dominators, by number of the block.
    pub(super) fn tree(&self) -> &[TreeNode] {
        self.func.caches.tree.as_deref().unwrap_or_default()
    }

    /// Returns the original of a value.
    pub(super) fn orig(&self, value: ValueId) -> ValueId {
        self.orig.get(value.0 as usize).copied().unwrap_or_default()
    }

    /// Records the original of a new value.
    pub(super) fn set_orig(&mut self, copy: ValueId, orig: ValueId) {
        let at = copy.0 as usize;
        if self.orig.len() <= at {
            self.orig.resize(at + 1, NONE);
        }
        self.orig[at] = self.orig(orig);
    }

    /// Frees copies that have not prevented a store, and values without an operation.
    pub(super) fn remove_unused_copies(&mut self) {
        let mut copies = self.copies.take_unused();
        loop {
            let before = copies.len();
            copies.retain(|copy| {
                let stays = self.func.uses[copy.0 as usize] != 0;
                if !stays {
                    self.func.reset_args(*copy);
                    self.func.free_value(*copy, self.cx.ops);
                }
                stays
            });
            if copies.len() == before {
                break;
            }
        }
        for at in 0..self.func.order.len() {
            let block = self.func.order[at];
            let mut values = std::mem::take(&mut self.func.block_mut(block).values);
            values.retain(|value| self.func.value(*value).op != 0);
            self.func.block_mut(block).values = values;
        }
        self.func.free.scratch.put(copies);
    }
}
