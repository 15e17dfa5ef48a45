//! Branches on a phi with a constant: the predecessor of the constant goes to the successor that
//! the constant selects.
//!
//! Counterpart: cmd/compile/internal/ssa/shortcircuit.go.

use super::Cx;
use super::fuse;
use crate::func::Edge;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::properties::BOOLEANS;
use crate::rules::Refusal;

/// Makes arguments of phis constants where a branch decides them, and redirects branches.
pub(super) fn short_circuit(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    set_constants(func, cx)?;
    fuse::fuse(func, cx, &[fuse::fuse_plain, short_circuit_block]);
    Ok(())
}

/// Replaces an argument of a phi that is the condition of the branch it comes from.
fn set_constants(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    for at in 0..func.order.len() {
        let block = func.order[at];
        for index in 0..func.block(block).values.len() {
            let value = func.block(block).values[index];
            if func.value(value).op != cx.ops.phi || !func.has_kind(cx, value, BOOLEANS) {
                continue;
            }
            for number in 0..func.args(value).len() {
                let edge = func.block(block).preds[number];
                let pred = func.block(edge.block);
                if pred.kind == cx.ops.block_if && pred.controls[0] == func.args(value)[number] {
                    let ty = func.basic_type(cx.package, "bool");
                    let ty = ty.ok_or(Refusal::Invalid)?;
                    let constant = func.const_bool(cx, ty, edge.index == 0);
                    func.set_arg(value, number, constant);
                }
            }
        }
    }
    Ok(())
}

/// A branch that can be redirected.
struct Branch {
    /// The block that branches.
    block: BlockId,
    /// The phi that is its condition, but for negations and copies.
    phi: ValueId,
    /// The index of the predecessor with the constant.
    constant: usize,
    /// The successor that the constant selects.
    taken: Edge,
    /// The other successor.
    other: BlockId,
}

/// Redirects the predecessor with a constant; reports whether there is one.
fn short_circuit_block(func: &mut Func, cx: &Cx<'_>, id: BlockId) -> bool {
    let Some((branch, has_others)) = find_branch(func, cx, id) else {
        return false;
    };
    let mut plan = None;
    if has_others {
        plan = Plan::find(func, &branch);
        if plan.is_none() {
            return false;
        }
    }
    redirect(func, cx, &branch);
    if let Some(plan) = plan {
        plan.apply(func, cx, &branch);
    }
    if func.block(id).preds.is_empty() {
        func.block_mut(id).kind = cx.ops.block_invalid;
    }
    func.eliminate_phi(branch.phi, cx.ops);
    true
}

/// Returns the branch of a block, and whether the block has other phis.
fn find_branch(func: &Func, cx: &Cx<'_>, id: BlockId) -> Option<(Branch, bool)> {
    let ops = cx.ops;
    let block = func.block(id);
    if block.kind != ops.block_if {
        return None;
    }
    let is_own =
        |value: ValueId| func.uses[value.0 as usize] == 1 && func.block_of[value.0 as usize] == id;
    let is_phi = |value: ValueId| func.value(value).op == ops.phi;
    // Negations and copies of the condition.
    let (mut phi, mut count, mut is_negated) = (block.controls[0], 1, false);
    while is_own(phi) && [ops.copy, ops.not].contains(&func.value(phi).op) {
        is_negated ^= func.value(phi).op == ops.not;
        phi = func.args(phi)[0];
        count += 1;
    }
    if !is_phi(phi) || !is_own(phi) {
        return None;
    }
    let phis = block.values.iter().copied().filter(|value| is_phi(*value));
    let others = phis.clone().filter(|value| *value != phi).count();
    if others > 0 && block.preds.len() != 2 || block.values.len() != count + others {
        return None;
    }
    let has_phi_arg = |value: ValueId| {
        let mut args = func.args(value).iter();
        args.any(|arg| *arg != value && is_phi(*arg) && func.block_of[arg.0 as usize] == id)
    };
    if others > 0 && phis.clone().any(has_phi_arg) {
        return None;
    }
    let mut args = func.args(phi).iter();
    let constant = args.position(|arg| func.value(*arg).op == ops.const_bool)?;
    let is_true = func.value(func.args(phi)[constant]).aux_int != 0;
    let index = usize::from(is_true == is_negated);
    let (taken, other) = (block.succs[index], block.succs[1 - index].block);
    // An endless loop stays.
    if block.preds[constant].block == id || taken.block == id {
        return None;
    }
    let branch = Branch {
        block: id,
        phi,
        constant,
        taken,
        other,
    };
    Some((branch, others > 0))
}

/// Lets the predecessor with the constant go to the taken successor.
fn redirect(func: &mut Func, cx: &Cx<'_>, branch: &Branch) {
    let pred = func.block(branch.block).preds[branch.constant];
    let taken = branch.taken.block;
    func.remove_pred(branch.block, branch.constant);
    func.remove_phi_arg(branch.phi, branch.constant, cx.ops);
    let index = func.block(taken).preds.len() as u32;
    func.block_mut(pred.block).succs[pred.index as usize] = Edge {
        block: taken,
        index,
    };
    func.block_mut(taken).preds.push(pred);
    for index in 0..func.block(taken).values.len() {
        let value = func.block(taken).values[index];
        if func.value(value).op == cx.ops.phi {
            let arg = func.args(value)[branch.taken.index as usize];
            func.add_arg(value, arg);
        }
    }
}

/// The blocks that the other phis of a block go to.
enum Plan {
    /// Both successors lead to a block: the blocks of the other way, and that block.
    Merge(FewBlocks, BlockId),
    /// The other successor leads to the taken one: the blocks of the way.
    IntoTaken(FewBlocks),
    /// The taken successor leads to the other one.
    IntoOther,
    /// The taken successor has none.
    TakenEnds,
    /// The other successor has none.
    OtherEnds,
}

impl Plan {
    /// Returns the plan for the shape of the graph around a branch.
    fn find(func: &Func, branch: &Branch) -> Option<Self> {
        let (taken_id, other_id) = (branch.taken.block, branch.other);
        let preds = &func.block(branch.block).preds;
        if preds
            .iter()
            .any(|pred| pred.block == taken_id || pred.block == other_id)
        {
            return None;
        }
        let (taken, other) = (func.block(taken_id), func.block(other_id));
        let counts = (taken.preds.len(), other.preds.len());
        if counts == (1, 1)
            && let [next] = taken.succs[..]
            && func.block(next.block).preds.len() == 2
            && let Some(way) = blocks_between(func, other_id, next.block)
        {
            return Some(Self::Merge(way, next.block));
        }
        if counts == (2, 1)
            && let Some(way) = blocks_between(func, other_id, taken_id)
        {
            return Some(Self::IntoTaken(way));
        }
        if counts == (1, 2)
            && let [next] = taken.succs[..]
            && next.block == other_id
        {
            return Some(Self::IntoOther);
        }
        match counts {
            (1, 1) if taken.succs.is_empty() => Some(Self::TakenEnds),
            (1, 1) if other.succs.is_empty() => Some(Self::OtherEnds),
            _ => None,
        }
    }

    /// Moves the other phis, and replaces their uses by the arguments that they have there.
    fn apply(&self, func: &mut Func, cx: &Cx<'_>, branch: &Branch) {
        let id = branch.block;
        let mut index = 0;
        while let Some(phi) = func.block(id).values.get(index).copied() {
            let is_used = func.uses[phi.0 as usize] != 0;
            if is_used && phi != branch.phi && func.value(phi).op == cx.ops.phi {
                self.move_phi(func, cx, branch, phi, index);
                let to = func.block_of[phi.0 as usize];
                if to != id {
                    settle(func, cx, phi, to);
                    continue;
                }
            }
            index += 1;
        }
        // Phis without uses have a wrong number of arguments.
        for index in 0..func.block(id).values.len() {
            let value = func.block(id).values[index];
            if func.uses[value.0 as usize] == 0 {
                func.reset(value, 0, cx.ops);
            }
        }
    }

    fn move_phi(&self, func: &mut Func, cx: &Cx<'_>, branch: &Branch, phi: ValueId, index: usize) {
        let [constant, other] = [branch.constant, 1 - branch.constant].map(|at| func.args(phi)[at]);
        let taken = branch.taken.block;
        if matches!(self, Self::Merge(..) | Self::IntoOther | Self::TakenEnds) {
            let (ty, pos) = (func.value(phi).ty, func.positions[phi.0 as usize]);
            let in_taken = func.new_value(taken, cx.ops.phi, ty, pos, cx.ops);
            func.add_arg(in_taken, other);
            func.add_arg(in_taken, constant);
            replace_uses(func, taken, phi, in_taken);
            if let Self::Merge(way, _) = self {
                for block in way.list() {
                    replace_uses(func, *block, phi, other);
                }
            }
            if func.uses[phi.0 as usize] == 0 {
                return;
            }
            match self {
                Self::Merge(_, next) => {
                    func.move_value(phi, index, *next);
                    let is_first = func.block(*next).preds[0].block == taken;
                    let args = if is_first {
                        [in_taken, other]
                    } else {
                        [other, in_taken]
                    };
                    func.set_args(phi, &args);
                }
                Self::IntoOther => {
                    func.move_value(phi, index, branch.other);
                    func.set_args(phi, &[other, in_taken]);
                }
                _ => {
                    func.move_value(phi, index, branch.other);
                    func.set_args(phi, &[other]);
                }
            }
            return;
        }
        if let Self::IntoTaken(way) = self {
            for block in way.list() {
                replace_uses(func, *block, phi, other);
            }
            func.move_value(phi, index, taken);
            func.set_args(phi, &[other, other, constant]);
        } else {
            replace_uses(func, branch.other, phi, other);
            func.move_value(phi, index, taken);
            func.set_args(phi, &[other, constant]);
        }
    }
}

/// Lets phis of the block that a phi moved to take its arguments instead of it.
fn settle(func: &mut Func, cx: &Cx<'_>, phi: ValueId, block: BlockId) {
    for index in 0..func.block(block).values.len() {
        let value = func.block(block).values[index];
        if func.value(value).op != cx.ops.phi || value == phi {
            continue;
        }
        for number in 0..func.args(value).len() {
            if func.args(value)[number] == phi {
                let arg = func.args(phi)[number];
                func.set_arg(value, number, arg);
            }
        }
    }
    if func.uses[phi.0 as usize] == 0 {
        func.reset(phi, 0, cx.ops);
    } else {
        func.eliminate_phi(phi, cx.ops);
    }
}

/// Replaces all uses of a value in a block.
fn replace_uses(func: &mut Func, block: BlockId, old: ValueId, new: ValueId) {
    for index in 0..func.block(block).values.len() {
        let value = func.block(block).values[index];
        for number in 0..func.args(value).len() {
            if func.args(value)[number] == old {
                func.set_arg(value, number, new);
            }
        }
    }
    for index in 0..func.control_values(block).len() {
        if func.control_values(block)[index] == old {
            func.replace_control(block, index, new);
        }
    }
}

/// The maximum number of blocks on a way.
const MOST_BLOCKS: usize = 6;

/// The blocks of a way.
#[derive(Clone, Copy, Debug, Default)]
struct FewBlocks {
    blocks: [BlockId; MOST_BLOCKS],
    len: usize,
}

impl FewBlocks {
    fn list(&self) -> &[BlockId] {
        self.blocks.get(..self.len).unwrap_or_default()
    }

    /// Adds a block, unless there are too many.
    fn add(&mut self, block: BlockId) -> Option<()> {
        *self.blocks.get_mut(self.len)? = block;
        self.len += 1;
        Some(())
    }
}

/// Returns the blocks from one block to another one if there are few, and no other way leads to
/// them.
fn blocks_between(func: &Func, from: BlockId, to: BlockId) -> Option<FewBlocks> {
    let mut way = Way {
        to,
        seen: FewBlocks::default(),
        is_reached: false,
    };
    way.walk(func, from)?;
    let is_closed = |block: &BlockId| {
        let mut preds = func.block(*block).preds.iter();
        *block == from || preds.all(|pred| way.seen.list().contains(&pred.block))
    };
    (way.is_reached && way.seen.list().iter().all(is_closed)).then_some(way.seen)
}

struct Way {
    to: BlockId,
    seen: FewBlocks,
    is_reached: bool,
}

impl Way {
    /// Walks to the end; `None` if there are too many blocks.
    fn walk(&mut self, func: &Func, block: BlockId) -> Option<()> {
        if self.seen.list().contains(&block) {
            return Some(());
        }
        if block == self.to {
            self.is_reached = true;
            return Some(());
        }
        self.seen.add(block)?;
        for edge in &func.block(block).succs {
            self.walk(func, edge.block)?;
        }
        Some(())
    }
}
