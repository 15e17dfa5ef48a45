//! Tokens of assembly text: the scanner, macros, includes and conditions.
//!
//! Counterpart: cmd/asm/internal/lex.

mod cache;
mod directives;
mod input;
mod lexed;
mod macro_table;
mod macros;
mod scanner;
mod stack;
mod token;

pub use cache::TokenCache;
pub(crate) use input::Input;
pub(crate) use input::LexOptions;
pub(crate) use token::Tok;
pub(crate) use token::Token;
pub(crate) use token::Word;
pub(crate) use token::Words;
