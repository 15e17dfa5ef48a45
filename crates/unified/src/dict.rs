//! The dictionaries of objects.
//!
//! Counterpart: cmd/compile/internal/importer/ureader.go (`readerDict`).

use vamos_types::TypeId;

/// Which type is meant.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TypeRef {
    /// One of the export data.
    Plain(u32),
    /// One that depends on the type parameters of the object that is read.
    Derived(usize),
}

/// The type parameters of an object, and the types that depend on them.
#[derive(Clone, Debug)]
pub(crate) struct Dict {
    pub(crate) bounds: Vec<TypeRef>,
    pub(crate) tparams: Vec<TypeId>,
    pub(crate) derived: Vec<u32>,
    pub(crate) derived_types: Vec<Option<TypeId>>,
}
