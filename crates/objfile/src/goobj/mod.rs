//! Go object files: the format that the compiler and the assembler write.
//!
//! A reader borrows the file's bytes and decodes records where they are used; opening an
//! object costs a look at its header and at the ends of its index tables.
//! Counterpart: cmd/internal/goobj/objfile.go, funcinfo.go.

mod func_info;
mod reader;
mod records;
mod reloc_names;
mod reloc_type;
#[cfg(test)]
mod tests;

pub use func_info::FuncInfo;
pub use func_info::InlinedCall;
pub use reader::Counts;
pub use reader::MAGIC;
pub use reader::ObjectError;
pub use reader::Reader;
pub use records::AuxKind;
pub use records::AuxRecord;
pub use records::Imported;
pub use records::RelocRecord;
pub use records::SymRecord;
pub use records::SymRef;
pub use records::flag;
pub use records::flag2;
pub use records::object_flag;
pub use records::pkg_idx;
pub use reloc_type::RelocType;
pub use reloc_type::WEAK;
