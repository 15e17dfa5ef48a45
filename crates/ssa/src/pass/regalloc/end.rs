//! The end of a block: control values, values for a loop that follows, and the registers that the
//! successors find.
//!
//! Counterpart: cmd/compile/internal/ssa/regalloc.go (`regalloc`).

use super::block::BlockState;
use super::data::EndReg;
use super::live_map::UNLIKELY;
use super::machine::each;
use super::machine::has;
use super::machine::mask_of;
use super::state::State;
use crate::func::Pos;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::RegMask;
use crate::rules::Refusal;

impl State<'_> {
    /// Finishes a block.
    pub(super) fn finish(&mut self, own: &mut BlockState, block: BlockId) -> Result<(), Refusal> {
        self.load_controls(block)?;
        if let [edge] = self.func.block(block).succs[..] {
            let g = self.machine.g;
            if self
                .registers
                .get(usize::from(g))
                .is_some_and(|state| state.value.0 != 0)
            {
                self.free_register(g);
            }
            if self.is_start_of_loop(block, edge.block) {
                self.preload(own, block)?;
            }
        }
        let end = each(self.used).map(|register| {
            let state = self.registers[usize::from(register)];
            EndReg {
                register,
                value: state.value,
                copy: state.copy,
            }
        });
        self.lists.end[block.0 as usize].extend(end);
        self.spill_rest(block);
        let mask = self.start_mask;
        let start = &mut self.lists.start[block.0 as usize];
        start.retain(|start| has(mask, start.register));
        Ok(())
    }

    /// Loads the control values of a block into registers.
    fn load_controls(&mut self, block: BlockId) -> Result<(), Refusal> {
        let controls = self.func.block(block).controls;
        let count = self.func.control_values(block).len();
        let pos = self.func.block(block).pos;
        for (index, control) in controls.iter().enumerate().take(count) {
            if self.values[control.0 as usize].needs_register {
                let mask = self.of_type(*control);
                let copy = self.load(*control, mask, false, pos)?;
                self.func.replace_control(block, index, copy);
            }
        }
        for control in &controls[..count] {
            let state = self.values[control.0 as usize];
            if state.needs_register {
                let next = self.uses.take(state.uses);
                self.values[control.0 as usize].uses = next;
                if next == 0 {
                    self.free_registers(state.registers);
                }
            }
        }
        Ok(())
    }

    /// Reports whether a block is the first predecessor of a loop's header, and no call is certain
    /// in the loop.
    fn is_start_of_loop(&self, block: BlockId, succ: BlockId) -> bool {
        let [own, next] = [block, succ].map(|block| self.index_of_block[block.0 as usize]);
        let nest = self.func.caches.loops.as_ref().filter(|_| own <= next);
        let found = nest.and_then(|nest| nest.of(succ));
        found.is_some_and(|found| found.header == succ && !found.contains_unavoidable_call)
    }

    /// Loads values that the loop after a block uses soon.
    fn preload(&mut self, own: &mut BlockState, block: BlockId) -> Result<(), Refusal> {
        let evicts = self.cx.profile.evicts_for_loops;
        let pos = self.func.block(block).pos;
        self.find_phi_args(own, block);
        let live = std::mem::take(&mut self.lists.live[block.0 as usize]);
        let near = || live.iter().filter(|live| live.distance < UNLIKELY);
        let registers = |state: &Self, value: ValueId| state.values[value.0 as usize].registers;
        let mut needed = near().fold(0, |mask, live| mask | registers(self, live.value));
        for live in near() {
            let value = live.value;
            if self.is_loaded(own, value) {
                continue;
            }
            let in_use = if evicts { needed } else { self.used };
            let mask = self.of_type(value) & !in_use;
            if mask != 0 {
                self.preload_value(own, value, mask, pos)?;
                needed |= registers(self, value);
            }
        }
        self.lists.live[block.0 as usize] = live;
        Ok(())
    }

    /// Finds the arguments of phis of the only successor of a block.
    fn find_phi_args(&self, own: &mut BlockState, block: BlockId) {
        own.live.clear();
        if !self.cx.profile.evicts_for_loops {
            return;
        }
        for edge in &self.func.block(block).succs {
            for value in &self.func.block(edge.block).values {
                if self.func.value(*value).op == self.cx.ops.phi {
                    let arg = self.func.args(*value)[edge.index as usize];
                    // Arguments of phis that were visited may be new values, which are not live.
                    if (arg.0 as usize) < self.values.len() {
                        own.live.add(arg.0);
                    }
                }
            }
        }
    }

    /// Reports whether a value is in a register, or needs none until its use. Arguments of phis are
    /// in `own.live`: they need a register of their type.
    fn is_loaded(&self, own: &BlockState, value: ValueId) -> bool {
        let state = self.values[value.0 as usize];
        if own.live.contains(value.0) {
            return state.registers & self.of_type(value) != 0;
        }
        state.registers != 0 || state.is_rematerializable
    }

    fn preload_value(
        &mut self,
        own: &BlockState,
        value: ValueId,
        mask: RegMask,
        pos: Pos,
    ) -> Result<(), Refusal> {
        let wishes = own.desired.get(value);
        let wish = wishes.into_iter().find(|register| has(mask, *register));
        let mut mask = wish.map_or(mask, mask_of);
        if mask & !own.desired.avoid != 0 {
            mask &= !own.desired.avoid;
        }
        self.load(value, mask, false, pos)?;
        Ok(())
    }

    /// Stores the live values that are in no register on the stack, and removes their last uses.
    fn spill_rest(&mut self, block: BlockId) {
        let live = std::mem::take(&mut self.lists.live[block.0 as usize]);
        for live in &live {
            let state = self.values[live.value.0 as usize];
            if state.registers == 0 && !state.is_rematerializable {
                let spill = self.spill(live.value);
                self.lists.spill_live[block.0 as usize].push(spill);
            }
        }
        for live in &live {
            let uses = self.values[live.value.0 as usize].uses;
            self.values[live.value.0 as usize].uses = self.uses.take(uses);
        }
        self.lists.live[block.0 as usize] = live;
    }
}
