//! Slots on the stack for values that are in no register.
//!
//! Counterpart: cmd/compile/internal/ssa/stackalloc.go.

use super::Cx;
use super::block_lists::Rows;
use super::block_lists::reset;
use super::data::Stacked;
use super::stack_live;
use crate::func::Func;
use crate::ids::ValueId;
use crate::package::Aux;
use crate::package::TypeId;
use crate::package::class;
use crate::pass::phi_tighten::is_rematerializable;
use crate::rules::Refusal;
use crate::state::Home;
use crate::state::NamedSlot;
use crate::state::Slot;

/// Gives slots to values without a register; finds the values that are live at the end of each
/// block, by number of the block.
pub(super) fn allocate(
    func: &mut Func,
    cx: &Cx<'_>,
    spill_live: &[Vec<ValueId>],
    live: &mut LiveLists,
) -> Result<(), Refusal> {
    reset(&mut live.0, func.blocks.len());
    let stacked = states(func, cx);
    if stacked.iter().any(|state| state.needs_slot) {
        choose_slots(func, cx, &stacked, spill_live, live)?;
    } else {
        place_args(func, cx)?;
    }
    func.free.scratch.keep(stacked);
    Ok(())
}

fn choose_slots(
    func: &mut Func,
    cx: &Cx<'_>,
    stacked: &[Stacked],
    spill_live: &[Vec<ValueId>],
    live: &mut LiveLists,
) -> Result<(), Refusal> {
    stack_live::find_live(func, cx, stacked, spill_live, &mut live.0);
    let mut conflicts: Conflicts = func.free.scratch.memory();
    reset(&mut conflicts.0, stacked.len());
    stack_live::find_conflicts(func, cx, stacked, &live.0, &mut conflicts.0);
    let mut slots = Slots {
        cx,
        conflicts: &conflicts.0,
        named: named_slots(func, cx, stacked.len()),
        made: Vec::new(),
        index: func.free.scratch.filled(stacked.len(), 0),
        used: func.free.scratch.take(),
    };
    place_args(func, cx)?;
    slots.choose(func, stacked)?;
    let scratch = &mut func.free.scratch;
    scratch.put(slots.named);
    scratch.put(slots.index);
    scratch.put(slots.used);
    scratch.keep(conflicts);
    Ok(())
}

/// The values on the stack that are live at the end of each block, by number of the block.
#[derive(Debug, Default)]
pub(super) struct LiveLists(pub(super) Rows<ValueId>);

/// For each value, the values that are live at the same time.
#[derive(Debug, Default)]
struct Conflicts(Rows<ValueId>);

fn states(func: &mut Func, cx: &Cx<'_>) -> Vec<Stacked> {
    let count = func.values.len();
    let mut states = func.free.scratch.memory_of(count, Stacked::default());
    for block in &func.order {
        for value in &func.block(*block).values {
            let home = func.places.homes.get(value.0 as usize);
            let state = &mut states[value.0 as usize];
            state.needs_slot = home.is_none_or(|home| *home == Home::None)
                && has_content(func, cx, *value)
                && !is_rematerializable(func, cx, *value);
            state.is_arg = func.is_arg(cx, *value);
            state.block = *block;
            if func.value(*value).op == cx.ops.store_reg {
                let arg = func.args(*value)[0];
                states[arg.0 as usize].spill = *value;
            }
        }
    }
    states
}

/// Reports whether a value is neither memory nor flags nor nothing.
fn has_content(func: &Func, cx: &Cx<'_>, value: ValueId) -> bool {
    let ty = func.value(value).ty;
    let is_special = func.kind(cx, ty).is_none() || func.has_no_content(cx, ty);
    !is_special && !func.is_memory(cx, value)
}

/// Returns for each value one more than the index of its first named slot.
fn named_slots(func: &mut Func, cx: &Cx<'_>, count: usize) -> Vec<u32> {
    let mut found = func.free.scratch.filled(count, 0);
    for (index, named) in func.places.slots.named.iter().enumerate() {
        for value in &named.values {
            let slot = &mut found[value.0 as usize];
            if *slot == 0 && can_have_name(func, cx, *value, named) {
                *slot = index as u32 + 1;
            }
        }
    }
    found
}

/// Reports whether a value may be stored in a variable's slot.
fn can_have_name(func: &Func, cx: &Cx<'_>, value: ValueId, named: &NamedSlot) -> bool {
    let record = func.value(value);
    let slot = &named.slot;
    if [cx.ops.arg_int_reg, cx.ops.arg_float_reg].contains(&record.op) {
        let aux = func.aux(cx.package, record.aux);
        return aux == Some(&Aux::NameOffset(slot.name, slot.offset));
    }
    let name = func.name(cx.package, slot.name);
    record.op == cx.ops.arg || name.is_none_or(|name| name.class != class::PARAM)
}

/// Parameters on the stack stay where they are.
fn place_args(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    for index in 0..func.block(func.entry).values.len() {
        let value = func.block(func.entry).values[index];
        let record = *func.value(value);
        if record.op != cx.ops.arg {
            continue;
        }
        let Some(Aux::Name(name)) = func.aux(cx.package, record.aux) else {
            return Err(Refusal::Invalid);
        };
        let slot = Slot {
            name: *name,
            ty: record.ty,
            offset: record.aux_int,
            split_of: None,
        };
        func.set_home(value, Home::Slot(slot));
    }
    Ok(())
}

/// The slots as far as they are chosen.
struct Slots<'a> {
    cx: &'a Cx<'a>,
    conflicts: &'a [Vec<ValueId>],
    /// For each value, one more than the index of its first named slot.
    named: Vec<u32>,
    /// The slots that were made for each type, in their order.
    made: Vec<(TypeId, Vec<Slot>)>,
    /// For each value, one more than the index of its slot among those.
    index: Vec<u32>,
    /// The slots of a type that cannot be used for the value at hand.
    used: Vec<bool>,
}

impl Slots<'_> {
    fn choose(&mut self, func: &mut Func, stacked: &[Stacked]) -> Result<(), Refusal> {
        for at in 0..func.order.len() {
            let block = func.order[at];
            for index in 0..func.block(block).values.len() {
                let value = func.block(block).values[index];
                let state = stacked[value.0 as usize];
                if !state.needs_slot || state.is_arg {
                    continue;
                }
                let slot = match self.named_slot(func, value) {
                    Some(slot) => slot,
                    None => self.made_slot(func, value)?,
                };
                func.set_home(value, Home::Slot(slot));
            }
        }
        Ok(())
    }

    /// Returns the slot of the variable that a value belongs to, unless another value is there.
    fn named_slot(&self, func: &Func, value: ValueId) -> Option<Slot> {
        let record = func.value(value);
        let named = match record.op {
            op if op == self.cx.ops.store_reg => func.args(value)[0],
            _ => value,
        };
        let index = (self.named[named.0 as usize] as usize).checked_sub(1)?;
        let slot = &func.places.slots.named[index].slot;
        let is_free = |other: &ValueId| match func.places.homes.get(other.0 as usize) {
            Some(Home::Slot(home)) => (home.name, home.offset) != (slot.name, slot.offset),
            _ => true,
        };
        let can_be = func.is_same_type(self.cx, record.ty, slot.ty)
            && self.conflicts[value.0 as usize].iter().all(is_free);
        can_be.then(|| slot.clone())
    }

    /// Returns a slot that was made for values of the type.
    fn made_slot(&mut self, func: &mut Func, value: ValueId) -> Result<Slot, Refusal> {
        let ty = func.value(value).ty;
        let link_text = |ty| func.ty(self.cx.package, ty).map(|ty| &ty.link_text);
        let is_same = |known: TypeId| known == ty || link_text(known) == link_text(ty);
        let at = self.made.iter().position(|(known, _)| is_same(*known));
        let at = at.unwrap_or_else(|| {
            self.made.push((ty, Vec::new()));
            self.made.len() - 1
        });
        let slots = &mut self.made.get_mut(at).ok_or(Refusal::Invalid)?.1;
        self.used.clear();
        self.used.resize(slots.len(), false);
        for other in &self.conflicts[value.0 as usize] {
            let index = self.index[other.0 as usize] as usize;
            if let Some(used) = index.checked_sub(1).and_then(|at| self.used.get_mut(at)) {
                *used = true;
            }
        }
        let free = self.used.iter().position(|used| !used);
        let index = free.unwrap_or(slots.len());
        if index == slots.len() {
            let pos = func.positions[value.0 as usize];
            slots.push(Slot {
                name: func.new_local(self.cx.package, pos, ty),
                ty,
                offset: 0,
                split_of: None,
            });
        }
        self.index[value.0 as usize] = index as u32 + 1;
        Ok(slots[index].clone())
    }
}
