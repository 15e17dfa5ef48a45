//! The IR of a function after walk, as the construction of SSA form reads it.
//!
//! Owns: nodes, lists of statements and variables of one function ([`Func`]), facts about the
//! compiler that construction needs ([`Header`]), the reader of their dumps ([`read`]), the
//! check of them and of the tables of crate ssa ([`check`]), and facts for debuggers ([`debug`]).
//! Must not know: values and blocks, files. Types, symbols and variables are numbers of these
//! tables.
//!
//! A node has its operation, and lists of other nodes by number. Operands
//! come before the nodes that have them.
//! Counterpart: cmd/compile/internal/ir.

pub mod check;
pub mod debug;
mod func;
mod header;
mod op;
pub mod read;

pub use func::Binding;
pub use func::Counts;
pub use func::Func;
pub use func::FuncFacts;
pub use func::Literal;
pub use func::NamedType;
pub use func::Node;
pub use func::NodeId;
pub use func::Param;
pub use func::Span;
pub use func::SymbolFacts;
pub use func::flags;
pub use header::Flags;
pub use header::Header;
pub use op::Op;
