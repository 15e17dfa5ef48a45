//! The end of a function with its results.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`exit`, `zeroResults`).

use vamos_ssa::Aux;
use vamos_ssa::BlockId;
use vamos_ssa::TypeId;

use super::instrument::Access;
use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;
use super::vars::Var;

impl Build<'_> {
    /// Ends the current block as one that returns.
    pub(super) fn exit(&mut self) -> Built<BlockId> {
        let ir = self.input.ir;
        if ir.facts.has_defer {
            if self.defers.is_open {
                self.exit_of_open_defers()?;
            } else {
                self.push_line(ir.end);
                let function = self.runtime_func("deferreturn");
                self.runtime_call(function, &[], &[])?;
                self.pop_line();
            }
        }
        let mut results = Vec::with_capacity(ir.results.len() + 1);
        let mut types: Vec<TypeId> = Vec::new();
        for result in &ir.results {
            let result_value = self.result(Var(result.name.0))?;
            results.push(result_value);
            types.push(result.ty);
        }
        if ir.facts.is_instrumented {
            let function = self.runtime_func("racefuncexit");
            self.runtime_call(function, &[], &[])?;
        }
        results.push(self.mem());
        types.push(self.types.mem);
        let ty = self.f.results_type(self.input.cx.package, &types);
        let ty = ty.ok_or(BuildRefusal::Invalid("result of an unknown type"))?;
        let made = self.v(Gen::MakeResult, ty, &results);
        let block = self.end()?;
        self.set_kind(block, self.input.cx.ops.block_ret, made);
        Ok(block)
    }

    fn result(&mut self, var: Var) -> Built<vamos_ssa::ValueId> {
        let local = self.local(var)?;
        let ty = self.ty(local.ty);
        let is_in_registers = !self.registers_of_result(local.name).is_empty();
        let mem = self.types.mem;
        if self.can_be_value(local) {
            if !is_in_registers && ty.has_pointers {
                let before = self.mem();
                let after = self.va(Gen::VarDef, mem, Aux::Name(local.name), &[before]);
                self.set_mem(after);
            }
            return Ok(self.variable(var, local.ty));
        }
        let address = if local.is_on_stack() {
            self.addr_of_var(var)?
        } else {
            if ty.has_pointers {
                let before = self.mem();
                let after = self.va(Gen::VarDef, mem, Aux::Name(local.name), &[before]);
                self.set_mem(after);
            }
            let heap = local.heap;
            let heap = heap.ok_or(BuildRefusal::Invalid("result without an address"))?;
            let address = self.var_value(heap)?;
            self.instrument(local.ty, address, Access::Read);
            address
        };
        let memory = self.mem();
        Ok(self.v(Gen::Dereference, local.ty, &[address, memory]))
    }

    /// Returns the registers of a result of the function.
    fn registers_of_result(&self, name: vamos_ssa::NameId) -> Vec<u32> {
        let Some(Aux::Call(call)) = self.f.aux(self.input.cx.package, self.f.own.call) else {
            return Vec::new();
        };
        let results = call.signature.iter().flat_map(|found| &found.results);
        let mut named = results.filter(|result| result.name == name);
        named
            .next()
            .map_or_else(Vec::new, |result| result.registers.clone())
    }

    /// Gives results their zero values at the beginning of the function.
    pub(super) fn zero_results(&mut self) -> Built<()> {
        for result in &self.input.ir.results {
            let var = Var(result.name.0);
            let local = self.local(var)?;
            if !local.is_on_stack() {
                continue;
            }
            let ty = self.ty(local.ty);
            if ty.can_be_ssa {
                let zero = self.zero_value(ty)?;
                self.assign_var(var, zero)?;
                continue;
            }
            if ty.has_pointers || self.is_merge_candidate(local) {
                let before = self.mem();
                let mem = self.types.mem;
                let after = self.va(Gen::VarDef, mem, Aux::Name(local.name), &[before]);
                self.set_mem(after);
            }
            let address = self.address_of_param(var)?;
            self.zero(local.ty, address);
        }
        Ok(())
    }
}
