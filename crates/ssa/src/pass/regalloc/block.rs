//! Registers in one block.
//!
//! Counterpart: cmd/compile/internal/ssa/regalloc.go (`regalloc`).

use super::data::NONE;
use super::desired::Desired;
use super::desired::NO_PREFERENCES;
use super::desired::Preferences;
use super::machine::NO_REGISTER;
use super::state::State;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::flags;
use crate::rules::Refusal;
use crate::sets::SparseMap;
use crate::sets::SparseSet;

/// The registers that a value's result and its first arguments prefer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wishes {
    pub(super) output: Preferences,
    pub(super) inputs: [Preferences; 3],
}

/// The state of register allocation in a block.
#[derive(Debug)]
pub(super) struct BlockState {
    /// Values that are live at the start, in registers if they were in some.
    pub(super) live: SparseSet,
    pub(super) phis: Vec<ValueId>,
    /// The registers of the phis.
    pub(super) phi_registers: Vec<u8>,
    /// The other values, as they were.
    pub(super) values: Vec<ValueId>,
    /// The wishes of these.
    pub(super) wishes: Vec<Wishes>,
    /// The registers that values prefer at the start of the block.
    pub(super) desired: Desired,
    /// The preferences of the second parts of tuples.
    pub(super) second: SparseMap<Preferences>,
    /// The copies of a value's arguments in registers.
    pub(super) args: Vec<ValueId>,
}

impl BlockState {
    pub(super) fn new(func: &mut Func) -> Self {
        let bound = func.values.len();
        let scratch = &mut func.free.scratch;
        Self {
            live: SparseSet::taken(scratch, bound),
            phis: scratch.take(),
            phi_registers: scratch.take(),
            values: scratch.take(),
            wishes: scratch.memory(),
            desired: scratch.memory(),
            second: SparseMap::taken(scratch, bound),
            args: scratch.take(),
        }
    }

    /// Gives the vectors back.
    pub(super) fn end(self, func: &mut Func) {
        let scratch = &mut func.free.scratch;
        self.live.end(scratch);
        scratch.put(self.phis);
        scratch.put(self.phi_registers);
        scratch.put(self.values);
        scratch.keep(self.wishes);
        scratch.keep(self.desired);
        self.second.end(scratch);
        scratch.put(self.args);
    }
}

impl State<'_> {
    /// Gives registers to the values of a block.
    pub(super) fn allocate(&mut self, own: &mut BlockState, block: BlockId) -> Result<(), Refusal> {
        self.block = block;
        self.start_mask = 0;
        self.used_in_block = 0;
        self.find_uses(own, block);
        let ops = self.cx.ops;
        let mut values = std::mem::take(&mut self.func.block_mut(block).values);
        let is_phi = |value: &ValueId| self.func.value(*value).op == ops.phi;
        let phis = values.iter().take_while(|value| is_phi(value)).count();
        own.phis.clear();
        own.phis.extend_from_slice(&values[..phis]);
        own.values.clear();
        own.values.extend_from_slice(&values[phis..]);
        values.clear();
        self.func.block_mut(block).values = values;
        self.start(own, block)?;
        for (index, phi) in own.phis.iter().enumerate() {
            self.index = index;
            self.drop_if_unused(*phi);
        }
        self.find_wishes(own, block);
        for at in 0..own.values.len() {
            self.index = phis + at;
            self.place(own, at)?;
        }
        self.finish(own, block)
    }

    /// Finds the uses of values in and after a block.
    fn find_uses(&mut self, own: &mut BlockState, block: BlockId) {
        own.live.clear();
        let len = self.func.block(block).values.len();
        let live = std::mem::take(&mut self.lists.live[block.0 as usize]);
        for live in &live {
            self.add_use(live.value, len as i32 + live.distance, live.pos);
            own.live.add(live.value.0);
        }
        self.lists.live[block.0 as usize] = live;
        let pos = self.func.block(block).pos;
        for index in 0..self.func.control_values(block).len() {
            let control = self.func.control_values(block)[index];
            if self.values[control.0 as usize].needs_register {
                self.add_use(control, len as i32, pos);
                own.live.add(control.0);
            }
        }
        self.next_call.clear();
        self.next_call.resize(len, i32::MAX);
        let mut next_call = i32::MAX;
        for index in (0..len).rev() {
            let value = self.func.block(block).values[index];
            own.live.remove(value.0);
            let op = self.func.value(value).op;
            if op != self.cx.ops.phi {
                if self.cx.tables.flags(op) & flags::CALL != 0 {
                    self.pass_call(own);
                    next_call = index as i32;
                }
                let pos = self.func.positions[value.0 as usize];
                for number in 0..self.func.args(value).len() {
                    let arg = self.func.args(value)[number];
                    if self.values[arg.0 as usize].needs_register {
                        self.add_use(arg, index as i32, pos);
                        own.live.add(arg.0);
                    }
                }
            }
            self.next_call[index] = next_call;
        }
    }

    /// Goes to before a call, which changes all registers but those that are fixed.
    fn pass_call(&self, own: &mut BlockState) {
        own.live.clear();
        for fixed in self.fixed {
            if fixed != NONE && self.values[fixed.0 as usize].uses != 0 {
                own.live.add(fixed.0);
            }
        }
    }

    /// Finds the registers that the values of a block prefer.
    fn find_wishes(&mut self, own: &mut BlockState, block: BlockId) {
        own.desired.copy_from(&self.lists.desired[block.0 as usize]);
        own.second.clear();
        self.add_wishes_of_succs(&mut own.desired, block);
        own.wishes.clear();
        let none = Wishes {
            output: NO_PREFERENCES,
            inputs: [NO_PREFERENCES; 3],
        };
        own.wishes.resize(own.values.len(), none);
        for (value, wishes) in own.values.iter().zip(&mut own.wishes).rev() {
            let preferences = own.desired.step(self.func, self.cx, self.operands, *value);
            wishes.output = preferences;
            let args = self.func.args(*value);
            for (input, arg) in wishes.inputs.iter_mut().zip(args) {
                *input = own.desired.get(*arg);
            }
            let is_second = self.func.value(*value).op == self.cx.ops.select1;
            if is_second && preferences[0] != NO_REGISTER {
                own.second.set(args[0].0, preferences);
            }
        }
    }

    /// Adds the registers in which the successors of a block expect values.
    fn add_wishes_of_succs(&self, desired: &mut Desired, block: BlockId) {
        for edge in &self.func.block(block).succs {
            for start in &self.lists.start[edge.block.0 as usize] {
                desired.add(start.value, start.register);
            }
            let is_phi = |value: &&ValueId| self.func.value(**value).op == self.cx.ops.phi;
            let values = self.func.block(edge.block).values.iter();
            for phi in values.take_while(is_phi) {
                if !self.values[phi.0 as usize].needs_register {
                    continue;
                }
                let args = self.func.args(*phi);
                let of_args = || args.iter().find_map(|arg| self.home_register(*arg));
                if let Some(register) = self.home_register(*phi).or_else(of_args) {
                    desired.add(args[edge.index as usize], register);
                }
            }
        }
    }
}
