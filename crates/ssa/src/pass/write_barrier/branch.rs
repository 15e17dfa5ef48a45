//! The branch of a row of stores: the barrier if the collector runs, and then the stores.
//!
//! Counterpart: cmd/compile/internal/ssa/writebarrier.go (`writebarrier`, `wbcall`).

use super::super::Cx;
use super::common::Common;
use super::pointers::is_global;
use super::row::Row;
use super::zeroes::WORD;
use super::zeroes::Zeroes;
use crate::func::Func;
use crate::func::Pos;
use crate::func::Statement;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::package::Aux;
use crate::package::Call;
use crate::package::Param;
use crate::package::Signature;
use crate::package::SymId;
use crate::package::TypeId;
use crate::rules::Refusal;

/// The number of entries of the buffer that can be requested at once.
const ENTRIES: usize = 8;

/// A row of stores that is rewritten.
pub(super) struct Branch<'f, 'a> {
    func: &'f mut Func,
    cx: &'f Cx<'a>,
    common: &'f mut Common,
    zeroes: &'f Zeroes,
    /// The block before.
    block: BlockId,
    /// The block with the barrier.
    barrier: BlockId,
    /// The block with the stores.
    end: BlockId,
    pos: Pos,
    /// The state of memory before.
    memory: ValueId,
    /// The state of memory in the barrier.
    barrier_memory: ValueId,
    /// The check of the first target, which both blocks have.
    nil_check: Option<ValueId>,
    /// Pointers for the buffer, and their positions.
    writes: Vec<(ValueId, Pos)>,
}

impl<'f, 'a> Branch<'f, 'a> {
    /// Makes the branch before a row of stores.
    pub(super) fn new(
        func: &'f mut Func,
        cx: &'f Cx<'a>,
        common: &'f mut Common,
        block: BlockId,
        row: &Row,
        zeroes: &'f Zeroes,
    ) -> Result<Self, Refusal> {
        let ops = cx.ops;
        let first = row.stores.first().copied().ok_or(Refusal::Invalid)?;
        let memory = func.memory_arg(cx, first).ok_or(Refusal::Invalid)?;
        let pos = func.positions[first.0 as usize];
        let target = func.args(first)[0];
        let is_check = func.value(target).op == ops.nil_check && func.args(target)[1] == memory;
        let barrier = func.new_block(ops.block_plain);
        let old = func.block(block);
        let (kind, controls, likely, old_pos) = (old.kind, old.controls, old.likely, old.pos);
        let end = func.new_block(kind);
        func.block_mut(barrier).pos = pos;
        for control in controls.iter().filter(|control| control.0 != 0) {
            func.uses[control.0 as usize] += 1;
        }
        let succs = std::mem::take(&mut func.block_mut(block).succs);
        for edge in &succs {
            func.block_mut(edge.block).preds[edge.index as usize].block = end;
        }
        let end_block = func.block_mut(end);
        end_block.pos = old_pos;
        (end_block.controls, end_block.likely, end_block.succs) = (controls, likely, succs);
        func.block_mut(block).pos = pos;
        let mut branch = Self {
            func,
            cx,
            common,
            zeroes,
            block,
            barrier,
            end,
            pos,
            memory,
            barrier_memory: memory,
            nil_check: is_check.then_some(target),
            writes: Vec::new(),
        };
        branch.test_flag();
        Ok(branch)
    }

    /// Lets the block branch by the flag.
    fn test_flag(&mut self) {
        let (ops, block) = (self.cx.ops, self.block);
        let (flag, zero) = (self.common.flag, self.common.zero);
        let (u32, bool) = (self.common.u32, self.common.bool);
        let loaded = self.add(block, ops.load, u32, self.pos, &[flag, self.memory]);
        let is_set = self.add(block, ops.neq32, bool, self.pos, &[loaded, zero]);
        self.func.block_mut(block).kind = ops.block_if;
        self.func.set_control(block, is_set);
        self.func.block_mut(block).likely = -1;
        for (from, to) in [
            (block, self.barrier),
            (block, self.end),
            (self.barrier, self.end),
        ] {
            self.func.add_edge(from, to);
        }
    }

    fn add(&mut self, block: BlockId, op: u16, ty: TypeId, pos: Pos, args: &[ValueId]) -> ValueId {
        let new = self.func.new_value(block, op, ty, pos, self.cx.ops);
        for arg in args {
            self.func.add_arg(new, *arg);
        }
        new
    }

    /// Adds a copy of the nil check, for another state of memory.
    fn copy_check(&mut self, block: BlockId, memory: ValueId) -> Option<ValueId> {
        let check = self.nil_check?;
        let (pos, ty) = (
            self.func.positions[check.0 as usize],
            self.func.value(check).ty,
        );
        let pointer = self.func.args(check)[0];
        Some(self.add(block, self.cx.ops.nil_check, ty, pos, &[pointer, memory]))
    }

    /// Adds the barrier and the stores.
    pub(super) fn finish(mut self, row: &Row) -> Result<(), Refusal> {
        let ops = self.cx.ops;
        let check = self.copy_check(self.barrier, self.memory);
        self.common.sources.clear();
        self.common.targets.clear();
        for store in &row.stores {
            if self.func.value(*store).op == ops.store_wb {
                self.add_pointers(*store, check)?;
            }
        }
        self.flush()?;
        for store in &row.stores {
            let record = *self.func.value(*store);
            let pos = self.func.positions[store.0 as usize];
            let mut args = self.func.args(*store).to_vec();
            args.pop();
            if let Some(target) = args
                .first_mut()
                .filter(|target| Some(**target) == self.nil_check)
            {
                *target = check.unwrap_or(*target);
            }
            let call = match record.op {
                op if op == ops.zero_wb => self.common.zero_call,
                op if op == ops.move_wb => self.common.move_call,
                _ => continue,
            };
            let sym = self.common.type_sym(self.func, self.cx, record.aux)?;
            let (word, base) = (self.common.word, self.common.static_base);
            let described = self.add(self.block, ops.addr, word, pos, &[base]);
            self.func.value_mut(described).aux = sym;
            args.insert(0, described);
            self.call(pos, call, args);
        }
        self.store(row);
        Ok(())
    }

    /// Adds the pointers that a store writes and overwrites to the buffer.
    fn add_pointers(&mut self, store: ValueId, check: Option<ValueId>) -> Result<(), Refusal> {
        let pos = self.func.positions[store.0 as usize];
        let [target, value, memory] = self.func.args(store)[..] else {
            return Err(Refusal::Invalid);
        };
        let common = &mut *self.common;
        if !common.sources.contains(value.0) && !is_global(self.func, self.cx, value) {
            common.sources.add(value.0);
            self.write(value, pos)?;
        }
        let needs_old = self.zeroes.needs_old(self.func, self.cx, target, memory);
        if !self.common.targets.contains(target.0) && needs_old {
            self.common.targets.add(target.0);
            let target = match check {
                Some(check) if Some(target) == self.nil_check => check,
                _ => target,
            };
            let (word, state) = (self.common.word, self.barrier_memory);
            let old = self.add(self.barrier, self.cx.ops.load, word, pos, &[target, state]);
            self.write(old, pos)?;
        }
        Ok(())
    }

    fn write(&mut self, pointer: ValueId, pos: Pos) -> Result<(), Refusal> {
        self.writes.push((pointer, pos));
        if self.writes.len() == ENTRIES {
            self.flush()?;
        }
        Ok(())
    }

    /// Requests entries of the buffer, and writes the pointers there.
    fn flush(&mut self) -> Result<(), Refusal> {
        if self.writes.is_empty() {
            return Ok(());
        }
        let (ops, package, block) = (self.cx.ops, self.cx.package, self.barrier);
        let (memory, word, pointer) = (
            self.common.memory,
            self.common.word,
            self.common.word_pointer,
        );
        let tuple = self.func.tuple_type(package, [pointer, memory]);
        let tuple = tuple.ok_or(Refusal::Invalid)?;
        let request = self.add(block, ops.wb, tuple, self.pos, &[self.barrier_memory]);
        self.func.value_mut(request).aux_int = self.writes.len() as i64;
        let entries = self.add(block, ops.select0, pointer, self.pos, &[request]);
        self.barrier_memory = self.add(block, ops.select1, memory, self.pos, &[request]);
        let aux = self.func.intern_aux(package, Aux::Type(word));
        for (index, (value, pos)) in std::mem::take(&mut self.writes).into_iter().enumerate() {
            let entry = self.add(block, ops.off_ptr, pointer, pos, &[entries]);
            self.func.value_mut(entry).aux_int = index as i64 * WORD;
            let args = [entry, value, self.barrier_memory];
            self.barrier_memory = self.add(block, ops.store, memory, pos, &args);
            self.func.value_mut(self.barrier_memory).aux = aux;
        }
        Ok(())
    }

    /// Calls a function of the run time in the barrier, with arguments in registers.
    fn call(&mut self, pos: Pos, sym: SymId, args: Vec<ValueId>) {
        let (ops, memory, word) = (self.cx.ops, self.common.memory, self.common.word);
        let count = args.len();
        let param = |index: usize| Param {
            ty: word,
            registers: vec![index as u32],
            ..Param::default()
        };
        let signature = Signature {
            params: (0..count).map(param).collect(),
            width: count as i64 * WORD,
            in_registers: count as u64,
            abi: 1,
            ..Signature::default()
        };
        let aux = Aux::Call(Box::new(Call {
            sym,
            signature: Some(Box::new(signature)),
        }));
        let aux = self.common.auxes.add(self.func, self.cx.package, aux);
        let mut args = args;
        args.push(self.barrier_memory);
        let results = self.common.results;
        let called = self.add(self.barrier, ops.static_call, results, pos, &args);
        let record = self.func.value_mut(called);
        (record.aux, record.aux_int) = (aux, count as i64 * WORD);
        self.barrier_memory = self.add(self.barrier, ops.select_n, memory, pos, &[called]);
    }

    /// Adds the stores at the end, and the values after them.
    fn store(mut self, row: &Row) {
        let ops = self.cx.ops;
        let (end, memory_type) = (self.end, self.common.memory);
        let states = [self.memory, self.barrier_memory];
        let mut memory = self.add(end, ops.phi, memory_type, self.pos, &states);
        let check = self.copy_check(end, memory);
        for store in &row.stores {
            let record = *self.func.value(*store);
            let pos = self.func.positions[store.0 as usize];
            let op = match record.op {
                op if op == ops.store_wb => ops.store,
                op if op == ops.zero_wb => ops.zero,
                op if op == ops.move_wb => ops.move_mem,
                op => op,
            };
            let mut args = self.func.args(*store).to_vec();
            if let Some(last) = args.last_mut() {
                *last = memory;
            }
            if let (Some(check), Some(target)) = (check, args.first_mut())
                && Some(*target) == self.nil_check
            {
                *target = check;
            }
            memory = self.add(end, op, memory_type, pos, &args);
            let new = self.func.value_mut(memory);
            (new.aux, new.aux_int) = (record.aux, record.aux_int);
        }
        self.mark_end(row, memory);
    }

    /// Makes the last store the mark of the end, and frees the others.
    fn mark_end(self, row: &Row, memory: ValueId) {
        let Self {
            func,
            cx,
            common,
            end,
            nil_check,
            ..
        } = self;
        let (ops, last) = (cx.ops, row.last);
        func.block_mut(end).values.push(last);
        func.block_of[last.0 as usize] = end;
        func.reset(last, ops.wb_end, ops);
        let pos = &mut func.positions[last.0 as usize];
        *pos = pos.with_statement(Statement::Not);
        func.value_mut(last).ty = common.memory;
        func.add_arg(last, memory);
        let others = || row.stores.iter().filter(|store| **store != last);
        for store in others() {
            func.reset_args(*store);
        }
        for store in others() {
            func.free_value(*store, ops);
        }
        if let Some(check) = nil_check.filter(|check| func.uses[check.0 as usize] == 0) {
            func.reset(check, 0, ops);
        }
        for value in &row.after {
            func.block_of[value.0 as usize] = end;
        }
        func.block_mut(end).values.extend_from_slice(&row.after);
    }
}
