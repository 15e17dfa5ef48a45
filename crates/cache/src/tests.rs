//! Tests of the store on scratch directories.
//!
//! Counterpart: cmd/go/internal/cache/cache_test.go, hash_test.go.

#![expect(clippy::disallowed_methods, reason = "tests prepare files")]

use std::fs;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;

use vamos_base::Digest;
use vamos_fsys::uncached;

use crate::clock::renewed_time_ns;
use crate::*;

const HOUR: i64 = 3600 * 1_000_000_000;

struct Scratch {
    _dir: tempfile::TempDir,
    root: String,
    now: Arc<AtomicI64>,
    store: LocalStore,
}

fn scratch() -> Scratch {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().to_str().unwrap().to_owned();
    let now = i64::try_from(system_clock()()).unwrap();
    let now = Arc::new(AtomicI64::new(now));
    let clock: Clock = {
        let now = Arc::clone(&now);
        Arc::new(move || now.load(Ordering::Relaxed).into())
    };
    let store = LocalStore::open(&root, clock).unwrap();
    Scratch {
        _dir: dir,
        root,
        now,
        store,
    }
}

fn id(n: u32) -> ActionId {
    ActionId(Digest::of(&n.to_le_bytes()))
}

impl Scratch {
    fn files(&self) -> usize {
        let parts = fs::read_dir(&self.root)
            .unwrap()
            .map(|part| part.unwrap().path());
        parts
            .filter(|part| part.is_dir())
            .map(|part| fs::read_dir(part).unwrap().count())
            .sum()
    }
}

#[test]
fn put_and_get() {
    let scratch = scratch();
    let store = &scratch.store;
    assert_eq!(store.get(&id(1)), None);
    let out = store.put_bytes(&id(1), b"hello").unwrap();
    assert_eq!(out.0, Digest::of(b"hello"));
    let (path, entry) = store.get_file(&id(1)).unwrap();
    assert_eq!(path, format!("{}/2c/{}-d", scratch.root, out.0));
    assert_eq!((entry.output, entry.size), (out, 5));
    assert_eq!(store.get_bytes(&id(1)).unwrap().0, b"hello");
    store.put_bytes(&id(2), b"").unwrap();
    assert_eq!(store.get_bytes(&id(2)).unwrap().0, b"");
    store.put_bytes(&id(1), b"other").unwrap();
    assert_eq!(store.get_bytes(&id(1)).unwrap().0, b"other");
    // Two entries, three values, nothing else.
    assert_eq!(scratch.files(), 5);
}

#[test]
fn work_is_bounded() {
    let scratch = scratch();
    scratch.store.put_bytes(&id(1), b"hello").unwrap();
    let store = LocalStore::open(&scratch.root, system_clock()).unwrap();
    assert!(store.get_file(&id(1)).is_some());
    let counts = store.counts();
    let want = CacheCounts {
        gets: 1,
        hits: 1,
        stats: 1,
        ..CacheCounts::default()
    };
    assert_eq!(counts, want);
}

#[test]
fn damage_is_a_miss_and_is_repaired() {
    let scratch = scratch();
    let store = &scratch.store;
    let out = store.put_bytes(&id(1), b"hello").unwrap();
    let value = store.output_file(&out);
    fs::write(&value, b"hell").unwrap();
    assert_eq!(store.get_file(&id(1)), None);
    store.put_bytes(&id(1), b"hello").unwrap();
    fs::write(&value, b"jello").unwrap();
    assert_eq!(store.get_bytes(&id(1)), None);
    store.put_bytes(&id(1), b"hello").unwrap();
    assert_eq!(fs::read(&value).unwrap(), b"hello");
    let entry = store.file_name(&id(1).0, 'a');
    fs::write(&entry, b"v1 ").unwrap();
    assert_eq!(store.get(&id(1)), None);
    fs::remove_file(&value).unwrap();
    store.put_bytes(&id(1), b"hello").unwrap();
    assert!(store.get_file(&id(1)).is_some());
    assert_eq!(scratch.files(), 2);
}

#[test]
fn finished_files() {
    let scratch = scratch();
    let store = &scratch.store;
    let path = format!("{}/work.a", scratch.root);
    for (n, is_kept) in [(1, true), (2, false), (3, true), (4, false)] {
        fs::write(&path, b"archive").unwrap();
        if n == 3 {
            // A removed part is recreated.
            fs::remove_dir_all(store.part_dir(&Digest::of(b"archive"))).unwrap();
        }
        let file = Finished {
            path: &path,
            digest: Digest::of(b"archive"),
            size: 7,
            is_kept,
        };
        store.put_finished(&id(n), &file).unwrap();
        assert_eq!(fs::exists(&path).unwrap(), is_kept);
        if is_kept {
            // `is_kept` made a copy: writing to the source does not change the value.
            fs::write(&path, b"ARCHIVE").unwrap();
        }
        assert_eq!(store.get_bytes(&id(n)).unwrap().0, b"archive");
    }
    fs::write(&path, b"arch").unwrap();
    let file = Finished {
        path: &path,
        digest: Digest::of(b"other"),
        size: 5,
        is_kept: true,
    };
    assert_eq!(
        store.put_finished(&id(9), &file),
        Err(CacheError::ContentChanged)
    );
    let (out, size) = store.put_file(&id(5), &path).unwrap();
    assert_eq!((out.0, size), (Digest::of(b"arch"), 4));
}

#[test]
fn executables() {
    let scratch = scratch();
    let store = &scratch.store;
    let path = format!("{}/a.out", scratch.root);
    fs::write(&path, b"#!/bin/sh\n").unwrap();
    for _ in 0..2 {
        let (out, _) = store.put_executable(&id(1), "prog", &path).unwrap();
        let (file, _) = store.get_file(&id(1)).unwrap();
        assert_eq!(file, format!("{}/prog", store.file_name(&out.0, 'd')));
        assert_eq!(uncached::stat(&file).unwrap().mode & 0o111, 0o111);
        assert_eq!(store.output_file(&out), file);
    }
    let out = Digest::of(b"#!/bin/sh\n");
    fs::write(format!("{}/second", store.file_name(&out, 'd')), b"").unwrap();
    assert_eq!(store.get_file(&id(1)), None);
    let file = store.output_file(&OutputId(out));
    assert_eq!(file, "DO NOT USE - invalid binary cache entry");
}

#[test]
fn times_of_last_use() {
    let scratch = scratch();
    let store = &scratch.store;
    let out = store.put_bytes(&id(1), b"hello").unwrap();
    scratch.now.fetch_add(HOUR / 2, Ordering::Relaxed);
    store.get_file(&id(1)).unwrap();
    assert_eq!(store.counts().touches, 0);
    scratch.now.fetch_add(HOUR, Ordering::Relaxed);
    store.get_file(&id(1)).unwrap();
    assert_eq!(store.counts().touches, 2);
    let now = i128::from(scratch.now.load(Ordering::Relaxed));
    for path in [store.file_name(&id(1).0, 'a'), store.file_name(&out.0, 'd')] {
        assert_eq!(
            uncached::stat(&path).unwrap().mtime_ns,
            renewed_time_ns(now)
        );
    }
}

#[test]
fn trimming() {
    let scratch = scratch();
    let store = &scratch.store;
    store.put_bytes(&id(1), b"old").unwrap();
    store.put_bytes(&id(2), b"new").unwrap();
    let exe = format!("{}/a.out", scratch.root);
    fs::write(&exe, b"exe").unwrap();
    store.put_executable(&id(3), "prog", &exe).unwrap();
    let left = format!("{}/00/vamos-1-2-3-d", scratch.root);
    fs::write(&left, b"left over").unwrap();
    assert_eq!(store.trim(), Ok(true));
    assert_eq!(store.trim(), Ok(false));
    assert_eq!(scratch.files(), 7);
    scratch
        .now
        .fetch_add(121 * HOUR + 60_000_000_000, Ordering::Relaxed);
    store.get_file(&id(2)).unwrap();
    assert_eq!(store.trim(), Ok(true));
    assert_eq!(store.get(&id(1)), None);
    assert!(store.get_file(&id(2)).is_some());
    assert_eq!(scratch.files(), 2);
    let stamp = fs::read_to_string(format!("{}/trim.txt", scratch.root)).unwrap();
    let seconds = scratch.now.load(Ordering::Relaxed) / 1_000_000_000;
    assert_eq!(stamp, seconds.to_string());
}

#[test]
fn expiring_tests() {
    let scratch = scratch();
    assert_eq!(crate::test_expire(&scratch.root), None);
    LocalStore::expire_tests(&scratch.root, 500).unwrap();
    LocalStore::expire_tests(&scratch.root, 400).unwrap();
    assert_eq!(crate::test_expire(&scratch.root), Some(500));
    let missing = format!("{}/none", scratch.root);
    LocalStore::expire_tests(&missing, 1).unwrap();
}

#[test]
fn unusable_directories() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().to_str().unwrap();
    let open = |gocache: &str| {
        let place = default_dir(Ok("/home/gopher/.cache"), gocache);
        open_default(&place, system_clock())
            .err()
            .map(|error| error.to_string())
    };
    assert_eq!(
        open("rel/dir").unwrap(),
        "build cache is required, but could not be located: GOCACHE is not an absolute path"
    );
    assert_eq!(
        open("off").unwrap(),
        "build cache is disabled by GOCACHE=off, but required as of Go 1.12"
    );
    let file = format!("{root}/file");
    fs::write(&file, b"").unwrap();
    assert_eq!(
        open(&file).unwrap(),
        format!("failed to initialize build cache at {file}: mkdir {file}: not a directory")
    );
    assert_eq!(
        open(&format!("{file}/x")).unwrap(),
        format!("failed to initialize build cache at {file}/x: mkdir {file}: not a directory")
    );
    let good = format!("{root}/a/b");
    assert_eq!(open(&good), None);
    assert!(fs::exists(format!("{good}/README")).unwrap());
    assert_eq!(fs::read_dir(&good).unwrap().count(), 257);
    let none = default_dir(Err("neither $XDG_CACHE_HOME nor $HOME are defined"), "");
    assert_eq!(
        none.error.unwrap(),
        "GOCACHE is not defined and neither $XDG_CACHE_HOME nor $HOME are defined"
    );
}

#[test]
fn two_writers() {
    let scratch = scratch();
    let other = LocalStore::open(&scratch.root, system_clock()).unwrap();
    std::thread::scope(|scope| {
        for store in [&scratch.store, &other] {
            scope.spawn(move || {
                for n in 0..100 {
                    store.put_bytes(&id(n), &[7; 5000]).unwrap();
                    assert!(store.get_bytes(&id(n)).is_some());
                }
            });
        }
    });
    assert_eq!(scratch.files(), 101);
}

#[test]
fn hashing() {
    // From cmd/go/internal/cache/hash_test.go: salt and text are one stream.
    let hasher = Hasher::new("go1.26.1 X:foo", None);
    let mut hash = hasher.hash("alice");
    let name = "world";
    write!(hash, "hello {name}!");
    assert_eq!(hash.sum(), Digest::of(b"go1.26.1hello world!"));
    let mut bytes = b"subkey:".to_vec();
    bytes.extend(id(1).0.0);
    bytes.extend(b"stdout");
    assert_eq!(subkey(&id(1), "stdout").0, Digest::of(&bytes));
    assert_eq!(strip_experiment("go1.26.1-X:a"), "go1.26.1");
}

#[test]
fn watching() {
    let lines = Arc::new(Mutex::new(String::new()));
    let sink = Arc::clone(&lines);
    let debug = DebugLines(move |line: &str| sink.lock().unwrap().push_str(line));
    let hasher = Hasher::new("go1", Some(Arc::new(debug)));
    let mut hash = hasher.hash("build fmt");
    let name = "x";
    writeln!(hash, "compile {name} {:?}", "y");
    let sum = hash.sum();
    let key = hasher.subkey(&id(1), "stdout");
    let want = format!(
        "HASH[build fmt]\nHASH[build fmt]: \"go1\"\n\
         HASH[build fmt]: \"compile x \\\"y\\\"\\n\"\nHASH[build fmt]: {sum}\n\
         HASH subkey {} \"stdout\" = {}\n",
        id(1).0,
        key.0
    );
    assert_eq!(*lines.lock().unwrap(), want);
    let recorder = Arc::new(Recorder::new());
    let hasher = Hasher::new("go1", Some(Arc::<Recorder>::clone(&recorder)));
    let mut hash = hasher.hash("x");
    hash.write(b"part");
    let digest = hash.sum();
    let want = Recorded {
        name: "x".into(),
        parts: vec![b"go1".to_vec(), b"part".to_vec()],
        digest,
    };
    assert_eq!(recorder.finished(), [want]);
}

#[test]
fn file_hashes() {
    let scratch = scratch();
    let path = format!("{}/f", scratch.root);
    fs::write(&path, b"one").unwrap();
    let hashes = FileHashes::new(None);
    assert_eq!(hashes.hash(&path).unwrap(), Digest::of(b"one"));
    fs::write(&path, b"two").unwrap();
    assert_eq!(hashes.hash(&path).unwrap(), Digest::of(b"one"));
    assert_eq!(hashes.counts(), (1, 3));
    assert!(hashes.hash(&format!("{path}x")).unwrap_err().is_not_exist());
}
