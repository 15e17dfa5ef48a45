//! Facts that hold after a branch, and branches that are never taken.
//!
//! Counterpart: `getBranch`, `addBranchRestrictions`, `simplifyBlock` and `removeBranch` of
//! cmd/compile/internal/ssa/prove.go.

use super::facts::Facts;
use super::limit::Limit;
use super::values::At;
use super::values::constant_offset;
use crate::cx::Cx;
use crate::func::Func;
use crate::func::Statement;
use crate::graph::is_ancestor_eq;
use crate::ids::BlockId;
use crate::state::TreeNode;

/// A way from a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pass) enum Branch {
    /// The condition is true.
    Positive,
    /// The condition is false.
    Negative,
    /// A jump table has this index.
    Index(usize),
}

impl Branch {
    /// Both ways of a condition, in the order of successors.
    pub(in crate::pass) const BOTH: [Self; 2] = [Self::Positive, Self::Negative];
}

/// Returns the way from a block by which another one that it dominates is reached.
pub(super) fn branch_to(
    func: &Func,
    cx: &Cx<'_>,
    tree: &[TreeNode],
    from: BlockId,
    to: BlockId,
) -> Option<Branch> {
    let block = func.block(from);
    let is_jump_table = block.kind == cx.ops.block_jump_table;
    if block.kind != cx.ops.block_if && !is_jump_table {
        return None;
    }
    let index = block.succs.iter().position(|edge| {
        is_ancestor_eq(tree, edge.block, to) && func.block(edge.block).preds.len() == 1
    })?;
    Some(match index {
        _ if is_jump_table => Branch::Index(index),
        0 => Branch::Positive,
        _ => Branch::Negative,
    })
}

impl Facts {
    /// Adds the facts that hold after a branch.
    pub(in crate::pass) fn add_branch(&mut self, at: At<'_>, block: BlockId, branch: Branch) {
        let control = at.func.block(block).controls[0];
        match branch {
            Branch::Positive => self.set_limit(at, control, Limit::exactly(1)),
            Branch::Negative => self.set_limit(at, control, Limit::exactly(0)),
            Branch::Index(index) => {
                let offset = constant_offset(at, control);
                let (value, offset) = offset.unwrap_or((control, 0));
                let number = (index as i64).wrapping_sub(offset);
                self.set_limit(at, value, Limit::exactly(number));
            }
        }
    }

    /// Reports whether a branch cannot be taken.
    pub(in crate::pass) fn is_impossible(
        &mut self,
        at: At<'_>,
        block: BlockId,
        branch: Branch,
    ) -> bool {
        self.checkpoint();
        self.add_branch(at, block, branch);
        let is_impossible = self.is_contradiction;
        self.restore();
        is_impossible
    }

    /// Removes a way from a block that cannot be taken, if the block after it has others.
    pub(super) fn simplify_block(
        &mut self,
        func: &mut Func,
        cx: &Cx<'_>,
        tree: &[TreeNode],
        block: BlockId,
    ) {
        if func.block(block).kind != cx.ops.block_if {
            return;
        }
        for (index, branch) in Branch::BOTH.into_iter().enumerate() {
            let child = func.block(block).succs[index].block;
            if branch_to(func, cx, tree, block, child).is_some() {
                continue;
            }
            if self.is_impossible(At { func, cx }, block, branch) {
                remove_branch(func, cx, block, Some(branch));
                return;
            }
        }
    }
}

/// Removes a way from a block; jump tables keep theirs.
pub(super) fn remove_branch(func: &mut Func, cx: &Cx<'_>, id: BlockId, branch: Option<Branch>) {
    let control = func.block(id).controls[0];
    let pos = func.block(id).pos;
    let of_control = func.positions[control.0 as usize];
    if control.0 != 0 && of_control.statement() == Statement::Is && of_control.is_same_line(pos) {
        func.block_mut(id).pos = pos.with_statement(Statement::Is);
    }
    let (Some(Branch::Positive) | Some(Branch::Negative)) = branch else {
        return;
    };
    func.block_mut(id).kind = cx.ops.block_first;
    func.reset_controls(id);
    if branch == Some(Branch::Positive) {
        func.swap_successors(id);
    }
}
