//! The registers that values prefer: those in which later values need them.
//!
//! Counterpart: cmd/compile/internal/ssa/regalloc.go (`desiredState`, `computeDesired`).

use super::Cx;
use super::machine::NO_REGISTER;
use super::machine::has;
use super::machine::is_single;
use super::machine::lowest;
use super::machine::mask_of;
use super::operands::Operands;
use crate::func::Func;
use crate::graph;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::RegMask;
use crate::op::class;
use crate::op::flags;
use crate::state::LoopNest;

/// The registers that a value prefers, best first.
pub(super) type Preferences = [u8; 4];

/// No preference.
pub(super) const NO_PREFERENCES: Preferences = [NO_REGISTER; 4];

/// The registers that values prefer at a point of the function.
#[derive(Clone, Debug, Default)]
pub(super) struct Desired {
    entries: Vec<(ValueId, Preferences)>,
    /// Registers that some value prefers, or has preferred.
    pub(super) avoid: RegMask,
}

impl Desired {
    fn position(&self, value: ValueId) -> Option<usize> {
        self.entries.iter().position(|(known, _)| *known == value)
    }

    /// Returns the preferences of a value.
    pub(super) fn get(&self, value: ValueId) -> Preferences {
        let at = self.position(value);
        at.map_or(NO_PREFERENCES, |at| self.entries[at].1)
    }

    /// Makes a register the first preference of a value.
    pub(super) fn add(&mut self, value: ValueId, register: u8) {
        self.avoid |= mask_of(register);
        let Some(at) = self.position(value) else {
            let mut registers = NO_PREFERENCES;
            registers[0] = register;
            self.entries.push((value, registers));
            return;
        };
        let registers = &mut self.entries[at].1;
        let old = registers.iter().position(|known| *known == register);
        let end = old.unwrap_or(registers.len() - 1);
        registers.copy_within(..end, 1);
        registers[0] = register;
    }

    /// Makes registers the first preferences of a value.
    pub(super) fn add_list(&mut self, value: ValueId, registers: Preferences) {
        for register in registers.into_iter().rev() {
            if register != NO_REGISTER {
                self.add(value, register);
            }
        }
    }

    /// Removes registers from the preferences of all values.
    pub(super) fn clobber(&mut self, mask: RegMask) {
        if mask == 0 {
            return;
        }
        let mut index = 0;
        while let Some((_, registers)) = self.entries.get_mut(index) {
            let old = std::mem::replace(registers, NO_PREFERENCES);
            let stay = old
                .into_iter()
                .filter(|register| *register != NO_REGISTER && !has(mask, *register));
            for (slot, register) in registers.iter_mut().zip(stay) {
                *slot = register;
            }
            if registers[0] == NO_REGISTER {
                self.entries.swap_remove(index);
            } else {
                index += 1;
            }
        }
        self.avoid &= !mask;
    }

    /// Makes this state a copy of another one.
    pub(super) fn copy_from(&mut self, other: &Self) {
        self.entries.clone_from(&other.entries);
        self.avoid = other.avoid;
    }

    fn clear(&mut self) {
        self.entries.clear();
        self.avoid = 0;
    }

    /// Removes the preferences of a value, and returns them.
    pub(super) fn remove(&mut self, value: ValueId) -> Preferences {
        let at = self.position(value);
        at.map_or(NO_PREFERENCES, |at| self.entries.swap_remove(at).1)
    }

    /// Adds the preferences of another state; reports whether there are more registers now.
    fn merge(&mut self, other: &Self) -> bool {
        let old = self.avoid;
        self.avoid |= other.avoid;
        for (value, registers) in &other.entries {
            self.add_list(*value, *registers);
        }
        old != self.avoid
    }

    /// Goes from after a value to before it; returns the preferences of the value.
    pub(super) fn step(
        &mut self,
        func: &Func,
        cx: &Cx<'_>,
        operands: &Operands<'_>,
        value: ValueId,
    ) -> Preferences {
        let preferences = self.remove(value);
        let spec = operands.of(func, value);
        let args = func.args(value);
        self.clobber(spec.clobbers);
        for input in spec.inputs {
            if is_single(input.registers) {
                self.clobber(input.registers);
                self.add(args[usize::from(input.index)], lowest(input.registers));
            }
        }
        let op = func.value(value).op;
        let flags = cx.tables.flags(op);
        let in_arg0 = flags & flags::RESULT_IN_ARG0 != 0
            || cx.tables.is_of(op, class::PREFERS_RESULT_IN_ARG0);
        if in_arg0 || op == cx.ops.select0 {
            if flags & flags::COMMUTATIVE != 0 {
                self.add_list(args[1], preferences);
            }
            self.add_list(args[0], preferences);
        }
        preferences
    }
}

/// Makes this number of states empty, and adds missing ones.
pub(super) fn reset(states: &mut Vec<Desired>, count: usize) {
    states.iter_mut().take(count).for_each(Desired::clear);
    if states.len() < count {
        states.resize_with(count, Desired::default);
    }
}

/// Finds the preferences at the end of each block, by number; the states are empty before.
pub(super) fn find(func: &mut Func, cx: &Cx<'_>, operands: &Operands<'_>, at_end: &mut [Desired]) {
    let order = graph::take_postorder(func);
    let (mut now, mut of_phis) = func.free.scratch.memory::<(Desired, Vec<Desired>)>();
    let no_loops = LoopNest::default();
    let nest = func.caches.loops.as_ref().unwrap_or(&no_loops);
    let preds = func
        .order
        .iter()
        .map(|block| func.block(*block).preds.len());
    reset(&mut of_phis, preds.max().unwrap_or(0));
    let mut search = Search {
        at_end,
        now: &mut now,
        of_phis: &mut of_phis,
        nest,
    };
    loop {
        let mut has_changed = false;
        for block in &order {
            has_changed |= search.block(func, cx, operands, *block);
        }
        if !has_changed || !nest.has_irreducible && nest.loops.is_empty() {
            break;
        }
    }
    func.free.scratch.keep((now, of_phis));
    func.free.scratch.put(order);
}

struct Search<'a> {
    at_end: &'a mut [Desired],
    now: &'a mut Desired,
    /// The preferences of arguments of phis, by predecessor.
    of_phis: &'a mut Vec<Desired>,
    nest: &'a LoopNest,
}

impl Search<'_> {
    /// Goes through a block backwards; reports whether its predecessors have more registers now.
    fn block(&mut self, func: &Func, cx: &Cx<'_>, operands: &Operands<'_>, id: BlockId) -> bool {
        let block = func.block(id);
        self.now.copy_from(&self.at_end[id.0 as usize]);
        let is_phi = |value: &&ValueId| func.value(**value).op == cx.ops.phi;
        let mut values = block.values.iter().rev().peekable();
        while let Some(value) = values.next_if(|value| !is_phi(value)) {
            self.now.step(func, cx, operands, *value);
        }
        let of_phis = self.of_phis.iter_mut().take(block.preds.len());
        of_phis.for_each(Desired::clear);
        for phi in values {
            let preferences = self.now.remove(*phi);
            if cx.profile.phis_have_preferences && preferences[0] != NO_REGISTER {
                self.pass_on(func, id, *phi, preferences);
            }
        }
        let mut has_changed = false;
        for (index, edge) in block.preds.iter().enumerate() {
            let pred = &mut self.at_end[edge.block.0 as usize];
            has_changed |= pred.merge(self.now);
            if cx.profile.phis_have_preferences {
                has_changed |= pred.merge(&self.of_phis[index]);
            }
        }
        has_changed
    }

    /// Passes the preferences of a phi to its arguments, but not back in its own loop.
    fn pass_on(&mut self, func: &Func, id: BlockId, phi: ValueId, preferences: Preferences) {
        for register in preferences {
            self.now.avoid &= !mask_of(register);
        }
        let of_block = |block: BlockId| self.nest.of_block.get(block.0 as usize).copied();
        let own = of_block(id).filter(|number| {
            let found = (*number as usize).checked_sub(1);
            let found = found.and_then(|at| self.nest.loops.get(at));
            found.is_some_and(|found| found.header == id)
        });
        for (index, arg) in func.args(phi).iter().enumerate() {
            let pred = func.block(id).preds[index].block;
            if own.is_none() || of_block(pred) != own {
                self.of_phis[index].add_list(*arg, preferences);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_preference_is_the_first() {
        let mut desired = Desired::default();
        let value = ValueId(7);
        for register in [1, 2, 3, 1, 4, 5] {
            desired.add(value, register);
        }
        assert_eq!(desired.get(value), [5, 4, 1, 3]);
        desired.clobber(mask_of(4) | mask_of(9));
        assert_eq!(desired.get(value), [5, 1, 3, NO_REGISTER]);
        assert_eq!(desired.avoid, 0b10_1110);
        assert_eq!(desired.get(ValueId(8)), NO_PREFERENCES);
        let mut other = Desired::default();
        assert!(other.merge(&desired) && !other.merge(&desired));
        assert_eq!(other.remove(value), [5, 1, 3, NO_REGISTER]);
        other.copy_from(&desired);
        other.clobber(desired.avoid);
        assert_eq!(other.remove(value), NO_PREFERENCES);
    }
}
