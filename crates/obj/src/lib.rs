//! Instructions to the symbols of a Go object: the last stage of the assembler and of a compiler.
//!
//! Owns: the list of instructions of a function ([`Progs`]), symbols and their relocations
//! ([`SymbolTable`]), positions ([`PosTable`]), encoders of machines ([`Encoder`]), and results of
//! encoded functions: pc tables, line programs, numbering and the object itself.
//! Must not know: files, the environment, assembly text, Go syntax.
//!
//! How a function becomes code:
//!
//! 1. The producer declares symbols in a [`Link`] and makes a [`Function`] for each text symbol,
//!    with its instructions in an arena of its own.
//! 2. [`assemble`] takes the function and returns an [`Assembled`]: code, pc tables, debug entry
//!    and line program as bytes, the symbols that the function makes itself, and its problems. It
//!    reads the object as [`Frozen`] tables, so functions are assembled in any order and on any
//!    threads.
//!    A compiler uses [`assemble_described`], which asks for the function's variables, scopes and
//!    inlined calls ([`FunctionDebug`]) once the code has its places.
//! 3. [`Link::merge`] adds results in the order of the text. After the last one,
//!    [`Link::complete_entries`] completes references between debug entries, and
//!    [`Link::add_function_data`] adds the functions' data for the run time.
//! 4. Ids ([`SymId`], [`ProgId`]) are dense numbers. They never reach output: the order of an
//!    object follows from [`Link::text`] and [`Link::data`], from the order of relocations, and
//!    from names of constants.
//!
//! Problems are recorded in [`Diagnostics`] in the order in which they are found; [`Fatal`] ends
//! everything.
//! Counterpart: cmd/internal/obj, cmd/internal/objabi, cmd/internal/src, cmd/internal/dwarf.

mod align;
mod arch;
pub mod arm64;
mod assemble;
mod assembly;
mod attributes;
mod code;
mod content_hash;
mod data;
mod debug;
mod declare;
mod diagnostics;
mod encoder;
mod entry_points;
mod fips;
mod flush;
mod frame;
mod frozen;
mod func_info;
mod function;
mod function_data;
mod ids;
mod link;
mod listing;
mod merge;
mod names;
mod number;
mod object;
mod options;
mod own;
mod patch;
mod pcln;
mod pos;
mod prog;
mod symbol;
mod symbol_table;
mod text;
pub mod x86;

pub use arch::Arch;
pub use arch::Family;
pub use assemble::Assembled;
pub use assemble::Scratch;
pub use assemble::assemble;
pub use assemble::assemble_described;
pub use assemble::assemble_in_place;
pub use assemble::assemble_with;
pub use assembly::Assembly;
pub use attributes::Attributes;
pub use code::Code;
pub use data::Content;
pub use debug::AbstractEntry;
pub use debug::CodeRange;
pub use debug::FunctionDebug;
pub use debug::InlinedEntry;
pub use debug::Location;
pub use debug::LocationEntry;
pub use debug::Scope;
pub use debug::Subprogram;
pub use debug::Variable;
pub use debug::abstract_entry;
pub use declare::text_flag;
pub use diagnostics::Diagnostics;
pub use diagnostics::Fatal;
pub use encoder::Encoder;
pub use flush::Assembler;
pub use frozen::Frozen;
pub use function::Function;
pub use function::FunctionFacts;
pub use function::FunctionInfo;
pub use function::InlMark;
pub use function::InlinedCall;
pub use function::JumpTable;
pub use function::PcTables;
pub use function::Pcln;
pub use function::RegSpill;
pub use ids::Abi;
pub use ids::FuncId;
pub use ids::SymId;
pub use ids::TextId;
pub use link::Link;
pub use link::UnknownInlinedCall;
pub use object::UNLINKABLE;
pub use options::CodeOptions;
pub use options::DebugOptions;
pub use options::Goos;
pub use options::ListingOptions;
pub use options::ObjectOptions;
pub use options::Options;
pub use options::Release;
pub use own::FunctionSymbols;
pub use own::SymbolView;
pub use pcln::put_uvarint;
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
pub use symbol_table::SymbolTable;
pub use text::ARGS_SIZE_UNKNOWN;
pub use text::Printer;
pub use vamos_objfile::goobj::RelocType;
