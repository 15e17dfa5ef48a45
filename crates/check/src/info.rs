//! Types, values and objects of the nodes of a checked package.
//!
//! Most nodes are expressions or names that denote something, so types and uses are in vectors by
//! node number. Everything else is sorted. Nodes that are added to a file's tree later can be
//! recorded as well.
//! Counterpart: cmd/compile/internal/types2/api.go (`Info`), recording.go.

use std::num::NonZeroU32;

use vamos_ast::NodeId;
use vamos_constant::Kind;
use vamos_constant::Value;
use vamos_types::ObjId;
use vamos_types::TypeId;

use crate::by_node::Dense;
use crate::by_node::Sparse;
use crate::node_ref::NodeRef;
use crate::operand::Mode;

/// The mode, type and value of an expression.
#[derive(Clone, Copy, Debug)]
pub struct TypeAndValue<'i> {
    /// The mode of the operand.
    pub mode: Mode,
    /// Its type.
    pub typ: TypeId,
    /// The value of a constant; else unknown.
    pub value: &'i Value,
    /// True for a function of the runtime that a rewrite of the program calls.
    pub is_runtime_helper: bool,
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

/// The type arguments and the type of an instance.
#[derive(Clone, Debug)]
pub struct InstanceInfo {
    /// The type arguments.
    pub targs: Box<[TypeId]>,
    /// The type of the instance.
    pub typ: TypeId,
}

/// Types, values and objects of nodes, recorded if [`crate::Config::keeps_info`] is set.
#[derive(Clone, Debug, Default)]
pub struct Info {
    /// The records of each file.
    files: Vec<FileInfo>,
    /// The records of names that are in no file.
    synthetic: FileInfo,
    records: Vec<Record>,
    /// The values of constants.
    values: Vec<Value>,
    init_order: Vec<(Vec<ObjId>, NodeRef)>,
}

/// The record of an expression.
#[derive(Clone, Copy, Debug)]
struct Record {
    mode: Mode,
    typ: TypeId,
    /// The number of the value of a constant, from 1 on.
    value: Option<NonZeroU32>,
    is_runtime_helper: bool,
}

/// The number of a record, from 1 on.
#[derive(Clone, Copy, Debug)]
struct RecordId(NonZeroU32);

impl RecordId {
    fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// The records of the nodes of a file.
#[derive(Clone, Debug, Default)]
struct FileInfo {
    types: Dense<RecordId>,
    uses: Dense<ObjId>,
    defs: Sparse<Option<ObjId>>,
    implicits: Sparse<ObjId>,
    selections: Sparse<Selection>,
    instances: Sparse<InstanceInfo>,
}

/// Queries.
impl Info {
    /// Returns the mode, type and value of an expression.
    pub fn type_and_value(&self, node: NodeRef) -> Option<TypeAndValue<'_>> {
        let record = self.file(node)?.types.get(node.id())?;
        Some(self.record(record))
    }

    /// Returns the object that a name declares; `None` within for a name without one, such as `_`
    /// in an assignment.
    pub fn def(&self, node: NodeRef) -> Option<Option<ObjId>> {
        self.file(node)?.defs.get(node.id()).copied()
    }

    /// Returns the object that a name denotes.
    pub fn use_of(&self, node: NodeRef) -> Option<ObjId> {
        self.file(node)?.uses.get(node.id())
    }

    /// Returns the object that a node declares without a name: an import, a case of a type switch
    /// or a parameter.
    pub fn implicit(&self, node: NodeRef) -> Option<ObjId> {
        self.file(node)?.implicits.get(node.id()).copied()
    }

    /// Returns the selection of a selector.
    pub fn selection(&self, node: NodeRef) -> Option<&Selection> {
        self.file(node)?.selections.get(node.id())
    }

    /// Returns the instance that a name denotes.
    pub fn instance(&self, node: NodeRef) -> Option<&InstanceInfo> {
        self.file(node)?.instances.get(node.id())
    }

    /// Returns the order in which package variables are initialized: variables and expression.
    pub fn init_order(&self) -> &[(Vec<ObjId>, NodeRef)] {
        &self.init_order
    }

    fn file(&self, node: NodeRef) -> Option<&FileInfo> {
        if node.synthetic_index().is_some() {
            return Some(&self.synthetic);
        }
        self.files.get(node.file())
    }

    fn record(&self, id: RecordId) -> TypeAndValue<'_> {
        let Record {
            mode,
            typ,
            value,
            is_runtime_helper,
        } = self.records[id.index()];
        let value = value.map_or(&UNKNOWN, |number| &self.values[number.get() as usize - 1]);
        TypeAndValue {
            mode,
            typ,
            value,
            is_runtime_helper,
        }
    }
}

/// Everything that is recorded, by files and node numbers; names that are in no file come last.
impl Info {
    /// Returns all expressions.
    pub fn types(&self) -> impl Iterator<Item = (NodeRef, TypeAndValue<'_>)> {
        self.all(|file| file.types.iter())
            .map(|(node, record)| (node, self.record(record)))
    }

    /// Returns all names that declare something, with its object.
    pub fn defs(&self) -> impl Iterator<Item = (NodeRef, Option<ObjId>)> {
        self.all(|file| file.defs.iter())
            .map(|(node, obj)| (node, *obj))
    }

    /// Returns all names that denote something.
    pub fn uses(&self) -> impl Iterator<Item = (NodeRef, ObjId)> {
        self.all(|file| file.uses.iter())
    }

    /// Returns all nodes that declare something without a name.
    pub fn implicits(&self) -> impl Iterator<Item = (NodeRef, ObjId)> {
        self.all(|file| file.implicits.iter())
            .map(|(node, obj)| (node, *obj))
    }

    /// Returns all selectors.
    pub fn selections(&self) -> impl Iterator<Item = (NodeRef, &Selection)> {
        self.all(|file| file.selections.iter())
    }

    /// Returns all names of instances.
    pub fn instances(&self) -> impl Iterator<Item = (NodeRef, &InstanceInfo)> {
        self.all(|file| file.instances.iter())
    }

    fn all<'i, T, I: Iterator<Item = (NodeId, T)>>(
        &'i self,
        entries: impl Fn(&'i FileInfo) -> I + Copy,
    ) -> impl Iterator<Item = (NodeRef, T)> {
        let files = self.files.iter().enumerate();
        let files = files.flat_map(move |(number, file)| {
            entries(file).map(move |(id, entry)| (NodeRef::new(number, id), entry))
        });
        let synthetic = entries(&self.synthetic);
        files.chain(synthetic.map(|(id, entry)| (NodeRef::of_synthetic(id), entry)))
    }
}

/// Recording.
impl Info {
    /// Records the mode, type and value of an expression.
    pub fn set_type(&mut self, node: NodeRef, mode: Mode, typ: TypeId, value: &Value) {
        let value = self.add_value(value);
        let record = Record {
            mode,
            typ,
            value,
            is_runtime_helper: false,
        };
        if let Some(id) = self.file_mut(node).types.get(node.id()) {
            self.records[id.index()] = record;
            return;
        }
        self.records.push(record);
        if let Some(number) = number(self.records.len()) {
            let types = &mut self.file_mut(node).types;
            types.set(node.id(), RecordId(number));
        }
    }

    /// Changes the type of an expression; nothing happens if it has none.
    pub fn change_type(&mut self, node: NodeRef, typ: TypeId) {
        if let Some(id) = self.file_mut(node).types.get(node.id()) {
            self.records[id.index()].typ = typ;
        }
    }

    /// Marks an expression as a function of the runtime (`SetIsRuntimeHelper`); nothing happens if
    /// it has no type.
    pub fn mark_runtime_helper(&mut self, node: NodeRef) {
        if let Some(id) = self.file_mut(node).types.get(node.id()) {
            self.records[id.index()].is_runtime_helper = true;
        }
    }

    /// Records the object that a name declares.
    pub fn set_def(&mut self, node: NodeRef, obj: Option<ObjId>) {
        self.file_mut(node).defs.set(node.id(), obj);
    }

    /// Records the object that a name denotes.
    pub fn set_use(&mut self, node: NodeRef, obj: ObjId) {
        self.file_mut(node).uses.set(node.id(), obj);
    }

    /// Records an object that a node declares without a name.
    pub fn set_implicit(&mut self, node: NodeRef, obj: ObjId) {
        self.file_mut(node).implicits.set(node.id(), obj);
    }

    /// Records the selection of a selector.
    pub fn set_selection(&mut self, node: NodeRef, selection: Selection) {
        self.file_mut(node).selections.set(node.id(), selection);
    }

    /// Records the instance that a name denotes.
    pub fn set_instance(&mut self, node: NodeRef, targs: &[TypeId], typ: TypeId) {
        let targs = targs.into();
        let instance = InstanceInfo { targs, typ };
        self.file_mut(node).instances.set(node.id(), instance);
    }

    /// Adds variables to the order of initialization.
    pub(crate) fn add_init(&mut self, vars: Vec<ObjId>, init: NodeRef) {
        self.init_order.push((vars, init));
    }

    /// Sorts the records so far; queries need that, unless the nodes of each file were recorded
    /// in their order.
    pub fn sort(&mut self) {
        for file in self.files.iter_mut().chain([&mut self.synthetic]) {
            file.defs.sort();
            file.implicits.sort();
            file.selections.sort();
            file.instances.sort();
        }
    }

    fn add_value(&mut self, value: &Value) -> Option<NonZeroU32> {
        if value.kind() == Kind::Unknown {
            return None;
        }
        self.values.push(value.clone());
        number(self.values.len())
    }

    fn file_mut(&mut self, node: NodeRef) -> &mut FileInfo {
        if node.synthetic_index().is_some() {
            return &mut self.synthetic;
        }
        let number = node.file();
        if self.files.len() <= number {
            self.files.resize_with(number + 1, FileInfo::default);
        }
        &mut self.files[number]
    }
}

/// The value of an expression that is no constant.
static UNKNOWN: Value = Value::UNKNOWN;

/// Returns the number of the last entry of a table of this length.
fn number(len: usize) -> Option<NonZeroU32> {
    u32::try_from(len).ok().and_then(NonZeroU32::new)
}

#[cfg(test)]
mod tests {
    use vamos_types::typ;

    use super::*;

    #[test]
    fn nodes_can_be_recorded_after_a_check() {
        let mut info = Info::default();
        let node = |file, number| NodeRef::new(file, NodeId::of(number));
        info.set_type(node(1, 7), Mode::Constant, typ::INT, &Value::from(3_i64));
        info.set_type(node(1, 7), Mode::Value, typ::STRING, &Value::UNKNOWN);
        info.set_type(node(0, 9), Mode::Value, typ::BOOL, &Value::UNKNOWN);
        info.mark_runtime_helper(node(0, 9));
        info.set_def(node(0, 2), None);
        info.sort();
        info.set_def(node(0, 9), None);
        let types: Vec<(NodeRef, TypeId, bool)> = info
            .types()
            .map(|(node, known)| (node, known.typ, known.is_runtime_helper))
            .collect();
        let expected = [
            (node(0, 9), typ::BOOL, true),
            (node(1, 7), typ::STRING, false),
        ];
        assert_eq!(types, expected);
        assert_eq!(info.def(node(0, 9)), Some(None));
        assert!(info.def(node(1, 2)).is_none() && info.use_of(node(5, 1)).is_none());
    }
}
