//! Syntax trees of Go files, as the compiler reads them.
//!
//! The compiler has a parser of its own, which is not go/parser: its messages, their positions and
//! its recovery after an error differ. [`parse`] yields the same tree and the same list of errors;
//! [`report`] prints errors as the compiler does.
//!
//! A tree is a few vectors without pointers ([`Tree`]). A node is a number ([`NodeId`]), and
//! [`Tree::node`] decodes it. Positions are offsets into the source; lines and columns are computed
//! when a message is printed ([`Lines`]).
//!
//! Owns: [`Tree`], [`Node`], [`Lines`], the compiler's messages on syntax. Must not know:
//! files on disk, packages, types.
//! Counterpart: cmd/compile/internal/syntax; cmd/compile/internal/base/print.go.

mod append;
mod blocks;
mod branches;
mod buffer;
mod decode;
mod error;
mod id;
mod line_base;
mod lines;
mod literal;
mod node;
mod operators;
mod parser;
mod positions;
mod pragma;
mod print;
mod reader;
pub mod report;
mod scanner;
mod token;
mod tree;
mod walk;

pub use error::Error;
pub use id::ListId;
pub use id::NodeId;
pub use lines::LinePosition;
pub use lines::Lines;
pub use lines::PosBase;
pub use node::ChanDir;
pub use node::Node;
pub use parser::File;
pub use parser::Outcome;
pub use parser::Rules;
pub use parser::parse;
pub use parser::parse_declarations;
pub use parser::parse_deep;
pub use positions::start;
pub use positions::start_and_steps;
pub use pragma::Pragma;
pub use pragma::Pragmas;
pub use print::short;
pub use token::LitKind;
pub use token::Operator;
pub use token::Token;
pub use tree::Tree;
pub use walk::inspect;
pub use walk::parts;

#[cfg(test)]
mod tests;
