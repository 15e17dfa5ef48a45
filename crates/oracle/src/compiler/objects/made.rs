//! An object that functions of a dump are merged into.
//!
//! Counterpart: none.

use vamos_obj::SymId;

use super::digests::Digested;
use super::phases::Phases;
use crate::ssagen::object::Object;

/// An object, and its symbols by number in the tables of the dump of IR.
pub(super) struct BatchObject {
    pub(super) object: Object,
    pub(super) syms: Vec<SymId>,
    /// The names of masks of pointers that functions refer to.
    pub(super) masks: Vec<String>,
    /// Functions that are in the text only by name.
    pub(super) without_code: Vec<SymId>,
    /// The digests of the functions.
    pub(super) digested: Digested,
    /// The time so far.
    pub(super) phases: Phases,
}

impl BatchObject {
    /// Begins with an object whose functions are compiled on a number of threads.
    pub(super) fn new(object: Object, threads: usize) -> Self {
        let mut object = object;
        object.replay.threads = threads;
        object.replay.has_facts = true;
        Self {
            object,
            syms: Vec::new(),
            masks: Vec::new(),
            without_code: Vec::new(),
            digested: Digested::default(),
            phases: Phases::default(),
        }
    }
}
