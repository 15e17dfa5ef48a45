//! Search of a build ID and hash of the other bytes, in one pass.
//!
//! The content ID is the hash of a file in which every occurrence of the build ID
//! reads as zeros. The code signature of a Mach-O file and the host's build ID (GNU
//! note, UUID) depend on the Go build ID, so they read as zeros too.
//! Counterpart: cmd/internal/buildid/rewrite.go (`FindAndHash`).

use std::io;
use std::ops::Range;

use vamos_base::Digest;
use vamos_base::Sha256;

use super::BuildIdError;
use crate::elf::Elf;
use crate::macho::LC_UUID;
use crate::macho::Macho;
use crate::read_at::ReadAt;
use crate::read_at::find;

/// The offsets of an ID, and the hash of everything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Offsets of the occurrences, ascending.
    pub matches: Vec<u64>,
    /// The hash with the occurrences read as zeros: the source of the content ID.
    pub digest: Digest,
    /// The hash of the other ranges that were read as zeros; without any, the hash of nothing.
    pub blanked: Digest,
}

impl Found {
    /// Returns a digest of everything that [`Found::digest`] leaves out: the offsets of the
    /// occurrences, and the other ranges that were read as zeros. Two files with the same digests
    /// and the same ID are the same.
    pub fn rest(&self) -> Digest {
        let mut hash = Sha256::new();
        hash.update(&self.blanked.0);
        for offset in &self.matches {
            hash.update(&offset.to_le_bytes());
        }
        hash.finish()
    }
}

/// Finds `id` in `data` and hashes the rest, without copying if only the ID must be blanked
/// (archives, PE, wasm).
pub fn find_and_hash(data: &[u8], id: &[u8]) -> Result<Found, BuildIdError> {
    if id.is_empty() {
        return Err(BuildIdError::NoId);
    }
    if !excluded(data).is_empty() {
        return find_and_hash_from("", &data, id);
    }
    let mut pass = Pass::new(id);
    pass.take(data, 0, true);
    Ok(pass.finish())
}

/// [`find_and_hash`] for a file of any size in bounded memory. `name` is only for
/// errors.
pub fn find_and_hash_from(name: &str, from: &dyn ReadAt, id: &[u8]) -> Result<Found, BuildIdError> {
    const STEP: usize = 1 << 18;
    if id.is_empty() {
        return Err(BuildIdError::NoId);
    }
    let excluded = excluded(from);
    let mut pass = Pass::new(id);
    let mut buf = vec![0; id.len() + STEP];
    let mut kept = 0;
    let mut offset = 0;
    loop {
        let window = &mut buf[kept..kept + STEP];
        let count = fill(from, window, offset).map_err(|error| BuildIdError::io(name, error))?;
        for range in &excluded {
            let blanked = part(&mut window[..count], offset, range);
            pass.blanked.update(blanked);
            blanked.fill(0);
        }
        let is_last = count < STEP;
        let end = kept + count;
        let used = pass.take(&buf[..end], offset - kept as u64, is_last);
        if is_last {
            return Ok(pass.finish());
        }
        buf.copy_within(used..end, 0);
        kept = end - used;
        offset += count as u64;
    }
}

fn fill(from: &dyn ReadAt, window: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut done = 0;
    while done < window.len() {
        match from.read_at(&mut window[done..], offset + done as u64)? {
            0 => break,
            count => done += count,
        }
    }
    Ok(done)
}

/// Returns the part of `window`, which starts at `offset` of the file, that is in `range`.
fn part<'a>(window: &'a mut [u8], offset: u64, range: &Range<u64>) -> &'a mut [u8] {
    let len = window.len() as u64;
    let start = range.start.saturating_sub(offset).min(len) as usize;
    let end = range.end.saturating_sub(offset).min(len) as usize;
    &mut window[start..end.max(start)]
}

/// A search that hashes as it goes.
struct Pass<'a> {
    id: &'a [u8],
    zeros: Vec<u8>,
    hash: Sha256,
    blanked: Sha256,
    matches: Vec<u64>,
}

impl<'a> Pass<'a> {
    fn new(id: &'a [u8]) -> Self {
        Self {
            id,
            zeros: vec![0; id.len()],
            hash: Sha256::new(),
            blanked: Sha256::new(),
            matches: Vec::new(),
        }
    }

    /// Hashes `data`, which starts at `offset` of the file, and returns the number of bytes that
    /// are done: all except a possible beginning of an occurrence.
    fn take(&mut self, data: &[u8], offset: u64, is_last: bool) -> usize {
        let mut at = 0;
        while let Some(before) = find(&data[at..], self.id) {
            self.hash.update(&data[at..at + before]);
            self.hash.update(&self.zeros);
            self.matches.push(offset + (at + before) as u64);
            at += before + self.id.len();
        }
        let end = if is_last {
            data.len()
        } else {
            at.max(data.len().saturating_sub(self.id.len() - 1))
        };
        self.hash.update(&data[at..end]);
        end
    }

    fn finish(self) -> Found {
        Found {
            matches: self.matches,
            digest: self.hash.finish(),
            blanked: self.blanked.finish(),
        }
    }
}

/// Returns the ranges other than the ID that read as zeros. A file that cannot be parsed has none.
fn excluded(from: &(impl ReadAt + ?Sized)) -> Vec<Range<u64>> {
    let from: &dyn ReadAt = &from;
    let mut magic = [0; 4];
    if !matches!(from.read_at(&mut magic, 0), Ok(4)) {
        return Vec::new();
    }
    match &magic {
        b"\x7fELF" => Elf::parse(from).ok().and_then(|elf| gnu_id(&elf)),
        [0xfe, 0xed, 0xfa, 0xce | 0xcf] | [0xce | 0xcf, 0xfa, 0xed, 0xfe] => {
            return Macho::parse(from).map_or_else(|_| Vec::new(), |file| apple_parts(&file));
        }
        _ => None,
    }
    .into_iter()
    .collect()
}

/// The payload of the GNU note: after three words of header and the name.
fn gnu_id(elf: &Elf) -> Option<Range<u64>> {
    let section = elf.section(".note.gnu.build-id")?;
    Some(section.offset + 16..section.offset.checked_add(section.size)?)
}

fn apple_parts(file: &Macho) -> Vec<Range<u64>> {
    let mut out = Vec::new();
    if let Some((offset, size)) = file.code_signature() {
        // The sum wraps in 32 bits, as upstream.
        out.push(offset.into()..offset.wrapping_add(size).into());
    }
    if let Some(load) = file.loads.iter().find(|load| load.cmd == LC_UUID) {
        out.push(load.offset + 8..load.offset + load.data.len() as u64);
    }
    out
}
