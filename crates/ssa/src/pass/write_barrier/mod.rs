//! Inserts write barriers: a store of a pointer to the heap also writes to the garbage collector's
//! buffer while a collection runs.
//!
//! Consecutive stores share one branch.
//! Counterpart: cmd/compile/internal/ssa/writebarrier.go (`writebarrier`).

mod branch;
mod common;
mod pointers;
mod row;
mod zeroes;

pub use self::pointers::is_stack;

use self::branch::Branch;
use self::common::Common;
use self::row::Row;
use self::zeroes::Zeroes;
use super::Cx;
use super::machine::require_amd64;
use crate::func::Func;
use crate::ids::BlockId;
use crate::rules::Refusal;
use crate::store_order::StoreOrder;

/// Adds barriers.
pub(super) fn write_barrier(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    require_amd64(cx)?;
    if !func.has_op(&[cx.ops.store, cx.ops.move_mem, cx.ops.zero]) {
        return Ok(());
    }
    let zeroes = Zeroes::find(func, cx)?;
    let mut shared = None;
    for at in 0..func.order.len() {
        let block = func.order[at];
        let mut count = mark(func, cx, block, &zeroes)?;
        if count == 0 {
            continue;
        }
        let (common, store_order) = match &mut shared {
            Some(shared) => shared,
            None => {
                let common = Common::find(func, cx)?;
                shared.insert((common, StoreOrder::new(func)))
            }
        };
        store_order.sort(func, cx, block, false)?;
        while count > 0 {
            let row = Row::cut(func, cx, block)?;
            count = count.checked_sub(row.count).ok_or(Refusal::Invalid)?;
            Branch::new(func, cx, common, block, &row, &zeroes)?.finish(&row)?;
        }
    }
    if let Some((common, store_order)) = shared {
        common.end(func);
        store_order.end(func);
    }
    Ok(())
}

/// Marks the stores of a block that need a barrier by an operation; returns their number.
fn mark(func: &mut Func, cx: &Cx<'_>, block: BlockId, zeroes: &Zeroes) -> Result<usize, Refusal> {
    let ops = cx.ops;
    let marks = [
        (ops.store, ops.store_wb),
        (ops.move_mem, ops.move_wb),
        (ops.zero, ops.zero_wb),
    ];
    let mut count = 0;
    for index in 0..func.block(block).values.len() {
        let value = func.block(block).values[index];
        let op = func.value(value).op;
        if let Some((_, marked)) = marks.into_iter().find(|(one, _)| *one == op)
            && pointers::needs_barrier(func, cx, value, zeroes)?
        {
            func.value_mut(value).op = marked;
            count += 1;
        }
    }
    Ok(count)
}
