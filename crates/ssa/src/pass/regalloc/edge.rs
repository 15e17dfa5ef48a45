//! The moves on one edge: each target gets its value, by way of other places if the moves are a
//! circle.
//!
//! Counterpart: cmd/compile/internal/ssa/regalloc.go (`process`, `processDest`, `findRegFor`).

use super::machine::has;
use super::machine::lowest;
use super::shuffle::Content;
use super::shuffle::Edge;
use super::shuffle::Place;
use super::shuffle::Target;
use crate::func::Pos;
use crate::func::Statement;
use crate::ids::ValueId;
use crate::package::TypeId;
use crate::pass::phi_tighten::is_rematerializable;
use crate::rules::Refusal;
use crate::state::Slot;

/// The most rounds for one edge; each satisfies a target or breaks a circle.
const ROUNDS: usize = 1 << 20;

impl Edge<'_, '_> {
    /// Adds moves until all targets have their values.
    pub(super) fn satisfy(&mut self, targets: &mut Vec<Target>) -> Result<(), Refusal> {
        for _ in 0..ROUNDS {
            if targets.is_empty() {
                return Ok(());
            }
            let mut end = 0;
            for index in 0..targets.len() {
                let target = targets[index];
                if !self.satisfy_one(target)? {
                    targets[end] = target;
                    end += 1;
                }
            }
            if end < targets.len() {
                targets.truncate(end);
                targets.append(&mut self.extra);
                continue;
            }
            self.break_circle(targets[0])?;
        }
        Err(Refusal::Bound)
    }

    /// Copies the content of a target to another register, so that it can be overwritten.
    fn break_circle(&mut self, target: Target) -> Result<(), Refusal> {
        let old = self.content(target.place);
        let ty = self.type_of(old.copy);
        let register = self.free_register(ty)?;
        self.erase(register);
        let pos = target.pos.with_statement(Statement::Not);
        let ops = self.state.cx.ops;
        let op = match target.place.register() {
            Some(_) => ops.copy,
            None => ops.load_reg,
        };
        let copy = self.add(op, ty, pos, old.copy);
        self.put_copy(register, old.value, copy, pos);
        Ok(())
    }

    fn type_of(&self, value: ValueId) -> TypeId {
        self.state.func.value(value).ty
    }

    /// Adds a value at the end of the predecessor.
    fn add(&mut self, op: u16, ty: TypeId, pos: Pos, arg: ValueId) -> ValueId {
        let ops = self.state.cx.ops;
        self.state.func.new_value1(self.pred, op, ty, pos, arg, ops)
    }

    /// Records a copy of a value that is not final.
    fn put_copy(&mut self, place: Place, value: ValueId, copy: ValueId, pos: Pos) {
        let content = Content {
            value,
            copy,
            is_final: false,
            pos,
        };
        self.put(place, content);
    }

    /// Adds a move for a target, unless its place has the last copy of a value that is needed;
    /// reports whether it has its value.
    fn satisfy_one(&mut self, target: Target) -> Result<bool, Refusal> {
        let Target {
            place, value, phi, ..
        } = target;
        let pos = target.pos.with_statement(Statement::Not);
        let old = self.content(place);
        if old.value == value {
            let content = Content {
                is_final: true,
                pos,
                ..old
            };
            self.set_content(place, content);
            if let Some((phi, index)) = phi {
                self.state.func.set_arg(phi, index, old.copy);
            }
            // The copy has prevented a store.
            self.state.copies.set_used(old.copy);
            return Ok(true);
        }
        if self.copies.of(old.value).len() == 1
            && !self.is_rematerializable(old.value)
            && !self.state.is_fixed(self.state.orig(old.value))
        {
            return Ok(false);
        }
        let source = self.source(value);
        // Erased first, the place is not chosen on the way.
        self.erase(place);
        let copy = match source {
            Some((copy, from)) if !self.is_rematerializable(value) => {
                self.move_copy(target, copy, from, pos)?
            }
            source => self.rematerialize(target, source, pos)?,
        };
        let content = Content {
            value,
            copy,
            is_final: true,
            pos,
        };
        self.put(place, content);
        if let Some((phi, index)) = phi {
            self.state.func.set_arg(phi, index, copy);
        }
        Ok(true)
    }

    fn is_rematerializable(&self, value: ValueId) -> bool {
        self.state.values[value.0 as usize].is_rematerializable
    }

    /// Returns a copy of a value with its place, the last one in a register if there are any, else
    /// the first one.
    fn source(&self, value: ValueId) -> Option<(ValueId, Place)> {
        let orig = self.state.orig(value);
        if self.state.is_fixed(orig) {
            return Some((orig, self.place(orig)?));
        }
        let copies = self.copies.of(value).iter();
        let mut found: Option<(ValueId, Place)> = None;
        for copy in copies {
            if let Some(place) = self.place(*copy)
                && (found.is_none() || place.register().is_some())
            {
                found = Some((*copy, place));
            }
        }
        found
    }

    /// Adds a move from a place to the place of a target.
    fn move_copy(
        &mut self,
        target: Target,
        copy: ValueId,
        from: Place,
        pos: Pos,
    ) -> Result<ValueId, Refusal> {
        let ops = self.state.cx.ops;
        let ty = self.type_of(copy);
        let slot_type = self.slot(target.place).map(|slot| slot.ty);
        Ok(match (from.register(), slot_type) {
            (Some(_), None) => self.add(ops.copy, ty, pos, copy),
            (Some(_), Some(slot_type)) => self.add(ops.store_reg, slot_type, pos, copy),
            (None, None) => self.add(ops.load_reg, ty, pos, copy),
            (None, Some(slot_type)) => {
                let register = self.free_register(ty)?;
                self.erase(register);
                let load = self.add(ops.load_reg, ty, pos, copy);
                self.put_copy(register, target.value, load, pos);
                self.add(ops.store_reg, slot_type, pos, load)
            }
        })
    }

    /// Makes the value of a target again.
    fn rematerialize(
        &mut self,
        target: Target,
        source: Option<(ValueId, Place)>,
        pos: Pos,
    ) -> Result<ValueId, Refusal> {
        let Target { place, value, .. } = target;
        if !self.is_rematerializable(value) {
            return Err(Refusal::Invalid);
        }
        let ops = self.state.cx.ops;
        let orig = self.state.orig(value);
        if let Some(slot_type) = self.slot(place).map(|slot| slot.ty) {
            let register = self.free_register(self.type_of(orig))?;
            self.erase(register);
            let pos_of_copy = self.state.func.position_of_copy(orig, pos);
            let func = &mut *self.state.func;
            let copy = func.copy_into_with_pos(orig, self.pred, pos_of_copy, ops);
            self.put_copy(register, value, copy, pos);
            return Ok(self.add(ops.store_reg, slot_type, pos, copy));
        }
        let outputs = self.state.operands.of(self.state.func, orig).outputs;
        let mask = outputs.first().map_or(0, |output| output.registers);
        if place.register().is_some_and(|register| has(mask, register)) {
            return Ok(self.state.func.copy_into(orig, self.pred, ops));
        }
        // The operation has other registers.
        if let Some((copy, from)) = source
            && from.register().is_some()
        {
            return Ok(self.add(ops.copy, self.type_of(copy), pos, copy));
        }
        let copy = self.state.func.copy_into(orig, self.pred, ops);
        let ty = self.type_of(copy);
        let register = self.free_register(ty)?;
        self.erase(register);
        self.put_copy(register, value, copy, pos);
        Ok(self.add(ops.copy, ty, pos, copy))
    }

    /// Returns a register for a value of a type; its content is another one's copy, or stored on the
    /// stack.
    fn free_register(&mut self, ty: TypeId) -> Result<Place, Refusal> {
        let mask = self
            .state
            .machine
            .of_type(self.state.func, self.state.cx, ty);
        let choices = [
            mask & !self.used,
            mask & !self.unique & !self.final_registers,
            mask & !self.unique,
            mask & self.rematerializable,
        ];
        if let Some(found) = choices.into_iter().find(|choice| *choice != 0) {
            return Ok(Place(lowest(found).into()));
        }
        for at in 0..self.copied.len() {
            let value = self.copied[at];
            for index in 0..self.copies.of(value).len() {
                let copy = self.copies.of(value)[index];
                let place = self.place(copy).unwrap_or(Place(u32::MAX));
                if place.register().is_some_and(|register| has(mask, register)) {
                    self.save(value, copy);
                    return Ok(place);
                }
            }
        }
        Err(Refusal::Invalid)
    }

    /// Stores a copy of a value in a new slot on the stack, unless the value can be made again.
    fn save(&mut self, value: ValueId, copy: ValueId) {
        let (func, cx) = (&mut *self.state.func, self.state.cx);
        if is_rematerializable(func, cx, copy) {
            return;
        }
        let pos = func.positions[copy.0 as usize];
        let ty = func.value(copy).ty;
        let store = self.add(cx.ops.store_reg, ty, pos, copy);
        let slot = Slot {
            name: self.state.func.new_local(cx.package, pos, ty),
            ty,
            offset: 0,
            split_of: None,
        };
        let place = self.place_of(&slot);
        self.put_copy(place, value, store, pos);
    }
}
