//! Debug information of functions: variables with their places, scopes and inlined calls.
//!
//! [`locations`] finds places before a function is assembled. [`describe`] returns the content of
//! the function's entry when it has its code. [`add_shared_entries`] adds entries of functions of
//! which only inlined copies exist, once per package. Crate obj writes all of them.
//! Counterpart: cmd/compile/internal/dwarfgen.

mod collect;
mod entry;
mod function;
mod inlines;
mod locations;
mod profile;
mod ranges;
mod scopes;
mod shared;
mod types;
mod vars;

use std::collections::BTreeMap;

use vamos_ir::Func as IrFunc;
use vamos_ir::debug::DebugFacts;
use vamos_ir::debug::InlinedFunction;
use vamos_obj::Pos;
use vamos_obj::SymId;
use vamos_ssa::Func;
use vamos_ssa::NameId;
use vamos_ssa::debug::Debug;
use vamos_ssa::pass::Cx;

use crate::input::Frame;
use crate::points::CodePoints;

pub use function::describe;
pub use locations::locations;
pub use profile::DebugProfile;
pub use shared::add_inlined;
pub use shared::add_shared_entries;

/// The functions that were inlined, in the order of the names of their symbols.
pub type InlinedFunctions = BTreeMap<Box<str>, InlinedFunction>;

/// Returns the symbol of a name.
pub(crate) type SymbolOf<'a> = &'a mut dyn FnMut(&str) -> SymId;

/// The inputs of a function's debug information besides its code.
#[derive(Clone, Copy, Debug)]
pub struct DebugInput<'a> {
    /// The tables and the operations of the release.
    pub cx: Cx<'a>,
    /// The function after the last pass.
    pub func: &'a Func,
    /// Its IR.
    pub ir: &'a IrFunc,
    /// The function is not optimized.
    pub is_unoptimized: bool,
    /// Facts of the IR that only debug information depends on.
    pub facts: &'a DebugFacts,
    /// The functions that were inlined.
    pub inlined: &'a InlinedFunctions,
    /// The frame.
    pub frame: &'a Frame,
    /// The addresses of variables in the heap.
    pub heap: &'a [(NameId, NameId)],
    /// The locations of variables.
    pub locations: &'a Debug,
    /// The instructions of blocks and values.
    pub points: &'a CodePoints,
    /// The differences between releases.
    pub profile: DebugProfile,
}

/// Returns the position in the object.
fn object_pos(pos: vamos_ssa::Pos) -> Pos {
    Pos::from_packed(pos.base, pos.lico)
}

/// Returns the name of the entry that all copies of a function share.
fn abstract_name(function: &str) -> String {
    format!("{}{function}$abstract", entry::PREFIX)
}
