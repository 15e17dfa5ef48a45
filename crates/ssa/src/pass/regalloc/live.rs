//! The values that are live at the end of each block, with the distance to their next use.
//!
//! Counterpart: cmd/compile/internal/ssa/regalloc.go (`computeLive`).

use super::Cx;
use super::block_lists::Rows;
use super::block_lists::reset;
use super::data::LiveValue;
use super::data::ValueState;
use super::live_loops;
use super::live_map::LiveMap;
use super::live_map::UNLIKELY;
use super::live_map::distance;
use super::live_map::put_list;
use super::live_map::put_map;
use crate::func::Func;
use crate::graph;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::loops;
use crate::op::flags;

/// Finds the live values at the end of each block, by number; the lists are empty before.
pub(super) fn find(
    func: &mut Func,
    cx: &Cx<'_>,
    values: &[ValueState],
    at_end: &mut Rows<LiveValue>,
) {
    let blocks = func.blocks.len();
    let order = graph::take_postorder(func);
    loops::loop_nest(func, cx);
    live_loops::find_unavoidable_calls(func, cx);
    let Some(nest) = func.caches.loops.take() else {
        return;
    };
    let scratch = &mut func.free.scratch;
    let mut at_headers: Headers = scratch.memory();
    reset(&mut at_headers.0, nest.loops.len());
    let calls = scratch.filled(blocks, 0);
    let [now, of_pred] = [(); 2].map(|()| LiveMap::taken(scratch, values.len()));
    let rematerializable = scratch.take();
    let mut search = Search {
        func,
        cx,
        values,
        at_end: &mut *at_end,
        calls,
        now,
        of_pred,
        rematerializable,
        at_headers: &mut at_headers.0,
    };
    let has_loops = !nest.loops.is_empty();
    loop {
        let mut has_changed = false;
        for block in &order {
            search.block(*block);
            let number = nest.of_block[block.0 as usize] as usize;
            if let Some(at) = number.checked_sub(1)
                && nest.loops[at].header == *block
            {
                put_list(&search.now, &mut search.at_headers[at]);
            }
            has_changed |= search.pass_to_preds(*block);
        }
        if !has_changed || !has_loops || !nest.has_irreducible {
            break;
        }
    }
    let Search {
        calls,
        mut now,
        of_pred,
        rematerializable,
        ..
    } = search;
    if has_loops && !nest.has_irreducible {
        let lists = (&mut at_headers.0[..], &mut at_end[..]);
        live_loops::fill(func, &nest, &order, &calls, lists, &mut now);
        if cx.profile.evicts_for_loops {
            for block in &func.order {
                at_end[block.0 as usize].sort_unstable_by_key(|live| (live.distance, live.value));
            }
        }
    }
    func.caches.loops = Some(nest);
    let scratch = &mut func.free.scratch;
    now.end(scratch);
    of_pred.end(scratch);
    scratch.put(calls);
    scratch.put(rematerializable);
    scratch.put(order);
    scratch.keep(at_headers);
}

/// The live values at the start of each loop's header.
#[derive(Debug, Default)]
struct Headers(Rows<LiveValue>);

struct Search<'a> {
    func: &'a Func,
    cx: &'a Cx<'a>,
    values: &'a [ValueState],
    at_end: &'a mut Rows<LiveValue>,
    /// The number of calls in each block, for each time that it was visited.
    calls: Vec<i32>,
    /// Live values at the point at hand.
    now: LiveMap,
    /// Live values at the end of a predecessor.
    of_pred: LiveMap,
    rematerializable: Vec<u32>,
    /// Live values at the start of each loop's header.
    at_headers: &'a mut Rows<LiveValue>,
}

impl Search<'_> {
    fn needs_register(&self, value: ValueId) -> bool {
        self.values[value.0 as usize].needs_register
    }

    /// Goes through a block backwards.
    fn block(&mut self, id: BlockId) {
        let func = self.func;
        let block = func.block(id);
        put_map(&mut self.now, &self.at_end[id.0 as usize]);
        if self.add_phis(id) {
            put_list(&self.now, &mut self.at_end[id.0 as usize]);
        }
        let len = block.values.len() as i32;
        for (_, (distance, _)) in self.now.values_mut() {
            *distance += len;
        }
        for control in func.control_values(id) {
            if self.needs_register(*control) {
                self.now.set(control.0, (len, block.pos));
            }
        }
        for (index, value) in block.values.iter().enumerate().rev() {
            self.now.remove(value.0);
            let op = func.value(*value).op;
            if op == self.cx.ops.phi {
                continue;
            }
            if self.cx.tables.flags(op) & flags::CALL != 0 {
                self.calls[id.0 as usize] += 1;
                self.pass_call();
            }
            for arg in func.args(*value) {
                if self.needs_register(*arg) {
                    let pos = func.positions[value.0 as usize];
                    self.now.set(arg.0, (index as i32, pos));
                }
            }
        }
    }

    /// Adds the arguments of phis after a block; reports whether there are any.
    fn add_phis(&mut self, id: BlockId) -> bool {
        let func = self.func;
        let mut has_new = false;
        for edge in &func.block(id).succs {
            let delta = distance(func, id, edge.block);
            let is_phi = |value: &&ValueId| func.value(**value).op == self.cx.ops.phi;
            for phi in func.block(edge.block).values.iter().take_while(is_phi) {
                let arg = func.args(*phi)[edge.index as usize];
                let old = self.now.get(arg.0);
                let is_nearer = old.is_none_or(|(distance, _)| delta < distance);
                if self.values[arg.0 as usize].needs_register && is_nearer {
                    self.now.set(arg.0, (delta, func.positions[phi.0 as usize]));
                    has_new = true;
                }
            }
        }
        has_new
    }

    /// Goes to before a call: values are farther from their uses, and some are made again after it.
    fn pass_call(&mut self) {
        self.rematerializable.clear();
        for (number, (distance, _)) in self.now.values_mut() {
            *distance += UNLIKELY;
            if self.values[number as usize].is_rematerializable {
                self.rematerializable.push(number);
            }
        }
        for number in &self.rematerializable {
            self.now.remove(*number);
        }
    }

    /// Adds the live values at the start of a block to its predecessors; reports whether they had
    /// fewer, or farther from their uses.
    fn pass_to_preds(&mut self, id: BlockId) -> bool {
        let mut has_changed = false;
        for edge in &self.func.block(id).preds {
            let pred = edge.block.0 as usize;
            let delta = distance(self.func, edge.block, id);
            if self.at_end[pred].is_empty() {
                let list = &mut self.at_end[pred];
                put_list(&self.now, list);
                list.iter_mut().for_each(|live| live.distance += delta);
                has_changed |= !list.is_empty();
                continue;
            }
            put_map(&mut self.of_pred, &self.at_end[pred]);
            let mut has_new = false;
            for (number, (distance, pos)) in self.now.entries() {
                let distance = distance + delta;
                let old = self.of_pred.get(*number);
                if old.is_none_or(|(old, _)| distance < old) {
                    self.of_pred.set(*number, (distance, *pos));
                    has_new = true;
                }
            }
            if has_new {
                put_list(&self.of_pred, &mut self.at_end[pred]);
                has_changed = true;
            }
        }
        has_changed
    }
}
