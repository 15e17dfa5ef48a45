//! Checks the full syntax of Go files.
//!
//! [`check`] accepts and rejects what upstream's parser does and yields the same list of errors,
//! without a tree. [`Rules`] are the differences of releases. The reader is a recursive descent.
//! Its productions return summaries of expressions (`expr`) instead of a tree.
//! Counterpart: go/parser (mode `ParseComments|SkipObjectResolution`).

mod control;
mod decls;
mod expr;
mod exprs;
mod params;
mod parser;
mod rules;
mod statements;
mod types;

use std::sync::Arc;

pub use crate::scanner::Errors;

use parser::Parser;

/// Nesting limit of [`check`]: enough for handwritten code, and for the stack of any thread.
const SHALLOW: u32 = 256;

/// Result of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There are no errors.
    Valid,
    /// There are errors.
    Invalid(Errors),
    /// The source exceeds the nesting limit of [`check`]: [`check_deep`] reads it.
    TooDeep,
}

/// Checks the syntax of a source that is shown as `name`.
pub fn check(src: &[u8], name: &Arc<str>, rules: Rules) -> Outcome {
    run(src, name, rules, SHALLOW)
}

/// Like [`check`] for sources of any depth; needs a stack of half a gigabyte.
pub fn check_deep(src: &[u8], name: &Arc<str>, rules: Rules) -> Outcome {
    run(src, name, rules, u32::MAX)
}

fn run(src: &[u8], name: &Arc<str>, rules: Rules, max_depth: u32) -> Outcome {
    if u32::try_from(src.len()).is_err() {
        // Places would not fit. The compiler does not take such a file either.
        return Outcome::Valid;
    }
    let mut parser = Parser::new(src, name, rules, max_depth);
    parser.file();
    if parser.needs_stack() {
        return Outcome::TooDeep;
    }
    match parser.scanner.report.finish() {
        Some(errors) => Outcome::Invalid(errors),
        None => Outcome::Valid,
    }
}

#[cfg(test)]
mod tests;

pub use rules::Rules;
