//! The list of a pack's entries and values.
//!
//! Counterpart: none.

use vamos_base::Digest;

use super::PackError;

/// The largest value, in bytes.
const MAX_VALUE: u64 = 2 << 30;

/// The bytes of all values of a pack, at most.
const MAX_TOTAL: u64 = 64 << 30;

/// An entry: an action, its value, and the value's size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct PackedEntry {
    pub(super) action: Digest,
    pub(super) value: Digest,
    pub(super) size: u64,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PackedValue {
    pub(super) id: Digest,
    pub(super) size: u64,
    /// The name of an executable; empty for others.
    pub(super) name: String,
}

/// The contents of a pack: entries and values, each sorted by ID, without duplicates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    pub(super) entries: Vec<PackedEntry>,
    pub(super) values: Vec<PackedValue>,
}

impl List {
    /// Returns the bytes of all values.
    pub fn bytes(&self) -> u64 {
        self.values.iter().map(|value| value.size).sum()
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend_from_slice(&(self.entries.len() as u64).to_le_bytes());
        for entry in &self.entries {
            out.extend_from_slice(&entry.action.0);
            out.extend_from_slice(&entry.value.0);
            out.extend_from_slice(&entry.size.to_le_bytes());
        }
        out.extend_from_slice(&(self.values.len() as u64).to_le_bytes());
        for value in &self.values {
            out.extend_from_slice(&value.id.0);
            out.extend_from_slice(&value.size.to_le_bytes());
            out.push(u8::try_from(value.name.len()).unwrap_or(u8::MAX));
            out.extend_from_slice(value.name.as_bytes());
        }
        out
    }

    pub(super) fn read(mut bytes: &[u8]) -> Result<Self, PackError> {
        let mut list = Self::default();
        for _ in 0..number(&mut bytes)? {
            list.entries.push(PackedEntry {
                action: Digest(take(&mut bytes)?),
                value: Digest(take(&mut bytes)?),
                size: number(&mut bytes)?,
            });
        }
        for _ in 0..number(&mut bytes)? {
            let (id, size) = (Digest(take(&mut bytes)?), number(&mut bytes)?);
            let [length] = take(&mut bytes)?;
            let (name, rest) = bytes.split_at_checked(length.into()).ok_or(SHORT)?;
            bytes = rest;
            let name = std::str::from_utf8(name).map_err(|_| NAME)?;
            if matches!(name, "." | "..") || name.contains(['/', '\\', '\0']) {
                return Err(NAME);
            }
            list.values.push(PackedValue {
                id,
                size,
                name: name.to_owned(),
            });
        }
        if bytes.is_empty() {
            list.checked()
        } else {
            Err(PackError::Malformed("bytes after the list"))
        }
    }

    fn checked(self) -> Result<Self, PackError> {
        let is_sorted = self.entries.is_sorted_by(|a, b| a.action < b.action)
            && self.values.is_sorted_by(|a, b| a.id < b.id);
        if !is_sorted {
            return Err(PackError::Malformed("the list is not sorted"));
        }
        let sizes = self.values.iter().map(|value| value.size);
        let total = sizes.clone().try_fold(0_u64, u64::checked_add);
        if sizes.max().unwrap_or_default() > MAX_VALUE || total.is_none_or(|sum| sum > MAX_TOTAL) {
            return Err(PackError::Malformed("too large a value"));
        }
        let has_other_size = self.entries.iter().any(|entry| {
            let value = self.value(&entry.value);
            value.is_some_and(|value| value.size != entry.size)
        });
        if has_other_size {
            Err(PackError::Malformed(
                "an entry with another size than its value",
            ))
        } else {
            Ok(self)
        }
    }

    /// Returns a value.
    pub(super) fn value(&self, id: &Digest) -> Option<&PackedValue> {
        let at = self.values.binary_search_by(|value| value.id.cmp(id));
        at.ok().and_then(|at| self.values.get(at))
    }
}

const SHORT: PackError = PackError::Malformed("the list is too short");
const NAME: PackError = PackError::Malformed("the name of an executable");

fn take<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], PackError> {
    let (found, rest) = bytes.split_first_chunk().ok_or(SHORT)?;
    *bytes = rest;
    Ok(*found)
}

fn number(bytes: &mut &[u8]) -> Result<u64, PackError> {
    take(bytes).map(u64::from_le_bytes)
}
