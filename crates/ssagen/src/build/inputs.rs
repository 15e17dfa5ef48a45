//! Inputs and result of the construction.
//!
//! Counterpart: cmd/compile/internal/ssagen/pgen.go (`Compile`).

use vamos_ir::Func as IrFunc;
use vamos_ir::Header;
use vamos_ssa::Func;
use vamos_ssa::NameId;
use vamos_ssa::SymId;
use vamos_ssa::pass::Cx;

use super::known::KnownSyms;
use super::ops::BuildOps;

/// The differences between releases in the construction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BuildProfile {
    /// Operands of assignments of no bytes are evaluated, and indexes of arrays that have no
    /// address are checked.
    pub evaluates_empty: bool,
    /// Results of calls are taken before the block of a deferred call ends.
    pub results_before_defer: bool,
    /// Tail calls may be calls of methods of interfaces.
    pub tail_calls_of_methods: bool,
    /// The race detector gets to know of the end of functions with tail calls.
    pub tail_calls_leave: bool,
    /// Masks of the slots of a map have the size that they need.
    pub has_exact_masks: bool,
    /// The largest size of objects with an allocation function of their own, in bytes.
    pub largest_sized: i64,
    /// Objects without pointers below 16 bytes have one allocation function, not one for each
    /// size.
    pub has_one_tiny: bool,
}

impl BuildProfile {
    /// Returns the profile of Go 1.`minor`.
    pub fn of(minor: u32) -> Self {
        Self {
            evaluates_empty: minor >= 27,
            results_before_defer: minor >= 27,
            tail_calls_of_methods: minor >= 27,
            tail_calls_leave: minor >= 27,
            has_exact_masks: minor >= 27,
            largest_sized: if minor >= 27 { 80 } else { 512 },
            has_one_tiny: minor >= 27,
        }
    }
}

/// The inputs of construction.
#[derive(Clone, Copy, Debug)]
pub struct BuildInput<'a> {
    /// The tables and the operations of the release.
    pub cx: Cx<'a>,
    /// The numbers of the operations that construction makes.
    pub ops: &'a BuildOps,
    /// Facts about the compiler.
    pub header: &'a Header,
    /// The function.
    pub ir: &'a IrFunc,
    /// Symbols by name.
    pub syms: &'a KnownSyms,
    /// The differences between releases.
    pub profile: BuildProfile,
    /// The number of variables in the tables before the construction; later ones may be those
    /// that the compiler made in it.
    pub names: usize,
    /// The number of types in the tables before the construction.
    pub types: usize,
    /// The number of aux values in the tables before the construction.
    pub auxes: usize,
}

/// A variable of a function before it has a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The variable.
    pub name: NameId,
    /// Its class.
    pub class: u32,
    /// The offset of a parameter or result in the caller's frame, in bytes, or the rank of a slot
    /// of defers.
    pub offset: i64,
    /// Its properties ([`crate::var_flags`]).
    pub flags: u64,
    /// Its name, without the package.
    pub text: String,
    /// Its symbol, which only names it.
    pub sym: SymId,
}

/// The variables of open-coded defers, which the run time reads after a panic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenDefers {
    /// The variable with a bit for each call.
    pub bits: NameId,
    /// The slot of the first call.
    pub first: NameId,
}

/// The states of a function in SSA form.
#[derive(Clone, Debug)]
pub struct Start {
    /// Parameters, results and local variables in their order.
    pub vars: Vec<Variable>,
    /// The variables of open-coded defers, if there are any.
    pub open_defers: Option<OpenDefers>,
    /// Variables in the heap, ascending, and the variables with their addresses.
    pub heap: Vec<(NameId, NameId)>,
    /// The state before variables of several blocks became phis.
    pub before_phis: Func,
    /// The state before the first pass.
    pub start: Func,
}
