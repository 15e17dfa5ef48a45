//! States of memory with regard to equal values: the order of stores, and stores that a load does
//! not depend on.
//!
//! Counterpart: cmd/compile/internal/ssa/cse.go (`storeOrdering`, `getEffectiveMemoryArg`).

use std::cmp::Ordering;

use super::Cx;
use crate::alias;
use crate::func::Func;
use crate::ids::ValueId;
use crate::package::Aux;
use crate::rules::Refusal;

/// The maximum number of stores that a load skips.
const MOST_SKIPS: u32 = 255;

/// The maximum number of uses of a state of memory that is skipped to.
const MOST_USES: i32 = 50;

/// The maximum number of a state of memory that a load may skip to.
const MAX_ID: u32 = (1 << 23) - 1;

/// Facts about states of memory.
pub(super) struct Memory {
    /// The place of each store in the order of its block, from 1; 0: not known.
    order: Vec<i32>,
    /// The state of memory that each load depends on, and the number of stores between.
    loads: Vec<(ValueId, u32)>,
}

/// Returns the size of a load's memory in bytes, if the value only reads memory.
fn read_size(func: &Func, cx: &Cx<'_>, value: ValueId) -> Option<i64> {
    match func.value(value).op {
        op if op == cx.ops.load => func.type_of(cx, value).map(|ty| ty.size),
        op if op == cx.ops.nil_check => Some(0),
        _ => None,
    }
}

impl Memory {
    pub(super) fn new(func: &mut Func) -> Self {
        let len = func.values.len();
        Self {
            order: func.free.scratch.filled(len, 0),
            loads: func.free.scratch.memory_of(len, (ValueId(0), 0)),
        }
    }

    /// Gives the vectors back.
    pub(super) fn end(self, func: &mut Func) {
        func.free.scratch.put(self.order);
        func.free.scratch.keep(self.loads);
    }

    /// Finds the state of memory that a load depends on, if stores are skipped.
    pub(super) fn find(&mut self, func: &Func, cx: &Cx<'_>, value: ValueId) -> Result<(), Refusal> {
        let known = self.loads[value.0 as usize].0;
        if !cx.profile.cse_skips_stores || known.0 != 0 {
            return Ok(());
        }
        let Some(size) = read_size(func, cx, value) else {
            return Ok(());
        };
        let found = skip(func, cx, value, size).ok_or(Refusal::Invalid)?;
        self.loads[value.0 as usize] = found;
        Ok(())
    }

    /// Returns an argument; of a load, the state of memory that it depends on.
    pub(super) fn arg(&self, value: ValueId, index: usize, arg: ValueId) -> ValueId {
        match self.loads[value.0 as usize] {
            (state, _) if state.0 != 0 && index == 1 => state,
            _ => arg,
        }
    }

    /// Compares the numbers of stores that loads skip.
    pub(super) fn compare_skips(&self, one: ValueId, other: ValueId) -> Ordering {
        let [one, other] = [one, other].map(|value| self.loads[value.0 as usize].1);
        one.cmp(&other)
    }

    /// Numbers the stores of a block up to the memory of an address.
    pub(super) fn number_stores(
        &mut self,
        func: &Func,
        cx: &Cx<'_>,
        address: ValueId,
    ) -> Result<(), Refusal> {
        let ops = cx.ops;
        let first = func.args(address).get(1).copied().ok_or(Refusal::Invalid)?;
        let mut score = 1;
        let mut store = first;
        loop {
            let known = self.order[store.0 as usize];
            if known > 0 {
                score += known;
                break;
            }
            if [ops.phi, ops.init_mem].contains(&func.value(store).op) {
                break;
            }
            let before = func.memory_arg(cx, store).ok_or(Refusal::Invalid)?;
            if func.block_of[before.0 as usize] != func.block_of[store.0 as usize] {
                break;
            }
            store = before;
            score += 1;
            // More stores than values are a cycle.
            if score as usize > func.values.len() {
                return Err(Refusal::Invalid);
            }
        }
        let mut store = first;
        while self.order[store.0 as usize] == 0 {
            self.order[store.0 as usize] = score;
            if score == 1 {
                break;
            }
            store = func.memory_arg(cx, store).ok_or(Refusal::Invalid)?;
            score -= 1;
        }
        Ok(())
    }

    /// Compares addresses of variables in one block by their memory.
    pub(super) fn compare_addresses(&self, func: &Func, one: ValueId, other: ValueId) -> Ordering {
        let [one_memory, other_memory] = [one, other].map(|value| func.args(value)[1]);
        if one_memory == other_memory {
            return Ordering::Equal;
        }
        let block = |value: ValueId| func.block_of[value.0 as usize];
        // Memory of another block comes from a dominator.
        if block(one_memory) != block(one) {
            return Ordering::Less;
        }
        if block(other_memory) != block(other) {
            return Ordering::Greater;
        }
        let [one, other] = [one_memory, other_memory].map(|store| self.order[store.0 as usize]);
        one.cmp(&other)
    }
}

/// Returns the first state of memory before a load that it may depend on, and the number of
/// stores between.
fn skip(func: &Func, cx: &Cx<'_>, load: ValueId, size: i64) -> Option<(ValueId, u32)> {
    let [pointer, first] = func.args(load)[..] else {
        return None;
    };
    if first.0 > MAX_ID {
        return Some((first, 0));
    }
    let mut memory = first;
    let mut skips = 0;
    while skips < MOST_SKIPS
        && let Some((width, index)) = written(func, cx, memory)
    {
        let before = func.args(memory).get(index).copied()?;
        if func.uses[before.0 as usize] > MOST_USES {
            break;
        }
        let is_apart = width == 0 || {
            let target = func.args(memory)[0];
            alias::is_disjoint(func, cx, (target, width), (pointer, size))?
        };
        if !is_apart {
            break;
        }
        memory = before;
        skips += 1;
    }
    Some(if memory.0 <= MAX_ID {
        (memory, skips)
    } else {
        (first, 0)
    })
}

/// Returns the number of bytes that a store writes, and the index of its memory argument.
fn written(func: &Func, cx: &Cx<'_>, store: ValueId) -> Option<(i64, usize)> {
    let (ops, record) = (cx.ops, func.value(store));
    match record.op {
        op if op == ops.store => match func.aux(cx.package, record.aux) {
            Some(Aux::Type(ty)) => Some((func.ty(cx.package, *ty)?.size, 2)),
            _ => None,
        },
        op if op == ops.var_def => Some((0, 0)),
        op if op == ops.zero => Some((record.aux_int, 1)),
        _ => None,
    }
}
