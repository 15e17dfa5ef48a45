//! Arguments of phis that can be made again are made at the end of the block they come from.
//!
//! Counterpart: cmd/compile/internal/ssa/tighten.go (`phiTighten`) and regalloc.go
//! (`rematerializeable`).

use super::Cx;
use crate::func::Func;
use crate::ids::ValueId;
use crate::op::flags;

/// Moves such arguments to the predecessors.
pub(super) fn phi_tighten(func: &mut Func, cx: &Cx<'_>) {
    for at in 0..func.order.len() {
        let block = func.order[at];
        for index in 0..func.block(block).values.len() {
            let value = func.block(block).values[index];
            if func.value(value).op != cx.ops.phi {
                continue;
            }
            for number in 0..func.args(value).len() {
                let arg = func.args(value)[number];
                let pred = func.block(block).preds[number].block;
                if is_rematerializable(func, cx, arg) && func.block_of[arg.0 as usize] != pred {
                    let copy = func.copy_into(arg, pred, cx.ops);
                    func.set_arg(value, number, copy);
                }
            }
        }
    }
}

/// Reports whether a value can be made again anywhere: its arguments are in fixed registers.
pub(super) fn is_rematerializable(func: &Func, cx: &Cx<'_>, value: ValueId) -> bool {
    let flags_of = |value: ValueId| cx.tables.flags(func.value(value).op);
    flags_of(value) & flags::REMATERIALIZABLE != 0
        && func
            .args(value)
            .iter()
            .all(|arg| flags_of(*arg) & flags::FIXED_REG != 0)
}
