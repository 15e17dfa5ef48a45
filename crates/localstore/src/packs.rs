//! Bytes in few files: they are appended to the last file of a directory, and to a new one if that
//! is full. The oldest file is removed if there are too many bytes.
//!
//! A run appends many values with one write, because making a file for each costs more than making
//! the value. Several runs may append to one file. A reader checks each value: after a crash and
//! after a file was removed, its range has other bytes, or none.
//! Counterpart: none.

use vamos_fsys::uncached;
use vamos_fsys::work;

/// Prefix of the files; a number follows.
const NAME: &str = "pack-";

/// A file of this size is full.
const FULL: u64 = 16 << 20;

/// Position of bytes: file, offset and length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PackRange {
    pack: u32,
    length: u32,
    offset: u64,
}

/// The bytes of a [`PackRange`].
pub(crate) const PACK_RANGE: usize = 16;

impl PackRange {
    pub(crate) fn to_bytes(self) -> [u8; PACK_RANGE] {
        let mut bytes = [0; PACK_RANGE];
        bytes[..4].copy_from_slice(&self.pack.to_le_bytes());
        bytes[4..8].copy_from_slice(&self.length.to_le_bytes());
        bytes[8..].copy_from_slice(&self.offset.to_le_bytes());
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8; PACK_RANGE]) -> Self {
        let [a, b, c, d, e, f, g, h, offset @ ..] = *bytes;
        Self {
            pack: u32::from_le_bytes([a, b, c, d]),
            length: u32::from_le_bytes([e, f, g, h]),
            offset: u64::from_le_bytes(offset),
        }
    }

    /// Returns the range of a part of these bytes.
    pub(crate) fn part(self, start: usize, length: usize) -> Option<Self> {
        Some(Self {
            offset: self.offset + u64::try_from(start).ok()?,
            length: u32::try_from(length).ok()?,
            ..self
        })
    }
}

/// A directory of packs.
pub(crate) struct Packs {
    dir: String,
    /// A file of this size is full.
    full: u64,
}

impl Packs {
    pub(crate) fn below(dir: String) -> Self {
        Self { dir, full: FULL }
    }

    fn file(&self, pack: u32) -> String {
        format!("{}/{NAME}{pack}", self.dir)
    }

    /// Returns the packs that exist, with their sizes, the oldest first.
    fn list(&self) -> Vec<(u32, u64)> {
        let names = uncached::names(&self.dir).unwrap_or_default();
        let number = |name: &String| name.strip_prefix(NAME)?.parse().ok();
        let mut packs: Vec<(u32, u64)> = (names.iter().filter_map(number))
            .map(|pack| {
                let size = uncached::stat(&self.file(pack)).map_or(0, |meta| meta.size);
                (pack, size)
            })
            .collect();
        packs.sort_unstable();
        packs
    }

    /// Returns the bytes at a place, as far as there is something.
    pub(crate) fn read(&self, place: PackRange) -> Option<Vec<u8>> {
        // A length beyond the end of the file is not allocated, so that a damaged position costs no
        // memory.
        let length = usize::try_from(place.length).ok()?;
        let path = self.file(place.pack);
        let size = uncached::stat(&path).ok()?.size;
        if place.offset.checked_add(u64::from(place.length))? > size {
            return None;
        }
        uncached::read_range(&path, place.offset, length).ok()
    }

    /// Adds bytes; returns where they are, `None` if that fails.
    pub(crate) fn append(&self, bytes: &[u8]) -> Option<PackRange> {
        let length = u32::try_from(bytes.len()).ok()?;
        uncached::make_dirs(&self.dir).ok()?;
        let pack = match self.list().last() {
            None => 0,
            Some((last, size)) if *size < self.full => *last,
            Some((last, _)) => last.checked_add(1)?,
        };
        let offset = work::append_placed(&self.file(pack), bytes, 0o600).ok()?;
        Some(PackRange {
            pack,
            length,
            offset,
        })
    }

    /// Removes the oldest packs until there are at most `limit` bytes, and files that are no packs.
    pub(crate) fn make_room(&self, limit: u64) {
        for name in uncached::names(&self.dir).unwrap_or_default() {
            if !name.starts_with(NAME) {
                let _ = work::remove(&format!("{}/{name}", self.dir));
            }
        }
        let packs = self.list();
        let mut used: u64 = packs.iter().map(|(_, size)| size).sum();
        for (pack, size) in packs {
            if used <= limit {
                return;
            }
            if work::remove(&self.file(pack)).is_ok() {
                used -= size;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packs(dir: &str, full: u64) -> Packs {
        Packs {
            dir: dir.to_owned(),
            full,
        }
    }

    #[test]
    fn a_full_file_is_followed_by_another() {
        let temp = tempfile::tempdir().unwrap();
        let dir = format!("{}/packs", temp.path().display());
        let packs = packs(&dir, 10);
        let places: Vec<PackRange> = (b'a'..=b'e')
            .map(|byte| packs.append(&[byte; 6]).unwrap())
            .collect();
        assert_eq!(packs.list(), [(0, 12), (1, 12), (2, 6)]);
        for (place, byte) in places.iter().zip(b'a'..) {
            assert_eq!(packs.read(*place), Some(vec![byte; 6]));
            assert_eq!(PackRange::from_bytes(&place.to_bytes()), *place);
        }
        assert_eq!(
            packs.read(places[1].part(2, 3).unwrap()),
            Some(vec![b'b'; 3])
        );
        let behind = places[4].part(1, 6).unwrap();
        assert_eq!(packs.read(behind), None);
        work::write(&format!("{dir}/other"), b"x").unwrap();
        packs.make_room(20);
        assert_eq!(packs.list(), [(1, 12), (2, 6)]);
        assert!(uncached::stat(&format!("{dir}/other")).is_err());
        assert_eq!(packs.read(places[0]), None);
        packs.make_room(0);
        assert_eq!(packs.list(), []);
    }

    #[test]
    fn runs_side_by_side_lose_nothing() {
        let temp = tempfile::tempdir().unwrap();
        let dir = format!("{}/packs", temp.path().display());
        std::thread::scope(|scope| {
            for run in 0..8_u8 {
                let packs = packs(&dir, 5000);
                scope.spawn(move || {
                    for number in 0..50 {
                        let bytes = vec![run; 100 + number];
                        let place = packs.append(&bytes).unwrap();
                        assert_eq!(packs.read(place), Some(bytes));
                    }
                });
            }
        });
    }
}
