//! Phis for variables of several blocks, in functions with many blocks.
//!
//! Counterpart: cmd/compile/internal/ssagen/phi.go (`phiState`).

use std::collections::HashMap;

use vamos_ssa::BlockId;
use vamos_ssa::Pos;
use vamos_ssa::TypeId;
use vamos_ssa::ValueId;

use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;
use super::vars::Var;

/// A variable that gets phis.
struct Wanted {
    var: Var,
    ty: TypeId,
    /// The blocks that define it.
    defined_in: Vec<BlockId>,
}

/// The tree of dominators.
struct Tree {
    parent: Vec<BlockId>,
    child: Vec<BlockId>,
    sibling: Vec<BlockId>,
    level: Vec<u32>,
}

/// Blocks, the deepest in the tree first. Blocks of one level come in the order of Go's
/// container/heap.
struct Heap<'a> {
    blocks: Vec<BlockId>,
    level: &'a [u32],
}

impl Heap<'_> {
    fn is_before(&self, one: usize, other: usize) -> bool {
        let level = |at: usize| self.level[self.blocks[at].0 as usize];
        level(one) > level(other)
    }

    fn up(&mut self, mut at: usize) {
        while at > 0 {
            let parent = (at - 1) / 2;
            if !self.is_before(at, parent) {
                break;
            }
            self.blocks.swap(parent, at);
            at = parent;
        }
    }

    fn down(&mut self, mut at: usize, len: usize) {
        loop {
            let left = 2 * at + 1;
            if left >= len {
                break;
            }
            let mut least = left;
            if left + 1 < len && self.is_before(left + 1, left) {
                least = left + 1;
            }
            if !self.is_before(least, at) {
                break;
            }
            self.blocks.swap(at, least);
            at = least;
        }
    }

    fn init(&mut self) {
        let len = self.blocks.len();
        for at in (0..len / 2).rev() {
            self.down(at, len);
        }
    }

    fn push(&mut self, block: BlockId) {
        self.blocks.push(block);
        self.up(self.blocks.len() - 1);
    }

    fn pop(&mut self) -> Option<BlockId> {
        let last = self.blocks.len().checked_sub(1)?;
        self.blocks.swap(0, last);
        self.down(0, last);
        self.blocks.pop()
    }
}

/// A step of the walk over the tree.
enum Step {
    /// A block is entered.
    Enter(BlockId),
    /// A variable gets the value back that it had outside.
    Restore(usize, ValueId),
}

impl Build<'_> {
    /// Inserts phis at the borders of dominance.
    pub(super) fn insert_phis_by_dominators(&mut self) -> Built<()> {
        let (mut wanted, numbers) = self.wanted_vars()?;
        if wanted.is_empty() {
            return Ok(());
        }
        for block in self.f.order.clone() {
            for (var, _) in &self.vars.defined(block).0 {
                if let Some(number) = numbers.get(var) {
                    wanted[*number].defined_in.push(block);
                }
            }
        }
        let tree = self.dominators();
        let invalid = TypeId(0);
        let placeholder = self.entry(Gen::Unknown, invalid, &[]);
        let invalid = self.invalid_type()?;
        self.f.value_mut(placeholder).ty = invalid;
        for (number, wanted) in wanted.iter().enumerate() {
            self.insert_phis_of(number, wanted, &tree, placeholder);
        }
        self.resolve_all(&numbers, &tree, placeholder)?;
        for block in self.f.order.clone() {
            for value in self.f.block(block).values.clone() {
                if self.is_op(value, Gen::Phi) {
                    self.f.value_mut(value).aux_int = 0;
                }
                if self.is_op(value, Gen::FwdRef) {
                    self.set_op(value, Gen::Unknown);
                }
            }
        }
        Ok(())
    }

    /// Returns the type of the value for variables without a value.
    fn invalid_type(&mut self) -> Built<TypeId> {
        let found = self.f.basic_type(self.input.cx.package, "invalid");
        found.ok_or(BuildRefusal::Invalid("no type of unknown values"))
    }

    /// Numbers the variables whose values come from several blocks; those that come from the only
    /// block before are copies at once.
    fn wanted_vars(&mut self) -> Built<(Vec<Wanted>, HashMap<Var, usize>)> {
        let mut wanted: Vec<Wanted> = Vec::new();
        let mut numbers = HashMap::new();
        for block in self.f.order.clone() {
            for value in self.f.block(block).values.clone() {
                if !self.is_op(value, Gen::FwdRef) {
                    continue;
                }
                let var = self.forward_var(value)?;
                if let [edge] = self.f.block(block).preds[..]
                    && let Some(known) = self.vars.defined(edge.block).get(var)
                {
                    self.set_op(value, Gen::Copy);
                    self.f.add_arg(value, known);
                    continue;
                }
                numbers.entry(var).or_insert_with(|| {
                    wanted.push(Wanted {
                        var,
                        ty: self.f.value(value).ty,
                        defined_in: Vec::new(),
                    });
                    wanted.len() - 1
                });
            }
        }
        Ok((wanted, numbers))
    }

    /// Makes the tree of dominators.
    fn dominators(&mut self) -> Tree {
        let count = self.f.blocks.len();
        let parent = self.f.immediate_dominators();
        let mut tree = Tree {
            parent,
            child: vec![BlockId(0); count],
            sibling: vec![BlockId(0); count],
            level: vec![0; count],
        };
        for block in &self.f.order {
            let at = block.0 as usize;
            let parent = tree.parent[at].0 as usize;
            if parent != 0 {
                tree.sibling[at] = tree.child[parent];
                tree.child[parent] = *block;
            }
        }
        let mut work = vec![self.f.entry];
        while let Some(block) = work.pop() {
            let level = tree.level[block.0 as usize];
            let mut child = tree.child[block.0 as usize];
            while child.0 != 0 {
                tree.level[child.0 as usize] = level + 1;
                work.push(child);
                child = tree.sibling[child.0 as usize];
            }
        }
        tree
    }

    fn insert_phis_of(&mut self, number: usize, wanted: &Wanted, tree: &Tree, none: ValueId) {
        let count = self.f.blocks.len();
        let [mut is_queued, mut has_phi, mut has_definition] = [(); 3].map(|()| vec![false; count]);
        for block in &wanted.defined_in {
            has_definition[block.0 as usize] = true;
        }
        let mut heap = Heap {
            blocks: wanted.defined_in.clone(),
            level: &tree.level,
        };
        heap.init();
        while let Some(root) = heap.pop() {
            let root_level = tree.level[root.0 as usize];
            let mut queue = vec![root];
            is_queued[root.0 as usize] = true;
            while let Some(block) = queue.pop() {
                for edge in self.f.block(block).succs.clone() {
                    let to = edge.block.0 as usize;
                    if tree.level[to] > root_level || has_phi[to] {
                        continue;
                    }
                    has_phi[to] = true;
                    self.add_phi(edge.block, (number, wanted), self.start_of(block), none);
                    if !std::mem::replace(&mut has_definition[to], true) {
                        heap.push(edge.block);
                    }
                }
                let mut child = tree.child[block.0 as usize];
                while child.0 != 0 {
                    let at = child.0 as usize;
                    if !std::mem::replace(&mut is_queued[at], true) {
                        queue.push(child);
                    }
                    child = tree.sibling[at];
                }
            }
        }
    }

    fn start_of(&self, block: BlockId) -> Pos {
        let start = self.at.block_starts.get(block.0 as usize);
        start.copied().unwrap_or_default()
    }

    /// Adds a phi whose arguments are not known yet.
    fn add_phi(
        &mut self,
        block: BlockId,
        (number, wanted): (usize, &Wanted),
        pos: Pos,
        none: ValueId,
    ) {
        let phi = self.value_in(block, Gen::Phi, wanted.ty, pos, &[]);
        self.f.value_mut(phi).aux_int = number as i64;
        self.add_named_value(wanted.var, phi);
        for _ in 0..self.f.block(block).preds.len() {
            self.f.add_arg(phi, none);
        }
    }

    /// Gives references and phis their values, in a walk over the tree.
    fn resolve_all(
        &mut self,
        numbers: &HashMap<Var, usize>,
        tree: &Tree,
        none: ValueId,
    ) -> Built<()> {
        let mut values = vec![none; numbers.len()];
        let mut work = vec![Step::Enter(self.f.entry)];
        while let Some(step) = work.pop() {
            let block = match step {
                Step::Enter(block) => block,
                Step::Restore(number, value) => {
                    values[number] = value;
                    continue;
                }
            };
            let list = self.f.block(block).values.clone();
            for value in list.iter().filter(|value| self.is_op(**value, Gen::Phi)) {
                let number = self.f.value(*value).aux_int as usize;
                work.push(Step::Restore(number, values[number]));
                values[number] = *value;
            }
            for value in list {
                if self.is_op(value, Gen::FwdRef) {
                    let number = numbers.get(&self.forward_var(value)?).copied();
                    self.set_op(value, Gen::Copy);
                    self.f
                        .add_arg(value, number.map_or(none, |number| values[number]));
                }
            }
            for (var, value) in self.vars.defined(block).0.clone() {
                if let Some(number) = numbers.get(&var) {
                    work.push(Step::Restore(*number, values[*number]));
                    values[*number] = value;
                }
            }
            self.set_phi_args(block, &values);
            let mut child = tree.child[block.0 as usize];
            while child.0 != 0 {
                work.push(Step::Enter(child));
                child = tree.sibling[child.0 as usize];
            }
        }
        Ok(())
    }

    /// Sets the arguments of phis after a block.
    fn set_phi_args(&mut self, block: BlockId, values: &[ValueId]) {
        for edge in self.f.block(block).succs.clone() {
            let list = self.f.block(edge.block).values.clone();
            let phis = list.into_iter().rev();
            for phi in phis
                .take_while(|value| self.is_op(*value, Gen::Phi))
                .collect::<Vec<_>>()
            {
                let value = values[self.f.value(phi).aux_int as usize];
                if !self.is_op(value, Gen::Unknown) {
                    self.f.set_arg(phi, edge.index as usize, value);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_block_is_first() {
        let level = [0, 1, 3, 2, 3];
        let blocks = (1..5).map(BlockId).collect();
        let mut heap = Heap {
            blocks,
            level: &level,
        };
        heap.init();
        heap.push(BlockId(0));
        let mut levels = Vec::new();
        while let Some(block) = heap.pop() {
            levels.push(level[block.0 as usize]);
        }
        assert_eq!(levels, [3, 3, 2, 1, 0]);
    }
}
