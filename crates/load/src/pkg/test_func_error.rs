//! The errors of test functions.
//!
//! Counterpart: cmd/go/internal/load/test.go (`checkTestFunc`, `testFuncs.load`).

use std::fmt;

use vamos_modload::dirpkg::Position;

/// The reason why the generated main program cannot call a function.
#[derive(Clone, Debug)]
pub(crate) enum TestFuncError {
    /// TestMain is defined twice.
    TwoTestMains,
    /// The signature does not match the function's name.
    Signature {
        /// The position of the function.
        position: Position,
        /// Its name.
        name: String,
        /// The type in package testing of its parameter; `None` if the function has type
        /// parameters.
        wanted: Option<&'static str>,
    },
}

impl fmt::Display for TestFuncError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TwoTestMains => f.write_str("multiple definitions of TestMain"),
            Self::Signature {
                position,
                name,
                wanted: None,
            } => write!(
                f,
                "{position}: wrong signature for {name}, test functions cannot have type parameters"
            ),
            Self::Signature {
                position,
                name,
                wanted: Some(wanted),
            } => {
                let param = wanted.to_lowercase();
                write!(
                    f,
                    "{position}: wrong signature for {name}, must be: func {name}({param} *testing.{wanted})"
                )
            }
        }
    }
}
