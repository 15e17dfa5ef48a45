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
use crate::ids::ValueId;
use crate::op::flags;
use crate::package::AuxId;
use crate::rules::Refusal;
use crate::state::TreeNode;

/// Replaces values by equal ones.
pub(super) fn cse(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    let numbers = number_auxes(func, cx);
    let blocks = func.order.iter();
    let values = blocks.flat_map(|block| &func.block(*block).values).copied();
    let values = values.filter(|value| !func.is_memory(cx, *value)).collect();
    let mut classes = Classes::coarse(func, cx, values, &numbers);
    let mut memory = Memory::new(func);
    classes.split_all(func, cx, &mut memory)?;
    graph::tree(func, cx);
    let tree = func.caches.tree.take();
    let rewrite = {
        let tree = tree.as_deref().unwrap_or_default();
        find_rewrites(func, cx, tree, classes, &mut memory)
    };
    func.caches.tree = tree;
    apply(func, cx, &rewrite?);
    Ok(())
}

/// Numbers aux values, in the order in which they are found; returns for each value the number of
/// its own, or 0 for none.
fn number_auxes(func: &mut Func, cx: &Cx<'_>) -> Vec<i64> {
    let mut list = func.lookups.auxes.take().unwrap_or_default();
    let mut numbers: Map<AuxId, i64> = list.iter().copied().collect();
    let mut of_value = vec![0; func.values.len()];
    for value in func
        .order
        .iter()
        .flat_map(|block| &func.block(*block).values)
    {
        if func.is_memory(cx, *value) {
            continue;
        }
        let aux = func.value(*value).aux;
        let number = *numbers.entry(aux).or_insert_with(|| {
            let number = list.len() as i64 + 1;
            list.push((aux, number));
            number
        });
        if aux.0 != 0 {
            of_value[value.0 as usize] = number;
        }
    }
    func.lookups.auxes = Some(list);
    of_value
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
    fn coarse(func: &Func, cx: &Cx<'_>, values: Vec<ValueId>, auxes: &[i64]) -> Self {
        let mut values = values;
        let order = |one: &ValueId, other: &ValueId| compare(func, cx, *one, *other, auxes);
        // The order of types is no total one, so that the SDK's way of sorting decides.
        sort_func(&mut values, |one, other| {
            order(one, other).then(one.cmp(other))
        });
        let mut numbers = vec![0; func.values.len()];
        for value in func
            .order
            .iter()
            .flat_map(|block| &func.block(*block).values)
        {
            numbers[value.0 as usize] = -i64::from(value.0);
        }
        let mut parts = Vec::new();
        let mut start = 0;
        while let Some(first) = values.get(start) {
            // Others are compared with the first value only, as in the SDK.
            let rest = values[start + 1..].iter();
            let len = 1 + rest
                .take_while(|other| order(first, other) == Ordering::Equal)
                .count();
            if len > 1 {
                parts.push(start..start + len);
                for value in &values[start..start + len] {
                    numbers[value.0 as usize] = parts.len() as i64;
                }
            }
            start += len;
        }
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
        let mut points = Vec::new();
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
                points.push(part.end);
                let mut start = part.start;
                for point in &points {
                    self.add_part(start..*point);
                    start = *point;
                }
            }
        }
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
        points: &mut Vec<usize>,
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
                points.push(at);
            }
        }
    }
}

/// Compares everything of two values but their arguments; `auxes` has the numbers of aux values.
fn compare(func: &Func, cx: &Cx<'_>, one: ValueId, other: ValueId, auxes: &[i64]) -> Ordering {
    let ops = cx.ops;
    let [one_record, other_record] = [one, other].map(|value| func.value(value));
    let properties = |value: ValueId| {
        let record = func.value(value);
        let block = if record.op == ops.phi {
            func.block_of[value.0 as usize].0
        } else {
            0
        };
        (record.op, record.aux_int, func.args(value).len(), block)
    };
    let order = properties(one).cmp(&properties(other));
    if order != Ordering::Equal {
        return order;
    }
    let is_selector = [ops.select0, ops.select1, ops.select_n].contains(&one_record.op);
    if !is_selector && one_record.ty != other_record.ty {
        let order = func.compare_types(cx, one_record.ty, other_record.ty);
        if order != Ordering::Equal {
            return order;
        }
    }
    let [one, other] = [one, other].map(|value| auxes[value.0 as usize]);
    one.cmp(&other)
}

/// Returns for each value the one that replaces it, or 0.
fn find_rewrites(
    func: &Func,
    cx: &Cx<'_>,
    tree: &[TreeNode],
    classes: Classes,
    memory: &mut Memory,
) -> Result<Vec<ValueId>, Refusal> {
    let mut rewrite = vec![ValueId(0); func.values.len()];
    let Classes {
        mut values, parts, ..
    } = classes;
    for part in parts {
        let class = &mut values[part];
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
