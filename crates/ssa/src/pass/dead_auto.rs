//! Stores to variables that nothing reads are removed.
//!
//! Counterpart: cmd/compile/internal/ssa/deadstore.go (`elimDeadAutosGeneric`, `elimUnreadAutos`).

use super::Cx;
use crate::func::Func;
use crate::hash::Set;
use crate::ids::ValueId;
use crate::op::SymEffect;
use crate::op::flags;
use crate::package::Aux;
use crate::package::NameId;
use crate::package::class;
use crate::rules::Refusal;

/// Variables, which are never iterated over.
type Names = Set<NameId>;

/// The maximum number of rounds; if there are more, nothing is removed.
const ROUNDS: u32 = 4;

/// Returns the variable of a value, if it is a local one or a parameter that is treated as one.
fn local_name(func: &Func, cx: &Cx<'_>, value: ValueId) -> Option<NameId> {
    let Some(Aux::Name(id)) = func.aux(cx.package, func.value(value).aux) else {
        return None;
    };
    let name = func.name(cx.package, *id)?;
    let is_local =
        name.class == class::AUTO || name.class == class::PARAM && func.own.is_abi_internal();
    is_local.then_some(*id)
}

/// Removes stores to variables that are never read.
pub(super) fn elim_unread_autos(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    let (mut seen, mut stores): (Names, Vec<(ValueId, NameId)>) = func.free.scratch.memory();
    seen.clear();
    stores.clear();
    for block in &func.order {
        for value in &func.block(*block).values {
            let Some(name) = local_name(func, cx, *value) else {
                continue;
            };
            match cx.tables.sym_effect(func.value(*value).op) {
                SymEffect::None | SymEffect::Write => {
                    if !seen.contains(&name) {
                        stores.push((*value, name));
                    }
                }
                SymEffect::Other => {
                    if func.uses[value.0 as usize] > 0 {
                        seen.insert(name);
                    }
                }
            }
        }
    }
    for (store, _) in stores.iter().filter(|(_, name)| !seen.contains(name)) {
        let memory = func.memory_arg(cx, *store).ok_or(Refusal::Invalid)?;
        func.make_copy(*store, memory, cx.ops);
    }
    func.free.scratch.keep((seen, stores));
    Ok(())
}

/// Removes stores to variables whose address only reaches stores.
pub(super) fn elim_dead_autos(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    if !func.has_op(&[cx.ops.addr, cx.ops.local_addr, cx.ops.var_def]) {
        return Ok(());
    }
    let mut autos: Autos = func.free.scratch.memory();
    autos.reset(func.values.len());
    let mut rounds = 0;
    let mut has_changed = true;
    while has_changed {
        if rounds == ROUNDS {
            return Ok(());
        }
        rounds += 1;
        has_changed = false;
        for block in &func.order {
            for value in &func.block(*block).values {
                has_changed |= autos.visit(func, cx, *value)?;
            }
            for control in func.control_values(*block) {
                let name = autos.addresses[control.0 as usize];
                has_changed |= name.0 != 0 && autos.add_used(name);
            }
        }
    }
    for (index, name) in autos.removable.iter().enumerate() {
        if name.0 != 0 && !autos.used.contains(name) {
            let store = ValueId(index as u32);
            let memory = func.memory_arg(cx, store).ok_or(Refusal::Invalid)?;
            func.make_copy(store, memory, cx.ops);
        }
    }
    func.free.scratch.keep(autos);
    Ok(())
}

#[derive(Debug, Default)]
struct Autos {
    /// The variable whose address reaches each value.
    addresses: Vec<NameId>,
    /// The variable with which each value is removed.
    removable: Vec<NameId>,
    /// The target and the source of moves between variables that are not known to be used.
    moves: Vec<(NameId, NameId)>,
    used: Names,
}

impl Autos {
    /// Forgets all variables, and makes room for this number of values.
    fn reset(&mut self, values: usize) {
        for names in [&mut self.addresses, &mut self.removable] {
            names.clear();
            names.resize(values, NameId(0));
        }
        self.moves.clear();
        self.used.clear();
    }

    /// Adds a used variable, and the sources of moves to it; reports whether it is new.
    fn add_used(&mut self, name: NameId) -> bool {
        if !self.used.insert(name) {
            return false;
        }
        let mut work = vec![name];
        while let Some(target) = work.pop() {
            for (of, source) in &self.moves {
                if *of == target && self.used.insert(*source) {
                    work.push(*source);
                }
            }
        }
        true
    }

    /// Visits a value; reports whether something changed.
    fn visit(&mut self, func: &Func, cx: &Cx<'_>, value: ValueId) -> Result<bool, Refusal> {
        let ops = cx.ops;
        let record = func.value(value);
        let mut args = func.args(value);
        let mut has_changed = false;
        let set = |slot: &mut NameId, name: NameId| {
            let is_new = slot.0 == 0;
            if is_new {
                *slot = name;
            }
            is_new
        };
        let own = &mut self.addresses[value.0 as usize];
        match record.op {
            op if op == ops.addr || op == ops.local_addr => {
                let name = local_name(func, cx, value);
                return Ok(name.is_some_and(|name| set(own, name)));
            }
            op if op == ops.var_def => {
                let name = local_name(func, cx, value);
                let slot = &mut self.removable[value.0 as usize];
                return Ok(name.is_some_and(|name| set(slot, name)));
            }
            op if op == ops.var_live => {
                let name = local_name(func, cx, value);
                return Ok(name.is_some_and(|name| self.add_used(name)));
            }
            op if [ops.store, ops.move_mem, ops.zero].contains(&op) => {
                let (first, rest) = args.split_first().ok_or(Refusal::Invalid)?;
                let target = self.addresses[first.0 as usize];
                if target.0 != 0 {
                    has_changed = set(&mut self.removable[value.0 as usize], target);
                }
                args = rest;
            }
            _ => {}
        }
        if cx.tables.sym_effect(record.op) != SymEffect::None && record.op != ops.arg {
            return Err(Refusal::Invalid);
        }
        let stays = flags::CALL | flags::HAS_SIDE_EFFECTS;
        let is_unused = func.uses[value.0 as usize] == 0
            && record.op != ops.nil_check
            && cx.tables.flags(record.op) & stays == 0;
        if is_unused || args.is_empty() {
            return Ok(has_changed);
        }
        let is_end = func.is_memory(cx, value)
            || func.is_flags(cx, value)
            || record.op == ops.phi
            || func.memory_arg(cx, value).is_some();
        Ok(if is_end {
            self.reach_end(value, args, record.op == ops.move_mem) || has_changed
        } else {
            self.pass_through(value, args) || has_changed
        })
    }

    /// Records that addresses reach a value from which they cannot be followed.
    fn reach_end(&mut self, value: ValueId, args: &[ValueId], is_move: bool) -> bool {
        let mut has_changed = false;
        for arg in args {
            let name = self.addresses[arg.0 as usize];
            if name.0 == 0 {
                continue;
            }
            // The source is used if the target is.
            let target = self.removable[value.0 as usize];
            if is_move && target.0 != 0 && !self.used.contains(&target) {
                if !self.used.contains(&name) && !self.moves.contains(&(target, name)) {
                    self.moves.push((target, name));
                }
                continue;
            }
            has_changed |= self.add_used(name);
        }
        has_changed
    }

    /// Lets the address of a variable go on through a value; of several, only the first.
    fn pass_through(&mut self, value: ValueId, args: &[ValueId]) -> bool {
        let mut has_changed = false;
        let mut followed = NameId(0);
        for arg in args {
            let name = self.addresses[arg.0 as usize];
            if name.0 == 0 || name == followed {
                continue;
            }
            if followed.0 != 0 {
                has_changed |= self.add_used(name);
            } else if !self.used.contains(&name) {
                followed = name;
            }
        }
        let own = self.addresses[value.0 as usize];
        if followed.0 == 0 {
            return has_changed;
        }
        if own.0 == 0 {
            self.addresses[value.0 as usize] = followed;
            return true;
        }
        if own != followed {
            has_changed |= self.add_used(followed);
        }
        has_changed
    }
}
