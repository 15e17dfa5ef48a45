//! Multiplications by constants as sums and shifts.
//!
//! Counterpart: cmd/compile/internal/ssa/config.go (`buildRecipes`).

use std::collections::HashMap;

use super::I32;
use super::I64;
use super::Native;
use super::Run;
use super::native;
use crate::ids::ValueId;
use crate::rules::compile::Ty;
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
        Run::Full(reduce),
    ),
    native(
        "mulStrengthReduce32",
        &[Ty::Value, Ty::Value, I32],
        Ty::Value,
        Run::Full(reduce),
    ),
];

/// An instruction that computes `a*x + b*y`.
#[derive(Clone, Copy, Debug)]
struct Combo {
    a: i64,
    b: i64,
    cost: u32,
    /// The operation for 64 bits, and for 32.
    names: [&'static str; 2],
    /// The number of bits of a shift; 0 is none.
    shift: i64,
}

/// How a multiplication is computed.
#[derive(Clone, Copy, Debug)]
enum Form {
    One(Combo),
    /// Both operands of the second are the first.
    Both(Combo, Combo),
    /// The second operand of the second is the first.
    Second(Combo, Combo),
    /// The first operand of the second is the first.
    First(Combo, Combo),
}

/// The recipes by factor.
#[derive(Clone, Debug, Default)]
pub(in crate::rules) struct Recipes(HashMap<i64, (u32, Form)>);

const fn combo(a: i64, b: i64, cost: u32, names: [&'static str; 2]) -> Combo {
    Combo {
        a,
        b,
        cost,
        names,
        shift: 0,
    }
}

const AMD64: [Combo; 6] = [
    combo(1, 1, 10, ["OpAMD64ADDQ", "OpAMD64ADDL"]),
    combo(-1, 0, 11, ["OpAMD64NEGQ", "OpAMD64NEGL"]),
    combo(1, -1, 11, ["OpAMD64SUBQ", "OpAMD64SUBL"]),
    combo(1, 2, 10, ["OpAMD64LEAQ2", "OpAMD64LEAL2"]),
    combo(1, 4, 10, ["OpAMD64LEAQ4", "OpAMD64LEAL4"]),
    combo(1, 8, 10, ["OpAMD64LEAQ8", "OpAMD64LEAL8"]),
];

/// The cost of a multiplication.
const AMD64_COST: u32 = 30;

impl Recipes {
    /// Returns the recipes of a machine.
    pub(in crate::rules) fn of(goarch: &str) -> Self {
        if goarch != "amd64" {
            return Self::default();
        }
        let mut combos = AMD64.to_vec();
        combos.extend((2..64).map(|shift| Combo {
            shift,
            ..combo(
                1_i64.wrapping_shl(shift as u32),
                0,
                11,
                ["OpAMD64SHLQconst", "OpAMD64SHLLconst"],
            )
        }));
        let mut found = Self::default();
        for one in &combos {
            found.add(one.a.wrapping_add(one.b), one.cost, Form::One(*one));
        }
        let sum = |one: &Combo| one.a.wrapping_add(one.b);
        let pairs = || {
            combos
                .iter()
                .flat_map(|inner| combos.iter().map(move |outer| (inner, outer)))
        };
        for (inner, outer) in pairs() {
            let factor = sum(inner).wrapping_mul(sum(outer));
            found.add(factor, inner.cost + outer.cost, Form::Both(*inner, *outer));
        }
        for (inner, outer) in pairs() {
            let factor = outer.a.wrapping_add(outer.b.wrapping_mul(sum(inner)));
            found.add(
                factor,
                inner.cost + outer.cost,
                Form::Second(*inner, *outer),
            );
        }
        for (inner, outer) in pairs() {
            let factor = outer.a.wrapping_mul(sum(inner)).wrapping_add(outer.b);
            found.add(factor, inner.cost + outer.cost, Form::First(*inner, *outer));
        }
        found.0.remove(&0);
        found.0.remove(&1);
        found
    }

    fn add(&mut self, factor: i64, cost: u32, form: Form) {
        let old = self.0.get(&factor).map_or(AMD64_COST, |(cost, _)| *cost);
        if cost < old {
            self.0.insert(factor, (cost, form));
        }
    }
}

fn can_reduce(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    if vm.rules.recipes.0.is_empty() {
        return Err(Stop::Unknown("multiplications of this machine"));
    }
    let yes = vm.rules.recipes.0.contains_key(&(vm.regs[base + 1] as i64));
    vm.answer(base, yes)
}

fn reduce(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let [at, value] = [0, 1].map(|offset| vm.value_at(base + offset));
    let factor = vm.regs[base + 2] as i64;
    let (_, form) = *vm.rules.recipes.0.get(&factor).ok_or(Stop::Trap)?;
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
