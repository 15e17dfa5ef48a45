//! Variables whose values were taken apart become variables for the parts.
//!
//! Counterpart: cmd/compile/internal/ssa/decompose.go and func.go (`SplitSlot`).

use std::sync::Arc;

use super::Cx;
use super::builtin_parts::builtin_parts;
use crate::func::Fresh;
use crate::func::Func;
use crate::ids::ValueId;
use crate::package::Name;
use crate::package::NameId;
use crate::package::TypeId;
use crate::package::class;
use crate::package::kind;
use crate::package::name_flags;
use crate::rules::Refusal;
use crate::state::NamedSlot;
use crate::state::Slot;

/// The bit of a variable whose address is taken.
const ADDRESS_TAKEN: u64 = 1;

/// The parts of variables as far as they were made.
struct Splitter<'f, 'a> {
    func: &'f mut Func,
    cx: &'f Cx<'a>,
    /// Variables of the package from this number on are new.
    first_new: u32,
    /// Slots that were not there before, in their order.
    added: Vec<NamedSlot>,
}

/// A part of a variable.
#[derive(Clone, Copy)]
struct Part {
    endings: Endings,
    /// The offset in the whole, in bytes.
    offset: i64,
    ty: TypeId,
}

/// The endings that the name of a variable for a part may have.
#[derive(Clone, Copy)]
enum Endings {
    Of(&'static [&'static str]),
    /// The name of a field of a struct.
    Field(TypeId, usize),
}

impl Endings {
    /// Returns one of the endings.
    fn get<'t>(self, func: &'t Func, cx: &Cx<'t>, index: usize) -> Option<&'t str> {
        match self {
            Self::Of(list) => list.get(index).copied(),
            Self::Field(ty, field) => {
                let ty = func.ty(cx.package, ty).filter(|_| index == 0)?;
                ty.field_names.get(field).map(String::as_str)
            }
        }
    }
}

/// Splits variables of builtin types.
pub(super) fn builtin(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    let mut splitter = Splitter::new(func, cx);
    // Values that have moved to parts: index of the slot, and of the value.
    let mut moved = Vec::new();
    // The slots of the parts of a variable, and their indexes among slots with values.
    let (mut parts, mut indexes) = (Vec::new(), Vec::new());
    for at in 0..splitter.func.places.slots.named.len() {
        let ty = splitter.func.places.slots.named[at].slot.ty;
        let Some(found) = builtin_parts(splitter.func, cx, ty)? else {
            continue;
        };
        let whole = Arc::new(splitter.func.places.slots.named[at].slot.clone());
        parts.clear();
        for part in found.parts() {
            let part = Part {
                endings: Endings::Of(part.endings),
                offset: part.offset,
                ty: part.ty,
            };
            parts.push(splitter.split(&whole, part));
        }
        indexes.clear();
        indexes.extend(parts.drain(..).map(|part| splitter.add_slot(part)));
        for index in 0..splitter.func.places.slots.named[at].values.len() {
            let value = splitter.func.places.slots.named[at].values[index];
            if splitter.func.value(value).op != found.make {
                continue;
            }
            for (number, slot) in indexes.iter().enumerate() {
                let arg = splitter.func.args(value).get(number).copied();
                splitter.add_value(*slot, arg.ok_or(Refusal::Invalid)?);
            }
            moved.push((at, index));
        }
    }
    let added = std::mem::take(&mut splitter.added);
    delete_values(func, moved);
    func.places.slots.named.extend(added);
    Ok(())
}

/// Removes values that have moved, values that are invalid, and slots without values.
fn delete_values(func: &mut Func, mut moved: Vec<(usize, usize)>) {
    moved.sort_unstable_by(|one, two| two.cmp(one));
    let mut named = std::mem::take(&mut func.places.slots.named);
    for (slot, value) in moved {
        named[slot].values.swap_remove(value);
    }
    for at in (0..named.len()).rev() {
        // A slot whose values are all invalid stays.
        let is_empty = named[at].values.is_empty();
        for index in (0..named[at].values.len()).rev() {
            let value = named[at].values[index];
            if func.value(value).op == 0 {
                named[at].values.swap_remove(index);
            }
        }
        if is_empty {
            named.swap_remove(at);
        }
    }
    func.places.slots.named = named;
}

impl<'f, 'a> Splitter<'f, 'a> {
    fn new(func: &'f mut Func, cx: &'f Cx<'a>) -> Self {
        let slots = &func.places.slots;
        let named = slots.named.iter().map(|named| &named.slot);
        let known = named.chain(&slots.roots).chain(&slots.splits);
        let newest = known.map(|slot| slot.name.0).max();
        Self {
            first_new: newest.unwrap_or(0) + 1,
            func,
            cx,
            added: Vec::new(),
        }
    }

    /// Returns the slot for a part, which is made unless it exists.
    fn split(&mut self, slot: &Arc<Slot>, part: Part) -> Slot {
        let Part { offset, ty, .. } = part;
        let name = self.func.name(self.cx.package, slot.name);
        let is_split =
            name.is_some_and(|name| name.class == class::AUTO && name.flags & ADDRESS_TAKEN == 0);
        let splits = &self.func.places.slots.splits;
        if !is_split {
            let whole = Slot {
                name: slot.name,
                ty,
                offset: slot.offset + offset,
                split_of: None,
            };
            if !splits.contains(&whole) {
                self.func.places.slots.splits.push(whole.clone());
            }
            return whole;
        }
        let of = Some((Arc::clone(slot), offset));
        let known = splits.iter().find(|one| one.ty == ty && one.split_of == of);
        if let Some(known) = known {
            return known.clone();
        }
        let made = Slot {
            name: self.new_name(slot.name, part),
            ty,
            offset: 0,
            split_of: of,
        };
        self.func.places.slots.splits.push(made.clone());
        self.func.own.locals += 1;
        self.func.own.made.push(made.name);
        made
    }

    /// Returns the number of a new variable. The table of the package has it already if it is from a
    /// dump.
    fn new_name(&mut self, of: NameId, part: Part) -> NameId {
        if self.func.fresh.makes_all {
            return self.make_name(of, part);
        }
        let package = self.cx.package;
        let Some(of) = self.func.name(package, of) else {
            return NameId::default();
        };
        let endings = [0, 1].map(|index| part.endings.get(self.func, self.cx, index));
        let is_used = |id: NameId| {
            let mut splits = self.func.places.slots.splits.iter();
            splits.any(|slot| slot.name == id)
        };
        // A variable of the source may have this text and type, too, but at another position.
        let is_it = |name: &Name| {
            let is_part = name.class == class::AUTO && name.pos == of.pos;
            let endings = endings.iter().flatten();
            let mut stems = endings.filter_map(|ending| name.text.strip_suffix(*ending));
            is_part && name.ty == part.ty && stems.any(|stem| stem == of.text)
        };
        let from = self.first_new.saturating_sub(1) as usize;
        let new = package.names.iter().enumerate().skip(from);
        let mut ids = new
            .filter(|(_, name)| is_it(name))
            .map(|(index, _)| NameId(index as u32 + 1));
        ids.find(|id| !is_used(*id)).unwrap_or_default()
    }

    /// Makes a variable for a part of another one.
    fn make_name(&mut self, of: NameId, part: Part) -> NameId {
        let Some(of) = self.func.name(self.cx.package, of) else {
            return NameId::default();
        };
        let whole = self.func.ty(self.cx.package, of.ty);
        // The second ending is the one for interfaces without methods.
        let is_empty = whole.is_some_and(|ty| ty.order.is_empty_interface());
        let ending = |index| part.endings.get(self.func, self.cx, index);
        let ending = ending(usize::from(is_empty)).or_else(|| ending(0));
        let inherited = name_flags::SYNTHETIC | name_flags::UNWANTED;
        let name = Name {
            text: [of.text.as_str(), ending.unwrap_or_default()].concat(),
            class: class::AUTO,
            ty: part.ty,
            flags: name_flags::USED | of.flags & inherited,
            pos: of.pos,
            func: of.func,
        };
        let names = &mut self.func.fresh.names;
        names.push(name);
        NameId((names.len() - 1) as u32 | Fresh::BIT)
    }

    /// Makes a slot one with values, unless it is; returns its index among all of them, the added
    /// ones last.
    fn add_slot(&mut self, slot: Slot) -> usize {
        let named = &self.func.places.slots.named;
        let mut known = named.iter().chain(&self.added);
        let at = known.position(|known| known.slot == slot);
        at.unwrap_or_else(|| {
            let values = Vec::new();
            self.added.push(NamedSlot { slot, values });
            named.len() + self.added.len() - 1
        })
    }

    /// Adds a value to the slot with this index.
    fn add_value(&mut self, index: usize, value: ValueId) {
        let named = &mut self.func.places.slots.named;
        let slot = match index.checked_sub(named.len()) {
            Some(index) => self.added.get_mut(index),
            None => named.get_mut(index),
        };
        if let Some(slot) = slot {
            slot.values.push(value);
        }
    }
}

/// Splits variables of structs and arrays, which are no variables any more.
pub(super) fn user(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    let is_whole = |func: &Func, slot: &Slot| {
        let ty = func.ty(cx.package, slot.ty);
        ty.is_some_and(|ty| ty.is_plain_struct() || ty.kind == kind::ARRAY)
    };
    let named = &func.places.slots.named;
    if !named.iter().any(|named| is_whole(func, &named.slot)) {
        return Ok(());
    }
    let mut splitter = Splitter::new(func, cx);
    let named = std::mem::take(&mut splitter.func.places.slots.named);
    let (wholes, rest) = named
        .into_iter()
        .partition::<Vec<_>, _>(|named| is_whole(splitter.func, &named.slot));
    splitter.func.places.slots.named = rest;
    for whole in wholes {
        splitter.split_user(whole, 0)?;
    }
    let added = std::mem::take(&mut splitter.added);
    func.places.slots.named.extend(added);
    Ok(())
}

/// The maximum depth of structs and arrays that are values.
const DEPTH: u32 = 100;

impl Splitter<'_, '_> {
    /// Splits a variable of a struct or array, and then its parts.
    fn split_user(&mut self, whole: NamedSlot, depth: u32) -> Result<(), Refusal> {
        let package = self.cx.package;
        let ty = self.func.ty(package, whole.slot.ty);
        let ty = ty.ok_or(Refusal::Invalid)?;
        let is_array = ty.kind == kind::ARRAY;
        if is_array && ty.size == 0 {
            return Ok(());
        }
        if depth > DEPTH {
            return Err(Refusal::Bound);
        }
        let (make, count) = if is_array {
            (self.cx.ops.array_make1, 1)
        } else {
            let count = ty.components.len().min(ty.field_names.len());
            (self.cx.ops.struct_make, count)
        };
        let slot = Arc::new(whole.slot);
        let mut parts = Vec::with_capacity(count);
        for index in 0..count {
            let part = self.user_part(slot.ty, is_array, index)?;
            let found = self.func.ty(package, part.ty).ok_or(Refusal::Invalid)?;
            let is_whole = found.is_plain_struct() || found.kind == kind::ARRAY;
            let slot = self.split(&slot, part);
            parts.push(if is_whole {
                let values = Vec::new();
                UserPart::Whole(NamedSlot { slot, values })
            } else {
                UserPart::Slot(self.add_slot(slot))
            });
        }
        for value in whole.values {
            if self.func.value(value).op != make || self.func.args(value).len() != count {
                continue;
            }
            for (number, part) in parts.iter_mut().enumerate() {
                let arg = self.func.args(value)[number];
                match part {
                    UserPart::Whole(part) => part.values.push(arg),
                    UserPart::Slot(index) => self.add_value(*index, arg),
                }
            }
        }
        for part in parts {
            if let UserPart::Whole(part) = part {
                self.split_user(part, depth + 1)?;
            }
        }
        Ok(())
    }

    /// Returns a part of a struct or array.
    fn user_part(&self, whole: TypeId, is_array: bool, index: usize) -> Result<Part, Refusal> {
        let ty = self.func.ty(self.cx.package, whole);
        let ty = ty.ok_or(Refusal::Invalid)?;
        if is_array {
            return Ok(Part {
                endings: Endings::Of(&["[0]"]),
                offset: 0,
                ty: ty.elem,
            });
        }
        let field = ty.components.get(index).ok_or(Refusal::Invalid)?;
        Ok(Part {
            endings: Endings::Field(whole, index),
            offset: field.offset,
            ty: field.ty,
        })
    }
}

/// A part of a variable of a struct or array.
enum UserPart {
    /// One that has parts itself, with its values.
    Whole(NamedSlot),
    /// The index of a slot with values.
    Slot(usize),
}
