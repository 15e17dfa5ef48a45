//! Blocks that are not reached and values that are not used are freed; the marks of statements
//! move to values that stay.
//!
//! Counterpart: cmd/compile/internal/ssa/deadcode.go.

use super::Cx;
use super::copyelim::copyelim;
use crate::func::Func;
use crate::func::Pos;
use crate::func::Statement;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::lines::FileLines;
use crate::op::flags;

/// Values with one of these have an effect of their own.
const EFFECTS: u32 = flags::CALL | flags::HAS_SIDE_EFFECTS | flags::NIL_CHECK;

/// Removes dead code.
pub(super) fn deadcode(func: &mut Func, cx: &Cx<'_>) {
    let mut reachable = func.free.scratch.filled(func.blocks.len(), false);
    let mut work = func.free.scratch.take();
    find_reachable(func, cx, &mut reachable, &mut work);
    func.free.scratch.put(work);
    remove_edges(func, cx, &reachable);
    // Blocks that were removed may leave phis of one value.
    copyelim(func, cx);
    let mut live = Live {
        values: func.free.scratch.filled(func.values.len(), false),
        statements: func.free.scratch.take(),
        work: func.free.scratch.take(),
        numbers: func.free.scratch.take(),
    };
    live.find(func, cx, &reachable);
    clean_names(func, &live.values);
    let files = func.caches.lines.as_deref_mut().unwrap_or_default();
    files.iter_mut().for_each(FileLines::clear);
    if has_dead(func, &reachable, &live.values) {
        unlink(func, &reachable, &live.values, &live.statements);
        free(func, cx, &reachable, &live.values);
    }
    func.free.scratch.put(reachable);
    func.free.scratch.put(live.values);
    func.free.scratch.put(live.statements);
    func.free.scratch.put(live.work);
    func.free.scratch.put(live.numbers);
}

/// Reports whether there is a value or block that is not used.
fn has_dead(func: &Func, reachable: &[bool], live: &[bool]) -> bool {
    func.order.iter().any(|block| {
        let mut values = func.block(*block).values.iter();
        !reachable[block.0 as usize] || values.any(|value| !live[value.0 as usize])
    })
}

/// Returns for each number of a block whether it can be reached.
pub fn reachable_blocks(func: &Func, cx: &Cx<'_>) -> Vec<bool> {
    let mut reachable = vec![false; func.blocks.len()];
    find_reachable(func, cx, &mut reachable, &mut Vec::new());
    reachable
}

/// Marks the blocks that can be reached; no block is marked before, and `work` is empty.
fn find_reachable(func: &Func, cx: &Cx<'_>, reachable: &mut [bool], work: &mut Vec<BlockId>) {
    work.push(func.entry);
    reachable[func.entry.0 as usize] = true;
    while let Some(id) = work.pop() {
        let block = func.block(id);
        let mut succs = &block.succs[..];
        if block.kind == cx.ops.block_first {
            succs = &succs[..1];
        }
        for edge in succs {
            let seen = &mut reachable[edge.block.0 as usize];
            if !*seen {
                *seen = true;
                work.push(edge.block);
            }
        }
    }
}

/// Removes edges from dead blocks to live ones, and those that are never taken.
fn remove_edges(func: &mut Func, cx: &Cx<'_>, reachable: &[bool]) {
    for at in 0..func.order.len() {
        let block = func.order[at];
        if reachable[block.0 as usize] {
            continue;
        }
        let mut index = 0;
        while let Some(edge) = func.block(block).succs.get(index) {
            match reachable[edge.block.0 as usize] {
                true => func.remove_edge(block, index, cx.ops),
                false => index += 1,
            }
        }
    }
    for at in 0..func.order.len() {
        let id = func.order[at];
        if reachable[id.0 as usize] && func.block(id).kind == cx.ops.block_first {
            func.remove_edge(id, 1, cx.ops);
            let block = func.block_mut(id);
            block.kind = cx.ops.block_plain;
            block.likely = 0;
        }
    }
}

/// The values that are used.
struct Live {
    /// For each number of a value, whether it is.
    values: Vec<bool>,
    /// The values that may begin a statement, in the order in which they were found.
    statements: Vec<ValueId>,
    /// Values whose arguments were not visited.
    work: Vec<ValueId>,
    /// Memory for numbers of inlined calls.
    numbers: Vec<i64>,
}

impl Live {
    /// Finds live values, from those with an effect.
    fn find(&mut self, func: &Func, cx: &Cx<'_>, reachable: &[bool]) {
        let mut inlined = None;
        let blocks = func.order.iter();
        for block in blocks.filter(|block| reachable[block.0 as usize]) {
            for value in func.control_values(*block) {
                if !self.values[value.0 as usize] {
                    self.add(func, *value);
                }
            }
            for value in &func.block(*block).values {
                let record = func.value(*value);
                if cx.tables.flags(record.op) & EFFECTS != 0 && !self.values[value.0 as usize] {
                    self.add(func, *value);
                }
                // Marks of inlined bodies of which nothing is left are not needed.
                if record.op == cx.ops.inl_mark {
                    let inlined = inlined.get_or_insert_with(|| {
                        let numbers = std::mem::take(&mut self.numbers);
                        inlined_calls(func, cx, numbers)
                    });
                    if inlined.contains(&record.aux_int) {
                        self.add(func, *value);
                    }
                }
            }
        }
        if let Some(Numbers(numbers)) = inlined {
            self.numbers = numbers;
        }
        while let Some(value) = self.work.pop() {
            let is_phi = func.value(value).op == cx.ops.phi;
            let block = func.block_of[value.0 as usize];
            for (index, arg) in func.args(value).iter().enumerate() {
                let is_dead = is_phi && !reachable[func.block(block).preds[index].block.0 as usize];
                if !is_dead && !self.values[arg.0 as usize] {
                    self.add(func, *arg);
                }
            }
        }
    }

    fn add(&mut self, func: &Func, value: ValueId) {
        self.values[value.0 as usize] = true;
        self.work.push(value);
        if func.positions[value.0 as usize].statement() != Statement::Not {
            self.statements.push(value);
        }
    }
}

/// Returns the numbers of the inlined calls that positions of the function are in, in order;
/// `numbers` is empty before.
fn inlined_calls(func: &Func, cx: &Cx<'_>, mut numbers: Vec<i64>) -> Numbers {
    let mut last = None;
    let mut add = |pos: Pos| {
        if last != Some(pos.base) {
            last = Some(pos.base);
            numbers.extend(cx.package.inlined_call(pos.base));
        }
    };
    for id in &func.order {
        let block = func.block(*id);
        for value in &block.values {
            add(func.positions[value.0 as usize]);
        }
        add(block.pos);
    }
    numbers.sort_unstable();
    numbers.dedup();
    Numbers(numbers)
}

/// A sorted set of numbers.
struct Numbers(Vec<i64>);

impl Numbers {
    fn contains(&self, number: &i64) -> bool {
        self.0.binary_search(number).is_ok()
    }
}

/// Removes dead values and repetitions from the values of variables.
fn clean_names(func: &mut Func, live: &[bool]) {
    if func.places.slots.named.is_empty() {
        return;
    }
    let mut seen = func.free.scratch.filled(func.values.len(), 0_u32);
    let mut round = 0;
    func.places.slots.named.retain_mut(|named| {
        round += 1;
        named.values.retain(|value| {
            let last = &mut seen[value.0 as usize];
            let is_new = *last != round;
            if live[value.0 as usize] {
                *last = round;
            }
            is_new && live[value.0 as usize]
        });
        !named.values.is_empty()
    });
    func.free.scratch.put(seen);
}

/// Removes the arguments of dead values, and gives their marks of statements to live ones; the
/// lines of all files are empty before.
fn unlink(func: &mut Func, reachable: &[bool], live: &[bool], statements: &[ValueId]) {
    let mut pending = func.caches.lines.take();
    let files = pending.as_deref_mut().unwrap_or_default();
    for at in 0..func.order.len() {
        let block = func.order[at];
        let is_reachable = reachable[block.0 as usize];
        if !is_reachable {
            func.reset_controls(block);
        }
        for index in 0..func.block(block).values.len() {
            let value = func.block(block).values[index];
            if live[value.0 as usize] {
                continue;
            }
            func.reset_args(value);
            let pos = func.positions[value.0 as usize];
            if pos.statement() == Statement::Is
                && is_reachable
                && let Some(file) = FileLines::of(files, pos.base)
            {
                file.set(pos.line(), at as i32);
            }
        }
    }
    if files.iter().all(|file| file.entries().is_empty()) {
        func.caches.lines = pending;
        return;
    }
    // The earliest value of the same line in the same block.
    for value in statements.iter().rev() {
        let pos = &mut func.positions[value.0 as usize];
        let Some(file) = FileLines::of(files, pos.base) else {
            continue;
        };
        let block = file.get(pos.line()).map(|at| func.order[at as usize]);
        if block == Some(func.block_of[value.0 as usize]) {
            *pos = pos.with_statement(Statement::Is);
            file.remove(pos.line());
        }
    }
    // Else the end of the block.
    for file in files.iter() {
        for (line, at) in file.entries() {
            let id = func.order[*at as usize];
            let pos = &mut func.block_mut(id).pos;
            if pos.line() == *line && pos.base as i32 == file.base {
                *pos = pos.with_statement(Statement::Is);
            }
        }
    }
    func.caches.lines = pending;
}

/// Frees dead values and blocks.
fn free(func: &mut Func, cx: &Cx<'_>, reachable: &[bool], live: &[bool]) {
    for at in 0..func.order.len() {
        let block = func.order[at];
        let mut values = std::mem::take(&mut func.block_mut(block).values);
        values.retain(|value| {
            let stays = live[value.0 as usize];
            if !stays {
                func.free_value(*value, cx.ops);
            }
            stays
        });
        func.block_mut(block).values = values;
    }
    let mut order = std::mem::take(&mut func.order);
    order.retain(|block: &BlockId| {
        let stays = reachable[block.0 as usize];
        if !stays {
            func.free_block(*block);
        }
        stays
    });
    func.order = order;
}
