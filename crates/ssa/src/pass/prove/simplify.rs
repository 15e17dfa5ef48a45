//! Values become simpler ones where facts allow it.
//!
//! Counterpart: `simplifyValue` and `constantFoldArguments` of cmd/compile/internal/ssa/prove.go.

use super::facts::Facts;
use super::limit::Limit;
use super::limit::ones;
use super::limit::sign_extend;
use super::values::At;
use super::values::constant_offset;
use crate::cx::Cx;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::ArithKind;
use crate::op::Ops;
use crate::pass::branch_elim::can_select_type;
use crate::properties::BOOLEANS;
use crate::properties::INTEGERS;
use crate::properties::PTR_SHAPED;
use crate::rules::Refusal;

/// Returns the operation of integers of a size in bytes.
fn of_size(ops: [u16; 4], size: i64) -> Result<u16, Refusal> {
    match size {
        1 => Ok(ops[0]),
        2 => Ok(ops[1]),
        4 => Ok(ops[2]),
        8 => Ok(ops[3]),
        _ => Err(Refusal::Invalid),
    }
}

fn neq_of_size(ops: &Ops, size: i64) -> Result<u16, Refusal> {
    of_size([ops.neq8, ops.neq16, ops.neq32, ops.neq64], size)
}

impl Facts {
    /// Makes arguments of a value constants if they are known.
    pub(super) fn fold_arguments(
        &mut self,
        func: &mut Func,
        cx: &Cx<'_>,
        value: ValueId,
    ) -> Result<(), Refusal> {
        for index in 0..func.args(value).len() {
            let arg = func.args(value)[index];
            let Some(number) = self.limit(arg).constant() else {
                continue;
            };
            let record = *func.value(arg);
            let is_constant = cx.tables.arith(record.op).kind == ArithKind::Const
                || record.op == cx.ops.const_bool
                || record.op == cx.ops.const_nil;
            if is_constant {
                continue;
            }
            let constant = if func.has_kind(cx, arg, BOOLEANS) {
                func.const_bool(cx, record.ty, number != 0)
            } else if func.has_kind(cx, arg, INTEGERS) {
                let number = sign_extend(number, At { func, cx }.bits(arg));
                let constant = func.const_of_size(cx, record.ty, number);
                constant.ok_or(Refusal::Invalid)?
            } else if func.has_kind(cx, arg, PTR_SHAPED) && number == 0 {
                func.const_nil(cx, record.ty)
            } else {
                continue;
            };
            func.set_arg(value, index, constant);
            self.add_value(func, cx, constant)?;
        }
        Ok(())
    }

    /// Makes a value a simpler one.
    pub(super) fn simplify_value(
        &mut self,
        func: &mut Func,
        cx: &Cx<'_>,
        block: BlockId,
        value: ValueId,
    ) -> Result<(), Refusal> {
        let arith = cx.tables.arith(func.value(value).op);
        match arith.kind {
            ArithKind::Other if func.value(value).op == cx.ops.slicemask => {
                self.simplify_mask(func, cx, value);
            }
            ArithKind::TrailingZeros if self.limit(func.args(value)[0]).is_nonzero() => {
                func.value_mut(value).op = arith.partner;
            }
            ArithKind::ShiftRight | ArithKind::ShiftRightUnsigned | ArithKind::ShiftLeft => {
                self.simplify_shift(func, cx, value);
            }
            ArithKind::Div | ArithKind::Mod => self.simplify_division(func, cx, value),
            ArithKind::Mul => self.simplify_product(func, cx, block, value)?,
            ArithKind::Equal | ArithKind::NotEqual if cx.profile.prove.simplifies_bits => {
                self.simplify_equality(func, cx, value)?;
            }
            ArithKind::And | ArithKind::Or if cx.profile.prove.simplifies_bits => {
                self.simplify_bits(func, cx, value, arith.kind == ArithKind::And);
            }
            _ => {}
        }
        Ok(())
    }

    /// The mask of a slice whose capacity is not 0 has all bits.
    fn simplify_mask(&self, func: &mut Func, cx: &Cx<'_>, value: ValueId) {
        let cap = func.args(value)[0];
        let at = At { func, cx };
        let is_all = match constant_offset(at, cap) {
            Some((base, offset)) => self.limit(base).umin > offset.wrapping_neg() as u64,
            None => self.limit(cap).umin > 0,
        };
        if is_all {
            let op = match at.bits(value) {
                64 => cx.ops.const64,
                _ => cx.ops.const32,
            };
            func.reset(value, op, cx.ops);
            func.value_mut(value).aux_int = -1;
        }
    }

    /// Shifts of numbers that are not negative are unsigned, and those by less than the size are
    /// bounded.
    fn simplify_shift(&self, func: &mut Func, cx: &Cx<'_>, value: ValueId) {
        let (number, by) = (func.args(value)[0], func.args(value)[1]);
        let arith = cx.tables.arith(func.value(value).op);
        if arith.kind == ArithKind::ShiftRight && self.is_nonnegative(number) {
            func.value_mut(value).op = arith.partner;
        }
        let bits = At { func, cx }.bits(number);
        let limit = self.limit(by);
        if limit.umax < bits.into() || limit.max < bits.into() && limit.is_nonnegative() {
            func.value_mut(value).aux_int = 1;
        }
    }

    /// Divisions of numbers that are not negative are unsigned, and some need no special case.
    fn simplify_division(&self, func: &mut Func, cx: &Cx<'_>, value: ValueId) {
        let arith = cx.tables.arith(func.value(value).op);
        let args = func.args(value);
        let [dividend, divisor] = [args[0], args[1]].map(|arg| self.limit(arg));
        let record = func.value_mut(value);
        if dividend.is_nonnegative() && divisor.is_nonnegative() {
            record.op = arith.partner;
            record.aux_int = 0;
            return;
        }
        let least = Limit::of_bits(arith.bits.into()).min;
        let is_safe = divisor.max < -1 || divisor.min > -1 || dividend.min > least;
        if arith.bits != 8 && is_safe && cx.package.header.goarch == "amd64" {
            record.aux_int = 1;
        }
    }

    /// A product with 0 or 1 is a conjunction, or a choice.
    fn simplify_product(
        &mut self,
        func: &mut Func,
        cx: &Cx<'_>,
        block: BlockId,
        value: ValueId,
    ) -> Result<(), Refusal> {
        let args = func.args(value);
        let [one, two] = [args[0], args[1]];
        let [a, b] = [one, two].map(|arg| self.limit(arg));
        // Constants are folded, and products with powers of 2 become shifts.
        if self.limit(value).constant().is_some() || is_power_of_two(a) || is_power_of_two(b) {
            return Ok(());
        }
        let (bit, other) = match (a.umax <= 1, b.umax <= 1) {
            (true, true) => {
                func.value_mut(value).op = cx.tables.arith(func.value(value).op).partner;
                return Ok(());
            }
            (_, true) => (two, one),
            (true, _) => (one, two),
            _ => return Ok(()),
        };
        if !can_select_type(func, cx, value) {
            return Ok(());
        }
        let ty = func.value(value).ty;
        let size = func.type_of(cx, value).map_or(0, |ty| ty.size);
        let zero = func.const_of_size(cx, ty, 0).ok_or(Refusal::Invalid)?;
        self.add_value(func, cx, zero)?;
        let boolean = func.basic_type(cx.package, "bool");
        let pos = func.positions[value.0 as usize];
        let op = neq_of_size(cx.ops, size)?;
        let check = func.new_value(block, op, boolean.ok_or(Refusal::Invalid)?, pos, cx.ops);
        func.add_arg(check, zero);
        func.add_arg(check, bit);
        self.add_value(func, cx, check)?;
        func.reset(value, cx.ops.cond_select, cx.ops);
        for arg in [other, zero, check] {
            func.add_arg(value, arg);
        }
        if cx.profile.prove.condition_before_product {
            let values = &mut func.block_mut(block).values;
            let last = values.len() - 1;
            if let Some(at) = values.iter().position(|one| *one == value) {
                values.swap(at, last);
            }
        }
        Ok(())
    }

    /// A comparison of 0 or 1 with 1 is one with 0.
    fn simplify_equality(
        &mut self,
        func: &mut Func,
        cx: &Cx<'_>,
        value: ValueId,
    ) -> Result<(), Refusal> {
        let Some((constant, other, number)) = self.with_constant(func, value) else {
            return Ok(());
        };
        let arg = func.args(value)[other];
        if number != 1 || self.limit(arg).umax > 1 {
            return Ok(());
        }
        let ty = func.value(arg).ty;
        let zero = func.const_of_size(cx, ty, 0).ok_or(Refusal::Invalid)?;
        self.add_value(func, cx, zero)?;
        func.value_mut(value).op = cx.tables.arith(func.value(value).op).partner;
        func.set_arg(value, constant, zero);
        Ok(())
    }

    /// A conjunction or disjunction of bits that changes nothing is a copy.
    fn simplify_bits(&self, func: &mut Func, cx: &Cx<'_>, value: ValueId, is_and: bool) {
        let Some((_, other, number)) = self.with_constant(func, value) else {
            return;
        };
        let arg = func.args(value)[other];
        let (fixed, count) = self.limit(arg).fixed_bits();
        let number = number as u64;
        let is_same = match is_and {
            true => {
                let most = fixed | ones(64 - count);
                most & number == most
            }
            false => fixed | number == fixed,
        };
        if is_same {
            func.copy_of(value, arg, cx.ops);
        }
    }

    /// Returns the indexes of the argument that is constant and of the other one, and the constant;
    /// `None` unless exactly one is.
    fn with_constant(&self, func: &Func, value: ValueId) -> Option<(usize, usize, i64)> {
        let args = func.args(value);
        let [one, two] = [args[0], args[1]].map(|arg| self.limit(arg).constant());
        match (one, two) {
            (Some(number), None) => Some((0, 1, number)),
            (None, Some(number)) => Some((1, 0, number)),
            _ => None,
        }
    }
}

/// Reports whether a limit is a number that is a power of 2.
fn is_power_of_two(limit: Limit) -> bool {
    limit.umin == limit.umax && limit.umin.is_power_of_two()
        || limit.min == limit.max && limit.min > 0 && limit.min.count_ones() == 1
}
