//! The part of Go that rewrite rules and their helpers are written in, as trees.
//!
//! Counterpart: go/parser, for the files that _gen/rulegen.go writes.

mod decls;
mod expr;
mod stmt;
#[cfg(test)]
mod tests;
mod tokens;

pub(super) use decls::Decls;
pub(super) use decls::FuncDecl;
pub(super) use decls::TypeDecl;
pub(super) use expr::parse_expr;
pub(super) use tokens::Tokens;

use vamos_syntax::scanner::Token;

/// An expression.
#[derive(Clone, Debug)]
pub(super) enum Expr {
    /// An identifier.
    Name(Box<str>),
    /// An integer literal.
    Int(i128),
    /// A floating-point literal.
    Float(f64),
    /// A string literal.
    Text(Box<str>),
    /// An operator and its operand; `&` and `*` are dropped.
    Unary(Token, Box<Expr>),
    /// An operator and its operands.
    Binary(Token, Box<Expr>, Box<Expr>),
    /// A function and its arguments; the last may be a list of them.
    Call(Box<Expr>, Vec<Expr>),
    /// A field, a method, or a name of a package.
    Field(Box<Expr>, Box<str>),
    /// An element.
    Index(Box<Expr>, Box<Expr>),
    /// A value of a struct, with its fields.
    Struct(Box<str>, Vec<(Option<Box<str>>, Expr)>),
    /// A value of an interface as one of this type.
    Assert(Box<Expr>, Box<str>),
}

/// A statement.
#[derive(Clone, Debug)]
pub(super) enum Stmt {
    /// `a, b := x, y`
    Define(Vec<Box<str>>, Vec<Expr>),
    /// `a, b = x, y`; with an operator, `a += x`.
    Assign(Vec<Expr>, Option<Token>, Vec<Expr>),
    /// `var a T = x`
    Var(Vec<Box<str>>, Option<Box<str>>, Option<Expr>),
    /// A call.
    Expr(Expr),
    /// A condition with both ways.
    If(Option<Box<Stmt>>, Expr, Vec<Stmt>, Vec<Stmt>),
    /// A loop. One that is a rule has a text.
    For(Box<For>),
    /// `for _, value := range over`
    Range(Box<Range>),
    /// A choice; a case without expressions is the default.
    Switch(Option<Expr>, Vec<(Vec<Expr>, Vec<Stmt>)>),
    /// The end of the function, with its results.
    Return(Vec<Expr>),
    /// The end of a loop or choice.
    Break,
    /// The end of a round of a loop.
    Continue,
    /// The next case of a choice.
    Fallthrough,
    /// Statements with variables of their own.
    Block(Vec<Stmt>),
}

/// A loop.
#[derive(Clone, Debug)]
pub(super) struct For {
    pub(super) rule: Option<RuleText>,
    pub(super) init: Option<Stmt>,
    pub(super) condition: Option<Expr>,
    pub(super) post: Option<Stmt>,
    pub(super) body: Vec<Stmt>,
}

/// A loop over arguments.
#[derive(Clone, Debug)]
pub(super) struct Range {
    pub(super) key: Option<Box<str>>,
    pub(super) value: Option<Box<str>>,
    pub(super) over: Expr,
    pub(super) body: Vec<Stmt>,
}

/// The comment of a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleText {
    /// The pattern.
    pub pattern: String,
    /// The condition, or nothing.
    pub condition: String,
    /// The result.
    pub result: String,
}

/// A source that is not of the part of Go that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SourceError {
    /// The offset in the file, in bytes.
    pub(super) offset: usize,
    /// The text there.
    pub(super) text: String,
}
