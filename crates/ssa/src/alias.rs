//! Pointers: equality, and overlap of the memory that they point to.
//!
//! Counterpart: cmd/compile/internal/ssa/rewrite.go (`isSamePtr`, `disjoint`).

use crate::cx::Cx;
use crate::func::Func;
use crate::ids::ValueId;
use crate::op::flags;
use crate::package::Type;
use crate::package::TypeId;
use crate::package::kind;
use crate::package::type_flags;

/// Reports whether two pointers point to the same address; `None` for malformed values.
pub(crate) fn is_same(func: &Func, cx: &Cx<'_>, one: ValueId, other: ValueId) -> Option<bool> {
    let (mut one, mut two) = (one, other);
    let ops = cx.ops;
    let op = |value: ValueId| func.value(value).op;
    let arg = |value: ValueId, index: usize| func.args(value).get(index).copied();
    loop {
        if one == two {
            return Some(true);
        }
        if op(one) != op(two) {
            for pointer in [&mut one, &mut two] {
                while op(*pointer) == ops.off_ptr && func.value(*pointer).aux_int == 0 {
                    *pointer = arg(*pointer, 0)?;
                }
            }
            if one == two {
                return Some(true);
            }
            if op(one) != op(two) {
                return Some(false);
            }
        }
        let [one_record, two_record] = [one, two].map(|pointer| func.value(pointer));
        match one_record.op {
            op if op == ops.off_ptr => {
                if one_record.aux_int != two_record.aux_int {
                    return Some(false);
                }
            }
            op if op == ops.addr || op == ops.local_addr => {
                return Some(one_record.aux == two_record.aux);
            }
            op if op == ops.add_ptr => {
                if arg(one, 1)? != arg(two, 1)? {
                    return Some(false);
                }
            }
            _ => return Some(false),
        }
        (one, two) = (arg(one, 0)?, arg(two, 0)?);
    }
}

/// Returns the pointer that a pointer is an offset from, and the offset.
fn base_and_offset(func: &Func, cx: &Cx<'_>, pointer: ValueId) -> Option<(ValueId, i64)> {
    let (mut pointer, mut offset) = (pointer, 0_i64);
    let first = |value: ValueId| func.args(value).first().copied();
    while func.value(pointer).op == cx.ops.off_ptr {
        offset = offset.wrapping_add(func.value(pointer).aux_int);
        pointer = first(pointer)?;
    }
    if cx.tables.flags(func.value(pointer).op) & flags::NIL_CHECK != 0 {
        pointer = first(pointer)?;
    }
    Some((pointer, offset))
}

/// Reports whether the memory of a pointer and a size does not overlap with another one; `None`
/// for malformed values.
pub fn is_disjoint(
    func: &Func,
    cx: &Cx<'_>,
    one: (ValueId, i64),
    other: (ValueId, i64),
) -> Option<bool> {
    let ((one, one_size), (two, two_size)) = (one, other);
    if one_size == 0 || two_size == 0 {
        return Some(true);
    }
    if one == two {
        return Some(false);
    }
    if has_disjoint_types(func, cx, func.value(one).ty, func.value(two).ty)? {
        return Some(true);
    }
    let (one, one_offset) = base_and_offset(func, cx, one)?;
    let (two, two_offset) = base_and_offset(func, cx, two)?;
    if is_same(func, cx, one, two)? {
        let overlaps = one_offset >= two_offset && two_offset.wrapping_add(two_size) > one_offset
            || two_offset >= one_offset && one_offset.wrapping_add(one_size) > two_offset;
        return Some(!overlaps);
    }
    let ops = cx.ops;
    let is_variable = |op| op == ops.addr || op == ops.local_addr;
    let is_parameter = |op| op == ops.arg || op == ops.arg_int_reg;
    let [one_op, two_op] = [one, two].map(|pointer| func.value(pointer).op);
    Some(match one_op {
        op if is_variable(op) => {
            let base = func.args(one).first().copied()?;
            is_variable(two_op)
                || two_op == ops.sp
                || is_parameter(two_op) && func.value(base).op == ops.sp
        }
        op if is_parameter(op) => two_op == ops.sp || two_op == ops.local_addr,
        op if op == ops.sp => is_variable(two_op) || is_parameter(two_op) || two_op == ops.sp,
        _ => false,
    })
}

/// Reports whether pointers of two types never point to the same memory.
fn has_disjoint_types(func: &Func, cx: &Cx<'_>, one: TypeId, other: TypeId) -> Option<bool> {
    let types = [func.ty(cx.package, one)?, func.ty(cx.package, other)?];
    if types.iter().any(|ty| ty.kind == kind::UNSAFEPTR) {
        return Some(false);
    }
    if types.iter().any(|ty| ty.kind != kind::PTR) {
        return cx.profile.non_pointers_may_overlap.then_some(false);
    }
    if types
        .iter()
        .any(|ty| ty.flags & type_flags::ELEM_NOT_IN_HEAP != 0)
    {
        return Some(false);
    }
    let [one, two] = types;
    let has_pointers = |ty: &Type| ty.flags & type_flags::ELEM_HAS_POINTERS != 0;
    let is_pointer = |ty: &Type| ty.len == 8 && has_pointers(ty);
    Some(is_pointer(one) && !has_pointers(two) || is_pointer(two) && !has_pointers(one))
}
