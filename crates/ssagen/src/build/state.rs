//! The function under construction: the current block, positions, values of variables.
//!
//! Values are made in the order of the compiler, which numbers them.
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`state`).

use std::collections::HashMap;

use vamos_ir::Node;
use vamos_ir::NodeId;
use vamos_ssa::BlockId;
use vamos_ssa::Func;
use vamos_ssa::NameId;
use vamos_ssa::Pos;
use vamos_ssa::SymId;
use vamos_ssa::TypeId;
use vamos_ssa::ValueId;

use super::inputs::BuildInput;
use super::kinds::Ty;
use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::types::Types;
use super::vars::Local;
use super::vars::Var;
use super::vars::VarMap;
use super::vars::Vars;

/// Blocks that statements branch to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Label {
    /// The block of the label.
    pub(super) target: Option<BlockId>,
    /// The block after the labelled statement.
    pub(super) break_to: Option<BlockId>,
    /// The block at the end of the labelled loop's body.
    pub(super) continue_to: Option<BlockId>,
}

/// A deferred call that is open-coded.
#[derive(Clone, Copy, Debug)]
pub(super) struct OpenDefer {
    /// The call.
    pub(super) call: NodeId,
    /// The address of the closure; none for a function.
    pub(super) closure: Option<ValueId>,
    /// The variable with the closure.
    pub(super) slot: Var,
    /// The bit of the call in the variable with a bit for each.
    pub(super) bit: i8,
}

/// The facts about deferred calls.
#[derive(Default)]
pub(super) struct Defers {
    /// They are open-coded.
    pub(super) is_open: bool,
    /// The variable with a bit for each call.
    pub(super) bits: Option<Var>,
    /// Its address.
    pub(super) bits_address: ValueId,
    pub(super) open: Vec<OpenDefer>,
}

/// The backing store of a slice on the stack.
#[derive(Clone, Copy, Debug)]
pub(super) struct BackingStore {
    /// The number of elements.
    pub(super) len: i64,
    /// The variable.
    pub(super) store: Var,
    /// The variable that is true if the store is used.
    pub(super) used: Var,
    /// The store was used before in the order of construction.
    pub(super) is_used: bool,
}

/// The current block, position and branch targets.
#[derive(Default)]
pub(super) struct Cursor {
    pub(super) block: Option<BlockId>,
    /// The positions of the nodes around.
    pub(super) line: Vec<Pos>,
    /// The last position that was pushed.
    pub(super) last: Pos,
    /// The first position in each block.
    pub(super) block_starts: Vec<Pos>,
    pub(super) break_to: Option<BlockId>,
    pub(super) continue_to: Option<BlockId>,
    /// The last call, for its results.
    pub(super) call: Option<ValueId>,
}

/// A function under construction.
pub(super) struct Build<'a> {
    pub(super) input: BuildInput<'a>,
    pub(super) f: Func,
    pub(super) types: Types,
    pub(super) at: Cursor,
    pub(super) vars: Vars,
    pub(super) labels: HashMap<Vec<u8>, Label>,
    /// Blocks with calls that panic, by function, position base and line.
    pub(super) panics: HashMap<(SymId, u32, u32), BlockId>,
    pub(super) start_mem: ValueId,
    pub(super) sp: ValueId,
    pub(super) sb: ValueId,
    /// The indexes of the function's parameters in its signature, by variable.
    pub(super) own_params: HashMap<NameId, usize>,
    /// The addresses of parameters and results.
    pub(super) addresses: HashMap<Var, ValueId>,
    pub(super) defers: Defers,
    /// Allocations in the block that may become one.
    pub(super) pending: Vec<ValueId>,
    pub(super) stores: HashMap<Var, BackingStore>,
    /// The first step that was not possible.
    pub(super) failure: Option<BuildRefusal>,
    /// The names of the variables that were made.
    pub(super) made: Vec<NameId>,
    /// Parameters, results and local variables in their order.
    pub(super) declared: Vec<Var>,
}

impl<'a> Build<'a> {
    /// Returns a node.
    pub(super) fn node(&self, id: NodeId) -> Built<&'a Node> {
        let ir = self.input.ir;
        ir.node(id).ok_or(BuildRefusal::Invalid("no such node"))
    }

    /// Returns an operand of a node, if it has that one.
    pub(super) fn operand_or_none(&self, node: &Node, index: usize) -> Option<NodeId> {
        let operands = self.input.ir.list(node.operands);
        let operand = operands.get(index).copied();
        operand.filter(|id| id.0 != 0)
    }

    /// Returns an operand of a node.
    pub(super) fn operand(&self, node: &Node, index: usize) -> Built<NodeId> {
        let operand = self.operand_or_none(node, index);
        operand.ok_or(BuildRefusal::Invalid("missing operand"))
    }

    /// Returns the name of a node's operation.
    pub(super) fn op_name(&self, node: &Node) -> &'a str {
        match node.op {
            vamos_ir::Op::Other(number) => {
                let names = &self.input.header.op_names;
                names.get(usize::from(number)).map_or("", |name| name)
            }
            op => op.name(),
        }
    }

    /// Records that a step is not possible.
    pub(super) fn fail(&mut self, why: BuildRefusal) {
        self.failure.get_or_insert(why);
    }

    /// Returns the current block.
    pub(super) fn block(&mut self) -> BlockId {
        self.at.block.unwrap_or_else(|| {
            self.fail(BuildRefusal::Invalid("value without a block"));
            self.f.entry
        })
    }

    /// Adds a block.
    pub(super) fn new_block(&mut self) -> BlockId {
        let kind = self.input.cx.ops.block_plain;
        self.f.new_block(kind)
    }

    /// Adds values to a block from now on.
    pub(super) fn start_block(&mut self, block: BlockId) {
        if self.at.block.is_some() {
            self.fail(BuildRefusal::Invalid("block that did not end"));
        }
        self.at.block = Some(block);
        self.vars.current = VarMap::default();
        self.vars.forward = VarMap::default();
        let starts = &mut self.at.block_starts;
        if starts.len() <= block.0 as usize {
            starts.resize(block.0 as usize + 1, Pos::default());
        }
    }

    /// Ends the current block, if there is one.
    pub(super) fn end_block(&mut self) -> Option<BlockId> {
        self.at.block?;
        self.flush_pending();
        let block = self.at.block.take()?;
        let vars = std::mem::take(&mut self.vars.current);
        self.vars.set_defined(block, vars);
        let pos = if self.block_lacks_position(block) {
            Pos::default()
        } else {
            let start = &mut self.at.block_starts[block.0 as usize];
            if *start == Pos::default() {
                *start = self.at.last;
            }
            self.at.last
        };
        self.f.block_mut(block).pos = pos;
        Some(block)
    }

    /// Ends the current block, which must be there.
    pub(super) fn end(&mut self) -> Built<BlockId> {
        self.end_block()
            .ok_or(BuildRefusal::Invalid("end without a block"))
    }

    /// Reports whether a block takes its position from those after it.
    pub(super) fn block_lacks_position(&self, id: BlockId) -> bool {
        let block = self.f.block(id);
        let ops = self.input.cx.ops;
        block.kind == ops.block_plain
            && block.pos == Pos::default()
            && block.values.iter().all(|value| self.lacks_position(*value))
    }

    /// Reports whether the position of a value is not reliable.
    pub(super) fn lacks_position(&self, value: ValueId) -> bool {
        let (record, ops) = (self.f.value(value), self.input.cx.ops);
        let op = record.op;
        [ops.var_def, ops.var_live, ops.phi].contains(&op)
            || (op == ops.fwd_ref || op == ops.copy) && record.ty == self.types.mem
    }

    /// Makes a block branch on a value.
    pub(super) fn branch(
        &mut self,
        block: BlockId,
        control: ValueId,
        likely: i8,
        to: [BlockId; 2],
    ) {
        let record = self.f.block_mut(block);
        record.kind = self.input.cx.ops.block_if;
        record.likely = likely;
        self.f.set_control(block, control);
        for to in to {
            self.f.add_edge(block, to);
        }
    }

    /// Ends the current block with a branch to another one.
    pub(super) fn end_to(&mut self, to: BlockId) -> Built<BlockId> {
        let block = self.end()?;
        self.f.add_edge(block, to);
        Ok(block)
    }

    /// Makes a block one of another kind with a control value.
    pub(super) fn set_kind(&mut self, block: BlockId, kind: u8, control: ValueId) {
        self.f.block_mut(block).kind = kind;
        self.f.set_control(block, control);
    }

    /// Begins a node at a position.
    pub(super) fn push_line(&mut self, pos: Pos) {
        let is_known = pos.base != 0 || pos.line() != 0;
        let pos = if is_known {
            self.at.last = pos;
            pos
        } else {
            self.peek_pos()
        };
        if let Some(block) = self.at.block {
            let start = &mut self.at.block_starts[block.0 as usize];
            if *start == Pos::default() {
                *start = pos;
            }
        }
        self.at.line.push(pos);
    }

    /// Ends a node.
    pub(super) fn pop_line(&mut self) {
        self.at.line.pop();
    }

    /// Returns the position of the node at hand.
    pub(super) fn peek_pos(&self) -> Pos {
        self.at.line.last().copied().unwrap_or_default()
    }

    /// Returns facts about a type.
    pub(super) fn ty(&self, id: TypeId) -> Ty {
        let ty = self.f.ty(self.input.cx.package, id);
        ty.map_or_else(Ty::default, |ty| Ty::of(id, ty))
    }

    /// Returns the type of a value.
    pub(super) fn type_of(&self, value: ValueId) -> Ty {
        self.ty(self.f.value(value).ty)
    }

    /// Reports whether a value is of an operation.
    pub(super) fn is_op(&self, value: ValueId, op: Gen) -> bool {
        self.f.value(value).op == self.input.ops.number(op)
    }

    /// Returns the value of a variable in the current block.
    pub(super) fn variable(&mut self, var: Var, ty: TypeId) -> ValueId {
        let known = self.vars.current.get(var);
        if let Some(value) = known.or_else(|| self.vars.forward.get(var)) {
            return value;
        }
        if self.at.block == Some(self.f.entry) {
            self.fail(BuildRefusal::Invalid("variable that is live at the entry"));
        }
        let value = self.v(Gen::FwdRef, ty, &[]);
        self.vars.set_forward(value, var);
        self.vars.forward.set(var, value);
        self.add_named_value(var, value);
        value
    }

    /// Returns the memory.
    pub(super) fn mem(&mut self) -> ValueId {
        let (var, ty) = (self.vars.markers.mem, self.types.mem);
        self.variable(var, ty)
    }

    /// Sets the memory.
    pub(super) fn set_mem(&mut self, value: ValueId) {
        self.vars.current.set(self.vars.markers.mem, value);
    }

    /// Sets the value of a variable in the current block.
    pub(super) fn set_var(&mut self, var: Var, value: ValueId) {
        self.vars.current.set(var, value);
    }

    /// Returns a variable of the IR.
    pub(super) fn local(&self, var: Var) -> Built<Local> {
        let local = self.vars.local(var);
        local.ok_or(BuildRefusal::Invalid("no variable"))
    }
}
