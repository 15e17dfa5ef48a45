//! The arguments of a value in registers.
//!
//! Counterpart: cmd/compile/internal/ssa/regalloc.go (`regalloc`).

use super::block::BlockState;
use super::block::Wishes;
use super::data::NONE;
use super::machine::has;
use super::machine::is_single;
use super::machine::mask_of;
use super::operands::Spec;
use super::state::State;
use crate::ids::ValueId;
use crate::op::Operand;
use crate::op::flags;
use crate::rules::Refusal;

impl State<'_> {
    /// Loads the arguments of a value into registers.
    pub(super) fn load_inputs(
        &mut self,
        own: &mut BlockState,
        value: ValueId,
        spec: &Spec<'_>,
        wishes: &Wishes,
    ) -> Result<(), Refusal> {
        let pos = self.func.positions[value.0 as usize];
        own.args.clear();
        for arg in self.func.args(value) {
            let needs_register = self.values[arg.0 as usize].needs_register;
            own.args.push(if needs_register { NONE } else { *arg });
        }
        let args = own.args.len();
        if spec
            .inputs
            .iter()
            .any(|input| usize::from(input.index) >= args)
        {
            return Err(Refusal::Invalid);
        }
        // Arguments that are in their only register.
        for input in spec.inputs {
            let index = usize::from(input.index);
            let arg = self.func.args(value)[index];
            let there = input.registers & self.values[arg.0 as usize].registers;
            if is_single(input.registers) && there != 0 {
                own.args[index] = self.load(arg, input.registers, true, pos)?;
            }
        }
        while self.load_free_inputs(own, value, spec)? {}
        for input in spec.inputs {
            let index = usize::from(input.index);
            if own.args[index] == NONE {
                let arg = self.func.args(value)[index];
                let mask = self.mask_of_input(own, arg, *input, wishes);
                own.args[index] = self.load(arg, mask, true, pos)?;
            }
        }
        Ok(())
    }

    /// Loads arguments with only one register that is free; reports whether others became free.
    fn load_free_inputs(
        &mut self,
        own: &mut BlockState,
        value: ValueId,
        spec: &Spec<'_>,
    ) -> Result<bool, Refusal> {
        let pos = self.func.positions[value.0 as usize];
        let mut has_freed = false;
        for input in spec.inputs {
            let index = usize::from(input.index);
            let mask = input.registers;
            if own.args[index] != NONE || !is_single(mask) || mask & !self.used == 0 {
                continue;
            }
            let arg = self.func.args(value)[index];
            own.args[index] = self.load(arg, mask, true, pos)?;
            let old = self.values[arg.0 as usize].registers;
            if old & !spec.clobbers == 0 || !self.is_live_after(arg) {
                self.free_registers(old & !mask & !self.no_spill);
                has_freed = true;
            }
        }
        Ok(has_freed)
    }

    /// Returns the registers that are best for an argument.
    fn mask_of_input(
        &self,
        own: &BlockState,
        arg: ValueId,
        input: Operand,
        wishes: &Wishes,
    ) -> u128 {
        let mut mask = input.registers;
        let there = self.values[arg.0 as usize].registers;
        if mask & there == 0 {
            mask &= self.machine.allocatable & !self.no_spill;
            if let Some(wishes) = wishes.inputs.get(usize::from(input.index)) {
                let free = mask & !self.used;
                let wish = wishes.iter().find(|register| has(free, **register));
                mask = wish.map_or(mask, |register| mask_of(*register));
            }
            if mask & !own.desired.avoid != 0 {
                mask &= !own.desired.avoid;
            }
        }
        let sp = mask_of(self.machine.sp);
        if mask & there & sp != 0 { sp } else { mask }
    }

    /// Makes sure that argument 0, in whose register the result will be, is not lost if it is used
    /// again. Arguments 0 and 1 may be exchanged.
    pub(super) fn keep_arg0(
        &mut self,
        own: &mut BlockState,
        value: ValueId,
        spec: &Spec<'_>,
        wishes: &Wishes,
    ) -> Result<(), Refusal> {
        let flags = self.cx.tables.flags(self.func.value(value).op);
        let is_commutative = flags & flags::COMMUTATIVE != 0;
        let first = self.func.args(value)[0];
        let second = if is_commutative {
            self.func.args(value)[1]
        } else {
            NONE
        };
        let tests: [fn(&Self, ValueId) -> bool; 3] = [
            |state, value| !state.is_live_after(value),
            |state, value| state.values[value.0 as usize].is_rematerializable,
            |state, value| state.values[value.0 as usize].registers.count_ones() >= 2,
        ];
        for can_lose in tests {
            if can_lose(self, first) {
                return Ok(());
            }
            if is_commutative && can_lose(self, second) {
                own.args.swap(0, 1);
                return Ok(());
            }
        }
        let mut free = self.of_type(first) & !self.used;
        let Some(output) = spec.outputs.first().map(|output| output.registers) else {
            return Err(Refusal::Invalid);
        };
        if free == 0 {
            // The argument is loaded again.
            return Ok(());
        }
        let pos = self.func.positions[value.0 as usize];
        let find = |wishes: &[u8], mask: u128| {
            let found = wishes.iter().find(|register| has(mask, **register));
            found.map(|register| mask_of(*register))
        };
        if let Some(mask) = find(&wishes.output, free & output) {
            own.args[0] = self.load(first, mask, true, pos)?;
            return Ok(());
        }
        if let Some(mask) = find(&wishes.inputs[0], free) {
            let copy = self.load(first, mask, true, pos)?;
            self.copies.add(copy);
            return Ok(());
        }
        if let Some(mask) = find(&wishes.inputs[1], free).filter(|_| is_commutative) {
            let copy = self.load(second, mask, true, pos)?;
            self.copies.add(copy);
            own.args.swap(0, 1);
            return Ok(());
        }
        if free & !own.desired.avoid != 0 {
            free &= !own.desired.avoid;
        }
        let copy = self.load(first, free, true, pos)?;
        self.copies.add(copy);
        // The result is in the new register if the old one is where the argument should be.
        let is_output = self
            .home_register(copy)
            .is_some_and(|register| has(output, register));
        let old = self.home_register(own.args[0]);
        if is_output && old.is_some_and(|old| wishes.inputs[0].contains(&old)) {
            own.args[0] = copy;
        }
        Ok(())
    }
}
