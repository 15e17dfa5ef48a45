//! Marks of statements: at each line, one value that becomes an instruction.
//!
//! Counterpart: cmd/compile/internal/ssa/numberlines.go.

use super::Cx;
use crate::func::Func;
use crate::func::Pos;
use crate::func::Statement;
use crate::graph;
use crate::ids::BlockId;
use crate::lines::FileLines;

/// The first and last line of each file with statements, sorted by position base.
#[derive(Default)]
struct Ranges(Vec<(i32, u32, u32)>);

impl Ranges {
    fn note(&mut self, pos: Pos) {
        let line = pos.line();
        let base = pos.base as i32;
        match self.0.binary_search_by_key(&base, |(base, ..)| *base) {
            Ok(at) => {
                let (_, first, last) = &mut self.0[at];
                *first = line.min(*first);
                *last = line.max(*last);
            }
            Err(at) => self.0.insert(at, (base, line, line)),
        }
    }

    /// Returns empty maps for these lines.
    fn maps(self) -> Vec<FileLines> {
        let ranges = self.0.into_iter();
        let map = |(base, first, last): (i32, u32, u32)| {
            FileLines::new(base, first as i32, last + 1, &[])
        };
        ranges.filter_map(map).collect()
    }
}

/// Marks the first good value of each line in each block.
pub(super) fn number_lines(func: &mut Func, cx: &Cx<'_>) {
    let order = graph::take_postorder(func);
    let mut end_lines = func.free.scratch.filled(func.blocks.len(), Pos::default());
    let mut ranges = Ranges::default();
    for block in order.iter().rev() {
        end_lines[block.0 as usize] = number_block(func, cx, *block, &end_lines, &mut ranges);
    }
    func.free.scratch.put(order);
    func.free.scratch.put(end_lines);
    func.caches.lines = Some(ranges.maps());
}

/// Marks statements in a block; returns the position at its end.
fn number_block(
    func: &mut Func,
    cx: &Cx<'_>,
    id: BlockId,
    end_lines: &[Pos],
    ranges: &mut Ranges,
) -> Pos {
    let block_pos = func.block(id).pos;
    if block_pos.statement() != Statement::Not {
        ranges.note(block_pos);
    }
    let Some(first) = next_statement(func, cx, id, 0, ranges) else {
        return number_empty(func, id, end_lines);
    };
    let mut last = position(func, id, first);
    let preds = &func.block(id).preds;
    let mut ends = preds.iter().map(|edge| end_lines[edge.block.0 as usize]);
    // The entry has no predecessor.
    let begins = preds.is_empty() || ends.any(|end| !end.is_same_line(last));
    let mark = match begins {
        true => Statement::Is,
        false => Statement::Default,
    };
    set_statement(func, id, first, mark);
    let mut index = first + 1;
    while let Some(next) = next_statement(func, cx, id, index, ranges) {
        let pos = position(func, id, next);
        match pos.is_same_line(last) {
            true => set_statement(func, id, next, Statement::Default),
            false => {
                last = pos;
                set_statement(func, id, next, Statement::Is);
            }
        }
        index = next + 1;
    }
    if block_pos.statement() != Statement::Not && !block_pos.is_same_line(last) {
        last = block_pos.with_statement(Statement::Is);
        func.block_mut(id).pos = last;
    }
    last
}

/// Returns the index of the next value that may begin a statement, from an index on: instead of a
/// poor one a better one of the same line.
fn next_statement(
    func: &Func,
    cx: &Cx<'_>,
    id: BlockId,
    from: usize,
    ranges: &mut Ranges,
) -> Option<usize> {
    let values = &func.block(id).values;
    let pos = |index: usize| func.positions[values[index].0 as usize];
    let first = (from..values.len()).find(|index| pos(*index).statement() != Statement::Not)?;
    ranges.note(pos(first));
    Some(func.better_statement(id, first, cx.ops))
}

fn position(func: &Func, id: BlockId, index: usize) -> Pos {
    func.positions[func.block(id).values[index].0 as usize]
}

fn set_statement(func: &mut Func, id: BlockId, index: usize, statement: Statement) {
    let value = func.block(id).values[index];
    let pos = &mut func.positions[value.0 as usize];
    *pos = pos.with_statement(statement);
}

/// Marks a block without statements by its own position, or gives it the position of its
/// predecessors.
fn number_empty(func: &mut Func, id: BlockId, end_lines: &[Pos]) -> Pos {
    let mut line = Pos::default();
    for edge in &func.block(id).preds {
        let end = end_lines[edge.block.0 as usize];
        if end.is_same_line(line) {
            continue;
        }
        if line != Pos::default() {
            line = Pos::default();
            break;
        }
        line = end;
    }
    let pos = &mut func.block_mut(id).pos;
    if pos.statement() == Statement::Not {
        *pos = line;
    } else if line == Pos::default() || !line.is_same_line(*pos) {
        *pos = pos.with_statement(Statement::Is);
    }
    *pos
}
