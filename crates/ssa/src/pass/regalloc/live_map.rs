//! Live values by number, and the distances between blocks.
//!
//! Counterpart: cmd/compile/internal/ssa/sparsemappos.go and regalloc.go (`branchDistance`).

use super::data::LiveValue;
use crate::func::Func;
use crate::func::Pos;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::sets::SparseMap;

/// Distances between blocks, in values.
const LIKELY: i32 = 1;
const NORMAL: i32 = 10;
pub(super) const UNLIKELY: i32 = 100;

/// Live values by number: distance and position of the next use.
pub(super) type LiveMap = SparseMap<(i32, Pos)>;

/// Replaces a list by a map's entries.
pub(super) fn put_list(map: &LiveMap, list: &mut Vec<LiveValue>) {
    list.clear();
    list.extend(
        map.entries()
            .iter()
            .map(|(number, (distance, pos))| LiveValue {
                value: ValueId(*number),
                distance: *distance,
                pos: *pos,
            }),
    );
}

/// Replaces a map's entries by a list.
pub(super) fn put_map(map: &mut LiveMap, list: &[LiveValue]) {
    map.clear();
    for live in list {
        map.set(live.value.0, (live.distance, live.pos));
    }
}

/// Returns the distance from the end of a block to the start of a successor.
pub(super) fn distance(func: &Func, from: BlockId, to: BlockId) -> i32 {
    let block = func.block(from);
    let [first, second] = &block.succs[..] else {
        return NORMAL;
    };
    let [is_first, is_second] = [first, second].map(|edge| edge.block == to);
    match block.likely {
        1 if is_first => LIKELY,
        -1 if is_second => LIKELY,
        -1 if is_first => UNLIKELY,
        1 if is_second => UNLIKELY,
        _ => NORMAL,
    }
}
