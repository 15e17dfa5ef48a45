//! Helpers about pointers.
//!
//! Counterpart: cmd/compile/internal/ssa/rewrite.go (`isSamePtr`, `disjoint`).

use super::I64;
use super::Native;
use super::Run;
use super::native;
use crate::alias;
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
    let [one, two] = [base, base + 1].map(|at| vm.value_at(at));
    let yes = alias::is_same(vm.func, vm.cx, one, two);
    vm.answer(base, yes.ok_or(Stop::Trap)?)
}

fn disjoint(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let [one, two] = [base, base + 2].map(|at| (vm.value_at(at), vm.regs[at + 1] as i64));
    let yes = alias::is_disjoint(vm.func, vm.cx, one, two);
    vm.answer(base, yes.ok_or(Stop::Trap)?)
}
