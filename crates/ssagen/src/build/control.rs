//! Labels, branches, conditions and loops.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`stmt`, `condBranch`).

use vamos_ir::Literal;
use vamos_ir::Node;
use vamos_ir::NodeId;
use vamos_ir::Op;
use vamos_ir::flags;
use vamos_ssa::BlockId;
use vamos_ssa::Pos;

use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;
use super::state::Label;

impl Build<'_> {
    /// Returns the label of a name.
    pub(super) fn label(&mut self, name: &[u8]) -> &mut Label {
        self.labels.entry(name.to_vec()).or_default()
    }

    /// Returns the block of a label.
    pub(super) fn label_target(&mut self, name: &[u8]) -> BlockId {
        if let Some(target) = self.label(name).target {
            return target;
        }
        let block = self.new_block();
        self.label(name).target = Some(block);
        block
    }

    pub(super) fn label_stmt(&mut self, node: &Node) -> Built<()> {
        if node.has(flags::BLANK_LABEL) {
            return Ok(());
        }
        let target = self.label_target(&node.text);
        if self.at.block.is_some() {
            self.end_to(target)?;
        }
        self.start_block(target);
        Ok(())
    }

    pub(super) fn goto_stmt(&mut self, node: &Node) -> Built<()> {
        let target = self.label_target(&node.text);
        let block = self.end()?;
        self.set_branch_position(block);
        self.f.add_edge(block, target);
        Ok(())
    }

    pub(super) fn break_stmt(&mut self, node: &Node) -> Built<()> {
        let is_break = node.op == Op::Break;
        let to = if node.has(flags::HAS_LABEL) {
            let label = *self.label(&node.text);
            if is_break {
                label.break_to
            } else {
                label.continue_to
            }
        } else if is_break {
            self.at.break_to
        } else {
            self.at.continue_to
        };
        let to = to.ok_or(BuildRefusal::Invalid("branch without a target"))?;
        let block = self.end()?;
        self.set_branch_position(block);
        self.f.add_edge(block, to);
        Ok(())
    }

    pub(super) fn if_stmt(&mut self, node: &Node) -> Built<()> {
        let ir = self.input.ir;
        let condition = self.operand(node, 0)?;
        let (body, other) = (ir.list(node.list), ir.list(node.other));
        let condition_node = self.node(condition)?;
        if let Some(Literal::Bool(is_true)) = condition_node.literal() {
            self.init(condition_node)?;
            return self.stmt_list(if is_true { body } else { other });
        }
        let end = self.new_block();
        let mut block_of = |list: &[NodeId]| {
            if list.is_empty() {
                end
            } else {
                self.new_block()
            }
        };
        let then = block_of(body);
        let els = block_of(other);
        let likely = i8::from(node.has(flags::LIKELY));
        self.branch_on(condition, then, els, likely)?;
        for (block, list) in [(then, body), (els, other)] {
            if list.is_empty() {
                continue;
            }
            self.start_block(block);
            self.stmt_list(list)?;
            if let Some(last) = self.end_block() {
                self.f.add_edge(last, end);
            }
        }
        self.start_block(end);
        Ok(())
    }

    /// Ends the current block with a branch on a condition.
    pub(super) fn branch_on(
        &mut self,
        condition: NodeId,
        yes: BlockId,
        no: BlockId,
        likely: i8,
    ) -> Built<()> {
        let node = self.node(condition)?;
        match node.op {
            Op::AndAnd | Op::OrOr => {
                let middle = self.new_block();
                self.init(node)?;
                let first = self.operand(node, 0)?;
                if node.op == Op::AndAnd {
                    self.branch_on(first, middle, no, likely.max(0))?;
                } else {
                    self.branch_on(first, yes, middle, likely.min(0))?;
                }
                self.start_block(middle);
                self.branch_on(self.operand(node, 1)?, yes, no, likely)
            }
            Op::Not => {
                self.init(node)?;
                self.branch_on(self.operand(node, 0)?, no, yes, -likely)
            }
            Op::ConvNop => {
                self.init(node)?;
                self.branch_on(self.operand(node, 0)?, yes, no, likely)
            }
            _ => {
                let value = self.expr(condition)?;
                let block = self.end()?;
                self.branch(block, value, likely, [yes, no]);
                Ok(())
            }
        }
    }

    pub(super) fn for_stmt(&mut self, node: &Node) -> Built<()> {
        let ir = self.input.ir;
        let [condition, body, next, end] = [(); 4].map(|()| self.new_block());
        self.f.block_mut(body).pos = node.pos;
        self.end_to(condition)?;
        self.start_block(condition);
        match self.operand_or_none(node, 0) {
            Some(value) => self.branch_on(value, body, end, 1)?,
            None => {
                self.end_to(body)?;
            }
        }
        let outer = (self.at.continue_to, self.at.break_to);
        self.at.continue_to = Some(next);
        self.at.break_to = Some(end);
        let is_labelled = node.has(flags::HAS_LABEL);
        if is_labelled {
            let label = self.label(&node.text);
            (label.continue_to, label.break_to) = (Some(next), Some(end));
        }
        self.start_block(body);
        self.stmt_list(ir.list(node.list))?;
        (self.at.continue_to, self.at.break_to) = outer;
        if is_labelled {
            let label = self.label(&node.text);
            (label.continue_to, label.break_to) = (None, None);
        }
        if let Some(last) = self.end_block() {
            self.f.add_edge(last, next);
        }
        self.start_block(next);
        if let Some(post) = self.operand_or_none(node, 1) {
            self.stmt(post)?;
        }
        if let Some(last) = self.end_block() {
            self.f.add_edge(last, condition);
            if self.f.block(last).pos == Pos::default() {
                self.f.block_mut(last).pos = self.f.block(condition).pos;
            }
        }
        self.start_block(end);
        Ok(())
    }
}
