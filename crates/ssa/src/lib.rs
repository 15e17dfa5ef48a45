//! Functions in SSA form, as the passes of the compiler's back end read and change them.
//!
//! Owns: values, blocks and everything else that is the state of one function between two passes
//! ([`Func`]); the tables of a package that functions refer to ([`Package`]); dumps of both
//! ([`dump`]), which the SDK's own compiler writes for comparison.
//! Must not know: IR nodes, packages, files, machine code. A variable, a symbol, a type and the
//! target of a call are numbers here.
//!
//! The numbers of values and blocks are the SDK's, so that the state after a pass can be compared
//! with the SDK's by number: the passes sort and break ties by them.
//! Counterpart: cmd/compile/internal/ssa.

mod alias;
mod constants;
mod copies;
mod cx;
pub mod debug;
pub mod dump;
mod edit;
mod func;
mod graph;
mod hash;
mod ids;
mod intern;
mod lca;
mod lines;
mod loops;
mod memory;
pub mod op;
mod package;
pub mod pass;
mod pos;
mod print;
mod properties;
pub mod rules;
mod scratch;
mod sets;
mod state;
mod store_order;
mod store_type;
mod type_facts;
mod type_order;

pub use alias::is_disjoint;
pub use func::Block;
pub use func::Edge;
pub use func::Facts;
pub use func::Free;
pub use func::Fresh;
pub use func::Func;
pub use func::Own;
pub use func::Places;
pub use func::Pos;
pub use func::Statement;
pub use func::Value;
pub use func::ValueFlags;
pub use ids::BlockId;
pub use ids::ValueId;
pub use ids::abi;
pub use intern::basic_spellings;
pub use lines::FileLines;
pub use package::Aux;
pub use package::AuxId;
pub use package::Call;
pub use package::Component;
pub use package::Described;
pub use package::Header;
pub use package::Name;
pub use package::NameId;
pub use package::Package;
pub use package::Param;
pub use package::Signature;
pub use package::Sym;
pub use package::SymData;
pub use package::SymId;
pub use package::Type;
pub use package::TypeId;
pub use package::kind;
pub use print::print;
pub use scratch::Scratch;
pub use state::Caches;
pub use state::Home;
pub use state::Lookups;
pub use state::Loop;
pub use state::LoopNest;
pub use state::NamedSlot;
pub use state::RegArg;
pub use state::Slot;
pub use state::Slots;
pub use state::TreeNode;
pub use type_order::TypeOrder;
