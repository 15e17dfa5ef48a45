//! Moves on edges to blocks with several predecessors.
//!
//! Counterpart: cmd/compile/internal/ssa/regalloc.go (`shuffle`, `edgeState`).

use super::copies::Copies;
use super::data::NONE;
use super::machine::REGISTERS;
use super::state::State;
use crate::func::Pos;
use crate::graph::is_ancestor_eq;
use crate::hash::Map;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::RegMask;
use crate::rules::Refusal;
use crate::state::Home;
use crate::state::Slot;

/// A place of a value: a register, or after those a slot on the stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place(pub(super) u32);

impl Place {
    /// Returns the register.
    pub(super) fn register(self) -> Option<u8> {
        u8::try_from(self.0)
            .ok()
            .filter(|number| usize::from(*number) < REGISTERS)
    }
}

/// The content of a place.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Content {
    /// The value as it was before register allocation.
    pub(super) value: ValueId,
    pub(super) copy: ValueId,
    /// The successor expects it.
    pub(super) is_final: bool,
    /// The position of the use.
    pub(super) pos: Pos,
}

/// A place that must get a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    pub(super) place: Place,
    pub(super) value: ValueId,
    /// A phi, which gets the copy of the value as the argument of this index.
    pub(super) phi: Option<(ValueId, usize)>,
    pub(super) pos: Pos,
}

/// Slots on the stack, and the number of the place of each.
#[derive(Debug, Default)]
struct EdgeSlots {
    list: Vec<Slot>,
    index: Map<Slot, u32>,
}

/// The state of the moves on an edge.
pub(super) struct Edge<'s, 'a> {
    pub(super) state: &'s mut State<'a>,
    /// The block before the edge, at whose end the moves are.
    pub(super) pred: BlockId,
    /// The copies of values.
    pub(super) copies: Copies,
    /// Values that have copies, or had some.
    pub(super) copied: Vec<ValueId>,
    /// The contents of places, by number.
    contents: Vec<Content>,
    /// Places that have contents, or had some.
    filled: Vec<Place>,
    /// Targets that were satisfied, but whose content had to leave.
    pub(super) extra: Vec<Target>,
    /// Registers that have a value.
    pub(super) used: RegMask,
    /// Registers that have the only copy of a value.
    pub(super) unique: RegMask,
    /// Registers whose values the successor expects there.
    pub(super) final_registers: RegMask,
    /// Registers whose values can be made again.
    pub(super) rematerializable: RegMask,
    /// Slots on the stack, which are places after the registers.
    slots: EdgeSlots,
    /// For each value, one more than the number of its place.
    places: Vec<u32>,
}

/// Adds the moves on all edges. `stack_live` has the values on the stack that are live at the end of
/// each block, if there are any.
pub(super) fn shuffle(state: &mut State<'_>, stack_live: &[Vec<ValueId>]) -> Result<(), Refusal> {
    let func = &state.func;
    let has_edges = |block: &BlockId| func.block(*block).preds.len() > 1;
    if !func.order.iter().any(has_edges) {
        return Ok(());
    }
    let mut targets: Vec<Target> = state.func.free.scratch.memory();
    let mut edge = Edge::new(state);
    for at in 0..edge.state.func.order.len() {
        let block = edge.state.func.order[at];
        let preds = edge.state.func.block(block).preds.len();
        if preds <= 1 {
            continue;
        }
        for index in 0..preds {
            let pred = edge.state.func.block(block).preds[index].block;
            edge.pred = pred;
            edge.clear();
            let on_stack = stack_live.get(pred.0 as usize);
            edge.add_sources(on_stack.map_or(&[], Vec::as_slice));
            edge.find_targets(&mut targets, block, index);
            edge.satisfy(&mut targets)?;
        }
    }
    edge.end();
    state.func.free.scratch.keep(targets);
    Ok(())
}

impl<'s, 'a> Edge<'s, 'a> {
    fn new(state: &'s mut State<'a>) -> Self {
        let values = state.values.len();
        let homes = std::mem::take(&mut state.func.places.homes);
        let scratch = &mut state.func.free.scratch;
        let mut copies: Copies = scratch.memory();
        copies.reset(values);
        let mut slots: EdgeSlots = scratch.memory();
        slots.list.clear();
        slots.index.clear();
        let mut edge = Self {
            copied: scratch.take(),
            contents: scratch.memory_of(REGISTERS, Content::default()),
            filled: scratch.memory_of(0, Place(0)),
            extra: scratch.memory(),
            places: scratch.filled(homes.len(), 0),
            state,
            pred: BlockId(0),
            copies,
            used: 0,
            unique: 0,
            final_registers: 0,
            rematerializable: 0,
            slots,
        };
        edge.extra.clear();
        for (number, home) in homes.iter().enumerate() {
            edge.places[number] = match home {
                Home::Register(register) => register + 1,
                Home::Slot(slot) => edge.place_of(slot).0 + 1,
                _ => 0,
            };
        }
        edge.state.func.places.homes = homes;
        edge
    }

    /// Gives the vectors back.
    fn end(self) {
        let scratch = &mut self.state.func.free.scratch;
        scratch.keep(self.copies);
        scratch.put(self.copied);
        scratch.keep(self.contents);
        scratch.keep(self.filled);
        scratch.keep(self.extra);
        scratch.keep(self.slots);
        scratch.put(self.places);
    }

    /// Returns the place of a slot.
    pub(super) fn place_of(&mut self, slot: &Slot) -> Place {
        if let Some(known) = self.slots.index.get(slot) {
            return Place(*known);
        }
        let number = (REGISTERS + self.slots.list.len()) as u32;
        self.slots.list.push(slot.clone());
        self.slots.index.insert(slot.clone(), number);
        self.contents.push(Content::default());
        Place(number)
    }

    /// Returns the slot of a place.
    pub(super) fn slot(&self, place: Place) -> Option<&Slot> {
        let at = (place.0 as usize).checked_sub(REGISTERS)?;
        self.slots.list.get(at)
    }

    /// Returns the place of a value.
    pub(super) fn place(&self, value: ValueId) -> Option<Place> {
        let number = self.places.get(value.0 as usize).copied()?;
        number.checked_sub(1).map(Place)
    }

    pub(super) fn content(&self, place: Place) -> Content {
        self.contents[place.0 as usize]
    }

    pub(super) fn set_content(&mut self, place: Place, content: Content) {
        self.contents[place.0 as usize] = content;
    }

    fn clear(&mut self) {
        self.copies.clear(&self.copied);
        self.copied.clear();
        for place in self.filled.drain(..) {
            self.contents[place.0 as usize] = Content::default();
        }
        self.used = 0;
        self.unique = 0;
        self.final_registers = 0;
        self.rematerializable = 0;
    }

    /// Adds the places of values at the end of the predecessor.
    fn add_sources(&mut self, stack_live: &[ValueId]) {
        let at = self.pred.0 as usize;
        let end = std::mem::take(&mut self.state.lists.end[at]);
        for end in &end {
            let content = Content {
                value: end.value,
                copy: end.copy,
                ..Content::default()
            };
            self.put(Place(end.register.into()), content);
        }
        self.state.lists.end[at] = end;
        for on_stack in stack_live {
            let value = self.state.orig(*on_stack);
            let spill = self.state.values[value.0 as usize].spill;
            let block = self.state.func.block_of[spill.0 as usize];
            // A store elsewhere is not needed: the value is in a register.
            if !is_ancestor_eq(self.state.tree(), block, self.pred) {
                continue;
            }
            if let Some(place) = self.place(*on_stack) {
                let content = Content {
                    value,
                    copy: spill,
                    ..Content::default()
                };
                self.put(place, content);
            }
        }
    }

    /// Finds the places that the block after the edge expects to have values.
    fn find_targets(&self, targets: &mut Vec<Target>, block: BlockId, index: usize) {
        let state = &self.state;
        let start = state.lists.start[block.0 as usize].iter();
        targets.clear();
        targets.extend(start.map(|start| Target {
            place: Place(start.register.into()),
            value: start.value,
            phi: None,
            pos: start.pos,
        }));
        for phi in &state.func.block(block).values {
            if state.func.value(*phi).op != state.cx.ops.phi {
                break;
            }
            if let Some(place) = self.place(*phi) {
                targets.push(Target {
                    place,
                    value: state.func.args(*phi)[index],
                    phi: Some((*phi, index)),
                    pos: state.func.positions[phi.0 as usize],
                });
            }
        }
    }

    /// Records the content of a place.
    pub(super) fn put(&mut self, place: Place, content: Content) {
        let Content { value, copy, .. } = content;
        let home = match place.register() {
            Some(register) => Home::Register(register.into()),
            None => self
                .slot(place)
                .map_or(Home::None, |slot| Home::Slot(slot.clone())),
        };
        self.state.set_home(copy, home);
        let at = copy.0 as usize;
        if self.places.len() <= at {
            self.places.resize(at + 1, 0);
        }
        self.places[at] = place.0 + 1;
        self.contents[place.0 as usize] = content;
        self.filled.push(place);
        let copies = self.copies.list(value);
        copies.push(copy);
        let (count, first) = (copies.len(), copies[0]);
        if count == 1 {
            self.copied.push(value);
        }
        let Some(register) = place.register() else {
            return;
        };
        let mask = 1 << register;
        self.used |= mask;
        if content.is_final {
            self.final_registers |= mask;
        }
        if count == 1 {
            self.unique |= mask;
        }
        if count == 2
            && let Some(other) = self.place(first).and_then(Place::register)
        {
            self.unique &= !(1 << other);
        }
        if self.state.values[value.0 as usize].is_rematerializable {
            self.rematerializable |= mask;
        }
    }

    /// Removes the content of a place. It comes back later if the successor expects it.
    pub(super) fn erase(&mut self, place: Place) {
        let Content {
            value,
            copy,
            is_final,
            pos,
        } = self.content(place);
        if copy == NONE {
            return;
        }
        if is_final {
            self.extra.push(Target {
                place,
                value,
                phi: None,
                pos,
            });
        }
        let mut copies = std::mem::take(self.copies.list(value));
        let at = copies
            .iter()
            .position(|copy| self.place(*copy) == Some(place));
        if let Some(at) = at {
            copies.swap_remove(at);
        }
        if let Some(register) = place.register() {
            let mask = 1 << register;
            self.used &= !mask;
            if is_final {
                self.final_registers &= !mask;
            }
            self.rematerializable &= !mask;
        }
        if let [only] = copies[..]
            && let Some(register) = self.place(only).and_then(Place::register)
        {
            self.unique |= 1 << register;
        }
        *self.copies.list(value) = copies;
    }
}
