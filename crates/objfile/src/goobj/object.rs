//! A Go object as values: the input of [`super::write`].
//!
//! Counterpart: cmd/internal/goobj/objfile.go (the order of blocks).

use super::reader::Reader;
use super::records::Imported;
use super::records::RelocRecord;
use super::records::SymRecord;
use super::records::SymRef;

/// The definition of a symbol without its content, or a reference to one by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ObjectSym<'a> {
    /// The name.
    pub name: &'a [u8],
    /// The ABI: 0, 1 (internal) or [`SymRecord::ABI_STATIC`].
    pub abi: u16,
    /// The kind, in objabi's numbers.
    pub kind: u8,
    /// Bits of [`super::flag`].
    pub flag: u8,
    /// Bits of [`super::flag2`].
    pub flag2: u8,
    /// The size in memory, in bytes.
    pub size: u32,
    /// The alignment in bytes; 0 for the default.
    pub align: u32,
}

/// A place in a symbol's data that depends on another symbol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ObjectReloc {
    /// The offset in the symbol's data.
    pub offset: i32,
    /// Number of bytes that change.
    pub size: u8,
    /// The type in objabi's numbers of the release.
    pub kind: u16,
    /// Addend to the target's address.
    pub addend: i64,
    /// The target.
    pub sym: SymRef,
}

/// A symbol that an object defines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectDef<'a> {
    /// Its record.
    pub sym: ObjectSym<'a>,
    /// Its relocations.
    pub relocs: Vec<ObjectReloc>,
    /// Its auxiliary symbols, with the number of their kind.
    pub auxs: Vec<(u8, SymRef)>,
    /// Its data; shorter than its size where the rest is zero.
    pub data: &'a [u8],
}

/// A Go object.
///
/// Texts that records refer to must be among `strings`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object<'a> {
    /// The fingerprint of the export data.
    pub fingerprint: [u8; 8],
    /// Bits of [`super::object_flag`].
    pub flags: u32,
    /// All texts in the order in which they are written; repeated ones are skipped.
    pub strings: Vec<&'a [u8]>,
    /// The imported packages.
    pub autolib: Vec<Imported<'a>>,
    /// The packages that references name by index; the first is empty.
    pub packages: Vec<&'a [u8]>,
    /// The source files of line tables.
    pub files: Vec<&'a [u8]>,
    /// Definitions that other objects refer to by package and index.
    pub pkg_defs: Vec<ObjectDef<'a>>,
    /// Definitions found by their content of at most 8 bytes.
    pub hashed64_defs: Vec<ObjectDef<'a>>,
    /// Definitions found by the hash of their content.
    pub hashed_defs: Vec<ObjectDef<'a>>,
    /// Definitions found by name.
    pub non_pkg_defs: Vec<ObjectDef<'a>>,
    /// References by name.
    pub refs: Vec<ObjectSym<'a>>,
    /// References by index whose target gets bits of [`super::flag`] and [`super::flag2`].
    pub ref_flags: Vec<(SymRef, u8, u8)>,
    /// The contents of `hashed64_defs`, padded.
    pub hashes64: Vec<[u8; 8]>,
    /// The hashes of `hashed_defs`.
    pub hashes: Vec<[u8; 16]>,
    /// The names of symbols that are referred to by package and index.
    pub ref_names: Vec<(SymRef, &'a [u8])>,
}

impl<'a> Object<'a> {
    /// Returns all definitions in the order of their local indices.
    pub fn defs(&self) -> impl Iterator<Item = &ObjectDef<'a>> + Clone {
        let lists = [
            &self.pkg_defs,
            &self.hashed64_defs,
            &self.hashed_defs,
            &self.non_pkg_defs,
        ];
        lists.into_iter().flatten()
    }

    /// Reads all that an object has. Bytes between the texts that records refer to become texts
    /// too: names of symbols that only functions inlined here come from.
    pub fn read(reader: &Reader<'a>) -> Self {
        let counts = reader.counts();
        let mut first = 0;
        let mut defs = |count: u32| {
            let range = first..first + count;
            first += count;
            range.map(|index| definition(reader, index)).collect()
        };
        let pkg_defs = defs(counts.pkg);
        let hashed64_defs = defs(counts.hashed64);
        let hashed_defs = defs(counts.hashed);
        let non_pkg_defs = defs(counts.non_pkg);
        let refs = counts.defs()..counts.all();
        Self {
            fingerprint: reader.fingerprint(),
            flags: reader.flags(),
            strings: strings(reader),
            autolib: reader.autolib().collect(),
            packages: reader.packages().collect(),
            files: reader.files().collect(),
            pkg_defs,
            hashed64_defs,
            hashed_defs,
            non_pkg_defs,
            refs: refs.map(|index| symbol(reader, index)).collect(),
            ref_flags: reader.ref_flags().collect(),
            hashes64: reader.hashes64().to_vec(),
            hashes: reader.hashes().to_vec(),
            ref_names: reader.ref_names().collect(),
        }
    }
}

fn symbol<'a>(reader: &Reader<'a>, index: u32) -> ObjectSym<'a> {
    let record: Option<SymRecord<'a>> = reader.sym(index);
    record.map_or_else(ObjectSym::default, |record| ObjectSym {
        name: reader.name(record),
        abi: record.abi(),
        kind: record.kind(),
        flag: record.flag(),
        flag2: record.flag2(),
        size: record.size(),
        align: record.align(),
    })
}

fn definition<'a>(reader: &Reader<'a>, index: u32) -> ObjectDef<'a> {
    let relocs = reader.relocs(index).iter().map(|bytes| {
        let record = RelocRecord::new(bytes);
        ObjectReloc {
            offset: record.offset(),
            size: record.size(),
            kind: record.kind(),
            addend: record.addend(),
            sym: record.sym(),
        }
    });
    let auxs = reader.aux_records(index).iter();
    ObjectDef {
        sym: symbol(reader, index),
        relocs: relocs.collect(),
        auxs: auxs
            .map(|bytes| (bytes[0], SymRef::read(bytes, 1)))
            .collect(),
        data: reader.data(index),
    }
}

/// Returns the texts of an object in the order of their places.
fn strings<'a>(reader: &Reader<'a>) -> Vec<&'a [u8]> {
    let (mut at, block) = reader.strings();
    let end = at + block.len();
    let mut places = reader.string_places();
    places.sort_unstable();
    places.dedup();
    let text = |start: usize, end: usize| block.get(start..end).unwrap_or_default();
    let start = at;
    let mut out = Vec::new();
    for (offset, len) in places {
        let next = offset.saturating_add(len);
        if offset < at || next > end {
            continue;
        }
        if offset > at {
            out.push(text(at - start, offset - start));
        }
        out.push(text(offset - start, next - start));
        at = next;
    }
    if at < end {
        out.push(text(at - start, end - start));
    }
    out
}
