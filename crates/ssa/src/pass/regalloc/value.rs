//! The place of one value.
//!
//! Counterpart: cmd/compile/internal/ssa/regalloc.go (`regalloc`).

use super::block::BlockState;
use super::machine::each;
use super::machine::is_single;
use super::machine::lowest;
use super::operands::Spec;
use super::state::State;
use crate::ids::ValueId;
use crate::op::flags;
use crate::package::Aux;
use crate::rules::Refusal;
use crate::state::Home;

impl State<'_> {
    /// Gives registers to the arguments and the result of a value, and adds it to the block.
    pub(super) fn place(&mut self, own: &mut BlockState, at: usize) -> Result<(), Refusal> {
        let value = own.values[at];
        let spec = self.operands.of(self.func, value);
        if self.place_special(value, &spec)? {
            return Ok(());
        }
        let wishes = own.wishes[at];
        self.load_inputs(own, value, &spec, &wishes)?;
        let flags = self.cx.tables.flags(self.func.value(value).op);
        if flags & flags::RESULT_IN_ARG0 != 0 {
            self.keep_arg0(own, value, &spec, &wishes)?;
        }
        self.keep_clobbered_args(value, &spec)?;
        let temp = match flags & flags::NEED_INT_TEMP {
            0 => None,
            _ => Some(self.choose_temp(own, &spec)?),
        };
        self.free_clobbered_args(own, &spec);
        // A result may have the register of an argument that is not used again.
        let is_apart = flags & flags::RESULT_NOT_IN_ARGS != 0;
        if !is_apart {
            self.used_by_value = self.no_spill;
            self.no_spill = 0;
            self.advance_uses(value);
        }
        self.free_registers(spec.clobbers);
        self.used_by_value |= spec.clobbers;
        self.choose_outputs(own, value, &spec, (&wishes, temp))?;
        if is_apart {
            self.no_spill = 0;
            self.advance_uses(value);
        }
        self.used_by_value = 0;
        for (index, arg) in own.args.iter().enumerate() {
            self.func.set_arg(value, index, *arg);
        }
        self.issue(value);
        self.drop_if_unused(value);
        Ok(())
    }

    /// Adds a value to the block at hand.
    fn issue(&mut self, value: ValueId) {
        let block = self.block;
        self.func.block_mut(block).values.push(value);
    }

    /// Adds a value whose registers are not chosen; reports whether it is one.
    fn place_special(&mut self, value: ValueId, spec: &Spec<'_>) -> Result<bool, Refusal> {
        let ops = self.cx.ops;
        let op = self.func.value(value).op;
        if self.is_fixed(value) {
            self.place_fixed(value, spec)?;
        } else if [ops.select0, ops.select1, ops.select_n].contains(&op) {
            if self.values[value.0 as usize].needs_register {
                let register = self.register_of_part(value).ok_or(Refusal::Invalid)?;
                self.assign(register, value, value);
            }
        } else if op == ops.get_g && usize::from(self.machine.g) < self.machine.count {
            let g = self.machine.g;
            if self.registers[usize::from(g)].value.0 != 0 {
                self.free_register(g);
            }
            self.assign(g, value, value);
        } else if op == ops.arg {
            // It is on the stack from the start.
            self.values[value.0 as usize].spill = value;
        } else if op == ops.keep_alive {
            self.place_keep_alive(value);
            self.issue(value);
            return Ok(true);
        } else if spec.inputs.is_empty() && spec.outputs.is_empty() {
            self.free_registers(spec.clobbers);
        } else if self.values[value.0 as usize].is_rematerializable {
            // It is made again at each use.
            for index in 0..self.func.args(value).len() {
                let arg = self.func.args(value)[index];
                self.func.uses[arg.0 as usize] -= 1;
            }
            self.advance_uses(value);
            return Ok(true);
        } else {
            return Ok(false);
        }
        self.issue(value);
        self.advance_uses(value);
        Ok(true)
    }

    /// Assigns a value that is always in the same register.
    fn place_fixed(&mut self, value: ValueId, spec: &Spec<'_>) -> Result<(), Refusal> {
        let op = self.func.value(value).op;
        let register = if op == self.cx.ops.sp {
            self.fixed[0] = value;
            self.machine.sp
        } else if op == self.cx.ops.sb {
            self.fixed[1] = value;
            self.machine.sb
        } else if self.cx.tables.op_name(op) == "ZERO" {
            self.machine.zero
        } else {
            let outputs = spec.outputs.iter().map(|output| output.registers);
            let only = outputs.take(1).find(|registers| is_single(*registers));
            lowest(only.ok_or(Refusal::Invalid)?)
        };
        self.assign(register, value, value);
        Ok(())
    }

    /// Returns the register of the part of a tuple or of results that a value selects.
    fn register_of_part(&self, value: ValueId) -> Option<u8> {
        let record = self.func.value(value);
        let whole = self.func.args(value).first()?;
        let part = match self.func.places.homes.get(whole.0 as usize)? {
            Home::Results(parts) => parts.get(usize::try_from(record.aux_int).ok()?)?,
            Home::Pair(parts) => &parts[usize::from(record.op == self.cx.ops.select1)],
            _ => return None,
        };
        match part {
            Home::Register(number) => u8::try_from(*number).ok(),
            _ => None,
        }
    }

    /// Makes a value that another one is live here: on the stack, as a variable, or in a register.
    fn place_keep_alive(&mut self, value: ValueId) {
        self.advance_uses(value);
        let ops = self.cx.ops;
        let [alive, memory] = [0, 1].map(|index| self.func.args(value)[index]);
        let state = self.values[alive.0 as usize];
        if state.registers == 0 && !state.is_rematerializable {
            let spill = self.spill(alive);
            self.func.set_arg(value, 0, spill);
            return;
        }
        let aux = self.func.value(alive).aux;
        let is_variable = matches!(self.func.aux(self.cx.package, aux), Some(Aux::Name(_)));
        self.func.reset_args(value);
        self.func.add_arg(value, memory);
        let record = self.func.value_mut(value);
        if is_variable && state.is_rematerializable {
            record.op = ops.var_live;
            record.aux = aux;
        } else {
            record.op = ops.copy;
        }
    }

    /// Copies arguments 0 and 1 if the value changes their registers and they are used again.
    fn keep_clobbered_args(&mut self, value: ValueId, spec: &Spec<'_>) -> Result<(), Refusal> {
        for (index, is_clobbered) in spec.clobbers_args.into_iter().enumerate() {
            if !is_clobbered {
                continue;
            }
            let arg = self.func.args(value)[index];
            let free = self.of_type(arg) & !self.used;
            if self.can_lose_register(arg) || free == 0 {
                continue;
            }
            let pos = self.func.positions[value.0 as usize];
            let copy = self.load(arg, free, true, pos)?;
            self.copies.add(copy);
        }
        Ok(())
    }

    /// Reports whether a value is not needed in one of its registers.
    fn can_lose_register(&self, value: ValueId) -> bool {
        let state = self.values[value.0 as usize];
        !self.is_live_after(value) || state.is_rematerializable || state.registers.count_ones() >= 2
    }

    /// Chooses a register that the value takes for itself.
    fn choose_temp(&mut self, own: &BlockState, spec: &Spec<'_>) -> Result<u8, Refusal> {
        let mut mask = self.machine.allocatable & self.machine.table.general;
        for output in spec.outputs {
            if is_single(output.registers) {
                mask &= !output.registers;
            }
        }
        if mask & !own.desired.avoid & !self.no_spill != 0 {
            mask &= !own.desired.avoid;
        }
        let register = self.choose(mask)?;
        self.no_spill |= 1 << register;
        self.used_by_value |= 1 << register;
        Ok(register)
    }

    /// Frees the registers of arguments 0 and 1 if the value changes them.
    fn free_clobbered_args(&mut self, own: &BlockState, spec: &Spec<'_>) {
        let args = own.args.iter().zip(spec.clobbers_args);
        let clobbered = args.filter(|(_, is_clobbered)| *is_clobbered);
        let registers = clobbered.filter_map(|(arg, _)| self.home_register(*arg));
        let mask = registers.fold(0, |mask, register| mask | 1 << register);
        for register in each(mask) {
            self.free_register(register);
        }
    }
}
