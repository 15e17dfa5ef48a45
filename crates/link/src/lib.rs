//! The linker: Go objects to an executable, byte for byte the same as cmd/link's.
//!
//! Owns: symbols, sections and the bytes of the output. The caller maps the inputs and opens the
//! output; nothing here opens a file or starts a process. Must not know: packages' sources, the
//! build cache, the terminal. Main types: [`Link`], the input of a link; [`OutputFile`], the
//! executable; [`Stop`], the reason of a failure.
//!
//! Passes are functions of their inputs: [`driver`] calls them, passes the result of each to the
//! later passes that need it, and no pass sees more. State that several passes change is a
//! parameter of its own: the loader's symbols, the layout, the messages. A pass that decides
//! something for all symbols first computes the decisions, from tables that it only reads, and then
//! records them (`live::find`, `text::order`), so that another algorithm can replace the first
//! half.
//! Counterpart: cmd/link.

pub mod arch;
mod arch_syms;
mod buildinfo;
mod data;
pub mod driver;
mod dwarf;
mod dynreloc;
mod elf;
mod error;
mod external;
mod finish;
mod fips;
pub mod flags;
mod format;
mod goroot;
mod host;
mod image;
mod importcfg;
mod inittask;
mod inputs;
mod kind;
mod library;
mod link;
mod live;
mod load;
mod loaded;
pub mod loader;
mod macho;
pub mod options;
mod output;
mod pcln;
mod pe;
pub mod profile;
mod reloc;
mod reloc_apply;
mod section;
mod shared;
mod stackcheck;
mod strdata;
mod sym;
mod symtab;
pub mod system;
#[cfg(test)]
mod testing;
mod text;
mod typelink;
mod types;

pub use error::Diagnostics;
pub use error::Stop;
pub use external::External;
pub use fips::ExecutableCheck;
pub use image::FipsObject;
pub use image::Linked;
pub use image::MemoryFile;
pub use image::OutputFile;
pub use inputs::Host;
pub use inputs::Input;
pub use inputs::Inputs;
pub use link::Link;
pub use load::unread;
pub use options::Options;
pub use shared::Shared;
pub use shared::SharedArchive;
