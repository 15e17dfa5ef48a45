//! Values without arguments exist once, in the entry.
//!
//! The rules give each nil pointer in a slice a type of its own, if the type checker made none; such
//! values differ.
//!
//! Counterpart: cmd/compile/internal/ssa/zcse.go.

use std::collections::hash_map::Entry;

use super::Cx;
use crate::func::Func;
use crate::hash::Map;
use crate::ids::ValueId;
use crate::package::AuxId;
use crate::package::Type;
use crate::package::TypeId;

/// The common properties of equal values; the last one is a value that no other equals.
type Key = (u16, i64, AuxId, TypeId, ValueId);

/// Values by key.
type Known = Map<Key, ValueId>;

/// Moves the first value of each kind to the entry; the others lose their users.
pub(super) fn zcse(func: &mut Func, cx: &Cx<'_>) {
    let mut known: Known = func.free.scratch.memory();
    known.clear();
    // The first value that equals each value, if that is another one.
    let mut firsts = func.free.scratch.filled(func.values.len(), ValueId(0));
    let mut has_equal = false;
    for at in 0..func.order.len() {
        let block = func.order[at];
        let mut index = 0;
        while let Some(value) = func.block(block).values.get(index).copied() {
            index += 1;
            let Some(key) = key(func, cx, value) else {
                continue;
            };
            match known.entry(key) {
                Entry::Occupied(entry) => {
                    firsts[value.0 as usize] = *entry.get();
                    has_equal = true;
                }
                Entry::Vacant(entry) => {
                    entry.insert(value);
                    if block != func.entry {
                        func.block_mut(block).values.swap_remove(index - 1);
                        func.block_of[value.0 as usize] = func.entry;
                        let entry = func.entry;
                        func.block_mut(entry).values.push(value);
                        index -= 1;
                    }
                }
            }
        }
    }
    if has_equal {
        replace_args(func, &firsts);
    }
    func.free.scratch.put(firsts);
    func.free.scratch.keep(known);
}

/// Replaces arguments by the first values that equal them.
fn replace_args(func: &mut Func, firsts: &[ValueId]) {
    for at in 0..func.order.len() {
        let block = func.order[at];
        for index in 0..func.block(block).values.len() {
            let value = func.block(block).values[index];
            for at in 0..func.args(value).len() {
                let first = firsts[func.args(value)[at].0 as usize];
                if first.0 != 0 {
                    func.set_arg(value, at, first);
                }
            }
        }
    }
}

/// Returns the key of a value, unless it has arguments.
fn key(func: &Func, cx: &Cx<'_>, value: ValueId) -> Option<Key> {
    let record = func.value(value);
    if !cx.tables.has_no_args(record.op) {
        return None;
    }
    let (op, number, ops) = (record.op, record.aux_int, cx.ops);
    let number = match op {
        op if op == ops.const32 => i64::from(number as i32),
        op if op == ops.const16 => i64::from(number as i16),
        op if op == ops.const8 || op == ops.const_bool => i64::from(number as i8),
        _ => number,
    };
    let ty = || func.ty(cx.package, record.ty);
    let is_unique = op == ops.const_nil && ty().is_some_and(Type::is_new_each_time);
    let unique = if is_unique { value } else { ValueId(0) };
    Some((op, number, record.aux, record.ty, unique))
}
