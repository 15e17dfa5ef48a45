//! The variables that a function declares, as the allocation of the frame takes them.
//!
//! Counterpart: cmd/compile/internal/abi/abiutils.go (`updateOffset`), ir/name.go.

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
struct CallerSlot {
    name: NameId,
    offset: i64,
    is_result_in_registers: bool,
}

impl Build<'_> {
    /// Returns the parameters, results and local variables in their order.
    pub(super) fn declared_vars(&mut self) -> Built<Vec<Variable>> {
        let places = self.places()?;
        let mut vars = Vec::with_capacity(self.declared.len());
        for var in std::mem::take(&mut self.declared) {
            let local = self.local(var)?;
            let place = places.iter().find(|place| place.name == local.name);
            let mut flags = self.flags_of(local);
            if place.is_some_and(|place| place.is_result_in_registers) {
                flags |= var_flags::RESULT_IN_REGISTERS;
            }
            let (text, sym) = self.name_and_sym(var, local)?;
            vars.push(Variable {
                name: local.name,
                class: local.class,
                offset: local
                    .rank
                    .unwrap_or_else(|| place.map_or(0, |place| place.offset)),
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

    /// Returns the places of parameters and results in the caller's frame.
    fn places(&self) -> Built<Vec<CallerSlot>> {
        let package = self.input.cx.package;
        let signature: Option<&Signature> = match self.f.aux(package, self.f.own.call) {
            Some(Aux::Call(call)) => call.signature.as_deref(),
            _ => None,
        };
        let signature = signature.ok_or(BuildRefusal::Invalid("no signature"))?;
        let offsets = param_offsets(&self.f, package, signature);
        let offsets = offsets.map_err(|_| BuildRefusal::Invalid("type of a parameter"))?;
        let params = signature.params.iter().zip(offsets);
        let params = params.map(|(param, offset)| CallerSlot {
            name: param.name,
            offset,
            is_result_in_registers: false,
        });
        let results = signature.results.iter().map(|result| CallerSlot {
            name: result.name,
            offset: result.offset,
            is_result_in_registers: !result.registers.is_empty(),
        });
        Ok(params.chain(results).collect())
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
