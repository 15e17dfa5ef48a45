//! The uses of each value in a block and after it, by distance.
//!
//! Counterpart: cmd/compile/internal/ssa/regalloc.go (`use`, `addUse`, `advanceUses`).

use super::data::Use;
use super::state::State;
use crate::func::Pos;
use crate::ids::ValueId;
use crate::op::flags;

impl State<'_> {
    /// Adds a use that precedes all others of the value.
    pub(super) fn add_use(&mut self, value: ValueId, distance: i32, pos: Pos) {
        let state = &mut self.values[value.0 as usize];
        state.uses = self.uses.add(Use {
            distance,
            pos,
            next: state.uses,
        });
    }

    /// Removes the uses by a value; arguments without further uses before the next call lose their
    /// registers.
    pub(super) fn advance_uses(&mut self, value: ValueId) {
        for index in 0..self.func.args(value).len() {
            let arg = self.func.args(value)[index];
            let state = self.values[arg.0 as usize];
            if !state.needs_register {
                continue;
            }
            let next = self.uses.take(state.uses);
            self.values[arg.0 as usize].uses = next;
            if next == 0
                || !self.is_fixed(arg) && self.uses.get(next).distance > self.next_call[self.index]
            {
                self.free_registers(state.registers);
            }
        }
        self.drop_if_unused(value);
    }

    /// Frees the registers of a value that is not used before the next call.
    pub(super) fn drop_if_unused(&mut self, value: ValueId) {
        let state = self.values[value.0 as usize];
        if !state.needs_register {
            return;
        }
        let mut next_call = self.next_call[self.index];
        if self.cx.tables.flags(self.func.value(value).op) & flags::CALL != 0 {
            let after = self.next_call.get(self.index + 1);
            next_call = after.copied().unwrap_or(i32::MAX);
        }
        let is_far = || !self.is_fixed(value) && self.uses.get(state.uses).distance > next_call;
        if state.uses == 0 || is_far() {
            self.free_registers(state.registers);
        }
    }

    /// Reports whether an argument of the value at hand is used after it, too.
    pub(super) fn is_live_after(&self, arg: ValueId) -> bool {
        let mut number = self.values[arg.0 as usize].uses;
        let distance = self.uses.get(number).distance;
        while number != 0 && self.uses.get(number).distance == distance {
            number = self.uses.get(number).next;
        }
        number != 0
    }

    /// Reports whether a value is always in the same register.
    pub(super) fn is_fixed(&self, value: ValueId) -> bool {
        self.cx.tables.flags(self.func.value(value).op) & flags::FIXED_REG != 0
    }
}
