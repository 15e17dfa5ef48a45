//! Pointers: equality, and overlap of the memory that they point to.
//!
//! Counterpart: cmd/compile/internal/ssa/rewrite.go (`isSamePtr`, `disjoint`).

use super::I64;
use super::Native;
use super::Run;
use super::native;
use crate::ids::ValueId;
use crate::op::flags;
use crate::package::Type;
use crate::package::TypeId;
use crate::package::kind;
use crate::package::type_flags;
use crate::rules::ty::Ty;
use crate::rules::vm::Stop;
use crate::rules::vm::Vm;

pub(super) const NATIVES: &[Native] = &[
    native(
        "isSamePtr",
        &[Ty::Value, Ty::Value],
        Ty::Bool,
        Run::Full(same),
    ),
    native(
        "disjoint",
        &[Ty::Value, I64, Ty::Value, I64],
        Ty::Bool,
        Run::Full(disjoint),
    ),
];

fn same(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let yes = is_same(vm, vm.value_at(base), vm.value_at(base + 1))?;
    vm.answer(base, yes)
}

/// Reports whether two pointers point to the same address.
fn is_same(vm: &Vm<'_>, one: ValueId, two: ValueId) -> Result<bool, Stop> {
    let (mut one, mut two) = (one, two);
    let ops = vm.cx.ops;
    loop {
        if one == two {
            return Ok(true);
        }
        if vm.op(one) != vm.op(two) {
            for pointer in [&mut one, &mut two] {
                while vm.op(*pointer) == ops.off_ptr && vm.func.value(*pointer).aux_int == 0 {
                    *pointer = vm.arg(*pointer, 0)?;
                }
            }
            if one == two {
                return Ok(true);
            }
            if vm.op(one) != vm.op(two) {
                return Ok(false);
            }
        }
        let [one_record, two_record] = [one, two].map(|pointer| vm.func.value(pointer));
        match one_record.op {
            op if op == ops.off_ptr => {
                if one_record.aux_int != two_record.aux_int {
                    return Ok(false);
                }
            }
            op if op == ops.addr || op == ops.local_addr => {
                return Ok(one_record.aux == two_record.aux);
            }
            op if op == ops.add_ptr => {
                if vm.arg(one, 1)? != vm.arg(two, 1)? {
                    return Ok(false);
                }
            }
            _ => return Ok(false),
        }
        (one, two) = (vm.arg(one, 0)?, vm.arg(two, 0)?);
    }
}

/// Returns the pointer that a pointer is an offset from, and the offset.
fn base_and_offset(vm: &Vm<'_>, pointer: ValueId) -> Result<(ValueId, i64), Stop> {
    let (mut pointer, mut offset) = (pointer, 0_i64);
    while vm.op(pointer) == vm.cx.ops.off_ptr {
        offset = offset.wrapping_add(vm.func.value(pointer).aux_int);
        pointer = vm.arg(pointer, 0)?;
    }
    if vm.cx.tables.flags(vm.op(pointer)) & flags::NIL_CHECK != 0 {
        pointer = vm.arg(pointer, 0)?;
    }
    Ok((pointer, offset))
}

fn disjoint(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let [one, two] = [base, base + 2].map(|at| vm.value_at(at));
    let [one_size, two_size] = [base + 1, base + 3].map(|at| vm.regs[at] as i64);
    let yes = is_disjoint(vm, (one, one_size), (two, two_size))?;
    vm.answer(base, yes)
}

/// Reports whether the memory of a pointer and a size does not overlap with another one.
fn is_disjoint(vm: &Vm<'_>, one: (ValueId, i64), two: (ValueId, i64)) -> Result<bool, Stop> {
    let ((one, one_size), (two, two_size)) = (one, two);
    if one_size == 0 || two_size == 0 {
        return Ok(true);
    }
    if one == two {
        return Ok(false);
    }
    if has_disjoint_types(vm, vm.func.value(one).ty, vm.func.value(two).ty)? {
        return Ok(true);
    }
    let (one, one_offset) = base_and_offset(vm, one)?;
    let (two, two_offset) = base_and_offset(vm, two)?;
    if is_same(vm, one, two)? {
        let overlaps = one_offset >= two_offset && two_offset.wrapping_add(two_size) > one_offset
            || two_offset >= one_offset && one_offset.wrapping_add(one_size) > two_offset;
        return Ok(!overlaps);
    }
    let ops = vm.cx.ops;
    let is_variable = |op| op == ops.addr || op == ops.local_addr;
    let is_parameter = |op| op == ops.arg || op == ops.arg_int_reg;
    let (one_op, two_op) = (vm.op(one), vm.op(two));
    Ok(match one_op {
        op if is_variable(op) => {
            is_variable(two_op)
                || two_op == ops.sp
                || is_parameter(two_op) && vm.op(vm.arg(one, 0)?) == ops.sp
        }
        op if is_parameter(op) => two_op == ops.sp || two_op == ops.local_addr,
        op if op == ops.sp => is_variable(two_op) || is_parameter(two_op) || two_op == ops.sp,
        _ => false,
    })
}

/// Reports whether pointers of two types never point to the same memory.
fn has_disjoint_types(vm: &Vm<'_>, one: TypeId, two: TypeId) -> Result<bool, Stop> {
    let types = [vm.ty(one).ok_or(Stop::Trap)?, vm.ty(two).ok_or(Stop::Trap)?];
    if types.iter().any(|ty| ty.kind == kind::UNSAFEPTR) {
        return Ok(false);
    }
    if types.iter().any(|ty| ty.kind != kind::PTR) {
        return Err(Stop::Trap);
    }
    if types
        .iter()
        .any(|ty| ty.flags & type_flags::ELEM_NOT_IN_HEAP != 0)
    {
        return Ok(false);
    }
    let [one, two] = types;
    let has_pointers = |ty: &Type| ty.flags & type_flags::ELEM_HAS_POINTERS != 0;
    let is_pointer = |ty: &Type| ty.len == 8 && has_pointers(ty);
    Ok(is_pointer(one) && !has_pointers(two) || is_pointer(two) && !has_pointers(one))
}
