//! Tests of the reader of Go objects over objects made in memory.
//!
//! Counterpart: cmd/internal/goobj/objfile_test.go.

use proptest::prelude::*;

use super::*;

/// The blocks of an object, as bytes, in order.
#[derive(Clone, Default)]
struct Blocks {
    blocks: [Vec<u8>; 19],
    strings: Vec<u8>,
}

const HEADER: usize = 8 + 8 + 4 + 4 * 19;

const SYMBOLS: usize = 3;
const HASHED64: usize = 4;
const HASHED: usize = 5;
const NAMED: usize = 6;
const REFS: usize = 7;
const REF_FLAGS: usize = 8;
const HASH64: usize = 9;
const HASH: usize = 10;
const RELOC_INDEX: usize = 11;
const AUX_INDEX: usize = 12;
const DATA_INDEX: usize = 13;
const RELOCS: usize = 14;
const AUXS: usize = 15;
const DATA: usize = 16;
const REF_NAMES: usize = 17;

impl Blocks {
    fn add(&mut self, block: usize, bytes: &[u8]) {
        self.blocks[block].extend_from_slice(bytes);
    }

    fn string(&mut self, text: &[u8]) -> [u8; 8] {
        let at = HEADER + self.strings.len();
        self.strings.extend_from_slice(text);
        let mut out = [0; 8];
        out[..4].copy_from_slice(&(text.len() as u32).to_le_bytes());
        out[4..].copy_from_slice(&(at as u32).to_le_bytes());
        out
    }

    fn symbol(&mut self, block: usize, name: &[u8], kind: u8, size: u32) {
        let name = self.string(name);
        self.add(block, &name);
        self.add(block, &1_u16.to_le_bytes());
        self.add(block, &[kind, flag::DUPOK, flag2::LINKNAME]);
        self.add(block, &size.to_le_bytes());
        self.add(block, &16_u32.to_le_bytes());
    }

    fn indices(&mut self, block: usize, entries: &[u32]) {
        for entry in entries {
            self.add(block, &entry.to_le_bytes());
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(*b"finger!!");
        out.extend(object_flag::STD.to_le_bytes());
        let mut at = HEADER + self.strings.len();
        for block in &self.blocks {
            out.extend((at as u32).to_le_bytes());
            at += block.len();
        }
        out.extend(&self.strings);
        out.extend(self.blocks.iter().flatten());
        out
    }
}

/// An object with one symbol of each kind; the first has a relocation, an auxiliary symbol
/// and data.
fn sample() -> Blocks {
    let mut object = Blocks::default();
    let pkg = object.string(b"a/b");
    object.add(0, &pkg);
    object.add(0, b"imported");
    object.add(1, &[0; 8]);
    object.add(1, &pkg);
    let file = object.string(b"x.go");
    object.add(2, &file);
    object.symbol(SYMBOLS, b"p.f", 1, 3);
    object.symbol(HASHED64, b"", 3, 8);
    object.symbol(HASHED, b"", 3, 20);
    object.symbol(NAMED, b"p.g[int]", 1, 0);
    object.symbol(REFS, b"type:int", 0, 0);
    object.add(HASH64, &7_u64.to_le_bytes());
    object.add(HASH, &[9; 16]);
    object.indices(RELOC_INDEX, &[0, 1, 1, 1, 1]);
    object.indices(AUX_INDEX, &[0, 1, 1, 1, 1]);
    object.indices(DATA_INDEX, &[0, 3, 3, 3, 3]);
    object.add(RELOCS, &2_i32.to_le_bytes());
    object.add(RELOCS, &[4]);
    object.add(RELOCS, &14_u16.to_le_bytes());
    object.add(RELOCS, &(-4_i64).to_le_bytes());
    object.indices(RELOCS, &[pkg_idx::NONE, 1]);
    object.add(AUXS, &[1]);
    object.indices(AUXS, &[pkg_idx::SELF, 0]);
    object.add(DATA, b"abc");
    object.indices(REF_FLAGS, &[pkg_idx::NONE, 1]);
    object.add(REF_FLAGS, &[0, flag2::USED_IN_IFACE]);
    let name = object.string(b"a/b.h");
    object.indices(REF_NAMES, &[1, 7]);
    object.add(REF_NAMES, &name);
    object
}

#[test]
fn reads_all_blocks() {
    let bytes = sample().bytes();
    let reader = Reader::open(&bytes).unwrap();
    assert_eq!(&reader.fingerprint(), b"finger!!");
    assert_eq!(reader.flags(), object_flag::STD);
    let counts = reader.counts();
    assert_eq!((counts.defs(), counts.all()), (4, 5));
    let autolib: Vec<_> = reader.autolib().collect();
    assert_eq!(autolib[0].pkg, b"a/b");
    assert_eq!(&autolib[0].fingerprint, b"imported");
    assert_eq!(reader.packages().collect::<Vec<_>>(), [&b""[..], b"a/b"]);
    assert_eq!(reader.files().collect::<Vec<_>>(), [b"x.go"]);
    let record = reader.sym(0).unwrap();
    assert_eq!(reader.name(record), b"p.f");
    assert_eq!((record.abi(), record.kind(), record.size()), (1, 1, 3));
    assert_eq!(
        (record.flag(), record.flag2()),
        (flag::DUPOK, flag2::LINKNAME)
    );
    assert_eq!(record.align(), 16);
    assert_eq!(reader.name(reader.sym(4).unwrap()), b"type:int");
    assert!(reader.sym(5).is_none());
    assert_eq!(reader.hashes64(), [7_u64.to_le_bytes()]);
    assert_eq!(reader.hashes(), [[9; 16]]);
    assert_eq!(reader.data(0), b"abc");
    assert_eq!(reader.data(1), b"");
    let relocs = reader.relocs(0);
    let reloc = RelocRecord::new(&relocs[0]);
    assert_eq!((reloc.offset(), reloc.size(), reloc.kind()), (2, 4, 14));
    let target = SymRef {
        pkg: pkg_idx::NONE,
        sym: 1,
    };
    assert_eq!((reloc.addend(), reloc.sym()), (-4, target));
    let aux = reader.auxs(0).next().unwrap();
    assert_eq!(aux.kind(), Some(AuxKind::FuncInfo));
    assert_eq!(reader.ref_flags().next().unwrap().0, target);
    let other = SymRef { pkg: 1, sym: 7 };
    assert_eq!(
        reader.ref_names().collect::<Vec<_>>(),
        [(other, &b"a/b.h"[..])]
    );
    assert_eq!((reader.local(target), reader.local(other)), (Some(4), None));
    assert!(!reader.is_damaged());
}

#[test]
fn refuses_what_leaves_the_file() {
    let bytes = sample().bytes();
    assert!(matches!(Reader::open(b""), Err(ObjectError::Magic)));
    assert!(matches!(
        Reader::open(&bytes[..HEADER - 1]),
        Err(ObjectError::Malformed)
    ));
    assert!(matches!(
        Reader::open(&bytes[..bytes.len() - 10]),
        Err(ObjectError::Malformed)
    ));
    let mut beyond = sample();
    beyond.blocks[DATA_INDEX].clear();
    beyond.indices(DATA_INDEX, &[0, 3, 3, 3, 4]);
    assert!(matches!(
        Reader::open(&beyond.bytes()),
        Err(ObjectError::Malformed)
    ));
    let mut backwards = sample();
    backwards.blocks[DATA_INDEX].clear();
    backwards.indices(DATA_INDEX, &[3, 0, 900, 3, 3]);
    let bytes = backwards.bytes();
    let reader = Reader::open(&bytes).unwrap();
    assert!(reader.data(0).is_empty() && reader.data(2).is_empty());
    assert!(reader.is_damaged());
    for definition in 0..9 {
        assert!(reader.data(definition).is_empty());
    }
}

/// Reads everything that an object has.
fn read_all(bytes: &[u8]) {
    let Ok(reader) = Reader::open(bytes) else {
        return;
    };
    let counts = reader.counts();
    let _ = reader.autolib().count();
    let _ = reader.packages().chain(reader.files()).count();
    let _ = reader.ref_flags().count();
    let _ = (reader.hashes64().len(), reader.hashes().len());
    for local in 0..counts.all() + 2 {
        if let Some(record) = reader.sym(local) {
            let _ = reader.name(record);
        }
        let _ = reader.relocs(local).len();
        let _ = reader.auxs(local).filter_map(|aux| aux.kind()).count();
        let info = FuncInfo::new(reader.data(local));
        let _ = info.files().count() + info.inlined().count();
    }
}

proptest! {
    #[test]
    fn hostile_bytes_never_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut bytes = sample().bytes();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        read_all(&bytes);
    }

    #[test]
    fn function_facts_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let info = FuncInfo::new(&bytes);
        let _ = info.files().count() + info.inlined().count();
        let _ = (info.args(), info.locals(), info.start_line(), info.is_top_frame());
    }
}
