//! A summary that can be read.
//!
//! Counterpart: internal/pkgbits/decoder.go, for another format.

use std::fmt;
use std::sync::Arc;

use crate::bytes::Cursor;
use crate::write::FORMAT;

/// A summary that can be read: its bytes, and the offsets of its tables.
#[derive(Clone)]
pub struct Summary {
    pub(crate) bytes: Arc<dyn AsRef<[u8]> + Send + Sync>,
    pub(crate) tables: [Entries; 5],
}

impl fmt::Debug for Summary {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Summary").finish_non_exhaustive()
    }
}

/// Entries of different lengths: their number, and the offsets of the ends and of the entries.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Entries {
    count: usize,
    ends: usize,
    data: usize,
}

/// The tables, in order.
pub(crate) const STRINGS: usize = 0;
pub(crate) const NAMES: usize = 1;
pub(crate) const OBJECTS: usize = 2;
pub(crate) const TYPES: usize = 3;
/// Packages, and the indices of imported ones.
pub(crate) const OTHERS: usize = 4;

impl Summary {
    /// Opens a summary; `None` if the bytes do not have this format. Damage further inside is
    /// detected when it is read.
    pub fn open(bytes: Arc<dyn AsRef<[u8]> + Send + Sync>) -> Option<Self> {
        let all = (*bytes).as_ref();
        let mut at = all.starts_with(FORMAT.as_bytes()).then_some(FORMAT.len())?;
        let mut tables = [Entries::default(); 5];
        for table in &mut tables {
            let count = read_u32(all, at)? as usize;
            let ends = at + 4;
            let data = ends.checked_add(count.checked_mul(4)?)?;
            let len = match count {
                0 => 0,
                _ => read_u32(all, data - 4)? as usize,
            };
            at = data.checked_add(len).filter(|end| *end <= all.len())?;
            *table = Entries { count, ends, data };
        }
        Some(Self { bytes, tables })
    }

    /// Returns its bytes.
    pub fn bytes(&self) -> &[u8] {
        (*self.bytes).as_ref()
    }

    pub(crate) fn count(&self, table: usize) -> usize {
        self.tables[table].count
    }

    /// Returns an entry.
    pub(crate) fn entry(&self, table: usize, index: usize) -> Option<&[u8]> {
        let Entries { count, ends, data } = self.tables[table];
        if index >= count {
            return None;
        }
        let end = |index: usize| Some(read_u32(self.bytes(), ends + 4 * index)? as usize);
        let start = match index {
            0 => 0,
            _ => end(index - 1)?,
        };
        self.bytes().get(data + start..data + end(index)?)
    }

    pub(crate) fn string(&self, index: u32) -> Option<&[u8]> {
        self.entry(STRINGS, index as usize)
    }

    pub(crate) fn text(&self, index: u32) -> Option<&str> {
        std::str::from_utf8(self.string(index)?).ok()
    }

    /// Returns the name at this index in the sorted table of exported names.
    pub(crate) fn name(&self, index: usize) -> Option<&str> {
        let number = self.entry(NAMES, index)?.first_chunk()?;
        self.text(u32::from_le_bytes(*number))
    }

    /// Returns the index of an exported name.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        let (mut low, mut high) = (0, self.count(NAMES));
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.name(middle)?.cmp(name) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// Returns the paths and names of packages: the package itself, and others that it mentions.
    pub(crate) fn packages(&self) -> Option<Vec<(&str, &str)>> {
        let mut cursor = Cursor::new(self.entry(OTHERS, 0)?, 0);
        let mut packages = Vec::new();
        for _ in 0..cursor.len()? {
            let path = self.text(cursor.small()?)?;
            packages.push((path, self.text(cursor.small()?)?));
        }
        Some(packages)
    }

    /// Returns the indices of the packages that it imports.
    pub(crate) fn imports(&self) -> Option<Vec<usize>> {
        let mut cursor = Cursor::new(self.entry(OTHERS, 1)?, 0);
        let mut imports = Vec::new();
        for _ in 0..cursor.len()? {
            imports.push(cursor.small()? as usize);
        }
        Some(imports)
    }
}

fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    let number = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(*number.first_chunk()?))
}

/// Finds the summary of a package by its path.
pub type Summaries = dyn Fn(&str) -> Option<Summary> + Send + Sync;
