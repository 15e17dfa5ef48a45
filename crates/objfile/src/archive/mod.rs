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

/// The first bytes of every archive.
pub const MAGIC: &[u8] = b"!<arch>\n";

/// The size of the line before each entry.
pub const HEADER_SIZE: usize = 60;

/// Returns the line before an entry. `name` must be at most 16 bytes long.
fn header(name: &[u8], mode: u32, size: u64) -> Vec<u8> {
    let mut out = name.to_vec();
    out.resize(NAME_SIZE, b' ');
    let rest = format!("{:<12}{:<6}{:<6}{mode:<8o}{size:<10}`\n", 0, 0, 0);
    out.extend_from_slice(rest.as_bytes());
    out
}

/// The rule for the name of an entry if a file's name has more than 16 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LongNames {
    /// The first 16 bytes.
    Cut,
    /// The same, but names that end in `.syso` keep this end: linkers know such objects by it.
    KeepSyso,
}

impl LongNames {
    /// Returns the rule; `keeps_syso` is the release's.
    pub fn new(keeps_syso: bool) -> Self {
        if keeps_syso {
            Self::KeepSyso
        } else {
            Self::Cut
        }
    }

    /// Divides a name that is too long into the part that is cut and its end.
    fn split(self, name: &str) -> (&str, &'static str) {
        if self == Self::KeepSyso
            && name.len() > NAME_SIZE
            && let Some(stem) = name.strip_suffix(SYSO)
        {
            return (stem, SYSO);
        }
        (name, "")
    }

    /// Returns the name of an entry, cut between two bytes.
    fn bytes(self, name: &str) -> Vec<u8> {
        let (stem, end) = self.split(name);
        let stem = &stem.as_bytes()[..stem.len().min(NAME_SIZE - end.len())];
        [stem, end.as_bytes()].concat()
    }

    /// Returns the name of an entry, cut between two characters.
    fn text(self, name: &str) -> String {
        let (stem, end) = self.split(name);
        let mut len = stem.len().min(NAME_SIZE - end.len());
        while !stem.is_char_boundary(len) {
            len -= 1;
        }
        format!("{}{end}", &stem[..len])
    }
}

/// The size of an entry's name, in bytes.
const NAME_SIZE: usize = 16;

/// The end of the name of an object that a package has besides its sources.
const SYSO: &str = ".syso";

/// Returns the header line of an object file called `name`, as the go command appends it to the
/// compiler's archive: a name of at most 16 bytes, mode 0644.
pub(crate) fn object_header(name: &str, rule: LongNames, size: u64) -> Vec<u8> {
    header(&rule.bytes(name), 0o644, size)
}

/// Appends an object file to an archive in memory (`go tool pack r`, as the go
/// command does it itself while building).
pub fn append_object(archive: &mut Vec<u8>, name: &str, rule: LongNames, data: &[u8]) {
    archive.reserve(HEADER_SIZE + data.len() + 1);
    archive.extend(object_header(name, rule, data.len() as u64));
    archive.extend_from_slice(data);
    if !data.len().is_multiple_of(2) {
        archive.push(0);
    }
}

#[cfg(test)]
mod numbers_tests;
#[cfg(test)]
mod tests;
