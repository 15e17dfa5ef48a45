//! The effects of values on variables, and the variables that are live at the start and end of
//! blocks.
//!
//! Counterpart: cmd/compile/internal/liveness/plive.go (`affectedVar`, `valueEffects`, `solve`).

use vamos_ssa::Aux;
use vamos_ssa::BlockId;
use vamos_ssa::Func;
use vamos_ssa::NameId;
use vamos_ssa::Package;
use vamos_ssa::TypeId;
use vamos_ssa::ValueId;
use vamos_ssa::op::Ops;

use super::bits::BitSet;
use super::pointers::POINTER;
use super::pointers::Types;
use crate::input::Var;
use crate::input::class;
use crate::input::var_flags;
use crate::machine::Machine;
use crate::machine::effect;
use crate::operand::auto_var;
use crate::refusal::Refusal;

/// A function whose variables are followed.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) func: &'a Func,
    pub(crate) package: &'a Package,
    pub(crate) ops: &'a Ops,
    pub(crate) machine: &'a Machine,
}

impl<'a> Subject<'a> {
    pub(crate) fn types(self) -> Types<'a> {
        Types {
            func: self.func,
            package: self.package,
        }
    }

    /// Returns the type of a variable.
    pub(crate) fn type_of(self, name: NameId) -> Result<TypeId, Refusal> {
        let name = self.func.name(self.package, name);
        name.map(|name| name.ty)
            .ok_or(Refusal::Invalid("no variable"))
    }

    /// Reports whether a variable has pointers in the frame.
    pub(crate) fn is_tracked(self, var: &Var) -> Result<bool, Refusal> {
        let is_in_frame = match var.class {
            class::AUTO => !var.has(var_flags::IN_HEAP),
            class::PARAM | class::RESULT => true,
            _ => false,
        };
        let ty = self.types().ty(self.type_of(var.name)?)?;
        Ok(is_in_frame && ty.has_pointers())
    }

    pub(crate) fn arg(self, value: ValueId, index: usize) -> Result<ValueId, Refusal> {
        let arg = self.func.args(value).get(index);
        arg.copied().ok_or(Refusal::Invalid("missing argument"))
    }

    pub(crate) fn aux(self, value: ValueId) -> Option<&'a Aux> {
        let aux = self.func.value(value).aux;
        self.func.aux(self.package, aux)
    }

    /// Reports whether a value is memory, or its last part is.
    pub(crate) fn is_memory(self, value: ValueId) -> Result<bool, Refusal> {
        let types = self.types();
        let ty = types.ty(self.func.value(value).ty)?;
        let part = match ty.components.last() {
            Some(part) => types.ty(part.ty)?,
            None => ty,
        };
        Ok(part.is_own("mem"))
    }

    /// Returns the last argument, if it is memory.
    pub(crate) fn memory_arg(self, value: ValueId) -> Result<Option<ValueId>, Refusal> {
        match self.func.args(value).last().copied() {
            Some(last) if self.is_memory(last)? => Ok(Some(last)),
            _ => Ok(None),
        }
    }

    /// Returns the variable that a value reads, writes or takes the address of, and how.
    pub(crate) fn affected(self, value: ValueId) -> Result<Option<(NameId, u8)>, Refusal> {
        let ops = self.ops;
        let op = self.func.value(value).op;
        let place = |value| auto_var(self.func, self.package, value).map(|place| place.0);
        if op == ops.load_reg || op == ops.keep_alive {
            return Ok(Some((place(self.arg(value, 0)?)?, effect::READ)));
        }
        if op == ops.store_reg {
            return Ok(Some((place(value)?, effect::WRITE)));
        }
        if op == ops.arg_int_reg {
            return Ok(Some((place(value)?, effect::READ)));
        }
        let effect = match op {
            op if op == ops.var_live => effect::READ,
            op if op == ops.var_def => effect::WRITE,
            op => self.machine.effect(op),
        };
        if effect == 0 {
            return Ok(None);
        }
        match self.aux(value) {
            None | Some(Aux::Sym(_)) => Ok(None),
            Some(Aux::Name(name)) => Ok(Some((*name, effect))),
            Some(_) => Err(Refusal::Aux(value.0)),
        }
    }
}

/// The variables that a block reads before it writes them, that it writes, and that are live at its
/// start and end.
#[derive(Clone, Debug, Default)]
pub(crate) struct BlockEffects {
    reads: BitSet,
    writes: BitSet,
    live_in: BitSet,
    pub(crate) live_out: BitSet,
}

/// The effect of a value on a followed variable.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct VarEffect {
    /// The index of the variable.
    pub(crate) var: usize,
    pub(crate) reads: bool,
    pub(crate) writes: bool,
}

impl VarEffect {
    /// Applies the effect backwards.
    pub(crate) fn apply(self, live: &mut BitSet) {
        if self.writes {
            live.remove(self.var);
        }
        if self.reads {
            live.insert(self.var);
        }
    }
}

/// The liveness of some variables.
pub(crate) struct Flow<'a> {
    pub(crate) subject: Subject<'a>,
    /// All variables, ascending by number.
    declared: Vec<Var>,
    /// The variables that are followed.
    pub(crate) vars: Vec<Var>,
    /// Indexes of followed variables, ascending by number of the variable.
    by_name: Vec<(NameId, usize)>,
    /// A write of a part of a variable counts as a read.
    pub(crate) is_conservative: bool,
    /// By number of the block.
    pub(crate) blocks: Vec<BlockEffects>,
    /// Parameters of which only a part may be live.
    pub(crate) part_live: Vec<NameId>,
}

impl<'a> Flow<'a> {
    /// Returns the flow of variables, of which all are in `declared`.
    pub(crate) fn new(subject: Subject<'a>, declared: &[Var], vars: Vec<Var>) -> Self {
        let mut sorted = declared.to_vec();
        sorted.sort_unstable_by_key(|var| var.name);
        let entries = vars.iter().enumerate();
        let mut by_name: Vec<(NameId, usize)> = entries.map(|(at, var)| (var.name, at)).collect();
        by_name.sort_unstable();
        let empty = BitSet::new(vars.len());
        let block = BlockEffects {
            reads: empty.clone(),
            writes: empty.clone(),
            live_in: empty.clone(),
            live_out: empty,
        };
        Self {
            subject,
            declared: sorted,
            vars,
            by_name,
            is_conservative: false,
            blocks: vec![block; subject.func.blocks.len()],
            part_live: Vec::new(),
        }
    }

    /// Returns the index of a followed variable.
    pub(crate) fn index(&self, name: NameId) -> Option<usize> {
        let at = self.by_name.binary_search_by_key(&name, |entry| entry.0);
        Some(self.by_name[at.ok()?].1)
    }

    fn var(&self, name: NameId) -> Option<&Var> {
        let at = self.declared.binary_search_by_key(&name, |var| var.name);
        self.declared.get(at.ok()?)
    }

    /// Returns the effect of a value on a followed variable.
    pub(crate) fn effect(&mut self, value: ValueId) -> Result<Option<VarEffect>, Refusal> {
        let subject = self.subject;
        let Some((name, effect)) = subject.affected(value)? else {
            return Ok(None);
        };
        let ops = subject.ops;
        let op = subject.func.value(value).op;
        let is_mark = [ops.var_def, ops.var_live, ops.keep_alive].contains(&op);
        let var = match self.var(name) {
            Some(var) if is_mark && !var.has(var_flags::USED) => return Ok(None),
            Some(var) => *var,
            None if is_mark => return Ok(None),
            None => return Err(Refusal::Variable(name.0)),
        };
        let id = subject.type_of(name)?;
        let ty = subject.types().ty(id)?;
        if var.class == class::PARAM
            && !var.has(var_flags::ADDRESS_TAKEN)
            && ty.size > POINTER
            && !self.part_live.contains(&name)
        {
            self.part_live.push(name);
        }
        let Some(index) = self.index(name) else {
            return Ok(None);
        };
        let mut found = VarEffect {
            var: index,
            reads: effect & (effect::READ | effect::ADDRESS) != 0,
            writes: false,
        };
        if effect & effect::WRITE != 0 {
            if op == ops.var_def || !subject.types().is_fat(id)? {
                found.writes = true;
            } else if self.is_conservative {
                found.reads = true;
            }
        }
        Ok((found.reads || found.writes).then_some(found))
    }

    /// Finds the effects of all blocks, and the variables that are live at their ends.
    pub(crate) fn solve(&mut self) -> Result<(), Refusal> {
        let func = self.subject.func;
        for block in &func.order {
            let mut effects = std::mem::take(&mut self.blocks[block.0 as usize]);
            for value in func.block(*block).values.iter().rev() {
                if let Some(effect) = self.effect(*value)? {
                    if effect.writes {
                        effects.writes.insert(effect.var);
                    }
                    effect.apply(&mut effects.reads);
                }
            }
            self.blocks[block.0 as usize] = effects;
        }
        let mut live_out = BitSet::new(self.vars.len());
        let mut has_changed = true;
        while has_changed {
            has_changed = false;
            for block in func.order.iter().rev() {
                self.live_out(*block, &mut live_out);
                let effects = &mut self.blocks[block.0 as usize];
                if effects.live_out != live_out {
                    has_changed = true;
                    effects.live_out.assign(&live_out);
                }
                live_out.remove_all(&effects.writes);
                live_out.add_all(&effects.reads);
                if effects.live_in != live_out {
                    has_changed = true;
                    effects.live_in.assign(&live_out);
                }
            }
        }
        Ok(())
    }

    /// Finds the variables that are live at the end of a block.
    fn live_out(&self, block: BlockId, out: &mut BitSet) {
        out.clear();
        let ops = self.subject.ops;
        let record = self.subject.func.block(block);
        let of_class = match record.kind {
            kind if kind == ops.block_ret => Some(class::RESULT),
            kind if kind == ops.block_ret_jmp => Some(class::PARAM),
            _ => None,
        };
        if let Some(class) = of_class {
            let vars = self.vars.iter().enumerate();
            let vars = vars.filter(|(_, var)| var.class == class);
            vars.for_each(|(at, _)| out.insert(at));
        } else if record.kind != ops.block_exit {
            for edge in &record.succs {
                out.add_all(&self.blocks[edge.block.0 as usize].live_in);
            }
        }
    }
}
