//! The debug information of a function that its producer knows: variables, scopes, inlined calls.
//!
//! Places in the code are offsets from the function's start, so that the information is complete
//! only once the function has its code.
//! Counterpart: cmd/internal/dwarf/dwarf.go (`Var`, `Scope`, `InlCall`, `FnState`).

use crate::ids::SymId;
use crate::pos::Pos;

/// The debug information of a function.
#[derive(Clone, Debug, Default)]
pub struct FunctionDebug {
    /// Types whose entries the linker includes even if no variable has them.
    pub used_types: Vec<SymId>,
    /// The entry that all copies of the function share, if the function was inlined.
    pub abstract_entry: Option<SymId>,
    /// The variables, to which scopes and inlined calls refer by index.
    pub variables: Vec<Variable>,
    /// The scopes; the first is the function, and a parent comes before its children.
    pub scopes: Vec<Scope>,
    /// The inlined calls.
    pub inlined: Vec<InlinedEntry>,
}

/// A half-open interval of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeRange {
    /// The offset of the first byte.
    pub start: u64,
    /// The offset after the last byte.
    pub end: u64,
}

/// A lexical scope.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The scope around it; none for the function.
    pub parent: Option<u32>,
    /// Its code.
    pub ranges: Vec<CodeRange>,
    /// Its variables, those of inlined calls included.
    pub variables: Vec<u32>,
}

/// A call that was inlined.
#[derive(Clone, Debug)]
pub struct InlinedEntry {
    /// The entry that all copies of the called function share.
    pub abstract_entry: SymId,
    /// The position of the call.
    pub call: Pos,
    /// Its code.
    pub ranges: Vec<CodeRange>,
    /// Inlined calls in the called function.
    pub children: Vec<u32>,
    /// True if the call is in no other inlined call.
    pub is_root: bool,
    /// The variables of the called function.
    pub variables: Vec<u32>,
}

/// A variable, parameter or result.
#[derive(Clone, Debug)]
pub struct Variable {
    /// The name.
    pub name: Box<str>,
    /// True for parameters and results.
    pub is_parameter: bool,
    /// True for results.
    pub is_result: bool,
    /// The debug entry of the type.
    pub type_entry: SymId,
    /// The entry of the dictionary, from 1 on, that has the type; 0 for none.
    pub dictionary_index: u16,
    /// The line of the declaration.
    pub line: u32,
    /// The number of the variable in the entry that all copies share.
    pub child_index: i32,
    /// True if that entry has the variable.
    pub is_in_abstract: bool,
    /// The offset in the closure that captured it; 0 if none did.
    pub closure_offset: i64,
    /// Its place.
    pub location: Location,
}

/// The place of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// No place is known.
    Unknown,
    /// One place in the whole function: the offset from the frame's base.
    Frame(i32),
    /// Places that depend on the pc.
    List(Vec<LocationEntry>),
}

/// The place of a variable in a part of the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocationEntry {
    /// The code.
    pub range: CodeRange,
    /// The place as a DWARF expression.
    pub expression: Vec<u8>,
}
