//! Checks for nil before instructions that fault anyway are removed.
//!
//! Counterpart: cmd/compile/internal/ssa/nilcheck.go (`nilcheckelim2`).

use super::Cx;
use crate::func::Func;
use crate::func::Statement;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::lines::FileLines;
use crate::op::flags;
use crate::package::Aux;
use crate::package::type_flags;
use crate::sets::SparseMap;

/// Addresses below this one always fault.
const ZERO_PAGE: i64 = 4096;

/// Removes checks for nil in all blocks.
pub(super) fn late_nilcheck(func: &mut Func, cx: &Cx<'_>) {
    let mut lines = func.caches.lines.take();
    if !has_checks(func, cx) {
        let files = lines.as_deref_mut().unwrap_or_default();
        files.iter_mut().for_each(FileLines::clear);
        func.caches.lines = lines;
        return;
    }
    let mut pass = LateNilCheck {
        cx,
        pending: lines.as_deref_mut().unwrap_or_default(),
        faults: SparseMap::taken(&mut func.free.scratch, func.values.len()),
    };
    for at in 0..func.order.len() {
        pass.block(func, func.order[at]);
    }
    pass.faults.end(&mut func.free.scratch);
    func.caches.lines = lines;
}

/// Reports whether a function has checks for nil.
fn has_checks(func: &Func, cx: &Cx<'_>) -> bool {
    let mut values = func
        .order
        .iter()
        .flat_map(|block| &func.block(*block).values);
    values.any(|value| cx.tables.flags(func.value(*value).op) & flags::NIL_CHECK != 0)
}

struct LateNilCheck<'a> {
    cx: &'a Cx<'a>,
    /// Lines whose mark of a statement has no value.
    pending: &'a mut [FileLines],
    /// For each pointer, the index of the value that faults if it is nil.
    faults: SparseMap<u32>,
}

impl LateNilCheck<'_> {
    fn block(&mut self, func: &mut Func, block: BlockId) {
        self.faults.clear();
        self.pending.iter_mut().for_each(FileLines::clear);
        let mut first = None;
        for index in (0..func.block(block).values.len()).rev() {
            let value = func.block(block).values[index];
            if self.remove(func, block, value) {
                first = Some(index);
                continue;
            }
            if func.is_memory(self.cx, value) {
                if leaves_memory(func, self.cx, value) {
                    continue;
                }
                self.faults.clear();
            }
            self.note(func, index, value);
        }
        if let Some(first) = first {
            self.compact(func, block, first);
        }
        let pos = func.block(block).pos;
        if let Some(file) = FileLines::of(self.pending, pos.base)
            && file.get(pos.line()).is_some()
        {
            func.block_mut(block).pos = pos.with_statement(Statement::Is);
        }
    }

    /// Removes a check whose pointer faults later; reports whether it did.
    fn remove(&mut self, func: &mut Func, block: BlockId, value: ValueId) -> bool {
        let cx = self.cx;
        if cx.tables.flags(func.value(value).op) & flags::NIL_CHECK == 0 {
            return false;
        }
        let Some(index) = self.faults.get(func.args(value)[0].0) else {
            return false;
        };
        let user = func.block(block).values[index as usize];
        let [pos, user_pos] = [value, user].map(|value| func.positions[value.0 as usize]);
        let is_fixed = !cx.profile.moves_position_to_stores && func.is_memory(cx, user);
        let mut lost = pos;
        if !is_fixed && !user_pos.is_same_line(pos) {
            func.positions[user.0 as usize] = pos;
            lost = user_pos;
        }
        if lost.statement() == Statement::Is
            && let Some(file) = FileLines::of(self.pending, lost.base)
        {
            file.set(lost.line(), 0);
        }
        func.reset(value, cx.ops.unknown, cx.ops);
        true
    }

    /// Records the pointers on which a value faults.
    fn note(&mut self, func: &Func, index: usize, value: ValueId) {
        let record = func.value(value);
        let faults = [flags::FAULT_ON_NIL_ARG0, flags::FAULT_ON_NIL_ARG1];
        if self.cx.tables.flags(record.op) & (faults[0] | faults[1]) == 0 {
            return;
        }
        let Some(info) = self.cx.tables.ops.get(usize::from(record.op)) else {
            return;
        };
        let faults = faults.into_iter().zip(func.args(value));
        for (_, arg) in faults.filter(|(flag, _)| info.has(*flag)) {
            // The offset in a constant and an offset.
            let in_both = i64::from(record.aux_int as i32);
            let is_near = |offset: i64| record.aux.0 == 0 && (0..ZERO_PAGE).contains(&offset);
            let is_sure = match &*info.aux {
                "auxSym" => record.aux.0 == 0,
                "auxSymOff" => is_near(record.aux_int),
                "auxSymValAndOff" => is_near(in_both),
                _ => true,
            };
            if is_sure {
                self.faults.set(arg.0, index as u32);
            }
        }
    }

    /// Removes values without an operation from an index on; others get the marks of statements.
    fn compact(&mut self, func: &mut Func, block: BlockId, first: usize) {
        let ops = self.cx.ops;
        let mut values = std::mem::take(&mut func.block_mut(block).values);
        let mut end = first;
        for index in first..values.len() {
            let value = values[index];
            let op = func.value(value).op;
            if op == ops.unknown {
                continue;
            }
            let pos = func.positions[value.0 as usize];
            if !ops.begins_no_statement(op)
                && let Some(file) = FileLines::of(self.pending, pos.base)
                && file.get(pos.line()).is_some()
            {
                func.positions[value.0 as usize] = pos.with_statement(Statement::Is);
                file.remove(pos.line());
            }
            values[end] = value;
            end += 1;
        }
        values.truncate(end);
        func.block_mut(block).values = values;
    }
}

/// Reports whether a value is a state of memory that differs from the one before in name only.
fn leaves_memory(func: &Func, cx: &Cx<'_>, value: ValueId) -> bool {
    let record = func.value(value);
    if record.op == cx.ops.var_live {
        return true;
    }
    if record.op != cx.ops.var_def {
        return false;
    }
    let name = match func.aux(cx.package, record.aux) {
        Some(Aux::Name(name)) => func.name(cx.package, *name),
        _ => None,
    };
    let ty = name.and_then(|name| func.ty(cx.package, name.ty));
    ty.is_some_and(|ty| ty.flags & type_flags::HAS_POINTERS == 0)
}
