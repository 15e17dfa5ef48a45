//! All tables, damaged in all ways: a reader finds the value or nothing, and the next save
//! repairs the table. Also sizes and removal of all tables.
//!
//! Counterpart: none.

use vamos_base::Digest;
use vamos_fsys::proc::effective_user;
use vamos_fsys::uncached;
use vamos_fsys::work;

use crate::AppendLog;
use crate::Compilers;
use crate::FileCache;
use crate::Summaries;
use crate::Table;
use crate::checksum::SUM;
use crate::checksum::sum;
use crate::kind::Home;
use crate::kind::Homes;
use crate::kind::StoreKind;
use crate::kind::is_own;
use crate::run_record::Preconditions;
use crate::run_record::RunRecords;
use crate::run_record::seal;

const VALUE: [u8; 64] = [7; 64];
const KEY: Digest = Digest([7; 32]);

/// Stores [`VALUE`] in a table and reads it as a later run does.
struct Probe {
    table: StoreKind,
    own: String,
    /// A directory for files that are no table's.
    outside: String,
}

impl Probe {
    fn memo(&self) -> Table {
        match self.table {
            StoreKind::Facts => Table::open(&self.own, "build", 0),
            table @ (StoreKind::Tools | StoreKind::Sizes | StoreKind::Uses) => {
                Table::shared(table, &self.own, 0)
            }
            table => Table::open(&self.own, "build", 0).sibling(table, "key"),
        }
    }

    fn compilers(&self) -> Compilers {
        match self.table {
            StoreKind::Proofs => Compilers::in_build_cache(&self.own),
            _ => Compilers::below(&self.own),
        }
    }

    fn write(&self) {
        match self.table {
            StoreKind::Cutoff | StoreKind::Links => {
                let ledger = AppendLog::open(self.table, &self.own);
                ledger.put(&KEY, &[KEY, KEY]);
                ledger.save(&|_| true);
            }
            StoreKind::Executables => {
                let file = format!("{}/executable", self.outside);
                work::write(&file, &VALUE).unwrap();
                let kept = FileCache::below(&self.own, 1 << 20);
                if let Some(mut copy) = kept.begin(&KEY, VALUE.len() as u64) {
                    assert!(copy.copy(&file, VALUE.len() as u64));
                    copy.finish();
                }
            }
            StoreKind::Compilers | StoreKind::Proofs => {
                let compilers = self.compilers();
                let file = format!("{}/compiler", self.outside);
                work::write(&file, &VALUE).unwrap();
                let _ = compilers.put(&KEY, &file);
            }
            StoreKind::RunRecords => {
                let claims = Preconditions::default().with_stdout(VALUE.to_vec());
                RunRecords::below(&self.own).keep(&KEY, &claims);
            }
            StoreKind::Summaries => {
                let summaries = Summaries::below(&self.own);
                summaries.keep(&KEY, &Digest::of(&VALUE), &VALUE);
                summaries.save(1);
            }
            _ => {
                let memo = self.memo();
                memo.put("key", VALUE.to_vec());
                memo.save();
            }
        }
    }

    fn read(&self) -> Option<Vec<u8>> {
        match self.table {
            StoreKind::Cutoff | StoreKind::Links => AppendLog::open(self.table, &self.own)
                .get(&KEY)
                .map(|value| [value[0].0, value[1].0].concat()),
            StoreKind::Executables => {
                let kept = FileCache::below(&self.own, 1 << 20);
                let bytes = uncached::read(&kept.find(&KEY)?).ok();
                // The caller checks a copy: it has the digest from another table.
                let bytes = bytes.filter(|bytes| Digest::of(bytes) == Digest::of(&VALUE));
                if bytes.is_none() {
                    kept.remove(&KEY);
                }
                bytes
            }
            StoreKind::Compilers | StoreKind::Proofs => {
                uncached::read(&self.compilers().find(&KEY)?).ok()
            }
            StoreKind::RunRecords => RunRecords::below(&self.own)
                .find(&KEY, effective_user())
                .map(|run_record| run_record.stdout().to_vec()),
            StoreKind::Summaries => {
                let summaries = Summaries::below(&self.own);
                summaries.read(&summaries.find(&KEY)?)
            }
            _ => self.memo().get("key").map(<[u8]>::to_vec),
        }
    }

    /// Returns the table's only file.
    fn file(&self) -> String {
        let path = self.table.path(&self.own, "");
        let (dir, prefix) = match self.table {
            StoreKind::Compilers | StoreKind::Proofs => return self.compilers().path(&KEY),
            StoreKind::Executables | StoreKind::RunRecords | StoreKind::Summaries => {
                (path, String::new())
            }
            _ => {
                let (dir, name) = path.rsplit_once('/').unwrap();
                (dir.to_owned(), name.to_owned())
            }
        };
        let names = uncached::names(&dir).unwrap();
        let mut names = names.iter().filter(|name| name.starts_with(&prefix));
        let name = names.next().unwrap();
        assert_eq!(names.next(), None, "{:?}", self.table);
        format!("{dir}/{name}")
    }

    /// Returns the bytes as another version of vamos would have written them.
    fn of_another_version(&self, whole: &[u8]) -> Vec<u8> {
        let mut bytes = whole.to_vec();
        bytes[0] ^= 1;
        match self.table {
            StoreKind::RunRecords => seal(&mut bytes),
            StoreKind::Executables
            | StoreKind::Compilers
            | StoreKind::Proofs
            | StoreKind::Summaries => {}
            _ => {
                let end = bytes.len() - SUM;
                let check = sum(&bytes[..end]);
                bytes[end..].copy_from_slice(&check);
            }
        }
        bytes
    }

    /// Checks that a table with this file has the value or nothing, and that the next save
    /// repairs it.
    fn check_with(&self, file: &str, bytes: &[u8], what: &str) {
        // A damaged compiler is removed with its directory.
        uncached::make_dirs(file.rsplit_once('/').unwrap().0).unwrap();
        work::write(file, bytes).unwrap();
        let found = self.read();
        let is_right = found.as_deref().is_none_or(|value| value == VALUE);
        assert!(is_right, "{:?}, {what}", self.table);
        self.write();
        let found = self.read();
        assert_eq!(
            found.as_deref(),
            Some(&VALUE[..]),
            "{:?}, {what}",
            self.table
        );
    }
}

fn probes(root: &str) -> impl Iterator<Item = Probe> {
    StoreKind::ALL.into_iter().map(move |table| Probe {
        table,
        own: format!("{root}/{}/own", table.name()),
        outside: root.to_owned(),
    })
}

#[test]
fn damage_loses_the_value_and_nothing_else() {
    let temp = tempfile::tempdir().unwrap();
    for probe in probes(temp.path().to_str().unwrap()) {
        assert_eq!(probe.read(), None, "{:?}", probe.table);
        probe.write();
        assert_eq!(
            probe.read().as_deref(),
            Some(&VALUE[..]),
            "{:?}",
            probe.table
        );
        let file = probe.file();
        let whole = uncached::read(&file).unwrap();
        for length in 0..whole.len() {
            probe.check_with(&file, &whole[..length], &format!("cut to {length}"));
        }
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x10;
            probe.check_with(&file, &bytes, &format!("byte {at} changed"));
        }
        let longer = [&whole[..], b"more"].concat();
        probe.check_with(&file, &longer, "bytes at the end");
        probe.check_with(&file, b"A file of another program.\n", "foreign file");
        probe.check_with(&file, &[0xff; 4096], "foreign bytes");
        work::write(&file, &probe.of_another_version(&whole)).unwrap();
        assert_eq!(probe.read(), None, "{:?}, another version", probe.table);
        probe.check_with(&file, &whole, "repaired");
    }
}

#[test]
fn a_place_that_cannot_be_used_is_no_error() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().to_str().unwrap();
    for probe in probes(root) {
        // A directory with the name of the file.
        probe.write();
        let file = probe.file();
        work::remove(&file).unwrap();
        uncached::make_dirs(&file).unwrap();
        assert_eq!(probe.read(), None, "{:?}", probe.table);
        probe.write();
        // A damaged compiler or proof was removed with its files.
        let is_removed = matches!(probe.table, StoreKind::Compilers | StoreKind::Proofs);
        assert_eq!(probe.read().is_some(), is_removed, "{:?}", probe.table);
        // A file with the name of the directory. Permissions would not stop a test as root.
        work::remove_all(&probe.own).unwrap();
        work::write(&probe.own, b"file").unwrap();
        probe.write();
        assert_eq!(probe.read(), None, "{:?}", probe.table);
    }
}

#[test]
fn the_list_has_every_file() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().to_str().unwrap();
    let (user, cache) = (format!("{root}/user"), format!("{root}/cache"));
    let homes = Homes::below(Some(&user), Some(&cache));
    for table in StoreKind::ALL {
        // Summaries have an index there.
        let is_empty = homes.size(table) == 0 || table == StoreKind::Checks;
        assert!(is_empty, "{table:?}");
        let probe = Probe {
            table,
            own: homes.dir(table).unwrap().to_owned(),
            outside: root.to_owned(),
        };
        probe.write();
        assert!(homes.size(table) >= VALUE.len() as u64, "{table:?}");
        let is_limited = |limit| homes.size(table) <= limit;
        assert!(table.limit().is_none_or(is_limited), "{table:?}");
    }
    for (home, dir) in [(Home::User, &user), (Home::BuildCache, &cache)] {
        for name in uncached::names(&format!("{dir}/vamos")).unwrap() {
            assert!(is_own(home, &name), "{name}");
        }
    }
    homes.clear();
    for table in StoreKind::ALL {
        assert_eq!(homes.size(table), 0, "{table:?}");
    }
    assert_eq!(uncached::names(&user).unwrap(), [""; 0]);
    assert_eq!(uncached::names(&cache).unwrap(), [""; 0]);
}
