//! Variables whose values were taken apart become variables for the parts.
//!
//! Counterpart: cmd/compile/internal/ssa/decompose.go and func.go (`SplitSlot`).

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

/// A part: endings that its name may have, offset, type.
type Part = (Vec<String>, i64, TypeId);

fn endings(list: &[&str]) -> Vec<String> {
    list.iter().map(|ending| (*ending).to_owned()).collect()
}

/// Splits variables of builtin types.
pub(super) fn builtin(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    let mut splitter = Splitter::new(func, cx);
    // Values that have moved to parts: index of the slot, and of the value.
    let mut moved = Vec::new();
    for at in 0..splitter.func.places.slots.named.len() {
        let ty = splitter.func.places.slots.named[at].slot.ty;
        let Some((make, parts)) = builtin_parts(splitter.func, cx, ty)? else {
            continue;
        };
        let slot = splitter.func.places.slots.named[at].slot.clone();
        let parts = parts
            .iter()
            .map(|part| (endings(part.endings), part.offset, part.ty));
        let parts: Vec<Slot> = parts.map(|part| splitter.split(&slot, &part)).collect();
        for part in &parts {
            splitter.add_slot(part);
        }
        for index in 0..splitter.func.places.slots.named[at].values.len() {
            let value = splitter.func.places.slots.named[at].values[index];
            if splitter.func.value(value).op != make {
                continue;
            }
            for (number, part) in parts.iter().enumerate() {
                let arg = splitter.func.args(value).get(number).copied();
                splitter.add_value(part, arg.ok_or(Refusal::Invalid)?);
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
    fn split(&mut self, slot: &Slot, part: &Part) -> Slot {
        let (endings, offset, ty) = (&part.0, part.1, part.2);
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
        let of = Some((Box::new(slot.clone()), offset));
        let known = splits.iter().find(|one| one.ty == ty && one.split_of == of);
        if let Some(known) = known {
            return known.clone();
        }
        let name = name.cloned();
        let made = Slot {
            name: self.new_name(name.as_ref(), endings, ty),
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
    fn new_name(&mut self, of: Option<&Name>, endings: &[String], ty: TypeId) -> NameId {
        let Some(of) = of else {
            return NameId::default();
        };
        if self.func.fresh.makes_all {
            return self.make_name(of, endings, ty);
        }
        let package = self.cx.package;
        let is_used = |id: NameId| {
            let mut splits = self.func.places.slots.splits.iter();
            splits.any(|slot| slot.name == id)
        };
        let is_it = |name: &Name| {
            let mut stems = endings
                .iter()
                .filter_map(|ending| name.text.strip_suffix(&**ending));
            name.ty == ty && stems.any(|stem| stem == of.text)
        };
        let from = self.first_new.saturating_sub(1) as usize;
        let new = package.names.iter().enumerate().skip(from);
        let mut ids = new
            .filter(|(_, name)| is_it(name))
            .map(|(index, _)| NameId(index as u32 + 1));
        ids.find(|id| !is_used(*id)).unwrap_or_default()
    }

    /// Makes a variable for a part of another one.
    fn make_name(&mut self, of: &Name, endings: &[String], ty: TypeId) -> NameId {
        let whole = self.func.ty(self.cx.package, of.ty);
        // The second ending is the one for interfaces without methods.
        let is_empty = whole.is_some_and(|ty| ty.order.is_empty_interface());
        let ending = endings.get(usize::from(is_empty));
        let ending = ending.or(endings.first()).map_or("", |ending| ending);
        let inherited = name_flags::SYNTHETIC | name_flags::UNWANTED;
        let names = &mut self.func.fresh.names;
        names.push(Name {
            text: format!("{}{ending}", of.text),
            class: class::AUTO,
            ty,
            flags: name_flags::USED | of.flags & inherited,
            pos: of.pos,
            func: of.func,
        });
        NameId((names.len() - 1) as u32 | Fresh::BIT)
    }

    /// Makes a slot one with values, unless it is.
    fn add_slot(&mut self, slot: &Slot) {
        let named = &self.func.places.slots.named;
        let mut known = named.iter().chain(&self.added);
        if !known.any(|known| known.slot == *slot) {
            self.added.push(NamedSlot {
                slot: slot.clone(),
                values: Vec::new(),
            });
        }
    }

    fn add_value(&mut self, slot: &Slot, value: ValueId) {
        let named = &mut self.func.places.slots.named;
        let mut known = named.iter_mut().chain(&mut self.added);
        if let Some(known) = known.find(|known| known.slot == *slot) {
            known.values.push(value);
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
    let wholes = named.iter().filter(|named| is_whole(func, &named.slot));
    let wholes: Vec<NamedSlot> = wholes.cloned().collect();
    if wholes.is_empty() {
        return Ok(());
    }
    let mut splitter = Splitter::new(func, cx);
    for whole in wholes {
        splitter.split_user(&whole, 0)?;
    }
    let added = std::mem::take(&mut splitter.added);
    let mut named = std::mem::take(&mut func.places.slots.named);
    named.retain(|named| !is_whole(func, &named.slot));
    named.extend(added);
    func.places.slots.named = named;
    Ok(())
}

/// The maximum depth of structs and arrays that are values.
const DEPTH: u32 = 100;

impl Splitter<'_, '_> {
    /// Splits a variable of a struct or array, and then its parts.
    fn split_user(&mut self, whole: &NamedSlot, depth: u32) -> Result<(), Refusal> {
        let package = self.cx.package;
        let ty = self
            .func
            .ty(package, whole.slot.ty)
            .ok_or(Refusal::Invalid)?;
        let is_array = ty.kind == kind::ARRAY;
        if is_array && ty.size == 0 {
            return Ok(());
        }
        if depth > DEPTH {
            return Err(Refusal::Bound);
        }
        let make = match is_array {
            true => self.cx.ops.array_make1,
            false => self.cx.ops.struct_make,
        };
        let fields: Vec<Part> = match is_array {
            true => vec![(endings(&["[0]"]), 0, ty.elem)],
            false => {
                let fields = ty.components.iter().zip(&ty.field_names);
                let fields =
                    fields.map(|(field, name)| (vec![name.clone()], field.offset, field.ty));
                fields.collect()
            }
        };
        let mut parts = Vec::new();
        for part in fields {
            let ty = part.2;
            let slot = self.split(&whole.slot, &part);
            let found = self.func.ty(package, ty).ok_or(Refusal::Invalid)?;
            let is_whole = found.is_plain_struct() || found.kind == kind::ARRAY;
            if !is_whole {
                self.add_slot(&slot);
            }
            let values = Vec::new();
            parts.push((NamedSlot { slot, values }, is_whole));
        }
        for value in &whole.values {
            let args = self.func.args(*value).to_vec();
            if self.func.value(*value).op != make || args.len() != parts.len() {
                continue;
            }
            for ((part, is_whole), arg) in parts.iter_mut().zip(args) {
                match *is_whole {
                    true => part.values.push(arg),
                    false => self.add_value(&part.slot.clone(), arg),
                }
            }
        }
        for (part, _) in parts.iter().filter(|(_, is_whole)| *is_whole) {
            self.split_user(part, depth + 1)?;
        }
        Ok(())
    }
}
