//! Phis for variables of several blocks, in functions with few blocks.
//!
//! Counterpart: cmd/compile/internal/ssagen/phi.go (`simplePhiState`).

use vamos_ssa::BlockId;
use vamos_ssa::Pos;
use vamos_ssa::TypeId;
use vamos_ssa::ValueId;
use vamos_ssa::pass::reachable_blocks;

use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;
use super::vars::Var;

/// The most blocks for the simple algorithm.
const MOST: usize = 500;

/// The construction of phis.
struct Phis {
    /// Values whose variables are looked up, the next one last.
    work: Vec<ValueId>,
    is_reachable: Vec<bool>,
}

impl Build<'_> {
    /// Replaces values that come from blocks before by phis or copies.
    pub(super) fn insert_phis(&mut self) -> Built<()> {
        if self.f.order.len() > MOST {
            return self.insert_phis_by_dominators();
        }
        let mut phis = Phis {
            work: Vec::new(),
            is_reachable: reachable_blocks(&self.f, &self.input.cx),
        };
        for block in self.f.order.clone() {
            for value in self.f.block(block).values.clone() {
                if !self.is_op(value, Gen::FwdRef) {
                    continue;
                }
                phis.work.push(value);
                let var = self.forward_var(value)?;
                let defined = self.vars.defined(block);
                if defined.get(var).is_none() {
                    defined.set(var, value);
                }
            }
        }
        while let Some(value) = phis.work.pop() {
            self.resolve(&mut phis, value)?;
        }
        Ok(())
    }

    /// Returns the variable of a value that comes from blocks before.
    pub(super) fn forward_var(&self, value: ValueId) -> Built<Var> {
        let var = self.vars.forward_var(value);
        var.ok_or(BuildRefusal::Invalid("reference without a variable"))
    }

    /// Sets the operation of a value that came from blocks before.
    pub(super) fn set_op(&mut self, value: ValueId, op: Gen) {
        self.f.value_mut(value).op = self.input.ops.number(op);
    }

    fn resolve(&mut self, phis: &mut Phis, value: ValueId) -> Built<()> {
        let block = self.f.block_of[value.0 as usize];
        let var = self.forward_var(value)?;
        if block == self.f.entry {
            return Err(BuildRefusal::Invalid("variable that is live at the entry"));
        }
        if !phis.is_reachable[block.0 as usize] {
            self.set_op(value, Gen::Unknown);
            return Ok(());
        }
        let (ty, pos) = (self.f.value(value).ty, self.f.positions[value.0 as usize]);
        let mut args = Vec::new();
        for edge in self.f.block(block).preds.clone() {
            args.push(self.outgoing(phis, edge.block, (ty, pos), var));
        }
        let mut witness = None;
        for arg in args.iter().copied() {
            if arg == value || Some(arg) == witness {
                continue;
            }
            if witness.is_some() {
                self.set_op(value, Gen::Phi);
                for arg in &args {
                    self.f.add_arg(value, *arg);
                }
                self.f.positions[value.0 as usize] = self.at.block_starts[block.0 as usize];
                return Ok(());
            }
            witness = Some(arg);
        }
        let witness = witness.ok_or(BuildRefusal::Invalid("phi without a value"))?;
        self.set_op(value, Gen::Copy);
        self.f.add_arg(value, witness);
        Ok(())
    }

    /// Returns the value of a variable at the end of a block.
    fn outgoing(
        &mut self,
        phis: &mut Phis,
        mut block: BlockId,
        (ty, pos): (TypeId, Pos),
        var: Var,
    ) -> ValueId {
        loop {
            if let Some(value) = self.vars.defined(block).get(var) {
                return value;
            }
            let [edge] = self.f.block(block).preds[..] else {
                break;
            };
            block = edge.block;
            if !phis.is_reachable[block.0 as usize] {
                break;
            }
        }
        let value = self.value_in(block, Gen::FwdRef, ty, pos, &[]);
        self.vars.set_forward(value, var);
        self.vars.defined(block).set(var, value);
        self.add_named_value(var, value);
        phis.work.push(value);
        value
    }
}
