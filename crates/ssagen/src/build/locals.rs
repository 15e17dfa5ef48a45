//! Local variables of the construction, and values of variables for debuggers.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`addNamedValue`),
//! cmd/compile/internal/typecheck/dcl.go (`TempAt`).

use vamos_ssa::Name;
use vamos_ssa::NameId;
use vamos_ssa::NamedSlot;
use vamos_ssa::Pos;
use vamos_ssa::Slot;
use vamos_ssa::TypeId;
use vamos_ssa::ValueId;

use super::state::Build;
use super::vars::Local;
use super::vars::Var;
use super::vars::name_flags;
use crate::input::class;

impl Build<'_> {
    /// Records a value of a variable for debuggers.
    pub(super) fn add_named_value(&mut self, var: Var, value: ValueId) {
        let Some(local) = self.vars.local(var) else {
            return;
        };
        if local.class == 0 || local.class == class::RESULT || local.is_temp {
            return;
        }
        let slots = &mut self.f.places.slots;
        let at = *self.vars.slots.entry(local.name).or_insert_with(|| {
            let slot = Slot {
                name: local.name,
                ty: local.ty,
                offset: 0,
                split_of: None,
            };
            slots.roots.push(slot.clone());
            slots.named.push(NamedSlot {
                slot,
                values: Vec::new(),
            });
            slots.named.len() - 1
        });
        slots.named[at].values.push(value);
    }

    /// Adds a local variable; the tables have it already if the compiler made it, too.
    pub(super) fn new_local(&mut self, text: String, ty: TypeId, pos: Pos, flags: u64) -> Var {
        let package = self.input.cx.package;
        let func = self.input.ir.sym;
        let names = package.names.iter().enumerate().skip(self.input.names);
        let mut same = names.filter(|(_, name)| name.func == func && name.text == text);
        let known = same.find_map(|(at, _)| {
            let id = NameId(at as u32 + 1);
            (!self.made.contains(&id)).then_some(id)
        });
        let name = known.unwrap_or_else(|| {
            let names = &mut self.f.fresh.names;
            names.push(Name {
                text,
                class: class::AUTO,
                ty,
                flags,
                pos: (pos.base.into(), pos.lico.into()),
                func,
            });
            NameId((names.len() - 1) as u32 | vamos_ssa::Fresh::BIT)
        });
        self.made.push(name);
        self.f.own.locals += 1;
        let var = self.vars.add_local(Local {
            name,
            ty,
            class: class::AUTO,
            is_address_taken: flags & name_flags::ADDRESS_TAKEN != 0,
            is_in_heap: false,
            is_by_value: false,
            is_blank: false,
            is_temp: flags & name_flags::TEMP != 0,
            flags,
            rank: None,
            is_alone: false,
            is_result_address: false,
            pos,
            heap: None,
        });
        self.declared.push(var);
        var
    }

    /// Adds a temporary variable.
    pub(super) fn new_temp(&mut self, pos: Pos, ty: TypeId, is_address_taken: bool) -> Var {
        let text = format!(".autotmp_{}", self.f.own.locals);
        let mut flags = name_flags::USED | name_flags::TEMP | name_flags::SYNTHETIC;
        if is_address_taken {
            flags |= name_flags::ADDRESS_TAKEN;
        }
        self.new_local(text, ty, pos, flags)
    }

    /// Adds the variable with the address of another one in the heap, which has these flags.
    pub(super) fn new_heap_address(&mut self, of: &[u8], flags: u64, ty: TypeId, pos: Pos) -> Var {
        let text = format!("&{}", String::from_utf8_lossy(of));
        let flags = name_flags::USED | flags & name_flags::UNWANTED;
        self.new_local(text, ty, pos, flags)
    }

    /// Makes a small variable of the closure a local one.
    pub(super) fn promote(&mut self, var: Var) {
        let package = self.input.cx.package;
        let Some(local) = self.vars.local_mut(var) else {
            return;
        };
        local.class = class::AUTO;
        if let Some(name) = package.name(local.name) {
            let name = Name {
                class: class::AUTO,
                ..name.clone()
            };
            self.f.fresh.changed.push((local.name, name));
        }
        self.declared.push(var);
        self.f.own.locals += 1;
    }
}
