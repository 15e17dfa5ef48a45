//! Tests of claims, of their checks, and of the store.
//!
//! Counterpart: none.

use vamos_base::Digest;
use vamos_fsys::access_log::AccessLog;
use vamos_fsys::access_log::HttpAccess;
use vamos_fsys::access_log::PathAccess;
use vamos_fsys::access_log::Touched;
use vamos_fsys::stamp::Stamp;
use vamos_fsys::stamp::StatResult;
use vamos_fsys::stamp::stat;
use vamos_fsys::work;

use super::CacheFile;
use super::CacheFormat;
use super::Preconditions;
use super::RunRecord;
use super::RunRecords;
use super::Scope;
use super::Verdict;
use super::format::encode;
use super::paths;
use super::settle;

const KEY: Digest = Digest([7; 32]);

/// A time after all writes of a test.
const LATER: i64 = 30_000_000_000;

/// A build cache without files.
struct NoCache;

impl CacheFormat for NoCache {
    fn kind_of(&self, _path: &str) -> Option<CacheFile> {
        None
    }

    fn content_of(&self, _path: &str) -> Option<u64> {
        None
    }

    fn is_trim_due(&self, _dir: &str, _now_ns: i128) -> bool {
        true
    }

    fn renewal_age_ns(&self) -> i128 {
        0
    }

    fn renewed_time_ns(&self, now_ns: i128) -> i128 {
        now_ns
    }
}

fn now() -> i64 {
    crate::clock::now_ns() as i64
}

fn stamp(path: &str) -> Stamp {
    match stat(path, true) {
        StatResult::There(stamp) => stamp,
        other => panic!("{path}: {other:?}"),
    }
}

/// Adds the accesses of a run that finds an output and gives it a new time.
fn touch(sight: &mut AccessLog, path: &str) {
    let before = stamp(path);
    let seen = PathAccess {
        followed: Some(Some(before)),
        ..PathAccess::default()
    };
    sight.seen.push((path.to_owned(), seen));
    work::touch(path).unwrap();
    sight.touched.push(Touched {
        path: path.to_owned(),
        before,
        after: stamp(path),
    });
}

/// Accesses of a run that read a file, listed its directory, and searched for another file.
fn sight(root: &str) -> AccessLog {
    let there = |path: &str| Some(Some(stamp(path)));
    let mut sight = AccessLog::default();
    let mut see = |path: &str, seen: PathAccess| sight.seen.push((path.to_owned(), seen));
    let listed = PathAccess {
        followed: there(root),
        is_listed: true,
        ..PathAccess::default()
    };
    see(root, listed);
    let file = format!("{root}/f");
    let read = PathAccess {
        followed: there(&file),
        ..PathAccess::default()
    };
    see(&file, read);
    let absent = PathAccess {
        followed: Some(None),
        ..PathAccess::default()
    };
    see(&format!("{root}/g"), absent.clone());
    see("/nowhere/at/all", absent);
    touch(&mut sight, &format!("{root}/out"));
    sight
}

fn tree() -> (tempfile::TempDir, String, Preconditions) {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().to_str().unwrap().to_owned();
    for name in ["f", "out"] {
        work::write(&format!("{root}/{name}"), b"text").unwrap();
    }
    let scope = Scope {
        start_ns: now() + LATER,
        ..Scope::default()
    };
    let preconditions = settle(&mut sight(&root), &scope, &NoCache).unwrap();
    (temp, root, preconditions.with_stdout(b"printed".to_vec()))
}

fn check(preconditions: &Preconditions) -> Verdict {
    let bytes = encode(preconditions, &KEY);
    RunRecord::parse(bytes, &KEY)
        .unwrap()
        .check(&NoCache, &vamos_sched::Pool::new(2), now())
}

#[test]
fn holds_until_something_changes() {
    let (_temp, root, preconditions) = tree();
    // The absence of the name follows from the listing and needs no check of its own.
    assert_eq!(check(&preconditions), Verdict::Holds(4));
    let mut looked: Vec<String> = paths(&encode(&preconditions, &KEY))
        .unwrap()
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    looked.sort_unstable();
    let expected = [
        "/nowhere/at/all".to_owned(),
        root.clone(),
        format!("{root}/f"),
        format!("{root}/out"),
    ];
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(looked, expected);
    work::touch(&format!("{root}/f")).unwrap();
    assert_eq!(check(&preconditions), Verdict::Broken(format!("{root}/f")));
}

#[test]
fn young_stamps_are_not_believed() {
    let (_temp, root, _) = tree();
    let scope = Scope {
        start_ns: now(),
        ..Scope::default()
    };
    let refused = settle(&mut sight(&root), &scope, &NoCache).unwrap_err();
    assert!(refused.ends_with("changed a moment ago"), "{refused}");
}

#[test]
fn what_is_more_than_looking_is_refused() {
    let (_temp, root, _) = tree();
    let scope = Scope {
        start_ns: now() + LATER,
        own: vec![format!("{root}/own")],
        ..Scope::default()
    };
    let try_with = |change: &dyn Fn(&mut AccessLog)| {
        let mut sight = sight(&root);
        change(&mut sight);
        settle(&mut sight, &scope, &NoCache).map(drop)
    };
    assert_eq!(try_with(&|_| {}), Ok(()));
    for change in [
        &|sight: &mut AccessLog| sight.void = Some("x".to_owned()),
        &|sight: &mut AccessLog| sight.wrote.push("/x".to_owned()),
        &|sight: &mut AccessLog| sight.used.push("/x".to_owned()),
        // Another process wrote it later, or at the same time.
        &|sight: &mut AccessLog| work::write(&sight.touched[0].path, b"more").unwrap(),
        &|sight: &mut AccessLog| sight.touched[0].before.ctime_ns -= 1,
        &|sight: &mut AccessLog| sight.seen.clear(),
        &|sight: &mut AccessLog| sight.seen[1].1.is_torn = true,
        // A file that is read as a source, and written as an output.
        &|sight: &mut AccessLog| {
            let last = sight.seen.last_mut().unwrap();
            last.1.is_source = true;
        },
    ] as [&dyn Fn(&mut AccessLog); 8]
    {
        assert!(try_with(change).is_err());
    }
}

/// Answers of servers are stored once each, if the command may repeat the requests.
#[test]
fn answers_of_servers_are_stored() {
    let (_temp, root, _) = tree();
    let asked = |url: &str, byte: u8| HttpAccess {
        url: url.to_owned(),
        answer: Digest([byte; 32]),
    };
    let settle_with = |may_ask: bool, answers: &[HttpAccess]| {
        let scope = Scope {
            start_ns: now() + LATER,
            may_ask,
            ..Scope::default()
        };
        let mut sight = sight(&root);
        sight.asked = answers.to_vec();
        settle(&mut sight, &scope, &NoCache)
    };
    let answers = [asked("http://h/b", 1), asked("http://h/a", 2)];
    assert!(settle_with(false, &answers).is_err());
    assert!(settle_with(true, &[asked("http://h/a", 1), asked("http://h/a", 2)]).is_err());
    let twice = [&answers[..], &answers[..]].concat();
    let preconditions = settle_with(true, &twice).unwrap();
    let preconditions = preconditions.with_stderr(b"warning".to_vec());
    let run_record = RunRecord::parse(encode(&preconditions, &KEY), &KEY).unwrap();
    let [b, a] = answers;
    assert_eq!(run_record.asked(), [a, b]);
    assert_eq!(run_record.stderr(), b"warning");
    assert_eq!(run_record.stdout(), b"");
    assert_eq!(run_record.differs_from(&preconditions), None);
    let silent = preconditions.with_stderr(Vec::new());
    assert!(run_record.differs_from(&silent).is_some());
}

#[test]
fn damage_is_a_miss() {
    let (_temp, root, preconditions) = tree();
    let whole = encode(&preconditions, &KEY);
    assert!(RunRecord::parse(whole.clone(), &KEY).is_some());
    assert!(RunRecord::parse(whole.clone(), &Digest([8; 32])).is_none());
    for length in 0..whole.len() {
        assert!(RunRecord::parse(whole[..length].to_vec(), &KEY).is_none());
    }
    for at in 0..whole.len() {
        for bit in [1, 0x80] {
            let mut bytes = whole.clone();
            bytes[at] ^= bit;
            assert!(RunRecord::parse(bytes, &KEY).is_none(), "byte {at}");
        }
    }
    let mut longer = whole.clone();
    longer.push(0);
    assert!(RunRecord::parse(longer, &KEY).is_none());
    // Malformed bytes with a valid checksum are not read beyond their end.
    for at in super::format::HEADER + 32..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] = 0xff;
        super::format::seal(&mut bytes);
        let _ = paths(&bytes);
        if let Some(mut run_record) = RunRecord::parse(bytes, &KEY) {
            let _ = run_record.check(&NoCache, &vamos_sched::Pool::new(1), now());
        }
    }
    let run_records = RunRecords::below(&root);
    let user = vamos_fsys::proc::effective_user();
    assert!(run_records.find(&KEY, user).is_none());
    assert!(run_records.keep(&KEY, &preconditions));
    assert!(run_records.find(&KEY, user).is_some());
    assert!(run_records.find(&KEY, user + 1).is_none());
    let file = format!("{root}/witness/{}", &KEY.hex()[..32]);
    work::write(&file, &whole[..40]).unwrap();
    assert!(run_records.find(&KEY, user).is_none());
    work::write(&file, b"").unwrap();
    assert!(run_records.find(&KEY, user).is_none());
}

#[test]
fn only_so_many_are_kept() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().to_str().unwrap();
    let run_records = RunRecords::below(root);
    for number in 0..300_u16 {
        let mut key = Digest([0; 32]);
        key.0[..2].copy_from_slice(&number.to_be_bytes());
        assert!(run_records.keep(&key, &Preconditions::default()));
    }
    let left = vamos_fsys::uncached::names(&format!("{root}/witness")).unwrap();
    assert_eq!(left.len(), 256);
}

#[test]
fn a_stamp_proves_nothing_on_tmpfs() {
    // A store to a page with a shared mapping changes no time.
    let Ok(temp) = tempfile::tempdir_in("/dev/shm") else {
        return;
    };
    let root = temp.path().to_str().unwrap();
    for name in ["f", "out"] {
        work::write(&format!("{root}/{name}"), b"text").unwrap();
    }
    let scope = Scope {
        start_ns: now() + LATER,
        ..Scope::default()
    };
    let error = settle(&mut sight(root), &scope, &NoCache).err().unwrap();
    let expected = ": on a file system with times of its own";
    assert!(
        error.ends_with(expected) && error.starts_with(root),
        "{error}"
    );
    // The same rule applies to the tables of single files.
    let file = format!("{root}/f");
    let later = crate::clock::now_ns() + i128::from(LATER);
    let memo = crate::Table::open(root, "x", later);
    let meta = vamos_fsys::uncached::stat(&file).unwrap();
    assert!(!memo.trusts(&meta, &file));
}

#[test]
fn links_that_lead_inside_are_noticed() {
    let temp = tempfile::tempdir().unwrap();
    let top = temp.path().to_str().unwrap();
    let [root, link] = ["root", "link"].map(|name| format!("{top}/{name}"));
    vamos_fsys::uncached::make_dir(&root).unwrap();
    vamos_fsys::atomic::make_link("/nowhere", &link).unwrap();
    let claim = |path: &str| (path.to_owned(), root.clone());
    let mut sight = AccessLog {
        seen: vec![(top.to_owned(), PathAccess::default())],
        outside: vec![claim("/proc/self/mountinfo"), claim(&link), claim(&link)],
        ..AccessLog::default()
    };
    let preconditions = settle(&mut sight, &Scope::default(), &NoCache).unwrap();
    assert_eq!(check(&preconditions), Verdict::Holds(2));
    let looked = paths(&encode(&preconditions, &KEY)).unwrap();
    assert_eq!(looked.len(), 2);
    vamos_fsys::atomic::make_link(&root, &link).unwrap();
    assert_eq!(check(&preconditions), Verdict::Broken(link));
}

#[test]
fn times_of_directories_count_where_they_matter() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().to_str().unwrap();
    let dir = format!("{root}/d");
    vamos_fsys::uncached::make_dir(&dir).unwrap();
    let preconditions = |is_exact: bool| {
        let mut sight = AccessLog::default();
        let seen = PathAccess {
            itself: Some(Box::new(Some(stamp(&dir)))),
            is_exact,
            ..PathAccess::default()
        };
        sight.seen.push((dir.clone(), seen));
        let scope = Scope {
            start_ns: now() + LATER,
            // Even a directory of our own counts if a test accessed it.
            state: is_exact.then(|| dir.clone()).into_iter().collect(),
            ..Scope::default()
        };
        settle(&mut sight, &scope, &NoCache).unwrap()
    };
    let (rough, exact) = (preconditions(false), preconditions(true));
    assert_eq!(check(&exact), Verdict::Holds(1));
    work::write(&format!("{dir}/more"), b"").unwrap();
    assert_eq!(check(&rough), Verdict::Holds(1));
    assert_eq!(check(&exact), Verdict::Broken(dir));
}

/// Files below the root of an extracted module are claimed only if the module cache may change.
#[test]
fn extracted_modules_may_be_trusted() {
    let temp = tempfile::tempdir().unwrap();
    let modules = temp.path().to_str().unwrap();
    let root = format!("{modules}/example.com/m@v1.0.0");
    vamos_fsys::uncached::make_dirs(&format!("{root}/p")).unwrap();
    vamos_fsys::uncached::make_dirs(&format!("{modules}/cache/m@v1.0.0")).unwrap();
    let file = format!("{root}/p/p.go");
    let other = format!("{modules}/cache/m@v1.0.0/f");
    for file in [&file, &other] {
        work::write(file, b"package p").unwrap();
    }
    let sight = || {
        let read = |path: &str| {
            let seen = PathAccess {
                followed: Some(Some(stamp(path))),
                ..PathAccess::default()
            };
            (path.to_owned(), seen)
        };
        AccessLog {
            seen: [&root, &format!("{root}/p"), &file, &other]
                .map(|path| read(path))
                .into(),
            ..AccessLog::default()
        }
    };
    let settled = |fixed_modules: Option<&str>, mut sight: AccessLog| {
        let scope = Scope {
            start_ns: now() + LATER,
            fixed_modules: fixed_modules.map(str::to_owned),
            ..Scope::default()
        };
        settle(&mut sight, &scope, &NoCache).unwrap()
    };
    assert_eq!(settled(None, sight()).count(), 4);
    let trusted = settled(Some(modules), sight());
    assert_eq!(trusted.count(), 2);
    assert_eq!(check(&trusted), Verdict::Holds(2));
    // A root that was not accessed proves nothing.
    let mut without_root = sight();
    without_root.seen.remove(0);
    assert_eq!(settled(Some(modules), without_root).count(), 3);
    work::remove_all(&root).unwrap();
    assert!(matches!(check(&trusted), Verdict::Broken(_)));
}

#[test]
fn with_an_attachment_a_file_may_change() {
    let (_temp, root, preconditions) = tree();
    let file = format!("{root}/f");
    work::write(&file, b"other").unwrap();
    let broken = Verdict::Broken(file.clone());
    assert_eq!(check(&preconditions), broken);
    let attached = preconditions.with_attachment(b"old".to_vec());
    let bytes = encode(&attached, &KEY);
    let mut run_record = RunRecord::parse(bytes, &KEY).unwrap();
    let pool = vamos_sched::Pool::new(1);
    let Verdict::Edited(edits) = run_record.check(&NoCache, &pool, now()) else {
        panic!("the file has changed");
    };
    let names: Vec<(&str, bool)> = (edits.iter())
        .map(|edit| (edit.path.as_str(), edit.is_dir))
        .collect();
    assert_eq!(names, [(file.as_str(), false)]);
    // A stamp this young proves nothing, and the attachment keeps its length.
    assert!(!run_record.edit(&edits, || b"new".to_vec(), now()));
    assert!(!run_record.edit(&edits, || b"longer".to_vec(), now() + LATER));
    assert!(run_record.edit(&edits, || b"new".to_vec(), now() + LATER));
    let bytes = run_record.bytes().to_vec();
    let mut run_record = RunRecord::parse(bytes, &KEY).unwrap();
    assert_eq!(run_record.attachment(), b"new");
    assert_eq!(
        run_record.check(&NoCache, &pool, now()),
        Verdict::Holds(4),
        "what changed is known"
    );
    // Nothing else may have changed.
    work::remove(&format!("{root}/out")).unwrap();
    assert!(matches!(
        run_record.check(&NoCache, &pool, now()),
        Verdict::Broken(_)
    ));
}
