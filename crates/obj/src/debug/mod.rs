//! Debug information of functions: entries with variables, scopes and inlined calls, and line
//! programs.
//!
//! Counterpart: cmd/internal/dwarf, cmd/internal/obj/dwarf.go.

mod abbrev;
mod complete;
mod data;
mod entry;
mod fixups;
mod info;
mod lines;
mod lists;
mod shared;
#[cfg(test)]
mod tests;
mod variable;
mod writer;

pub use info::CodeRange;
pub use info::FunctionDebug;
pub use info::InlinedEntry;
pub use info::Location;
pub use info::LocationEntry;
pub use info::Scope;
pub use info::Variable;
pub use shared::AbstractEntry;
pub use shared::Subprogram;
pub use shared::abstract_entry;

pub(crate) use data::DebugData;
pub(crate) use entry::Entries;
pub(crate) use entry::function_entries;
pub(crate) use fixups::Fixups;
pub(crate) use lines::line_program;
