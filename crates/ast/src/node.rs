//! Kinds of nodes.
//!
//! Counterpart: cmd/compile/internal/syntax/nodes.go.

use crate::id::ListId;
use crate::id::NodeId;
use crate::token::LitKind;
use crate::token::Operator;
use crate::token::Token;

/// The kind of a node, as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    ImportDecl,
    ConstDecl,
    TypeDecl,
    VarDecl,
    FuncDecl,
    Bad,
    Name,
    BasicLit,
    CompositeLit,
    KeyValue,
    FuncLit,
    Paren,
    Selector,
    Index,
    Slice,
    Assert,
    TypeSwitchGuard,
    Operation,
    Call,
    List,
    ArrayType,
    SliceType,
    DotsType,
    StructType,
    Field,
    InterfaceType,
    FuncType,
    MapType,
    ChanType,
    Empty,
    Labeled,
    Block,
    ExprStmt,
    Send,
    DeclStmt,
    Assign,
    Branch,
    CallStmt,
    Return,
    If,
    For,
    Switch,
    Select,
    RangeClause,
    CaseClause,
    CommClause,
}

/// The direction of a channel type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[expect(missing_docs, reason = "the names are the directions'")]
pub enum ChanDir {
    Both,
    SendOnly,
    RecvOnly,
}

/// A node in decoded form. Groups and pragmas are numbers, 0 for none: all declarations in one pair
/// of parentheses have the same group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields are named as in cmd/compile's nodes.go")]
pub enum Node {
    ImportDecl {
        group: u32,
        pragmas: u32,
        local_name: Option<NodeId>,
        path: Option<NodeId>,
    },
    ConstDecl {
        group: u32,
        pragmas: u32,
        names: ListId,
        typ: Option<NodeId>,
        values: Option<NodeId>,
    },
    TypeDecl {
        group: u32,
        pragmas: u32,
        name: Option<NodeId>,
        params: ListId,
        is_alias: bool,
        typ: Option<NodeId>,
    },
    VarDecl {
        group: u32,
        pragmas: u32,
        names: ListId,
        typ: Option<NodeId>,
        values: Option<NodeId>,
    },
    FuncDecl {
        pragmas: u32,
        receiver: Option<NodeId>,
        name: Option<NodeId>,
        params: ListId,
        typ: Option<NodeId>,
        body: Option<NodeId>,
    },
    /// A placeholder where an expression could not be read.
    Bad,
    /// A name, with its length in the source; [`crate::File::name`] returns its text.
    Name,
    BasicLit {
        kind: LitKind,
        is_bad: bool,
    },
    CompositeLit {
        typ: Option<NodeId>,
        elems: ListId,
        keys: u32,
        rbrace: u32,
    },
    KeyValue {
        key: Option<NodeId>,
        value: Option<NodeId>,
    },
    FuncLit {
        typ: Option<NodeId>,
        body: Option<NodeId>,
    },
    Paren {
        x: Option<NodeId>,
    },
    Selector {
        x: Option<NodeId>,
        sel: Option<NodeId>,
    },
    Index {
        x: Option<NodeId>,
        index: Option<NodeId>,
    },
    Slice {
        x: Option<NodeId>,
        index: [Option<NodeId>; 3],
        is_full: bool,
    },
    Assert {
        x: Option<NodeId>,
        typ: Option<NodeId>,
    },
    TypeSwitchGuard {
        lhs: Option<NodeId>,
        x: Option<NodeId>,
    },
    /// An operation; unary without `y`.
    Operation {
        op: Operator,
        x: Option<NodeId>,
        y: Option<NodeId>,
    },
    Call {
        fun: Option<NodeId>,
        args: ListId,
        has_dots: bool,
    },
    List {
        elems: ListId,
    },
    /// An array type; `[...]` without a length.
    ArrayType {
        len: Option<NodeId>,
        elem: Option<NodeId>,
    },
    SliceType {
        elem: Option<NodeId>,
    },
    DotsType {
        elem: Option<NodeId>,
    },
    StructType {
        fields: ListId,
        tags: ListId,
    },
    /// A field, parameter or method. Names that were declared together share the type.
    Field {
        name: Option<NodeId>,
        typ: Option<NodeId>,
    },
    InterfaceType {
        methods: ListId,
    },
    FuncType {
        params: ListId,
        results: ListId,
    },
    MapType {
        key: Option<NodeId>,
        value: Option<NodeId>,
    },
    ChanType {
        dir: ChanDir,
        elem: Option<NodeId>,
    },
    Empty,
    Labeled {
        label: Option<NodeId>,
        stmt: Option<NodeId>,
    },
    Block {
        list: ListId,
        rbrace: u32,
    },
    ExprStmt {
        x: Option<NodeId>,
    },
    Send {
        chan: Option<NodeId>,
        value: Option<NodeId>,
    },
    DeclStmt {
        decls: ListId,
    },
    /// An assignment; `++` and `--` without `rhs`.
    Assign {
        op: Operator,
        lhs: Option<NodeId>,
        rhs: Option<NodeId>,
    },
    /// `break`, `continue`, `fallthrough` or `goto`, with the statement that it leads to.
    Branch {
        token: Token,
        label: Option<NodeId>,
        target: Option<NodeId>,
    },
    /// `go` or `defer`.
    CallStmt {
        token: Token,
        call: Option<NodeId>,
    },
    Return {
        results: Option<NodeId>,
    },
    If {
        init: Option<NodeId>,
        cond: Option<NodeId>,
        then: Option<NodeId>,
        or_else: Option<NodeId>,
    },
    For {
        init: Option<NodeId>,
        cond: Option<NodeId>,
        post: Option<NodeId>,
        body: Option<NodeId>,
    },
    Switch {
        init: Option<NodeId>,
        tag: Option<NodeId>,
        body: ListId,
        rbrace: u32,
    },
    Select {
        body: ListId,
        rbrace: u32,
    },
    RangeClause {
        lhs: Option<NodeId>,
        is_def: bool,
        x: Option<NodeId>,
    },
    /// A case; `default` without `cases`.
    CaseClause {
        cases: Option<NodeId>,
        body: ListId,
        colon: u32,
    },
    CommClause {
        comm: Option<NodeId>,
        body: ListId,
        colon: u32,
    },
}
