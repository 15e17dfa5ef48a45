//! Errors that come up while types are computed.
//!
//! Counterpart: the calls of `check.errorf` and `check.later` in
//! cmd/compile/internal/types2/typeset.go and instantiate.go.

use crate::Types;
use crate::id::ObjId;
use crate::id::PkgId;
use crate::id::TypeId;
use crate::limits::Limits;
use crate::pos::Pos;
use crate::predeclared::typ;
use vamos_release::Release;

/// An error, or a check that is possible later.
#[derive(Clone, Debug)]
pub enum Finding {
    /// An interface declares a method twice.
    DuplicateMethod {
        /// The position of the second declaration.
        pos: Pos,
        /// The second method.
        method: ObjId,
        /// The position of the first declaration.
        other_pos: Pos,
    },
    /// An interface embeds two methods of a name, whose types may not be there yet.
    EmbeddedTwice {
        /// The position of the embedded interface.
        pos: Pos,
        /// The second method.
        method: ObjId,
        /// The first method.
        other: ObjId,
        /// The position of the first method, or where it is embedded.
        other_pos: Pos,
    },
    /// An embedded element needs Go 1.18.
    NeedsVersion {
        /// The position of the element.
        pos: Pos,
        /// The kind of element.
        need: VersionNeed,
        /// Its type.
        typ: TypeId,
    },
    /// A union has more than [`crate::MAX_TERM_COUNT`] terms.
    TooManyTerms {
        /// The position of the union.
        pos: Pos,
    },
    /// A generic type or function has another number of type parameters.
    TypeArgCount {
        /// The position of the instance.
        pos: Pos,
        /// The generic type or function.
        generic: TypeId,
        /// Its number of type parameters.
        want: usize,
        /// The number of type arguments.
        got: usize,
    },
}

/// An element of an interface that older language versions do not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionNeed {
    /// An interface that is no set of methods.
    ConstraintInterface,
    /// A union, or a term with a tilde.
    InterfaceElement,
    /// A type that is no interface.
    NonInterfaceType,
}

/// The caller's side.
impl Types {
    /// Removes and returns the findings, oldest first.
    pub fn take_findings(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.algebra.findings)
    }

    /// Reports whether there are findings.
    pub fn has_findings(&self) -> bool {
        !self.algebra.findings.is_empty()
    }

    /// Sets the size of pointers and words in bytes, and the largest alignment.
    pub fn set_sizes(&mut self, word_size: i64, max_align: i64) {
        self.algebra.word_size = word_size;
        self.algebra.max_align = max_align;
    }

    /// Sets the package whose types are computed, the release whose rules count, and the limits.
    pub fn set_conditions(&mut self, own: PkgId, release: Release, limits: Limits) {
        self.algebra.own = Some(own);
        self.algebra.release = release;
        self.algebra.limits = limits;
        if release.shows_meaning_of_any() {
            let any = self.alias_mut(typ::ANY);
            any.from_rhs = Some(typ::PLAIN_INTERFACE);
            any.actual = any.from_rhs;
        }
    }

    /// Returns the release whose rules count.
    pub fn release(&self) -> Release {
        self.algebra.release
    }

    /// Reports whether the language version is Go 1.N or newer, or not set.
    pub fn allows_version(&self, minor: u32) -> bool {
        self.algebra.language == 0 || self.algebra.language >= minor
    }

    /// Sets the language version, `1.N` as N; 0 allows everything.
    pub fn set_language(&mut self, minor: u32) {
        self.algebra.language = minor;
    }

    /// Returns a type that is to be completed at the end, by its number in the order of creation.
    pub fn unfinished(&self, number: usize) -> Option<TypeId> {
        self.algebra.unfinished.get(number).copied()
    }

    /// Forgets the types that were to be completed.
    pub fn end_unfinished(&mut self) {
        self.algebra.unfinished.clear();
    }

    /// Records that a type parameter stands for another one.
    pub fn set_canon(&mut self, tparam: TypeId, canon: TypeId) {
        self.algebra.canon.insert(tparam, canon);
    }

    /// Returns the type parameter that a type parameter stands for.
    pub fn canon(&self, tparam: TypeId) -> TypeId {
        self.algebra.canon.get(&tparam).copied().unwrap_or(tparam)
    }

    /// Removes the limits, at the end of a check.
    pub fn remove_limits(&mut self) {
        self.algebra.limits = Limits::default();
    }

    /// Returns the limits of the computation.
    pub fn limits(&self) -> &Limits {
        &self.algebra.limits
    }

    /// Counts a step of a recursive function. Reports whether it may continue; otherwise the caller
    /// must return at once.
    #[inline]
    pub fn may_go_on(&self) -> bool {
        self.algebra.limits.step()
    }

    /// Counts steps of something that takes long.
    #[inline]
    pub fn spend(&self, steps: usize) {
        self.algebra.limits.spend(steps);
    }
}
