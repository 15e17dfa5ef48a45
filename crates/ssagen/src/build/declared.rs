//! The variables that a function declares, as the allocation of the frame takes them.
//!
//! Counterpart: cmd/compile/internal/abi/abiutils.go (`updateOffset`), ir/name.go.

use std::collections::HashMap;

use vamos_ir::NodeId;
use vamos_ssa::Aux;
use vamos_ssa::NameId;
use vamos_ssa::Signature;
use vamos_ssa::SymId;

use super::inputs::OpenDefers;
use super::inputs::Variable;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;
use super::vars::Local;
use super::vars::Var;
use super::vars::name_flags;
use crate::input::var_flags;
use crate::parts::param_offsets;

/// The slot of a parameter or result in the caller's frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct CallerSlot {
    offset: i64,
    is_result_in_registers: bool,
}

/// Returns the slots of parameters, which have these offsets, and of results, by variable. Variables
/// without a number are all one, which has the slot of the first.
fn caller_slots(signature: &Signature, offsets: &[i64]) -> HashMap<NameId, CallerSlot> {
    let params = signature.params.iter().zip(offsets);
    let params = params.map(|(param, offset)| (param.name, *offset, false));
    let results = signature.results.iter().map(|result| {
        let is_in_registers = !result.registers.is_empty();
        (result.name, result.offset, is_in_registers)
    });
    let mut slots = HashMap::new();
    for (name, offset, is_result_in_registers) in params.chain(results) {
        slots.entry(name).or_insert(CallerSlot {
            offset,
            is_result_in_registers,
        });
    }
    slots
}

impl Build<'_> {
    /// Returns the parameters, results and local variables in their order.
    pub(super) fn declared_vars(&mut self) -> Built<Vec<Variable>> {
        let slots = self.caller_slots()?;
        let mut vars = Vec::with_capacity(self.declared.len());
        for var in std::mem::take(&mut self.declared) {
            let local = self.local(var)?;
            let slot = slots.get(&local.name);
            let mut flags = self.flags_of(local);
            if slot.is_some_and(|slot| slot.is_result_in_registers) {
                flags |= var_flags::RESULT_IN_REGISTERS;
            }
            let (text, sym) = self.name_and_sym(var, local)?;
            vars.push(Variable {
                name: local.name,
                class: local.class,
                offset: local
                    .rank
                    .unwrap_or_else(|| slot.map_or(0, |slot| slot.offset)),
                flags,
                text,
                sym,
            });
        }
        Ok(vars)
    }

    /// Returns the name of a variable without the package, and its symbol.
    fn name_and_sym(&mut self, var: Var, local: Local) -> Built<(String, SymId)> {
        if let Ok(node) = self.node(NodeId(var.0)) {
            let text = String::from_utf8_lossy(node.short_name());
            return Ok((text.into_owned(), node.sym));
        }
        let name = self.f.name(self.input.cx.package, local.name);
        let name = name.ok_or(BuildRefusal::Invalid("variable without a name"))?;
        let text = name.text.clone();
        let sym = self.sym(self.input.header.local_symbol(&text), 0);
        Ok((text, sym))
    }

    fn flags_of(&self, local: Local) -> u64 {
        let mut flags = local.flags & name_flags::OF_VARIABLES;
        let mut add = |is_set: bool, flag: u64| {
            if is_set {
                flags |= flag;
            }
        };
        add(local.is_in_heap, var_flags::IN_HEAP);
        add(local.heap.is_some(), var_flags::HAS_HEAP_ADDRESS);
        add(local.is_result_address, var_flags::IS_RESULT_ADDRESS);
        add(local.is_alone, var_flags::NOT_MERGEABLE);
        add(
            local.rank.is_some(),
            var_flags::DEFER_SLOT | var_flags::NEEDS_ZERO,
        );
        flags
    }

    /// Returns the slots of parameters and results in the caller's frame, by variable.
    fn caller_slots(&self) -> Built<HashMap<NameId, CallerSlot>> {
        let package = self.input.cx.package;
        let signature: Option<&Signature> = match self.f.aux(package, self.f.own.call) {
            Some(Aux::Call(call)) => call.signature.as_deref(),
            _ => None,
        };
        let signature = signature.ok_or(BuildRefusal::Invalid("no signature"))?;
        let offsets = param_offsets(&self.f, package, signature);
        let offsets = offsets.map_err(|_| BuildRefusal::Invalid("type of a parameter"))?;
        Ok(caller_slots(signature, &offsets))
    }

    /// Returns the variables of open-coded defers, if there are any.
    pub(super) fn open_defers(&self) -> Option<OpenDefers> {
        let first = self.defers.open.first()?;
        Some(OpenDefers {
            bits: self.vars.local(self.defers.bits?)?.name,
            first: self.vars.local(first.slot)?.name,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vamos_ssa::Param;

    #[test]
    fn slots_are_found_by_variable() {
        let param = |name: u32, offset, registers: &[u32]| Param {
            name: NameId(name),
            offset,
            registers: registers.to_vec(),
            ..Param::default()
        };
        let signature = Signature {
            params: vec![param(3, 0, &[0]), param(0, 0, &[]), param(0, 8, &[])],
            results: vec![param(4, 0, &[0]), param(5, 24, &[])],
            ..Signature::default()
        };
        let slots = caller_slots(&signature, &[32, 0, 8]);
        let slot = |name: u32| {
            let slot = slots.get(&NameId(name))?;
            Some((slot.offset, slot.is_result_in_registers))
        };
        assert_eq!(slot(3), Some((32, false)));
        assert_eq!(slot(0), Some((0, false)));
        assert_eq!(slot(4), Some((0, true)));
        assert_eq!(slot(5), Some((24, false)));
        assert_eq!(slot(6), None);
    }
}
