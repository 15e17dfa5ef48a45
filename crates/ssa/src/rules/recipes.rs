//! Multiplications by constants as sums and shifts.
//!
//! Counterpart: cmd/compile/internal/ssa/config.go (`buildRecipes`).

use crate::hash::Map;

/// An instruction that computes `a*x + b*y`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Combo {
    pub(super) a: i64,
    pub(super) b: i64,
    pub(super) cost: u32,
    /// The operation for 64 bits, and for 32.
    pub(super) names: [&'static str; 2],
    /// The number of bits of a shift; 0: no shift.
    pub(super) shift: i64,
}

/// The computation of a multiplication.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
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
pub(super) struct Recipes(Map<i64, (u32, Form)>);

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
    pub(super) fn of(goarch: &str) -> Self {
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

    /// Reports whether the machine has no recipes here.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the recipe of a factor.
    pub(super) fn get(&self, factor: i64) -> Option<Form> {
        self.0.get(&factor).map(|(_, form)| *form)
    }

    fn add(&mut self, factor: i64, cost: u32, form: Form) {
        let old = self.0.get(&factor).map_or(AMD64_COST, |(cost, _)| *cost);
        if cost < old {
            self.0.insert(factor, (cost, form));
        }
    }
}
