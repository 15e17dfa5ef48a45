//! Inputs of passes besides the function.
//!
//! Counterpart: cmd/compile/internal/ssa/config.go (`Config`).

use crate::op::Ops;
use crate::op::Tables;
use crate::package::Package;
use crate::rules::program::Rules;

/// Inputs of passes besides the function.
#[derive(Clone, Copy, Debug)]
pub struct Cx<'a> {
    /// The tables of the package.
    pub package: &'a Package,
    /// The operations of the release.
    pub tables: &'a Tables,
    /// The numbers of operations that passes name.
    pub ops: &'a Ops,
    /// The differences between releases.
    pub profile: Profile,
    /// The rewrite rules, for passes that apply them.
    pub rules: Option<&'a Rules>,
}

/// The differences between releases in the passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Children in the tree of dominators are in reverse postorder, not in the order of the blocks
    /// (sparsetree.go: `newSparseTree`).
    pub children_in_postorder: bool,
    /// Values that are no constants are not visited again, and no value is twice in the list of
    /// work (sccp.go: `addUses`).
    pub sccp_skips_bottom: bool,
    /// Moves are dead stores, too (deadstore.go: `dse`).
    pub dse_of_moves: bool,
    /// Loads do not depend on stores to other memory (cse.go: `getEffectiveMemoryArg`).
    pub cse_skips_stores: bool,
    /// Addresses of types that are no pointers may overlap with any other; before, they are an
    /// error (rewrite.go: `disjointTypes`).
    pub non_pointers_may_overlap: bool,
    /// The beginning of the names of functions that allocate tiny objects (rewrite.go:
    /// `isSpecializedMalloc`).
    pub tiny_malloc: &'static str,
    /// Increments of variables of a loop come after flags in a block, not before them
    /// (schedule.go: `ScoreInductionInc`).
    pub increments_after_flags: bool,
    /// Stores get the position of the check for nil that they replace (nilcheck.go:
    /// `nilcheckelim2`).
    pub moves_position_to_stores: bool,
    /// The registers of machines have sets of their own for vectors, loads into other registers
    /// are copied, and all unused registers are dropped from the start of a block (regalloc.go).
    pub registers_in_two_words: bool,
    /// Live values are sorted by distance, and loops get them in registers even if others are
    /// evicted (regalloc.go).
    pub evicts_for_loops: bool,
    /// Phis pass the registers that they prefer to their arguments (regalloc.go:
    /// `computeDesired`).
    pub phis_have_preferences: bool,
    /// Differences in pass prove.
    pub prove: ProveProfile,
}

/// The differences between releases in pass prove.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProveProfile {
    /// Limits of counts of bits follow from the leading bits that all numbers in a limit have
    /// (prove.go: `unsignedFixedLeadingBits`).
    pub limits_of_fixed_bits: bool,
    /// A difference is less than its first operand, and positive, if its operands are known to
    /// differ (prove.go: `detectSubRelations`).
    pub strict_differences: bool,
    /// Comparisons with 1, conjunctions and disjunctions become simpler (prove.go:
    /// `simplifyValue`).
    pub simplifies_bits: bool,
    /// The condition for a product with 0 or 1 is put in its place (prove.go: `simplifyValue`).
    pub condition_before_product: bool,
    /// A loop may have several variables, and may be changed to count downwards (loopbce.go:
    /// `findIndVar`).
    pub several_inductions: bool,
}

impl Profile {
    /// Returns the profile of Go 1.`minor`.
    pub fn of(minor: u32) -> Self {
        Self {
            children_in_postorder: minor >= 27,
            sccp_skips_bottom: minor >= 27,
            dse_of_moves: minor >= 27,
            cse_skips_stores: minor >= 27,
            non_pointers_may_overlap: minor >= 27,
            tiny_malloc: if minor >= 27 {
                "runtime.mallocgcTinySC"
            } else {
                "runtime.mallocgcTinySize"
            },
            increments_after_flags: minor >= 27,
            moves_position_to_stores: minor >= 27,
            registers_in_two_words: minor >= 27,
            evicts_for_loops: minor >= 27,
            phis_have_preferences: minor >= 27,
            prove: ProveProfile {
                limits_of_fixed_bits: minor >= 27,
                strict_differences: minor >= 27,
                simplifies_bits: minor >= 27,
                condition_before_product: minor < 27,
                several_inductions: minor >= 27,
            },
        }
    }
}
