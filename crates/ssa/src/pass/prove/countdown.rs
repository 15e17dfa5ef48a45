//! Loops whose variable has no use in the body count downwards, so that the bound needs no register
//! (since Go 1.27).
//!
//! Counterpart: cmd/compile/internal/ssa/downward_counting_loop.go.

use super::induction::Induction;
use super::limit::checked_add;
use super::values::At;
use super::values::is_constant;
use crate::cx::Cx;
use crate::func::Func;
use crate::graph::is_ancestor_eq;

/// Turns a loop around if that is possible. Its variable only counts the rounds.
pub(super) fn count_down(func: &mut Func, cx: &Cx<'_>, induction: &Induction) {
    let Induction {
        variable,
        next,
        min: start,
        max: end,
        ..
    } = *induction;
    let home = func.block_of[variable.0 as usize];
    let at = At { func, cx };
    if !is_constant(at, start) || is_constant(at, end) || func.block_of[end.0 as usize] == home {
        return;
    }
    // The loop ends with a number below the start.
    let mut room = induction.step.wrapping_neg();
    if induction.is_min_excluded {
        room += 1;
    }
    if checked_add(func.value(start).aux_int, room, at.bits(start)).is_none() {
        return;
    }
    let [edge] = func.block(induction.entry).preds[..] else {
        return;
    };
    let check = func.block(edge.block).controls[0];
    let place = |user, value| func.args(user).iter().position(|arg| *arg == value);
    let (Some(of_end), Some(of_start)) = (place(check, end), place(variable, start)) else {
        return;
    };
    let tree = func.caches.tree.as_deref().unwrap_or_default();
    if !is_ancestor_eq(tree, func.block_of[end.0 as usize], home) {
        return;
    }
    func.set_arg(check, of_end, start);
    func.set_arg(variable, of_start, end);
    func.args_mut(check).swap(0, 1);
    if func.args(next)[0] != variable {
        func.args_mut(next).swap(0, 1);
    }
    func.value_mut(next).op = cx.tables.arith(func.value(next).op).partner;
}
