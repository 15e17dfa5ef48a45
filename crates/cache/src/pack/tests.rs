//! Packs of real caches, and hostile ones.

use std::collections::HashSet;
use std::io;
use std::io::Cursor;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;

use proptest::prelude::*;
use vamos_base::Digest;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_sched::Pool;

use super::*;
use crate::ActionId;
use crate::LocalStore;
use crate::Store;
use crate::eviction::Inventory;
use crate::system_clock;

struct Cache {
    _temp: tempfile::TempDir,
    dir: String,
    store: LocalStore,
}

fn action(number: u8) -> ActionId {
    ActionId(Digest::of(&[number]))
}

fn pool() -> Pool {
    Pool::new(2)
}

impl Cache {
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().to_str().unwrap().to_owned();
        let store = LocalStore::open(&dir, system_clock()).unwrap();
        Self {
            _temp: temp,
            dir,
            store,
        }
    }

    /// Stores this many values, an empty one, and an executable.
    fn filled(values: u8) -> Self {
        let cache = Self::new();
        for number in 0..values {
            let bytes = vec![number; 20_000 * usize::from(number)];
            cache.store.put_bytes(&action(number), &bytes).unwrap();
        }
        let program = format!("{}/program", cache.dir);
        work::write(&program, b"a program").unwrap();
        let put = cache
            .store
            .put_executable(&action(200), "program", &program);
        put.unwrap();
        uncached::remove_file(&program).unwrap();
        cache
    }

    fn inventory(&self) -> Inventory {
        Inventory::take(&self.dir, &pool()).unwrap()
    }

    fn pack(&self, since: Option<&[u8]>) -> Vec<u8> {
        let found = self.inventory();
        let all: HashSet<Digest> = found.entries.iter().map(|entry| entry.id.0).collect();
        let old = since.map(|old| read_list(&mut Cursor::new(old)).unwrap());
        let since = old.as_ref().map(|(list, id)| (list, *id));
        pack(&found, &all, since, &pool()).unwrap().bytes
    }

    fn unpack(&self, pack: &[u8]) -> Result<Unpacked, PackError> {
        unpack(&self.store, &mut Cursor::new(pack), &pool())
    }

    /// Returns actions and values, without times.
    fn contents(&self) -> Vec<(Digest, Option<Digest>)> {
        let found = self.inventory();
        let entries = found.entries.iter();
        let mut all: Vec<_> = entries
            .map(|entry| (entry.id.0, entry.entry.map(|entry| entry.output.0)))
            .chain(found.values.iter().map(|value| (value.id.0, None)))
            .collect();
        all.sort();
        all
    }
}

#[test]
fn unpacking_restores_the_packed_entries() {
    let old = Cache::filled(60);
    let pack = old.pack(None);
    let new = Cache::new();
    let unpacked = new.unpack(&pack).unwrap();
    assert_eq!((unpacked.entries, unpacked.incomplete), (61, 0));
    assert_eq!(new.contents(), old.contents());
    let (file, _) = new.store.get_file(&action(200)).unwrap();
    assert!(file.ends_with("-d/program"));
    assert_eq!(uncached::stat(&file).unwrap().mode & 0o111, 0o111);
    // Wherever and whenever it is made.
    assert_eq!(new.pack(None), pack);
    assert_eq!(new.unpack(&pack).unwrap(), Unpacked::default());
}

#[test]
fn a_delta_contains_new_entries() {
    let old = Cache::filled(40);
    let base = old.pack(None);
    old.store.put_bytes(&action(100), b"new").unwrap();
    // Another entry of a value that the old pack has.
    old.store.put_bytes(&action(101), &[1; 20_000]).unwrap();
    let delta = old.pack(Some(&base));
    assert!(delta.len() < 1000, "{}", delta.len());
    let new = Cache::new();
    assert_eq!(new.unpack(&delta).unwrap().incomplete, 1);
    new.unpack(&base).unwrap();
    assert_eq!(new.unpack(&delta).unwrap().entries, 1);
    assert_eq!(new.contents(), old.contents());
}

/// Counts the bytes that are read of a file which contains zeros after its start.
struct Counted {
    start: Cursor<Vec<u8>>,
    size: u64,
    /// The most bytes that one call returned.
    largest: usize,
    total: u64,
}

impl Counted {
    fn new(start: &[u8], size: u64) -> Self {
        Self {
            start: Cursor::new(start.to_vec()),
            size,
            largest: 0,
            total: 0,
        }
    }
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.size - self.start.position()).unwrap();
        let length = left.min(buffer.len());
        let buffer = &mut buffer[..length];
        buffer.fill(0);
        let position = self.start.position();
        let _ = self.start.read(buffer)?;
        self.start.set_position(position + length as u64);
        self.largest = self.largest.max(length);
        self.total += length as u64;
        Ok(length)
    }
}

impl Seek for Counted {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        let position = match position {
            SeekFrom::End(back) => SeekFrom::Start(self.size.checked_add_signed(back).unwrap()),
            other => other,
        };
        self.start.seek(position)
    }
}

#[test]
fn a_large_file_is_never_in_memory() {
    const SIZE: u64 = 1 << 30;
    let cache = Cache::new();
    let unpack = |pack: &mut Counted| unpack(&cache.store, pack, &pool());
    let mut zeros = Counted::new(b"", SIZE);
    assert_eq!(unpack(&mut zeros), Err(PackError::NotAPack));
    assert_eq!(zeros.total, MAGIC.len() as u64);
    let mut cut = Counted::new(&Cache::filled(3).pack(None), SIZE);
    assert_eq!(unpack(&mut cut), Err(PackError::Damaged));
    assert!(cut.largest <= 1 << 17, "{}", cut.largest);
    // A pack that promises more than it can have, with the right sum.
    for packed in [u64::MAX, SIZE] {
        let head = [
            &MAGIC[..],
            &[0; SUM],
            &1_u64.to_le_bytes(),
            &packed.to_le_bytes(),
        ];
        let bytes = sealed([&head.concat()[..], &[0; 9 + SUM]].concat());
        let found = cache.unpack(&bytes);
        assert_eq!(found, Err(PackError::Malformed("too long a list")));
    }
}

#[test]
fn a_pipe_can_be_unpacked() {
    let pack = Cache::filled(9).pack(None);
    let mut copy = from_pipe(&mut &pack[..]).unwrap();
    let cache = Cache::new();
    let unpacked = unpack(&cache.store, &mut copy, &pool()).unwrap();
    assert_eq!(unpacked.entries, 10);
    let mut endless = Counted::new(b"PK", u64::MAX);
    assert_eq!(from_pipe(&mut endless).unwrap_err(), PackError::NotAPack);
    assert_eq!(endless.total, MAGIC.len() as u64);
}

/// Corrects the checksum of a pack, as its author could.
fn sealed(mut pack: Vec<u8>) -> Vec<u8> {
    let end = pack.len() - SUM;
    let sum = Digest::of(&pack[..end]);
    pack[end..].copy_from_slice(&sum.0);
    pack
}

#[test]
fn a_list_is_checked() {
    let id = |number: u8| Digest([number; 32]);
    let value = |number, size, name: &str| list::PackedValue {
        id: id(number),
        size,
        name: name.to_owned(),
    };
    let entry = |action, value, size| list::PackedEntry {
        action: id(action),
        value: id(value),
        size,
    };
    let good = List {
        entries: vec![entry(1, 1, 7), entry(2, 1, 7)],
        values: vec![value(1, 7, "prog"), value(2, 9, "")],
    };
    assert_eq!(List::read(&good.write()), Ok(good.clone()));
    for name in ["..", "../x", "/x", "a/b", ".", "a\0"] {
        let bad = List {
            entries: Vec::new(),
            values: vec![value(1, 7, name)],
        };
        assert!(List::read(&bad.write()).is_err(), "{name}");
    }
    for (entries, values) in [
        (vec![entry(2, 1, 7), entry(1, 1, 7)], vec![]),
        (vec![entry(1, 1, 7), entry(1, 2, 7)], vec![]),
        (vec![entry(1, 1, 7)], vec![value(1, 8, "")]),
        (vec![], vec![value(1, u64::MAX, ""), value(2, 1, "")]),
        (vec![], vec![value(2, 1, ""), value(1, 1, "")]),
    ] {
        assert!(List::read(&List { entries, values }.write()).is_err());
    }
    let bytes = good.write();
    for end in 0..bytes.len() {
        assert!(List::read(&bytes[..end]).is_err(), "{end}");
    }
}

#[test]
fn a_value_with_another_content_does_not_enter() {
    let old = Cache::filled(3);
    let found = old.inventory();
    let all = found.entries.iter().map(|entry| entry.id.0).collect();
    let good = pack(&found, &all, None, &pool()).unwrap().bytes;
    let cut = Cache::new().unpack(&good[..good.len() - 1]);
    assert_eq!(cut, Err(PackError::Damaged));
    assert_eq!(Cache::new().unpack(b"PK"), Err(PackError::NotAPack));
    // The last bytes before the sum are of the last value.
    let mut bad = good.clone();
    let at = bad.len() - SUM - 1;
    bad[at] ^= 1;
    let new = Cache::new();
    new.unpack(&sealed(bad)).unwrap_err();
    assert!(new.inventory().entries.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn no_pack_brings_in_a_wrong_value(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
        is_cut: bool,
    ) {
        let old = Cache::new();
        for number in 0..4 {
            old.store.put_bytes(&action(number), &vec![number; 50 * usize::from(number)]).unwrap();
        }
        let mut bytes = old.pack(None);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            let length = SUM + cut.index(bytes.len() - SUM);
            bytes.truncate(length);
        }
        let new = Cache::new();
        // Its author may write any checksum.
        let _ = new.unpack(&sealed(bytes));
        let found = new.inventory();
        let wrong = crate::check(&found, system_clock()() + 1_000_000_000_000_000, &pool());
        prop_assert_eq!(wrong, vec![]);
    }
}
