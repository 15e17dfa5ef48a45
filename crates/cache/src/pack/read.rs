//! Reads a pack. Its data is untrusted: every value is verified before it enters the cache.
//!
//! Counterpart: none.

use std::io;
use std::io::Cursor;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::io::Take;

use ruzstd::decoding::FrameDecoder;
use vamos_base::Digest;
use vamos_base::Sha256;
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

/// Statistics about unpacking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unpacked {
    /// Number of entries that the cache did not have.
    pub entries: usize,
    /// Number of values that the cache did not have.
    pub values: usize,
    /// Size of these values in bytes.
    pub bytes: u64,
    /// Number of entries whose values are neither in the pack nor in the cache, as the pack is a
    /// delta.
    pub incomplete: usize,
}

/// Returns a pack that comes from a pipe. It is read into memory, as a pipe cannot be read twice.
pub fn from_pipe(pipe: &mut impl Read) -> Result<Cursor<Vec<u8>>, PackError> {
    let mut pack = read_up_to(pipe, MAGIC.len() as u64)?;
    if pack != MAGIC {
        return Err(PackError::NotAPack);
    }
    pipe.read_to_end(&mut pack)?;
    Ok(Cursor::new(pack))
}

/// Returns the list of a pack, and its identity.
pub fn read_list(pack: &mut (impl Read + Seek)) -> Result<(List, Digest), PackError> {
    let opened = Opened::new(pack)?;
    Ok((opened.list, opened.id))
}

/// A pack that is complete, read up to its blocks.
struct Opened<'a, R> {
    list: List,
    id: Digest,
    /// The compressed blocks, each with its length before it.
    blocks: Take<&'a mut R>,
}

impl<'a, R: Read + Seek> Opened<'a, R> {
    /// Reads the magic, then all of the pack to compare its sum, then the list. Memory is used for
    /// the list only.
    fn new(pack: &'a mut R) -> Result<Self, PackError> {
        pack.rewind()?;
        if read_up_to(pack, MAGIC.len() as u64)? != MAGIC {
            return Err(PackError::NotAPack);
        }
        let size = pack.seek(SeekFrom::End(0))?;
        let whole = size.checked_sub(SUM as u64).ok_or(PackError::Damaged)?;
        pack.rewind()?;
        let id = digest_of(&mut pack.take(whole))?;
        if read_up_to(pack, SUM as u64)? != id.0 {
            return Err(PackError::Damaged);
        }
        pack.rewind()?;
        let mut rest = pack.take(whole);
        // The magic, and the identity of the pack that this one is a delta of.
        if read_up_to(&mut rest, (MAGIC.len() + SUM) as u64)?.len() < MAGIC.len() + SUM {
            return Err(HEAD);
        }
        let (length, packed) = (take_u64(&mut rest)?, take_u64(&mut rest)?);
        if length > MAX_LIST || packed > most_compressed(length) {
            return Err(PackError::Malformed("too long a list"));
        }
        let listed = read_up_to(&mut rest, packed)?;
        if listed.len() as u64 != packed {
            return Err(HEAD);
        }
        let length = usize::try_from(length).map_err(|_| HEAD)?;
        let list = List::read(&decompress(&listed, length)?)?;
        Ok(Self {
            list,
            id,
            blocks: rest,
        })
    }
}

/// Reads the blocks of a pack one after the other.
struct Blocks<'a, R> {
    rest: Take<&'a mut R>,
    /// The decompressed size of the blocks that are not read yet.
    bytes: u64,
}

impl<R: Read> Blocks<'_, R> {
    /// Returns the next block, compressed, and its length when decompressed; `None` at the end.
    fn next(&mut self) -> Result<Option<(Vec<u8>, usize)>, PackError> {
        let length = self.bytes.min(BLOCK as u64);
        if length == 0 {
            return match self.rest.limit() {
                0 => Ok(None),
                _ => Err(BLOCKS),
            };
        }
        let head = read_up_to(&mut self.rest, 4)?;
        let packed = u64::from(u32::from_le_bytes(head.try_into().map_err(|_| BLOCKS)?));
        if packed > most_compressed(length) {
            return Err(BLOCKS);
        }
        let block = read_up_to(&mut self.rest, packed)?;
        if block.len() as u64 != packed {
            return Err(BLOCKS);
        }
        self.bytes -= length;
        let length = usize::try_from(length).map_err(|_| BLOCKS)?;
        Ok(Some((block, length)))
    }

    /// Returns up to [`GROUP`] blocks, decompressed; none at the end.
    fn next_group(&mut self, pool: &Pool) -> Result<Vec<Vec<u8>>, PackError> {
        let mut group = Vec::new();
        while group.len() < GROUP
            && let Some(block) = self.next()?
        {
            group.push(block);
        }
        let blocks = pool.map(Class::Cpu, &group, |(block, length)| {
            decompress(block, *length)
        });
        blocks.into_iter().collect()
    }
}

const HEAD: PackError = PackError::Malformed("the head");
const BLOCKS: PackError = PackError::Malformed("the blocks of values");

/// Returns the next bytes, at most `limit`. Memory is allocated only for bytes that exist.
fn read_up_to(from: &mut impl Read, limit: u64) -> Result<Vec<u8>, PackError> {
    let mut bytes = Vec::new();
    from.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Returns the digest of all following bytes.
fn digest_of(from: &mut impl Read) -> Result<Digest, PackError> {
    let mut hash = Sha256::new();
    let mut chunk = vec![0; 1 << 17];
    loop {
        match from.read(&mut chunk) {
            Ok(0) => return Ok(hash.finish()),
            Ok(count) => hash.update(&chunk[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
}

fn take_u64(from: &mut impl Read) -> Result<u64, PackError> {
    let number = read_up_to(from, 8)?;
    Ok(u64::from_le_bytes(number.try_into().map_err(|_| HEAD)?))
}

/// Returns the maximum compressed length: bytes that do not compress are copied, with a few bytes
/// of overhead for each part.
fn most_compressed(length: u64) -> u64 {
    length + length / 16 + 1024
}

/// Decompresses bytes to this length; no more memory is allocated.
fn decompress(bytes: &[u8], length: usize) -> Result<Vec<u8>, PackError> {
    let mut out = vec![0; length];
    match FrameDecoder::new().decode_all(bytes, &mut out) {
        Ok(size) if size == length => Ok(out),
        _ => Err(PackError::Malformed("compressed bytes")),
    }
}

/// Stores the contents of a pack that the cache does not have. Every value is verified before it is
/// stored, and entries are stored after their values. Existing entries stay. A few blocks are in
/// memory at a time, or one value if it is longer.
pub fn unpack(
    store: &LocalStore,
    pack: &mut (impl Read + Seek),
    pool: &Pool,
) -> Result<Unpacked, PackError> {
    let opened = Opened::new(pack)?;
    let mut unpacked = Unpacked::default();
    let mut values = opened.list.values.iter();
    let mut next = values.next();
    let mut raw = Vec::new();
    let mut blocks = Blocks {
        bytes: opened.list.bytes(),
        rest: opened.blocks,
    };
    loop {
        let group = blocks.next_group(pool)?;
        let is_end = group.is_empty();
        for block in group {
            raw.extend_from_slice(&block);
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
                put_executable(store, &opened.list, value, bytes, &mut unpacked)?;
            }
        }
        raw.drain(..at);
        if is_end {
            break;
        }
    }
    put_entries(store, &opened.list, &mut unpacked)?;
    Ok(unpacked)
}

/// Stores a value if the cache does not have it; reports whether it was stored.
fn put(store: &LocalStore, value: &PackedValue, bytes: &[u8]) -> Result<bool, PackError> {
    if Digest::of(bytes) != value.id {
        let name = value.id.hex();
        return Err(PackError::WrongValue { name });
    }
    if !value.name.is_empty() || store.has_value(&OutputId(value.id), value.size) {
        return Ok(false);
    }
    store.put_unreferenced(bytes, value.id)?;
    Ok(true)
}

/// Stores an executable under all entries of it that the cache does not have.
fn put_executable(
    store: &LocalStore,
    list: &List,
    value: &PackedValue,
    bytes: &[u8],
    unpacked: &mut Unpacked,
) -> Result<(), PackError> {
    let entries = list.entries.iter().filter(|entry| entry.value == value.id);
    for entry in entries {
        let id = ActionId(entry.action);
        if store.get_file(&id).is_some() {
            continue;
        }
        let file = work::write_temp(store.dir(), "vamos-", bytes)?;
        let put = store.put_executable(&id, &value.name, &file);
        let _ = work::remove(&file);
        put.map_err(|error: CacheError| PackError::from(error))?;
        unpacked.entries += 1;
    }
    Ok(())
}

/// Stores the entries of other values.
fn put_entries(store: &LocalStore, list: &List, unpacked: &mut Unpacked) -> Result<(), PackError> {
    for entry in &list.entries {
        let id = ActionId(entry.action);
        let output = OutputId(entry.value);
        if store.get_file(&id).is_some() {
            continue;
        }
        if !store.has_value(&output, entry.size) {
            unpacked.incomplete += 1;
            continue;
        }
        store.put_reference(&id, output, entry.size)?;
        unpacked.entries += 1;
    }
    Ok(())
}
