//! Facts about nodes that the checker has not seen: those made for loops over functions.
//!
//! Counterpart: cmd/compile/internal/rangefunc/rewrite.go, which adds to the checker's facts.

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_check::NodeRef;
use vamos_types::ObjId;

use crate::known::Known;

/// Facts about nodes that were made.
#[derive(Debug, Default)]
pub(crate) struct Made {
    pub(crate) types: HashMap<NodeRef, Known>,
    pub(crate) defs: HashMap<NodeRef, ObjId>,
    pub(crate) uses: HashMap<NodeRef, ObjId>,
    /// Names of functions of the runtime.
    pub(crate) helpers: HashMap<NodeRef, &'static str>,
    /// Function literals that were bodies of loops.
    pub(crate) loop_bodies: HashSet<NodeRef>,
    /// The variables to which `defer` statements in such bodies are bound.
    pub(crate) defer_tokens: HashMap<NodeRef, NodeRef>,
}
