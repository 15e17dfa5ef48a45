//! Errors as data.
//!
//! Counterpart: cmd/compile/internal/types2/errors.go (`error_`), api.go (`Error`).

use vamos_types::Pos;

use crate::code::Code;

/// The beginning of messages on arguments.
pub(crate) const INVALID_ARG: &str = "invalid argument: ";
/// The beginning of messages on operations.
pub(crate) const INVALID_OP: &str = "invalid operation: ";

/// An error of the package, in the compiler's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Its position.
    pub pos: Pos,
    /// The kind of the error.
    pub code: Code,
    /// The message, without the position; further lines start with a tab.
    pub text: String,
    /// True if the package's types are valid nevertheless.
    pub is_soft: bool,
}

/// An error that may have several parts. The first one has the error's position.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) code: Code,
    pub(crate) parts: Vec<(Pos, String)>,
    pub(crate) is_soft: bool,
}

impl Problem {
    pub(crate) fn new(code: Code) -> Self {
        Self {
            code,
            parts: Vec::new(),
            is_soft: false,
        }
    }

    /// Adds a part (`addf`); `at` is where it starts: [`Checker::start`] of a node.
    pub(crate) fn add(&mut self, at: Pos, text: impl Into<String>) {
        self.parts.push((at, text.into()));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Returns the position of its first part.
    pub(crate) fn pos(&self) -> Pos {
        self.parts.first().map_or(Pos::NONE, |(pos, _)| *pos)
    }
}
