//! Tests of claims about files of the build cache, and of the number of their reads.
//!
//! Counterpart: none.

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use vamos_base::Digest;
use vamos_fsys::access_log::AccessLog;
use vamos_fsys::access_log::PathAccess;
use vamos_fsys::stamp::Stamp;
use vamos_fsys::stamp::StatResult;
use vamos_fsys::stamp::stat;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_sched::Pool;

use super::CacheFile;
use super::CacheFormat;
use super::Preconditions;
use super::RunRecord;
use super::Scope;
use super::Verdict;
use super::format::encode;
use super::settle;

const KEY: Digest = Digest([7; 32]);
const HOUR: i64 = 3_600_000_000_000;
const LAG: i128 = 3_000_000_000;

/// A build cache that counts how often entries are read.
#[derive(Default)]
struct Counting(AtomicU64);

impl Counting {
    fn reads(&self) -> u64 {
        self.0.swap(0, Ordering::Relaxed)
    }
}

impl CacheFormat for Counting {
    fn kind_of(&self, path: &str) -> Option<CacheFile> {
        let (_, kind) = path.rsplit_once('-')?;
        match kind {
            "a" => Some(CacheFile::Entry),
            "d" => Some(CacheFile::Value),
            _ => None,
        }
    }

    fn content_of(&self, path: &str) -> Option<u64> {
        self.0.fetch_add(1, Ordering::Relaxed);
        let bytes = uncached::read(path).ok()?;
        Some(u64::from(bytes[0]))
    }

    fn is_trim_due(&self, _dir: &str, _now_ns: i128) -> bool {
        false
    }

    fn renewal_age_ns(&self) -> i128 {
        HOUR.into()
    }

    fn renewed_time_ns(&self, now_ns: i128) -> i128 {
        now_ns - LAG
    }
}

fn now() -> i64 {
    i64::try_from(crate::clock::now_ns()).unwrap()
}

fn stamp(path: &str) -> Stamp {
    match stat(path, true) {
        StatResult::There(stamp) => stamp,
        other => panic!("{path}: {other:?}"),
    }
}

/// A cache with an entry and a value that were last used two hours ago.
struct Fixture {
    _temp: tempfile::TempDir,
    root: String,
    cache: Counting,
}

impl Fixture {
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().to_str().unwrap().to_owned();
        let place = Self {
            _temp: temp,
            root,
            cache: Counting::default(),
        };
        for name in ["e-a", "v-d", "f.go"] {
            work::write(&place.at(name), b"1").unwrap();
            uncached::set_times(&place.at(name), i128::from(now() - 2 * HOUR)).unwrap();
        }
        place
    }

    fn at(&self, name: &str) -> String {
        format!("{}/{name}", self.root)
    }

    /// Makes claims of a run that accessed these files; `change` adds other accesses of each.
    fn settle(
        &self,
        names: &[&str],
        change: impl Fn(&mut PathAccess),
    ) -> Result<Preconditions, String> {
        let mut sight = AccessLog::default();
        for name in names {
            let path = self.at(name);
            let mut seen = PathAccess {
                followed: Some(Some(stamp(&path))),
                content: name.ends_with("-a").then_some(u64::from(b'1')),
                ..PathAccess::default()
            };
            change(&mut seen);
            sight.seen.push((path, seen));
        }
        let scope = Scope {
            start_ns: now(),
            stores: vec![self.root.clone()],
            ..Scope::default()
        };
        settle(&mut sight, &scope, &self.cache)
    }

    /// Checks a run record as a no-op command does; returns its bytes to store, or nothing if it
    /// does not hold.
    fn noop(&self, bytes: Vec<u8>) -> Option<Vec<u8>> {
        let mut run_record = RunRecord::parse(bytes, &KEY).unwrap();
        match run_record.check(&self.cache, &Pool::new(1), now()) {
            Verdict::Holds(_) => {}
            Verdict::Broken(_) | Verdict::Edited(_) => return None,
        }
        run_record.renew(&self.cache, now());
        Some(run_record.bytes().to_vec())
    }
}

/// The times of last use are renewed by the run itself.
#[test]
fn new_times_of_cache_files_are_no_change() {
    let place = Fixture::new();
    let renewed = |seen: &mut PathAccess| seen.has_new_times = true;
    assert_eq!(place.settle(&["e-a", "v-d"], renewed).unwrap().count(), 2);
    let refused = place.settle(&["f.go"], renewed).unwrap_err();
    assert!(refused.ends_with("f.go: changed while it was read"));
    let torn = |seen: &mut PathAccess| seen.is_torn = true;
    for name in ["e-a", "v-d"] {
        assert!(place.settle(&[name], torn).is_err());
    }
    // Of which of the two stamps the content was read is not known.
    let preconditions = place.settle(&["e-a"], renewed).unwrap();
    place.noop(encode(&preconditions, &KEY)).unwrap();
    assert_eq!(place.cache.reads(), 1);
}

#[test]
fn an_entry_is_read_once_after_each_renewal() {
    let place = Fixture::new();
    let preconditions = place.settle(&["e-a", "v-d"], |_| {}).unwrap();
    let mut bytes = encode(&preconditions, &KEY);
    // The change time is young, but the file was not written then.
    bytes = place.noop(bytes).unwrap();
    assert_eq!(place.cache.reads(), 0);
    let used = |name: &str| now() - stamp(&place.at(name)).mtime_ns < HOUR;
    assert!(used("e-a") && used("v-d"));
    for reads in [1, 0, 0] {
        bytes = place.noop(bytes).unwrap();
        assert_eq!(place.cache.reads(), reads);
    }
    // Neither is a file that another command renewed in its way.
    uncached::set_times(&place.at("e-a"), i128::from(now())).unwrap();
    bytes = place.noop(bytes).unwrap();
    assert_eq!(place.cache.reads(), 1);
    // Changes in place show at once, also right after a renewal.
    work::write(&place.at("e-a"), b"2").unwrap();
    assert!(place.noop(bytes).is_none());
}

#[test]
fn a_write_after_a_renewal_shows() {
    let place = Fixture::new();
    let preconditions = place.settle(&["e-a"], |_| {}).unwrap();
    let renewed = place.noop(encode(&preconditions, &KEY)).unwrap();
    // A change that was hidden by the renewal is noticed, too.
    let time = stamp(&place.at("e-a")).mtime_ns;
    work::write(&place.at("e-a"), b"2").unwrap();
    uncached::set_times(&place.at("e-a"), i128::from(time)).unwrap();
    assert!(place.noop(renewed).is_none());
    let place = Fixture::new();
    let preconditions = place.settle(&["e-a"], |_| {}).unwrap();
    let renewed = place.noop(encode(&preconditions, &KEY)).unwrap();
    let known = place.noop(renewed).unwrap();
    work::write(&place.at("e-a"), b"2").unwrap();
    assert!(place.noop(known).is_none());
}
