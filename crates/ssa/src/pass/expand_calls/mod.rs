//! Parameters and results of calls become registers and stores to the stack, part by part.
//!
//! Counterpart: cmd/compile/internal/ssa/expand_calls.go (`expandCalls`).

mod cursor;
mod incoming;
mod outgoing;
mod shape;
mod types;

use std::borrow::Cow;

use self::cursor::Cursor;
use self::types::Types;
use super::Cx;
use super::machine::require_amd64;
use crate::func::Fresh;
use crate::func::Func;
use crate::func::Pos;
use crate::func::Statement;
use crate::hash::Map;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::intern::NewAuxes;
use crate::package::Aux;
use crate::package::AuxId;
use crate::package::Param;
use crate::package::Signature;
use crate::package::Type;
use crate::package::TypeId;
use crate::package::type_flags;
use crate::rules::Refusal;
use crate::type_facts::EmptyType;

/// Parts by whole, offset and type.
type Parts = Map<(ValueId, i64, TypeId), ValueId>;

/// A late call, with the operation that it becomes and the index of its first parameter.
#[derive(Debug)]
struct LateCall {
    value: ValueId,
    op: u16,
    first: usize,
}

/// The values of a function that have to do with calls, in the order of the blocks.
#[derive(Debug, Default)]
struct Found {
    args: Vec<ValueId>,
    selects: Vec<ValueId>,
    calls: Vec<LateCall>,
    exits: Vec<BlockId>,
}

impl Found {
    fn clear(&mut self) {
        self.args.clear();
        self.selects.clear();
        self.calls.clear();
        self.exits.clear();
    }
}

struct Expander<'f, 'a> {
    func: &'f mut Func,
    cx: &'f Cx<'a>,
    types: Types,
    auxes: NewAuxes,
    stack_pointer: ValueId,
    /// The first state of memory.
    first_memory: ValueId,
    /// The state of memory after each call.
    memory: Vec<ValueId>,
    /// The store of each selected result that is no SSA value.
    wide: Vec<ValueId>,
    /// Parts of parameters and results that were made.
    parts: Parts,
    /// Parameters on the stack that were made.
    stack_args: Parts,
}

/// Expands calls, parameters and results.
pub(super) fn expand_calls(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    require_amd64(cx)?;
    let types = Types::find(func, cx)?;
    let (stack_pointer, _) = func.stack_and_static(cx, types.word);
    let count = func.values.len();
    let memory = func.free.scratch.filled(count, ValueId(0));
    let wide = func.free.scratch.filled(count, ValueId(0));
    let [mut parts, mut stack_args] = [(); 2].map(|()| func.free.scratch.memory::<Parts>());
    parts.clear();
    stack_args.clear();
    let mut expander = Expander {
        auxes: NewAuxes::of(func),
        func,
        cx,
        types,
        stack_pointer,
        first_memory: ValueId(0),
        memory,
        wide,
        parts,
        stack_args,
    };
    let found = expander.find()?;
    for arg in &found.args {
        expander.expand_arg(*arg)?;
    }
    for select in &found.selects {
        expander.expand_select(*select)?;
    }
    for call in &found.calls {
        expander.expand_call(call)?;
    }
    for block in &found.exits {
        let control = expander.func.block(*block).controls[0];
        expander.expand_results(control, *block)?;
        expander.func.set_control(*block, control);
    }
    let Expander {
        memory,
        wide,
        parts,
        stack_args,
        auxes,
        ..
    } = expander;
    auxes.end(func);
    let scratch = &mut func.free.scratch;
    scratch.put(memory);
    scratch.put(wide);
    scratch.keep(parts);
    scratch.keep(stack_args);
    scratch.keep(found);
    Ok(())
}

impl<'a> Expander<'_, 'a> {
    fn ty(&self, id: TypeId) -> Result<&Type, Refusal> {
        self.func.ty(self.cx.package, id).ok_or(Refusal::Invalid)
    }

    fn pointer_to(&mut self, elem: TypeId) -> Result<TypeId, Refusal> {
        let pointer = self.func.pointer_type(self.cx.package, elem);
        pointer.ok_or(Refusal::Invalid)
    }

    fn can_ssa(&self, id: TypeId) -> Result<bool, Refusal> {
        Ok(self.ty(id)?.flags & type_flags::CAN_SSA != 0)
    }

    fn type_aux(&mut self, ty: TypeId) -> AuxId {
        self.func.intern_aux(self.cx.package, Aux::Type(ty))
    }

    /// Adds a value at the end of a block.
    fn add(&mut self, block: BlockId, op: u16, ty: TypeId, pos: Pos, args: &[ValueId]) -> ValueId {
        let new = self.func.new_value(block, op, ty, pos, self.cx.ops);
        for arg in args {
            self.func.add_arg(new, *arg);
        }
        new
    }

    /// Returns the parameters and results of a call, or of the function.
    fn signature(&self, call: AuxId) -> Result<&Signature, Refusal> {
        match self.func.aux(self.cx.package, call) {
            Some(Aux::Call(call)) => call.signature.as_deref().ok_or(Refusal::Invalid),
            _ => Err(Refusal::Invalid),
        }
    }

    /// Returns parameters and results that stay while the function changes.
    fn lasting_signature(&self, call: AuxId) -> Result<Cow<'a, Signature>, Refusal> {
        if call.0 & Fresh::BIT != 0 {
            return Ok(Cow::Owned(self.signature(call)?.clone()));
        }
        match self.cx.package.aux(call) {
            Some(Aux::Call(call)) => {
                let signature = call.signature.as_deref();
                signature.map(Cow::Borrowed).ok_or(Refusal::Invalid)
            }
            _ => Err(Refusal::Invalid),
        }
    }

    /// Returns the signature of the call that a result is selected from.
    fn signature_of(&self, call: ValueId) -> Result<&Signature, Refusal> {
        self.signature(self.func.value(call).aux)
    }

    fn first_arg(&self, value: ValueId) -> Result<ValueId, Refusal> {
        let first = self.func.args(value).first();
        first.copied().ok_or(Refusal::Invalid)
    }

    /// Finds the values to expand; the states of memory after calls are rewritten at once.
    fn find(&mut self) -> Result<Found, Refusal> {
        let mut found: Found = self.func.free.scratch.memory();
        found.clear();
        let ops = self.cx.ops;
        for at in 0..self.func.order.len() {
            let id = self.func.order[at];
            for index in 0..self.func.block(id).values.len() {
                let value = self.func.block(id).values[index];
                self.find_value(value, &mut found)?;
            }
            let block = self.func.block(id);
            let is_exit = block.kind == ops.block_ret || block.kind == ops.block_ret_jmp;
            let control = block.controls[0];
            if is_exit && control.0 != 0 && self.func.value(control).op == ops.make_result {
                found.exits.push(id);
            }
        }
        Ok(found)
    }

    fn find_value(&mut self, value: ValueId, found: &mut Found) -> Result<(), Refusal> {
        let ops = self.cx.ops;
        let record = *self.func.value(value);
        let late = [
            (ops.static_le_call, ops.static_call, 0),
            (ops.tail_le_call, ops.tail_call, 0),
            (ops.closure_le_call, ops.closure_call, 2),
            (ops.inter_le_call, ops.inter_call, 1),
            (ops.tail_le_call_inter, ops.tail_call_inter, 1),
        ];
        if let Some((_, op, first)) = late.into_iter().find(|(late, ..)| *late == record.op) {
            found.calls.push(LateCall { value, op, first });
        } else if record.op == ops.init_mem {
            self.first_memory = value;
        } else if record.op == ops.arg {
            found.args.push(value);
        } else if record.op == ops.store {
            let stored = self.func.args(value).get(1).copied();
            let stored = stored.ok_or(Refusal::Invalid)?;
            let source = self.func.value(stored);
            if source.op == ops.select_n && !self.can_ssa(source.ty)? {
                self.wide[stored.0 as usize] = value;
            }
        } else if record.op == ops.select_n {
            let is_memory = self
                .func
                .is_empty_type(self.cx, record.ty, EmptyType::Memory);
            if !is_memory {
                found.selects.push(value);
                return Ok(());
            }
            let call = self.first_arg(value)?;
            let registers = self.signature_of(call)?.out_registers;
            let memory = &mut self.memory[call.0 as usize];
            if memory.0 != 0 {
                return Err(Refusal::Invalid);
            }
            *memory = value;
            self.func.value_mut(value).aux_int = registers as i64;
        } else if record.op == ops.select_n_addr {
            let call = self.first_arg(value)?;
            let result = self.result(call, record.aux_int)?;
            let offset = result.offset;
            let (entry, pointer) = (self.func.entry, self.stack_pointer);
            let address = self.offset_from(entry, pointer, offset, record.ty)?;
            self.func.copy_of(value, address, ops);
        }
        Ok(())
    }

    /// Returns a result of a call.
    fn result(&self, call: ValueId, index: i64) -> Result<&Param, Refusal> {
        let results = &self.signature_of(call)?.results;
        let result = usize::try_from(index).ok().and_then(|at| results.get(at));
        result.ok_or(Refusal::Invalid)
    }

    /// Returns a pointer at an offset from another one.
    fn offset_from(
        &mut self,
        block: BlockId,
        from: ValueId,
        offset: i64,
        ty: TypeId,
    ) -> Result<ValueId, Refusal> {
        let (mut from, mut offset) = (from, offset);
        let is_pointer = self
            .func
            .has_kind(self.cx, from, crate::properties::POINTERS);
        if offset == 0 && (self.func.value(from).ty == ty || is_pointer) {
            return Ok(from);
        }
        let ops = self.cx.ops;
        while self.func.value(from).op == ops.off_ptr {
            offset = offset.wrapping_add(self.func.value(from).aux_int);
            from = self.first_arg(from)?;
        }
        if from == self.stack_pointer {
            return Ok(self.func.const_off_ptr(self.cx, ty, offset, from));
        }
        let pos = self.func.positions[from.0 as usize].with_statement(Statement::Not);
        let pointer = self.add(block, ops.off_ptr, ty, pos, &[from]);
        self.func.value_mut(pointer).aux_int = offset;
        Ok(pointer)
    }

    /// Makes values without uses invalid, and then their arguments.
    fn invalidate(&mut self, values: &[ValueId]) {
        for value in values {
            if self.func.uses[value.0 as usize] == 0 {
                self.func.invalidate(*value, self.cx.ops);
            }
        }
    }
}
