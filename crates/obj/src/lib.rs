//! Instructions to the symbols of a Go object: what the assembler and a compiler end in.
//!
//! Owns: the list of instructions of a function ([`Progs`]), symbols and their relocations
//! ([`Symbols`]), positions ([`PosTable`]), what encodes for machines ([`Encoder`]), and what follows
//! from encoded functions: pc tables, line programs, numbering and the object itself.
//! Must not know: files, the environment, assembly text, Go syntax.
//!
//! How a function becomes code:
//!
//! 1. The producer makes symbols in a [`Link`] and a [`Function`] for each text symbol, with its
//!    instructions in an arena of its own.
//! 2. [`Link::flush`] completes each function and gives it to the encoder as an [`Assembly`]:
//!    shared tables by reference, the function itself to change. An encoder keeps no other state,
//!    so functions can be encoded on several threads once [`Symbols`] hands out a view per thread.
//! 3. Ids ([`SymId`], [`ProgId`]) are dense numbers. They never reach output: the order of an
//!    object follows from [`Link::text`] and [`Link::data`], from the order of relocations, and
//!    from names where symbols are made while functions are encoded.
//!
//! Problems are recorded in [`Diagnostics`] in the order in which they are found; [`Fatal`] ends
//! everything.
//! Counterpart: cmd/internal/obj, cmd/internal/objabi, cmd/internal/src, cmd/internal/dwarf.

mod align;
mod arch;
pub mod arm64;
mod assembly;
mod attributes;
mod data;
mod declare;
mod diagnostics;
mod dwarf;
mod encoder;
mod entry_points;
mod fips;
mod flush;
mod frame;
mod function;
mod ids;
mod link;
mod listing;
mod lookup;
mod number;
mod object;
mod options;
mod patch;
mod pcln;
mod pos;
mod prog;
mod symbol;
mod text;
pub mod x86;

pub use arch::Arch;
pub use arch::Family;
pub use assembly::Assembly;
pub use attributes::Attributes;
pub use data::Content;
pub use declare::text_flag;
pub use diagnostics::Diagnostics;
pub use diagnostics::Fatal;
pub use encoder::Encoder;
pub use function::Function;
pub use function::InlMark;
pub use function::InlinedCall;
pub use function::JumpTable;
pub use function::Pcln;
pub use function::RegSpill;
pub use ids::Abi;
pub use ids::FuncId;
pub use ids::SymId;
pub use ids::TextId;
pub use link::Link;
pub use object::UNLINKABLE;
pub use options::Goos;
pub use options::Options;
pub use options::Release;
pub use pos::BaseId;
pub use pos::Pos;
pub use pos::PosBase;
pub use pos::PosTable;
pub use prog::Addr;
pub use prog::AddrName;
pub use prog::AddrType;
pub use prog::As;
pub use prog::OperandPos;
pub use prog::Prog;
pub use prog::ProgId;
pub use prog::ProgList;
pub use prog::Progs;
pub use prog::RestArg;
pub use prog::Val;
pub use prog::op;
pub use symbol::Reloc;
pub use symbol::SymKind;
pub use symbol::Symbol;
pub use symbol::Symbols;
pub use text::ARGS_SIZE_UNKNOWN;
pub use text::Printer;
pub use vamos_objfile::goobj::RelocType;
