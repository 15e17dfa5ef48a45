//! An element that is being written, with its context.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`writer`).

use hashbrown::HashMap;
use vamos_objfile::exports::Encoder;
use vamos_types::ObjId;
use vamos_types::Pos;
use vamos_types::TypeId;

use crate::dict::DictId;

/// An element that is being written.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) encoder: Encoder,
    /// The dictionary of the object to which the element belongs.
    pub(crate) dict: Option<DictId>,
    /// True if a type depends on type parameters.
    pub(crate) is_derived: bool,
    /// The type of the function whose body is written.
    pub(crate) sig: Option<TypeId>,
    /// The numbers of a body's own variables.
    pub(crate) locals: HashMap<ObjId, usize>,
    /// The variables of enclosing functions that a body uses, and where it first does.
    pub(crate) captured: Vec<(Pos, ObjId)>,
    /// The places of variables in that list.
    places: HashMap<ObjId, usize>,
}

impl Element {
    /// Returns an element without context.
    pub(crate) fn new(encoder: Encoder, dict: Option<DictId>) -> Self {
        Self {
            encoder,
            dict,
            is_derived: false,
            sig: None,
            locals: HashMap::new(),
            captured: Vec::new(),
            places: HashMap::new(),
        }
    }

    /// Writes a length or an index.
    pub(crate) fn len(&mut self, len: usize) {
        self.encoder.len(len);
    }

    /// Writes a bool, and returns it.
    pub(crate) fn bool(&mut self, value: bool) -> bool {
        self.encoder.bool(value)
    }

    /// Writes a number with a sign.
    pub(crate) fn int(&mut self, value: i64) {
        self.encoder.signed(value);
    }

    /// Writes the code of a kind.
    pub(crate) fn code(&mut self, code: impl Into<u64>) {
        self.encoder.number(code.into());
    }

    /// Returns the number of a captured variable.
    pub(crate) fn capture(&mut self, pos: Pos, obj: ObjId) -> usize {
        let new = self.captured.len();
        let place = *self.places.entry(obj).or_insert(new);
        if place == new {
            self.captured.push((pos, obj));
        }
        place
    }
}
