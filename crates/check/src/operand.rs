//! Operands: the state of an expression while it is checked.
//!
//! Counterpart: cmd/compile/internal/types2/operand.go.

use vamos_constant::Value;
use vamos_types::BuiltinId;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::node_ref::NodeRef;

/// The mode of an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It is wrong, and that was reported.
    Invalid,
    /// A call without a result.
    NoValue,
    /// A function of the language.
    Builtin,
    /// A type.
    TypExpr,
    /// A constant; its type is basic.
    Constant,
    /// A variable that has an address.
    Variable,
    /// An element of a map.
    MapIndex,
    /// A computed value.
    Value,
    /// `nil`.
    NilValue,
    /// A value that may be assigned with a second, a bool.
    CommaOk,
    /// The same, with an error.
    CommaErr,
    /// A function of cgo.
    CgoFunc,
}

impl Mode {
    /// Returns its name in messages.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Invalid => "invalid operand",
            Self::NoValue => "no value",
            Self::Builtin => "built-in",
            Self::TypExpr => "type",
            Self::Constant => "constant",
            Self::Variable => "variable",
            Self::MapIndex => "map index expression",
            Self::Value => "value",
            Self::NilValue => "nil",
            Self::CommaOk => "comma, ok expression",
            Self::CommaErr => "comma, error expression",
            Self::CgoFunc => "cgo function",
        }
    }
}

/// An operand.
#[derive(Clone, Debug)]
pub(crate) struct Operand {
    pub(crate) mode: Mode,
    /// The expression, if there is one.
    pub(crate) expr: Option<NodeRef>,
    /// Its type; the invalid type where upstream has nil.
    pub(crate) typ: TypeId,
    /// The value of a constant.
    pub(crate) val: Value,
    /// The built-in function.
    pub(crate) id: Option<BuiltinId>,
}

impl Operand {
    /// Returns an operand without mode, type and value.
    pub(crate) fn new() -> Self {
        Self {
            mode: Mode::Invalid,
            expr: None,
            typ: typ::INVALID,
            val: Value::UNKNOWN,
            id: None,
        }
    }

    /// Marks it as wrong (`x.invalidate`).
    pub(crate) fn invalidate(&mut self) {
        self.mode = Mode::Invalid;
    }

    /// Returns its expression.
    ///
    /// # Panics
    /// It has none: only operands that are made for parameters have none.
    #[track_caller]
    pub(crate) fn expr(&self) -> NodeRef {
        self.expr.expect("the operand has an expression")
    }

    /// Reports whether it is `nil` without a type.
    pub(crate) fn is_nil(&self) -> bool {
        self.mode == Mode::NilValue
    }
}
