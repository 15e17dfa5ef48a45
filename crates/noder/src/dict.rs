//! Types and objects that a declaration uses and that depend on its type parameters.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`writerDict`).

use hashbrown::HashMap;
use vamos_types::TypeId;

/// The number of a dictionary.
pub(crate) type DictId = usize;

/// A written type: the index of its element, or, for one that depends on type parameters, of its
/// place in the dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TypeInfo {
    pub(crate) index: u32,
    pub(crate) is_derived: bool,
}

/// A written object with its type arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SelectorInfo {
    pub(crate) pkg: u32,
    pub(crate) name: u32,
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
    pub(crate) method_exprs: Vec<(usize, SelectorInfo)>,
    pub(crate) subdicts: Vec<ObjInfo>,
    pub(crate) rtypes: Vec<TypeInfo>,
    pub(crate) itabs: Vec<(TypeInfo, TypeInfo)>,
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
        place(&mut self.method_exprs, (param, method))
    }

    /// Returns the place of an object's dictionary.
    pub(crate) fn subdict(&mut self, info: ObjInfo) -> usize {
        place(&mut self.subdicts, info)
    }

    /// Returns the place of a type's descriptor.
    pub(crate) fn rtype(&mut self, info: TypeInfo) -> usize {
        place(&mut self.rtypes, info)
    }

    /// Returns the place of the table of methods of a type for an interface.
    pub(crate) fn itab(&mut self, typ: TypeInfo, iface: TypeInfo) -> usize {
        place(&mut self.itabs, (typ, iface))
    }
}

/// Returns the index of an item, which is added if it is new.
fn place<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    let known = list.iter().position(|other| *other == item);
    known.unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    })
}
