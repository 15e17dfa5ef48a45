//! Arguments of calls and results of the function: values that are taken apart into registers and
//! stores.
//!
//! Counterpart: cmd/compile/internal/ssa/expand_calls.go (`rewriteCallArgs`,
//! `rewriteFuncResults`, `decomposeAsNecessary`).

use super::Cursor;
use super::Expander;
use super::LateCall;
use crate::func::Pos;
use crate::func::Statement;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::package::Aux;
use crate::package::AuxId;
use crate::package::Param;
use crate::package::TypeId;
use crate::package::class;
use crate::rules::Refusal;

/// The deepest nesting of types.
const DEPTH: u32 = 100;

/// The block and position of new values, and the values that are in registers.
struct Output {
    block: BlockId,
    registers: Vec<ValueId>,
}

impl Expander<'_, '_> {
    /// Expands the arguments of a call, and gives it its final operation.
    pub(super) fn expand_call(&mut self, call: &LateCall) -> Result<(), Refusal> {
        let (value, ops) = (call.value, self.cx.ops);
        let record = *self.func.value(value);
        let signature = self.lasting_signature(record.aux)?;
        let mut old = self.func.free.scratch.take();
        old.extend_from_slice(self.func.args(value));
        let (last, rest) = old.split_last().ok_or(Refusal::Invalid)?;
        let (own, args) = rest.split_at_checked(call.first).ok_or(Refusal::Invalid)?;
        let block = self.func.block_of[value.0 as usize];
        let pos = self.func.positions[value.0 as usize];
        let is_tail = record.op == ops.tail_le_call;
        let mut memory = *last;
        let mut base = self.stack_pointer;
        if is_tail || record.op == ops.tail_le_call_inter {
            // The frame of the function is gone.
            let word = self.types.word;
            base = self.add(block, ops.get_caller_sp, word, Pos::default(), &[memory]);
        }
        let mut output = Output {
            block,
            registers: self.func.free.scratch.of(own.iter().copied()),
        };
        for (arg, param) in args.iter().zip(&signature.params) {
            self.make_load(*arg);
            let is_on_stack = param.registers.is_empty();
            let offset = if is_on_stack { param.offset } else { 0 };
            if is_tail && self.is_in_place(*arg, offset)? {
                continue;
            }
            let cursor = Cursor::new(param.registers.len(), base, offset);
            memory = self.outgoing(&mut output, pos, *arg, memory, cursor, 0)?;
        }
        output.registers.push(memory);
        self.func.set_args(value, &output.registers);
        self.func.free.scratch.put(output.registers);
        self.invalidate(args);
        self.func.free.scratch.put(old);
        let ty = self
            .types
            .of_results(self.func, self.cx, &signature.results)?;
        let record = self.func.value_mut(value);
        (record.op, record.ty) = (call.op, ty);
        Ok(())
    }

    /// Makes an argument in memory a load.
    fn make_load(&mut self, value: ValueId) {
        let ops = self.cx.ops;
        let record = self.func.value_mut(value);
        if record.op == ops.dereference {
            record.op = ops.load;
        }
    }

    /// Reports whether an argument of a tail call is the function's own at the same offset.
    fn is_in_place(&self, arg: ValueId, offset: i64) -> Result<bool, Refusal> {
        let record = self.func.value(arg);
        if record.op != self.cx.ops.arg || record.aux_int != 0 {
            return Ok(false);
        }
        let Some(Aux::Name(name)) = self.func.aux(self.cx.package, record.aux) else {
            return Err(Refusal::Invalid);
        };
        let is_param = self.cx.package.name(*name).map(|name| name.class) == Some(class::PARAM);
        let mut params = self.signature(self.func.own.call)?.params.iter();
        let is_it = |param: &Param| {
            param.name == *name && param.registers.is_empty() && param.offset == offset
        };
        Ok(is_param && params.any(is_it))
    }

    /// Expands the results of the function at an exit.
    pub(super) fn expand_results(&mut self, value: ValueId, block: BlockId) -> Result<(), Refusal> {
        let ops = self.cx.ops;
        let signature = self.lasting_signature(self.func.own.call)?;
        let mut old = self.func.free.scratch.take();
        old.extend_from_slice(self.func.args(value));
        let (last, args) = old.split_last().ok_or(Refusal::Invalid)?;
        let pos = self.func.positions[value.0 as usize];
        let mut memory = *last;
        let mut output = Output {
            block,
            registers: self.func.free.scratch.take(),
        };
        for (arg, result) in args.iter().zip(&signature.results) {
            let pointer = self.pointer_to(result.ty)?;
            let base = [self.stack_pointer, memory];
            let target = self.add(block, ops.local_addr, pointer, pos, &base);
            let aux = self
                .func
                .intern_aux(self.cx.package, Aux::Name(result.name));
            self.func.value_mut(target).aux = aux;
            self.make_load(*arg);
            if result.registers.is_empty() && self.is_load_of(*arg, aux)? {
                continue;
            }
            let cursor = Cursor::new(result.registers.len(), target, 0);
            memory = self.outgoing(&mut output, pos, *arg, memory, cursor, 0)?;
        }
        output.registers.push(memory);
        self.func.set_args(value, &output.registers);
        self.func.free.scratch.put(output.registers);
        self.invalidate(args);
        self.func.free.scratch.put(old);
        let ty = self
            .types
            .of_results(self.func, self.cx, &signature.results)?;
        self.func.value_mut(value).ty = ty;
        Ok(())
    }

    /// Reports whether a value is a load of a variable.
    fn is_load_of(&self, value: ValueId, name: AuxId) -> Result<bool, Refusal> {
        let ops = self.cx.ops;
        if self.func.value(value).op != ops.load {
            return Ok(false);
        }
        let address = self.func.value(self.first_arg(value)?);
        Ok(address.op == ops.local_addr && address.aux == name)
    }

    /// Takes a value apart into registers and stores; returns the state of memory.
    fn outgoing(
        &mut self,
        output: &mut Output,
        pos: Pos,
        value: ValueId,
        memory: ValueId,
        cursor: Cursor,
        depth: u32,
    ) -> Result<ValueId, Refusal> {
        if depth > DEPTH {
            return Err(Refusal::Bound);
        }
        let ops = self.cx.ops;
        let id = self.func.value(value).ty;
        let size = self.ty(id)?.size;
        if size == 0 {
            return Ok(memory);
        }
        self.make_load(value);
        if !cursor.has_registers() && !self.can_ssa(id)? {
            return self.outgoing_move(output.block, pos, value, memory, cursor);
        }
        let Some(shape) = self.shape(id)? else {
            if cursor.has_registers() {
                output.registers.push(value);
                return Ok(memory);
            }
            return self.store(output.block, pos, (id, value), memory, cursor);
        };
        let (mut cursor, mut pos, mut memory) = (cursor, pos, memory);
        for index in 0..shape.len {
            let part = self.part(&shape, index)?;
            let is_data = part.select == ops.i_data;
            let part = match self.direct_data(value).filter(|_| is_data) {
                Some(data) => data?,
                None => {
                    let new = self.add(output.block, part.select, part.ty, pos, &[value]);
                    self.func.value_mut(new).aux_int = part.aux_int;
                    new
                }
            };
            pos = pos.with_statement(Statement::Not);
            let part_type = self.func.value(part).ty;
            let part_cursor = cursor.take(self.ty(part_type)?);
            memory = self.outgoing(output, pos, part, memory, part_cursor, depth + 1)?;
        }
        Ok(memory)
    }

    /// Copies a value in memory.
    fn outgoing_move(
        &mut self,
        block: BlockId,
        pos: Pos,
        value: ValueId,
        memory: ValueId,
        cursor: Cursor,
    ) -> Result<ValueId, Refusal> {
        let ops = self.cx.ops;
        let id = self.func.value(value).ty;
        let pointer = self.pointer_to(id)?;
        let target = self.offset_from(block, cursor.target, cursor.offset, pointer)?;
        if self.func.value(value).op != ops.load {
            return Err(Refusal::Invalid);
        }
        let args = [target, self.first_arg(value)?, memory];
        let moved = self.add(block, ops.move_mem, self.types.memory, pos, &args);
        let (size, aux) = (self.ty(id)?.size, self.type_aux(id));
        let record = self.func.value_mut(moved);
        (record.aux_int, record.aux) = (size, aux);
        Ok(moved)
    }

    /// Stores a value; returns the state of memory.
    pub(super) fn store(
        &mut self,
        block: BlockId,
        pos: Pos,
        (ty, value): (TypeId, ValueId),
        memory: ValueId,
        cursor: Cursor,
    ) -> Result<ValueId, Refusal> {
        let pointer = self.pointer_to(ty)?;
        let target = self.offset_from(block, cursor.target, cursor.offset, pointer)?;
        let args = [target, value, memory];
        let stored = self.add(block, self.cx.ops.store, self.types.memory, pos, &args);
        let aux = self.type_aux(ty);
        self.func.value_mut(stored).aux = aux;
        Ok(stored)
    }

    /// Returns the data of an interface that is made here.
    fn direct_data(&self, value: ValueId) -> Option<Result<ValueId, Refusal>> {
        let ops = self.cx.ops;
        if self.func.value(value).op != ops.i_make {
            return None;
        }
        let mut data = self.func.args(value).get(1).copied()?;
        let has_size = |value: &ValueId| {
            let ty = self.func.type_of(self.cx, *value);
            ty.is_some_and(|ty| ty.size > 0)
        };
        while [ops.struct_make, ops.array_make1].contains(&self.func.value(data).op) {
            match self.func.args(data).iter().copied().find(has_size) {
                Some(part) => data = part,
                None => return Some(Err(Refusal::Invalid)),
            }
        }
        Some(Ok(data))
    }
}
