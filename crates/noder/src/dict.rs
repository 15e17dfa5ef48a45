//! Types and objects that a declaration uses and that depend on its type parameters.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`writerDict`).

use std::hash::Hash;

use hashbrown::HashMap;
use vamos_types::TypeId;

/// The number of a dictionary.
pub(crate) type DictId = usize;

/// A written type: the index of its element, or, for one that depends on type parameters, of its
/// place in the dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TypeInfo {
    pub(crate) index: u32,
    pub(crate) is_derived: bool,
}

/// A written object with its type arguments.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ObjInfo {
    pub(crate) index: u32,
    pub(crate) explicits: Vec<TypeInfo>,
}

impl ObjInfo {
    /// Reports whether a type argument depends on type parameters.
    pub(crate) fn is_any_derived(&self) -> bool {
        self.explicits.iter().any(|explicit| explicit.is_derived)
    }
}

/// A written name of a field or method: package and text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SelectorInfo {
    pub(crate) pkg: u32,
    pub(crate) name: u32,
}

/// Different items in the order in which they were added.
#[derive(Debug)]
pub(crate) struct Places<T> {
    pub(crate) items: Vec<T>,
    places: HashMap<T, usize>,
}

impl<T> Default for Places<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            places: HashMap::new(),
        }
    }
}

impl<T: Clone + Eq + Hash> Places<T> {
    /// Returns the index of an item, which is added if it is new.
    fn place(&mut self, item: T) -> usize {
        let new = self.items.len();
        let place = *self.places.entry(item.clone()).or_insert(new);
        if place == new {
            self.items.push(item);
        }
        place
    }
}

/// The dictionary of an object.
#[derive(Debug, Default)]
pub(crate) struct Dict {
    /// The type parameters of enclosing declarations.
    pub(crate) implicits: Vec<TypeId>,
    /// The type parameters of the receiver of a method that has some of its own.
    pub(crate) receivers: Vec<TypeId>,
    /// The elements of types that depend on type parameters.
    pub(crate) derived: Vec<u32>,
    /// The indices in that list by type.
    pub(crate) derived_index: HashMap<TypeId, u32>,
    /// Parts of the dictionary at run time.
    pub(crate) method_exprs: Places<(usize, SelectorInfo)>,
    pub(crate) subdicts: Places<ObjInfo>,
    pub(crate) rtypes: Places<TypeInfo>,
    pub(crate) itabs: Places<(TypeInfo, TypeInfo)>,
}

impl Dict {
    /// Returns the index of a type parameter; `own` is its index in its list.
    pub(crate) fn type_param_index(&self, typ: TypeId, own: usize) -> usize {
        let outer = self.implicits.iter().chain(&self.receivers);
        let count = self.implicits.len() + self.receivers.len();
        let known = outer.copied().position(|other| other == typ);
        known.unwrap_or(count + own)
    }

    /// Returns the place of a method of a type parameter.
    pub(crate) fn method_expr(&mut self, param: usize, method: SelectorInfo) -> usize {
        self.method_exprs.place((param, method))
    }

    /// Returns the place of an object's dictionary.
    pub(crate) fn subdict(&mut self, info: ObjInfo) -> usize {
        self.subdicts.place(info)
    }

    /// Returns the place of a type's descriptor.
    pub(crate) fn rtype(&mut self, info: TypeInfo) -> usize {
        self.rtypes.place(info)
    }

    /// Returns the place of the table of methods of a type for an interface.
    pub(crate) fn itab(&mut self, typ: TypeInfo, iface: TypeInfo) -> usize {
        self.itabs.place((typ, iface))
    }
}
