//! The dictionaries of objects.
//!
//! Counterpart: cmd/compile/internal/importer/ureader.go (`readerDict`).

use vamos_types::TypeId;

/// A reference to a type.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TypeRef {
    /// A type of the export data.
    Plain(u32),
    /// A type that depends on the type parameters of the object that is read.
    Derived(usize),
}

/// Type parameters, complete once their names were read.
#[derive(Clone, Debug, Default)]
pub(crate) struct TypeParams {
    pub(crate) bounds: Vec<TypeRef>,
    pub(crate) list: Vec<TypeId>,
}

/// The owner of type parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// The object's own.
    Object,
    /// The receiver of a method.
    Receiver,
}

impl Dict {
    /// Returns type parameters to change.
    pub(crate) fn params_mut(&mut self, owner: Owner) -> &mut TypeParams {
        match owner {
            Owner::Object => &mut self.own,
            Owner::Receiver => &mut self.receiver,
        }
    }

    /// Returns a type parameter by its number; the receiver's come first.
    pub(crate) fn type_param(&self, index: usize) -> Option<TypeId> {
        let receivers = self.receiver.bounds.len();
        match index.checked_sub(receivers) {
            Some(index) => self.own.list.get(index).copied(),
            None => self.receiver.list.get(index).copied(),
        }
    }
}

/// The type parameters of an object, and the types that depend on them.
#[derive(Clone, Debug)]
pub(crate) struct Dict {
    pub(crate) own: TypeParams,
    /// The type parameters of the receiver's type, for a method that has some of its own.
    pub(crate) receiver: TypeParams,
    pub(crate) derived: Vec<u32>,
    pub(crate) derived_types: Vec<Option<TypeId>>,
}
