//! Registers that values get, keep and lose.
//!
//! Counterpart: cmd/compile/internal/ssa/regalloc.go (`allocReg`, `allocValToReg`, `makeSpill`).

use super::data::EndReg;
use super::data::NONE;
use super::data::RegState;
use super::machine::each;
use super::machine::has;
use super::machine::is_single;
use super::machine::lowest;
use super::machine::mask_of;
use super::state::State;
use crate::func::Pos;
use crate::func::Statement;
use crate::ids::ValueId;
use crate::op::RegMask;
use crate::rules::Refusal;
use crate::state::Home;

impl State<'_> {
    /// Sets the place of a value.
    pub(super) fn set_home(&mut self, value: ValueId, home: Home) {
        self.func.set_home(value, home);
    }

    /// Returns the register of a value.
    pub(super) fn home_register(&self, value: ValueId) -> Option<u8> {
        match self.func.places.homes.get(value.0 as usize) {
            Some(Home::Register(number)) => Some(*number as u8),
            _ => None,
        }
    }

    /// Frees a register.
    pub(super) fn free_register(&mut self, register: u8) {
        if !self.machine.is_tracked(register) {
            return;
        }
        let old = std::mem::take(&mut self.registers[usize::from(register)]);
        let mask = mask_of(register);
        self.values[old.value.0 as usize].registers &= !mask;
        self.used &= !mask;
    }

    /// Frees the registers of a mask that have values.
    pub(super) fn free_registers(&mut self, mask: RegMask) {
        for register in each(mask & self.used) {
            self.free_register(register);
        }
    }

    /// Gives a free register to a copy of a value.
    pub(super) fn assign(&mut self, register: u8, value: ValueId, copy: ValueId) {
        let mask = mask_of(register);
        self.values[value.0 as usize].registers |= mask;
        self.set_home(copy, Home::Register(register.into()));
        if self.machine.is_tracked(register) {
            self.registers[usize::from(register)] = RegState { value, copy };
            self.used |= mask;
        }
    }

    /// Makes the registers at the end of another block those at hand.
    pub(super) fn set_registers(&mut self, registers: &[EndReg]) {
        self.free_registers(self.used);
        for end in registers {
            self.assign(end.register, end.value, end.copy);
        }
    }

    /// Chooses a register of a mask, and frees it.
    pub(super) fn choose(&mut self, mask: RegMask) -> Result<u8, Refusal> {
        let mask = mask & self.machine.allocatable & !self.no_spill;
        let free = mask & !self.used;
        if free != 0 {
            let register = lowest(free);
            self.used_in_block |= mask_of(register);
            return Ok(register);
        }
        // The value that is used last.
        let mut farthest = None;
        for register in each(mask) {
            let value = self.registers[usize::from(register)].value;
            let uses = self.values[value.0 as usize].uses;
            let distance = self.uses.get(uses).distance;
            if farthest.is_none_or(|(most, _)| distance > most) {
                farthest = Some((distance, register));
            }
        }
        let (_, register) = farthest.ok_or(Refusal::Invalid)?;
        self.move_away(register);
        let mask = mask_of(register);
        if self.used_in_block & mask == 0 {
            // Before Go 1.27, the test of the mask is true for register 0 only.
            let all = self.cx.profile.registers_in_two_words;
            let dropped = if all { mask } else { mask & 1 };
            self.start_mask &= !dropped;
        }
        self.free_register(register);
        self.used_in_block |= mask;
        Ok(register)
    }

    /// Copies the value of a register to a free one.
    fn move_away(&mut self, register: u8) {
        let old = self.registers[usize::from(register)];
        let state = self.values[old.value.0 as usize];
        let mask = mask_of(register);
        let free = self.of_type(old.value) & !self.used & !self.used_by_value & !mask;
        if free == 0 || state.is_rematerializable || !is_single(state.registers) {
            return;
        }
        self.used_in_block |= mask;
        let pos = self.func.positions[old.value.0 as usize];
        let copy = self.new_copy(old.value, old.copy, pos);
        self.copies.add(copy);
        self.set_orig(copy, old.value);
        self.assign(lowest(free), old.value, copy);
    }

    /// Returns the registers that values of a value's type can have.
    pub(super) fn of_type(&self, value: ValueId) -> RegMask {
        let ty = self.func.value(value).ty;
        self.machine.of_type(self.func, self.cx, ty)
    }

    /// Adds a copy of a value's copy at the end of the block at hand.
    fn new_copy(&mut self, value: ValueId, source: ValueId, pos: Pos) -> ValueId {
        let ty = self.func.value(value).ty;
        let ops = self.cx.ops;
        self.func
            .new_value1(self.block, ops.copy, ty, pos, source, ops)
    }

    /// Returns the copy of a value on the stack, which is used in a block.
    pub(super) fn spill(&mut self, value: ValueId) -> ValueId {
        let node = self.tree()[self.block.0 as usize];
        let state = &mut self.values[value.0 as usize];
        if state.spill != NONE {
            let (first, last) = &mut state.restores;
            *first = node.entry.min(*first);
            *last = node.exit.max(*last);
            return state.spill;
        }
        let ty = self.func.value(value).ty;
        let pos = self.func.positions[value.0 as usize];
        let ops = self.cx.ops;
        let spill = self.func.new_value_no_block(ops.store_reg, ty, pos, ops);
        self.set_orig(spill, value);
        let state = &mut self.values[value.0 as usize];
        state.spill = spill;
        state.restores = (node.entry, node.exit);
        spill
    }

    /// Returns a copy of a value in a register of a mask, which it keeps for the value at hand if
    /// `stays`.
    pub(super) fn load(
        &mut self,
        value: ValueId,
        mask: RegMask,
        stays: bool,
        pos: Pos,
    ) -> Result<ValueId, Refusal> {
        let pos = pos.with_statement(Statement::Not);
        let there = mask & self.values[value.0 as usize].registers;
        if there != 0 {
            let sp = self.machine.sp;
            let register = if has(there, sp) { sp } else { lowest(there) };
            if !has(self.machine.allocatable, register) {
                return Ok(value);
            }
            if stays {
                self.no_spill |= mask_of(register);
            }
            self.used_in_block |= mask_of(register);
            return Ok(self.registers[usize::from(register)].copy);
        }
        let register = self.choose(mask)?;
        let copy = self.make_copy(value, mask, register, pos)?;
        self.set_orig(copy, value);
        self.assign(register, value, copy);
        if stays {
            self.no_spill |= mask_of(register);
        }
        Ok(copy)
    }

    /// Adds a copy of a value for a register of a mask.
    fn make_copy(
        &mut self,
        value: ValueId,
        mask: RegMask,
        register: u8,
        pos: Pos,
    ) -> Result<ValueId, Refusal> {
        let state = self.values[value.0 as usize];
        if state.registers != 0 {
            let source = if state.registers & !self.machine.allocatable != 0 {
                value
            } else {
                let from = lowest(state.registers);
                self.used_in_block |= mask_of(from);
                self.registers[usize::from(from)].copy
            };
            return Ok(self.new_copy(value, source, pos));
        }
        let (copy, registers) = if state.is_rematerializable {
            let copy = self.rematerialize(value, pos);
            let outputs = self.operands.of(self.func, copy).outputs;
            let registers = outputs.first().map_or(0, |output| output.registers);
            (copy, (mask & registers == 0).then_some(registers))
        } else {
            let spill = self.spill(value);
            let (ty, ops) = (self.func.value(value).ty, self.cx.ops);
            let copy = self
                .func
                .new_value1(self.block, ops.load_reg, ty, pos, spill, ops);
            let registers = self.of_type(value);
            let is_other = self.cx.profile.registers_in_two_words && !has(registers, register);
            (copy, is_other.then_some(registers))
        };
        let Some(registers) = registers else {
            return Ok(copy);
        };
        // By way of a register of another kind.
        self.set_orig(copy, value);
        let between = self.choose(registers)?;
        self.assign(between, value, copy);
        Ok(self.new_copy(value, copy, pos))
    }

    /// Makes a value again at the end of the block at hand.
    fn rematerialize(&mut self, value: ValueId, pos: Pos) -> ValueId {
        let pos = self.func.position_of_copy(value, pos);
        let block = self.block;
        self.func.copy_into_with_pos(value, block, pos, self.cx.ops)
    }
}
