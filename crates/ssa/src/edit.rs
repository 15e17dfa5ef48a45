//! The changes that passes are made of: arguments with their counts of uses, edges, values and
//! blocks that are freed.
//!
//! Counterpart: cmd/compile/internal/ssa/value.go, block.go and func.go, whose functions have the
//! same names.

use crate::func::Block;
use crate::func::Edge;
use crate::func::Func;
use crate::func::Pos;
use crate::func::Statement;
use crate::func::Value;
use crate::func::ValueFlags;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::Ops;
use crate::package::AuxId;
use crate::package::TypeId;
use crate::state::Home;

impl Func {
    /// Returns the record of a value.
    #[inline]
    pub fn value(&self, id: ValueId) -> &Value {
        &self.values[id.0 as usize]
    }

    /// Returns the record of a value, to be changed.
    #[inline]
    pub fn value_mut(&mut self, id: ValueId) -> &mut Value {
        &mut self.values[id.0 as usize]
    }

    /// Reports whether a value in a block has one of these operations.
    pub(crate) fn has_op(&self, ops: &[u16]) -> bool {
        let mut values = self
            .order
            .iter()
            .flat_map(|block| &self.block(*block).values);
        values.any(|value| ops.contains(&self.value(*value).op))
    }

    /// Returns a block.
    #[inline]
    pub fn block(&self, id: BlockId) -> &Block {
        &self.blocks[id.0 as usize]
    }

    /// Returns a block, to be changed.
    #[inline]
    pub fn block_mut(&mut self, id: BlockId) -> &mut Block {
        &mut self.blocks[id.0 as usize]
    }

    /// Replaces one argument.
    #[inline]
    pub fn set_arg(&mut self, value: ValueId, index: usize, new: ValueId) {
        let args = self.args_mut(value);
        let old = std::mem::replace(&mut args[index], new);
        self.uses[old.0 as usize] -= 1;
        self.uses[new.0 as usize] += 1;
    }

    /// Replaces all arguments.
    pub fn set_args(&mut self, value: ValueId, args: &[ValueId]) {
        self.reset_args(value);
        for arg in args {
            self.add_arg(value, *arg);
        }
    }

    /// Appends an argument.
    #[inline]
    pub fn add_arg(&mut self, value: ValueId, arg: ValueId) {
        self.push_arg(value, arg);
        self.uses[arg.0 as usize] += 1;
    }

    /// Makes a value one of another operation without arguments.
    pub(crate) fn reset(&mut self, value: ValueId, op: u16, ops: &Ops) {
        if self.value(value).flags.has(ValueFlags::IN_CACHE) {
            self.un_cache(value, ops);
        }
        self.reset_args(value);
        let record = self.value_mut(value);
        record.op = op;
        record.aux_int = 0;
        record.aux = AuxId(0);
    }

    /// Adds a value without arguments at the end of a block.
    pub fn new_value(
        &mut self,
        block: BlockId,
        op: u16,
        ty: TypeId,
        pos: Pos,
        ops: &Ops,
    ) -> ValueId {
        let id = self.new_value_no_block(op, ty, pos, ops);
        self.block_of[id.0 as usize] = block;
        self.block_mut(block).values.push(id);
        id
    }

    /// Adds a value with one argument at the end of a block.
    pub(crate) fn new_value1(
        &mut self,
        block: BlockId,
        op: u16,
        ty: TypeId,
        pos: Pos,
        arg: ValueId,
        ops: &Ops,
    ) -> ValueId {
        let id = self.new_value(block, op, ty, pos, ops);
        self.add_arg(id, arg);
        id
    }

    /// Adds a value without arguments that is in no block yet.
    pub(crate) fn new_value_no_block(
        &mut self,
        op: u16,
        ty: TypeId,
        pos: Pos,
        ops: &Ops,
    ) -> ValueId {
        let id = self.free.values.pop().unwrap_or_else(|| {
            self.values.push(Value::default());
            self.positions.push(Pos::default());
            self.uses.push(0);
            self.block_of.push(BlockId(0));
            ValueId(self.values.len() as u32 - 1)
        });
        let record = self.value_mut(id);
        *record = Value::default();
        record.op = op;
        record.ty = ty;
        self.uses[id.0 as usize] = 0;
        self.positions[id.0 as usize] = match ops.begins_no_statement(op) {
            true => pos.with_statement(Statement::Not),
            false => pos,
        };
        id
    }

    /// Adds a copy of a value at the end of a block, without its mark of a statement.
    pub(crate) fn copy_into(&mut self, value: ValueId, block: BlockId, ops: &Ops) -> ValueId {
        let pos = self.positions[value.0 as usize].with_statement(Statement::Not);
        self.copy_into_with_pos(value, block, pos, ops)
    }

    /// Adds a copy of a value at the end of a block, at a position.
    pub(crate) fn copy_into_with_pos(
        &mut self,
        value: ValueId,
        block: BlockId,
        pos: Pos,
        ops: &Ops,
    ) -> ValueId {
        let record = *self.value(value);
        let new = self.new_value(block, record.op, record.ty, pos, ops);
        self.value_mut(new).aux = record.aux;
        self.value_mut(new).aux_int = record.aux_int;
        for index in 0..self.args(value).len() {
            let arg = self.args(value)[index];
            self.add_arg(new, arg);
        }
        new
    }

    /// Returns the position of a copy of a value for another one: with the value's mark of a
    /// statement if both are on the same line.
    pub(crate) fn position_of_copy(&self, value: ValueId, pos: Pos) -> Pos {
        let own = self.positions[value.0 as usize];
        if own.statement() == Statement::Is && own.is_same_line(pos) {
            return pos.with_statement(Statement::Is);
        }
        pos
    }

    /// Sets the place of a value.
    pub(crate) fn set_home(&mut self, value: ValueId, home: Home) {
        let homes = &mut self.places.homes;
        let at = value.0 as usize;
        if homes.len() <= at {
            homes.resize(at + 1, Home::None);
        }
        homes[at] = home;
    }

    /// Makes a value a copy of another one.
    pub(crate) fn copy_of(&mut self, value: ValueId, source: ValueId, ops: &Ops) {
        if value == source {
            return;
        }
        self.reset(value, ops.copy, ops);
        self.add_arg(value, source);
        self.value_mut(value).ty = self.value(source).ty;
    }

    /// Makes a value without other properties a copy of a value; its type stays.
    pub(crate) fn make_copy(&mut self, value: ValueId, source: ValueId, ops: &Ops) {
        self.set_args(value, &[source]);
        let record = self.value_mut(value);
        record.op = ops.copy;
        record.aux = AuxId(0);
        record.aux_int = 0;
    }

    /// Makes a value one of another operation and type, without other properties.
    pub(crate) fn remake(&mut self, value: ValueId, op: u16, ty: TypeId, args: &[ValueId]) {
        self.set_args(value, args);
        let record = self.value_mut(value);
        (record.op, record.ty) = (op, ty);
        (record.aux, record.aux_int) = (AuxId(0), 0);
    }

    /// Makes a value invalid, and then arguments that lose their last use.
    pub(crate) fn invalidate(&mut self, value: ValueId, ops: &Ops) {
        let mut work = self.free.scratch.of([value]);
        while let Some(value) = work.pop() {
            let first = work.len();
            for index in 0..self.args(value).len() {
                let arg = self.args(value)[index];
                // Uses are counted before others are followed.
                if self.uses[arg.0 as usize] == 1 {
                    work.push(arg);
                }
                self.uses[arg.0 as usize] -= 1;
            }
            work[first..].reverse();
            self.un_cache(value, ops);
            self.put_args(value, &[]);
            let record = self.value_mut(value);
            (record.op, record.aux, record.aux_int) = (0, AuxId(0), 0);
        }
        self.free.scratch.put(work);
    }

    /// Moves a value to the end of another block; `index` is its index in its own.
    pub(crate) fn move_value(&mut self, value: ValueId, index: usize, to: BlockId) {
        let from = self.block_of[value.0 as usize];
        if from == to {
            return;
        }
        self.block_of[value.0 as usize] = to;
        self.block_mut(to).values.push(value);
        self.block_mut(from).values.swap_remove(index);
    }

    /// Adds a block at the end of the function.
    pub fn new_block(&mut self, kind: u8) -> BlockId {
        let id = self.free.blocks.pop().unwrap_or_else(|| {
            self.blocks.push(Block::default());
            BlockId(self.blocks.len() as u32 - 1)
        });
        *self.block_mut(id) = Block {
            kind,
            ..Block::default()
        };
        self.order.push(id);
        self.invalidate_graph();
        id
    }

    /// Frees a value without uses and arguments.
    pub(crate) fn free_value(&mut self, value: ValueId, ops: &Ops) {
        self.un_cache(value, ops);
        *self.value_mut(value) = Value::default();
        self.block_of[value.0 as usize] = BlockId(0);
        self.positions[value.0 as usize] = Pos::default();
        self.uses[value.0 as usize] = 0;
        self.free.values.push(value);
    }

    /// Frees a block.
    pub(crate) fn free_block(&mut self, block: BlockId) {
        *self.block_mut(block) = Block::default();
        self.free.blocks.push(block);
    }

    /// Drops the results about the control-flow graph.
    pub(crate) fn invalidate_graph(&mut self) {
        let caches = &mut self.caches;
        let orders = [caches.postorder.take(), caches.idom.take()];
        for order in orders.into_iter().flatten() {
            self.free.scratch.put(order);
        }
        if let Some(tree) = caches.tree.take() {
            self.free.scratch.put(tree);
        }
        if let Some(nest) = caches.loops.take() {
            self.free.scratch.put(nest.loops);
            self.free.scratch.put(nest.of_block);
        }
    }

    /// Returns the index of the value of a block that is to have the mark of a statement of the
    /// value at `index`: a later one of the line if that value is a poor place
    /// (`nextGoodStatementIndex`).
    pub(crate) fn better_statement(&self, block: BlockId, index: usize, ops: &Ops) -> usize {
        let values = &self.block(block).values;
        let is_poor = |at: usize| ops.is_poor_statement(self.value(values[at]).op);
        if index + 1 >= values.len() || !is_poor(index) {
            return index;
        }
        let pos = |at: usize| self.positions[values[at].0 as usize];
        let others = (index + 1..values.len()).filter(|at| pos(*at).statement() != Statement::Not);
        let mut of_line = others.take_while(|at| pos(*at).is_same_line(pos(index)));
        of_line.find(|at| !is_poor(*at)).unwrap_or(index)
    }

    /// Returns the control values of a block.
    #[inline]
    pub fn control_values(&self, block: BlockId) -> &[ValueId] {
        let controls = &self.block(block).controls;
        let len = controls.iter().take_while(|control| control.0 != 0).count();
        &controls[..len]
    }

    /// Replaces a control value.
    pub(crate) fn replace_control(&mut self, block: BlockId, index: usize, new: ValueId) {
        let controls = &mut self.block_mut(block).controls;
        let old = std::mem::replace(&mut controls[index], new);
        self.uses[old.0 as usize] -= 1;
        self.uses[new.0 as usize] += 1;
    }

    /// Sets the only control value of a block.
    pub fn set_control(&mut self, block: BlockId, control: ValueId) {
        self.reset_controls(block);
        self.block_mut(block).controls[0] = control;
        self.uses[control.0 as usize] += 1;
    }

    /// Removes the control values of a block.
    pub(crate) fn reset_controls(&mut self, block: BlockId) {
        let controls = std::mem::take(&mut self.block_mut(block).controls);
        for control in controls.iter().filter(|control| control.0 != 0) {
            self.uses[control.0 as usize] -= 1;
        }
    }

    /// Adds an edge.
    pub fn add_edge(&mut self, from: BlockId, to: BlockId) {
        let [index, other] = [
            self.block(to).preds.len() as u32,
            self.block(from).succs.len() as u32,
        ];
        self.block_mut(from).succs.push(Edge { block: to, index });
        self.block_mut(to).preds.push(Edge {
            block: from,
            index: other,
        });
        self.invalidate_graph();
    }

    /// Removes an edge to a block, but for its other end and the arguments of phis.
    pub(crate) fn remove_pred(&mut self, block: BlockId, index: usize) {
        let preds = &mut self.block_mut(block).preds;
        preds.swap_remove(index);
        if let Some(Edge {
            block: other,
            index: at,
        }) = preds.get(index).copied()
        {
            self.block_mut(other).succs[at as usize].index = index as u32;
        }
        self.invalidate_graph();
    }

    /// Removes an edge from a block, but for its other end.
    pub(crate) fn remove_succ(&mut self, block: BlockId, index: usize) {
        let succs = &mut self.block_mut(block).succs;
        succs.swap_remove(index);
        if let Some(Edge {
            block: other,
            index: at,
        }) = succs.get(index).copied()
        {
            self.block_mut(other).preds[at as usize].index = index as u32;
        }
        self.invalidate_graph();
    }

    /// Exchanges the successors of a block that has two; reports whether it has. Results about the
    /// graph stay.
    pub(crate) fn swap_successors(&mut self, id: BlockId) -> bool {
        let block = self.block_mut(id);
        let [one, two] = &mut block.succs[..] else {
            return false;
        };
        std::mem::swap(one, two);
        let edges = [*one, *two];
        block.likely = -block.likely;
        for (index, edge) in edges.into_iter().enumerate() {
            self.block_mut(edge.block).preds[edge.index as usize].index = index as u32;
        }
        true
    }

    /// Removes an edge with both ends and the arguments of phis.
    pub(crate) fn remove_edge(&mut self, block: BlockId, index: usize, ops: &Ops) {
        let edge = self.block(block).succs[index];
        self.remove_succ(block, index);
        self.remove_pred(edge.block, edge.index as usize);
        for at in 0..self.block(edge.block).values.len() {
            let value = self.block(edge.block).values[at];
            if self.value(value).op == ops.phi {
                self.remove_phi_arg(value, edge.index as usize, ops);
            }
        }
    }

    /// Removes an argument of a phi, after the edge to its block was removed.
    pub(crate) fn remove_phi_arg(&mut self, phi: ValueId, index: usize, ops: &Ops) {
        let args = self.args_mut(phi);
        let (old, last) = (args[index], args.len() - 1);
        args[index] = args[last];
        self.uses[old.0 as usize] -= 1;
        self.truncate_args(phi, last);
        self.eliminate_phi(phi, ops);
    }

    /// Makes a phi a copy if all its arguments are one value or the phi itself; reports whether it
    /// did.
    #[inline]
    pub(crate) fn eliminate_phi(&mut self, phi: ValueId, ops: &Ops) -> bool {
        if self.value(phi).op != ops.phi {
            return false;
        }
        let Some(only) = self.only_arg(phi) else {
            return false;
        };
        self.value_mut(phi).op = ops.copy;
        self.reset_args(phi);
        self.add_arg(phi, only);
        true
    }

    /// Returns the value that all arguments of a phi are, unless they are the phi itself. A phi that
    /// only has itself is in dead code.
    pub(crate) fn only_arg(&self, phi: ValueId) -> Option<ValueId> {
        let mut only = None;
        for arg in self.args(phi).iter().filter(|arg| **arg != phi) {
            if only.is_some_and(|only| only != *arg) {
                return None;
            }
            only = Some(*arg);
        }
        only
    }
}
