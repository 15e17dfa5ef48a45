//! Stores to adjacent memory: of constants, of adjacent loads, or of the parts of one value.
//!
//! Counterpart: cmd/compile/internal/ssa/memcombine.go (`memcombineStores`).

use super::super::Cx;
use super::parts::Place;
use super::parts::REGISTER;
use super::parts::split;
use super::parts::unsigned;
use crate::func::Func;
use crate::func::Pos;
use crate::ids::ValueId;
use crate::op::class;
use crate::package::Aux;
use crate::package::kind;
use crate::rules::Refusal;
use crate::sets::SparseSet;

/// The maximum number of stores that are combined.
const MOST: usize = 8;

/// A store of a part.
#[derive(Clone, Copy, Default)]
struct Part {
    store: ValueId,
    /// The value that is stored.
    value: ValueId,
    /// The offset of the address, in bytes.
    offset: i64,
    /// The size, in bytes.
    size: i64,
}

/// Stores in the order of their addresses.
struct Row {
    parts: Vec<Part>,
    /// The last store, which becomes the store of all.
    root: ValueId,
    size: i64,
    /// The state of memory before, and the position of the first store.
    memory: ValueId,
    pos: Pos,
}

/// Combines stores, the last ones first.
pub(super) fn combine_stores(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    let store = cx.ops.store;
    if !func.has_op(&[store]) {
        return Ok(());
    }
    let mut followed = SparseSet::taken(&mut func.free.scratch, func.values.len());
    let mut order = func.free.scratch.take();
    for at in 0..func.order.len() {
        let block = func.order[at];
        followed.clear();
        order.clear();
        let values = func.block(block).values.iter().copied();
        let stores = values.filter(|value| func.value(*value).op == store);
        for value in stores.clone() {
            followed.add(func.args(value)[2].0);
        }
        for last in stores.filter(|value| !followed.contains(value.0)) {
            let mut value = last;
            while func.value(value).op == store && func.block_of[value.0 as usize] == block {
                // More stores than values are a cycle.
                if order.len() >= func.block(block).values.len() {
                    return Err(Refusal::Invalid);
                }
                order.push(value);
                value = func.args(value)[2];
            }
        }
        for root in &order {
            if func.value(*root).op != store {
                continue;
            }
            let size = stored_size(func, cx, *root)?;
            if size >= REGISTER || size == 0 {
                continue;
            }
            if let Some(row) = find_row(func, cx, *root)? {
                combine(func, cx, &row)?;
            }
        }
    }
    followed.end(&mut func.free.scratch);
    func.free.scratch.put(order);
    Ok(())
}

fn stored_size(func: &Func, cx: &Cx<'_>, store: ValueId) -> Result<i64, Refusal> {
    let Some(Aux::Type(ty)) = func.aux(cx.package, func.value(store).aux) else {
        return Err(Refusal::Invalid);
    };
    let ty = func.ty(cx.package, *ty).ok_or(Refusal::Invalid)?;
    Ok(ty.size)
}

/// Returns the largest row of adjacent stores that ends with one.
fn find_row(func: &Func, cx: &Cx<'_>, root: ValueId) -> Result<Option<Row>, Refusal> {
    let part = |store: ValueId| {
        let args = func.args(store);
        let (address, offset) = split(func, cx, args[0]);
        let part = Part {
            store,
            value: args[1],
            offset,
            size: stored_size(func, cx, store)?,
        };
        Ok::<_, Refusal>((address, part))
    };
    let (address, first) = part(root)?;
    let mut parts = [Part::default(); MOST];
    parts[0] = first;
    let mut len = 1;
    let mut total = first.size;
    let block = func.block_of[root.0 as usize];
    let mut store = func.args(root)[2];
    while len < MOST
        && func.value(store).op == cx.ops.store
        && func.block_of[store.0 as usize] == block
        && func.uses[store.0 as usize] == 1
    {
        let (other, next) = part(store)?;
        if next.size == 0 || next.size > REGISTER - total || other != address {
            break;
        }
        total += next.size;
        parts[len] = next;
        len += 1;
        store = func.args(store)[2];
    }
    for wanted in [8, 4, 2] {
        let mut size = 0;
        let count = parts[..len].iter().position(|part| {
            size += part.size;
            size == wanted
        });
        let Some(count) = count.map(|last| last + 1).filter(|count| *count >= 2) else {
            continue;
        };
        let mut row: Vec<Part> = parts[..count].to_vec();
        let earliest = row[count - 1].store;
        row.sort_by_key(|part| part.offset);
        let mut pairs = row.windows(2);
        if pairs.all(|pair| pair[1].offset == pair[0].offset.wrapping_add(pair[0].size)) {
            return Ok(Some(Row {
                parts: row,
                root,
                size: wanted,
                memory: func.args(earliest)[2],
                pos: func.positions[earliest.0 as usize],
            }));
        }
    }
    Ok(None)
}

/// Combines the stores of a row, if their values can be combined.
fn combine(func: &mut Func, cx: &Cx<'_>, row: &Row) -> Result<(), Refusal> {
    if let Some(constant) = constant(func, cx, row)? {
        return finish(func, cx, row, constant);
    }
    if is_copy(func, cx, row) {
        let load = row.parts[0].value;
        let ty = unsigned(func, cx, row.size)?;
        func.value_mut(load).ty = ty;
        return finish(func, cx, row, load);
    }
    match shifted(func, cx, row)? {
        Some(value) => finish(func, cx, row, value),
        None => Ok(()),
    }
}

/// Makes the last store the store of all; the others become invalid.
fn finish(func: &mut Func, cx: &Cx<'_>, row: &Row, value: ValueId) -> Result<(), Refusal> {
    let pointer = func.args(row.parts[0].store)[0];
    let bool = func.basic_type(cx.package, "bool");
    let bool = bool.ok_or(Refusal::Invalid)?;
    for part in &row.parts {
        if part.store != row.root {
            func.reset(part.store, 0, cx.ops);
            func.value_mut(part.store).ty = bool;
            continue;
        }
        let aux = func.intern_aux(cx.package, Aux::Type(func.value(value).ty));
        func.value_mut(row.root).aux = aux;
        func.positions[row.root.0 as usize] = row.pos;
        for (index, arg) in [pointer, value, row.memory].into_iter().enumerate() {
            func.set_arg(row.root, index, arg);
        }
    }
    Ok(())
}

/// Returns the constant that the constants of a row make.
fn constant(func: &mut Func, cx: &Cx<'_>, row: &Row) -> Result<Option<ValueId>, Refusal> {
    let ops = cx.ops;
    let constants = [ops.const32, ops.const16, ops.const8, ops.const_bool];
    let mut parts = row.parts.iter();
    if !parts.all(|part| constants.contains(&func.value(part.value).op)) {
        return Ok(None);
    }
    let first = row.parts[0].offset;
    let bits = row.parts.iter().fold(0_i64, |bits, part| {
        let mask = (1_i64 << (8 * part.size)) - 1;
        bits | (func.value(part.value).aux_int & mask) << (8 * (part.offset - first))
    });
    let number = match row.size {
        2 => i64::from(bits as i16),
        4 => i64::from(bits as i32),
        _ => bits,
    };
    let ty = unsigned(func, cx, row.size)?;
    let constant = func.const_of_size(cx, ty, number);
    Ok(Some(constant.ok_or(Refusal::Invalid)?))
}

/// Reports whether the values of a row are loads from adjacent memory.
fn is_copy(func: &Func, cx: &Cx<'_>, row: &Row) -> bool {
    let of_part = |part: &Part| {
        let load = part.value;
        let is_load = func.value(load).op == cx.ops.load
            && func.uses[load.0 as usize] == 1
            && !func.has_kind(cx, load, 1 << kind::PTR);
        let args = func.args(load);
        is_load.then(|| (args[1], split(func, cx, args[0])))
    };
    let first = row.parts[0];
    let Some((memory, (address, offset))) = of_part(&first) else {
        return false;
    };
    row.parts.iter().all(|part| {
        let wanted = offset.wrapping_add(part.offset - first.offset);
        of_part(part) == Some((memory, (address, wanted)))
    })
}

/// Returns the value that a truncation takes a part of.
fn truncated(func: &Func, cx: &Cx<'_>, value: ValueId) -> Option<ValueId> {
    let is_part = cx.tables.is_of(func.value(value).op, class::TRUNCATION);
    is_part.then(|| func.args(value)[0])
}

/// Returns the value and the count of a shift to the right.
fn shift_of(func: &Func, cx: &Cx<'_>, value: ValueId) -> Option<(ValueId, ValueId)> {
    let is_shift = cx.tables.is_of(func.value(value).op, class::SHIFT_RIGHT);
    is_shift.then(|| (func.args(value)[0], func.args(value)[1]))
}

/// Returns the value that two parts are shifted from.
fn shift_base(func: &Func, cx: &Cx<'_>, one: ValueId, other: ValueId) -> Option<ValueId> {
    let one = truncated(func, cx, one)?;
    let other = truncated(func, cx, other)?;
    let [of_one, of_other] = [one, other].map(|value| shift_of(func, cx, value).map(|it| it.0));
    if of_other == Some(one) {
        Some(one)
    } else if of_one == Some(other) {
        Some(other)
    } else if of_one == of_other {
        of_one
    } else {
        None
    }
}

/// Returns the number of bits that a part of a value is shifted by; -1: not a constant. `None` if
/// it is no part of the value.
fn shift_from(func: &Func, cx: &Cx<'_>, value: ValueId, base: ValueId) -> Option<i64> {
    let value = truncated(func, cx, value)?;
    if value == base {
        return Some(0);
    }
    let (shifted, count) = shift_of(func, cx, value)?;
    let count = func.value(count);
    let is_constant = count.op == cx.ops.const64;
    (shifted == base).then_some(if is_constant { count.aux_int } else { -1 })
}

/// Returns the value whose parts the stores of a row write.
fn shifted(func: &mut Func, cx: &Cx<'_>, row: &Row) -> Result<Option<ValueId>, Refusal> {
    let parts = &row.parts;
    let Some(base) = shift_base(func, cx, parts[0].value, parts[1].value) else {
        return Ok(None);
    };
    let shifts = parts
        .iter()
        .map(|part| shift_from(func, cx, part.value, base));
    let Some(shifts) = shifts.collect::<Option<Vec<i64>>>() else {
        return Ok(None);
    };
    let (first, others) = (shifts[0], || shifts.iter().zip(parts).skip(1));
    let is_little =
        others().all(|(shift, part)| *shift == first + (part.offset - parts[0].offset) * 8);
    let mut size = 0;
    let is_big = others().all(|(shift, part)| {
        size += part.size;
        *shift == first - size * 8
    });
    let is_swapped = is_big;
    if !is_little && !is_big || is_swapped && parts.len() as i64 != row.size {
        return Ok(None);
    }
    let ops = cx.ops;
    let place = Place {
        block: func.block_of[row.root.0 as usize],
        pos: func.positions[row.root.0 as usize],
    };
    let right = [ops.rsh64ux64, ops.rsh32ux64, ops.rsh16ux64];
    let of_big = first - (row.size - parts[0].size) * 8;
    let mut value = base;
    for (is_it, shift) in [(is_little, first), (is_big, of_big)] {
        if is_it && shift != 0 {
            value = place.shift(func, cx, right, value, shift)?;
        }
    }
    let from = func.type_of(cx, value).map_or(0, |ty| ty.size);
    if from > row.size {
        let op = match (from, row.size) {
            (8, 2) => ops.trunc64to16,
            (8, 4) => ops.trunc64to32,
            (4, 2) => ops.trunc32to16,
            _ => return Err(Refusal::Invalid),
        };
        let ty = unsigned(func, cx, row.size)?;
        value = place.add(func, cx, op, ty, &[value]);
    }
    if is_swapped {
        value = place.swap_bytes(func, cx, value)?;
    }
    Ok(Some(value))
}
