//! Loads of adjacent bytes whose values are shifted and joined by OR.
//!
//! Counterpart: cmd/compile/internal/ssa/memcombine.go (`memcombineLoads`).

use super::super::Cx;
use super::parts::Address;
use super::parts::Place;
use super::parts::REGISTER;
use super::parts::split;
use super::parts::unsigned;
use crate::func::Func;
use crate::func::Pos;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::rules::Refusal;
use crate::sets::SparseSet;

/// The maximum number of blocks between a load and its use.
const DISTANCE: usize = 100;

/// The maximum number of ORs that are visited in a block; one is visited once for each use.
const MOST_ORS: usize = 1 << 20;

/// A load of a part.
#[derive(Clone, Copy)]
struct Part {
    load: ValueId,
    /// The offset of the address, in bytes.
    offset: i64,
    /// The number of bits that the value is shifted by.
    shift: i64,
}

/// Combines loads, from the roots of trees of ORs.
pub(super) fn combine_loads(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    let ops = cx.ops;
    let is_or = |func: &Func, value: ValueId| {
        [ops.or16, ops.or32, ops.or64].contains(&func.value(value).op)
    };
    if !func.has_op(&[ops.or16, ops.or32, ops.or64]) {
        return Ok(());
    }
    let mut operands = SparseSet::taken(&mut func.free.scratch, func.values.len());
    for value in func
        .order
        .iter()
        .flat_map(|block| &func.block(*block).values)
    {
        if is_or(func, *value) {
            for arg in func.args(*value) {
                operands.add(arg.0);
            }
        }
    }
    let mut order = func.free.scratch.take();
    for at in 0..func.order.len() {
        order.clear();
        for value in &func.block(func.order[at]).values {
            if !is_or(func, *value) || operands.contains(value.0) {
                continue;
            }
            let mut next = order.len();
            order.push(*value);
            while let Some(value) = order.get(next).copied() {
                next += 1;
                if next > MOST_ORS {
                    return Err(Refusal::Bound);
                }
                let args = func.args(value).iter().copied();
                order.extend(args.filter(|arg| is_or(func, *arg)));
            }
        }
        for root in &order {
            let most = match func.value(*root).op {
                op if op == ops.or64 => REGISTER,
                op if op == ops.or32 => 4,
                op if op == ops.or16 => 2,
                _ => continue,
            };
            let mut count = most;
            while count > 1 && !combine(func, cx, *root, count as usize)? {
                count /= 2;
            }
        }
    }
    operands.end(&mut func.free.scratch);
    func.free.scratch.put(order);
    Ok(())
}

/// Returns the values that a tree joins, if there are as many.
fn leaves(func: &Func, root: ValueId, count: usize) -> Option<Vec<ValueId>> {
    let or = func.value(root).op;
    let mut leaves = vec![root];
    let mut index = 0;
    while index < leaves.len() && leaves.len() < count {
        let value = leaves[index];
        if func.uses[value.0 as usize] != 1 && value != root {
            return None;
        }
        if func.value(value).op == or {
            leaves[index] = func.args(value)[0];
            leaves.push(func.args(value)[1]);
        } else {
            index += 1;
        }
    }
    (leaves.len() == count).then_some(leaves)
}

/// The common form of all parts: a shift of an extended load, or no shift.
struct Form {
    shift: u16,
    extension: u16,
    address: Address,
    memory: ValueId,
    /// The size of a part, in bytes.
    size: i64,
}

impl Form {
    /// Returns the form of the first part.
    fn find(func: &Func, cx: &Cx<'_>, root: ValueId, first: ValueId) -> Option<Self> {
        let ops = cx.ops;
        let (shift, extensions) = match func.value(root).op {
            op if op == ops.or64 => (
                ops.lsh64x64,
                [ops.zero_ext8to64, ops.zero_ext16to64, ops.zero_ext32to64],
            ),
            op if op == ops.or32 => (
                ops.lsh32x64,
                [ops.zero_ext8to32, ops.zero_ext16to32, ops.zero_ext16to32],
            ),
            op if op == ops.or16 => (ops.lsh16x64, [ops.zero_ext8to16; 3]),
            _ => return None,
        };
        let mut value = first;
        if func.value(value).op == shift {
            value = func.args(value)[0];
        }
        let extension = func.value(value).op;
        if !extensions.contains(&extension) {
            return None;
        }
        let load = func.args(value)[0];
        if func.value(load).op != ops.load {
            return None;
        }
        let [pointer, memory] = func.args(load)[..] else {
            return None;
        };
        Some(Self {
            shift,
            extension,
            address: split(func, cx, pointer).0,
            memory,
            size: func.type_of(cx, load)?.size,
        })
    }

    /// Returns a part, if it has the form.
    fn part(&self, func: &Func, cx: &Cx<'_>, value: ValueId) -> Option<Part> {
        let ops = cx.ops;
        let is_used_once = |value: ValueId| func.uses[value.0 as usize] == 1;
        let (mut value, mut shift) = (value, 0);
        if !is_used_once(value) {
            return None;
        }
        if func.value(value).op == self.shift {
            let count = func.value(func.args(value)[1]);
            if count.op != ops.const64 {
                return None;
            }
            shift = count.aux_int;
            value = func.args(value)[0];
        }
        if !is_used_once(value) || func.value(value).op != self.extension {
            return None;
        }
        let load = func.args(value)[0];
        if func.value(load).op != ops.load
            || !is_used_once(load)
            || func.args(load)[1] != self.memory
        {
            return None;
        }
        let (address, offset) = split(func, cx, func.args(load)[0]);
        (address == self.address).then_some(Part {
            load,
            offset,
            shift,
        })
    }
}

/// Combines the loads of a tree with as many leaves; reports whether it did.
fn combine(func: &mut Func, cx: &Cx<'_>, root: ValueId, count: usize) -> Result<bool, Refusal> {
    let Some((form, parts)) = parts(func, cx, root, count) else {
        return Ok(false);
    };
    let (first, size, total) = (parts[0], form.size, form.size * count as i64);
    let is_order = |step: i64| {
        let mut parts = parts.iter().zip(0..);
        parts.all(|(part, index)| part.shift == first.shift.wrapping_add(step * index * size * 8))
    };
    let (is_little, is_big) = (is_order(1), is_order(-1));
    if !is_little && !is_big || is_big && size != 1 {
        return Ok(false);
    }
    let root_block = func.block_of[root.0 as usize];
    let Some(place) = place(func, root_block, &parts) else {
        return Ok(false);
    };
    let ops = cx.ops;
    let ty = unsigned(func, cx, total)?;
    let args = [func.args(first.load)[0], form.memory];
    let mut value = place.add(func, cx, ops.load, ty, &args);
    if is_big {
        value = place.swap_bytes(func, cx, value)?;
    }
    let root_size = func.type_of(cx, root).map_or(0, |ty| ty.size);
    if total < root_size {
        let op = match (total, root_size) {
            (2, 4) => ops.zero_ext16to32,
            (2, 8) => ops.zero_ext16to64,
            (4, 8) => ops.zero_ext32to64,
            _ => return Err(Refusal::Invalid),
        };
        let ty = unsigned(func, cx, root_size)?;
        value = place.add(func, cx, op, ty, &[value]);
    }
    let shifts = [ops.lsh64x64, ops.lsh32x64, ops.lsh16x64];
    let of_big = first.shift.wrapping_sub((count as i64 - 1) * size * 8);
    for (is_it, shift) in [(is_little, first.shift), (is_big, of_big)] {
        if is_it && shift != 0 {
            value = place.shift(func, cx, shifts, value, shift)?;
        }
    }
    func.reset(root, ops.copy, ops);
    func.add_arg(root, value);
    for part in &parts {
        func.reset(part.load, 0, ops);
    }
    Ok(true)
}

/// Returns the parts of a tree in the order of their addresses, if they are adjacent.
fn parts(func: &Func, cx: &Cx<'_>, root: ValueId, count: usize) -> Option<(Form, Vec<Part>)> {
    let leaves = leaves(func, root, count)?;
    let form = Form::find(func, cx, root, leaves[0])?;
    let parts = leaves.iter().map(|leaf| form.part(func, cx, *leaf));
    let mut parts: Vec<Part> = parts.collect::<Option<_>>()?;
    parts.sort_by_key(|part| part.offset);
    let first = parts[0].offset;
    let mut offsets = parts.iter().map(|part| part.offset).zip(0..);
    let is_adjacent =
        offsets.all(|(offset, index)| offset == first.wrapping_add(index * form.size));
    is_adjacent.then_some((form, parts))
}

/// Returns the block of the latest load, and a position there.
fn place(func: &Func, from: BlockId, parts: &[Part]) -> Option<Place> {
    let block_of = |part: &Part| func.block_of[part.load.0 as usize];
    let mut block = from;
    let mut latest = None;
    let mut found = 0;
    for _ in 0..DISTANCE {
        let here = parts.iter().filter(|part| block_of(part) == block).count();
        if here > 0 && latest.is_none() {
            latest = Some(block);
        }
        found += here;
        if found == parts.len() {
            break;
        }
        let [pred] = func.block(block).preds[..] else {
            return None;
        };
        block = pred.block;
    }
    let block = latest.filter(|_| found == parts.len())?;
    let load = parts.iter().find(|part| block_of(part) == block)?;
    let pos = func.positions[load.load.0 as usize];
    (pos != Pos::default()).then_some(Place { block, pos })
}
