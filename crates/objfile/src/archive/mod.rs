//! The ar archives that hold Go packages, and the objects inside.
//!
//! An archive is `!<arch>\n` and then, per entry, a line of 60 bytes (name, time,
//! owner, group, mode, size) and the contents, padded to an even length. Everything
//! that varies from run to run is written as zero.
//! Counterpart: cmd/internal/archive/archive.go, cmd/go/internal/work/gc.go
//! (`packInternal`).

mod export;
mod fingerprints;
mod hashes;
mod lines;
mod numbers;
mod pack;
mod parse;
mod wrappers;

pub use export::Exported;
pub use export::entry_bytes;
pub use export::entry_text;
pub use export::exported;
pub use export::exported_id;
pub use export::typed;
pub use fingerprints::set_export_data;
pub use fingerprints::set_fingerprints;
pub use lines::Lines;
pub use lines::lines;
pub use numbers::set_numbers;
pub use numbers::symbols;
pub use pack::Host;
pub use pack::HostFile;
pub use pack::Keep;
pub use pack::USAGE;
pub use pack::run_pack;
pub use parse::ArchiveError;
pub use parse::Entry;
pub use parse::EntryKind;
pub use parse::parse;

/// What every archive starts with.
pub const MAGIC: &[u8] = b"!<arch>\n";

/// The size of the line before each entry.
pub const HEADER_SIZE: usize = 60;

/// Returns the line before an entry. `name` must be at most 16 bytes long.
fn header(name: &[u8], mode: u32, size: u64) -> Vec<u8> {
    let mut out = name.to_vec();
    out.resize(16, b' ');
    let rest = format!("{:<12}{:<6}{:<6}{mode:<8o}{size:<10}`\n", 0, 0, 0);
    out.extend_from_slice(rest.as_bytes());
    out
}

/// Returns the line before an object file called `name`, as the go command appends
/// it to what the compiler wrote: the name cut after 16 bytes, mode 0644.
pub(crate) fn object_header(name: &str, size: u64) -> Vec<u8> {
    let name = name.as_bytes();
    header(&name[..name.len().min(16)], 0o644, size)
}

/// Appends an object file to an archive in memory (`go tool pack r`, as the go
/// command does it itself while building).
pub fn append_object(archive: &mut Vec<u8>, name: &str, data: &[u8]) {
    archive.reserve(HEADER_SIZE + data.len() + 1);
    archive.extend(object_header(name, data.len() as u64));
    archive.extend_from_slice(data);
    if !data.len().is_multiple_of(2) {
        archive.push(0);
    }
}

#[cfg(test)]
mod numbers_tests;
#[cfg(test)]
mod tests;
