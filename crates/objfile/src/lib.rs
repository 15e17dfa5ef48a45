//! Archives, build IDs and build info of executables, from bytes.
//!
//! Owns: parsers of the containers that the Go toolchain writes (ar archives, ELF, Mach-O, PE,
//! XCOFF, Plan 9 a.out), reading and rewriting build IDs, ad-hoc code signatures, the text form of
//! build information, and the sizes of a program's parts. Everything works over [`ReadAt`] or byte
//! slices; nothing here opens a file. Must not know: packages, linking, files. Main types:
//! [`ReadAt`], [`build_id::BuildIdError`].
//! Counterpart: cmd/internal/archive, cmd/internal/buildid, debug/buildinfo.

pub mod archive;
pub mod build_id;
pub mod build_info;
pub mod codesign;
pub mod elf_image;
pub mod elf_note;
pub mod exports;
pub mod function_names;
pub mod goobj;
pub mod linker_input;
pub mod program;
pub mod read_at;
pub mod sizes;

mod elf;
mod macho;
mod pe;

pub use read_at::ReadAt;
