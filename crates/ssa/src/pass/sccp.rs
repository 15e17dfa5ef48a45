//! Constants are propagated along the ways that can be taken.
//!
//! Each value is first unknown, then a constant, then no constant. Rewrite rules compute the
//! results of operations on constants.
//! Counterpart: cmd/compile/internal/ssa/sccp.go.

use std::collections::VecDeque;

use super::Cx;
use crate::func::Edge;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::class;
use crate::rules::Refusal;
use crate::rules::ValueRules;
use crate::sets::SparseSet;

/// The knowledge about a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Cell {
    /// Nothing is known yet.
    #[default]
    Top,
    /// It is equal to this constant.
    Constant(ValueId),
    /// It is no constant.
    Bottom,
}

/// Propagates constants.
pub(super) fn sccp(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    let uses = Uses::of(func, cx);
    let (values, blocks) = (func.values.len(), func.blocks.len());
    let scratch = &mut func.free.scratch;
    let mut first_edges = scratch.take();
    let mut edge_count = 0;
    for block in &func.blocks {
        first_edges.push(edge_count);
        // The entry is reached without a predecessor.
        edge_count += block.preds.len().max(1) as u32;
    }
    let mut lists: Lists = scratch.memory();
    lists.edges.clear();
    lists.edges.push_back(Edge {
        block: func.entry,
        index: 0,
    });
    lists.work.clear();
    let mut state = Sccp {
        cells: scratch.memory_of(values, Cell::Top),
        visited: scratch.filled(blocks, false),
        visited_edges: scratch.filled(edge_count as usize, false),
        first_edges,
        lists,
        in_work: SparseSet::taken(scratch, values),
        uses,
        cx,
        rules: ValueRules::new(func, cx, "generic", "sccp")?,
    };
    while state.step()? {}
    state.replace()?;
    state.end();
    Ok(())
}

/// The values and blocks that use a value and can change with it.
struct Uses {
    /// For each value, the index of its first user; one more entry at the end.
    starts: Vec<u32>,
    users: Vec<ValueId>,
    /// Control values with their blocks, sorted by value.
    controls: Vec<(ValueId, BlockId)>,
}

/// Edges to follow, and values to visit again.
#[derive(Debug, Default)]
struct Lists {
    edges: VecDeque<Edge>,
    work: VecDeque<ValueId>,
}

/// Reports whether a value may be found to be a constant.
fn may_be_constant(func: &Func, cx: &Cx<'_>, value: ValueId) -> bool {
    let op = func.value(value).op;
    let folds = class::CONST | class::FOLDS_ONE | class::FOLDS_TWO;
    op == cx.ops.copy || op == cx.ops.phi || cx.tables.is_of(op, folds)
}

fn is_constant(func: &Func, cx: &Cx<'_>, value: ValueId) -> bool {
    cx.tables.is_of(func.value(value).op, class::CONST)
}

impl Uses {
    fn of(func: &mut Func, cx: &Cx<'_>) -> Self {
        let scratch = &mut func.free.scratch;
        // The count of a value is two entries after its number.
        let mut starts = scratch.filled(func.values.len() + 2, 0_u32);
        let mut users = scratch.take();
        let mut controls: Vec<(ValueId, BlockId)> = scratch.memory();
        controls.clear();
        let func = &*func;
        let each = |visit: &mut dyn FnMut(ValueId, ValueId)| {
            let blocks = func.order.iter();
            for user in blocks.flat_map(|block| &func.block(*block).values) {
                if !may_be_constant(func, cx, *user) {
                    continue;
                }
                for arg in func.args(*user) {
                    if arg != user && may_be_constant(func, cx, *arg) {
                        visit(*arg, *user);
                    }
                }
            }
        };
        each(&mut |arg, _| starts[arg.0 as usize + 2] += 1);
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        users.resize(sum as usize, ValueId(0));
        // The start of the next value grows to its end, which is the start of the one after it.
        each(&mut |arg, user| {
            let slot = &mut starts[arg.0 as usize + 1];
            users[*slot as usize] = user;
            *slot += 1;
        });
        for block in &func.order {
            let values = func.control_values(*block).iter();
            let values = values.filter(|control| may_be_constant(func, cx, **control));
            controls.extend(values.map(|control| (*control, *block)));
        }
        // Blocks of one control value stay in their order.
        controls.sort_by_key(|(control, _)| *control);
        Self {
            starts,
            users,
            controls,
        }
    }

    fn users(&self, value: ValueId) -> &[ValueId] {
        let [start, end] = [0, 1].map(|next| self.starts[value.0 as usize + next] as usize);
        &self.users[start..end]
    }

    /// Returns the blocks that a value controls.
    fn blocks(&self, value: ValueId) -> &[(ValueId, BlockId)] {
        let start = self
            .controls
            .partition_point(|(control, _)| *control < value);
        let end = self
            .controls
            .partition_point(|(control, _)| *control <= value);
        &self.controls[start..end]
    }
}

struct Sccp<'a> {
    /// The knowledge by value.
    cells: Vec<Cell>,
    /// The blocks that can be reached.
    visited: Vec<bool>,
    /// The edges that can be taken, by the index of the block's first and of the predecessor.
    visited_edges: Vec<bool>,
    first_edges: Vec<u32>,
    lists: Lists,
    in_work: SparseSet,
    uses: Uses,
    cx: &'a Cx<'a>,
    rules: ValueRules<'a>,
}

impl Sccp<'_> {
    /// Follows an edge or visits a value; reports whether there was one.
    fn step(&mut self) -> Result<bool, Refusal> {
        if let Some(edge) = self.lists.edges.pop_front() {
            self.follow(edge)?;
            return Ok(true);
        }
        let Some(value) = self.lists.work.pop_front() else {
            return Ok(false);
        };
        self.in_work.remove(value.0);
        self.visit(value)?;
        Ok(true)
    }

    fn edge_slot(&self, block: BlockId, index: usize) -> usize {
        self.first_edges[block.0 as usize] as usize + index
    }

    fn follow(&mut self, edge: Edge) -> Result<(), Refusal> {
        let slot = self.edge_slot(edge.block, edge.index as usize);
        if std::mem::replace(&mut self.visited_edges[slot], true) {
            return Ok(());
        }
        let was_visited = std::mem::replace(&mut self.visited[edge.block.0 as usize], true);
        // Constants that are computed meanwhile are added to the entry.
        let count = self.rules.func().block(edge.block).values.len();
        for index in 0..count {
            let value = self.rules.func().block(edge.block).values[index];
            if !was_visited || self.rules.func().value(value).op == self.cx.ops.phi {
                self.visit(value)?;
            }
        }
        if !was_visited {
            self.propagate(edge.block)?;
        }
        Ok(())
    }

    fn cell(&self, value: ValueId) -> Cell {
        if may_be_constant(self.rules.func(), self.cx, value) {
            self.cells[value.0 as usize]
        } else {
            Cell::Bottom
        }
    }

    /// Reports whether two cells mean the same.
    fn is_equal(&self, one: Cell, other: Cell) -> bool {
        match (one, other) {
            (Cell::Constant(one), Cell::Constant(other)) => {
                let func = self.rules.func();
                let [one, other] = [one, other].map(|value| func.value(value));
                one.op == other.op && one.aux_int == other.aux_int
            }
            (one, other) => one == other,
        }
    }

    /// Computes the cell of a value again; if it is another one, the users follow.
    fn visit(&mut self, value: ValueId) -> Result<(), Refusal> {
        let (func, cx) = (self.rules.func(), self.cx);
        let old = self.cell(value);
        if !may_be_constant(func, cx, value) || cx.profile.sccp_skips_bottom && old == Cell::Bottom
        {
            return Ok(());
        }
        let op = func.value(value).op;
        let args = [0, 1].map(|index: usize| func.args(value).get(index).copied());
        let arg = |index: usize| args[index].ok_or(Refusal::Invalid);
        let new = if cx.tables.is_of(op, class::CONST) {
            Cell::Constant(value)
        } else if op == cx.ops.copy {
            self.cell(arg(0)?)
        } else if op == cx.ops.phi {
            self.meet(value)
        } else if cx.tables.is_of(op, class::FOLDS_ONE) {
            match self.cell(arg(0)?) {
                Cell::Constant(one) => self.compute(value, &[one])?,
                other => other,
            }
        } else {
            match (self.cell(arg(0)?), self.cell(arg(1)?)) {
                (Cell::Constant(one), Cell::Constant(two)) => self.compute(value, &[one, two])?,
                (Cell::Bottom, _) | (_, Cell::Bottom) => Cell::Bottom,
                _ => Cell::Top,
            }
        };
        self.cells[value.0 as usize] = new;
        if self.is_equal(old, new) {
            return Ok(());
        }
        for index in 0..self.uses.users(value).len() {
            let user = self.uses.users(value)[index];
            if !cx.profile.sccp_skips_bottom {
                self.lists.work.push_back(user);
            } else if self.cell(user) != Cell::Bottom && !self.in_work.contains(user.0) {
                self.in_work.add(user.0);
                self.lists.work.push_back(user);
            }
        }
        for index in 0..self.uses.blocks(value).len() {
            let (_, block) = self.uses.blocks(value)[index];
            if self.visited[block.0 as usize] {
                self.propagate(block)?;
            }
        }
        Ok(())
    }

    /// Returns the cell of a phi, from its arguments on the ways that can be taken.
    fn meet(&self, phi: ValueId) -> Cell {
        let func = self.rules.func();
        let block = func.block_of[phi.0 as usize];
        let mut met = Cell::Top;
        for (index, arg) in func.args(phi).iter().enumerate() {
            if !self.visited_edges[self.edge_slot(block, index)] {
                continue;
            }
            match self.cell(*arg) {
                Cell::Top => {}
                Cell::Bottom => return Cell::Bottom,
                constant if met == Cell::Top => met = constant,
                constant if self.is_equal(met, constant) => {}
                Cell::Constant(_) => return Cell::Bottom,
            }
        }
        met
    }

    /// Returns the cell of an operation on constants. The result is a new value in the entry.
    fn compute(&mut self, value: ValueId, args: &[ValueId]) -> Result<Cell, Refusal> {
        let cx = self.cx;
        let func = self.rules.func_mut();
        let record = *func.value(value);
        let pos = func.positions[value.0 as usize];
        let computed = func.new_value(func.entry, record.op, record.ty, pos, cx.ops);
        for arg in args {
            func.add_arg(computed, *arg);
        }
        if self.rules.rewrite(computed)? && is_constant(self.rules.func(), cx, computed) {
            return Ok(Cell::Constant(computed));
        }
        self.rules.func_mut().reset(computed, 0, cx.ops);
        Ok(Cell::Bottom)
    }

    /// Adds the edges from a block that can be taken.
    fn propagate(&mut self, id: BlockId) -> Result<(), Refusal> {
        let (ops, func) = (self.cx.ops, self.rules.func());
        let block = func.block(id);
        match block.kind {
            kind if kind == ops.block_defer => self.lists.edges.extend(&block.succs),
            kind if kind == ops.block_first || kind == ops.block_plain => {
                self.lists.edges.push_back(block.succs[0]);
            }
            kind if kind == ops.block_if || kind == ops.block_jump_table => {
                match self.cell(block.controls[0]) {
                    Cell::Top => {}
                    Cell::Bottom => self.lists.edges.extend(&block.succs),
                    Cell::Constant(constant) => {
                        let number = func.value(constant).aux_int;
                        let index = if kind == ops.block_if {
                            1 - number
                        } else {
                            number
                        };
                        let taken = usize::try_from(index);
                        let taken = taken.ok().and_then(|index| block.succs.get(index));
                        self.lists.edges.extend(taken);
                    }
                }
            }
            kind if [
                ops.block_exit,
                ops.block_ret,
                ops.block_ret_jmp,
                ops.block_invalid,
            ]
            .contains(&kind) => {}
            _ => return Err(Refusal::Invalid),
        }
        Ok(())
    }

    /// Makes values constants, and branches on constants plain blocks.
    fn replace(&mut self) -> Result<(), Refusal> {
        let cx = self.cx;
        for (index, cell) in self.cells.iter().enumerate() {
            let Cell::Constant(constant) = *cell else {
                continue;
            };
            let value = ValueId(index as u32);
            let func = self.rules.func_mut();
            let known = *func.value(constant);
            if !is_constant(func, cx, value) {
                func.reset(value, known.op, cx.ops);
                func.value_mut(value).aux_int = known.aux_int;
            }
            for (_, block) in self.uses.blocks(value) {
                rewire(func, cx, *block, known.aux_int);
            }
        }
        Ok(())
    }

    /// Gives the vectors back.
    fn end(mut self) {
        let scratch = &mut self.rules.func_mut().free.scratch;
        scratch.keep(self.cells);
        scratch.put(self.visited);
        scratch.put(self.visited_edges);
        scratch.put(self.first_edges);
        scratch.keep(self.lists);
        self.in_work.end(scratch);
        scratch.put(self.uses.starts);
        scratch.put(self.uses.users);
        scratch.keep(self.uses.controls);
    }
}

/// Removes the edges from a block that a constant does not select.
fn rewire(func: &mut Func, cx: &Cx<'_>, id: BlockId, constant: i64) {
    let ops = cx.ops;
    let block = func.block_mut(id);
    if block.kind == ops.block_if {
        func.remove_edge(id, usize::from(constant != 0), ops);
    } else if block.kind == ops.block_jump_table {
        let taken = usize::try_from(constant);
        let Some(taken) = taken.ok().filter(|taken| *taken < block.succs.len()) else {
            return;
        };
        block.succs.swap(0, taken);
        for index in [0, taken] {
            let edge = func.block(id).succs[index];
            func.block_mut(edge.block).preds[edge.index as usize].index = index as u32;
        }
        while func.block(id).succs.len() > 1 {
            func.remove_edge(id, 1, ops);
        }
    } else {
        return;
    }
    let block = func.block_mut(id);
    block.kind = ops.block_plain;
    block.likely = 0;
    func.reset_controls(id);
}
