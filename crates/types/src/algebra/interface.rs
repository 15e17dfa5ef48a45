//! Constructors of types.
//!
//! Counterpart: cmd/compile/internal/types2/interface.go, tuple.go, union.go.

use crate::Types;
use crate::data::Term;
use crate::data::Type;
use crate::id::ObjId;
use crate::id::TypeId;

impl Types {
    /// Returns a new interface, whose type set will be known when the check ends.
    pub fn new_interface(&mut self) -> TypeId {
        let typ = self.add(Type::Interface(Box::default()));
        self.algebra.unfinished.push(typ);
        typ
    }

    /// Returns a tuple; `None` without variables (`NewTuple`).
    pub fn new_tuple(&mut self, vars: Vec<ObjId>) -> Option<TypeId> {
        let vars = vars.into_boxed_slice();
        (!vars.is_empty()).then(|| self.add(Type::Tuple { vars }))
    }

    /// Adds a union.
    pub fn new_union(&mut self, terms: &[Term]) -> TypeId {
        self.add(Type::Union {
            terms: terms.into(),
        })
    }
}
