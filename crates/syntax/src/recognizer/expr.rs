//! Summary of an expression or a type that was read.
//!
//! Upstream inspects its tree in a few places: to reject an expression, to position an error after
//! it, to take an array length for a type parameter. The summary holds exactly the facts used
//! there.
//! Counterpart: go/ast/ast.go (`Pos`, `End`), go/parser/parser.go (`extractName`, `isTypeElem`).

use super::parser::Pos;

/// The kind of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Bad,
    Ident,
    Literal,
    FuncLiteral,
    CompositeLiteral,
    Paren,
    Selector,
    /// An index, or an instance.
    Index,
    Slice,
    TypeAssertion,
    /// `x.(type)`
    TypeSwitch,
    Call,
    Star,
    Unary,
    Binary,
    Array,
    Struct,
    Func,
    Interface,
    Map,
    Channel,
    /// `...T`
    Dots,
}

/// Possibility to split an expression such as `name *T` or `name (T)` into `name type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Split {
    /// It cannot.
    No,
    /// Possible if the following tokens leave no other choice.
    IfForced,
    /// It can be nothing else.
    Yes,
}

/// An expression or a type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expr {
    pub(crate) kind: Kind,
    /// True if it can only be a type, or an element of a type set.
    pub(crate) is_type_element: bool,
    pub(crate) split: Split,
    /// In parentheses: the kind of the operand, without all parentheses.
    inner: Kind,
    pub(crate) pos: Pos,
    pub(crate) end: Pos,
    /// In parentheses: start of the operand. Splits: start of the type. A channel: its index.
    first: u32,
    /// In parentheses: end of the operand.
    second: u32,
}

impl Expr {
    /// Makes an expression that is no special case.
    pub(crate) fn new(kind: Kind, pos: Pos, end: Pos) -> Self {
        let is_type_element = matches!(
            kind,
            Kind::Array | Kind::Struct | Kind::Func | Kind::Interface | Kind::Map | Kind::Channel
        );
        Self {
            kind,
            is_type_element,
            split: Split::No,
            inner: kind,
            pos,
            end,
            first: 0,
            second: 0,
        }
    }

    /// Makes `~T`.
    pub(crate) fn type_element(pos: Pos, end: Pos) -> Self {
        Self {
            is_type_element: true,
            ..Self::new(Kind::Unary, pos, end)
        }
    }

    /// Returns the same expression with another start.
    pub(crate) fn starting_at(self, pos: Pos) -> Self {
        Self { pos, ..self }
    }

    /// Makes a channel type; `index` is its place in the list of all.
    pub(crate) fn channel(index: u32, pos: Pos, end: Pos) -> Self {
        Self {
            first: index,
            ..Self::new(Kind::Channel, pos, end)
        }
    }

    /// Returns the index of a channel type.
    pub(crate) fn channel_index(&self) -> Option<u32> {
        (self.kind == Kind::Channel).then_some(self.first)
    }

    /// Puts parentheses around `self`.
    pub(crate) fn paren(self, pos: Pos, end: Pos) -> Self {
        let (inner, first, second) = self.without_parens();
        Self {
            inner,
            first,
            second,
            is_type_element: self.is_type_element,
            ..Self::new(Kind::Paren, pos, end)
        }
    }

    /// Returns kind, start and end without the parentheses around.
    pub(crate) fn without_parens(&self) -> (Kind, Pos, Pos) {
        match self.kind {
            Kind::Paren => (self.inner, self.first, self.second),
            kind => (kind, self.pos, self.end),
        }
    }

    /// Makes a call of `self`. With one argument it may be `name (type)`.
    pub(crate) fn call(self, paren: Pos, end: Pos, only_argument: Option<&Self>) -> Self {
        let split = match only_argument {
            Some(argument) if self.kind == Kind::Ident => hidden(argument.is_type_element),
            _ => Split::No,
        };
        Self {
            split,
            first: paren,
            ..Self::new(Kind::Call, self.pos, end)
        }
    }

    /// Makes a binary expression. `*` may belong to a pointer type, `|` to a union.
    pub(crate) fn binary(self, operator: Operator, pos: Pos, right: &Self) -> Self {
        let (split, first) = match operator {
            Operator::Star if self.kind == Kind::Ident => (hidden(right.is_type_element), pos),
            Operator::Or if self.split == Split::IfForced && right.is_type_element => {
                (Split::Yes, self.first)
            }
            Operator::Or => (self.split, self.first),
            _ => (Split::No, 0),
        };
        Self {
            split,
            first,
            is_type_element: self.is_type_element || right.is_type_element,
            ..Self::new(Kind::Binary, self.pos, right.end)
        }
    }

    /// Returns the place of the type that is hidden in `name type`.
    pub(crate) fn hidden_type(&self, is_forced: bool) -> Option<Pos> {
        let splits = match self.split {
            Split::No => false,
            Split::IfForced => is_forced,
            Split::Yes => true,
        };
        splits.then_some(self.first)
    }
}

/// The operators that affect the possible meanings of an expression.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Star,
    Or,
    Other,
}

fn hidden(is_type_element: bool) -> Split {
    if is_type_element {
        Split::Yes
    } else {
        Split::IfForced
    }
}
