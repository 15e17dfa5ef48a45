//! What can be wrong with a test function.
//!
//! Counterpart: cmd/go/internal/load/test.go (`checkTestFunc`, `testFuncs.load`).

use std::fmt;

use vamos_modload::dirpkg::Position;

/// Why a function cannot be called by the generated main.
#[derive(Clone, Debug)]
pub(crate) enum TestFuncError {
    /// TestMain is there twice.
    TwoTestMains,
    /// The signature is not the one that the name asks for.
    Signature {
        /// Where the function is.
        position: Position,
        /// Its name.
        name: String,
        /// The type in package testing that it must take; absent if it has type parameters.
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
