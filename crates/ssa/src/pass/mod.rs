//! The passes, one function each: a state of a function becomes the next one.
//!
//! A pass has the name that the compiler's list of passes has for it. Some run several times under
//! different names.
//! Counterpart: cmd/compile/internal/ssa/compile.go (`passes`).

mod addressing;
mod branch_elim;
mod builtin_parts;
mod copyelim;
mod critical;
mod cse;
mod cse_memory;
mod dead_auto;
mod dead_store;
mod deadcode;
mod decompose;
mod decompose_names;
mod expand_calls;
mod flagalloc;
mod fuse;
mod fuse_comparisons;
mod fuse_if;
mod fuse_redirect;
mod known_bits;
mod late_nilcheck;
mod layout;
mod likely_adjust;
mod loop_invariant;
mod loop_rotate;
mod machine;
mod mem_combine;
mod nil_check;
mod number_lines;
mod phi_opt;
mod phi_tighten;
mod prove;
mod regalloc;
mod resched;
mod rewrite;
mod sccp;
mod schedule;
mod short_circuit;
#[cfg(test)]
mod tests;
mod tighten;
mod trim;
mod tuple;
mod write_barrier;
mod zcse;

use crate::func::Func;
use crate::rules::Refusal;

pub use self::deadcode::reachable_blocks;
pub use self::write_barrier::is_stack;
pub use crate::cx::Cx;
pub use crate::cx::Profile;

/// A pass.
#[derive(Clone, Copy, Debug)]
pub enum Pass {
    /// One that always finishes.
    Total(fn(&mut Func, &Cx<'_>)),
    /// One that may refuse a function.
    Partial(fn(&mut Func, &Cx<'_>) -> Result<(), Refusal>),
}

impl Pass {
    /// Runs the pass.
    pub fn run(self, func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
        match self {
            Self::Total(run) => {
                run(func, cx);
                Ok(())
            }
            Self::Partial(run) => run(func, cx),
        }
    }
}

/// The passes that exist, by name.
const PASSES: &[(&str, Pass)] = &[
    (
        "early phielim and copyelim",
        Pass::Total(copyelim::copyelim),
    ),
    ("late phielim and copyelim", Pass::Total(copyelim::copyelim)),
    ("early deadcode", Pass::Total(deadcode::deadcode)),
    ("pre-opt deadcode", Pass::Total(deadcode::deadcode)),
    ("opt deadcode", Pass::Total(deadcode::deadcode)),
    ("gcse deadcode", Pass::Total(deadcode::deadcode)),
    ("generic deadcode", Pass::Total(deadcode::deadcode)),
    ("lowered deadcode for cse", Pass::Total(deadcode::deadcode)),
    ("lowered deadcode", Pass::Total(deadcode::deadcode)),
    ("late deadcode", Pass::Total(deadcode::deadcode)),
    ("number lines", Pass::Total(number_lines::number_lines)),
    ("zero arg cse", Pass::Total(zcse::zcse)),
    (
        "tighten tuple selectors",
        Pass::Total(tuple::tighten_tuple_selectors),
    ),
    ("critical", Pass::Total(critical::critical)),
    ("phi tighten", Pass::Total(phi_tighten::phi_tighten)),
    ("likelyadjust", Pass::Total(likely_adjust::likely_adjust)),
    ("layout", Pass::Total(layout::layout)),
    ("schedule", Pass::Partial(schedule::schedule)),
    ("late nilcheck", Pass::Total(late_nilcheck::late_nilcheck)),
    ("flagalloc", Pass::Partial(flagalloc::flagalloc)),
    ("regalloc", Pass::Partial(regalloc::regalloc)),
    ("loop rotate", Pass::Total(loop_rotate::loop_rotate)),
    ("trim", Pass::Total(trim::trim)),
    ("check bce", Pass::Total(nothing)),
    ("checkLower", Pass::Total(nothing)),
    ("opt", Pass::Partial(rewrite::opt)),
    ("middle opt", Pass::Partial(rewrite::middle_opt)),
    ("late opt", Pass::Partial(rewrite::late_opt)),
    ("divisible", Pass::Partial(rewrite::divisible)),
    ("divmod", Pass::Partial(rewrite::divmod)),
    ("lower", Pass::Partial(rewrite::lower)),
    ("decompose user", Pass::Partial(decompose::user)),
    ("decompose builtin", Pass::Partial(decompose::builtin)),
    ("late lower", Pass::Partial(rewrite::late_lower)),
    ("short circuit", Pass::Partial(short_circuit::short_circuit)),
    ("phiopt", Pass::Partial(phi_opt::phi_opt)),
    ("nilcheckelim", Pass::Partial(nil_check::nil_check_elim)),
    ("prove", Pass::Partial(prove::prove)),
    ("early fuse", Pass::Total(fuse::early_fuse)),
    ("late fuse", Pass::Partial(fuse::late_fuse)),
    ("generic cse", Pass::Partial(cse::cse)),
    ("lowered cse", Pass::Partial(cse::cse)),
    ("softfloat", Pass::Partial(machine::soft_float)),
    ("pair", Pass::Partial(machine::pair)),
    ("known bits", Pass::Partial(known_bits::known_bits)),
    (
        "loop invariant",
        Pass::Total(loop_invariant::loop_invariant),
    ),
    ("expand calls", Pass::Partial(expand_calls::expand_calls)),
    ("writebarrier", Pass::Partial(write_barrier::write_barrier)),
    (
        "insert resched checks",
        Pass::Partial(resched::insert_resched_checks),
    ),
    ("memcombine", Pass::Partial(mem_combine::mem_combine)),
    ("sccp", Pass::Partial(sccp::sccp)),
    ("dse", Pass::Partial(dead_store::dse)),
    ("dead auto elim", Pass::Partial(dead_auto::elim_dead_autos)),
    (
        "elim unread autos",
        Pass::Partial(dead_auto::elim_unread_autos),
    ),
    ("tighten", Pass::Partial(tighten::tighten)),
    (
        "addressing modes",
        Pass::Partial(addressing::addressing_modes),
    ),
    ("branchelim", Pass::Partial(branch_elim::branch_elim)),
];

/// A pass that only checks the function for the compiler's developers.
fn nothing(_: &mut Func, _: &Cx<'_>) {}

/// Returns a pass, unless it does not exist yet.
pub fn pass(name: &str) -> Option<Pass> {
    let row = PASSES.iter().find(|(known, _)| *known == name);
    row.map(|(_, pass)| *pass)
}
