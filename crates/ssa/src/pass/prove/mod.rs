//! Conditions that follow from others before them are removed, and values become simpler ones.
//!
//! A walk down the tree of dominators adds the facts of each branch and value to a table, and the way
//! back removes them. A branch whose fact contradicts the table is never taken.
//! Counterpart: cmd/compile/internal/ssa/prove.go.

mod branches;
mod countdown;
mod difference;
mod facts;
mod flow;
mod induction;
mod initial;
mod learn;
mod limit;
mod local;
mod order;
mod poset;
mod relation;
mod simplify;
mod slices;
#[cfg(test)]
mod tests;
mod update;
mod values;

use crate::cx::Cx;
use crate::func::Func;
use crate::graph;
use crate::ids::BlockId;
use crate::rules::Refusal;
use crate::state::TreeNode;
use branches::branch_to;
use branches::remove_branch;
use induction::Induction;
use order::Sorter;

pub(super) use branches::Branch;
pub(super) use facts::Facts;
pub(super) use values::At;

/// A step of the walk.
#[derive(Clone, Copy, Debug)]
enum Step {
    Enter(BlockId),
    Leave,
}

/// Removes branches that are never taken, and simplifies values.
pub(super) fn prove(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    if !["amd64", "arm64"].contains(&&*cx.package.header.goarch) {
        return Err(Refusal::MACHINE);
    }
    let inductions = inductions(func, cx);
    let mut facts = Facts::new(func, cx)?;
    facts.checkpoint();
    facts.find_lens_and_caps(At { func, cx });
    graph::tree(func, cx);
    // Branches that are removed leave the tree as it is.
    let tree = func.caches.tree.take().unwrap_or_default();
    let outcome = walk(func, cx, &tree, &inductions, &mut facts);
    func.caches.tree = Some(tree);
    outcome?;
    facts.end(func)
}

/// Returns the variables of loops that facts follow from, by the block where they hold.
fn inductions(func: &mut Func, cx: &Cx<'_>) -> Vec<Induction> {
    let mut kept = Vec::new();
    for induction in induction::find(func, cx) {
        if has_other_use(func, &induction) {
            kept.push(induction);
        } else if cx.profile.prove.several_inductions {
            countdown::count_down(func, cx, &induction);
        }
    }
    kept.sort_by_key(|one| one.entry);
    kept
}

/// Reports whether a variable is used for more than to count the rounds of its loop.
fn has_other_use(func: &Func, induction: &Induction) -> bool {
    let uses = [induction.variable, induction.next].map(|value| func.uses[value.0 as usize]);
    uses != [2, 1]
}

/// Walks through the tree of dominators.
fn walk(
    func: &mut Func,
    cx: &Cx<'_>,
    tree: &[TreeNode],
    inductions: &[Induction],
    facts: &mut Facts,
) -> Result<(), Refusal> {
    let mut sorter: Sorter = func.free.scratch.memory();
    let mut work = func.free.scratch.memory_of(1, Step::Enter(func.entry));
    while let Some(step) = work.pop() {
        let Step::Enter(block) = step else {
            facts.restore();
            continue;
        };
        facts.checkpoint();
        let parent = tree[block.0 as usize].parent;
        let branch = match parent {
            BlockId(0) => None,
            parent => branch_to(func, cx, tree, parent, block),
        };
        let at = At { func, cx };
        let first = inductions.partition_point(|one| one.entry < block);
        let of_block = inductions[first..].iter();
        for induction in of_block.take_while(|one| one.entry == block) {
            facts.add_induction(at, induction);
        }
        if let Some(branch) = branch {
            facts.add_branch(at, parent, branch);
        }
        facts.add_slices_of_same_len(at, block);
        if facts.is_contradiction {
            if parent.0 == 0 {
                return Err(Refusal::Invalid);
            }
            remove_branch(func, cx, parent, branch);
            facts.restore();
            continue;
        }
        sorter.sort(func, cx, block)?;
        simplify_values(func, cx, block, facts)?;
        facts.simplify_block(func, cx, tree, block);
        work.push(Step::Leave);
        let mut child = tree[block.0 as usize].child;
        while child.0 != 0 {
            work.push(Step::Enter(child));
            child = tree[child.0 as usize].sibling;
        }
    }
    func.free.scratch.keep(sorter);
    func.free.scratch.keep(work);
    Ok(())
}

/// Adds the facts of a block's values, and simplifies the values.
fn simplify_values(
    func: &mut Func,
    cx: &Cx<'_>,
    block: BlockId,
    facts: &mut Facts,
) -> Result<(), Refusal> {
    // Values that are added meanwhile are not visited.
    for index in 0..func.block(block).values.len() {
        let value = func.block(block).values[index];
        facts.flow_limit(At { func, cx }, value);
        // Facts that follow from the value hold only after it, and its arguments come before.
        facts.fold_arguments(func, cx, value)?;
        facts.add_value_facts(At { func, cx }, value);
        facts.simplify_value(func, cx, block, value)?;
    }
    Ok(())
}
