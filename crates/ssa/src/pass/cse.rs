//! Equal values are computed once, where the first of them dominates the others.
//!
//! Values are divided into classes, which are divided again until the arguments of all values of a
//! class are of the same classes.
//! Counterpart: cmd/compile/internal/ssa/cse.go.

use std::cmp::Ordering;
use std::ops::Range;

use vamos_base::golang::pdqsort::sort_func;

use super::Cx;
use super::cse_memory::Memory;
use crate::func::Func;
use crate::func::Statement;
use crate::graph;
use crate::graph::is_ancestor_eq;
use crate::hash::Map;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::flags;
use crate::package::AuxId;
use crate::package::TypeId;
use crate::rules::Refusal;
use crate::state::TreeNode;

/// Replaces values by equal ones.
pub(super) fn cse(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    let keys = find_keys(func, cx);
    let mut classes = Classes::coarse(func, cx, keys);
    let mut memory = Memory::new(func);
    classes.split_all(func, cx, &mut memory)?;
    graph::tree(func, cx);
    let tree = func.caches.tree.take();
    let rewrite = {
        let tree = tree.as_deref().unwrap_or_default();
        find_rewrites(func, cx, tree, classes, &mut memory)
    };
    func.caches.tree = tree;
    memory.end(func);
    let rewrite = rewrite?;
    apply(func, cx, &rewrite);
    func.free.scratch.put(rewrite);
    Ok(())
}

/// Everything of a value but its arguments.
#[derive(Clone, Copy, Debug)]
struct ValueKey {
    value: ValueId,
    op: u16,
    aux_int: i64,
    args: u32,
    /// The block of a phi.
    block: BlockId,
    /// The type, unless the value selects a part.
    ty: TypeId,
    /// The number of the aux value, or 0 for none.
    aux: u32,
}

/// Numbers of aux values, in the order in which they are found.
struct AuxNumbers {
    list: Vec<(AuxId, i64)>,
    numbers: NumberMap,
    /// The number of no aux value, if it was assigned.
    of_none: Option<i64>,
}

/// The numbers of aux values.
type NumberMap = Map<AuxId, i64>;

impl AuxNumbers {
    fn new(list: Vec<(AuxId, i64)>, mut numbers: NumberMap) -> Self {
        numbers.clear();
        numbers.extend(list.iter().copied());
        Self {
            of_none: numbers.remove(&AuxId(0)),
            numbers,
            list,
        }
    }

    /// Returns the number of an aux value, which it gets if it has none.
    fn get(&mut self, aux: AuxId) -> i64 {
        let list = &mut self.list;
        let add = || {
            let number = list.len() as i64 + 1;
            list.push((aux, number));
            number
        };
        if aux.0 == 0 {
            return *self.of_none.get_or_insert_with(add);
        }
        *self.numbers.entry(aux).or_insert_with(add)
    }
}

/// Returns the keys of all values but states of memory.
fn find_keys(func: &mut Func, cx: &Cx<'_>) -> Vec<ValueKey> {
    let ops = cx.ops;
    let list = func.lookups.auxes.take().unwrap_or_default();
    let mut auxes = AuxNumbers::new(list, func.free.scratch.memory());
    let mut keys: Vec<ValueKey> = func.free.scratch.memory();
    keys.clear();
    let blocks = func.order.iter();
    for value in blocks.flat_map(|block| &func.block(*block).values) {
        if func.is_memory(cx, *value) {
            continue;
        }
        let record = func.value(*value);
        let number = auxes.get(record.aux);
        let is_phi = record.op == ops.phi;
        let is_selector = [ops.select0, ops.select1, ops.select_n].contains(&record.op);
        let block = func.block_of[value.0 as usize];
        keys.push(ValueKey {
            value: *value,
            op: record.op,
            aux_int: record.aux_int,
            args: func.args(*value).len() as u32,
            block: if is_phi { block } else { BlockId(0) },
            ty: if is_selector { TypeId(0) } else { record.ty },
            aux: if record.aux.0 == 0 { 0 } else { number as u32 },
        });
    }
    func.lookups.auxes = Some(auxes.list);
    func.free.scratch.keep(auxes.numbers);
    keys
}

/// Classes of values.
struct Classes {
    /// The values of all classes.
    values: Vec<ValueId>,
    /// The classes.
    parts: Vec<Range<usize>>,
    /// The number of the class of each value; a negative one for a value without equal ones.
    numbers: Vec<i64>,
    /// The number of the next class.
    next: i64,
}

impl Classes {
    /// Divides values by everything but their arguments.
    fn coarse(func: &mut Func, cx: &Cx<'_>, mut keys: Vec<ValueKey>) -> Self {
        // The order of types is no total one, so that the SDK's way of sorting decides.
        sort_func(&mut keys, |one, other| {
            let order = one.compare(func, cx, other);
            order.then(one.value.cmp(&other.value))
        });
        let mut numbers = func.free.scratch.filled(func.values.len(), 0);
        let blocks = func.order.iter();
        for value in blocks.flat_map(|block| &func.block(*block).values) {
            numbers[value.0 as usize] = -i64::from(value.0);
        }
        let mut parts: Vec<Range<usize>> = func.free.scratch.memory();
        parts.clear();
        let mut start = 0;
        while let Some(first) = keys.get(start) {
            // Others are compared with the first value only, as in the SDK.
            let rest = keys[start + 1..].iter();
            let is_equal = |other: &&ValueKey| first.compare(func, cx, other) == Ordering::Equal;
            let len = 1 + rest.take_while(is_equal).count();
            if len > 1 {
                parts.push(start..start + len);
                for key in &keys[start..start + len] {
                    numbers[key.value.0 as usize] = parts.len() as i64;
                }
            }
            start += len;
        }
        let values = func.free.scratch.of(keys.iter().map(|key| key.value));
        func.free.scratch.keep(keys);
        Self {
            next: parts.len() as i64 + 1,
            values,
            parts,
            numbers,
        }
    }

    /// Divides classes by the classes of arguments until nothing changes.
    fn split_all(
        &mut self,
        func: &mut Func,
        cx: &Cx<'_>,
        memory: &mut Memory,
    ) -> Result<(), Refusal> {
        let mut points = func.free.scratch.take();
        let mut has_changed = true;
        while has_changed {
            has_changed = false;
            let mut at = 0;
            while let Some(part) = self.parts.get(at).cloned() {
                self.sort_part(func, cx, part.clone(), memory)?;
                self.find_points(func, cx, part.clone(), memory, &mut points);
                if points.is_empty() {
                    at += 1;
                    continue;
                }
                has_changed = true;
                self.parts.swap_remove(at);
                points.push(part.end as u32);
                let mut start = part.start;
                for point in &points {
                    let point = *point as usize;
                    self.add_part(start..point);
                    start = point;
                }
            }
        }
        func.free.scratch.put(points);
        Ok(())
    }

    fn add_part(&mut self, part: Range<usize>) {
        if let [value] = self.values[part.clone()] {
            self.numbers[value.0 as usize] = -i64::from(value.0);
            return;
        }
        for value in &self.values[part.clone()] {
            self.numbers[value.0 as usize] = self.next;
        }
        self.next += 1;
        self.parts.push(part);
    }

    /// Sorts a class by the classes of arguments; commutative operations get theirs in order.
    fn sort_part(
        &mut self,
        func: &mut Func,
        cx: &Cx<'_>,
        part: Range<usize>,
        memory: &mut Memory,
    ) -> Result<(), Refusal> {
        let op = func.value(self.values[part.start]).op;
        let is_commutative = cx.tables.flags(op) & flags::COMMUTATIVE != 0;
        for value in &self.values[part.clone()] {
            if is_commutative {
                let args = func.args_mut(*value);
                let [one, other] = [0, 1].map(|index: usize| self.numbers[args[index].0 as usize]);
                if one > other {
                    args.swap(0, 1);
                }
            }
            memory.find(func, cx, *value)?;
        }
        let numbers = &self.numbers;
        sort_func(&mut self.values[part], |one, other| {
            let args = func.args(*one).iter().zip(func.args(*other)).enumerate();
            let classes = args.map(|(index, (one_arg, other_arg))| {
                let one = memory.arg(*one, index, *one_arg);
                let other = memory.arg(*other, index, *other_arg);
                numbers[one.0 as usize].cmp(&numbers[other.0 as usize])
            });
            let mut classes = classes.skip_while(|order| *order == Ordering::Equal);
            classes.next().unwrap_or(Ordering::Equal)
        });
        Ok(())
    }

    /// Finds the indexes in a sorted class where the classes of arguments change.
    fn find_points(
        &self,
        func: &Func,
        cx: &Cx<'_>,
        part: Range<usize>,
        memory: &Memory,
        points: &mut Vec<u32>,
    ) {
        points.clear();
        for at in part.start + 1..part.end {
            let [one, other] = [at - 1, at].map(|at| self.values[at]);
            // The memory of the address of a variable does not matter.
            let is_address = func.value(one).op == cx.ops.local_addr;
            let args = func.args(one).iter().zip(func.args(other)).enumerate();
            let mut args = args.filter(|(index, _)| !is_address || *index != 1);
            let differs = args.any(|(index, (one_arg, other_arg))| {
                let args = [
                    memory.arg(one, index, *one_arg),
                    memory.arg(other, index, *other_arg),
                ];
                let [one, other] = args.map(|arg| self.numbers[arg.0 as usize]);
                one != other
            });
            if differs {
                points.push(at as u32);
            }
        }
    }
}

impl ValueKey {
    /// Compares everything but the values themselves.
    fn compare(&self, func: &Func, cx: &Cx<'_>, other: &Self) -> Ordering {
        let order = self.op.cmp(&other.op);
        let order = order.then(self.aux_int.cmp(&other.aux_int));
        let order = order.then(self.args.cmp(&other.args));
        let order = order.then(self.block.cmp(&other.block));
        if order != Ordering::Equal {
            return order;
        }
        let order = if self.ty == other.ty {
            Ordering::Equal
        } else {
            func.compare_types(cx, self.ty, other.ty)
        };
        order.then(self.aux.cmp(&other.aux))
    }
}

/// Returns for each value the one that replaces it, or 0.
fn find_rewrites(
    func: &mut Func,
    cx: &Cx<'_>,
    tree: &[TreeNode],
    classes: Classes,
    memory: &mut Memory,
) -> Result<Vec<ValueId>, Refusal> {
    let mut rewrite = func.free.scratch.filled(func.values.len(), ValueId(0));
    let Classes {
        mut values,
        parts,
        numbers,
        ..
    } = classes;
    func.free.scratch.put(numbers);
    for part in &parts {
        let class = &mut values[part.clone()];
        let is_address = func.value(class[0]).op == cx.ops.local_addr;
        if is_address {
            for value in class.iter() {
                memory.number_stores(func, cx, *value)?;
            }
        }
        sort_func(class, |one, other| {
            let place = |value: &ValueId| tree[func.block_of[value.0 as usize].0 as usize].entry;
            let order = place(one).cmp(&place(other));
            let order = order.then_with(|| memory.compare_skips(*one, *other));
            if order != Ordering::Equal {
                return order;
            }
            if is_address {
                return memory.compare_addresses(func, *one, *other);
            }
            let is_mark =
                |value: &ValueId| func.positions[value.0 as usize].statement() == Statement::Is;
            is_mark(other).cmp(&is_mark(one))
        });
        for at in 0..class.len() - 1 {
            let value = class[at];
            if value.0 == 0 {
                continue;
            }
            let block = func.block_of[value.0 as usize];
            for other in &mut class[at + 1..] {
                if other.0 == 0 {
                    continue;
                }
                if !is_ancestor_eq(tree, block, func.block_of[other.0 as usize]) {
                    break;
                }
                rewrite[other.0 as usize] = value;
                *other = ValueId(0);
            }
        }
    }
    func.free.scratch.put(values);
    func.free.scratch.keep(parts);
    Ok(rewrite)
}

/// Replaces arguments and control values; marks of statements move to the users.
fn apply(func: &mut Func, cx: &Cx<'_>, rewrite: &[ValueId]) {
    for at in 0..func.order.len() {
        let block = func.order[at];
        for index in 0..func.block(block).values.len() {
            let value = func.block(block).values[index];
            for number in 0..func.args(value).len() {
                let arg = func.args(value)[number];
                let new = rewrite[arg.0 as usize];
                if new.0 != 0 {
                    move_mark(func, cx, arg, value);
                    func.set_arg(value, number, new);
                }
            }
        }
        for index in 0..func.control_values(block).len() {
            let control = func.control_values(block)[index];
            let new = rewrite[control.0 as usize];
            if new.0 != 0 && func.value(control).op != cx.ops.nil_check {
                func.replace_control(block, index, new);
            }
        }
    }
}

/// Gives the mark of a statement of an argument to its user, if both are on one line of one block.
fn move_mark(func: &mut Func, cx: &Cx<'_>, arg: ValueId, user: ValueId) {
    let [arg_pos, user_pos] = [arg, user].map(|value| func.positions[value.0 as usize]);
    let [arg_block, user_block] = [arg, user].map(|value| func.block_of[value.0 as usize]);
    let stays = cx.profile.cse_skips_stores && func.value(arg).op == cx.ops.nil_check;
    if arg_pos.statement() == Statement::Is
        && !stays
        && arg_block == user_block
        && arg_pos.line() == user_pos.line()
    {
        func.positions[user.0 as usize] = user_pos.with_statement(Statement::Is);
        func.positions[arg.0 as usize] = arg_pos.with_statement(Statement::Not);
    }
}
