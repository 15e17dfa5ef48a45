//! The linker: Go objects to an executable, byte for byte what cmd/link writes.
//!
//! Owns: symbols, sections and the bytes of the output. The caller maps the inputs and opens
//! the output; nothing here opens a file or starts a process.
//! Must not know: packages' sources, the build cache, the terminal.
//! Main types: [`Link`], which is what a link is given; [`OutputFile`], where the
//! executable is written; [`Stop`], the reason of a failure.
//!
//! Passes are functions of what they read: [`driver`] calls them, hands the result of each
//! to those that need it, and no pass sees more. What several passes change is a parameter
//! of its own: the loader's symbols, the layout, the messages. A pass that decides something
//! for all symbols first finds it, from tables that it only reads, and then notes it
//! (`live::find`, `text::order`), so that another way to find it can replace the first half.
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
