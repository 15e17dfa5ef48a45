//! Why rules are not applied to a function.
//!
//! Counterpart: none.

use std::error::Error;
use std::fmt;
use std::fmt::Display;
use std::fmt::Formatter;

use super::program::Refused;

/// Why a pass did not finish. The state of the function is undefined then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A rule that was refused would be next.
    Rule(Box<Refused>),
    /// A helper does not know its result.
    Helper(&'static str),
    /// The function is not as the compiler expects it.
    Invalid,
    /// Rules take too long, or repeat.
    Bound,
    /// There are no rules of this name.
    Missing(&'static str),
    /// This is not supported.
    Unsupported(&'static str),
}

impl Refusal {
    /// The machine is not supported.
    pub(crate) const MACHINE: Self = Self::Unsupported("this machine");
}

impl Display for Refusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(refused) => {
                let (file, pattern) = (&refused.file, &refused.rule.pattern);
                write!(f, "rule {file} {pattern}: {}", refused.reason)
            }
            Self::Helper(what) => write!(f, "unknown to rules: {what}"),
            Self::Invalid => f.write_str("invalid function"),
            Self::Bound => f.write_str("rules do not end"),
            Self::Missing(name) => write!(f, "no rules {name}"),
            Self::Unsupported(what) => write!(f, "not supported: {what}"),
        }
    }
}

impl Error for Refusal {}
