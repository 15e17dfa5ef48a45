//! Declarations by object.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`pkgWriter`, `typeDeclGen`).

use std::rc::Rc;

use hashbrown::HashMap;
use vamos_check::NodeRef;
use vamos_types::ObjId;
use vamos_types::TypeId;

/// The declaration of a type.
#[derive(Clone, Debug)]
pub(crate) struct TypeDecl {
    pub(crate) node: NodeRef,
    /// A number of its own for a type that a function declares, else 0.
    pub(crate) generation: usize,
    /// The type parameters of enclosing declarations.
    pub(crate) implicits: Rc<[TypeId]>,
}

/// The declarations of objects.
#[derive(Debug, Default)]
pub(crate) struct Decls {
    pub(crate) functions: HashMap<ObjId, NodeRef>,
    pub(crate) types: HashMap<ObjId, TypeDecl>,
    /// The places of methods in the source.
    pub(crate) method_order: HashMap<ObjId, usize>,
    /// The symbols of objects that have others than their own, and true for `go:linknamestd`.
    pub(crate) linknames: HashMap<ObjId, (String, bool)>,
    /// The directives of cgo.
    pub(crate) cgo: Vec<Vec<String>>,
}
