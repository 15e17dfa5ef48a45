//! Reasons why a function has no instructions.
//!
//! Counterpart: none; upstream ends with a fatal error.

use std::error::Error;
use std::fmt;
use std::fmt::Display;
use std::fmt::Formatter;

/// The reason why a function has no instructions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// An operation that is not implemented.
    Op {
        /// Its number.
        number: u16,
        /// Its name in the sources of the compiler.
        name: Box<str>,
    },
    /// A kind of blocks that is not implemented.
    Block {
        /// Its number.
        number: u8,
        /// Its name in the sources of the compiler.
        name: Box<str>,
    },
    /// A machine that is not implemented.
    Machine,
    /// A value that is in no register, or in one of an unknown name.
    Register(u32),
    /// A value whose aux value is not of the kind that its operation needs.
    Aux(u32),
    /// A variable without a place in the frame.
    Variable(u32),
    /// A symbol that the object does not have.
    Symbol(u32),
    /// A call without a stack map.
    StackMap(u32),
    /// A move of this many bytes.
    Width(i64),
    /// The function is not as the passes leave it.
    Invalid(&'static str),
}

impl Display for Refusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Op { number, name } => {
                write!(f, "no instructions for operation {number}, {name}")
            }
            Self::Block { number, name } => write!(f, "no instructions for block {number}, {name}"),
            Self::Machine => f.write_str("no instructions for the machine"),
            Self::Register(value) => write!(f, "v{value} is in no register"),
            Self::Aux(value) => write!(f, "v{value} has another kind of aux value"),
            Self::Variable(name) => write!(f, "variable {name} is not in the frame"),
            Self::Symbol(number) => write!(f, "symbol {number} is not in the object"),
            Self::StackMap(value) => write!(f, "no stack map for v{value}"),
            Self::Width(width) => write!(f, "no move of {width} bytes"),
            Self::Invalid(what) => write!(f, "invalid function: {what}"),
        }
    }
}

impl Error for Refusal {}
