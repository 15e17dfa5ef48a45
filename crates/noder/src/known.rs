//! The elements that exist, by what they are of.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`pkgWriter`).

use hashbrown::HashMap;
use vamos_types::BaseId;
use vamos_types::ObjId;
use vamos_types::PkgId;
use vamos_types::TypeId;

/// The base of positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum BaseKey {
    /// A file of the package, and the number of a line directive, 0 for none.
    Own(usize, u32),
    /// A base of an imported package.
    Foreign(BaseId),
}

/// The indices of elements.
#[derive(Debug, Default)]
pub(crate) struct Indices {
    pub(crate) bases: HashMap<BaseKey, u32>,
    /// Packages; the universe has no number.
    pub(crate) packages: HashMap<Option<PkgId>, u32>,
    pub(crate) types: HashMap<TypeId, u32>,
    pub(crate) objects: HashMap<ObjId, u32>,
}
