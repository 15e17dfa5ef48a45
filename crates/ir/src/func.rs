//! The nodes of a function.
//!
//! Counterpart: cmd/compile/internal/ir/expr.go, stmt.go, name.go and func.go.

use vamos_ssa::NameId;
use vamos_ssa::Pos;
use vamos_ssa::SymId;
use vamos_ssa::TypeId;

use crate::op::Op;

/// The number of a node in a function; no node has 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// A part of one of a function's lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The index of the first item.
    pub start: u32,
    /// The number of items.
    pub len: u32,
}

/// The bits of [`Node::flags`].
pub mod flags {
    /// The value is no nil pointer.
    pub const NON_NIL: u64 = 1;
    /// The position is the node's own.
    pub const HAS_POSITION: u64 = 1 << 1;
    /// An index is in its bounds.
    pub const BOUNDED: u64 = 1 << 2;
    /// The dump has all parts of the node.
    pub const KNOWN: u64 = 1 << 3;
    /// A variable: its address is taken.
    pub const ADDRESS_TAKEN: u64 = 1 << 4;
    /// A variable: it is in the heap.
    pub const IN_HEAP: u64 = 1 << 5;
    /// A variable of a closure: the closure has its value.
    pub const BY_VALUE: u64 = 1 << 6;
    /// A variable: it is blank.
    pub const BLANK: u64 = 1 << 7;
    /// A label: it is blank.
    pub const BLANK_LABEL: u64 = 1 << 4;
    /// A statement: it has a label.
    pub const HAS_LABEL: u64 = 1 << 4;
    /// `if`: the condition is likely true.
    pub const LIKELY: u64 = 1 << 4;
    /// `defer` and `go`: the closure does not escape.
    pub const NO_ESCAPE: u64 = 1 << 4;
    /// A literal: all its parts are zero.
    pub const ZERO: u64 = 1 << 4;
    /// A type assertion that fails as a nil pointer does.
    pub const NIL_PANIC: u64 = 1 << 4;
    /// A selector of the address in a header of package reflect.
    pub const REFLECT_DATA: u64 = 1 << 4;
    /// `new` of a type that has no functions for comparisons and hashes. Another type may have the
    /// same spelling, and have them.
    pub const NO_ALGORITHMS: u64 = 1 << 4;
    /// A move to the heap that keeps the capacity.
    pub const KEEP_CAPACITY: u64 = 1 << 4;
    /// `append` with a buffer on the stack.
    pub const USE_BUFFER: u64 = 1 << 4;
    /// `append` to memory with no other reference.
    pub const NO_ALIAS: u64 = 1 << 5;
    /// `append` whose result does not escape.
    pub const STAYS_ON_STACK: u64 = 1 << 6;
    /// A call whose result gets another type.
    pub const RESHAPE: u64 = 1 << 7;
}

/// The type of a parameter, and its variable; 0: none.
pub type NamedType = (TypeId, NameId);

/// A node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The operation.
    pub op: Op,
    /// The position.
    pub pos: Pos,
    /// The type of a value; 0: none.
    pub ty: TypeId,
    /// Properties ([`flags`]).
    pub flags: u64,
    /// Statements that run first.
    pub init: Span,
    /// The operands, in the order of the compiler's struct; 0: none.
    pub operands: Span,
    /// A first list: the body, arguments, left sides.
    pub list: Span,
    /// A second list: `else`, right sides, variables that stay alive.
    pub other: Span,
    /// Integers: offsets, indexes, classes, bits of a constant.
    pub ints: Box<[i64]>,
    /// A text: the value of a constant, labels, the name and package of a variable or field.
    pub text: Box<[u8]>,
    /// A symbol.
    pub sym: SymId,
    /// The variable or function.
    pub name: NameId,
    /// Of a call: the types of receiver, parameters and results, with the variables of the function
    /// if it is known.
    pub types: Box<[NamedType]>,
    /// Of a call: the number of results at the end of `types`.
    pub results: u32,
}

/// The value of a literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Literal<'a> {
    /// A boolean.
    Bool(bool),
    /// A string.
    Text(&'a [u8]),
    /// An integer.
    Int(i64),
    /// The bits of a floating-point number of 64 bits.
    Float(u64),
    /// The bits of both parts of a complex number.
    Complex(u64, u64),
}

impl Node {
    /// Reports whether properties are set.
    pub fn has(&self, mask: u64) -> bool {
        self.flags & mask == mask
    }

    /// Returns an integer of the node; 0 if it has none.
    pub fn int(&self, index: usize) -> i64 {
        self.ints.get(index).copied().unwrap_or_default()
    }

    /// Returns the types of receiver, parameters and results, with their variables.
    pub fn signature(&self) -> (&[NamedType], &[NamedType]) {
        let params = self.types.len().saturating_sub(self.results as usize);
        self.types.split_at(params)
    }

    /// Returns the value of a literal.
    pub fn literal(&self) -> Option<Literal<'_>> {
        if self.op != Op::Literal {
            return None;
        }
        Some(match *self.ints {
            [1, bit] => Literal::Bool(bit != 0),
            [2] => Literal::Text(&self.text),
            [3, number] => Literal::Int(number),
            [4, bits] => Literal::Float(bits as u64),
            [5, real, imaginary] => Literal::Complex(real as u64, imaginary as u64),
            _ => return None,
        })
    }

    /// Returns the name without its package.
    pub fn short_name(&self) -> &[u8] {
        let mut parts = self.text.split(|byte| *byte == b'\n');
        parts.next().unwrap_or_default()
    }

    /// Returns the path of the package of a variable, function or field.
    pub fn package(&self) -> &[u8] {
        let mut parts = self.text.splitn(3, |byte| *byte == b'\n');
        parts.nth(1).unwrap_or_default()
    }

    /// Returns the package of a function in names of symbols.
    pub fn package_prefix(&self) -> &[u8] {
        let mut parts = self.text.splitn(3, |byte| *byte == b'\n');
        parts.nth(2).unwrap_or_default()
    }
}

/// A parameter or result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Param {
    /// The type.
    pub ty: TypeId,
    /// The variable; 0: it has none.
    pub name: NodeId,
}

/// Properties of a function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FuncFacts {
    /// The function has `defer` statements.
    pub has_defer: bool,
    /// Its deferred calls cannot be open-coded.
    pub no_open_defers: bool,
    /// It may not grow the stack.
    pub is_nosplit: bool,
    /// C code takes the addresses of its parameters.
    pub cgo_unsafe_args: bool,
    /// It has a closure's address.
    pub needs_context: bool,
    /// Pointers are not checked for nil.
    pub no_nil_checks: bool,
    /// Memory accesses are reported to a sanitizer.
    pub is_instrumented: bool,
    /// Conversions of unsafe pointers are checked.
    pub checks_pointers: bool,
    /// It is the body of a range loop over a function.
    pub is_range_body: bool,
    /// It is hot according to the profile.
    pub is_hot: bool,
    /// Properties of its symbol.
    pub symbol: SymbolFacts,
}

/// Properties of the symbol of a function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SymbolFacts {
    /// Several packages may define it.
    pub is_duplicate_ok: bool,
    /// It only calls another function.
    pub is_wrapper: bool,
    /// It is a wrapper between ABIs.
    pub is_abi_wrapper: bool,
    /// It is the initializer of the package.
    pub is_package_init: bool,
    /// It must run on the stack of the system.
    pub is_system_stack: bool,
    /// It may call methods by name.
    pub calls_methods_by_name: bool,
    /// It fills a map of the package; the linker removes it if the map is not used.
    pub is_map_init: bool,
}

/// Numbers of statements of a function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The number of return statements.
    pub returns: i64,
    /// The number of defer statements.
    pub defers: i64,
}

/// The relation of a function to its callers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Binding {
    /// The ABI, as a number.
    pub abi: u64,
    /// The function that this one is a wrapper of; 0: none.
    pub wrapped: SymId,
}

/// A function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Func {
    /// The symbol.
    pub sym: SymId,
    /// The name and ABI, as `(*T).M,1`.
    pub name: String,
    /// The signature.
    pub ty: TypeId,
    /// The position.
    pub pos: Pos,
    /// The position of the end.
    pub end: Pos,
    /// Properties.
    pub facts: FuncFacts,
    /// The relation to callers.
    pub binding: Binding,
    /// Numbers of statements.
    pub counts: Counts,
    /// The receiver and the parameters.
    pub params: Vec<Param>,
    /// The results.
    pub results: Vec<Param>,
    /// Parameters, results and local variables.
    pub declared: Vec<NodeId>,
    /// Variables of the closure.
    pub closure_vars: Vec<NodeId>,
    /// The statements.
    pub body: Vec<NodeId>,
    /// All nodes; the first has number 1.
    pub nodes: Vec<Node>,
    /// The lists of nodes.
    pub lists: Vec<NodeId>,
}

impl Func {
    /// Returns a node, unless the number is 0 or unknown.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get((id.0 as usize).checked_sub(1)?)
    }

    /// Returns the nodes of a part of the lists.
    pub fn list(&self, span: Span) -> &[NodeId] {
        let start = span.start as usize;
        let end = start.saturating_add(span.len as usize);
        self.lists.get(start..end).unwrap_or_default()
    }
}
