//! Run records of others, and under attack: another umask, another user, kill -9, many at once, no
//! space, and any changed byte in stored data.
//!
//! Counterpart: none.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test changes files and starts programs by itself"
)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::fs::chown;
use std::path::PathBuf;
use std::process::Stdio;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use crate::run_record_cases::BUILD;
use crate::run_record_cases::LIST;
use crate::run_record_cases::said;
use crate::run_record_cases::worlds;
use crate::run_record_world::Ran;
use crate::run_record_world::World;
use vamos_testkit::Random;
use vamos_testkit::skip;
use vamos_testkit::wait_until_old;

/// The ID of an unprivileged user.
const UNPRIVILEGED: u32 = 65534;

/// Returns a world in which both commands have left a run record, and their output.
fn settled(temp: &tempfile::TempDir) -> Option<(World, [Ran; 2])> {
    let world = worlds(temp.path(), &[("faults", BUILD, |_| {})])?.remove(0);
    // The second finds the record of the first one.
    let _ = world.run(LIST);
    let _ = world.run(LIST);
    let ran = [BUILD, LIST].map(|line| world.run(line));
    assert!(ran.iter().all(Ran::holds), "{ran:?}");
    Some((world, ran))
}

fn kept(world: &World) -> PathBuf {
    world.at("home/.cache/vamos/witness")
}

#[test]
fn other_masks_and_users_have_others() {
    let temp = tempfile::tempdir().unwrap();
    fs::set_permissions(temp.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let Some((world, first)) = settled(&temp) else {
        return;
    };
    let masked = ["sh", "-c", "umask 037; exec \"$@\"", "sh"];
    let ran = world.run_behind(&masked, BUILD, &[]);
    assert!(ran.is_left(), "{ran:?}");
    assert_eq!(said(&ran), said(&first[0]));
    assert!(world.run(BUILD).holds());

    let setpriv = [
        "setpriv",
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
    ];
    let home = world.at("other/home");
    fs::create_dir_all(home.join("cache")).unwrap();
    let texts = [home.to_str().unwrap(), &format!("{}/cache", home.display())].map(str::to_owned);
    let env = [("HOME", texts[0].as_str()), ("GOCACHE", texts[1].as_str())];
    let may = chown(&home, Some(UNPRIVILEGED), None).is_ok()
        && chown(home.join("cache"), Some(UNPRIVILEGED), None).is_ok()
        && world
            .command(&setpriv, "version", &env)
            .output()
            .is_ok_and(|output| output.status.success());
    if !may {
        return skip("root, setpriv, and a vamos that other users may run");
    }
    // A young stamp is not believed, and a change time cannot be set: only waiting helps.
    let run = || world.run_behind(&setpriv, LIST, &env);
    let young = run();
    wait_until_old(&[temp.path()]);
    let theirs = [young, run(), run(), run()];
    // Their cache is another, so the set of stale packages is, too.
    let off = [env[0], env[1], ("VAMOS_TRACE", "off")];
    let clean = world.run_behind(&setpriv, LIST, &off);
    for ran in &theirs {
        assert_eq!(said(ran), said(&clean));
    }
    assert!(!theirs[0].holds(), "{theirs:?}");
    assert!(theirs[3].holds(), "{}", theirs[3].run_record);
    // In the same home, too, each has their own.
    let ran = world.run_with(LIST, &env);
    assert!(!ran.holds(), "{ran:?}");
    assert_eq!(said(&ran), said(&clean));
    assert!(world.run(LIST).holds());
}

#[test]
fn killed_while_it_is_written() {
    let temp = tempfile::tempdir().unwrap();
    let Some((world, first)) = settled(&temp) else {
        return;
    };
    let mut random = Random::new(0x9e37_79b9_7f4a_7c15);
    for round in 0..40 {
        let (line, want) = [(BUILD, &first[0]), (LIST, &first[1])][round % 2];
        fs::remove_dir_all(kept(&world)).unwrap();
        let mut command = world.command(&[], line, &[]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        // Just when the first file of its directory appears, or a little later.
        let start = Instant::now();
        while !kept(&world).exists() && start.elapsed() < Duration::from_secs(60) {
            if child.try_wait().unwrap().is_some() {
                break;
            }
            thread::yield_now();
        }
        let moment = Instant::now() + Duration::from_micros(random.below(1500) as u64);
        while Instant::now() < moment {
            thread::yield_now();
        }
        let _ = child.kill();
        child.wait().unwrap();
        for _ in 0..2 {
            let ran = world.run(line);
            assert_eq!(said(&ran), said(want), "{round}: {ran:?}");
            assert!(ran.holds() || ran.is_left(), "{round}: {ran:?}");
        }
        assert!(world.run(line).holds());
    }
}

#[test]
fn many_write_it_at_once() {
    let temp = tempfile::tempdir().unwrap();
    let Some((world, first)) = settled(&temp) else {
        return;
    };
    for _ in 0..5 {
        fs::remove_dir_all(kept(&world)).unwrap();
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let ran = world.run(LIST);
                    assert_eq!(said(&ran), said(&first[1]));
                });
            }
        });
        assert!(world.run(LIST).holds());
        let names = fs::read_dir(kept(&world)).unwrap().count();
        assert_eq!(names, 1, "nothing else stays");
    }
}

#[test]
fn without_space_there_is_none() {
    let temp = tempfile::tempdir().unwrap();
    let Some((world, first)) = settled(&temp) else {
        return;
    };
    fs::remove_dir_all(world.at("home/.cache")).unwrap();
    // A limit of the file size, which would end the process.
    let limited = ["sh", "-c", "ulimit -f 1; exec \"$@\"", "sh"];
    for _ in 0..2 {
        let ran = world.run_behind(&limited, LIST, &[]);
        assert_eq!(said(&ran), said(&first[1]), "{ran:?}");
        assert!(!ran.holds() && !ran.is_left(), "{}", ran.run_record);
    }
    let names = fs::read_dir(kept(&world)).into_iter().flatten().count();
    assert_eq!(names, 0);
    fs::create_dir_all(world.at("home/.cache")).unwrap();
    let mount = "mount -t tmpfs -o size=16k none \"$HOME/.cache\" && exec \"$@\"";
    let full = ["unshare", "-m", "sh", "-c", mount, "sh"];
    let can_mount = world.command(&full, "version", &[]).output();
    if !can_mount.is_ok_and(|output| output.status.success()) {
        return skip("a small file system, mounted in a namespace");
    }
    for line in [LIST, BUILD] {
        let ran = world.run_behind(&full, line, &[]);
        let want = &first[usize::from(line == LIST)];
        assert_eq!(said(&ran), said(want), "{ran:?}");
        assert!(!ran.holds() && !ran.is_left(), "{ran:?}");
    }
    let _ = world.run(LIST);
    assert!(world.run(LIST).holds());
}

/// Returns all files that vamos remembers things in.
fn local_files(world: &World) -> Vec<PathBuf> {
    let cache = world.env.iter().find(|(name, _)| name == "GOCACHE");
    let cache = PathBuf::from(&cache.unwrap().1);
    let mut dirs = vec![world.at("home/.cache/vamos"), cache.join("vamos")];
    let mut files = Vec::new();
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(dir).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                dirs.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

#[test]
fn any_damage_to_memories_is_harmless() {
    let temp = tempfile::tempdir().unwrap();
    let Some((world, first)) = settled(&temp) else {
        return;
    };
    let app = world.bytes("out/app");
    let mut random = Random::new(0x2545_f491_4f6c_dd1d);
    for round in 0..40 {
        let files = local_files(&world);
        assert!(files.len() > 3, "{files:?}");
        let file = &files[random.below(files.len())];
        let mut bytes = fs::read(file).unwrap();
        let at = random.below(bytes.len());
        match random.below(5) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at.min(bytes.len()), 7),
            2 => {
                let end = bytes.len().min(at + 64);
                bytes[at.min(end)..end].fill(0);
            }
            _ if bytes.is_empty() => bytes.push(0),
            _ => bytes[at] ^= 1 << random.below(8),
        }
        fs::write(file, bytes).unwrap();
        let is_gone = random.below(4) == 0;
        if is_gone {
            // A program that was linked before may come from a copy.
            fs::remove_file(world.at("out/app")).unwrap();
        }
        for (line, want) in [(BUILD, &first[0]), (LIST, &first[1])] {
            let ran = world.run(line);
            assert_eq!(
                said(&ran),
                said(want),
                "{round} {}: {ran:?}",
                file.display()
            );
        }
        assert!(app == world.bytes("out/app"), "{round} {}", file.display());
    }
}
