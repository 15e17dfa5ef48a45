//! Checks after the call of an iterator: branches that are under way.
//!
//! Counterpart: cmd/compile/internal/rangefunc/rewrite.go (`checks`, `ifNext`).

use hashbrown::HashSet;
use vamos_ast::NodeId;
use vamos_ast::Operator;
use vamos_types::ObjId;

use crate::error::Error;
use crate::error::Result;
use crate::rangefunc::branches::STEP;
use crate::rangefunc::function::Branch;
use crate::rangefunc::function::Function;
use crate::rangefunc::function::Loop;
use crate::rangefunc::function::state;
use crate::writer::Writer;

impl Writer<'_, '_> {
    /// Appends the checks after a loop.
    pub(super) fn checks(
        &mut self,
        f: &mut Function,
        inner: &Loop,
        offset: u32,
    ) -> Result<Vec<NodeId>> {
        let mut list = Vec::new();
        let mut done: HashSet<&Branch> = HashSet::new();
        for branch in &inner.branches {
            if !done.insert(branch) {
                continue;
            }
            let wrong = || Error::unexpected("label", vamos_types::Pos::NONE);
            let labels = f.labels.as_ref().ok_or_else(wrong)?;
            let number = labels.number(branch).ok_or_else(wrong)?;
            let label = self
                .trees
                .append_name(f.file(), offset, branch.label.clone());
            let tree = self.trees.tree_mut(f.file());
            let stmt = tree.append_branch(offset, branch.token, label.id());
            list.push(self.if_next(f, offset, (Operator::Eql, number), true, &[stmt]));
        }
        let Some(outer) = f.loops.len().checked_sub(2) else {
            if inner.checks_return {
                let stmt = self.trees.tree_mut(f.file()).append_return(offset, None);
                list.push(self.if_next(f, offset, (Operator::Eql, -1), false, &[stmt]));
            }
            return Ok(list);
        };
        let outer = f.loops[outer].state;
        self.nested_checks(f, inner, outer, offset, &mut list)?;
        Ok(list)
    }

    /// Appends the checks after a loop in the body of another; `outer` is that one's state.
    fn nested_checks(
        &mut self,
        f: &mut Function,
        inner: &Loop,
        outer: ObjId,
        offset: u32,
        list: &mut Vec<NodeId>,
    ) -> Result<()> {
        let file = f.file();
        if inner.checks_return {
            let stmts = self.leave_outer(file, offset, outer, false)?;
            list.push(self.if_next(f, offset, (Operator::Lss, 0), false, &stmts));
        }
        let step = STEP * (inner.depth as i64 - 1);
        let done = self.int_const(file, offset, state::DONE);
        let panic = self.panic_stmt(file, offset, done);
        list.push(self.if_next(f, offset, (Operator::Gtr, step), false, &[panic]));
        if inner.checks_continue {
            let stmts = self.leave_outer(file, offset, outer, true)?;
            list.push(self.if_next(f, offset, (Operator::Eql, step - 1), true, &stmts));
        }
        if inner.checks_break {
            let stmts = self.leave_outer(file, offset, outer, false)?;
            list.push(self.if_next(f, offset, (Operator::Eql, step), true, &stmts));
        }
        if inner.checks_continue || inner.checks_break {
            let stmts = self.leave_outer(file, offset, outer, false)?;
            list.push(self.if_next(f, offset, (Operator::Gtr, 0), false, &stmts));
        }
        Ok(())
    }

    /// Appends the statements that end a call of the outer body.
    fn leave_outer(
        &mut self,
        file: usize,
        offset: u32,
        outer: ObjId,
        continues: bool,
    ) -> Result<[NodeId; 2]> {
        let state = if continues { state::READY } else { state::DONE };
        let set = self.set_int(file, offset, outer, state);
        Ok([set, self.return_bool(file, offset, continues)?])
    }

    /// Appends an `if` statement about the branch that is under way, which may end there.
    fn if_next(
        &mut self,
        f: &mut Function,
        offset: u32,
        (op, number): (Operator, i64),
        ends: bool,
        then: &[NodeId],
    ) -> NodeId {
        let file = f.file();
        let next = self.next_var(f);
        let mut list = Vec::new();
        if ends {
            list.push(self.set_int(file, offset, next, 0));
        }
        list.extend_from_slice(then);
        let cond = self.compare(file, offset, op, (next, number));
        self.if_then(file, offset, cond, &list)
    }
}
