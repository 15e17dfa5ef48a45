//! The places of local variables in the frame.
//!
//! Counterpart: cmd/compile/internal/ssagen/pgen.go (`AllocFrame`, `cmpstackvarlt`).

use std::cmp::Ordering;

use vamos_ssa::Aux;
use vamos_ssa::Func;
use vamos_ssa::Home;
use vamos_ssa::NameId;
use vamos_ssa::Package;
use vamos_ssa::Type;
use vamos_ssa::op::Ops;

use crate::input::Declared;
use crate::input::Frame;
use crate::input::Var;
use crate::input::class;
use crate::input::round_up;
use crate::input::var_flags;
use crate::liveness::Merged;
use crate::liveness::effects::Subject;
use crate::liveness::merge;
use crate::machine::Machine;
use crate::refusal::Refusal;

/// The size of a register, in bytes.
const REGISTER: i64 = 8;

/// Returns the frame of a function with these variables, of which unused ones get no place.
pub(crate) fn allocate_frame(
    func: &Func,
    package: &Package,
    ops: &Ops,
    machine: &Machine,
    declared: &[Declared],
    is_unoptimized: bool,
) -> Result<Frame, Refusal> {
    let subject = Subject {
        func,
        package,
        ops,
        machine,
    };
    let mut vars = declared.to_vec();
    mark_used(subject, &mut vars);
    let merged = if is_unoptimized {
        Merged::default()
    } else {
        merge(subject, &vars)?
    };
    let vars = sorted(subject, &vars, &merged)?;
    place(subject, vars, &merged)
}

/// Reports whether a variable has a place among the local variables.
fn needs_place(var: &Var) -> bool {
    match var.class {
        class::AUTO => true,
        class::RESULT => var.has(var_flags::RESULT_IN_REGISTERS),
        _ => false,
    }
}

/// Marks the variables that the function uses.
fn mark_used(subject: Subject<'_>, vars: &mut [Declared]) {
    let Subject { func, ops, .. } = subject;
    for Declared { var, .. } in vars.iter_mut() {
        if needs_place(var) && !var.has(var_flags::DEFER_SLOT) {
            var.flags &= !var_flags::USED;
        }
    }
    let mut used: Vec<NameId> = Vec::new();
    used.extend(func.places.homes.iter().filter_map(|home| match home {
        Home::Slot(slot) => Some(slot.name),
        _ => None,
    }));
    let mut defined: Vec<NameId> = Vec::new();
    for block in &func.order {
        for value in &func.block(*block).values {
            let Some(Aux::Name(name)) = subject.aux(*value) else {
                continue;
            };
            if func.value(*value).op == ops.var_def {
                defined.push(*name);
            } else {
                used.push(*name);
            }
        }
    }
    for list in [&mut used, &mut defined] {
        list.sort_unstable();
        list.dedup();
    }
    for Declared { var, .. } in vars {
        let is_defined = || defined.binary_search(&var.name).is_ok();
        // A definition alone does not use a result in registers.
        let is_result = var.class == class::RESULT && var.has(var_flags::RESULT_IN_REGISTERS);
        if used.binary_search(&var.name).is_ok() || !is_result && is_defined() {
            var.flags |= var_flags::USED;
        }
    }
}

/// A variable with what its order depends on.
struct Entry<'a> {
    var: Var,
    text: &'a str,
    ty: &'a Type,
    /// It has the place of another variable.
    follows: bool,
}

impl Entry<'_> {
    fn compare(&self, other: &Self) -> Ordering {
        let (one, two) = (&self.var, &other.var);
        let has = |flag: u64| two.has(flag).cmp(&one.has(flag));
        let by_place = needs_place(one).cmp(&needs_place(two));
        if by_place != Ordering::Equal || !needs_place(one) {
            return by_place.then_with(|| one.offset.cmp(&two.offset));
        }
        let order = self
            .follows
            .cmp(&other.follows)
            .then_with(|| has(var_flags::USED))
            .then_with(|| other.ty.has_pointers().cmp(&self.ty.has_pointers()))
            .then_with(|| has(var_flags::NEEDS_ZERO))
            .then_with(|| other.ty.align.cmp(&self.ty.align))
            .then_with(|| has(var_flags::DEFER_SLOT));
        // Slots of defers have their rank as an offset.
        order.then_with(|| {
            if one.has(var_flags::DEFER_SLOT) {
                two.offset.cmp(&one.offset)
            } else {
                self.text.cmp(other.text)
            }
        })
    }
}

/// Returns the variables in the order of their places; those that share one are together.
fn sorted(subject: Subject<'_>, vars: &[Declared], merged: &Merged) -> Result<Vec<Var>, Refusal> {
    let mut entries = Vec::new();
    for Declared { var, text } in vars {
        entries.push(Entry {
            var: *var,
            text,
            ty: subject.types().ty(subject.type_of(var.name)?)?,
            follows: merged.leader(var.name).is_some(),
        });
    }
    entries.sort_by(Entry::compare);
    if merged.groups.is_empty() {
        return Ok(entries.into_iter().map(|entry| entry.var).collect());
    }
    let mut list = Vec::new();
    for entry in entries.iter().filter(|entry| !entry.follows) {
        list.push(entry.var);
        let names = merged.followers(entry.var.name).iter();
        let found = names.filter_map(|name| entries.iter().find(|one| one.var.name == *name));
        let mut followers: Vec<&Entry<'_>> = found.collect();
        followers.sort_by(|one, other| one.text.cmp(other.text));
        list.extend(followers.iter().map(|entry| entry.var));
    }
    Ok(list)
}

/// Gives places to variables in their order, up to the first unused one.
fn place(subject: Subject<'_>, vars: Vec<Var>, merged: &Merged) -> Result<Frame, Refusal> {
    let (mut size, mut pointer_size, mut align) = (0, 0, REGISTER);
    let mut has_pointers = false;
    let mut list: Vec<Var> = Vec::new();
    let mut vars = vars.into_iter();
    let mut dropped = Vec::new();
    while let Some(mut var) = vars.next() {
        if let Some(leader) = merged.leader(var.name) {
            let leader = list.iter().rev().find(|placed| placed.name == leader);
            var.offset = leader.ok_or(Refusal::Variable(var.name.0))?.offset;
            list.push(var);
            continue;
        }
        if !needs_place(&var) {
            list.push(var);
            continue;
        }
        if !var.has(var_flags::USED) {
            dropped.push(var);
            dropped.extend(vars);
            break;
        }
        let ty = subject.types().ty(subject.type_of(var.name)?)?;
        // A pointer behind the end of a variable would be one to the next one.
        let is_empty = ty.size == 0 && has_pointers;
        size = round_up(size + if is_empty { 1 } else { ty.size }, ty.align);
        if ty.align > REGISTER {
            align = ty.align;
        }
        has_pointers = ty.has_pointers();
        if has_pointers {
            pointer_size = size;
        }
        var.offset = -size;
        list.push(var);
    }
    let sizes = [size, pointer_size].map(|size| round_up(size, align));
    Ok(Frame::new(list, sizes[0], sizes[1], align).with_dropped(dropped))
}
