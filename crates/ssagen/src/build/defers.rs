//! Deferred calls that are open-coded: a bit for each, and the calls at each exit.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`openDeferRecord`, `openDeferSave`,
//! `openDeferExit`).

use vamos_ir::NodeId;
use vamos_ir::Op;
use vamos_ssa::Aux;
use vamos_ssa::Pos;
use vamos_ssa::Statement;
use vamos_ssa::SymId;
use vamos_ssa::TypeId;
use vamos_ssa::ValueId;

use super::abi::ABI_INTERNAL;
use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;
use super::state::OpenDefer;
use super::vars::CLASS_FUNC;
use super::vars::Var;

/// The maximum of returns times deferred calls in a function with open-coded calls.
const MAX_EXIT_CALLS: i64 = 15;

impl Build<'_> {
    /// Reports whether deferred calls are open-coded.
    pub(super) fn opens_defers(&self) -> bool {
        let (header, ir) = (self.input.header, self.input.ir);
        let is_possible = !header.flags.is_unoptimized
            && !header.flags.no_open_defers
            && ir.facts.has_defer
            && !ir.facts.is_instrumented
            && !ir.facts.no_open_defers;
        let is_on_stack = |result: &vamos_ir::Param| {
            let local = self.vars.local(Var(result.name.0));
            local.is_some_and(super::vars::Local::is_on_stack)
        };
        is_possible
            && ir.results.iter().all(is_on_stack)
            && ir.counts.returns.saturating_mul(ir.counts.defers) <= MAX_EXIT_CALLS
    }

    /// Makes the variable with a bit for each deferred call.
    pub(super) fn start_defers(&mut self) -> Built<()> {
        let (byte, mem) = (self.types.uint8, self.types.mem);
        let bits = self.new_temp(Pos::default(), byte, true);
        let start = self.entry(Gen::Const8, byte, &[]);
        self.set_var(self.vars.markers.defer_bits, start);
        self.defers.bits = Some(bits);
        self.defers.bits_address = self.addr_of_var(bits)?;
        self.store(byte, self.defers.bits_address, start);
        let before = self.mem();
        let name = self.local(bits)?.name;
        let after = self.va_at(Gen::VarLive, mem, Aux::Name(name), &[before], false);
        self.set_mem(after);
        Ok(())
    }

    /// Builds a defer statement.
    pub(super) fn record_open_defer(&mut self, call: NodeId) -> Built<()> {
        let node = self.node(call)?;
        let function = self.operand(node, 0)?;
        let function_node = self.node(function)?;
        let closure = self.expr(function)?;
        let (slot, address) = self.save_closure(function_node.ty, closure)?;
        let is_function =
            function_node.op == Op::Name && function_node.int(0) == i64::from(CLASS_FUNC);
        let bit = 1_u8.checked_shl(self.defers.open.len() as u32);
        let bit = bit.ok_or(BuildRefusal::Invalid("number of open-coded defers"))? as i8;
        self.defers.open.push(OpenDefer {
            call,
            closure: (!is_function).then_some(address),
            slot,
            bit,
        });
        let byte = self.types.uint8;
        let bit = self.const_int8(byte, bit);
        let bits = self.variable(self.vars.markers.defer_bits, byte);
        let bits = self.v(Gen::Or8, byte, &[bits, bit]);
        self.set_var(self.vars.markers.defer_bits, bits);
        self.store(byte, self.defers.bits_address, bits);
        Ok(())
    }

    /// Stores a closure in a variable of its own.
    fn save_closure(&mut self, ty: TypeId, value: ValueId) -> Built<(Var, ValueId)> {
        let pos = self.f.positions[value.0 as usize].with_statement(Statement::Not);
        let slot = self.new_temp(pos, ty, false);
        let rank = self.defers.open.len() as i64;
        if let Some(local) = self.vars.local_mut(slot) {
            local.rank = Some(rank);
        }
        let name = self.local(slot)?.name;
        let pointer = self.ptr_to(ty);
        let mem = self.types.mem;
        let address = if self.at.block == Some(self.f.entry) {
            for op in [Gen::VarDef, Gen::VarLive] {
                let before = self.mem();
                let after = self.va_at(op, mem, Aux::Name(name), &[before], false);
                self.set_mem(after);
            }
            let memory = self.mem();
            let args = [self.sp, memory];
            self.va_at(Gen::LocalAddr, pointer, Aux::Name(name), &args, false)
        } else {
            self.save_closure_in_entry(name, pointer)?
        };
        self.store(ty, address, value);
        Ok((slot, address))
    }

    /// Makes a variable live from the first block on; returns its address.
    fn save_closure_in_entry(
        &mut self,
        name: vamos_ssa::NameId,
        pointer: TypeId,
    ) -> Built<ValueId> {
        let (entry, marker) = (self.f.entry, self.vars.markers.mem);
        let mem = self.types.mem;
        let known = self.vars.defined(entry).get(marker);
        let mut memory = known.ok_or(BuildRefusal::Invalid("entry without a memory"))?;
        let aux = self.aux(Aux::Name(name));
        for op in [Gen::VarDef, Gen::VarLive] {
            memory = self.value_in(entry, op, mem, Pos::default(), &[memory]);
            self.f.value_mut(memory).aux = aux;
        }
        self.vars.defined(entry).set(marker, memory);
        let args = [self.sp, memory];
        let address = self.value_in(entry, Gen::LocalAddr, pointer, Pos::default(), &args);
        self.f.value_mut(address).aux = aux;
        Ok(address)
    }

    /// Builds the deferred calls before an exit, the last one first.
    pub(super) fn exit_of_open_defers(&mut self) -> Built<()> {
        let exit = self.new_block();
        self.end_to(exit)?;
        self.start_block(exit);
        let zero = self.const_int8(self.types.uint8, 0);
        for index in (0..self.defers.open.len()).rev() {
            self.exit_of_open_defer(index, zero)?;
        }
        Ok(())
    }

    fn exit_of_open_defer(&mut self, index: usize, zero: ValueId) -> Built<()> {
        let defer = self.defers.open[index];
        let (byte, bool) = (self.types.uint8, self.types.bool);
        let marker = self.vars.markers.defer_bits;
        let calls = self.new_block();
        let end = self.new_block();
        let bits = self.variable(marker, byte);
        let bit = self.const_int8(byte, defer.bit);
        let masked = self.v(Gen::And8, byte, &[bits, bit]);
        let is_unset = self.v(Gen::Eq8, bool, &[masked, zero]);
        let block = self.end()?;
        self.branch(block, is_unset, 0, [end, calls]);
        self.f.add_edge(calls, end);
        self.start_block(calls);
        let others = self.v(Gen::Com8, byte, &[bit]);
        let rest = self.v(Gen::And8, byte, &[bits, others]);
        self.store(byte, self.defers.bits_address, rest);
        self.set_var(marker, rest);
        self.call_open_defer(&defer)?;
        self.end()?;
        self.start_block(end);
        Ok(())
    }

    fn call_open_defer(&mut self, defer: &OpenDefer) -> Built<()> {
        let node = self.node(defer.call)?;
        let function = self.node(self.operand(node, 0)?)?;
        let call = if let Some(address) = defer.closure {
            let closure = self.load(function.ty, address);
            let code = self.raw_load(self.types.uintptr, closure);
            let target = self.call_to(SymId(0), &[], &[], ABI_INTERNAL)?;
            let first = [code, closure];
            let ty = self.results_of(&target);
            let aux = Aux::Call(Box::new(target));
            self.va(Gen::ClosureLECall, ty, aux, &first)
        } else {
            let sym = self.f.sym(self.input.cx.package, function.sym);
            let sym = sym.ok_or(BuildRefusal::Invalid("deferred call without a function"))?;
            let name = sym.name.clone();
            let sym = self.sym(name, 1);
            let target = self.call_to(sym, &[], &[], ABI_INTERNAL)?;
            let ty = self.results_of(&target);
            let aux = Aux::Call(Box::new(target));
            self.va(Gen::StaticLECall, ty, aux, &[])
        };
        let memory = self.mem();
        self.f.add_arg(call, memory);
        let mem = self.types.mem;
        let after = self.vi(Gen::SelectN, mem, 0, &[call]);
        self.set_mem(after);
        let name = self.local(defer.slot)?.name;
        let before = self.mem();
        let after = self.va_at(Gen::VarLive, mem, Aux::Name(name), &[before], false);
        self.set_mem(after);
        Ok(())
    }
}
