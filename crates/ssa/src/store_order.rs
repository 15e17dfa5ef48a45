//! The order of a block's values with regard to the states of memory that they depend on.
//!
//! Counterpart: cmd/compile/internal/ssa/schedule.go (`storeOrder`).

use vamos_base::golang::pdqsort::sort_func;

use crate::cx::Cx;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::rules::Refusal;
use crate::sets::SparseSet;

/// Working memory for the blocks of a function.
#[derive(Debug)]
pub(crate) struct StoreOrder {
    seen: SparseSet,
    /// For each value three times the number of the last store that it depends on, plus 2; for a
    /// store plus 0; for a nil check plus 1; 0: not known yet.
    numbers: Vec<u32>,
    stores: Vec<ValueId>,
    counts: Vec<usize>,
    order: Vec<ValueId>,
    work: Vec<ValueId>,
}

impl StoreOrder {
    /// Returns working memory for a function.
    pub(crate) fn new(func: &mut Func) -> Self {
        let (len, scratch) = (func.values.len(), &mut func.free.scratch);
        Self {
            seen: SparseSet::taken(scratch, len),
            numbers: scratch.filled(len, 0),
            stores: scratch.take(),
            counts: Vec::new(),
            order: scratch.take(),
            work: scratch.take(),
        }
    }

    /// Gives the vectors back.
    pub(crate) fn end(self, func: &mut Func) {
        self.seen.end(&mut func.free.scratch);
        func.free.scratch.put(self.numbers);
        func.free.scratch.put(self.stores);
        func.free.scratch.put(self.order);
        func.free.scratch.put(self.work);
    }

    /// Sorts the values of a block by the state of memory that they depend on. With `checks_only`,
    /// a block without a nil check stays as it is.
    pub(crate) fn sort(
        &mut self,
        func: &mut Func,
        cx: &Cx<'_>,
        block: BlockId,
        checks_only: bool,
    ) -> Result<(), Refusal> {
        let has_nil_check = self.find_stores(func, cx, block);
        if self.stores.is_empty() || !has_nil_check && checks_only {
            return Ok(());
        }
        self.number_stores(func, cx)?;
        let values = std::mem::take(&mut func.block_mut(block).values);
        for value in &values {
            self.number(func, cx, *value);
        }
        let mut sum = 0;
        for count in &mut self.counts {
            sum += *count;
            *count = sum;
        }
        self.order.clear();
        self.order.resize(values.len(), ValueId(0));
        for value in &values {
            let count = &mut self.counts[self.numbers[value.0 as usize] as usize - 1];
            let place = self.order.get_mut(*count).ok_or(Refusal::Invalid)?;
            *place = *value;
            *count += 1;
        }
        if has_nil_check {
            sort_nil_checks(func, cx, &mut self.order);
        }
        func.block_mut(block).values = values;
        func.block_mut(block).values.copy_from_slice(&self.order);
        Ok(())
    }

    /// Finds the stores, and those that others depend on; reports whether there is a nil check.
    fn find_stores(&mut self, func: &Func, cx: &Cx<'_>, block: BlockId) -> bool {
        let ops = cx.ops;
        let mut has_nil_check = false;
        self.stores.clear();
        self.seen.clear();
        for value in &func.block(block).values {
            let op = func.value(*value).op;
            if func.is_memory(cx, *value) {
                self.stores.push(*value);
                if op != ops.init_mem
                    && op != ops.phi
                    && let Some(memory) = func.memory_arg(cx, *value)
                {
                    self.seen.add(memory.0);
                }
            }
            has_nil_check |= op == ops.nil_check;
        }
        has_nil_check
    }

    /// Numbers the stores from the last to the first.
    fn number_stores(&mut self, func: &Func, cx: &Cx<'_>) -> Result<(), Refusal> {
        let ops = cx.ops;
        let mut unused = self
            .stores
            .iter()
            .filter(|store| !self.seen.contains(store.0));
        let (Some(last), None) = (unused.next(), unused.next()) else {
            return Err(Refusal::Invalid);
        };
        let mut store = *last;
        let count = self.stores.len();
        self.counts.clear();
        self.counts.resize(3 * (count + 1), 0);
        self.seen.clear();
        for number in (1..=count).rev() {
            self.numbers[store.0 as usize] = 3 * number as u32;
            self.counts[3 * number] += 1;
            self.seen.add(store.0);
            if [ops.init_mem, ops.phi].contains(&func.value(store).op) {
                break;
            }
            store = func.memory_arg(cx, store).ok_or(Refusal::Invalid)?;
        }
        Ok(())
    }

    /// Numbers a value and the values of the block that it depends on.
    fn number(&mut self, func: &Func, cx: &Cx<'_>, value: ValueId) {
        if self.seen.contains(value.0) {
            return;
        }
        self.seen.add(value.0);
        self.work.push(value);
        while let Some(value) = self.work.last().copied() {
            let op = func.value(value).op;
            if self.numbers[value.0 as usize] != 0 {
                self.work.pop();
                continue;
            }
            // A phi depends on no store of the block.
            let number = if op == cx.ops.phi {
                Some(2)
            } else {
                self.last_store(func, value)
                    .map(|last| 3 * last + if op == cx.ops.nil_check { 1 } else { 2 })
            };
            if let Some(number) = number {
                self.numbers[value.0 as usize] = number;
                self.counts[number as usize] += 1;
                self.work.pop();
            }
        }
    }

    /// Returns the number of the last store that arguments depend on; `None` if an argument must
    /// be numbered first, which is added to the work.
    fn last_store(&mut self, func: &Func, value: ValueId) -> Option<u32> {
        let block = func.block_of[value.0 as usize];
        let mut last = 0;
        for arg in func.args(value) {
            if func.block_of[arg.0 as usize] != block {
                continue;
            }
            if !self.seen.contains(arg.0) {
                self.seen.add(arg.0);
                self.work.push(*arg);
                return None;
            }
            last = last.max(self.numbers[arg.0 as usize] / 3);
        }
        Some(last)
    }
}

/// Sorts each run of nil checks by position.
fn sort_nil_checks(func: &Func, cx: &Cx<'_>, order: &mut [ValueId]) {
    let is_check = |value: &ValueId| func.value(*value).op == cx.ops.nil_check;
    let position = |value: &ValueId| func.positions[value.0 as usize];
    for run in order.chunk_by_mut(|one, other| is_check(one) == is_check(other)) {
        if is_check(&run[0]) {
            sort_func(run, |one, other| position(one).cmp(&position(other)));
        }
    }
}
