//! Copies and phis of one value: their users take the value itself.
//!
//! Counterpart: cmd/compile/internal/ssa/copyelim.go.

use super::Cx;
use crate::copies::copy_source;
use crate::func::Func;
use crate::ids::ValueId;
use crate::package::TypeId;
use crate::package::kind;

/// Eliminates copies and phis, in values, control values and the values of variables.
pub(super) fn copyelim(func: &mut Func, cx: &Cx<'_>) {
    phielim(func, cx);
    let copy = cx.ops.copy;
    for at in 0..func.order.len() {
        let block = func.order[at];
        for index in 0..func.control_values(block).len() {
            let control = func.control_values(block)[index];
            if func.value(control).op == copy {
                let source = func.args(control)[0];
                func.replace_control(block, index, source);
            }
        }
    }
    let mut named = std::mem::take(&mut func.places.slots.named);
    for value in named.iter_mut().flat_map(|slot| &mut slot.values) {
        if func.value(*value).op == copy {
            *value = func.args(*value)[0];
        }
    }
    func.places.slots.named = named;
}

/// Eliminates phis until nothing changes; values of types without size become empty.
fn phielim(func: &mut Func, cx: &Cx<'_>) {
    let Some(mut has_copies) = find_work(func, cx) else {
        return;
    };
    loop {
        let mut has_changed = false;
        for at in 0..func.order.len() {
            let block = func.order[at];
            for index in 0..func.block(block).values.len() {
                let value = func.block(block).values[index];
                if is_empty(cx, func.value(value).ty) {
                    func.reset(value, cx.ops.empty, cx.ops);
                }
                if has_copies {
                    copyelim_value(func, cx, value);
                }
                if func.eliminate_phi(value, cx.ops) {
                    has_changed = true;
                    has_copies = true;
                }
            }
        }
        if !has_changed {
            return;
        }
    }
}

/// Reports whether there are copies: an argument can only be a copy if some value is one. `None`
/// means that there is nothing to do at all.
fn find_work(func: &Func, cx: &Cx<'_>) -> Option<bool> {
    let ops = cx.ops;
    if func.values.iter().any(|value| value.op == ops.copy) {
        return Some(true);
    }
    let mut values = func.values.iter().zip(0..);
    let has_work = values.any(|(value, number)| {
        value.op == ops.phi && func.only_arg(ValueId(number)).is_some()
            || value.op != ops.empty && is_empty(cx, value.ty)
    });
    has_work.then_some(false)
}

/// Reports whether a type is a struct or array without size.
fn is_empty(cx: &Cx<'_>, ty: TypeId) -> bool {
    let facts = &cx.package.facts;
    matches!(facts.kind(ty.0), Some(kind::STRUCT | kind::ARRAY)) && facts.size(ty.0) == Some(0)
}

/// Replaces arguments that are copies by their sources.
fn copyelim_value(func: &mut Func, cx: &Cx<'_>, value: ValueId) {
    for index in 0..func.args(value).len() {
        let arg = func.args(value)[index];
        if func.value(arg).op == cx.ops.copy {
            let source = copy_source(func, cx, arg);
            func.set_arg(value, index, source);
        }
    }
}
