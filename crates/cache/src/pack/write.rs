//! Makes a pack.
//!
//! Counterpart: none.

use std::collections::HashMap;
use std::collections::HashSet;

use ruzstd::encoding::CompressionLevel;
use ruzstd::encoding::compress_to_vec;
use vamos_base::Digest;
use vamos_fsys::maintenance;
use vamos_sched::Class;
use vamos_sched::Pool;

use super::BLOCK;
use super::GROUP;
use super::List;
use super::MAGIC;
use super::PackError;
use super::list::PackedEntry;
use super::list::PackedValue;
use crate::eviction::Inventory;
use crate::eviction::ValueFile;

/// A pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Number of entries.
    pub entries: usize,
    /// Size of the values in bytes, before compression.
    pub raw_bytes: u64,
}

/// Packs entries of a cache with their values. Given the list and the identity of another pack, it
/// leaves out the contents of that pack. Entries whose values are missing or damaged are left out.
pub fn pack(
    inventory: &Inventory,
    actions: &HashSet<Digest>,
    since: Option<(&List, Digest)>,
    pool: &Pool,
) -> Result<Packed, PackError> {
    let empty = List::default();
    let (old, base) = since.unwrap_or((&empty, Digest::default()));
    let mut list = entries(inventory, actions);
    let files: HashMap<Digest, &ValueFile> = inventory
        .values
        .iter()
        .map(|value| (value.id.0, value))
        .collect();
    let old_entries: HashSet<&PackedEntry> = old.entries.iter().collect();
    list.retain(|entry| files.contains_key(&entry.value) && !old_entries.contains(entry));
    let mut wanted: Vec<Digest> = list.iter().map(|entry| entry.value).collect();
    wanted.sort_unstable();
    wanted.dedup();
    wanted.retain(|id| old.value(id).is_none());
    let mut blocks = Blocks::new(pool);
    let mut values = Vec::new();
    for group in wanted.chunks(64) {
        let read = pool.map(Class::Cpu, group, |id| read_value(inventory, files[id]));
        for value in read.into_iter().flatten() {
            let (value, bytes) = value?;
            blocks.add(&bytes);
            values.push(value);
        }
    }
    let mut list = List {
        entries: list,
        values,
    };
    // The entries of values that vanished meanwhile are dropped as well.
    let has_value: Vec<bool> = list
        .entries
        .iter()
        .map(|entry| list.value(&entry.value).is_some() || old.value(&entry.value).is_some())
        .collect();
    let mut has_value = has_value.into_iter();
    list.entries
        .retain(|_| has_value.next().unwrap_or_default());
    let raw_bytes = list.bytes();
    let listed = compress_to_vec(&*list.write(), CompressionLevel::Fastest);
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&base.0);
    for length in [list.write().len(), listed.len()] {
        bytes.extend_from_slice(&(length as u64).to_le_bytes());
    }
    bytes.extend_from_slice(&listed);
    bytes.extend(blocks.finish());
    let sum = Digest::of(&bytes);
    bytes.extend_from_slice(&sum.0);
    Ok(Packed {
        bytes,
        entries: list.entries.len(),
        raw_bytes,
    })
}

fn entries(inventory: &Inventory, actions: &HashSet<Digest>) -> Vec<PackedEntry> {
    let entries = inventory.entries.iter();
    let wanted = entries.filter(|entry| actions.contains(&entry.id.0));
    let mut list: Vec<PackedEntry> = wanted
        .filter_map(|file| {
            let entry = file.entry?;
            Some(PackedEntry {
                action: file.id.0,
                value: entry.output.0,
                size: entry.size,
            })
        })
        .collect();
    list.sort_unstable();
    list
}

/// Reads a value; `None` if it is gone or damaged.
fn read_value(
    inventory: &Inventory,
    file: &ValueFile,
) -> Option<Result<(PackedValue, Vec<u8>), PackError>> {
    let mut path = inventory.value_path(&file.id);
    let mut name = String::new();
    if file.is_executable {
        let files = maintenance::list(&path).ok()?;
        let [(only, _)] = &files[..] else { return None };
        name.clone_from(only);
        path = format!("{path}/{only}");
    }
    let bytes = match maintenance::read_head(&path, u64::MAX) {
        Err(error) if error.is_not_exist() => return None,
        Err(error) => return Some(Err(error.into())),
        Ok(bytes) => bytes,
    };
    if Digest::of(&bytes) != file.id.0 || name.len() > u8::MAX.into() {
        return None;
    }
    let value = PackedValue {
        id: file.id.0,
        size: bytes.len() as u64,
        name,
    };
    Some(Ok((value, bytes)))
}

/// Compresses a stream in blocks.
struct Blocks<'a> {
    pool: &'a Pool,
    raw: Vec<u8>,
    out: Vec<u8>,
}

impl<'a> Blocks<'a> {
    fn new(pool: &'a Pool) -> Self {
        Self {
            pool,
            raw: Vec::new(),
            out: Vec::new(),
        }
    }

    fn add(&mut self, bytes: &[u8]) {
        self.raw.extend_from_slice(bytes);
        let whole = self.raw.len() / (GROUP * BLOCK) * (GROUP * BLOCK);
        if whole > 0 {
            self.compress(whole);
        }
    }

    fn compress(&mut self, length: usize) {
        let rest = self.raw.split_off(length);
        let blocks: Vec<&[u8]> = self.raw.chunks(BLOCK).collect();
        let compressed = self.pool.map(Class::Cpu, &blocks, |block| {
            compress_to_vec(*block, CompressionLevel::Fastest)
        });
        for block in compressed {
            let length = u32::try_from(block.len()).unwrap_or(u32::MAX);
            self.out.extend_from_slice(&length.to_le_bytes());
            self.out.extend_from_slice(&block);
        }
        self.raw = rest;
    }

    fn finish(mut self) -> Vec<u8> {
        self.compress(self.raw.len());
        self.out
    }
}
