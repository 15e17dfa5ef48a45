//! Chains of copies.
//!
//! Counterpart: cmd/compile/internal/ssa/copyelim.go (`copySource`).

use crate::cx::Cx;
use crate::func::Func;
use crate::ids::ValueId;

/// Returns the value at the end of a chain of copies; all of the chain become copies of it. The end
/// of a chain that is a circle becomes an unknown value.
pub(crate) fn copy_source(func: &mut Func, cx: &Cx<'_>, copy: ValueId) -> ValueId {
    let is_copy = |func: &Func, value| func.value(value).op == cx.ops.copy;
    let mut source = func.args(copy)[0];
    let mut slow = source;
    let mut advances = false;
    while is_copy(func, source) {
        source = func.args(source)[0];
        if source == slow {
            func.reset(source, cx.ops.unknown, cx.ops);
            break;
        }
        if advances {
            slow = func.args(slow)[0];
        }
        advances = !advances;
    }
    let mut next = copy;
    while next != source {
        let after = func.args(next)[0];
        func.set_arg(next, 0, source);
        next = after;
    }
    source
}
