//! The locations at the ends of blocks, until they no longer change.
//!
//! Counterpart: `liveness` and `processValue` of cmd/compile/internal/ssa/debug.go.

use super::data::Frame;
use super::data::Part;
use super::location::Current;
use super::location::Location;
use super::location::State;
use super::location::bit;
use super::location::find;
use super::parts::Parts;
use super::parts::defined;
use crate::cx::Cx;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::class;
use crate::op::flags;
use crate::rules::Refusal;
use crate::sets::SparseSet;
use crate::state::Home;

/// The number of a stored state; 0 is the empty one.
pub(super) type StateId = u32;

/// The states of a block, and when they were found.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BlockState {
    pub(super) start: StateId,
    pub(super) end: StateId,
    pub(super) last_checked: u32,
    pub(super) last_changed: u32,
    /// Values of the block change locations.
    pub(super) is_relevant: bool,
    pub(super) was_processed: bool,
}

/// The search for locations.
pub(super) struct Flow<'f, 'a> {
    pub(super) func: &'f Func,
    pub(super) cx: &'f Cx<'a>,
    pub(super) frame: &'f Frame<'f>,
    pub(super) parts: &'f Parts,
    pub(super) states: Vec<State>,
    /// By number of the block.
    pub(super) blocks: Vec<BlockState>,
    pub(super) current: Current,
    pub(super) changed_vars: SparseSet,
    changed_parts: SparseSet,
    /// The parts of each value, and of the values that it loads or stores.
    of_value: Vec<Vec<u32>>,
}

impl<'f, 'a> Flow<'f, 'a> {
    pub(super) fn new(
        func: &'f Func,
        cx: &'f Cx<'a>,
        frame: &'f Frame<'f>,
        parts: &'f Parts,
    ) -> Self {
        let count = parts.list.len();
        Self {
            func,
            cx,
            frame,
            parts,
            states: vec![State::new()],
            blocks: vec![BlockState::default(); func.blocks.len()],
            current: Current {
                parts: vec![Location::default(); count],
                registers: vec![Vec::new(); cx.package.header.registers.len()],
            },
            changed_vars: SparseSet::new(parts.vars.len()),
            changed_parts: SparseSet::new(count),
            of_value: parts.of_value.clone(),
        }
    }

    /// Returns the values of a block; in the entry after the registers of parameters without one.
    pub(super) fn values(&self, block: BlockId) -> Vec<ValueId> {
        let made = if block == self.func.entry {
            self.parts.made.len()
        } else {
            0
        };
        let first = self.func.values.len();
        let made = (first..first + made).map(|number| ValueId(number as u32));
        made.chain(self.func.block(block).values.iter().copied())
            .collect()
    }

    /// Returns the operation of a value.
    pub(super) fn op(&self, value: ValueId) -> u16 {
        let record = self.func.values.get(value.0 as usize);
        record.map_or(self.cx.ops.arg_int_reg, |record| record.op)
    }

    /// Reports whether no instruction is made for a value.
    pub(super) fn is_zero_width(&self, value: ValueId) -> bool {
        self.cx.tables.flags(self.op(value)) & flags::ZERO_WIDTH != 0
    }

    /// Reports whether a value is a parameter in a register, a phi, or the closure.
    pub(super) fn must_be_first(&self, value: ValueId) -> bool {
        let (ops, op) = (self.cx.ops, self.op(value));
        op == ops.phi
            || op == ops.arg_int_reg
            || op == ops.arg_float_reg
            || self.cx.tables.is_of(op, class::CLOSURE_PTR)
    }

    fn home(&self, value: ValueId) -> Option<&Home> {
        self.func.places.homes.get(value.0 as usize)
    }

    fn register(&self, value: ValueId) -> Option<u32> {
        if let Some(at) = (value.0 as usize).checked_sub(self.func.values.len()) {
            return self.parts.made.get(at).copied();
        }
        match self.home(value) {
            Some(Home::Register(register)) => Some(*register),
            _ => None,
        }
    }

    /// Finds the locations at the ends of all blocks.
    pub(super) fn run(&mut self, postorder: &[BlockId]) -> Result<(), Refusal> {
        let mut time = 1;
        let mut is_first = true;
        let mut has_changed = true;
        while has_changed {
            has_changed = false;
            for block in postorder.iter().rev() {
                let (start, is_changed) = self.merge(*block, None);
                self.blocks[block.0 as usize].last_checked = time;
                time += 1;
                if is_changed {
                    has_changed = true;
                    self.process_block(*block, start, is_first)?;
                    self.blocks[block.0 as usize].last_changed = time;
                }
                time += 1;
            }
            is_first = false;
        }
        Ok(())
    }

    /// Finds the locations at the end of a block.
    fn process_block(
        &mut self,
        block: BlockId,
        start: StateId,
        is_first: bool,
    ) -> Result<(), Refusal> {
        let mut is_changed = false;
        self.changed_parts.clear();
        for value in self.values(block) {
            if let Some(source) = self.source(value).filter(|_| is_first) {
                let parts = self.of_value[source.0 as usize].clone();
                self.of_value[value.0 as usize].extend(parts);
            }
            is_changed |= self.process(value)?;
        }
        let mut end = start;
        if is_changed {
            let mut state = self.states[start as usize].clone();
            let mut changed = self.changed_parts.contents().to_vec();
            changed.retain(|part| {
                let location = self.current.parts[*part as usize];
                find(&state, *part).unwrap_or_default() != location
            });
            changed.sort_unstable();
            if !changed.is_empty() {
                state = self.update(&state, &changed);
                end = self.add_state(state);
            }
        }
        let state = &mut self.blocks[block.0 as usize];
        state.is_relevant |= is_changed;
        state.end = end;
        Ok(())
    }

    /// Returns a state with the current locations of some parts, which are sorted.
    fn update(&self, state: &[(u32, Location)], changed: &[u32]) -> State {
        let mut new = State::with_capacity(state.len() + changed.len());
        let mut old = state.iter().copied().peekable();
        for part in changed {
            while let Some(entry) = old.next_if(|(known, _)| known < part) {
                new.push(entry);
            }
            old.next_if(|(known, _)| known == part);
            let location = self.current.parts[*part as usize];
            if !location.is_absent() {
                new.push((*part, location));
            }
        }
        new.extend(old);
        new
    }

    pub(super) fn add_state(&mut self, state: State) -> StateId {
        if state.is_empty() {
            return 0;
        }
        self.states.push(state);
        self.states.len() as u32 - 1
    }

    /// Returns the value that a value loads or stores.
    fn source(&self, value: ValueId) -> Option<ValueId> {
        let ops = self.cx.ops;
        if value.0 as usize >= self.func.values.len() {
            return None;
        }
        let arg = self.func.args(value).first().copied();
        match self.op(value) {
            op if op == ops.store_reg => arg,
            op if op == ops.load_reg => {
                let of = arg.map(|arg| self.op(arg))?;
                if of == ops.arg || of == ops.phi {
                    return arg;
                }
                let stored = arg.filter(|_| of == ops.store_reg)?;
                self.func.args(stored).first().copied()
            }
            _ => None,
        }
    }

    fn set_part(&mut self, part: u32, location: Location) {
        if let Some(var) = self.parts.var_of[part as usize] {
            self.changed_vars.add(var);
        }
        self.changed_parts.add(part);
        self.current.parts[part as usize] = location;
    }

    /// Takes all parts out of a register.
    fn empty_register(&mut self, register: u32) {
        let mut parts = std::mem::take(&mut self.current.registers[register as usize]);
        for part in &parts {
            let mut location = self.current.parts[*part as usize];
            location.registers &= !bit(register);
            self.set_part(*part, location);
        }
        parts.clear();
        self.current.registers[register as usize] = parts;
    }

    /// Changes the locations as a value does; reports whether it changes any.
    pub(super) fn process(&mut self, value: ValueId) -> Result<bool, Refusal> {
        let (ops, op) = (self.cx.ops, self.op(value));
        let mut clobbers = self.cx.tables.clobbers(op);
        let mut is_changed = false;
        while clobbers != 0 {
            let register = clobbers.trailing_zeros();
            clobbers &= clobbers - 1;
            is_changed |= self.has_parts(register);
            self.empty_register(register);
        }
        if op == ops.var_def {
            return Ok(self.define(value)? || is_changed);
        }
        let parts = std::mem::take(&mut self.of_value[value.0 as usize]);
        let outcome = self.move_parts(value, op, &parts);
        self.of_value[value.0 as usize] = parts;
        Ok(outcome? || is_changed)
    }

    fn has_parts(&self, register: u32) -> bool {
        let parts = self.current.registers.get(register as usize);
        parts.is_some_and(|parts| !parts.is_empty())
    }

    /// Puts a variable that is defined on the stack.
    fn define(&mut self, value: ValueId) -> Result<bool, Refusal> {
        let Some((id, _)) = defined(self.func, self.cx, value)? else {
            return Ok(false);
        };
        let Some(var) = self.parts.var_of_name.get(&id) else {
            return Ok(false);
        };
        let Some(part) = self.parts.parts_of[*var as usize].first() else {
            return Ok(false);
        };
        let Part { name, offset, .. } = self.parts.list[*part as usize];
        let offset = (self.frame.offset)(name).wrapping_add(offset as i32);
        self.set_part(*part, Location::on_stack(offset));
        Ok(true)
    }

    /// Puts the parts of a value where the value is.
    fn move_parts(&mut self, value: ValueId, op: u16, parts: &[u32]) -> Result<bool, Refusal> {
        let ops = self.cx.ops;
        let mut is_changed = false;
        if op == ops.arg || op == ops.store_reg {
            let Some(Home::Slot(slot)) = self.home(value) else {
                return Err(Refusal::Invalid);
            };
            let stack = Some(self.frame.of_slot(slot));
            for part in parts {
                let last = self.current.parts[*part as usize];
                let registers = if op == ops.arg { 0 } else { last.registers };
                if op == ops.store_reg && last.is_absent() {
                    break;
                }
                self.set_part(*part, Location { registers, stack });
                is_changed = true;
            }
        } else if let Some(register) = self.register(value) {
            is_changed = self.has_parts(register) || !parts.is_empty();
            self.empty_register(register);
            self.current.registers[register as usize].extend_from_slice(parts);
            for part in parts {
                let mut location = self.current.parts[*part as usize];
                location.registers |= bit(register);
                self.set_part(*part, location);
            }
        }
        Ok(is_changed)
    }
}
