//! The writer of a checked package: from trees and types to the compiler's unified IR.
//!
//! [`write_stub`] returns the export data that the SDK's compiler makes of a package right after it
//! has checked it, byte for byte: all objects, types and bodies of the package itself, and the names
//! of the objects that it uses of others. The compiler reads its IR from them.
//!
//! An element gets its number when something refers to it for the first time, so the order of all
//! writes is upstream's. Equal types have elements of their own where the checker has made two.
//!
//! Owns: the order and the encoding of elements. Must not know: IR, files on disk, processes.
//! Counterpart: cmd/compile/internal/noder (writer.go, unified.go).

mod bodies;
mod builtins;
mod calls;
mod clauses;
mod constants;
mod convert;
mod declared;
mod decls;
mod dict;
mod element;
mod error;
mod expressions;
mod extensions;
mod facts;
mod known;
mod literals;
mod made;
mod methods;
mod objects;
mod operators;
mod packages;
mod positions;
mod rangefunc;
mod root;
mod statements;
mod static_bool;
mod trees;
mod type_facts;
mod types;
mod writer;

pub use error::Error;
pub use writer::Input;
pub use writer::Stub;
pub use writer::write_stub;

#[cfg(test)]
mod tests;
