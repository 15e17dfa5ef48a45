//! Statements: dispatch by operation.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`stmt`).

use vamos_ir::Node;
use vamos_ir::NodeId;
use vamos_ir::Op;
use vamos_ir::flags;
use vamos_ssa::BlockId;

use super::calls::CallKind;
use super::calls::RUNTIME;
use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::refusal::Role;
use super::state::Build;
use super::vars::CLASS_FUNC;
use super::vars::Var;

/// Functions of the run time that do not return.
const NO_RETURN: [&[u8]; 11] = [
    b"throwinit",
    b"gopanic",
    b"panicwrap",
    b"block",
    b"panicmakeslicelen",
    b"panicmakeslicecap",
    b"panicunsafeslicelen",
    b"panicunsafeslicenilptr",
    b"panicunsafestringlen",
    b"panicunsafestringnilptr",
    b"panicrangestate",
];

impl Build<'_> {
    /// Builds statements.
    pub(super) fn stmt_list(&mut self, list: &[NodeId]) -> Built<()> {
        for id in list {
            self.stmt(*id)?;
        }
        Ok(())
    }

    /// Builds the statements before a node.
    pub(super) fn init(&mut self, node: &Node) -> Built<()> {
        let ir = self.input.ir;
        self.stmt_list(ir.list(node.init))
    }

    /// Builds a statement.
    pub(super) fn stmt(&mut self, id: NodeId) -> Built<()> {
        let node = self.node(id)?;
        self.push_line(node.pos);
        let built = if self.at.block.is_none() && node.op != Op::Label {
            Ok(())
        } else {
            self.init(node).and_then(|()| self.stmt_of(id, node))
        };
        self.pop_line();
        built
    }

    fn stmt_of(&mut self, id: NodeId, node: &Node) -> Built<()> {
        let ir = self.input.ir;
        match node.op {
            Op::Block => self.stmt_list(ir.list(node.list)),
            Op::Fall => Ok(()),
            Op::CallFunc if node.int(0) != 0 => self.intrinsic(id, node).map(drop),
            Op::CallFunc | Op::CallInter => self.call_stmt(id, node),
            Op::Defer => self.defer_stmt(node),
            Op::Go => {
                let call = self.operand(node, 0)?;
                self.call(call, CallKind::Go, false, None).map(drop)
            }
            Op::AssignDotType => self.assign_dot_type(node),
            Op::AssignFunc => self.assign_func(node),
            Op::Decl => {
                let var = Var(self.operand(node, 0)?.0);
                if self.local(var)?.is_in_heap {
                    self.new_heap_variable(var)?;
                }
                Ok(())
            }
            Op::Label => self.label_stmt(node),
            Op::Goto => self.goto_stmt(node),
            Op::Assign => self.assign_stmt(node),
            Op::If => self.if_stmt(node),
            Op::Return => {
                self.stmt_list(ir.list(node.list))?;
                let block = self.exit()?;
                self.set_branch_position(block);
                Ok(())
            }
            Op::TailCall => self.tail_call(node),
            Op::Continue | Op::Break => self.break_stmt(node),
            Op::For => self.for_stmt(node),
            Op::Switch | Op::Select => self.switch_stmt(node),
            Op::JumpTable => self.jump_table(node),
            Op::InterfaceSwitch => self.interface_switch(node),
            Op::CheckNil => {
                let pointer = self.operand(node, 0)?;
                let pointer = self.expr(pointer)?;
                self.nil_check(pointer);
                Ok(())
            }
            Op::InlMark => {
                let mem = self.mem();
                self.vi(Gen::InlMark, self.types.void, node.int(0), &[mem]);
                Ok(())
            }
            _ => Err(BuildRefusal::op(Role::Statement, self.op_name(node))),
        }
    }

    /// Sets the position of a block that ends with a branch of the source, even of an empty one.
    pub(super) fn set_branch_position(&mut self, block: BlockId) {
        let pos = self.at.last.with_statement(vamos_ssa::Statement::Is);
        self.f.block_mut(block).pos = pos;
    }

    fn call_stmt(&mut self, id: NodeId, node: &Node) -> Built<()> {
        self.call(id, CallKind::Normal, false, None)?;
        if node.op != Op::CallFunc {
            return Ok(());
        }
        let function = self.node(self.operand(node, 0)?)?;
        if function.op != Op::Name || function.int(0) != i64::from(CLASS_FUNC) {
            return Ok(());
        }
        let name = function.short_name();
        let is_throw = self.input.header.flags.is_runtime && name == b"throw";
        let is_of_runtime = function.package() == RUNTIME;
        if is_throw || is_of_runtime && NO_RETURN.contains(&name) {
            self.end_with_exit()?;
        }
        Ok(())
    }

    /// Ends the current block as one that nothing follows.
    pub(super) fn end_with_exit(&mut self) -> Built<()> {
        let mem = self.mem();
        let block = self.end()?;
        self.set_kind(block, self.input.cx.ops.block_exit, mem);
        Ok(())
    }

    fn defer_stmt(&mut self, node: &Node) -> Built<()> {
        let call = self.operand(node, 0)?;
        if self.defers.is_open {
            return self.record_open_defer(call);
        }
        let at = self.operand_or_none(node, 1);
        let kind = if node.has(flags::NO_ESCAPE) && at.is_none() {
            CallKind::DeferStack
        } else {
            CallKind::Defer
        };
        self.call(call, kind, false, at).map(drop)
    }

    fn tail_call(&mut self, node: &Node) -> Built<()> {
        let call = self.operand(node, 0)?;
        self.call(call, CallKind::Tail, false, None)?;
        let mem = self.mem();
        let block = self.end()?;
        self.set_kind(block, self.input.cx.ops.block_ret_jmp, mem);
        Ok(())
    }
}
