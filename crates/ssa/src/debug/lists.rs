//! The entries of location lists, from the locations in the order of the code.
//!
//! Counterpart: `buildLocationLists`, `updateVar` and `writePendingEntry` of
//! cmd/compile/internal/ssa/debug.go.

use super::data::Entry;
use super::data::Point;
use super::expression;
use super::flow::Flow;
use super::location::Location;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::rules::Refusal;

/// The entry of a variable that may go on.
#[derive(Clone, Debug, Default)]
struct Pending {
    /// The beginning; none: the variable is nowhere.
    start: Option<Point>,
    /// The location of each part.
    parts: Vec<Location>,
}

/// The lists as far as they were made.
struct Lists<'l, 'f, 'a> {
    flow: &'l mut Flow<'f, 'a>,
    pending: Vec<Pending>,
    lists: Vec<Vec<Entry>>,
    /// Scratch for variables that change.
    changed: Vec<u32>,
}

/// Returns the location list of each variable.
pub(super) fn build(flow: &mut Flow<'_, '_>) -> Result<Vec<Vec<Entry>>, Refusal> {
    let vars = flow.parts.vars.len();
    let mut lists = Lists {
        flow,
        pending: vec![Pending::default(); vars],
        lists: vec![Vec::new(); vars],
        changed: Vec::new(),
    };
    let mut before = None;
    for at in 0..lists.flow.func.order.len() {
        let block = lists.flow.func.order[at];
        lists.flow.merge(block, Some(before));
        let start = lists.point(block, Point::BLOCK_START);
        lists.update_changed(start)?;
        if lists.flow.blocks[block.0 as usize].is_relevant {
            lists.add_start(block, start)?;
            lists.add_values(block)?;
            before = Some(block);
        }
    }
    let end = Point {
        block: -1,
        value: Point::FUNC_END,
    };
    for var in 0..vars {
        lists.write(var, end)?;
    }
    Ok(lists.lists)
}

impl Lists<'_, '_, '_> {
    fn point(&self, block: BlockId, value: i32) -> Point {
        Point {
            block: block.0 as i32,
            value,
        }
    }

    /// Reports whether the values that are at the beginning of a block end before a value.
    fn ends_start(&self, block: BlockId, value: ValueId) -> bool {
        if block == self.flow.func.entry {
            return self.flow.op(value) == self.flow.cx.ops.init_mem;
        }
        !self.flow.is_zero_width(value)
    }

    /// Applies the values that are there when a block begins.
    fn add_start(&mut self, block: BlockId, start: Point) -> Result<(), Refusal> {
        let arg = self.flow.cx.ops.arg;
        for value in self.flow.values(block) {
            if self.ends_start(block, value) {
                break;
            }
            let is_there = self.flow.must_be_first(value) || self.flow.op(value) == arg;
            if is_there && self.flow.process(value)? {
                self.update_changed(start)?;
            }
        }
        Ok(())
    }

    /// Applies all values of a block.
    fn add_values(&mut self, block: BlockId) -> Result<(), Refusal> {
        let arg = self.flow.cx.ops.arg;
        let mut is_pending = false;
        for value in self.flow.values(block) {
            let is_changed = self.flow.process(value)?;
            if self.flow.is_zero_width(value) {
                let is_there = self.flow.must_be_first(value) || self.flow.op(value) == arg;
                is_pending |= is_changed && !is_there;
            } else if is_changed || is_pending {
                is_pending = false;
                let point = self.point(block, value.0 as i32);
                self.update_changed(point)?;
            }
        }
        let end = self.point(block, Point::BLOCK_END);
        self.update_marked(end)
    }

    /// Updates the variables that changed, and forgets which did.
    fn update_changed(&mut self, point: Point) -> Result<(), Refusal> {
        self.update_marked(point)?;
        self.flow.changed_vars.clear();
        Ok(())
    }

    fn update_marked(&mut self, point: Point) -> Result<(), Refusal> {
        let mut changed = std::mem::take(&mut self.changed);
        changed.clear();
        changed.extend_from_slice(self.flow.changed_vars.contents());
        for var in &changed {
            self.update(*var as usize, point)?;
        }
        self.changed = changed;
        Ok(())
    }

    /// Ends the entry of a variable and begins another one, unless it goes on.
    fn update(&mut self, var: usize, point: Point) -> Result<(), Refusal> {
        let (parts, now) = (&self.flow.parts.parts_of[var], &self.flow.current.parts);
        let now = || parts.iter().map(|part| now[*part as usize]);
        let pending = &self.pending[var];
        if pending.start.is_some() && now().any(|location| !location.is_absent()) {
            let mut pairs = pending.parts.iter().zip(now());
            if pairs.all(|(old, now)| old.can_go_on(now)) {
                return Ok(());
            }
        }
        let now: Vec<Location> = now().collect();
        self.write(var, point)?;
        let is_somewhere = now.iter().any(|location| !location.is_absent());
        self.pending[var] = Pending {
            start: is_somewhere.then_some(point),
            parts: now,
        };
        Ok(())
    }

    /// Adds the pending entry of a variable to its list.
    fn write(&mut self, var: usize, end: Point) -> Result<(), Refusal> {
        let pending = &self.pending[var];
        let Some(start) = pending.start.filter(|start| *start != end) else {
            return Ok(());
        };
        let mut expression = Vec::new();
        let parts = &self.flow.parts.parts_of[var];
        for (part, location) in parts.iter().zip(&pending.parts) {
            expression::add(&mut expression, *location, self.flow.frame.registers)?;
            if parts.len() > 1 {
                let size = self.flow.parts.list[*part as usize].size;
                expression::add_piece(&mut expression, size);
            }
        }
        self.lists[var].push(Entry {
            start,
            end,
            expression,
        });
        Ok(())
    }
}
