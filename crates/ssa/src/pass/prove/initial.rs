//! Limits that follow from the operation and type of a value alone.
//!
//! Counterpart: `initLimit` of cmd/compile/internal/ssa/prove.go.

use super::limit::Limit;
use super::limit::ones;
use super::values::At;
use crate::cx::Cx;
use crate::func::Func;
use crate::ids::ValueId;
use crate::op::ArithKind;
use crate::properties::BOOLEANS;
use crate::properties::INTEGERS;
use crate::properties::PTR_SHAPED;
use crate::rules::Refusal;

/// The size of pointers, in bits.
const POINTER_BITS: u32 = 64;

/// Returns the limit of a value.
pub(super) fn init_limit(func: &Func, cx: &Cx<'_>, value: ValueId) -> Result<Limit, Refusal> {
    let (ops, op) = (cx.ops, func.value(value).op);
    if func.has_kind(cx, value, BOOLEANS) {
        return Ok(match op == ops.const_bool {
            true => Limit::exactly(func.value(value).aux_int),
            false => Limit {
                min: 0,
                max: 1,
                umin: 0,
                umax: 1,
            },
        });
    }
    if func.has_kind(cx, value, PTR_SHAPED) {
        return Ok(match op {
            _ if op == ops.const_nil => Limit::exactly(0),
            _ if op == ops.addr || op == ops.local_addr => Limit::NONE.unsigned(1, u64::MAX),
            _ => Limit::NONE,
        });
    }
    if !func.has_kind(cx, value, INTEGERS) {
        return Ok(Limit::NONE);
    }
    let size = func.type_of(cx, value).map_or(0, |ty| ty.size);
    let limit = of_integer(At { func, cx }, value)?;
    Ok(limit.propagated(size))
}

/// Returns the limit of an integer, of which signed bounds may imply unsigned ones.
fn of_integer(at: At<'_>, value: ValueId) -> Result<Limit, Refusal> {
    let (func, ops, op) = (at.func, at.cx.ops, at.func.value(value).op);
    let arith = at.arith(value);
    let bits = u32::from(arith.bits);
    let all = Limit::of_bits(at.bits(value));
    let arg = || func.args(value).first().copied().ok_or(Refusal::Invalid);
    Ok(match arith.kind {
        ArithKind::Const => {
            let constant = func.value(value).aux_int;
            Limit {
                umin: constant as u64 & ones(bits),
                umax: constant as u64 & ones(bits),
                ..Limit::exactly(constant)
            }
        }
        ArithKind::ZeroExtend => {
            let most = ones(bits);
            all.signed(0, most as i64).unsigned(0, most)
        }
        ArithKind::SignExtend => {
            let operand = Limit::of_bits(bits);
            all.signed(operand.min, operand.max)
        }
        ArithKind::TrailingZeros | ArithKind::BitLen | ArithKind::PopCount => {
            all.unsigned(0, at.bits(arg()?).into())
        }
        _ if op == ops.cvt_bool_to_uint8 => all.unsigned(0, 1),
        _ if op == ops.string_len => all.signed(0, i64::MAX),
        _ if op == ops.slice_len || op == ops.slice_cap => {
            let slice = func.type_of(at.cx, arg()?).ok_or(Refusal::Invalid)?;
            let elem = func.ty(at.cx.package, slice.elem);
            let size = elem.ok_or(Refusal::Invalid)?.size as u64;
            let most = ones(POINTER_BITS).checked_div(size);
            let limit = most.map_or(all, |most| all.unsigned(0, most));
            limit.signed(0, i64::MAX)
        }
        _ => all,
    })
}
