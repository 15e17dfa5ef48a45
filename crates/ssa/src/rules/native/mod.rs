//! Helpers of rules that are ours and not compiled from the SDK's sources: arithmetic, properties
//! of types and symbols, and searches through values.
//!
//! Counterpart: cmd/compile/internal/ssa/rewrite.go, whose functions have the same names.

mod blocks;
mod fixed_loads;
mod loads;
mod magic;
mod numbers;
mod pointers;
mod race;
mod recipes;
mod symbols;
mod types;
mod values;

use super::ty::Ty;
use super::vm::Stop;
use super::vm::Vm;

/// The maximum number of registers of results.
pub(super) const MOST_RESULTS: usize = 8;

/// The signature of a helper.
#[derive(Clone, Copy, Debug)]
pub(super) enum Run {
    /// From one register to one.
    One(fn(u64) -> u64),
    /// From two registers to one.
    Two(fn(u64, u64) -> u64),
    /// From a type: whether it is of one of these kinds, a bit each.
    Kinds(u64),
    /// With everything; arguments and results are in registers from this index.
    Full(fn(&mut Vm<'_>, usize) -> Result<(), Stop>),
    /// Like `Full`; edits values.
    Edit(fn(&mut Vm<'_>, usize) -> Result<(), Stop>),
    /// Like `Edit`; often edits nothing, and counts its edits itself.
    MayEdit(fn(&mut Vm<'_>, usize) -> Result<(), Stop>),
}

impl Run {
    /// Reports whether the helper may edit values.
    pub(super) fn edits(self) -> bool {
        matches!(self, Self::Edit(_) | Self::MayEdit(_))
    }

    pub(super) fn call(self, vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
        match self {
            Self::One(run) => vm.regs[base] = run(vm.regs[base]),
            Self::Two(run) => vm.regs[base] = run(vm.regs[base], vm.regs[base + 1]),
            Self::Kinds(kinds) => return vm.kinds(base, kinds),
            Self::Full(run) | Self::MayEdit(run) => return run(vm, base),
            Self::Edit(run) => {
                vm.edits += 1;
                return run(vm, base);
            }
        }
        Ok(())
    }
}

/// A helper.
#[derive(Clone, Copy, Debug)]
pub(super) struct Native {
    /// The name in the sources; the name of a method begins with its type.
    pub(super) name: &'static str,
    /// The types of the parameters.
    pub(super) params: &'static [Ty],
    /// The type of the result.
    pub(super) result: Ty,
    /// The struct that the result is.
    pub(super) result_struct: Option<&'static str>,
    pub(super) run: Run,
}

/// A helper that returns one value.
const fn native(name: &'static str, params: &'static [Ty], result: Ty, run: Run) -> Native {
    Native {
        name,
        params,
        result,
        result_struct: None,
        run,
    }
}

/// A helper that returns a struct.
const fn with_struct(
    name: &'static str,
    params: &'static [Ty],
    result: &'static str,
    run: Run,
) -> Native {
    Native {
        name,
        params,
        result: Ty::Nothing,
        result_struct: Some(result),
        run,
    }
}

const fn int(bits: u8, signed: bool) -> Ty {
    Ty::Int { bits, signed }
}

const I32: Ty = int(32, true);
const I64: Ty = int(64, true);
const U8: Ty = int(8, false);
const U16: Ty = int(16, false);
const U32: Ty = int(32, false);
const U64: Ty = int(64, false);

/// The groups of helpers.
const GROUPS: [&[Native]; 10] = [
    numbers::NATIVES,
    magic::NATIVES,
    types::NATIVES,
    values::NATIVES,
    symbols::NATIVES,
    fixed_loads::NATIVES,
    pointers::NATIVES,
    race::NATIVES,
    blocks::NATIVES,
    recipes::NATIVES,
];

const COUNT: usize = {
    let mut count = 0;
    let mut group = 0;
    while group < GROUPS.len() {
        count += GROUPS[group].len();
        group += 1;
    }
    count
};

/// All helpers.
pub(super) static NATIVES: [Native; COUNT] = {
    let mut all = [GROUPS[0][0]; COUNT];
    let (mut group, mut at) = (0, 0);
    while group < GROUPS.len() {
        let mut index = 0;
        while index < GROUPS[group].len() {
            all[at] = GROUPS[group][index];
            at += 1;
            index += 1;
        }
        group += 1;
    }
    all
};

/// The functions of all helpers, in one table for locality.
pub(super) static RUNS: [Run; COUNT] = {
    let mut all = [NATIVES[0].run; COUNT];
    let mut at = 0;
    while at < COUNT {
        all[at] = NATIVES[at].run;
        at += 1;
    }
    all
};

impl Vm<'_> {
    /// Writes the result of a helper that answers a question.
    pub(super) fn answer(&mut self, base: usize, yes: bool) -> Result<(), Stop> {
        self.regs[base] = yes.into();
        Ok(())
    }
}
