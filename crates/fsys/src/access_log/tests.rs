//! Tests of records: each contains the accesses of its run only.
//!
//! Counterpart: none.

use std::sync::Barrier;

use vamos_sched::Class;
use vamos_sched::Pool;

use super::AccessLog;
use super::AccessRecorder;
use super::with;
use crate::Disk;
use crate::Files;
use crate::atomic;
use crate::uncached;
use crate::work;

fn seen(log: &AccessLog) -> Vec<&str> {
    let mut paths: Vec<&str> = log.seen.iter().map(|(path, _)| path.as_str()).collect();
    paths.sort_unstable();
    paths
}

/// One run below `dir`, which reads and writes on three threads.
fn run(dir: &str, both: &Barrier) -> AccessLog {
    let at = |name: &str| format!("{dir}/{name}");
    let recorder = AccessRecorder::start();
    let entered = recorder.enter();
    recorder.set_dir(dir);
    let disk = Disk::new();
    both.wait();
    uncached::stat("relative").unwrap_err();
    work::write(&at("written"), b"").unwrap();
    uncached::set_times(&at("written"), 0).unwrap();
    let met = Barrier::new(2);
    Pool::new(2).map(Class::Network, &["1", "2"], |name| {
        met.wait();
        disk.read(&at(&format!("source{name}"))).unwrap();
        uncached::read(&at(&format!("free{name}"))).unwrap();
        atomic::write_atomic(&at(&format!("atomic{name}")), b"", 0o644).unwrap();
        disk.stat(&at(&format!("absent{name}"))).unwrap_err();
    });
    with(|recorder| recorder.variable(dir));
    both.wait();
    let log = recorder.finish().expect("it was started here");
    drop(entered);
    log
}

#[test]
fn two_records_in_one_process_do_not_mix() {
    let dir = tempfile::tempdir().unwrap();
    let dirs = ["a", "b"].map(|name| format!("{}/{name}", dir.path().to_str().unwrap()));
    for dir in &dirs {
        uncached::make_dirs(dir).unwrap();
        for name in ["source1", "source2", "free1", "free2"] {
            work::write(&format!("{dir}/{name}"), name.as_bytes()).unwrap();
        }
    }
    let both = Barrier::new(2);
    let logs: Vec<AccessLog> = std::thread::scope(|scope| {
        let runs = dirs.each_ref().map(|dir| scope.spawn(|| run(dir, &both)));
        runs.map(|run| run.join().unwrap()).into()
    });
    for (dir, log) in dirs.iter().zip(&logs) {
        let names = [
            "absent1", "absent2", "free1", "free2", "relative", "source1", "source2",
        ];
        let paths = names.map(|name| format!("{dir}/{name}"));
        assert_eq!(seen(log), paths);
        assert_eq!(log.variables, [dir.as_str()]);
        assert_eq!(log.used, [format!("{dir}/written")]);
        assert_eq!(log.void, None);
        let is_own = |path: &String| {
            path.strip_prefix(dir)
                .is_some_and(|rest| rest.starts_with('/'))
        };
        assert!(log.wrote.iter().all(is_own), "{:?}", log.wrote);
        for name in ["written", "atomic1", "atomic2"] {
            assert!(log.wrote.contains(&format!("{dir}/{name}")), "{name}");
        }
        for (path, access) in &log.seen {
            assert_eq!(access.is_source, path.contains("source"), "{path}");
        }
    }
}

#[test]
fn a_disk_records_for_the_run_that_made_it() {
    let (one, other) = (AccessRecorder::start(), AccessRecorder::start());
    let disk = {
        let _entered = one.enter();
        Disk::new()
    };
    let _entered = other.enter();
    let _unseen = disk.stat("/absent/of/one");
    let _unseen = uncached::stat("/absent/of/other");
    assert_eq!(seen(&one.finish().unwrap()), ["/absent/of/one"]);
    assert_eq!(seen(&other.finish().unwrap()), ["/absent/of/other"]);
}

#[test]
fn a_record_ends_once_and_a_void_one_has_only_its_reason() {
    assert!(!AccessRecorder::current().is_kept());
    assert!(AccessRecorder::default().finish().is_none());
    let recorder = AccessRecorder::start();
    let _entered = recorder.enter();
    assert!(AccessRecorder::current().is_kept());
    recorder.void(|| "the first".to_owned());
    recorder.void(|| "the second".to_owned());
    let _unseen = uncached::stat("/absent");
    assert!(!recorder.is_kept());
    let log = recorder.finish().unwrap();
    assert_eq!(log.void.as_deref(), Some("the first"));
    assert_eq!(seen(&log), [""; 0]);
    assert!(recorder.finish().is_none());
}
