//! `break`, `continue` and `goto` in the bodies of loops.
//!
//! Counterpart: cmd/compile/internal/rangefunc/rewrite.go (`editBranch`, `computeBranchNext`).

use vamos_ast::Node;
use vamos_ast::NodeId;
use vamos_ast::Token;
use vamos_ast::parts;
use vamos_check::NodeRef;

use crate::error::Error;
use crate::error::Result;
use crate::rangefunc::function::Branch;
use crate::rangefunc::function::Function;
use crate::rangefunc::function::Labels;
use crate::rangefunc::function::state;
use crate::trees::at;
use crate::trees::opt;
use crate::writer::Writer;

/// The distance of the numbers of branches to one loop and to the next.
pub(super) const STEP: i64 = 2;

impl Writer<'_, '_> {
    /// Returns the replacement of a branch; `None` if it stays in the body.
    pub(super) fn edit_branch(
        &mut self,
        f: &mut Function,
        stmt: NodeRef,
    ) -> Result<Option<NodeId>> {
        let Node::Branch {
            token,
            label,
            target,
        } = self.trees.node(stmt)
        else {
            return Ok(None);
        };
        let (label, target) = (opt(stmt, label), opt(stmt, target));
        let offset = self.offset(stmt);
        let to = f.loops.iter().rposition(|outer| Some(outer.stmt) == target);
        let innermost = f.loops.len() - 1;
        if label.is_none() && to != Some(innermost) {
            return Ok(None);
        }
        if let (Some(to), true) = (to, token != Token::Goto) {
            if to == innermost {
                return self.plain_branch(f, offset, token).map(Some);
            }
            let next = branch_to_loop(f, to, token);
            return self.branch(f, offset, next).map(Some);
        }
        let missing = Error::unexpected("branch", self.trees.pos(stmt));
        let label = self.trees.name(label.ok_or(missing.clone())?).into_owned();
        self.find_labels(f)?;
        let labels = f.labels.as_ref().ok_or(missing.clone())?;
        let around = labels.loops.get(&label).copied().flatten();
        if around == Some(f.loops[innermost].stmt) {
            return Ok(None);
        }
        let branch = Branch { token, label };
        let next = labels.number(&branch).ok_or(missing)?;
        let to = f.loops.iter().rposition(|outer| Some(outer.stmt) == around);
        let exits_from = to.map_or(0, |to| to + 1);
        f.loops[exits_from].branches.push(branch);
        for outer in &mut f.loops[exits_from + 1..] {
            outer.checks_return = true;
        }
        self.branch(f, offset, next).map(Some)
    }

    /// Appends the replacement of `break` and `continue` of the innermost loop.
    fn plain_branch(&mut self, f: &mut Function, offset: u32, token: Token) -> Result<NodeId> {
        let continues = token == Token::Continue;
        let state = if continues { state::READY } else { state::DONE };
        let mut list = self.leave(f, offset, None, state);
        list.push(self.return_bool(f.file(), offset, continues)?);
        let tree = self.trees.tree_mut(f.file());
        Ok(tree.append_block(offset, &list, offset))
    }

    /// Appends the replacement of another branch.
    fn branch(&mut self, f: &mut Function, offset: u32, next: i64) -> Result<NodeId> {
        let mut list = self.leave(f, offset, Some(next), state::DONE);
        list.push(self.return_bool(f.file(), offset, false)?);
        let tree = self.trees.tree_mut(f.file());
        Ok(tree.append_block(offset, &list, offset))
    }

    /// Finds the labels of a function, and the loops that they are in.
    fn find_labels(&mut self, f: &mut Function) -> Result<()> {
        if f.labels.is_some() {
            return Ok(());
        }
        let takes_first = self.types().release().takes_outer_labels_of_loops();
        let mut labels = Labels::default();
        let mut stack = vec![(f.body, None)];
        while let Some((node, mut around)) = stack.pop() {
            self.step()?;
            if self.is_range_func(node) {
                around = Some(node);
            }
            if let Node::Labeled { label, .. } = self.trees.node(node) {
                let label = self.trees.part(node, label)?;
                let label = self.trees.name(label).into_owned();
                let is_known = labels.loops.contains_key(&label);
                if !(takes_first && is_known) {
                    labels.loops.insert(label.clone(), around);
                }
                labels.count += 1;
                labels.places.insert(label, labels.count);
            }
            let parts = parts(self.trees.tree(node), node.id()).into_iter().rev();
            stack.extend(parts.map(|part| (at(node, part), around)));
        }
        f.labels = Some(labels);
        Ok(())
    }
}

/// Returns the number of a branch to a loop that is not the innermost; the loops between check it.
fn branch_to_loop(f: &mut Function, to: usize, token: Token) -> i64 {
    let mut exits_from = to + 1;
    if token == Token::Continue {
        f.loops[exits_from].checks_continue = true;
    } else {
        exits_from = to;
        f.loops[exits_from].checks_break = true;
    }
    for outer in &mut f.loops[exits_from + 1..] {
        outer.checks_break = true;
    }
    let next = STEP * (to as i64 + 1);
    if token == Token::Continue {
        next - 1
    } else {
        next
    }
}
