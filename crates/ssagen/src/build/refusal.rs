//! Reasons why a function has no SSA form.
//!
//! Counterpart: none; upstream ends with a fatal error.

use std::error::Error;
use std::fmt;
use std::fmt::Display;
use std::fmt::Formatter;

/// The use of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A statement.
    Statement,
    /// A value.
    Expression,
    /// The address of a value.
    Address,
}

/// The reason why a function has no SSA form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BuildRefusal {
    /// A node that is not implemented.
    Op {
        /// The use of the node.
        role: Role,
        /// The name of its operation.
        name: Box<str>,
    },
    /// An intrinsic function that is not implemented.
    Intrinsic {
        /// The path of its package.
        package: Box<str>,
        /// Its name.
        name: Box<str>,
    },
    /// A part of a function that is not implemented.
    Missing(&'static str),
    /// A type that the tables do not have.
    Type {
        /// The spelling for messages.
        text: Box<str>,
        /// The spelling in names of symbols.
        link_text: Box<str>,
    },
    /// The IR is not as walk leaves it.
    Invalid(&'static str),
}

impl BuildRefusal {
    /// Returns the refusal of a node.
    pub(super) fn op(role: Role, name: &str) -> Self {
        let name = name.into();
        Self::Op { role, name }
    }
}

impl Display for BuildRefusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Op { role, name } => {
                let role = match role {
                    Role::Statement => "statement",
                    Role::Expression => "expression",
                    Role::Address => "the address of",
                };
                write!(f, "no SSA form of {role} {name}")
            }
            Self::Intrinsic { package, name } => {
                write!(f, "no intrinsic function {package}.{name}")
            }
            Self::Missing(what) => write!(f, "no SSA form of {what}"),
            Self::Type { text, link_text } => write!(f, "no type {text}, in symbols {link_text}"),
            Self::Invalid(what) => write!(f, "invalid IR: {what}"),
        }
    }
}

impl Error for BuildRefusal {}

/// The result of a step of construction.
pub(super) type Built<T> = Result<T, BuildRefusal>;
