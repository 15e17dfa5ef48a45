//! IR after walk to SSA form before the first pass.
//!
//! [`build`] is a pure function of its [`BuildInput`]. One file has one family of operations of
//! nodes. The order in which values and blocks are made is the compiler's: it numbers them.
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`buildssa`) and phi.go.

mod abi;
mod addr;
mod append;
mod arith;
mod assertion;
mod assign;
mod blocks;
mod calls;
mod check_pointers;
mod checks;
mod compare;
mod constants;
mod control;
mod convert;
mod declared;
mod defers;
mod entry;
mod exit;
mod expr;
mod float_convert;
mod heap;
mod inputs;
mod instrument;
mod intrinsic_maps;
mod intrinsic_table;
mod intrinsics;
mod kinds;
mod known;
mod locals;
mod logic;
mod memory;
mod move_slice;
mod ops;
mod phi;
mod phi_large;
mod refusal;
mod runtime_calls;
mod select;
mod slices;
mod state;
mod stmt;
mod store;
mod switches;
mod symbols;
mod type_cache;
mod type_lookup;
mod types;
mod values;
mod vars;

pub use entry::build;
pub use inputs::BuildInput;
pub use inputs::BuildProfile;
pub use inputs::OpenDefers;
pub use inputs::Start;
pub use inputs::Variable;
pub use known::KnownSyms;
pub use ops::BuildOps;
pub use refusal::BuildRefusal;
pub use refusal::Role;
pub(crate) use vars::name_flags;
