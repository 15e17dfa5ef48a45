//! Forms of values that facts follow from.
//!
//! Counterpart: `isConstDelta`, `isCleanExt` and `isGenericIntConst` of cmd/compile/internal/ssa.

use crate::cx::Cx;
use crate::func::Func;
use crate::ids::ValueId;
use crate::op::Arith;
use crate::op::ArithKind;
use crate::properties::SIGNED;

/// The function that facts are about, while it does not change.
#[derive(Clone, Copy)]
pub(in crate::pass) struct At<'a> {
    pub(in crate::pass) func: &'a Func,
    pub(in crate::pass) cx: &'a Cx<'a>,
}

impl At<'_> {
    /// Returns the meaning of a value on integers.
    pub(super) fn arith(self, value: ValueId) -> Arith {
        self.cx.tables.arith(self.func.value(value).op)
    }

    /// Returns the size of a value, in bits.
    pub(super) fn bits(self, value: ValueId) -> u32 {
        let size = self.func.type_of(self.cx, value).map_or(0, |ty| ty.size);
        u32::try_from(size.wrapping_mul(8)).unwrap_or(u32::MAX)
    }

    /// Returns both arguments of an operation that has two.
    pub(super) fn both_args(self, value: ValueId) -> Option<(ValueId, ValueId)> {
        match self.func.args(value)[..] {
            [one, two] => Some((one, two)),
            _ => None,
        }
    }

    /// Reports whether a value has this operation.
    pub(super) fn has_op(self, value: ValueId, op: u16) -> bool {
        self.func.value(value).op == op
    }

    /// Reports whether a value is the length of a slice or string.
    pub(super) fn is_len(self, value: ValueId) -> bool {
        let ops = self.cx.ops;
        [ops.slice_len, ops.string_len].contains(&self.func.value(value).op)
    }

    /// Reports whether a value is a length, or the capacity of a slice.
    pub(super) fn is_len_or_cap(self, value: ValueId) -> bool {
        self.is_len(value) || self.has_op(value, self.cx.ops.slice_cap)
    }
}

/// Reports whether a value is an integer constant.
pub(super) fn is_constant(at: At<'_>, value: ValueId) -> bool {
    at.arith(value).kind == ArithKind::Const
}

/// Returns the value from which a value differs by a constant, and the constant.
pub(super) fn constant_offset(at: At<'_>, value: ValueId) -> Option<(ValueId, i64)> {
    let arith = at.arith(value);
    let (one, two) = at.both_args(value)?;
    let constant = |value: ValueId| {
        let found = at.arith(value);
        let is_it = found.kind == ArithKind::Const && found.bits == arith.bits;
        is_it.then(|| at.func.value(value).aux_int)
    };
    match arith.kind {
        ArithKind::Add => match constant(one) {
            Some(offset) => Some((two, offset)),
            None => Some((one, constant(two)?)),
        },
        ArithKind::Sub => {
            let offset = constant(two)?;
            // The negative of the least number is itself, and so is that of 0.
            let negative = offset.wrapping_neg();
            (offset != negative).then_some((one, negative))
        }
        _ => None,
    }
}

/// Returns the operand of an extension that keeps the number.
pub(super) fn kept_operand(at: At<'_>, value: ValueId) -> Option<ValueId> {
    let kind = at.arith(value).kind;
    if kind != ArithKind::SignExtend && kind != ArithKind::ZeroExtend {
        return None;
    }
    let operand = at.func.args(value)[0];
    let [is_signed, is_result_signed] =
        [operand, value].map(|value| at.func.has_kind(at.cx, value, SIGNED));
    let keeps = match kind {
        ArithKind::SignExtend => is_signed && is_result_signed,
        _ => !is_signed,
    };
    keeps.then_some(operand)
}
