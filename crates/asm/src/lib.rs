//! Assembly text to the object of a package, or to the list of ABIs of its symbols.
//!
//! Owns: tokens, macros and includes of assembly files, operands and directives, the errors of
//! the assembler in its words. Files are read through [`Sources`].
//! Must not know: files, the environment, how instructions are encoded.
//!
//! A file becomes tokens ([`lex`]), lines ([`parse`]), and instructions in a
//! [`vamos_obj::Link`], which encodes them.
//! Counterpart: cmd/asm.

mod completion;
mod flags;
mod lex;
mod machine;
mod messages;
mod parse;
mod paths;
mod run;
mod sources;
#[cfg(test)]
mod tests;

pub use flags::CommandLine;
pub use flags::Unsupported;
pub use flags::parse as parse_command_line;
pub use lex::TokenCache;
pub use machine::Machine;
pub use paths::Rewrites;
pub use run::Flags;
pub use run::Options;
pub use run::Outcome;
pub use run::Request;
pub use run::Stage;
pub use run::assemble;
pub use sources::SourceError;
pub use sources::Sources;
pub use vamos_obj::Release;
