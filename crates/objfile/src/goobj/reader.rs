//! Reads a Go object file in place.
//!
//! Offsets of blocks and the index tables are checked when the object is opened, so that no later
//! access leaves the file. Indices that come from other objects are checked where they are used: an
//! index that is too large reads as an empty record. So do texts and lists that exceed their block;
//! the reader records that it has read one.
//! Counterpart: cmd/internal/goobj/objfile.go (`Reader`).

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use super::records::AuxRecord;
use super::records::Imported;
use super::records::RelocRecord;
use super::records::SymRecord;
use super::records::SymRef;
use super::records::pkg_idx;
use super::records::u32_at;
use super::records::u64_at;

/// The first bytes of a Go object file.
pub const MAGIC: &[u8; 8] = b"\0go120ld";

pub(super) const BLOCKS: usize = 19;
pub(super) const HEADER: usize = 8 + 8 + 4 + 4 * BLOCKS;

/// The blocks of the file, in order.
#[derive(Clone, Copy)]
pub(super) enum Block {
    Autolib,
    PkgIdx,
    File,
    SymDef,
    Hashed64Def,
    HashedDef,
    NonPkgDef,
    NonPkgRef,
    RefFlags,
    Hash64,
    Hash,
    RelocIdx,
    AuxIdx,
    DataIdx,
    Reloc,
    Aux,
    Data,
    RefName,
}

/// Error of reading a Go object file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectError {
    /// The first bytes are not [`MAGIC`].
    Magic,
    /// A block or an index table leaves the file.
    Malformed,
}

impl fmt::Display for ObjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Magic => "wrong magic, not a Go object file",
            Self::Malformed => "malformed object file",
        })
    }
}

impl std::error::Error for ObjectError {}

/// Number of symbols of each kind in an object. Local indices run over them in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Definitions that other objects refer to by package and index.
    pub pkg: u32,
    /// Definitions found by their content of at most 8 bytes.
    pub hashed64: u32,
    /// Definitions found by the hash of their content.
    pub hashed: u32,
    /// Definitions found by name.
    pub non_pkg: u32,
    /// References by name.
    pub refs: u32,
}

impl Counts {
    /// Returns the number of symbols that the object defines.
    #[inline]
    pub fn defs(&self) -> u32 {
        self.pkg + self.hashed64 + self.hashed + self.non_pkg
    }

    /// Returns the number of symbols that the object defines or refers to by name.
    #[inline]
    pub fn all(&self) -> u32 {
        self.defs() + self.refs
    }
}

/// A Go object file in memory.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    offsets: [u32; BLOCKS],
    counts: Counts,
    /// Set when a text or a list was read that leaves the object or its block.
    is_damaged: Arc<AtomicBool>,
}

impl<'a> Reader<'a> {
    /// Opens an object.
    ///
    /// # Errors
    /// The bytes are not an object, or a table leaves them.
    pub fn open(bytes: &'a [u8]) -> Result<Self, ObjectError> {
        if !bytes.starts_with(MAGIC) {
            return Err(ObjectError::Magic);
        }
        if bytes.len() < HEADER {
            return Err(ObjectError::Malformed);
        }
        let mut offsets = [0; BLOCKS];
        for (at, offset) in offsets.iter_mut().enumerate() {
            *offset = u32_at(bytes, 20 + 4 * at);
        }
        if !offsets.is_sorted() || offsets[BLOCKS - 1] as usize > bytes.len() {
            return Err(ObjectError::Malformed);
        }
        let mut reader = Self {
            bytes,
            offsets,
            counts: Counts::default(),
            is_damaged: Arc::default(),
        };
        let count = |block| (reader.block(block).len() / SymRecord::SIZE) as u32;
        reader.counts = Counts {
            pkg: count(Block::SymDef),
            hashed64: count(Block::Hashed64Def),
            hashed: count(Block::HashedDef),
            non_pkg: count(Block::NonPkgDef),
            refs: count(Block::NonPkgRef),
        };
        reader.check_tables()?;
        Ok(reader)
    }

    /// Checks that symbol records fill their blocks, and that each index table has one
    /// entry more than there are definitions and ends inside its block.
    fn check_tables(&self) -> Result<(), ObjectError> {
        let records = self.range(Block::SymDef).0..self.range(Block::NonPkgRef).1;
        let entries = self.counts.defs() as usize + 1;
        let tables = [
            (Block::RelocIdx, Block::Reloc, RelocRecord::SIZE),
            (Block::AuxIdx, Block::Aux, AuxRecord::SIZE),
            (Block::DataIdx, Block::Data, 1),
        ];
        let fits = tables.iter().all(|&(index, block, size)| {
            let table = self.block(index);
            let last = u32_at(table, 4 * (entries - 1)) as usize;
            table.len() == 4 * entries && last.saturating_mul(size) <= self.block(block).len()
        });
        let hashes = self.block(Block::Hash64).len() >= 8 * self.counts.hashed64 as usize
            && self.block(Block::Hash).len() >= 16 * self.counts.hashed as usize;
        if records.len() == SymRecord::SIZE * self.counts.all() as usize && fits && hashes {
            Ok(())
        } else {
            Err(ObjectError::Malformed)
        }
    }

    #[inline]
    pub(super) fn range(&self, block: Block) -> (usize, usize) {
        let at = block as usize;
        (self.offsets[at] as usize, self.offsets[at + 1] as usize)
    }

    #[inline]
    fn block(&self, block: Block) -> &'a [u8] {
        let (start, end) = self.range(block);
        &self.bytes[start..end]
    }

    #[inline]
    fn string(&self, len: usize, offset: usize) -> &'a [u8] {
        let text = offset
            .checked_add(len)
            .and_then(|end| self.bytes.get(offset..end));
        self.or_damaged(text)
    }

    /// Records a missing item as damage.
    #[inline]
    fn or_damaged(&self, found: Option<&'a [u8]>) -> &'a [u8] {
        if found.is_none() {
            self.is_damaged.store(true, Ordering::Relaxed);
        }
        found.unwrap_or_default()
    }

    /// Returns true if a text or a list was read that leaves the object or its block, and
    /// therefore was empty.
    pub fn is_damaged(&self) -> bool {
        self.is_damaged.load(Ordering::Relaxed)
    }

    fn string_ref(&self, bytes: &[u8], at: usize) -> &'a [u8] {
        self.string(u32_at(bytes, at) as usize, u32_at(bytes, at + 4) as usize)
    }

    /// Returns the fingerprint of the export data.
    pub fn fingerprint(&self) -> [u8; 8] {
        u64_at(self.bytes, 8).to_le_bytes()
    }

    /// Returns bits of [`super::object_flag`].
    pub fn flags(&self) -> u32 {
        u32_at(self.bytes, 16)
    }

    /// Returns the numbers of symbols of the object.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Iterates over the imported packages.
    pub fn autolib(&self) -> impl Iterator<Item = Imported<'a>> {
        let block = self.block(Block::Autolib);
        block.chunks_exact(16).map(|record| Imported {
            pkg: self.string_ref(record, 0),
            fingerprint: u64_at(record, 8).to_le_bytes(),
        })
    }

    /// Iterates over the imported packages, each with the place of its fingerprint in the
    /// object.
    pub fn fingerprint_places(&self) -> impl Iterator<Item = (&'a [u8], usize)> {
        let (start, _) = self.range(Block::Autolib);
        let places = (start + 8..).step_by(16);
        self.autolib()
            .zip(places)
            .map(|(imported, place)| (imported.pkg, place))
    }

    /// Iterates over the packages that symbol references name by index; the first is empty.
    pub fn packages(&self) -> impl Iterator<Item = &'a [u8]> {
        let block = self.block(Block::PkgIdx);
        block
            .chunks_exact(8)
            .map(|record| self.string_ref(record, 0))
    }

    /// Iterates over the source files of line tables.
    pub fn files(&self) -> impl ExactSizeIterator<Item = &'a [u8]> {
        let block = self.block(Block::File);
        block
            .chunks_exact(8)
            .map(|record| self.string_ref(record, 0))
    }

    /// Returns the record of the symbol with this local index, if there is one.
    #[inline]
    pub fn sym(&self, index: u32) -> Option<SymRecord<'a>> {
        if index >= self.counts.all() {
            return None;
        }
        let at = self.range(Block::SymDef).0 + SymRecord::SIZE * index as usize;
        self.bytes.get(at..)?.first_chunk().map(SymRecord)
    }

    /// Returns a symbol's name.
    #[inline]
    pub fn name(&self, sym: SymRecord<'a>) -> &'a [u8] {
        self.string(sym.name_len(), sym.name_offset())
    }

    /// Returns the contents of the short hashed definitions, in order: of at most 8 bytes
    /// the content is its own hash.
    pub fn hashes64(&self) -> &'a [[u8; 8]] {
        let hashes = self.block(Block::Hash64).as_chunks().0;
        let count = self.counts.hashed64 as usize;
        hashes.get(..count).unwrap_or_default()
    }

    /// Returns the content hashes of the hashed definitions, in order.
    pub fn hashes(&self) -> &'a [[u8; 16]] {
        let hashes = self.block(Block::Hash).as_chunks().0;
        let count = self.counts.hashed as usize;
        hashes.get(..count).unwrap_or_default()
    }

    /// Returns the offset in the object of a hashed definition's hash.
    pub fn hash_place(&self, index: u32) -> usize {
        self.range(Block::Hash).0 + size_of::<[u8; 16]>() * index as usize
    }

    /// Returns the entries of a definition, which are in order in `block`; none where the
    /// index is malformed.
    #[inline]
    fn records<const SIZE: usize>(&self, index: Block, block: Block, definition: u32) -> &'a [u8] {
        if definition >= self.counts.defs() {
            return &[];
        }
        let table = self.block(index);
        let at = 4 * definition as usize;
        let (start, end) = (u32_at(table, at) as usize, u32_at(table, at + 4) as usize);
        let range = start.saturating_mul(SIZE)..end.saturating_mul(SIZE);
        self.or_damaged(self.block(block).get(range))
    }

    /// Returns the relocations of a definition.
    #[inline]
    pub fn relocs(&self, definition: u32) -> &'a [[u8; RelocRecord::SIZE]] {
        let bytes =
            self.records::<{ RelocRecord::SIZE }>(Block::RelocIdx, Block::Reloc, definition);
        bytes.as_chunks().0
    }

    /// Returns the auxiliary symbols of a definition, encoded.
    #[inline]
    pub fn aux_records(&self, definition: u32) -> &'a [[u8; AuxRecord::SIZE]] {
        let bytes = self.records::<{ AuxRecord::SIZE }>(Block::AuxIdx, Block::Aux, definition);
        bytes.as_chunks().0
    }

    /// Returns the auxiliary symbols of a definition.
    #[inline]
    pub fn auxs(&self, definition: u32) -> impl ExactSizeIterator<Item = AuxRecord<'a>> + Clone {
        self.aux_records(definition).iter().map(AuxRecord)
    }

    /// Returns the data of a definition; shorter than its size where the rest is zero.
    #[inline]
    pub fn data(&self, definition: u32) -> &'a [u8] {
        self.records::<1>(Block::DataIdx, Block::Data, definition)
    }

    /// Returns the offset in the object of a definition's data.
    pub fn data_offset(&self, definition: u32) -> Option<u32> {
        if definition >= self.counts.defs() {
            return None;
        }
        let start = u32_at(self.block(Block::DataIdx), 4 * definition as usize);
        self.offsets[Block::Data as usize].checked_add(start)
    }

    /// Returns the local index of a symbol; `None` if it is the runtime's, or another object
    /// defines it and it is referred to by package and index.
    pub fn local(&self, target: SymRef) -> Option<u32> {
        let Counts {
            pkg,
            hashed64,
            hashed,
            ..
        } = self.counts;
        let before = match target.pkg {
            pkg_idx::SELF => 0,
            pkg_idx::HASHED64 => pkg,
            pkg_idx::HASHED => pkg + hashed64,
            pkg_idx::NONE => pkg + hashed64 + hashed,
            _ => return None,
        };
        before.checked_add(target.sym)
    }

    /// Iterates over the names of symbols that are referred to by package and index.
    pub fn ref_names(&self) -> impl Iterator<Item = (SymRef, &'a [u8])> {
        let block = self.block(Block::RefName);
        block
            .chunks_exact(16)
            .map(|record| (SymRef::read(record, 0), self.string_ref(record, 8)))
    }

    /// Returns the reference to a symbol at a place in the object.
    pub(super) fn reference(&self, place: usize) -> SymRef {
        SymRef::read(self.bytes, place)
    }

    /// Returns the offset of the texts and the texts themselves.
    pub(super) fn strings(&self) -> (usize, &'a [u8]) {
        let (end, _) = self.range(Block::Autolib);
        (HEADER, self.bytes.get(HEADER..end).unwrap_or_default())
    }

    /// Returns the places of all texts that records refer to: offset and length.
    pub(super) fn string_places(&self) -> Vec<(usize, usize)> {
        let at_start = [
            (Block::Autolib, 16),
            (Block::PkgIdx, 8),
            (Block::File, 8),
            (Block::SymDef, SymRecord::SIZE),
            (Block::Hashed64Def, SymRecord::SIZE),
            (Block::HashedDef, SymRecord::SIZE),
            (Block::NonPkgDef, SymRecord::SIZE),
            (Block::NonPkgRef, SymRecord::SIZE),
        ];
        let place = |record: &[u8]| (u32_at(record, 4) as usize, u32_at(record, 0) as usize);
        let mut places = Vec::new();
        for (block, size) in at_start {
            places.extend(self.block(block).chunks_exact(size).map(place));
        }
        let names = self.block(Block::RefName).chunks_exact(16);
        places.extend(names.map(|record| place(&record[8..])));
        places
    }

    /// Iterates over references whose target gets bits of [`super::flag`] and
    /// [`super::flag2`].
    pub fn ref_flags(&self) -> impl Iterator<Item = (SymRef, u8, u8)> {
        let block = self.block(Block::RefFlags);
        block
            .chunks_exact(10)
            .map(|record| (SymRef::read(record, 0), record[8], record[9]))
    }
}

impl<'a> RelocRecord<'a> {
    /// Interprets bytes that [`Reader::relocs`] returned.
    #[inline]
    pub fn new(bytes: &'a [u8; 23]) -> Self {
        Self(bytes)
    }
}

impl<'a> AuxRecord<'a> {
    /// Interprets bytes that [`Reader::aux_records`] returned.
    #[inline]
    pub fn new(bytes: &'a [u8; 9]) -> Self {
        Self(bytes)
    }
}
