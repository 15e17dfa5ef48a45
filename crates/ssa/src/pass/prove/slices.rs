//! Lengths and capacities of slices, and slices that always have the same length.
//!
//! Counterpart: `prove` (the search for lengths) and `addSlicesOfSameLen` of
//! cmd/compile/internal/ssa/prove.go.

use super::facts::Facts;
use super::relation::Domain;
use super::relation::Relation;
use super::values::At;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::ArithKind;

/// A phi of a slice and of the same slice that got shorter or longer.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Resliced {
    /// The number that is added to the length.
    difference: i64,
    /// The length is the phi itself, in a loop.
    is_loop: bool,
    /// The argument that is the slice with the new length.
    changed: usize,
}

impl Facts {
    /// Finds all lengths and capacities. Those of one slice are equal.
    pub(super) fn find_lens_and_caps(&mut self, at: At<'_>) {
        let (func, ops) = (at.func, at.cx.ops);
        let blocks = func.order.iter();
        for value in blocks.flat_map(|block| func.block(*block).values.iter().copied()) {
            let op = func.value(value).op;
            let is_cap = op == ops.slice_cap;
            if func.uses[value.0 as usize] == 0 || op != ops.slice_len && !is_cap {
                continue;
            }
            let slice = func.args(value)[0].0 as usize;
            let list = match is_cap {
                true => &mut self.caps,
                false => &mut self.lens,
            };
            if list.is_empty() {
                list.resize(func.values.len(), ValueId(0));
            }
            match list[slice] {
                ValueId(0) => list[slice] = value,
                known => self.update(at, value, known, Domain::Signed, Relation::EQUAL),
            }
        }
    }

    /// Returns the first length of a slice.
    fn len_of(&self, slice: ValueId) -> Option<ValueId> {
        let len = self.lens.get(slice.0 as usize).copied();
        len.filter(|len| len.0 != 0)
    }

    /// Slices that begin with one length and change it by the same number have one length.
    pub(super) fn add_slices_of_same_len(&mut self, at: At<'_>, block: BlockId) {
        if self.lens.is_empty() {
            return;
        }
        // The first such slice for either argument.
        let mut first = [None, None];
        for value in at.func.block(block).values.iter().copied() {
            if at.func.uses[value.0 as usize] == 0 || !at.has_op(value, at.cx.ops.phi) {
                continue;
            }
            let Some((len, form)) = self.len_of(value).zip(resliced(at, value)) else {
                continue;
            };
            let unchanged = at.func.args(value)[1 - form.changed];
            let Some(start) = self.len_of(unchanged) else {
                continue;
            };
            match first[form.changed] {
                None => first[form.changed] = Some((len, form, start)),
                Some((other, wanted, other_start)) => {
                    if form == wanted && self.signed.is_equal(start, other_start) {
                        self.update(at, len, other, Domain::Signed, Relation::EQUAL);
                    }
                }
            }
        }
    }
}

/// Returns how the length of a slice changes at a phi.
fn resliced(at: At<'_>, phi: ValueId) -> Option<Resliced> {
    let (one, two) = at.both_args(phi)?;
    let [is_one_made, is_two_made] = [one, two].map(|value| at.has_op(value, at.cx.ops.slice_make));
    if is_one_made == is_two_made {
        return None;
    }
    let changed = usize::from(is_two_made);
    let (made, unchanged) = match is_two_made {
        true => (two, one),
        false => (one, two),
    };
    let len = at.func.args(made)[1];
    let arith = at.arith(len);
    if arith.kind != ArithKind::Add || arith.bits < 32 {
        return None;
    }
    let (left, right) = at.both_args(len)?;
    let constant = |value: ValueId| {
        let found = at.arith(value);
        let is_it = found.kind == ArithKind::Const && found.bits == arith.bits;
        is_it.then(|| at.func.value(value).aux_int)
    };
    let is_len_of = |value: ValueId, slice: ValueId| {
        at.has_op(value, at.cx.ops.slice_len) && at.func.args(value)[0] == slice
    };
    for (slice, is_loop) in [(phi, true), (unchanged, false)] {
        for (offset, old) in [(left, right), (right, left)] {
            if let Some(difference) = constant(offset)
                && is_len_of(old, slice)
            {
                return Some(Resliced {
                    difference,
                    is_loop,
                    changed,
                });
            }
        }
    }
    None
}
