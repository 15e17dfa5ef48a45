//! The order of values in each block.
//!
//! Counterpart: cmd/compile/internal/ssa/schedule.go (`schedule`).

use std::cmp::Ordering;

use vamos_base::golang::pdqsort::sort_func;

use super::Cx;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::class;
use crate::op::flags;
use crate::package::TypeId;
use crate::rules::Refusal;

/// Ranks of values in a block; a lower one comes first.
mod rank {
    /// Phis, and registers with parameters.
    pub(super) const PHI: u8 = 0;
    /// Parameters.
    pub(super) const ARG: u8 = 1;
    pub(super) const INIT_MEM: u8 = 2;
    /// A part of a tuple, right after it.
    pub(super) const READ_TUPLE: u8 = 3;
    pub(super) const NIL_CHECK: u8 = 4;
    pub(super) const MEMORY: u8 = 5;
    pub(super) const READ_FLAGS: u8 = 6;
    pub(super) const DEFAULT: u8 = 7;
    /// An increment of a variable of a loop, if it precedes flags.
    pub(super) const INCREMENT: u8 = 8;
    pub(super) const FLAGS: u8 = 9;
    /// An increment of a variable of a loop, if it follows flags.
    pub(super) const LATE_INCREMENT: u8 = 10;
    /// The control values of the block.
    pub(super) const CONTROL: u8 = 11;
}

/// Orders the values of all blocks.
pub(super) fn schedule(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    let mut schedule = Schedule::new(func, cx);
    for at in 0..func.order.len() {
        schedule.order(func, func.order[at])?;
    }
    schedule.end(func);
    unlink_anchors(func, cx);
    remove_anchors(func, cx)?;
    func.facts.is_scheduled = true;
    Ok(())
}

struct Schedule<'a> {
    cx: &'a Cx<'a>,
    /// The rank of each value, by number.
    ranks: Vec<u8>,
    /// The values that are used in their own block.
    is_used_in_block: Vec<bool>,
    /// The next state of memory in the block after each one.
    next_memory: Vec<ValueId>,
    /// The number of values that must come first and have no place yet.
    waits: Vec<u32>,
    /// Pairs of values; the first one must come before the second one.
    edges: Vec<(ValueId, ValueId)>,
    /// A heap of the values that can come next.
    ready: Vec<ValueId>,
}

impl<'a> Schedule<'a> {
    fn new(func: &mut Func, cx: &'a Cx<'a>) -> Self {
        let (count, scratch) = (func.values.len(), &mut func.free.scratch);
        let mut schedule = Self {
            cx,
            ranks: scratch.filled(count, 0),
            is_used_in_block: scratch.filled(count, false),
            next_memory: scratch.filled(count, ValueId(0)),
            waits: scratch.filled(count, 0),
            edges: scratch.take(),
            ready: scratch.take(),
        };
        if cx.package.header.optimizes() {
            for block in &func.order {
                for value in &func.block(*block).values {
                    for arg in func.args(*value) {
                        if func.block_of[arg.0 as usize] == *block {
                            schedule.is_used_in_block[arg.0 as usize] = true;
                        }
                    }
                }
            }
        }
        for block in &func.order {
            schedule.rank_block(func, *block);
        }
        schedule
    }

    /// Gives the vectors back.
    fn end(self, func: &mut Func) {
        let scratch = &mut func.free.scratch;
        scratch.put(self.ranks);
        scratch.put(self.is_used_in_block);
        scratch.put(self.next_memory);
        scratch.put(self.waits);
        scratch.put(self.edges);
        scratch.put(self.ready);
    }

    fn rank_block(&mut self, func: &Func, block: BlockId) {
        for value in &func.block(block).values {
            self.ranks[value.0 as usize] = self.rank(func, block, *value);
        }
        for control in func.control_values(block) {
            let rank = self.ranks[control.0 as usize];
            if func.block_of[control.0 as usize] != block || rank < rank::READ_TUPLE {
                continue;
            }
            let last = match rank {
                rank::READ_TUPLE => func.args(*control)[0],
                _ => *control,
            };
            self.ranks[last.0 as usize] = rank::CONTROL;
        }
    }

    fn rank(&self, func: &Func, block: BlockId, value: ValueId) -> u8 {
        let (cx, ops) = (self.cx, self.cx.ops);
        let op = func.value(value).op;
        let op_flags = cx.tables.flags(op);
        if cx.tables.is_of(op, class::CLOSURE_PTR) {
            rank::PHI
        } else if op_flags & flags::NIL_CHECK != 0 {
            rank::NIL_CHECK
        } else if [ops.phi, ops.arg_int_reg, ops.arg_float_reg].contains(&op) {
            rank::PHI
        } else if [ops.arg, ops.sp, ops.sb].contains(&op) {
            rank::ARG
        } else if op == ops.init_mem {
            rank::INIT_MEM
        } else if func.is_memory(cx, value) {
            rank::MEMORY
        } else if [ops.select0, ops.select1, ops.select_n].contains(&op) {
            rank::READ_TUPLE
        } else if func
            .args(value)
            .iter()
            .any(|arg| makes_flags(func, cx, *arg))
        {
            rank::READ_FLAGS
        } else if makes_flags(func, cx, value) {
            rank::FLAGS
        } else if is_increment(func, cx, block, value) {
            let is_late = cx.profile.increments_after_flags;
            [rank::INCREMENT, rank::LATE_INCREMENT][usize::from(is_late)]
        } else {
            rank::DEFAULT
        }
    }

    /// Orders the values of a block.
    fn order(&mut self, func: &mut Func, block: BlockId) -> Result<(), Refusal> {
        let mut values = std::mem::take(&mut func.block_mut(block).values);
        let count = values.len();
        self.find_edges(func, block, &values);
        self.ready.clear();
        for value in &values {
            if self.waits[value.0 as usize] == 0 {
                self.push(func, *value);
            }
        }
        values.clear();
        while let Some(value) = self.pop(func) {
            values.push(value);
            let first = self.edges.partition_point(|(from, _)| from.0 < value.0);
            let end = self.edges.partition_point(|(from, _)| from.0 <= value.0);
            for index in first..end {
                let (_, to) = self.edges[index];
                self.waits[to.0 as usize] -= 1;
                if self.waits[to.0 as usize] == 0 {
                    self.push(func, to);
                }
            }
        }
        let is_complete = values.len() == count;
        func.block_mut(block).values = values;
        if is_complete {
            Ok(())
        } else {
            Err(Refusal::Invalid)
        }
    }

    /// Finds the pairs of values of a block whose order is given.
    fn find_edges(&mut self, func: &Func, block: BlockId, values: &[ValueId]) {
        let cx = self.cx;
        let is_phi = |value: ValueId| func.value(value).op == cx.ops.phi;
        self.edges.clear();
        for value in values.iter().filter(|value| !is_phi(**value)) {
            for arg in func.args(*value) {
                if func.block_of[arg.0 as usize] == block {
                    self.edges.push((*arg, *value));
                }
            }
        }
        for value in values {
            let is_store = !is_phi(*value)
                && func.value(*value).op != cx.ops.init_mem
                && func.is_memory(cx, *value);
            if let Some(memory) = func.memory_arg(cx, *value).filter(|_| is_store) {
                self.next_memory[memory.0 as usize] = *value;
            }
        }
        // Loads come before the next store.
        for value in values {
            if is_phi(*value) || func.is_memory(cx, *value) {
                continue;
            }
            if let Some(memory) = func.memory_arg(cx, *value) {
                let store = self.next_memory[memory.0 as usize];
                if store.0 != 0 && func.block_of[store.0 as usize] == block {
                    self.edges.push((*value, store));
                }
            }
        }
        sort_func(&mut self.edges, |one, other| one.0.cmp(&other.0));
        for (_, to) in &self.edges {
            self.waits[to.0 as usize] += 1;
        }
    }

    /// Adds a value to the heap, with the steps of Go's container/heap.
    fn push(&mut self, func: &Func, value: ValueId) {
        self.ready.push(value);
        let mut at = self.ready.len() - 1;
        while at > 0 {
            let parent = (at - 1) / 2;
            if !self.is_before(func, at, parent) {
                break;
            }
            self.ready.swap(parent, at);
            at = parent;
        }
    }

    /// Takes the first value from the heap.
    fn pop(&mut self, func: &Func) -> Option<ValueId> {
        let end = self.ready.len().checked_sub(1)?;
        self.ready.swap(0, end);
        let mut at = 0;
        loop {
            let mut child = 2 * at + 1;
            if child >= end {
                break;
            }
            if child + 1 < end && self.is_before(func, child + 1, child) {
                child += 1;
            }
            if !self.is_before(func, child, at) {
                break;
            }
            self.ready.swap(at, child);
            at = child;
        }
        self.ready.pop()
    }

    /// Reports whether the value at one index of the heap comes before another one.
    fn is_before(&self, func: &Func, one: usize, other: usize) -> bool {
        let [one, other] = [self.ready[one], self.ready[other]];
        self.compare(func, one, other) == Ordering::Less
    }

    fn compare(&self, func: &Func, one: ValueId, other: ValueId) -> Ordering {
        let [x, y] = [one, other].map(|value| value.0 as usize);
        let order = self.ranks[x].cmp(&self.ranks[y]);
        let order = order.then(self.is_used_in_block[y].cmp(&self.is_used_in_block[x]));
        let order = order.then(func.positions[x].cmp(&func.positions[y]));
        if order != Ordering::Equal {
            return order;
        }
        let is_phi = func.value(one).op == self.cx.ops.phi;
        let [x_args, y_args] = [one, other].map(|value| func.args(value).len());
        if !is_phi && x_args != y_args {
            return y_args.cmp(&x_args);
        }
        if func.uses[x] != func.uses[y] {
            return func.uses[y].cmp(&func.uses[x]);
        }
        // The difference may wrap around.
        let difference = func
            .value(one)
            .aux_int
            .wrapping_sub(func.value(other).aux_int);
        let order = difference.cmp(&0);
        let order = order.then_with(|| {
            let [x_type, y_type] = [one, other].map(|value| func.value(value).ty);
            func.compare_types(self.cx, x_type, y_type)
        });
        order.then(one.cmp(&other))
    }
}

/// Reports whether a value is flags, or a pair whose second part is.
fn makes_flags(func: &Func, cx: &Cx<'_>, value: ValueId) -> bool {
    func.is_flags(cx, value) || func.has_flags_at(cx, value, 1)
}

/// Reports whether a value is the next one of a loop's variable, at the end of the loop.
fn is_increment(func: &Func, cx: &Cx<'_>, block: BlockId, value: ValueId) -> bool {
    let ([arg], [edge]) = (func.args(value), &func.block(block).succs[..]) else {
        return false;
    };
    func.value(*arg).op == cx.ops.phi
        && func.uses[arg.0 as usize] > 1
        && edge.block == func.block_of[arg.0 as usize]
        && func.args(*arg).get(edge.index as usize) == Some(&value)
}

/// Replaces uses of anchored stack pointers and of checks for nil by their first argument.
fn unlink_anchors(func: &mut Func, cx: &Cx<'_>) {
    for at in 0..func.order.len() {
        let block = func.order[at];
        for index in 0..func.block(block).values.len() {
            let value = func.block(block).values[index];
            for number in 0..func.args(value).len() {
                let old = func.args(value)[number];
                let new = source(func, cx, old);
                if new != old {
                    func.set_arg(value, number, new);
                }
            }
        }
        for index in 0..func.control_values(block).len() {
            let old = func.control_values(block)[index];
            let new = source(func, cx, old);
            if new != old {
                func.replace_control(block, index, new);
            }
        }
    }
}

/// Returns the first argument of an anchored stack pointer or a check for nil.
fn source(func: &Func, cx: &Cx<'_>, value: ValueId) -> ValueId {
    let mut value = value;
    loop {
        let op = func.value(value).op;
        if op != cx.ops.sp_anchored && cx.tables.flags(op) & flags::NIL_CHECK == 0 {
            return value;
        }
        let Some(arg) = func.args(value).first() else {
            return value;
        };
        value = *arg;
    }
}

/// Frees anchored stack pointers; checks for nil get a type that needs no register.
fn remove_anchors(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    let mut void = None;
    for at in 0..func.order.len() {
        let block = func.order[at];
        let mut values = std::mem::take(&mut func.block_mut(block).values);
        values.retain(|value| {
            let op = func.value(*value).op;
            if op == cx.ops.sp_anchored {
                func.reset_args(*value);
                func.free_value(*value, cx.ops);
                return false;
            }
            if cx.tables.flags(op) & flags::NIL_CHECK != 0 {
                let void = void.get_or_insert_with(|| func.basic_type(cx.package, "void"));
                func.value_mut(*value).ty = void.unwrap_or(TypeId(0));
            }
            true
        });
        func.block_mut(block).values = values;
    }
    if void == Some(None) {
        Err(Refusal::Invalid)
    } else {
        Ok(())
    }
}
