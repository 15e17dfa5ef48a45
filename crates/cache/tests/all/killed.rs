//! A process killed while it writes leaves misses, never a wrong hit.
//!
//! The test starts itself again as a writer and kills it at random moments, with one cache for all
//! rounds.
//! Counterpart: none; upstream relies on writing the last byte last.

#![expect(
    clippy::disallowed_methods,
    reason = "a test: prepares files and starts a process to kill"
)]

use std::fs;
use std::process::Command;
use std::time::Duration;
use std::time::Instant;

use vamos_base::Digest;
use vamos_cache::ActionId;
use vamos_cache::Finished;
use vamos_cache::LocalStore;
use vamos_cache::Store;
use vamos_cache::system_clock;
use vamos_testkit::wait_until;

const DIR: &str = "VAMOS_TEST_KILLED_CACHE";

fn id(n: u32) -> ActionId {
    ActionId(Digest::of(&n.to_le_bytes()))
}

fn value(n: u32) -> Vec<u8> {
    n.to_le_bytes().repeat(20_000)
}

/// Writes forever if started by the test below, does nothing otherwise.
#[test]
fn writer() {
    let Ok(dir) = std::env::var(DIR) else {
        return;
    };
    let store = LocalStore::open(&dir, system_clock()).unwrap();
    for n in 0.. {
        let data = value(n % 50);
        if n % 2 == 0 {
            store.put_bytes(&id(n % 50), &data).unwrap();
        } else {
            let path = format!("{dir}/work.a");
            fs::write(&path, &data).unwrap();
            let file = Finished {
                path: &path,
                digest: Digest::of(&data),
                size: data.len() as u64,
                is_kept: n % 3 == 0,
            };
            store.put_finished(&id(n % 50), &file).unwrap();
        }
        // Removed again, so that every round writes.
        let output = vamos_cache::OutputId(Digest::of(&data));
        if n % 5 == 0 {
            fs::remove_file(store.output_file(&output)).unwrap();
        }
    }
}

#[test]
fn killed_writers_leave_misses() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().to_str().unwrap();
    LocalStore::open(root, system_clock()).unwrap();
    let mut hits = 0;
    for round in 0..40u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "killed::writer"])
            .env(DIR, root)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let moment = Instant::now() + Duration::from_micros(15_000 + round * 1_237);
        wait_until(|| Instant::now() >= moment);
        child.kill().unwrap();
        child.wait().unwrap();
        let store = LocalStore::open(root, system_clock()).unwrap();
        for n in 0..50 {
            // Most readers check only the size, so the size must be enough.
            if let Some((path, entry)) = store.get_file(&id(n)) {
                hits += 1;
                assert!(fs::read(&path).unwrap() == value(n), "{path}");
                assert_eq!(entry.output.0, Digest::of(&value(n)));
            }
        }
    }
    assert!(hits > 0, "the writer never got to write");
}
