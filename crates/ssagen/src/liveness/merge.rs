//! Local variables that share a place in the frame.
//!
//! Counterpart: cmd/compile/internal/liveness/mergelocals.go.

use std::cmp::Ordering;

use vamos_base::golang::pdqsort::sort;
use vamos_ssa::Name;
use vamos_ssa::NameId;
use vamos_ssa::Type;
use vamos_ssa::ValueId;
use vamos_ssa::op::flags;

use super::bits::BitSet;
use super::effects::Flow;
use super::effects::Subject;
use super::intervals::Intervals;
use super::intervals::IntervalsBuilder;
use crate::input::Declared;
use crate::input::Var;
use crate::input::class;
use crate::input::var_flags;
use crate::machine::effect;
use crate::refusal::Refusal;

/// The size of variables that are too small to share a place, in bytes.
const SMALL: i64 = 24;

/// Groups of variables that share a place. The first of each is the largest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Merged {
    pub(crate) groups: Vec<Vec<NameId>>,
}

impl Merged {
    /// Returns the group of a variable.
    fn group(&self, name: NameId) -> Option<&[NameId]> {
        let mut groups = self.groups.iter();
        let found = groups.find(|group| group.contains(&name));
        found.map(Vec::as_slice)
    }

    /// Returns the variable whose place another one has, if it has no own.
    pub(crate) fn leader(&self, name: NameId) -> Option<NameId> {
        let leader = self.group(name)?.first().copied();
        leader.filter(|leader| *leader != name)
    }

    /// Returns the variables that have the place of another one.
    pub(crate) fn followers(&self, leader: NameId) -> &[NameId] {
        let group = self.group(leader);
        let group = group.filter(|group| group.first() == Some(&leader));
        group.map_or(&[], |group| &group[1..])
    }
}

/// Returns the groups of variables that share a place. `declared` are all variables.
pub(crate) fn merge(subject: Subject<'_>, declared: &[Declared]) -> Result<Merged, Refusal> {
    let mut candidates = Vec::new();
    for declared in declared.iter().filter(|declared| may_share(&declared.var)) {
        let candidate = Candidate::new(subject, declared)?;
        if candidate.ty.size > SMALL {
            candidates.push(candidate);
        }
    }
    let (candidates, _) = regions(candidates);
    let uses = IndirectUses::find(subject, &candidates)?;
    let left = candidates.into_iter();
    let left = left.filter(|one| uses.candidates.contains(&one.var.name));
    let (candidates, regions) = regions(left.collect());
    if candidates.is_empty() {
        return Ok(Merged::default());
    }
    let vars = candidates.iter().map(|one| one.var).collect();
    let declared: Vec<Var> = declared.iter().map(|declared| declared.var).collect();
    let mut flow = Flow::new(subject, &declared, vars);
    flow.is_conservative = true;
    flow.solve()?;
    let times = times(&mut flow, &uses.list)?;
    let mut merged = Merged::default();
    for (start, end) in regions {
        merge_region(&candidates[start..=end], &times[start..=end], &mut merged);
    }
    Ok(merged)
}

/// Reports whether a variable may share its place, unless it is small.
fn may_share(var: &Var) -> bool {
    let never = var_flags::ADDRESS_TAKEN | var_flags::NOT_MERGEABLE | var_flags::DEFER_SLOT;
    var.has(var_flags::USED) && var.class == class::AUTO && !var.has(never)
}

/// A variable that may share its place.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    var: Var,
    text: &'a str,
    name: &'a Name,
    ty: &'a Type,
}

impl<'a> Candidate<'a> {
    fn new(subject: Subject<'a>, declared: &'a Declared) -> Result<Self, Refusal> {
        let var = declared.var;
        let name = subject.func.name(subject.package, var.name);
        let name = name.ok_or(Refusal::Variable(var.name.0))?;
        Ok(Self {
            var,
            text: &declared.text,
            name,
            ty: subject.types().ty(name.ty)?,
        })
    }

    /// Compares for the order of candidates. The last resort are positions as decimal text.
    fn compare(&self, other: &Self) -> Ordering {
        let pos = |name: &Name| format!("{{{} {}}}", name.pos.0, name.pos.1);
        let falling = |one: i64, other: i64| other.cmp(&one);
        let pointers = |ty: &Type| !ty.has_pointers();
        pointers(self.ty)
            .cmp(&pointers(other.ty))
            .then_with(|| falling(self.ty.align, other.ty.align))
            .then_with(|| falling(self.ty.size, other.ty.size))
            .then_with(|| self.text.cmp(other.text))
            .then_with(|| pos(self.name).cmp(&pos(other.name)))
    }
}

/// Sorts candidates, and returns them with the first and last indexes of regions of falling size
/// and alignment. Candidates that are alone in their region are left out.
fn regions(candidates: Vec<Candidate<'_>>) -> (Vec<Candidate<'_>>, Vec<(usize, usize)>) {
    let mut sorted = candidates;
    sort(&mut sorted, |one, other| {
        one.compare(other) == Ordering::Less
    });
    let mut pruned = Vec::new();
    let mut regions = Vec::new();
    let grows = |one: &Candidate<'_>, next: &Candidate<'_>| {
        next.ty.size > one.ty.size || next.ty.align > one.ty.align
    };
    for region in sorted.chunk_by(|one, next| !grows(one, next)) {
        if region.len() > 1 {
            let start = pruned.len();
            pruned.extend_from_slice(region);
            regions.push((start, pruned.len() - 1));
        }
    }
    (pruned, regions)
}

/// Uses of variables through their addresses.
struct IndirectUses {
    /// The variables that a value uses, by number of the value.
    list: Vec<Vec<NameId>>,
    /// Candidates whose addresses do not leave their blocks.
    candidates: Vec<NameId>,
}

/// An address of a variable that has uses left.
#[derive(Clone, Copy)]
struct Pending {
    name: NameId,
    uses: i32,
}

impl IndirectUses {
    /// Finds the uses of candidates.
    fn find(subject: Subject<'_>, candidates: &[Candidate<'_>]) -> Result<Self, Refusal> {
        let func = subject.func;
        let mut found = Self {
            list: vec![Vec::new(); func.values.len()],
            candidates: candidates.iter().map(|one| one.var.name).collect(),
        };
        let mut pending: Vec<Option<Pending>> = vec![None; func.values.len()];
        let mut in_block: Vec<(ValueId, NameId)> = Vec::new();
        for block in &func.order {
            in_block.clear();
            let values = &func.block(*block).values;
            for value in values {
                found.value(subject, *value, &mut pending, &mut in_block)?;
            }
            let left = values.iter();
            let left = left.filter_map(|value| pending[value.0 as usize].take());
            let evicted: Vec<NameId> = left.map(|pending| pending.name).collect();
            found.candidates.retain(|name| !evicted.contains(name));
            for (value, name) in &in_block {
                if !evicted.contains(name) {
                    found.list[value.0 as usize].push(*name);
                }
            }
        }
        Ok(found)
    }

    /// Follows the addresses that a value makes and uses.
    fn value(
        &self,
        subject: Subject<'_>,
        value: ValueId,
        pending: &mut [Option<Pending>],
        in_block: &mut Vec<(ValueId, NameId)>,
    ) -> Result<(), Refusal> {
        let func = subject.func;
        let uses = func.uses[value.0 as usize];
        if let Some((name, effect)) = subject.affected(value)? {
            let is_address = effect & effect::ADDRESS != 0;
            if is_address && uses != 0 && self.candidates.contains(&name) {
                pending[value.0 as usize] = Some(Pending { name, uses });
            }
        }
        let op = func.value(value).op;
        for (index, arg) in func.args(value).iter().enumerate() {
            let Some(address) = pending[arg.0 as usize] else {
                continue;
            };
            let sink = match index {
                0 => flags::ADDR_SINK_ARG0,
                1 => flags::ADDR_SINK_ARG1,
                _ => 0,
            };
            if !subject.machine.has(op, sink) {
                let is_known = pending[value.0 as usize].is_some();
                if subject.is_memory(value)? || is_known {
                    continue;
                }
                let name = address.name;
                pending[value.0 as usize] = Some(Pending { name, uses });
            }
            in_block.push((value, address.name));
            let left = Pending {
                uses: address.uses - 1,
                ..address
            };
            pending[arg.0 as usize] = (left.uses != 0).then_some(left);
        }
        Ok(())
    }
}

/// Returns the times at which each variable is live, counted in values of the function.
fn times(flow: &mut Flow<'_>, indirect: &[Vec<NameId>]) -> Result<Vec<Intervals>, Refusal> {
    let func = flow.subject.func;
    let mut builders = vec![IntervalsBuilder::default(); flow.vars.len()];
    let mut live = BitSet::new(flow.vars.len());
    let counts = func
        .order
        .iter()
        .map(|block| func.block(*block).values.len());
    let mut time = counts.sum::<usize>();
    for block in func.order.iter().rev() {
        let live_out = flow.blocks[block.0 as usize].live_out.clone();
        for (at, builder) in builders.iter_mut().enumerate() {
            // A block without values after the last value has no time of its own.
            match (
                live.contains(at),
                live_out.contains(at),
                time.checked_sub(1),
            ) {
                (true, false, Some(time)) => builder.kill(time),
                (false, true, Some(time)) => builder.live(time),
                _ => {}
            }
        }
        live = live_out;
        for value in func.block(*block).values.iter().rev() {
            time -= 1;
            if let Some(effect) = flow.effect(*value)? {
                let is_live = live.contains(effect.var);
                if effect.writes && is_live {
                    builders[effect.var].kill(time);
                    live.remove(effect.var);
                } else if effect.reads && !is_live {
                    builders[effect.var].live(time);
                    live.insert(effect.var);
                }
            }
            for name in &indirect[value.0 as usize] {
                let var = flow.index(*name);
                if let Some(var) = var.filter(|var| !live.contains(*var)) {
                    builders[var].live(time);
                    live.insert(var);
                }
            }
        }
    }
    Ok(builders.into_iter().map(IntervalsBuilder::finish).collect())
}

/// Finds groups in a region: each variable takes all later ones that are live at other times.
fn merge_region(candidates: &[Candidate<'_>], times: &[Intervals], merged: &mut Merged) {
    let mut is_used = vec![false; candidates.len()];
    for leader in 0..candidates.len() {
        if is_used[leader] {
            continue;
        }
        let mut group = vec![candidates[leader].var.name];
        let mut own = times[leader].clone();
        for next in leader + 1..candidates.len() {
            if !is_used[next] && !own.overlaps(&times[next]) {
                group.push(candidates[next].var.name);
                own = own.merge(&times[next]);
                is_used[next] = true;
            }
        }
        if group.len() > 1 {
            merged.groups.push(group);
        }
    }
}
