//! The state of a run of rules on a function.
//!
//! Counterpart: none.

use super::choice::Choice;
use super::program::Rules;
use crate::cx::Cx;
use crate::func::Func;
use crate::func::Pos;
use crate::package::TypeId;

/// The maximum number of jumps and calls in one rewrite.
pub(super) const FUEL: u32 = 1 << 20;

/// The deepest nesting of calls.
pub(super) const DEPTH: u32 = 200;

/// Why a rewrite ended without a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// A rule that was refused, by number.
    Refused(u32),
    /// A native function cannot know its result.
    Unknown(&'static str),
    /// A state that the compiler does not expect.
    Trap,
    /// A bound of time or depth.
    Bound,
}

/// A run of rules on a function.
pub(super) struct Vm<'a> {
    pub(super) func: &'a mut Func,
    pub(super) cx: &'a Cx<'a>,
    pub(super) rules: &'a Rules,
    /// The name of the pass.
    pub(super) pass: &'static str,
    /// Registers, once a function runs.
    pub(super) regs: Vec<u64>,
    /// The rules of the value at hand.
    pub(super) choice: Choice,
    /// The first instruction of the next rule, if it was chosen before the function runs.
    pub(super) first: Option<u32>,
    /// The number of edits when the choice began.
    pub(super) edits_of_choice: u64,
    /// Types that were looked up, with the number of the text that names each. They are few.
    pub(super) types: Vec<(u64, TypeId)>,
    /// An upper bound of the edits so far: edits of rules that failed count, too.
    pub(super) edits: u64,
    pub(super) fuel: u32,
    pub(super) depth: u32,
}

/// Returns a position as the bits of a register.
pub(super) fn pos_bits(pos: Pos) -> u64 {
    u64::from(pos.base) << 32 | u64::from(pos.lico)
}

/// Returns the position of the bits of a register.
pub(super) fn pos_of(bits: u64) -> Pos {
    Pos {
        base: (bits >> 32) as u32,
        lico: bits as u32,
    }
}

impl<'a> Vm<'a> {
    pub(super) fn new(
        func: &'a mut Func,
        cx: &'a Cx<'a>,
        rules: &'a Rules,
        pass: &'static str,
    ) -> Self {
        let mut types: Vec<(u64, TypeId)> = func.free.scratch.memory();
        types.clear();
        Self {
            cx,
            rules,
            pass,
            regs: func.free.scratch.take(),
            func,
            choice: Choice::default(),
            first: None,
            edits_of_choice: 0,
            types,
            edits: 0,
            fuel: FUEL,
            depth: 0,
        }
    }
}

impl Drop for Vm<'_> {
    fn drop(&mut self) {
        let scratch = &mut self.func.free.scratch;
        scratch.put(std::mem::take(&mut self.regs));
        scratch.keep(std::mem::take(&mut self.types));
    }
}
