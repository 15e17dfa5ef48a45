//! Selectors of tuples are in the block of the tuple, once for each part.
//!
//! Counterpart: cmd/compile/internal/ssa/tuple.go.

use super::Cx;
use crate::func::Func;
use crate::hash::Map;
use crate::ids::ValueId;

/// Selectors by tuple and part.
type Selectors = Map<(ValueId, i64), ValueId>;

/// Moves and merges selectors.
pub(super) fn tighten_tuple_selectors(func: &mut Func, cx: &Cx<'_>) {
    let mut selectors = Selectors::default();
    for at in 0..func.order.len() {
        let block = func.order[at];
        // Copies are appended to blocks, and are selectors of a part that is known.
        let mut index = 0;
        let count = func.block(block).values.len();
        while index < count {
            let selector = func.block(block).values[index];
            index += 1;
            let record = func.value(selector);
            let part = match record.op {
                op if op == cx.ops.select0 => 0,
                op if op == cx.ops.select1 => 1,
                op if op == cx.ops.select_n => record.aux_int,
                _ => continue,
            };
            let tuple = func.args(selector)[0];
            let key = (tuple, part);
            if let Some(first) = selectors.get(&key) {
                func.copy_of(selector, *first, cx.ops);
                continue;
            }
            let home = func.block_of[tuple.0 as usize];
            let first = match func.block_of[selector.0 as usize] == home {
                true => selector,
                false => {
                    let new = func.copy_into(selector, home, cx.ops);
                    func.copy_of(selector, new, cx.ops);
                    new
                }
            };
            selectors.insert(key, first);
        }
    }
}
