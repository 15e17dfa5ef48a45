//! The passes, one function each: a state of a function becomes the next one.
//!
//! A pass has the name that the compiler's list of passes has for it. Some run several times under
//! different names.
//! Counterpart: cmd/compile/internal/ssa/compile.go (`passes`).

mod copyelim;
mod critical;
mod deadcode;
mod layout;
mod likely_adjust;
mod loop_rotate;
mod number_lines;
mod phi_tighten;
mod trim;
mod tuple;
mod zcse;

use crate::func::Func;
use crate::op::Ops;
use crate::op::Tables;
use crate::package::Package;

/// What passes read besides the function.
#[derive(Clone, Copy, Debug)]
pub struct Cx<'a> {
    /// The tables of the package.
    pub package: &'a Package,
    /// The operations of the release.
    pub tables: &'a Tables,
    /// The numbers of operations that passes name.
    pub ops: &'a Ops,
    /// What differs between releases.
    pub profile: Profile,
}

/// What differs between releases in the passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Children in the tree of dominators are in reverse postorder, not in that of the blocks
    /// (sparsetree.go: `newSparseTree`).
    pub children_in_postorder: bool,
}

impl Profile {
    /// Returns the profile of Go 1.`minor`.
    pub fn of(minor: u32) -> Self {
        Self {
            children_in_postorder: minor >= 27,
        }
    }
}

/// A pass.
pub type Pass = fn(&mut Func, &Cx<'_>);

/// The passes that exist, by name.
const PASSES: &[(&str, Pass)] = &[
    ("early phielim and copyelim", copyelim::copyelim),
    ("late phielim and copyelim", copyelim::copyelim),
    ("early deadcode", deadcode::deadcode),
    ("pre-opt deadcode", deadcode::deadcode),
    ("opt deadcode", deadcode::deadcode),
    ("gcse deadcode", deadcode::deadcode),
    ("generic deadcode", deadcode::deadcode),
    ("lowered deadcode for cse", deadcode::deadcode),
    ("lowered deadcode", deadcode::deadcode),
    ("late deadcode", deadcode::deadcode),
    ("number lines", number_lines::number_lines),
    ("zero arg cse", zcse::zcse),
    ("tighten tuple selectors", tuple::tighten_tuple_selectors),
    ("critical", critical::critical),
    ("phi tighten", phi_tighten::phi_tighten),
    ("likelyadjust", likely_adjust::likely_adjust),
    ("layout", layout::layout),
    ("loop rotate", loop_rotate::loop_rotate),
    ("trim", trim::trim),
    ("check bce", nothing),
    ("checkLower", nothing),
];

/// A pass that only checks the function for the compiler's developers.
fn nothing(_: &mut Func, _: &Cx<'_>) {}

/// Returns a pass, unless it does not exist yet.
pub fn pass(name: &str) -> Option<Pass> {
    let row = PASSES.iter().find(|(known, _)| *known == name);
    row.map(|(_, pass)| *pass)
}
