//! Facts about values: limits, orders and relations, with a log to undo them.
//!
//! Each fact may imply others, which are added at once. Facts of code that never runs contradict each
//! other; the table notes it and adds no more of them.
//! Counterpart: `factsTable` of cmd/compile/internal/ssa/prove.go.

use super::initial::init_limit;
use super::limit::Limit;
use super::poset::Poset;
use super::relation::Domain;
use super::relation::Relation;
use super::values::At;
use crate::cx::Cx;
use crate::func::Func;
use crate::ids::ValueId;
use crate::properties::BOOLEANS;
use crate::rules::Refusal;

/// The deepest chain of facts that follow from each other.
const DEPTH: u32 = 1_000;

/// The most steps of searches in orders and of new limits.
const WORK: u64 = 1 << 31;

/// A relation that is known. Those of one value are a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ordering {
    /// The value; none for a checkpoint.
    value: ValueId,
    /// The value that it is related to.
    pub(super) other: ValueId,
    pub(super) domain: Domain,
    pub(super) relation: Relation,
    /// One more than the index of the relation before it; 0: none.
    next: u32,
}

/// The facts at a place of a function.
#[derive(Debug, Default)]
pub(in crate::pass) struct Facts {
    /// The facts contradict each other.
    pub(super) is_contradiction: bool,
    /// The number of checkpoints since they do.
    depth_of_contradiction: u32,
    pub(super) signed: Poset,
    pub(super) unsigned: Poset,
    orderings: Vec<Ordering>,
    /// For each value, one more than the index of its last relation.
    last_ordering: Vec<u32>,
    limits: Vec<Limit>,
    /// Former limits; no value: a checkpoint.
    former_limits: Vec<(ValueId, Limit)>,
    /// Values whose limit is changing.
    is_changing: Vec<bool>,
    /// The first length and capacity of each slice.
    pub(super) lens: Vec<ValueId>,
    pub(super) caps: Vec<ValueId>,
    bounds: Bounds,
}

/// The work that was done.
#[derive(Debug, Default)]
struct Bounds {
    depth: u32,
    limits: u64,
    refusal: Option<Refusal>,
}

impl Facts {
    /// Returns the facts that hold for values anywhere.
    pub(in crate::pass) fn new(func: &mut Func, cx: &Cx<'_>) -> Result<Self, Refusal> {
        let mut facts: Self = func.free.scratch.memory();
        facts.reset(func.values.len());
        let blocks = func.order.iter();
        for value in blocks.flat_map(|block| &func.block(*block).values) {
            facts.limits[value.0 as usize] = init_limit(func, cx, *value)?;
        }
        Ok(facts)
    }

    /// Forgets everything, and makes room for this number of values.
    fn reset(&mut self, len: usize) {
        self.is_contradiction = false;
        self.depth_of_contradiction = 0;
        self.signed.reset(len);
        self.unsigned.reset(len);
        self.orderings.clear();
        self.former_limits.clear();
        self.lens.clear();
        self.caps.clear();
        self.bounds = Bounds::default();
        self.last_ordering.clear();
        self.limits.clear();
        self.is_changing.clear();
        self.make_room(len);
    }

    /// Makes room for this number of values.
    fn make_room(&mut self, len: usize) {
        self.last_ordering.resize(len, 0);
        self.limits.resize(len, Limit::NONE);
        self.is_changing.resize(len, false);
    }

    /// Adds the facts about a value that the pass made.
    pub(super) fn add_value(
        &mut self,
        func: &Func,
        cx: &Cx<'_>,
        value: ValueId,
    ) -> Result<(), Refusal> {
        self.make_room(func.values.len());
        self.limits[value.0 as usize] = init_limit(func, cx, value)?;
        Ok(())
    }

    /// Gives the memory back. The error is the reason why the facts are not complete, if they are
    /// not.
    pub(in crate::pass) fn end(mut self, func: &mut Func) -> Result<(), Refusal> {
        if let Some(refusal) = self.bounds.refusal.take() {
            return Err(refusal);
        }
        func.free.scratch.keep(self);
        Ok(())
    }

    /// Notes that facts are missing.
    pub(super) fn refuse(&mut self, refusal: Refusal) {
        self.bounds.refusal.get_or_insert(refusal);
    }

    /// Returns the limit of a value.
    pub(super) fn limit(&self, value: ValueId) -> Limit {
        self.limits[value.0 as usize]
    }

    /// Reports whether a value is known not to be negative.
    pub(super) fn is_nonnegative(&self, value: ValueId) -> bool {
        self.limit(value).is_nonnegative()
    }

    /// Returns the relations of a value, the last one first.
    pub(super) fn orderings(&self, value: ValueId) -> impl Iterator<Item = Ordering> {
        let mut next = self.first_ordering(value);
        std::iter::from_fn(move || {
            let (ordering, after) = self.ordering_at(next)?;
            next = after;
            Some(ordering)
        })
    }

    /// Returns the number of the last relation of a value; 0: none.
    pub(super) fn first_ordering(&self, value: ValueId) -> u32 {
        self.last_ordering[value.0 as usize]
    }

    /// Returns the relation of a number, and the number of the one before it.
    pub(super) fn ordering_at(&self, next: u32) -> Option<(Ordering, u32)> {
        let ordering = self.orderings.get((next as usize).checked_sub(1)?)?;
        Some((*ordering, ordering.next))
    }

    pub(super) fn add_ordering(
        &mut self,
        value: ValueId,
        other: ValueId,
        domain: Domain,
        relation: Relation,
    ) {
        let last = &mut self.last_ordering[value.0 as usize];
        self.orderings.push(Ordering {
            value,
            other,
            domain,
            relation,
            next: *last,
        });
        *last = self.orderings.len() as u32;
    }

    /// Saves the facts.
    pub(in crate::pass) fn checkpoint(&mut self) {
        if self.is_contradiction {
            self.depth_of_contradiction += 1;
        }
        self.former_limits.push((ValueId(0), Limit::NONE));
        self.signed.checkpoint();
        self.unsigned.checkpoint();
        self.orderings.push(Ordering {
            value: ValueId(0),
            other: ValueId(0),
            domain: Domain::Boolean,
            relation: Relation::EQUAL,
            next: 0,
        });
    }

    /// Forgets everything since the last checkpoint.
    pub(in crate::pass) fn restore(&mut self) {
        match self.depth_of_contradiction.checked_sub(1) {
            Some(depth) => self.depth_of_contradiction = depth,
            None => self.is_contradiction = false,
        }
        while let Some((value, limit)) = self.former_limits.pop()
            && value.0 != 0
        {
            self.limits[value.0 as usize] = limit;
        }
        self.signed.undo();
        self.unsigned.undo();
        while let Some(ordering) = self.orderings.pop()
            && ordering.value.0 != 0
        {
            self.last_ordering[ordering.value.0 as usize] = ordering.next;
        }
    }

    /// Adds signed bounds.
    pub(super) fn set_signed(&mut self, at: At<'_>, value: ValueId, min: i64, max: i64) {
        self.set_limit(at, value, Limit::NONE.signed(min, max));
    }

    /// Adds unsigned bounds.
    pub(super) fn set_unsigned(&mut self, at: At<'_>, value: ValueId, min: u64, max: u64) {
        self.set_limit(at, value, Limit::NONE.unsigned(min, max));
    }

    /// Adds a limit, and the facts that follow from it.
    pub(super) fn set_limit(&mut self, at: At<'_>, value: ValueId, new: Limit) {
        let index = value.0 as usize;
        let old = self.limits[index];
        let size = at.func.type_of(at.cx, value).map_or(0, |ty| ty.size);
        let limit = old.intersect(new).propagated(size);
        if limit == old {
            return;
        }
        if limit.is_empty() {
            self.is_contradiction = true;
            return;
        }
        // Only facts that contradict each other change a limit within its own change.
        if self.is_changing[index] || !self.descend() {
            return;
        }
        self.is_changing[index] = true;
        self.former_limits.push((value, old));
        self.limits[index] = limit;
        let mut next = self.first_ordering(value);
        while let Some((ordering, after)) = self.ordering_at(next) {
            next = after;
            let own = self.limit(ordering.other);
            let (domain, relation) = (ordering.domain, ordering.relation);
            self.learn(at, ordering.other, own, limit, domain, relation);
        }
        if at.func.has_kind(at.cx, value, BOOLEANS) {
            match limit.constant() {
                Some(constant) => self.learn_condition(at, value, constant == 1),
                None => self.refuse(Refusal::Invalid),
            }
        }
        self.is_changing[index] = false;
        self.ascend();
    }

    /// Goes one step deeper; reports whether that is allowed.
    pub(super) fn descend(&mut self) -> bool {
        self.bounds.limits += 1;
        let work = self.bounds.limits + self.signed.work + self.unsigned.work;
        if self.bounds.depth >= DEPTH || work > WORK {
            self.refuse(Refusal::Bound);
            return false;
        }
        self.bounds.depth += 1;
        true
    }

    pub(super) fn ascend(&mut self) {
        self.bounds.depth -= 1;
    }
}
