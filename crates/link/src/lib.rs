//! The linker: Go objects to an executable, byte for byte what cmd/link writes.
//!
//! Owns: symbols, sections and the bytes of the output. The caller maps the inputs and
//! writes the image; nothing here opens a file or starts a process.
//! Must not know: packages' sources, the build cache, the terminal.
//! Main types: [`Options`], [`Inputs`], [`Stop`].
//! Counterpart: cmd/link.

pub mod arch;
mod buildinfo;
pub mod context;
mod data;
pub mod driver;
mod dwarf;
pub mod elf;
pub mod error;
mod fips;
pub mod flags;
mod host;
pub mod image;
pub mod importcfg;
mod inittask;
pub mod inputs;
pub mod kind;
pub mod library;
mod live;
mod load;
pub mod loaded;
pub mod loader;
pub mod options;
pub mod output;
pub mod pcln;
pub mod profile;
pub mod reloc;
mod reloc_apply;
pub mod section;
mod stackcheck;
mod strdata;
pub mod sym;
pub mod symtab;
#[cfg(test)]
mod testing;
mod text;
mod typelink;
pub mod types;

pub use context::Link;
pub use error::Stop;
pub use image::Image;
pub use inputs::Host;
pub use inputs::Inputs;
pub use options::Options;
