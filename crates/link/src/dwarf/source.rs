//! Input for the bytes of sections.
//!
//! Counterpart: none, upstream's functions see the whole link.

use vamos_sched::Pool;

use super::state::Dwarf;
use crate::library::Libraries;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::Options;
use crate::reloc_apply::ObjectTargets;
use crate::section::Layout;

/// Input for the bytes of sections, when all addresses are known.
#[derive(Clone, Copy)]
pub(crate) struct Source<'l, 'a> {
    /// All symbols.
    pub(crate) ldr: &'l Loader<'a>,
    /// All packages.
    pub(crate) libs: &'l Libraries<'a>,
    /// The sections of types.
    pub(crate) layout: &'l Layout,
    /// The version of the toolchain, and how sections are compressed.
    pub(crate) options: &'l Options,
    /// The threads.
    pub(crate) pool: &'l Pool,
    /// The sections.
    pub(crate) dwarf: &'l Dwarf,
    /// All functions by address.
    pub(crate) funcs: &'l [Sym],
    /// Targets of relocations, if the output is an object.
    pub(crate) object: Option<ObjectTargets<'l>>,
}
