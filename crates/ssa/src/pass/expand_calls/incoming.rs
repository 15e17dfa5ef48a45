//! Parameters of the function and results of calls: values that are made of registers and loads.
//!
//! Counterpart: cmd/compile/internal/ssa/expand_calls.go (`rewriteSelectOrArg`,
//! `rewriteWideSelectToStores`).

use super::Cursor;
use super::Expander;
use crate::func::Pos;
use crate::func::Statement;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::package::Aux;
use crate::package::NameId;
use crate::package::TypeId;
use crate::package::kind;
use crate::rules::Refusal;

/// The number of integer registers for parameters.
const INT_REGISTERS: u32 = 9;

/// The deepest nesting of types.
const DEPTH: u32 = 100;

/// The whole that parts belong to.
#[derive(Clone, Copy)]
struct Whole {
    /// The parameter or selected result.
    value: ValueId,
    /// The variable of a parameter, and the call of a result.
    of: Of,
    /// The block of new values.
    block: BlockId,
    /// The state of memory for loads.
    memory: ValueId,
}

#[derive(Clone, Copy)]
enum Of {
    Arg(NameId),
    Select(ValueId, i64),
}

impl Expander<'_, '_> {
    /// Expands a parameter.
    pub(super) fn expand_arg(&mut self, value: ValueId) -> Result<(), Refusal> {
        let record = *self.func.value(value);
        let Some(Aux::Name(name)) = self.func.aux(self.cx.package, record.aux).cloned() else {
            return Err(Refusal::Invalid);
        };
        let own = self.signature(self.func.own.call)?;
        let param = own.params.iter().find(|param| param.name == name);
        let param = param.ok_or(Refusal::Invalid)?;
        let (registers, offset) = (param.registers.len(), param.offset);
        let offset = if registers == 0 { offset } else { 0 };
        let entry = self.func.entry;
        let pointer = self.pointer_to(record.ty)?;
        let target = self.offset_from(entry, self.stack_pointer, offset, pointer)?;
        let whole = Whole {
            value,
            of: Of::Arg(name),
            block: entry,
            memory: self.first_memory,
        };
        let cursor = Cursor::new(registers, target, 0);
        let pos = self.func.block(entry).pos;
        self.incoming(whole, pos, Some(value), record.ty, cursor, 0)?;
        Ok(())
    }

    /// Expands the selection of a result.
    pub(super) fn expand_select(&mut self, value: ValueId) -> Result<(), Refusal> {
        let ops = self.cx.ops;
        let record = *self.func.value(value);
        if record.op == 0 {
            return Ok(());
        }
        let call = self.first_arg(value)?;
        let block = self.func.block_of[call.0 as usize];
        let pos = self.func.positions[call.0 as usize];
        let mut memory = self.memory[call.0 as usize];
        if memory.0 == 0 {
            let registers = self.signature_of(call)?.out_registers;
            memory = self.add(block, ops.select_n, self.types.memory, pos, &[call]);
            self.func.value_mut(memory).aux_int = registers as i64;
            self.memory[call.0 as usize] = memory;
        }
        let result = self.result(call, record.aux_int)?;
        let (registers, offset) = (result.registers.len(), result.offset);
        let whole = Whole {
            value,
            of: Of::Select(call, record.aux_int),
            block,
            memory,
        };
        let store = self.wide.get(value.0 as usize).copied().unwrap_or_default();
        if store.0 != 0 {
            return self.expand_wide(whole, store, record.ty, registers, offset);
        }
        let mut target = ValueId(0);
        if registers == 0 {
            let pointer = self.pointer_to(record.ty)?;
            target = self.offset_from(self.func.entry, self.stack_pointer, offset, pointer)?;
        }
        let cursor = Cursor::new(registers, target, 0);
        self.incoming(whole, pos, Some(value), record.ty, cursor, 0)?;
        Ok(())
    }

    /// Stores a result that is no SSA value.
    fn expand_wide(
        &mut self,
        whole: Whole,
        store: ValueId,
        ty: TypeId,
        registers: usize,
        offset: i64,
    ) -> Result<(), Refusal> {
        let ops = self.cx.ops;
        let [target, _, memory] = self.func.args(store)[..] else {
            return Err(Refusal::Invalid);
        };
        let stored = if registers > 0 {
            let Of::Select(call, _) = whole.of else {
                return Err(Refusal::Invalid);
            };
            let pos = self.func.positions[call.0 as usize];
            let cursor = Cursor::new(registers, target, 0);
            self.store_wide(whole, pos, memory, ty, cursor, 0)?
        } else {
            let pointer = self.pointer_to(ty)?;
            let source = self.offset_from(self.func.entry, self.stack_pointer, offset, pointer)?;
            let block = self.func.block_of[store.0 as usize];
            let pos = self.func.positions[store.0 as usize];
            let args = [target, source, memory];
            let moved = self.add(block, ops.move_mem, self.types.memory, pos, &args);
            let (size, aux) = (self.ty(ty)?.size, self.type_aux(ty));
            let record = self.func.value_mut(moved);
            (record.aux_int, record.aux) = (size, aux);
            moved
        };
        self.func.copy_of(store, stored, ops);
        Ok(())
    }

    /// Makes a value of this operation: in place of `at`, or a new one.
    fn make(
        &mut self,
        whole: Whole,
        pos: Pos,
        at: Option<ValueId>,
        (op, ty): (u16, TypeId),
        args: &[ValueId],
    ) -> ValueId {
        let Some(value) = at else {
            return self.add(whole.block, op, ty, pos, args);
        };
        self.func.remake(value, op, ty, args);
        self.func.positions[value.0 as usize] = pos;
        value
    }

    /// Makes a parameter or result, or a part of one, of its place: in place of `at`, or as a new
    /// value.
    fn incoming(
        &mut self,
        whole: Whole,
        pos: Pos,
        at: Option<ValueId>,
        ty: TypeId,
        cursor: Cursor,
        depth: u32,
    ) -> Result<ValueId, Refusal> {
        if depth > DEPTH {
            return Err(Refusal::Bound);
        }
        if self.ty(ty)?.size == 0 {
            return Ok(self.make(whole, pos, at, (self.cx.ops.empty, ty), &[]));
        }
        let key = (whole.value, cursor.offset, ty);
        if let Some(known) = self.parts.get(&key).copied() {
            if let Some(at) = at {
                self.func.copy_of(at, known, self.cx.ops);
            }
            return Ok(at.unwrap_or(known));
        }
        let made = match self.shape(ty)? {
            Some(shape) => {
                let is_array = self.ty(ty)?.kind == kind::ARRAY;
                let (mut cursor, mut part_pos) = (cursor, pos);
                let mut args = self.func.free.scratch.take();
                for index in 0..shape.len {
                    let part = self.part(&shape, index)?;
                    let part_cursor = cursor.take(self.ty(part.place)?);
                    let made =
                        self.incoming(whole, part_pos, None, part.ty, part_cursor, depth + 1)?;
                    args.push(made);
                    if !is_array {
                        part_pos = part_pos.with_statement(Statement::Not);
                    }
                }
                // Of a builtin type, too, the value has the mark of its last part.
                let made = self.make(whole, part_pos, at, (shape.make, ty), &args);
                self.func.free.scratch.put(args);
                made
            }
            None => self.incoming_scalar(whole, pos, at, ty, cursor)?,
        };
        self.parts.insert(key, made);
        Ok(made)
    }

    fn incoming_scalar(
        &mut self,
        whole: Whole,
        pos: Pos,
        at: Option<ValueId>,
        ty: TypeId,
        cursor: Cursor,
    ) -> Result<ValueId, Refusal> {
        let ops = self.cx.ops;
        match whole.of {
            Of::Arg(name) if cursor.has_registers() => {
                let own = self.signature(self.func.own.call)?;
                let param = own.params.iter().find(|param| param.name == name);
                let register = param.and_then(|param| param.registers.get(cursor.next as usize));
                let register = *register.ok_or(Refusal::Invalid)?;
                let (op, number) = match register.checked_sub(INT_REGISTERS) {
                    Some(number) => (ops.arg_float_reg, number),
                    None => (ops.arg_int_reg, register),
                };
                let made = self.make(whole, pos, at, (op, ty), &[]);
                let aux = Aux::NameOffset(name, cursor.offset);
                let aux = self.auxes.add(self.func, self.cx.package, aux);
                let record = self.func.value_mut(made);
                (record.aux_int, record.aux) = (number.into(), aux);
                Ok(made)
            }
            Of::Arg(_) => Ok(self.stack_arg(whole, at, ty, cursor)),
            Of::Select(call, which) if cursor.has_registers() => {
                let register = self.first_register(call, which)? + i64::from(cursor.next);
                let made = self.make(whole, pos, at, (ops.select_n, ty), &[call]);
                self.func.value_mut(made).aux_int = register;
                Ok(made)
            }
            Of::Select(call, which) => {
                let offset = cursor.offset.wrapping_add(self.result(call, which)?.offset);
                let pointer = self.pointer_to(ty)?;
                let (entry, base) = (self.func.entry, self.stack_pointer);
                let address = self.offset_from(entry, base, offset, pointer)?;
                Ok(self.make(whole, pos, at, (ops.load, ty), &[address, whole.memory]))
            }
        }
    }

    /// Returns a parameter on the stack, or a part of one.
    fn stack_arg(
        &mut self,
        whole: Whole,
        at: Option<ValueId>,
        ty: TypeId,
        cursor: Cursor,
    ) -> ValueId {
        let ops = self.cx.ops;
        let key = (whole.value, cursor.offset, ty);
        let known = self.stack_args.get(&key).copied();
        if let Some(known) = known.filter(|known| self.func.uses[known.0 as usize] != 0) {
            if let Some(at) = at {
                self.func.copy_of(at, known, ops);
            }
            return at.unwrap_or(known);
        }
        let arg = at.unwrap_or_else(|| {
            let record = *self.func.value(whole.value);
            let block = self.func.block_of[whole.value.0 as usize];
            let pos = self.func.positions[whole.value.0 as usize];
            let arg = self.add(block, ops.arg, ty, pos, &[]);
            let made = self.func.value_mut(arg);
            made.aux = record.aux;
            made.aux_int = record.aux_int.wrapping_add(cursor.offset);
            arg
        });
        self.stack_args.insert(key, arg);
        arg
    }

    /// Returns the number of registers of the results before one.
    fn first_register(&self, call: ValueId, which: i64) -> Result<i64, Refusal> {
        let results = self.signature_of(call)?.results.iter();
        let before = results.take(usize::try_from(which).map_err(|_| Refusal::Invalid)?);
        Ok(before.map(|result| result.registers.len() as i64).sum())
    }

    /// Stores the registers of a result that is no SSA value; returns the state of memory.
    fn store_wide(
        &mut self,
        whole: Whole,
        pos: Pos,
        memory: ValueId,
        ty: TypeId,
        cursor: Cursor,
        depth: u32,
    ) -> Result<ValueId, Refusal> {
        if depth > DEPTH {
            return Err(Refusal::Bound);
        }
        if self.ty(ty)?.size == 0 {
            return Ok(memory);
        }
        if let Some(shape) = self.shape(ty)? {
            let is_array = self.ty(ty)?.kind == kind::ARRAY;
            let (mut cursor, mut pos, mut memory) = (cursor, pos, memory);
            for index in 0..shape.len {
                let part = self.part(&shape, index)?;
                let part_cursor = cursor.take(self.ty(part.place)?);
                memory = self.store_wide(whole, pos, memory, part.ty, part_cursor, depth + 1)?;
                if !is_array {
                    pos = pos.with_statement(Statement::Not);
                }
            }
            return Ok(memory);
        }
        let (Of::Select(call, which), true) = (whole.of, cursor.has_registers()) else {
            return Err(Refusal::Invalid);
        };
        let ops = self.cx.ops;
        let register = self.first_register(call, which)? + i64::from(cursor.next);
        let selected = self.add(whole.block, ops.select_n, ty, pos, &[call]);
        self.func.value_mut(selected).aux_int = register;
        self.store(whole.block, pos, (ty, selected), memory, cursor)
    }
}
