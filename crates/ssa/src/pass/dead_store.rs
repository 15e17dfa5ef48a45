//! Stores that are overwritten before anything reads them are removed.
//!
//! Counterpart: cmd/compile/internal/ssa/deadstore.go (`dse`).

use super::Cx;
use crate::func::Func;
use crate::hash::Map;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::package::Aux;
use crate::package::AuxId;
use crate::rules::Refusal;
use crate::sets::SparseSet;

/// The maximum number of ranges of a pointer.
const MOST_RANGES: usize = 64;

/// The end of the memory of a pointer that is followed, in bytes.
const END: i64 = 0xffff;

/// The first address of each variable in a block.
type Addresses = Map<AuxId, ValueId>;

/// Ranges of memory for each of several pointers.
type Ranges = Vec<Vec<(i64, i64)>>;

/// Working memory for the blocks of a function.
struct Stores {
    stores: Vec<ValueId>,
    /// States of memory that something reads.
    read: SparseSet,
    /// States of memory that a store follows.
    followed: SparseSet,
    addresses: Addresses,
    /// Pointers to memory that is written later.
    shadowed: SparseSet,
    /// The ranges that are written later, for each of those pointers.
    ranges: Ranges,
}

/// Removes dead stores, block by block.
pub(super) fn dse(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    if !func.has_op(&[cx.ops.store, cx.ops.zero, cx.ops.move_mem]) {
        return Ok(());
    }
    let (count, scratch) = (func.values.len(), &mut func.free.scratch);
    let (addresses, ranges): (Addresses, Ranges) = scratch.memory();
    let mut stores = Stores {
        stores: scratch.take(),
        read: SparseSet::taken(scratch, count),
        followed: SparseSet::taken(scratch, count),
        addresses,
        shadowed: SparseSet::taken(scratch, count),
        ranges,
    };
    for at in 0..func.order.len() {
        let block = func.order[at];
        stores.find(func, cx, block);
        if stores.stores.is_empty() {
            continue;
        }
        let is_last = |store: &&ValueId| !stores.followed.contains(store.0);
        let mut last = stores.stores.iter().filter(is_last);
        let (Some(last), None) = (last.next().copied(), last.next()) else {
            return Err(Refusal::Invalid);
        };
        stores.walk(func, cx, block, last)?;
    }
    func.free.scratch.put(stores.stores);
    for set in [stores.read, stores.followed, stores.shadowed] {
        set.end(&mut func.free.scratch);
    }
    let lists = (stores.addresses, stores.ranges);
    func.free.scratch.keep(lists);
    Ok(())
}

impl Stores {
    /// Finds the stores of a block, and what uses the states of memory.
    fn find(&mut self, func: &Func, cx: &Cx<'_>, block: BlockId) {
        let ops = cx.ops;
        self.stores.clear();
        self.read.clear();
        self.followed.clear();
        self.addresses.clear();
        for value in &func.block(block).values {
            let record = func.value(*value);
            if record.op == ops.phi {
                continue;
            }
            let is_store = func.is_memory(cx, *value);
            if is_store {
                self.stores.push(*value);
            } else if record.op == ops.local_addr {
                self.addresses.entry(record.aux).or_insert(*value);
                continue;
            } else if record.op == ops.inl_mark || record.op == ops.convert {
                continue;
            }
            let reads = !is_store || reads_memory(func, cx, *value);
            for arg in func.args(*value) {
                if func.block_of[arg.0 as usize] == block && func.is_memory(cx, *arg) {
                    if is_store {
                        self.followed.add(arg.0);
                    }
                    if reads {
                        self.read.add(arg.0);
                    }
                }
            }
        }
    }

    /// Walks through the stores of a block, from the last one.
    fn walk(
        &mut self,
        func: &mut Func,
        cx: &Cx<'_>,
        block: BlockId,
        last: ValueId,
    ) -> Result<(), Refusal> {
        self.shadowed.clear();
        let mut store = last;
        for _ in 0..=self.stores.len() {
            if self.read.contains(store.0) {
                self.shadowed.clear();
            }
            if let Some(size) = written_size(func, cx, store)? {
                self.visit(func, cx, store, size)?;
            }
            if func.value(store).op == cx.ops.phi {
                return Ok(());
            }
            let mut args = func.args(store).iter().copied();
            let is_before =
                |arg: &ValueId| func.block_of[arg.0 as usize] == block && func.is_memory(cx, *arg);
            match args.find(is_before) {
                Some(before) => store = before,
                None => return Ok(()),
            }
        }
        // More states of memory than the block has are a cycle.
        Err(Refusal::Invalid)
    }

    /// Removes a store if it is overwritten, or else records its range.
    fn visit(
        &mut self,
        func: &mut Func,
        cx: &Cx<'_>,
        store: ValueId,
        size: i64,
    ) -> Result<(), Refusal> {
        let ops = cx.ops;
        let mut pointer = func.args(store)[0];
        let mut offset = 0_i64;
        while func.value(pointer).op == ops.off_ptr {
            offset = offset.wrapping_add(func.value(pointer).aux_int);
            pointer = func.args(pointer)[0];
        }
        let record = func.value(pointer);
        if record.op == ops.local_addr
            && let Some(first) = self.addresses.get(&record.aux)
        {
            pointer = *first;
        }
        let end = offset.wrapping_add(size);
        let at = self.shadowed.index(pointer.0).unwrap_or_else(|| {
            self.shadowed.add(pointer.0);
            let at = self.shadowed.contents().len() - 1;
            match self.ranges.get_mut(at) {
                Some(ranges) => ranges.clear(),
                None => self.ranges.push(Vec::new()),
            }
            at
        });
        let ranges = &mut self.ranges[at];
        if ranges
            .iter()
            .any(|(from, to)| offset >= *from && end <= *to)
        {
            let memory = func.memory_arg(cx, store).ok_or(Refusal::Invalid)?;
            func.make_copy(store, memory, ops);
        } else {
            add_range(ranges, offset, end);
        }
        Ok(())
    }
}

/// Reports whether a store reads the memory before it, too.
fn reads_memory(func: &Func, cx: &Cx<'_>, store: ValueId) -> bool {
    let ops = cx.ops;
    match func.value(store).op {
        op if [ops.store, ops.zero, ops.var_def].contains(&op) => false,
        op if op == ops.move_mem && cx.profile.dse_of_moves => {
            let source = func.value(func.args(store)[1]);
            let data = match func.aux(cx.package, source.aux) {
                Some(Aux::Sym(sym)) => func.data(cx.package, *sym),
                _ => None,
            };
            let is_constant = data.is_some_and(|data| data.is_read_only && data.relocations == 0);
            source.op != ops.addr || !is_constant
        }
        _ => true,
    }
}

/// Returns the number of bytes that a store writes, if it is a simple one.
fn written_size(func: &Func, cx: &Cx<'_>, store: ValueId) -> Result<Option<i64>, Refusal> {
    let ops = cx.ops;
    let record = func.value(store);
    if record.op == ops.store {
        let Some(Aux::Type(ty)) = func.aux(cx.package, record.aux) else {
            return Err(Refusal::Invalid);
        };
        let ty = func.ty(cx.package, *ty).ok_or(Refusal::Invalid)?;
        return Ok(Some(ty.size));
    }
    let is_one = record.op == ops.zero || record.op == ops.move_mem && cx.profile.dse_of_moves;
    Ok(is_one.then_some(record.aux_int))
}

/// Adds a range, which is joined with those that it touches.
fn add_range(ranges: &mut Vec<(i64, i64)>, from: i64, to: i64) {
    if from < 0 || to > END || ranges.len() >= MOST_RANGES {
        return;
    }
    let (mut from, mut to) = (from, to);
    ranges.retain(|(other_from, other_to)| {
        let is_apart = to < *other_from || from > *other_to;
        if !is_apart {
            from = from.min(*other_from);
            to = to.max(*other_to);
        }
        is_apart
    });
    ranges.push((from, to));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_touch_become_one() {
        let mut ranges = Vec::new();
        for (from, to) in [(0, 4), (8, 12), (-1, 2), (20, END + 1), (16, 20), (4, 8)] {
            add_range(&mut ranges, from, to);
        }
        assert_eq!(ranges, [(16, 20), (0, 12)]);
    }
}
