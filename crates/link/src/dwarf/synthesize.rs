//! Gives types of the language the fields that the runtime has for them.
//!
//! Strings and slices get the fields of structures of package runtime. For each map and
//! channel type there are structures of their own, with the types of keys, values and
//! elements in the place of pointers without a type. Types are visited from the last to
//! the first, as upstream does, and those that are made meanwhile are not visited: both
//! decide the order of the output.
//! Counterpart: cmd/link/internal/ld/dwarf.go (`synthesize…types`).

use super::abbrev::DieKind;
use super::die::DieId;
use super::types::PROTOTYPES;
use super::types::Types;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::Sym;
use crate::types::GoKind;

/// Indices of [`PROTOTYPES`].
const STRING: usize = 0;
const SLICE: usize = 1;
const SUDOG: usize = 2;
const WAITQ: usize = 3;
const HCHAN: usize = 4;
const MAP: usize = 5;
const TABLE: usize = 6;
const GROUPS: usize = 7;

/// Adds fields to all types that have none of their own.
pub(super) fn synthesize(types: &mut Types<'_, '_>) -> Result<(), Stop> {
    strings(types)?;
    slices(types)?;
    maps(types)?;
    channels(types)
}

/// Returns the entries of a kind, the last one first.
fn of_kind(types: &Types<'_, '_>, kind: DieKind) -> Vec<DieId> {
    let all = types.dies.tops.iter().rev().copied();
    all.filter(|&die| types.dies[die].kind == kind).collect()
}

fn strings(types: &mut Types<'_, '_>) -> Result<(), Stop> {
    let dies = of_kind(types, DieKind::String);
    let prototype = types.prototype(STRING)?;
    for die in dies {
        types.dies.copy_children(die, prototype);
    }
    Ok(())
}

fn slices(types: &mut Types<'_, '_>) -> Result<(), Stop> {
    let dies = of_kind(types, DieKind::Slice);
    let prototype = types.prototype(SLICE)?;
    for die in dies {
        types.dies.copy_children(die, prototype);
        let elem = types.dies[die].elem;
        let pointer = types.pointer_to(elem);
        types.set_field(die, b"array", pointer)?;
    }
    Ok(())
}

fn maps(types: &mut Types<'_, '_>) -> Result<(), Stop> {
    let dies = of_kind(types, DieKind::Map);
    let map = types.prototype(MAP)?;
    let table = types.prototype(TABLE)?;
    let groups = types.prototype(GROUPS)?;
    let kind = GoKind::Struct as u8;
    for die in dies {
        let desc = types.ldr.type_desc(types.dies[die].target);
        let (key, value, group) = (desc.elem(), desc.map_value(), desc.map_group());
        let key = types.define_described(key)?;
        let value = types.define_described(value)?;
        let group = types.define_described(group)?;
        let args = types.arguments(&[key, value]);

        let (groups_of, is_new) = types.structure(b"groupReference", &args, groups, kind);
        if let Some(new) = is_new {
            let pointer = types.pointer_to(group);
            types.set_field(new, b"data", pointer)?;
        }
        let (table_of, is_new) = types.structure(b"table", &args, table, kind);
        if let Some(new) = is_new {
            types.set_field(new, b"groups", groups_of)?;
        }
        let (map_of, is_new) = types.structure(b"map", &args, map, kind);
        if let Some(new) = is_new {
            let pointer = types.pointer_to(table_of);
            let pointer = types.pointer_to(pointer);
            types.set_field(new, b"dirPtr", pointer)?;
        }
        types.dies[die].target = types.pointer_to(map_of);
    }
    Ok(())
}

fn channels(types: &mut Types<'_, '_>) -> Result<(), Stop> {
    let dies = of_kind(types, DieKind::Chan);
    let sudog = types.prototype(SUDOG)?;
    let waitq = types.prototype(WAITQ)?;
    let hchan = types.prototype(HCHAN)?;
    for die in dies {
        let elem_type = types.dies[die].target;
        let name = types.ldr.name(elem_type).to_vec();
        let elem_type = types.must_lookup(&name)?;
        let elem = types.define_described(elem_type)?;
        let args = name.get(super::names::TYPE.len()..).unwrap_or_default();

        let (sudog_of, is_new) = types.structure(b"sudog", args, sudog, 0);
        if let Some(new) = is_new {
            let pointer = types.pointer_to(elem);
            types.set_field(new, b"elem", pointer)?;
        }
        let (waitq_of, is_new) = types.structure(b"waitq", args, waitq, 0);
        if let Some(new) = is_new {
            let pointer = types.pointer_to(sudog_of);
            types.set_field(new, b"first", pointer)?;
            types.set_field(new, b"last", pointer)?;
        }
        let (hchan_of, is_new) = types.structure(b"hchan", args, hchan, 0);
        if let Some(new) = is_new {
            types.set_field(new, b"recvq", waitq_of)?;
            types.set_field(new, b"sendq", waitq_of)?;
        }
        types.dies[die].target = types.pointer_to(hchan_of);
    }
    Ok(())
}

impl Types<'_, '_> {
    /// Returns the entry of a type of [`PROTOTYPES`], making it if needed.
    fn prototype(&mut self, index: usize) -> Result<DieId, Stop> {
        if self.prototypes[index].1.is_none() {
            let go_type = self.must_lookup(PROTOTYPES[index])?;
            self.define(go_type)?;
        }
        self.prototypes[index].1.ok_or_else(|| {
            let name = String::from_utf8_lossy(PROTOTYPES[index]);
            Stop::Fatal(format!("internal error: DIE generation failed for {name}"))
        })
    }

    /// Returns the symbol of the entry of a type that has one.
    fn define_described(&mut self, go_type: Sym) -> Result<Sym, Stop> {
        let sym = self.define(go_type)?;
        if self.described.has(sym) {
            return Ok(sym);
        }
        let name = self.ldr.name_text(sym);
        Err(Stop::Fatal(format!(
            "{name}: internal error: no entry for sym {} in rtmap",
            sym.0
        )))
    }

    /// Returns the names of types with commas between them.
    fn arguments(&self, syms: &[Sym]) -> Vec<u8> {
        let names: Vec<_> = syms.iter().map(|&sym| self.entry_name(sym)).collect();
        names.join(&b","[..])
    }

    /// Returns the name of an entry by its symbol.
    fn entry_name(&self, sym: Sym) -> &[u8] {
        self.created.name_of(self.ldr, &self.dies, sym)
    }

    /// Returns the symbol of the pointer type for an entry, making it if needed.
    fn pointer_to(&mut self, target: Sym) -> Sym {
        let name = [b"*", self.entry_name(target)].concat();
        let found = self.find(&name);
        if found.is_some() {
            return found;
        }
        let die = self.add_named(DieKind::Pointer, &name);
        self.dies[die].target = target;
        let sym = self.dies[die].sym;
        // Few of these types are in the program, and have a descriptor.
        let go_type = self.lookup(&[super::names::TYPE, &name].concat());
        if go_type.is_some() {
            if self.ldr.is_reachable(go_type) {
                self.dies[die].go_kind = GoKind::Pointer as u8;
                self.dies[die].runtime_type = go_type;
            }
            self.describe(sym, go_type);
        }
        sym
    }

    /// Returns the symbol of the structure `base<args>`, and its entry if it is new: it
    /// has the fields and the size of `prototype`.
    fn structure(
        &mut self,
        base: &[u8],
        args: &[u8],
        prototype: DieId,
        go_kind: u8,
    ) -> (Sym, Option<DieId>) {
        let name = [base, b"<", args, b">"].concat();
        let found = self.find_any(&name);
        if self.has_entry(found) || self.ldr.kind(found) == SymKind::DwarfType {
            return (found, None);
        }
        let die = self.add_named(DieKind::Struct, &name);
        self.dies.copy_children(die, prototype);
        self.dies[die].value = self.dies[prototype].value;
        self.dies[die].go_kind = go_kind;
        (self.dies[die].sym, Some(die))
    }

    /// Sets the type of a field.
    fn set_field(&mut self, die: DieId, field: &[u8], target: Sym) -> Result<(), Stop> {
        let Some(child) = self.dies.child(die, field) else {
            let name = String::from_utf8_lossy(self.dies.name(&self.dies[die]));
            let field = String::from_utf8_lossy(field);
            return Err(Stop::Exit(format!(
                "dwarf substitutetype: {name} does not have member {field}"
            )));
        };
        self.dies[child].target = target;
        Ok(())
    }
}
