//! Loops: values that are live at the header are live in the whole loop, and calls that no way
//! through the loop avoids.
//!
//! Counterpart: cmd/compile/internal/ssa/regalloc.go (`computeLive`, `computeUnavoidableCalls`).

use vamos_base::golang::pdqsort::sort_func;

use super::Cx;
use super::data::LiveValue;
use super::live_map::LiveMap;
use super::live_map::UNLIKELY;
use super::live_map::distance;
use super::live_map::put_list;
use super::live_map::put_map;
use crate::func::Func;
use crate::func::Pos;
use crate::ids::BlockId;
use crate::op::flags;
use crate::sets::SparseSet;
use crate::state::LoopNest;

/// The distance of a value whose distance is not known yet.
const UNKNOWN: i32 = -1;

/// Adds the values that are live at the headers of loops to all their blocks.
pub(super) fn fill(
    func: &mut Func,
    nest: &LoopNest,
    order: &[BlockId],
    calls: &[i32],
    (at_headers, at_end): (&mut [Vec<LiveValue>], &mut [Vec<LiveValue>]),
    map: &mut LiveMap,
) {
    let mut loops = func.free.scratch.of(0..nest.loops.len() as u32);
    let depth = |number: &u32| nest.loops[*number as usize].depth;
    sort_func(&mut loops, |one, other| depth(one).cmp(&depth(other)));
    for number in &loops {
        let at = *number as usize;
        let Some(outer) = (nest.loops[at].outer as usize).checked_sub(1) else {
            continue;
        };
        put_map(map, &at_headers[at]);
        let before = map.len();
        for live in &at_headers[outer] {
            if map.get(live.value.0).is_none() {
                map.set(live.value.0, (live.distance, live.pos));
            }
        }
        if map.len() > before {
            put_list(map, &mut at_headers[at]);
        }
    }
    func.free.scratch.put(loops);
    for block in order {
        let number = nest.of_block[block.0 as usize] as usize;
        let Some(at) = number.checked_sub(1) else {
            continue;
        };
        let list = &mut at_end[block.0 as usize];
        put_map(map, list);
        let before = map.len();
        for live in &at_headers[at] {
            if map.get(live.value.0).is_none() {
                map.set(live.value.0, (UNKNOWN, Pos::default()));
            }
        }
        if map.len() > before {
            put_list(map, list);
        }
    }
    let mut rest = func.free.scratch.of(order.iter().copied());
    find_distances(func, &mut rest, calls, at_end, map);
    func.free.scratch.put(rest);
}

/// Finds unknown distances from those at the ends of successors, until nothing changes: a value
/// that has no use after the loop keeps an unknown distance. Blocks that are complete leave `rest`.
fn find_distances(
    func: &Func,
    rest: &mut Vec<BlockId>,
    calls: &[i32],
    at_end: &mut [Vec<LiveValue>],
    map: &mut LiveMap,
) {
    let mut has_changed = true;
    while has_changed && !rest.is_empty() {
        has_changed = false;
        rest.retain(|block| {
            let list = &at_end[block.0 as usize];
            put_map(map, list);
            let mut unknown = list.iter().filter(|live| live.distance == UNKNOWN).count();
            let mut has_new = false;
            for edge in &func.block(*block).succs {
                let succ = edge.block;
                let len = func.block(succ).values.len() as i32;
                let more = len + distance(func, *block, succ) + calls[succ.0 as usize] * UNLIKELY;
                for live in at_end[succ.0 as usize]
                    .iter()
                    .filter(|live| live.distance != UNKNOWN)
                {
                    let Some((old, _)) = map.get(live.value.0) else {
                        continue;
                    };
                    let distance = live.distance + more;
                    if old == UNKNOWN {
                        unknown -= 1;
                    }
                    if old == UNKNOWN || distance < old {
                        has_new = true;
                        map.set(live.value.0, (distance, live.pos));
                    }
                }
            }
            if has_new {
                put_list(map, &mut at_end[block.0 as usize]);
            }
            has_changed |= has_new;
            unknown > 0
        });
    }
}

/// Marks the loops in which every way back to the header has a call.
pub(super) fn find_unavoidable_calls(func: &mut Func, cx: &Cx<'_>) {
    let Some(mut nest) = func.caches.loops.take() else {
        return;
    };
    let scratch = &mut func.free.scratch;
    let mut has_call = scratch.filled(func.blocks.len(), false);
    let mut found = SparseSet::taken(scratch, func.blocks.len());
    let mut work = scratch.take();
    for block in &func.order {
        has_call[block.0 as usize] = contains_call(func, cx, *block);
    }
    for at in 0..nest.loops.len() {
        found.clear();
        work.clear();
        if !has_way_without_call(func, &nest, at, &has_call, (&mut found, &mut work)) {
            nest.loops[at].contains_unavoidable_call = true;
        }
    }
    found.end(&mut func.free.scratch);
    func.free.scratch.put(has_call);
    func.free.scratch.put(work);
    func.caches.loops = Some(nest);
}

/// Reports whether a way from the header of a loop to itself has no call.
fn has_way_without_call(
    func: &Func,
    nest: &LoopNest,
    at: usize,
    has_call: &[bool],
    (found, work): (&mut SparseSet, &mut Vec<BlockId>),
) -> bool {
    let (header, depth) = (nest.loops[at].header, nest.loops[at].depth);
    work.push(header);
    while let Some(block) = work.pop() {
        if has_call[block.0 as usize] {
            continue;
        }
        for edge in &func.block(block).succs {
            let next = edge.block;
            if next == header {
                return true;
            }
            let number = nest.of_block[next.0 as usize] as usize;
            let own = number.checked_sub(1);
            let is_inside = own.is_some_and(|own| own == at || nest.loops[own].depth > depth);
            if is_inside && !found.contains(next.0) {
                work.push(next);
                found.add(next.0);
            }
        }
    }
    false
}

/// Reports whether a block calls a function.
fn contains_call(func: &Func, cx: &Cx<'_>, block: BlockId) -> bool {
    let is_call = |op| cx.tables.flags(op) & flags::CALL != 0;
    let block = func.block(block);
    let mut values = block.values.iter();
    block.kind == cx.ops.block_defer || values.any(|value| is_call(func.value(*value).op))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::func::Block;
    use crate::ids::ValueId;

    #[test]
    fn a_distance_that_no_block_knows_stays_unknown() {
        let mut func = Func {
            blocks: vec![Block::default(); 3],
            ..Func::default()
        };
        let order = [BlockId(1), BlockId(2)];
        func.add_edge(order[0], order[1]);
        func.add_edge(order[1], order[0]);
        let live = |value: u32, distance: i32| LiveValue {
            value: ValueId(value),
            distance,
            pos: Pos::default(),
        };
        let mut at_end = [
            vec![],
            vec![live(1, UNKNOWN), live(2, UNKNOWN)],
            vec![live(1, UNKNOWN), live(2, 5)],
        ];
        let mut map = LiveMap::taken(&mut func.free.scratch, 3);
        find_distances(&func, &mut order.to_vec(), &[0; 3], &mut at_end, &mut map);
        let found = at_end.map(|list| list.iter().map(|live| live.distance).collect::<Vec<_>>());
        assert_eq!(found, [vec![], vec![UNKNOWN, 15], vec![UNKNOWN, 5]]);
    }
}
