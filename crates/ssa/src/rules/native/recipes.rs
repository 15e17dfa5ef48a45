//! Multiplications by constants, as values.
//!
//! Counterpart: cmd/compile/internal/ssa/config.go (`buildRecipes`).

use super::I32;
use super::I64;
use super::Native;
use super::Run;
use super::native;
use crate::ids::ValueId;
use crate::rules::recipes::Combo;
use crate::rules::recipes::Form;
use crate::rules::ty::Ty;
use crate::rules::vm::Stop;
use crate::rules::vm::Vm;

pub(super) const NATIVES: &[Native] = &[
    native(
        "canMulStrengthReduce",
        &[Ty::Config, I64],
        Ty::Bool,
        Run::Full(can_reduce),
    ),
    native(
        "canMulStrengthReduce32",
        &[Ty::Config, I32],
        Ty::Bool,
        Run::Full(can_reduce),
    ),
    native(
        "mulStrengthReduce",
        &[Ty::Value, Ty::Value, I64],
        Ty::Value,
        Run::Edit(reduce),
    ),
    native(
        "mulStrengthReduce32",
        &[Ty::Value, Ty::Value, I32],
        Ty::Value,
        Run::Edit(reduce),
    ),
];

fn can_reduce(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    if vm.rules.recipes.is_empty() {
        return Err(Stop::Unknown("multiplications of this machine"));
    }
    let yes = vm.rules.recipes.get(vm.regs[base + 1] as i64).is_some();
    vm.answer(base, yes)
}

fn reduce(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let [at, value] = [0, 1].map(|offset| vm.value_at(base + offset));
    let factor = vm.regs[base + 2] as i64;
    let form = vm.rules.recipes.get(factor).ok_or(Stop::Trap)?;
    let made = match form {
        Form::One(one) => build(vm, one, at, value, value)?,
        Form::Both(inner, outer) => {
            let inner = build(vm, inner, at, value, value)?;
            build(vm, outer, at, inner, inner)?
        }
        Form::Second(inner, outer) => {
            let inner = build(vm, inner, at, value, value)?;
            build(vm, outer, at, value, inner)?
        }
        Form::First(inner, outer) => {
            let inner = build(vm, inner, at, value, value)?;
            build(vm, outer, at, inner, value)?
        }
    };
    vm.regs[base] = made.0.into();
    Ok(())
}

/// Makes a value with block, position and type of `at`.
fn build(
    vm: &mut Vm<'_>,
    one: Combo,
    at: ValueId,
    x: ValueId,
    y: ValueId,
) -> Result<ValueId, Stop> {
    let ty = vm.func.value(at).ty;
    let size = vm.ty(ty).ok_or(Stop::Trap)?.size;
    let op = vm.op_named(one.names[usize::from(size == 4)])?;
    let args: &[ValueId] = if one.b == 0 { &[x] } else { &[x, y] };
    let made = vm.new_beside(at, op, ty, args);
    vm.func.value_mut(made).aux_int = one.shift;
    Ok(made)
}
