//! Facts that the caller of the algebra has, and queries that need them.
//!
//! The methods of a generic type may not be checked when an instance needs one: then the caller
//! checks them in the middle of the query, and needs the store for that. So these queries borrow
//! the caller, and all others the store alone.
//! Counterpart: cmd/compile/internal/types2 (named.go, lookup.go, unify.go, instantiate.go).

use crate::Types;
use crate::id::ObjId;
use crate::pos::Pos;

/// The caller of the algebra, as far as that needs it: the checker, whose declarations may not be
/// checked yet, or a store in which they are.
pub trait Facts {
    /// Returns the store.
    fn types(&self) -> &Types;

    /// Returns the store to change it.
    fn types_mut(&mut self) -> &mut Types;

    /// Checks the declaration of a method of a generic type, unless that was done. An instance
    /// gets its method from it.
    fn declare(&mut self, method: ObjId);

    /// Returns a position as errors show it.
    fn place_text(&self, pos: Pos) -> String;

    /// Returns the queries that may need a declaration.
    fn queries(&mut self) -> Queries<'_, Self>
    where
        Self: Sized,
    {
        Queries::new(self)
    }
}

/// A store in which everything is declared, and positions have no text.
impl Facts for Types {
    fn types(&self) -> &Types {
        self
    }

    fn types_mut(&mut self) -> &mut Types {
        self
    }

    fn declare(&mut self, _: ObjId) {}

    fn place_text(&self, _: Pos) -> String {
        String::new()
    }
}

/// Queries of methods: selectors, missing methods, unification, implementation.
#[derive(Debug)]
pub struct Queries<'f, F> {
    facts: &'f mut F,
}

impl<'f, F: Facts> Queries<'f, F> {
    /// Returns queries of a caller.
    pub fn new(facts: &'f mut F) -> Self {
        Self { facts }
    }
}

impl<F: Facts> Facts for Queries<'_, F> {
    fn types(&self) -> &Types {
        self.facts.types()
    }

    fn types_mut(&mut self) -> &mut Types {
        self.facts.types_mut()
    }

    fn declare(&mut self, method: ObjId) {
        self.facts.declare(method);
    }

    fn place_text(&self, pos: Pos) -> String {
        self.facts.place_text(pos)
    }
}
