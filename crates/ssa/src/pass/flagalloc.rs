//! Flags of the processor: a value of flags that another one replaces before its last use is made
//! again.
//!
//! Counterpart: cmd/compile/internal/ssa/flagalloc.go.

use super::Cx;
use crate::func::Func;
use crate::graph;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::flags;
use crate::rules::Refusal;
use crate::rules::ValueRules;

/// No value.
const NONE: ValueId = ValueId(0);

/// The operation of values that are removed.
const INVALID: u16 = 0;

/// The maximum number of values that are copied for one use of flags.
const MOST_COPIES: u32 = 2000;

/// Makes flags again where they are needed.
pub(super) fn flagalloc(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    let end = flags_at_end(func, cx);
    for block in &func.order {
        let is_live = end[block.0 as usize] != NONE;
        func.blocks[block.0 as usize].flags_live_at_end = is_live;
    }
    let Some(is_spilled) = spilled(func, cx, &end) else {
        func.free.scratch.put(end);
        return Ok(());
    };
    let mut pass = FlagAlloc {
        cx,
        is_spilled,
        end,
        unused: Vec::new(),
        old: Vec::new(),
    };
    for at in 0..func.order.len() {
        pass.block(func, func.order[at])?;
    }
    pass.remove(func);
    Ok(())
}

/// Returns the flags that each block leaves to its successors, by number of the block.
fn flags_at_end(func: &mut Func, cx: &Cx<'_>) -> Vec<ValueId> {
    let mut end = func.free.scratch.filled(func.blocks.len(), NONE);
    let order = graph::take_postorder(func);
    for _ in 0..2 {
        for block in &order {
            let mut controls = func.control_values(*block).iter().copied();
            let control = controls.rfind(|control| func.is_flags(cx, *control));
            let mut flag = control.unwrap_or(end[block.0 as usize]);
            for value in func.block(*block).values.iter().rev() {
                if *value == flag || clobbers(func, cx, *value) {
                    flag = NONE;
                }
                let mut args = func.args(*value).iter().copied();
                let arg = args.rfind(|arg| func.is_flags(cx, *arg));
                flag = arg.unwrap_or(flag);
            }
            if flag != NONE {
                for edge in &func.block(*block).preds {
                    end[edge.block.0 as usize] = flag;
                }
            }
        }
    }
    // After a control value of flags there is no place to make others.
    for block in &func.order {
        let left = &mut end[block.0 as usize];
        let mut controls = func.control_values(*block).iter();
        if func.block(*block).kind == cx.ops.block_defer
            || controls.any(|control| func.is_flags(cx, *control) && *left != *control)
        {
            *left = NONE;
        }
    }
    func.free.scratch.put(order);
    end
}

/// Returns for each value whether it is flags that are made again, unless none is.
fn spilled(func: &Func, cx: &Cx<'_>, end: &[ValueId]) -> Option<Vec<bool>> {
    let mut is_spilled = Vec::new();
    let mut add = |value: ValueId| {
        is_spilled.resize(func.values.len(), false);
        is_spilled[value.0 as usize] = true;
    };
    for block in &func.order {
        let mut flag = at_start(func, *block, end);
        for value in &func.block(*block).values {
            for arg in func.args(*value) {
                if func.is_flags(cx, *arg) && *arg != flag {
                    add(*arg);
                    flag = *arg;
                }
            }
            flag = after(func, cx, *value, flag);
        }
        for control in func.control_values(*block) {
            if *control != flag && func.is_flags(cx, *control) {
                add(*control);
            }
        }
        let left = end[block.0 as usize];
        if left != NONE && left != flag {
            add(left);
        }
    }
    (!is_spilled.is_empty()).then_some(is_spilled)
}

/// Returns the flags at the start of a block.
fn at_start(func: &Func, block: BlockId, end: &[ValueId]) -> ValueId {
    let first = func.block(block).preds.first();
    first.map_or(NONE, |edge| end[edge.block.0 as usize])
}

/// Returns the flags after a value.
fn after(func: &Func, cx: &Cx<'_>, value: ValueId, flag: ValueId) -> ValueId {
    match value {
        value if func.is_flags(cx, value) => value,
        value if clobbers(func, cx, value) => NONE,
        _ => flag,
    }
}

/// Reports whether a value changes the flags.
fn clobbers(func: &Func, cx: &Cx<'_>, value: ValueId) -> bool {
    cx.tables.flags(func.value(value).op) & flags::CLOBBER_FLAGS != 0
        || func.has_flags_at(cx, value, 0)
        || func.has_flags_at(cx, value, 1)
}

struct FlagAlloc<'a> {
    cx: &'a Cx<'a>,
    /// The flags that each block leaves.
    end: Vec<ValueId>,
    is_spilled: Vec<bool>,
    /// Values that may have no use any more.
    unused: Vec<ValueId>,
    /// The values of the block as they were.
    old: Vec<ValueId>,
}

impl FlagAlloc<'_> {
    fn block(&mut self, func: &mut Func, block: BlockId) -> Result<(), Refusal> {
        let cx = self.cx;
        self.old.clear();
        self.old.append(&mut func.block_mut(block).values);
        let mut flag = at_start(func, block, &self.end);
        let mut preds = func.block(block).preds.iter();
        if preds.any(|edge| self.end[edge.block.0 as usize] != flag) {
            return Err(Refusal::Invalid);
        }
        for index in 0..self.old.len() {
            let value = self.old[index];
            let is_spilled = self.is_spilled[value.0 as usize];
            if is_spilled && func.memory_arg(cx, value).is_some() {
                self.unused.push(value);
                split_load(func, cx, value)?;
            }
            for number in 0..func.args(value).len() {
                let arg = func.args(value)[number];
                if func.is_flags(cx, arg) && arg != flag {
                    let copy = copy_flags(func, cx, arg, block)?;
                    func.set_arg(value, number, copy);
                    flag = arg;
                }
            }
            func.block_mut(block).values.push(value);
            flag = after(func, cx, value, flag);
        }
        for index in 0..func.control_values(block).len() {
            let control = func.control_values(block)[index];
            if control != flag && func.is_flags(cx, control) {
                self.unused.push(control);
                let copy = copy_flags(func, cx, control, block)?;
                func.replace_control(block, index, copy);
                flag = control;
            }
        }
        let left = self.end[block.0 as usize];
        if left != NONE && left != flag {
            self.unused.push(left);
            copy_flags(func, cx, left, block)?;
        }
        Ok(())
    }

    /// Removes values that have no use any more.
    fn remove(&mut self, func: &mut Func) {
        let mut in_block = vec![false; func.blocks.len()];
        let mut index = 0;
        while let Some(value) = self.unused.get(index).copied() {
            if func.uses[value.0 as usize] == 0 {
                func.reset(value, INVALID, self.cx.ops);
                index += 1;
            } else {
                self.unused.swap_remove(index);
            }
        }
        for value in &self.unused {
            in_block[func.block_of[value.0 as usize].0 as usize] = true;
        }
        for at in 0..func.order.len() {
            let block = func.order[at];
            if in_block[block.0 as usize] {
                let mut values = std::mem::take(&mut func.block_mut(block).values);
                values.retain(|value| func.value(*value).op != INVALID);
                func.block_mut(block).values = values;
            }
        }
    }
}

/// Makes a load and an operation of a value that has both.
fn split_load(func: &mut Func, cx: &Cx<'_>, value: ValueId) -> Result<(), Refusal> {
    let name = match &*cx.package.header.goarch {
        "amd64" => "AMD64splitload",
        _ => return Err(Refusal::Unsupported("split loads of this machine")),
    };
    let mut rules = ValueRules::new(func, cx, name, "flagalloc")?;
    if rules.rewrite(value)? {
        Ok(())
    } else {
        Err(Refusal::Invalid)
    }
}

/// Adds a copy of flags at the end of a block, and of the flags and tuples that they are made of.
fn copy_flags(
    func: &mut Func,
    cx: &Cx<'_>,
    value: ValueId,
    block: BlockId,
) -> Result<ValueId, Refusal> {
    let mut budget = MOST_COPIES;
    copy_within(func, cx, value, block, &mut budget)
}

/// Adds copies until the budget is spent.
fn copy_within(
    func: &mut Func,
    cx: &Cx<'_>,
    value: ValueId,
    block: BlockId,
    budget: &mut u32,
) -> Result<ValueId, Refusal> {
    *budget = budget.checked_sub(1).ok_or(Refusal::Bound)?;
    let mut copies = Vec::new();
    for index in 0..func.args(value).len() {
        let arg = func.args(value)[index];
        if func.is_flags(cx, arg) || func.is_tuple(cx, arg) {
            copies.push((index, copy_within(func, cx, arg, block, budget)?));
        }
    }
    let copy = func.copy_into(value, block, cx.ops);
    for (index, arg) in copies {
        func.set_arg(copy, index, arg);
    }
    Ok(copy)
}
