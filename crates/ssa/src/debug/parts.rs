//! The parts of the variables of a function, and the values that belong to them.
//!
//! Counterpart: `BuildFuncDebug`, `PopulateABIInRegArgOps` and `slotCanonicalizer` of
//! cmd/compile/internal/ssa/debug.go.

use std::collections::HashMap;

use vamos_base::golang::pdqsort::sort_func;

use super::data::Part;
use super::pieces::pieces;
use crate::cx::Cx;
use crate::func::Func;
use crate::ids::ValueId;
use crate::op::flags;
use crate::package::Aux;
use crate::package::Name;
use crate::package::NameId;
use crate::package::Param;
use crate::package::name_flags;
use crate::rules::Refusal;
use crate::state::Slot;

/// The common properties of slots for the same bytes.
type Key = (NameId, i64, i64, Option<u32>, i64);

/// The parts, variables and names of values.
pub(super) struct Parts {
    pub(super) list: Vec<Part>,
    pub(super) vars: Vec<NameId>,
    /// The parts of each variable, in the order of their offsets.
    pub(super) parts_of: Vec<Vec<u32>>,
    /// The variable of each part; none for those that debuggers do not get.
    pub(super) var_of: Vec<Option<u32>>,
    /// The variable of each name, as an index.
    pub(super) var_of_name: HashMap<NameId, u32>,
    /// The parts that each value belongs to.
    pub(super) of_value: Vec<Vec<u32>>,
    /// The registers of parameters at the beginning that no value has. They are values whose
    /// numbers follow the function's.
    pub(super) made: Vec<u32>,
}

/// Reports whether debuggers get a variable.
pub(super) fn is_wanted(name: &Name) -> bool {
    name.flags & name_flags::UNWANTED == 0
}

/// Reports whether a parameter is in registers and has a name.
pub(super) fn is_named_in_registers(func: &Func, cx: &Cx<'_>, param: &Param) -> bool {
    let name = func.name(cx.package, param.name);
    let is_named = name.is_some_and(|name| name.flags & name_flags::BLANK == 0);
    is_named && !param.registers.is_empty()
}

/// Returns the parameters of a function.
pub(super) fn params<'a>(func: &'a Func, cx: &Cx<'a>) -> Result<&'a [Param], Refusal> {
    match func.aux(cx.package, func.own.call) {
        Some(Aux::Call(call)) => {
            let signature = call.signature.as_deref();
            signature.map_or(Err(Refusal::Invalid), |signature| Ok(&signature.params[..]))
        }
        _ => Err(Refusal::Invalid),
    }
}

/// Returns the register of the machine for a register of the ABI.
pub(super) fn register_of_abi(cx: &Cx<'_>, number: u32) -> Result<u32, Refusal> {
    let goarch = &cx.package.header.goarch;
    let machine = cx.tables.registers(goarch).ok_or(Refusal::Invalid)?;
    let mut all = machine.int_params.iter().chain(&machine.float_params);
    let register = all.nth(number as usize).ok_or(Refusal::Invalid)?;
    Ok((*register).into())
}

/// Finds parts.
struct Finder<'f, 'a> {
    func: &'f Func,
    cx: &'f Cx<'a>,
    /// The numbers of slots, and the index of the slot with each number.
    keys: HashMap<Key, u32>,
    slot_of_key: Vec<Option<u32>>,
    /// Slots, and the values that have them.
    slots: Vec<(Part, NameId)>,
    values: Vec<Vec<u32>>,
    made: Vec<u32>,
}

impl Parts {
    pub(super) fn find(func: &Func, cx: &Cx<'_>) -> Result<Self, Refusal> {
        let mut finder = Finder {
            func,
            cx,
            keys: HashMap::new(),
            slot_of_key: Vec::new(),
            slots: Vec::new(),
            values: Vec::new(),
            made: Vec::new(),
        };
        finder.add_named()?;
        finder.add_registers()?;
        finder.add_missing()?;
        finder.finish()
    }

    /// Adds a part of a variable.
    fn add(&mut self, part: u32, name: NameId) {
        let next = self.vars.len() as u32;
        let var = *self.var_of_name.entry(name).or_insert(next);
        if var == next {
            self.vars.push(name);
            self.parts_of.push(Vec::new());
        }
        self.parts_of[var as usize].push(part);
        self.var_of[part as usize] = Some(var);
    }
}

impl Finder<'_, '_> {
    fn size(&self, slot: &Slot) -> Result<i64, Refusal> {
        let ty = self.func.ty(self.cx.package, slot.ty);
        ty.map(|ty| ty.size).ok_or(Refusal::Invalid)
    }

    /// Returns the number of a slot, and whether it is new.
    fn key(&mut self, slot: &Slot) -> Result<(usize, bool), Refusal> {
        let (of, split_offset) = match &slot.split_of {
            Some((whole, offset)) => (Some(self.key(whole)?.0 as u32), *offset),
            None => (None, 0),
        };
        let size = self.size(slot)?;
        Ok(self.key_of((slot.name, slot.offset, size, of, split_offset)))
    }

    fn key_of(&mut self, key: Key) -> (usize, bool) {
        let next = self.slot_of_key.len() as u32;
        let number = *self.keys.entry(key).or_insert(next);
        if number == next {
            self.slot_of_key.push(None);
        }
        (number as usize, number == next)
    }

    /// Adds a slot; `top` is the variable of the source.
    fn add_slot(&mut self, part: Part, top: NameId) -> u32 {
        self.slots.push((part, top));
        self.values.push(Vec::new());
        self.slots.len() as u32 - 1
    }

    /// Adds the slots of the function.
    fn add_named(&mut self) -> Result<(), Refusal> {
        let func = self.func;
        for named in &func.places.slots.named {
            let (number, _) = self.key(&named.slot)?;
            let (mut place, mut top) = (named.slot.offset, &named.slot);
            while let Some((whole, offset)) = &top.split_of {
                place += offset;
                top = whole;
            }
            let part = Part {
                name: named.slot.name,
                offset: named.slot.offset,
                size: self.size(&named.slot)?,
                place,
            };
            let slot = self.add_slot(part, top.name);
            self.slot_of_key[number].get_or_insert(slot);
            let values = named.values.iter().map(|value| value.0);
            self.values[slot as usize].extend(values);
        }
        Ok(())
    }

    /// Adds the values of registers of parameters to the slots of these.
    fn add_registers(&mut self) -> Result<(), Refusal> {
        let (func, cx) = (self.func, self.cx);
        for value in &func.block(func.entry).values {
            let record = func.value(*value);
            if record.op != cx.ops.arg_int_reg && record.op != cx.ops.arg_float_reg {
                if cx.tables.flags(record.op) & flags::CALL != 0 {
                    break;
                }
                continue;
            }
            let Some(Aux::NameOffset(name, offset)) = func.aux(cx.package, record.aux) else {
                return Err(Refusal::Invalid);
            };
            let size = func.type_of(cx, *value).ok_or(Refusal::Invalid)?.size;
            let slot = self.slot_of(*name, *offset, size).0;
            let values = &mut self.values[slot as usize];
            if !values.contains(&value.0) {
                values.push(value.0);
            }
        }
        Ok(())
    }

    /// Returns the slot of bytes of a variable, which is added unless it exists, and whether it was
    /// known before.
    fn slot_of(&mut self, name: NameId, offset: i64, size: i64) -> (u32, bool) {
        let (number, is_new) = self.key_of((name, offset, size, None, 0));
        if let Some(slot) = self.slot_of_key[number] {
            return (slot, !is_new);
        }
        let part = Part {
            name,
            offset,
            size,
            place: offset,
        };
        let slot = self.add_slot(part, name);
        self.slot_of_key[number] = Some(slot);
        (slot, !is_new)
    }

    /// Adds registers of parameters without a value.
    fn add_missing(&mut self) -> Result<(), Refusal> {
        let (func, cx) = (self.func, self.cx);
        for param in params(func, cx)? {
            if !is_named_in_registers(func, cx, param) {
                continue;
            }
            let pieces = pieces(func, cx, param.ty)?;
            for (piece, register) in pieces.iter().zip(&param.registers) {
                let key = (param.name, piece.offset, piece.size, None, 0);
                if self.keys.contains_key(&key) {
                    continue;
                }
                let (slot, _) = self.slot_of(param.name, piece.offset, piece.size);
                let value = func.values.len() + self.made.len();
                self.made.push(register_of_abi(cx, *register)?);
                self.values[slot as usize].push(value as u32);
            }
        }
        Ok(())
    }

    /// Returns the parts, also of variables that only have a definition.
    fn finish(self) -> Result<Parts, Refusal> {
        let (func, cx) = (self.func, self.cx);
        let name_of = |name| func.name(cx.package, name).ok_or(Refusal::Invalid);
        let mut parts = Parts {
            list: self.slots.iter().map(|(part, _)| *part).collect(),
            vars: Vec::new(),
            parts_of: Vec::new(),
            var_of: vec![None; self.slots.len()],
            var_of_name: HashMap::new(),
            of_value: vec![Vec::new(); func.values.len() + self.made.len()],
            made: self.made,
        };
        for (at, (part, top)) in self.slots.iter().enumerate() {
            let name = name_of(part.name)?;
            if name.flags & name_flags::SYNTHETIC != 0 || !is_wanted(name) {
                continue;
            }
            parts.add(at as u32, *top);
            for value in &self.values[at] {
                parts.of_value[*value as usize].push(at as u32);
            }
        }
        let blocks = func.order.iter();
        for value in blocks.flat_map(|block| &func.block(*block).values) {
            let Some((id, name)) = defined(func, cx, *value)? else {
                continue;
            };
            let is_shown = name.flags & name_flags::SYNTHETIC == 0 && is_wanted(name);
            if is_shown && !parts.var_of_name.contains_key(&id) {
                let size = func.type_of(cx, *value).ok_or(Refusal::Invalid)?.size;
                parts.list.push(Part {
                    name: id,
                    size,
                    ..Part::default()
                });
                parts.var_of.push(None);
                parts.add(parts.list.len() as u32 - 1, id);
            }
        }
        for of_var in &mut parts.parts_of {
            let place = |part: &u32| parts.list[*part as usize].place;
            sort_func(of_var, |one, other| place(one).cmp(&place(other)));
        }
        Ok(parts)
    }
}

/// Returns the variable that a value defines.
pub(super) fn defined<'a>(
    func: &'a Func,
    cx: &Cx<'a>,
    value: ValueId,
) -> Result<Option<(NameId, &'a Name)>, Refusal> {
    let record = func.value(value);
    if record.op != cx.ops.var_def {
        return Ok(None);
    }
    let Some(Aux::Name(id)) = func.aux(cx.package, record.aux) else {
        return Err(Refusal::Invalid);
    };
    let name = func.name(cx.package, *id).ok_or(Refusal::Invalid)?;
    Ok(Some((*id, name)))
}
