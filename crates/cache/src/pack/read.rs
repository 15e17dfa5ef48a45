//! Reads a pack. Nothing of it is believed: what enters the cache was verified.
//!
//! Counterpart: none.

use std::collections::HashMap;

use ruzstd::decoding::FrameDecoder;
use vamos_base::Digest;
use vamos_fsys::work;
use vamos_sched::Class;
use vamos_sched::Pool;

use super::BLOCK;
use super::GROUP;
use super::List;
use super::MAGIC;
use super::PackError;
use super::SUM;
use super::list::PackedValue;
use crate::ActionId;
use crate::CacheError;
use crate::LocalStore;
use crate::OutputId;
use crate::Store;

/// The longest list, before compression.
const MAX_LIST: u64 = 1 << 30;

/// What was unpacked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unpacked {
    /// Entries that the cache did not have.
    pub entries: usize,
    /// Values that the cache did not have.
    pub values: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Entries whose values neither the pack nor the cache has: the pack is a delta.
    pub incomplete: usize,
}

/// Returns the list of a pack, and its identity.
pub fn read_list(pack: &[u8]) -> Result<(List, Digest), PackError> {
    let opened = Opened::new(pack)?;
    Ok((opened.list, opened.id))
}

struct Opened<'a> {
    list: List,
    id: Digest,
    /// The compressed blocks.
    blocks: Vec<&'a [u8]>,
}

impl<'a> Opened<'a> {
    fn new(pack: &'a [u8]) -> Result<Self, PackError> {
        if !pack.starts_with(MAGIC) {
            return Err(PackError::NotAPack);
        }
        let (whole, sum) = pack.split_last_chunk::<SUM>().ok_or(PackError::Damaged)?;
        let id = Digest::of(whole);
        if id.0 != *sum {
            return Err(PackError::Damaged);
        }
        let mut rest = whole.get(MAGIC.len() + SUM..).ok_or(HEAD)?;
        let (length, packed) = (take_u64(&mut rest)?, take_u64(&mut rest)?);
        let packed = usize::try_from(packed).ok();
        let (listed, mut rest) = packed
            .and_then(|packed| rest.split_at_checked(packed))
            .ok_or(HEAD)?;
        if length > MAX_LIST {
            return Err(PackError::Malformed("too long a list"));
        }
        let length = usize::try_from(length).map_err(|_| HEAD)?;
        let list = List::read(&decompress(listed, length)?)?;
        let mut blocks = Vec::new();
        while !rest.is_empty() {
            let (length, tail) = rest.split_first_chunk().ok_or(BLOCKS)?;
            let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| BLOCKS)?;
            let (block, tail) = tail.split_at_checked(length).ok_or(BLOCKS)?;
            blocks.push(block);
            rest = tail;
        }
        if blocks.len() as u64 != list.bytes().div_ceil(BLOCK as u64) {
            return Err(BLOCKS);
        }
        Ok(Self { list, id, blocks })
    }
}

const HEAD: PackError = PackError::Malformed("the head");
const BLOCKS: PackError = PackError::Malformed("the blocks of values");

fn take_u64(bytes: &mut &[u8]) -> Result<u64, PackError> {
    let (number, rest) = bytes.split_first_chunk().ok_or(HEAD)?;
    *bytes = rest;
    Ok(u64::from_le_bytes(*number))
}

/// Decompresses bytes that have this length then; no more memory is used than that.
fn decompress(bytes: &[u8], length: usize) -> Result<Vec<u8>, PackError> {
    let mut out = vec![0; length];
    match FrameDecoder::new().decode_all(bytes, &mut out) {
        Ok(size) if size == length => Ok(out),
        _ => Err(PackError::Malformed("compressed bytes")),
    }
}

/// Stores what a pack has and the cache has not. Every value is verified before it is stored, and
/// entries come last. Entries that the cache has stay as they are.
pub fn unpack(store: &LocalStore, pack: &[u8], pool: &Pool) -> Result<Unpacked, PackError> {
    let opened = Opened::new(pack)?;
    let mut unpacked = Unpacked::default();
    let mut executables = HashMap::new();
    let mut values = opened.list.values.iter();
    let mut next = values.next();
    let mut raw = Vec::new();
    let total = opened.list.bytes();
    let numbered: Vec<(u64, &[u8])> = (0..).zip(opened.blocks).collect();
    for group in numbered.chunks(GROUP) {
        let blocks = pool.map(Class::Cpu, group, |(number, block)| {
            let length = (total - number * BLOCK as u64).min(BLOCK as u64);
            decompress(block, usize::try_from(length).map_err(|_| BLOCKS)?)
        });
        for block in blocks {
            raw.extend_from_slice(&block?);
        }
        let mut ready = Vec::new();
        let mut at = 0_usize;
        while let Some(value) = next
            && let Some(bytes) = usize::try_from(value.size)
                .ok()
                .and_then(|size| raw.get(at..at.checked_add(size)?))
        {
            ready.push((value, bytes));
            at += bytes.len();
            next = values.next();
        }
        let stored = pool.map(Class::Cpu, &ready, |(value, bytes)| {
            put(store, value, bytes)
        });
        for ((value, bytes), is_new) in ready.iter().zip(stored) {
            if is_new? {
                unpacked.values += 1;
                unpacked.bytes += value.size;
            }
            if !value.name.is_empty() {
                executables.insert(value.id, bytes.to_vec());
            }
        }
        raw.drain(..at);
    }
    // Values without content need no block.
    while let Some(value) = next {
        put(store, value, &[])?;
        next = values.next();
    }
    put_entries(store, &opened.list, &executables, &mut unpacked)?;
    Ok(unpacked)
}

/// Stores a value if the cache does not have it; reports whether it did not.
fn put(store: &LocalStore, value: &PackedValue, bytes: &[u8]) -> Result<bool, PackError> {
    if Digest::of(bytes) != value.id {
        return Err(PackError::WrongValue(value.id.hex()));
    }
    if !value.name.is_empty() || store.has_value(&OutputId(value.id), value.size) {
        return Ok(false);
    }
    store.put_unreferenced(bytes, value.id)?;
    Ok(true)
}

fn put_entries(
    store: &LocalStore,
    list: &List,
    executables: &HashMap<Digest, Vec<u8>>,
    unpacked: &mut Unpacked,
) -> Result<(), PackError> {
    for entry in &list.entries {
        let id = ActionId(entry.action);
        if store.get_file(&id).is_some() {
            continue;
        }
        let output = OutputId(entry.value);
        if let Some(bytes) = executables.get(&entry.value) {
            let name = list.value(&entry.value).map_or("", |value| &value.name);
            let file = work::write_temp(store.dir(), "vamos-", bytes)?;
            let put = store.put_executable(&id, name, &file);
            let _ = work::remove(&file);
            put.map_err(|error: CacheError| PackError::from(error))?;
        } else if store.has_value(&output, entry.size) {
            store.put_reference(&id, output, entry.size)?;
        } else {
            unpacked.incomplete += 1;
            continue;
        }
        unpacked.entries += 1;
    }
    Ok(())
}
