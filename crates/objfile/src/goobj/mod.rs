//! Go object files: the format that the compiler and the assembler write.
//!
//! A reader borrows the file's bytes and decodes records where they are used; opening an
//! object costs a look at its header and at the ends of its index tables. The writer makes the
//! same bytes of an [`Object`].
//! Counterpart: cmd/internal/goobj/objfile.go, funcinfo.go, builtinlist.go.

mod builtins;
mod content_hash;
mod escape;
mod func_info;
mod object;
mod reader;
mod records;
mod references;
mod reloc_names;
mod reloc_type;
#[cfg(test)]
mod tests;
mod writer;
#[cfg(test)]
mod writer_tests;

pub use builtins::BUILTINS_25;
pub use builtins::BUILTINS_26;
pub use builtins::BUILTINS_27;
pub use content_hash::ContentHasher;
pub use content_hash::HashedTarget;
pub use escape::escape_path;
pub use func_info::FuncInfo;
pub use func_info::InlinedCall;
pub use object::Object;
pub use object::ObjectDef;
pub use object::ObjectReloc;
pub use object::ObjectSym;
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
pub use writer::WriteError;
pub use writer::write;
