//! Types, values and objects of the nodes of a checked package.
//!
//! Counterpart: cmd/compile/internal/types2/api.go (`Info`), recording.go.

use hashbrown::HashMap;
use vamos_constant::Value;
use vamos_types::ObjId;
use vamos_types::TypeId;

use crate::node_ref::NodeRef;
use crate::operand::Mode;

/// The mode, type and value of an expression.
#[derive(Clone, Debug)]
pub struct TypeAndValue {
    /// The mode of the operand.
    pub mode: Mode,
    /// Its type.
    pub typ: TypeId,
    /// The value of a constant; else unknown.
    pub value: Value,
}

/// The object that a selector selects (`Selection`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The kind of the selected object.
    pub kind: SelectionKind,
    /// The type of the operand before the dot.
    pub recv: TypeId,
    /// The field or method.
    pub obj: ObjId,
    /// The fields that lead there, and the index of the last.
    pub index: Vec<usize>,
    /// True if the selection dereferences a pointer.
    pub is_indirect: bool,
}

/// The kinds of selections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectionKind {
    /// A field of a struct.
    FieldVal,
    /// A method of a value.
    MethodVal,
    /// A method of a type, as a function.
    MethodExpr,
}

/// Types, values and objects of nodes, recorded if [`crate::Config::keeps_info`] is set.
#[derive(Clone, Debug, Default)]
pub struct Info {
    /// Expressions.
    pub types: HashMap<NodeRef, TypeAndValue>,
    /// The objects that names declare; none for names without one, such as `_` in assignments.
    pub defs: HashMap<NodeRef, Option<ObjId>>,
    /// The objects that names use.
    pub uses: HashMap<NodeRef, ObjId>,
    /// Objects that nodes declare without a name: imports and cases of type switches.
    pub implicits: HashMap<NodeRef, ObjId>,
    /// Selectors.
    pub selections: HashMap<NodeRef, Selection>,
    /// The type arguments and types of instances by name.
    pub instances: HashMap<NodeRef, (Vec<TypeId>, TypeId)>,
    /// The order in which package variables are initialized: variables and expression.
    pub init_order: Vec<(Vec<ObjId>, NodeRef)>,
}
