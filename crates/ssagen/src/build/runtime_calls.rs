//! Calls of functions of the run time, and results of calls.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`rtcall`, `resultOfCall`).

use vamos_ir::Node;
use vamos_ssa::Aux;
use vamos_ssa::Call;
use vamos_ssa::SymId;
use vamos_ssa::TypeId;
use vamos_ssa::ValueId;

use super::abi::ABI_INTERNAL;
use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;
use crate::input::round_up;

/// The size of a pointer, in bytes.
const WORD: i64 = 8;

impl Build<'_> {
    /// Adds a call: its first arguments, and the others with the memory.
    pub(super) fn call_value(
        &mut self,
        op: Gen,
        call: Call,
        first: &[ValueId],
        args: &[ValueId],
    ) -> ValueId {
        let ty = self.results_of(&call);
        let value = self.va(op, ty, Aux::Call(Box::new(call)), first);
        for arg in args {
            self.f.add_arg(value, *arg);
        }
        value
    }

    /// Adds a call of a function of the run time.
    fn runtime_call_value(
        &mut self,
        function: SymId,
        results: &[TypeId],
        args: &[ValueId],
    ) -> Built<ValueId> {
        self.at.call = None;
        let types: Vec<TypeId> = args.iter().map(|arg| self.f.value(*arg).ty).collect();
        let call = self.call_to(function, &types, results, ABI_INTERNAL)?;
        let mut all = args.to_vec();
        all.push(self.mem());
        let call = self.call_value(Gen::StaticLECall, call, &[], &all);
        let count = results.len() as i64;
        let mem = self.vi(Gen::SelectN, self.types.mem, count, &[call]);
        self.set_mem(mem);
        Ok(call)
    }

    /// Returns the size of values on the stack, one after the other.
    fn size_of(&self, types: impl Iterator<Item = TypeId>, from: i64) -> i64 {
        types.fold(from, |offset, ty| {
            let ty = self.ty(ty);
            round_up(offset, ty.align) + ty.size
        })
    }

    /// Builds a call of a function of the run time; returns its results.
    pub(super) fn runtime_call(
        &mut self,
        function: SymId,
        results: &[TypeId],
        args: &[ValueId],
    ) -> Built<Vec<ValueId>> {
        let call = self.runtime_call_value(function, results, args)?;
        let types: Vec<TypeId> = args.iter().map(|arg| self.f.value(*arg).ty).collect();
        let size = round_up(self.size_of(types.into_iter(), 0), WORD);
        let mut values = Vec::with_capacity(results.len());
        for (index, ty) in results.iter().enumerate() {
            values.push(self.result_of(call, index, *ty)?);
        }
        let size = round_up(self.size_of(results.iter().copied(), size), WORD);
        self.f.value_mut(call).aux_int = size;
        Ok(values)
    }

    /// Builds a call of a function of the run time that does not return.
    pub(super) fn panic_call(&mut self, function: SymId, args: &[ValueId]) -> Built<()> {
        let types: Vec<TypeId> = args.iter().map(|arg| self.f.value(*arg).ty).collect();
        let call = self.runtime_call_value(function, &[], args)?;
        let block = self.end()?;
        let exit = self.input.cx.ops.block_exit;
        self.set_kind(block, exit, call);
        let size = round_up(self.size_of(types.into_iter(), 0), WORD);
        self.f.value_mut(call).aux_int = size;
        Ok(())
    }

    /// Reports whether a result of a call is in registers.
    fn is_in_registers(&self, call: ValueId, index: usize) -> bool {
        let aux = self.f.value(call).aux;
        let Some(Aux::Call(call)) = self.f.aux(self.input.cx.package, aux) else {
            return false;
        };
        let mut results = call.signature.iter().flat_map(|found| &found.results);
        results
            .nth(index)
            .is_some_and(|result| !result.registers.is_empty())
    }

    /// Builds a result of a call.
    fn result_of(&mut self, call: ValueId, index: usize, ty: TypeId) -> Built<ValueId> {
        if !self.is_in_registers(call, index) && !self.ty(ty).can_be_ssa {
            let pointer = self.ptr_to(ty);
            let address = self.vi(Gen::SelectNAddr, pointer, index as i64, &[call]);
            return Ok(self.raw_load(ty, address));
        }
        Ok(self.vi(Gen::SelectN, ty, index as i64, &[call]))
    }

    /// Builds the address of a result of a call.
    pub(super) fn result_address(
        &mut self,
        call: ValueId,
        index: usize,
        ty: TypeId,
    ) -> Built<ValueId> {
        if !self.is_in_registers(call, index) {
            let pointer = self.ptr_to(ty);
            return Ok(self.vi(Gen::SelectNAddr, pointer, index as i64, &[call]));
        }
        let pos = self.f.positions[call.0 as usize];
        let (_, address) = self.temp(pos, ty)?;
        let value = self.vi(Gen::SelectN, ty, index as i64, &[call]);
        self.store_at(ty, address, value, false);
        Ok(address)
    }

    fn last_call(&self, node: &Node) -> Built<(ValueId, usize)> {
        let call = self.at.call;
        let call = call.ok_or(BuildRefusal::Invalid("result without a call"))?;
        let index = usize::try_from(node.int(0));
        let index = index.map_err(|_| BuildRefusal::Invalid("number of a result"))?;
        Ok((call, index))
    }

    /// Builds a result of the call before.
    pub(super) fn result_of_last_call(&mut self, node: &Node) -> Built<ValueId> {
        let (call, index) = self.last_call(node)?;
        self.result_of(call, index, node.ty)
    }

    /// Builds the address of a result of the call before.
    pub(super) fn result_address_of_last_call(&mut self, node: &Node) -> Built<ValueId> {
        let (call, index) = self.last_call(node)?;
        self.result_address(call, index, node.ty)
    }
}
