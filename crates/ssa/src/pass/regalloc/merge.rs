//! The registers at the start of a block, which are from a predecessor, and registers for phis.
//!
//! Counterpart: cmd/compile/internal/ssa/regalloc.go (`regalloc`).

use super::block::BlockState;
use super::data::EndReg;
use super::data::StartReg;
use super::machine::NO_REGISTER;
use super::machine::each;
use super::machine::has;
use super::machine::is_single;
use super::machine::lowest;
use super::machine::mask_of;
use super::state::State;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::RegMask;
use crate::rules::Refusal;

impl State<'_> {
    /// Sets the registers at the start of a block.
    pub(super) fn start(&mut self, own: &mut BlockState, block: BlockId) -> Result<(), Refusal> {
        let has_phis = !own.phis.is_empty();
        if block == self.func.entry {
            return if has_phis {
                Err(Refusal::Invalid)
            } else {
                Ok(())
            };
        }
        if let [edge] = self.func.block(block).preds[..] {
            if has_phis {
                return Err(Refusal::Invalid);
            }
            self.take_registers(edge.block);
            self.drop_dead(own, 0);
            return Ok(());
        }
        let index = self.best_pred(block).ok_or(Refusal::Invalid)?;
        let pred = self.func.block(block).preds[index].block;
        self.take_registers(pred);
        let used = self.registers_of_args(own, index);
        self.free_args_of_phis(own, index, pred, used);
        let values = &mut self.func.block_mut(block).values;
        values.extend_from_slice(&own.phis);
        let used = self.free_registers_for_phis(own, block, index, used);
        for (phi, register) in own.phis.iter().zip(&own.phi_registers) {
            if !self.values[phi.0 as usize].needs_register {
                continue;
            }
            match *register {
                // The phi is on the stack, as are its arguments.
                NO_REGISTER => self.values[phi.0 as usize].spill = *phi,
                register => self.assign(register, *phi, *phi),
            }
        }
        self.drop_dead(own, used);
        self.record_start(block, used);
        Ok(())
    }

    /// Makes the registers at the end of a block those at hand.
    fn take_registers(&mut self, block: BlockId) {
        let end = std::mem::take(&mut self.lists.end[block.0 as usize]);
        self.set_registers(&end);
        self.lists.end[block.0 as usize] = end;
    }

    /// Frees the registers whose values are not live, except the registers of phis.
    fn drop_dead(&mut self, own: &BlockState, of_phis: RegMask) {
        for register in each(self.used & !of_phis) {
            let value = self.registers[usize::from(register)].value;
            if !own.live.contains(value.0) {
                self.free_register(register);
            }
        }
    }

    /// Returns the index of the predecessor with the fewest values on the stack, of those that have
    /// their registers.
    fn best_pred(&self, block: BlockId) -> Option<usize> {
        let order = |block: BlockId| self.index_of_block[block.0 as usize];
        let spills = |block: BlockId| self.lists.spill_live[block.0 as usize].len();
        let preds = &self.func.block(block).preds;
        let mut best: Option<usize> = None;
        for (index, edge) in preds.iter().enumerate() {
            let pred = edge.block;
            if order(pred) >= order(block) {
                continue;
            }
            let Some(old) = best.map(|best| preds[best].block) else {
                best = Some(index);
                continue;
            };
            let is_better =
                || self.is_likely(pred) && !self.is_likely(old) || order(pred) < order(old);
            if spills(pred) < spills(old) || spills(pred) == spills(old) && is_better() {
                best = Some(index);
            }
        }
        best
    }

    /// Reports whether all predecessors of a block are likely to go on with it.
    fn is_likely(&self, block: BlockId) -> bool {
        let preds = &self.func.block(block).preds;
        let mut others = preds.iter().map(|edge| self.func.block(edge.block));
        let is_likely = others.all(|pred| match (&pred.succs[..], pred.likely) {
            ([_], _) => true,
            ([first, _], 1) => first.block == block,
            ([_, second], -1) => second.block == block,
            _ => false,
        });
        !preds.is_empty() && is_likely
    }

    /// Gives phis the registers of their arguments from a predecessor; returns these registers.
    fn registers_of_args(&self, own: &mut BlockState, index: usize) -> RegMask {
        own.phi_registers.clear();
        let mut used = 0;
        for phi in &own.phis {
            let mut register = NO_REGISTER;
            if self.values[phi.0 as usize].needs_register {
                let arg = self.func.args(*phi)[index];
                let mask = self.values[arg.0 as usize].registers & !used;
                let mask = mask & self.machine.allocatable;
                if mask != 0 {
                    register = lowest(mask);
                    used |= mask_of(register);
                }
            }
            own.phi_registers.push(register);
        }
        used
    }

    /// Frees the registers that phis take from their arguments. An argument that is used elsewhere
    /// is copied to a free register in the predecessor.
    fn free_args_of_phis(
        &mut self,
        own: &BlockState,
        index: usize,
        pred: BlockId,
        of_phis: RegMask,
    ) {
        for (phi, register) in own.phis.iter().zip(&own.phi_registers) {
            if *register == NO_REGISTER {
                continue;
            }
            let arg = self.func.args(*phi)[index];
            if own.live.contains(arg.0) {
                let state = self.values[arg.0 as usize];
                let free = self.of_type(arg) & !self.used & !of_phis;
                if free != 0 && !state.is_rematerializable && is_single(state.registers) {
                    let to = lowest(free);
                    let copy = self.copy_in_pred(arg, *register, pred);
                    self.assign(to, arg, copy);
                    self.lists.end[pred.0 as usize].push(EndReg {
                        register: to,
                        value: arg,
                        copy,
                    });
                }
            }
            self.free_register(*register);
        }
    }

    fn copy_in_pred(&mut self, value: ValueId, register: u8, pred: BlockId) -> ValueId {
        let source = self.registers[usize::from(register)].copy;
        let ty = self.func.value(value).ty;
        let pos = self.func.positions[value.0 as usize];
        let ops = self.cx.ops;
        let copy = self.func.new_value1(pred, ops.copy, ty, pos, source, ops);
        self.copies.add(copy);
        self.set_orig(copy, value);
        copy
    }

    /// Gives free registers to phis that have none; returns the registers of all phis.
    fn free_registers_for_phis(
        &self,
        own: &mut BlockState,
        block: BlockId,
        index: usize,
        of_phis: RegMask,
    ) -> RegMask {
        let mut used = of_phis;
        for (phi, register) in own.phis.iter().zip(&mut own.phi_registers) {
            if !self.values[phi.0 as usize].needs_register || *register != NO_REGISTER {
                continue;
            }
            let mut mask = self.of_type(*phi) & !used & !self.used;
            // The register that an argument has in another predecessor.
            let edges = self
                .func
                .block(block)
                .preds
                .iter()
                .zip(self.func.args(*phi));
            for (number, (edge, arg)) in edges.enumerate() {
                if number == index {
                    continue;
                }
                let orig = self.orig(*arg);
                let mut ends = self.lists.end[edge.block.0 as usize].iter();
                let there = ends.find(|end| end.value == orig);
                if let Some(end) = there.filter(|end| has(mask, end.register)) {
                    mask = mask_of(end.register);
                    break;
                }
            }
            if mask != 0 {
                *register = lowest(mask);
                used |= mask_of(*register);
            }
        }
        used
    }

    /// Records the registers that other predecessors of a block must fill, too.
    fn record_start(&mut self, block: BlockId, of_phis: RegMask) {
        let mut start = std::mem::take(&mut self.lists.start[block.0 as usize]);
        for register in each(self.used & !of_phis) {
            let state = self.registers[usize::from(register)];
            let uses = self.values[state.value.0 as usize].uses;
            start.push(StartReg {
                register,
                value: state.value,
                copy: state.copy,
                pos: self.uses.get(uses).pos,
            });
            self.start_mask |= mask_of(register);
        }
        self.lists.start[block.0 as usize] = start;
    }
}
