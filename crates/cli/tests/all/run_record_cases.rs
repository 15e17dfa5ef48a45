//! Run records: changes that must be noticed, each a line; changes that need not be; damage;
//! verification.
//!
//! All worlds are laid first, and grow old together: a stamp of the last two seconds is
//! never believed.
//! Counterpart: none.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and changes the world behind the command's back"
)]

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::SystemTime;

use vamos_testkit::wait_until_old;

use crate::run_record_world::Ran;
use crate::run_record_world::World;

pub(crate) const LIST: &str = "list -deps -json ./...";
pub(crate) const BUILD: &str = "build -o ../out/app ./cmd/app";
const QUIET: &str = "build . ./a";
const RUN: &str = "run ./cmd/app";

pub(crate) type Change = fn(&mut World);

/// The name of a change, the command of its world, and the change.
pub(crate) type Case = (&'static str, &'static str, Change);

/// Everything here must be noticed.
const NOTICED: &[Case] = &[
    ("bytes, size and time kept", BUILD, |w| {
        w.flip("mod/a/a.go", "return 1", "return 2");
    }),
    ("bytes, for list", LIST, |w| {
        w.flip("mod/a/a.go", "package a", "package b");
    }),
    ("bytes of main", BUILD, |w| {
        w.flip("mod/cmd/app/main.go", "println", "print  ");
    }),
    ("bytes of a test file", LIST, |w| {
        w.flip("mod/a/a_test.go", "testing", "strings");
    }),
    ("bytes of an excluded file", LIST, |w| {
        w.flip("mod/a/a_plan9.go", "package a", "package q");
    }),
    ("bytes of an excluded file, for build", BUILD, |w| {
        w.flip("mod/a/a_plan9.go", "package a", "package q");
    }),
    ("bytes, for a build that writes nothing", QUIET, |w| {
        w.flip("mod/a/a.go", "return 1", "return x");
    }),
    ("bytes, for run", RUN, |w| {
        w.flip("mod/a/a.go", "return 1", "return 3");
    }),
    ("a file grows", BUILD, |w| {
        w.write("mod/a/a.go", "package a\n\nfunc A() int { return 11 }\n");
    }),
    ("a file is only touched", BUILD, |w| {
        w.age("mod/a/a.go", 100);
    }),
    ("a time set back", LIST, |w| w.age("mod/w.go", 1_000_000)),
    ("a file added", LIST, |w| {
        w.write("mod/a/b.go", "package a\n");
    }),
    ("a file added, for build", BUILD, |w| {
        w.write("mod/a/b.go", "package a\n\nvar _ = x\n");
    }),
    ("a test file added", LIST, |w| {
        w.write("mod/w_test.go", "package w\n");
    }),
    ("a file removed", LIST, |w| w.remove("mod/a/a_test.go")),
    ("a needed file removed", BUILD, |w| w.remove("mod/a/a.go")),
    ("a file renamed", LIST, |w| {
        w.rename("mod/a/a.go", "mod/a/z.go");
    }),
    ("a file replaced by its copy", BUILD, |w| {
        let text = w.bytes("mod/a/a.go");
        w.write("mod/a/new", &String::from_utf8(text).unwrap());
        w.rename("mod/a/new", "mod/a/a.go");
    }),
    ("a directory replaced by its copy", BUILD, |w| {
        let text = w.bytes("mod/a/a.go");
        w.write(
            "other/a/a.go",
            &String::from_utf8(text)
                .unwrap()
                .replace("return 1", "return 4"),
        );
        w.rename("mod/a", "other/old");
        w.rename("other/a", "mod/a");
    }),
    ("a file that becomes a link", LIST, |w| {
        w.rename("mod/w.go", "other/w.go");
        w.link("other/w.go", "mod/w.go");
    }),
    ("a directory that becomes a link", LIST, |w| {
        w.rename("mod/a", "other/a");
        w.link("other/a", "mod/a");
    }),
    ("a package added", LIST, |w| {
        w.write("mod/b/b.go", "package b\n");
    }),
    ("an empty directory added", LIST, |w| {
        fs::create_dir(w.at("mod/empty")).unwrap();
    }),
    ("a package removed", LIST, |w| w.remove("mod/s")),
    ("a package renamed", LIST, |w| w.rename("mod/s", "mod/t")),
    ("a file loses permission", BUILD, |w| {
        w.chmod("mod/a/a.go", 0o600);
    }),
    ("a directory loses permission", LIST, |w| {
        w.chmod("mod/a", 0o700);
    }),
    ("go.mod: bytes", LIST, |w| {
        w.flip("mod/go.mod", "go 1.26", "go 1.25");
    }),
    ("go.mod: for build", BUILD, |w| {
        w.flip("mod/go.mod", "example.com/w\n", "example.com/v\n");
    }),
    ("go.sum changes", BUILD, |w| w.write("mod/go.sum", "")),
    ("go.sum removed", LIST, |w| w.remove("mod/go.sum")),
    ("go.mod in a package's directory", LIST, |w| {
        w.write("mod/a/go.mod", "module example.com/w/a\n");
    }),
    ("go.work beside go.mod", LIST, |w| {
        w.write("mod/go.work", "go 1.26\n\nuse .\n");
    }),
    ("go.work in a parent", BUILD, |w| {
        w.write("go.work", "go 1.26\n");
    }),
    ("vendor appears", BUILD, |w| {
        w.write("mod/vendor/modules.txt", "# nothing\n");
    }),
    ("vendor in a package's directory", LIST, |w| {
        w.write("mod/a/vendor/v/v.go", "package v\n");
    }),
    ("module cache: bytes", BUILD, |w| {
        w.flip("modcache/example.com/dep@v1.0.0/d.go", "D = 1", "D = 2");
    }),
    ("module cache: a file added", LIST, |w| {
        w.write("modcache/example.com/dep@v1.0.0/x.go", "package dep\n");
    }),
    ("module cache: a file removed", BUILD, |w| {
        w.remove("modcache/example.com/dep@v1.0.0/d.go");
    }),
    ("module cache: go.mod of a module", LIST, |w| {
        w.flip(
            "modcache/cache/download/example.com/dep/@v/v1.0.0.mod",
            "1.26",
            "1.25",
        );
    }),
    ("module cache: the module removed", BUILD, |w| {
        w.remove("modcache/example.com");
    }),
    ("module cache: elsewhere", LIST, |w| {
        let place = w.at("other/modcache").to_str().unwrap().to_owned();
        w.set("GOMODCACHE", &place);
    }),
    ("SDK: bytes of a package", LIST, |w| {
        w.flip(
            "sdk/src/errors/errors.go",
            "package errors",
            "package error5",
        );
    }),
    ("SDK: a file added", LIST, |w| {
        w.write("sdk/src/errors/x.go", "package errors\n");
    }),
    ("SDK: a file removed", LIST, |w| {
        w.remove("sdk/src/errors/join.go");
    }),
    ("SDK: a test file", LIST, |w| {
        w.write("sdk/src/errors/x_test.go", "package errors\n");
    }),
    ("SDK: VERSION", BUILD, |w| {
        w.write("sdk/VERSION", "go1.26.99\n");
    }),
    ("SDK: go.env", LIST, |w| {
        w.write("sdk/go.env", "GOPROXY=off\nGOFLAGS=-tags=x\n");
    }),
    ("SDK: its tools elsewhere", BUILD, |w| {
        let tools = fs::read_link(w.at("sdk/pkg")).unwrap();
        w.remove_link("sdk/pkg");
        fs::create_dir_all(w.at("sdk/pkg/tool")).unwrap();
        for entry in fs::read_dir(tools.join("tool")).unwrap() {
            let (from, name) = (entry.as_ref().unwrap().path(), entry.unwrap().file_name());
            fs::create_dir(w.at("sdk/pkg/tool").join(&name)).unwrap();
            for tool in fs::read_dir(from).unwrap().map(Result::unwrap) {
                fs::copy(
                    tool.path(),
                    w.at("sdk/pkg/tool").join(&name).join(tool.file_name()),
                )
                .unwrap();
            }
        }
        let include = tools.join("include");
        if include.exists() {
            std::os::unix::fs::symlink(include, w.at("sdk/pkg/include")).unwrap();
        }
    }),
    ("embedded file: bytes", LIST, |w| {
        w.write("mod/e/data", "atad\n");
    }),
    ("embedded file: removed", LIST, |w| w.remove("mod/e/data")),
    ("embedded tree: a file added", LIST, |w| {
        w.write("mod/f/tree/one/y", "y\n");
    }),
    ("embedded tree: a directory added", LIST, |w| {
        w.write("mod/f/tree/two/y", "y\n");
    }),
    ("embedded tree: a file renamed", LIST, |w| {
        w.rename("mod/f/tree/one/x", "mod/f/tree/one/z");
    }),
    ("the env file appears", LIST, |w| {
        w.write("home/goenv", "GOFLAGS=-tags=plan9\n");
    }),
    ("the env file sets another target", BUILD, |w| {
        w.write("home/goenv", "GOARCH=arm64\n");
    }),
    ("GOFLAGS", LIST, |w| {
        w.set("GOFLAGS", "-buildvcs=false -tags=x");
    }),
    ("GOARCH", BUILD, |w| w.set("GOARCH", "arm64")),
    ("CGO_ENABLED", LIST, |w| w.set("CGO_ENABLED", "1")),
    ("any other variable", BUILD, |w| w.set("SOME_VARIABLE", "1")),
    ("HOME", BUILD, |w| {
        let place = w.at("other").to_str().unwrap().to_owned();
        w.set("HOME", &place);
    }),
    ("GOCACHE elsewhere", BUILD, |w| {
        let place = w.at("other/cache").to_str().unwrap().to_owned();
        w.set("GOCACHE", &place);
    }),
    ("the directory", LIST, |w| w.dir = "mod/a".to_owned()),
    ("output removed", BUILD, |w| w.remove("out/app")),
    ("output cut", BUILD, |w| {
        let file = fs::File::options()
            .write(true)
            .open(w.at("out/app"))
            .unwrap();
        file.set_len(1000).unwrap();
    }),
    ("output is another's, in place", BUILD, |w| {
        let mut bytes = w.bytes("out/app");
        let at = bytes.windows(4).position(|part| part == b"Go\0\0").unwrap();
        bytes[at + 4] ^= 1;
        fs::write(w.at("out/app"), bytes).unwrap();
    }),
    ("output replaced by its copy", BUILD, |w| {
        fs::copy(w.at("out/app"), w.at("out/new")).unwrap();
        w.rename("out/new", "out/app");
    }),
    ("output emptied", BUILD, |w| {
        fs::write(w.at("out/app"), "").unwrap();
    }),
    ("output is a directory", BUILD, |w| {
        w.remove("out/app");
        fs::create_dir(w.at("out/app")).unwrap();
    }),
    ("output's directory removed", BUILD, |w| w.remove("out")),
    ("an overlay's file", "list -overlay ../over.json ./a", |w| {
        w.write("other/over.go", "package x\n");
    }),
    ("an overlay", "list -overlay ../over.json ./a", |w| {
        w.write("over.json", "{}\n");
    }),
    ("a parent is renamed and another put there", LIST, |w| {
        w.rename("mod", "other/mod");
        w.write("mod/go.mod", "module example.com/q\n");
        w.write("mod/q.go", "package q\n");
    }),
];

/// Nothing here is anybody's business.
const OVERLOOKED: &[Case] = &[
    ("nothing", LIST, |_| {}),
    ("nothing, for build", BUILD, |_| {}),
    ("nothing, for a build that writes nothing", QUIET, |_| {}),
    ("nothing, for run", RUN, |_| {}),
    ("a note that is no source", BUILD, |w| {
        w.flip("mod/a/notes.txt", "notes", "stone");
    }),
    ("in testdata", LIST, |w| {
        w.write("mod/testdata/more/x.go", "package x\n");
    }),
    ("beside the output", BUILD, |w| w.write("out/more", "x\n")),
    ("at home", BUILD, |w| w.write("home/.profile", "x\n")),
    ("settings of the remote cache", BUILD, |w| {
        w.write("home/.config/vamos/vamos.toml", "[remote]\nupload = true\n");
    }),
    ("the output's time", BUILD, |w| w.age("out/app", 50_000)),
    (
        "the output's bytes behind its head, as for the official command",
        BUILD,
        |w| {
            let mut bytes = w.bytes("out/app");
            *bytes.last_mut().unwrap() ^= 1;
            fs::write(w.at("out/app"), bytes).unwrap();
        },
    ),
    ("variables of the shell", LIST, |w| {
        w.set("SHLVL", "7");
        w.set("OLDPWD", "/");
        w.set("HYPERFINE_RANDOMIZED_ENVIRONMENT_OFFSET", "xxxx");
    }),
];

/// The output of a command; errors of parallel tools come in any order.
pub(crate) fn said(ran: &Ran) -> (Option<i32>, &str, Vec<&str>) {
    let mut complaints: Vec<&str> = ran.stderr.lines().collect();
    complaints.sort_unstable();
    (ran.code, &ran.stdout, complaints)
}

/// Makes changes that need not be noticed: the record answers, and rightly.
pub(crate) fn are_overlooked(cases: &[Case]) {
    let temp = tempfile::tempdir().expect("a directory");
    let Some(worlds) = worlds(temp.path(), cases) else {
        return;
    };
    for (mut world, (name, line, change)) in worlds.into_iter().zip(cases) {
        change(&mut world);
        let ran = world.run(line);
        assert!(ran.holds(), "{name}: {}", ran.run_record);
        let verified = world.run_with(line, &[("VAMOS_TRACE", "verify")]);
        assert_eq!(verified.code, Some(0), "{name}: {verified:?}");
    }
}

/// Makes a world for each case, and runs its command until it has left a run record.
pub(crate) fn worlds(temp: &Path, cases: &[Case]) -> Option<Vec<World>> {
    let cache = temp.join("cache");
    fs::create_dir(&cache).unwrap();
    let mut worlds = Vec::new();
    for (number, (_, line, _)) in cases.iter().enumerate() {
        let mut world = World::new(&temp.join(number.to_string()), &cache)?;
        world.write("other/over.go", "package a\n");
        let over = format!(
            "{{\"Replace\": {{\"{}\": \"{}\"}}}}",
            world.at("mod/a/over.go").display(),
            world.at("other/over.go").display()
        );
        world.write("over.json", &over);
        if *line == STAMPED {
            // No request goes to it, but `off` would trust recorded versions.
            world.set("GOPROXY", "file:///nowhere");
            for line in ["init -q", "add .", "commit -q -m one"] {
                world.git(line);
            }
        }
        let ran = world.run(line);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        worlds.push(world);
    }
    // Change times cannot be set, so all worlds grow old together.
    wait_until_old(&[temp]);
    for (world, (name, line, _)) in worlds.iter().zip(cases) {
        // Versions of tools are only stored for some worlds.
        let _ = world.run(line);
        let ran = world.run(line);
        assert!(ran.is_left() || ran.holds(), "{name}: {}", ran.run_record);
    }
    Some(worlds)
}

#[test]
fn every_change_is_noticed() {
    let temp = tempfile::tempdir().unwrap();
    let Some(worlds) = worlds(temp.path(), NOTICED) else {
        return;
    };
    let mut wrong = Vec::new();
    for (mut world, (name, line, change)) in worlds.into_iter().zip(NOTICED) {
        assert!(world.run(line).holds(), "{name}: it did not hold before");
        change(&mut world);
        let ran = world.run(line);
        if ran.holds() {
            wrong.push(*name);
        }
        let app = world.bytes("out/app");
        let clean = world.run_with(line, &[("VAMOS_TRACE", "off")]);
        assert_eq!(said(&ran), said(&clean), "{name}");
        if clean.code == Some(0) && *line == BUILD && !world.at("out/app").is_dir() {
            let fresh = BUILD.replace("out/app", "out/clean");
            let made = world.run_with(&fresh, &[("VAMOS_TRACE", "off")]);
            assert_eq!(made.code, Some(0), "{name}: {made:?}");
            assert!(app == world.bytes("out/clean"), "{name}: another output");
        }
    }
    assert!(wrong.is_empty(), "not noticed: {wrong:?}");
}

/// GOCACHE names the same directory with a slash at its end.
#[test]
fn a_cache_whose_path_is_not_clean() {
    let temp = tempfile::tempdir().unwrap();
    let cache = temp.path().join("cache/");
    let Some(mut world) = World::new(&temp.path().join("0"), &cache) else {
        return;
    };
    world.set("GOCACHE", &format!("{}/", cache.display()));
    assert_eq!(world.run(BUILD).code, Some(0));
    wait_until_old(&[temp.path()]);
    let _ = world.run(BUILD);
    assert!(world.run(BUILD).holds());
}

#[test]
fn the_cache_is_looked_at() {
    let temp = tempfile::tempdir().unwrap();
    let Some(mut worlds) = worlds(temp.path(), &[("the cache", BUILD, |_| {})]) else {
        return;
    };
    let world = worlds.remove(0);
    assert!(world.run(BUILD).holds());
    // Files that were used an hour ago count as used now: the same interval as in the command
    // itself.
    let files: Vec<PathBuf> = [world.cached("-a"), world.cached("-d")].concat();
    let old = SystemTime::now() - Duration::from_secs(2 * 3600);
    let used_by = |trace: &str| -> Vec<&PathBuf> {
        for file in &files {
            fs::File::open(file).unwrap().set_modified(old).unwrap();
        }
        let ran = world.run_with(BUILD, &[("VAMOS_TRACE", trace)]);
        assert!(ran.holds() || trace == "off", "{}", ran.run_record);
        let is_young = |file: &&PathBuf| fs::metadata(file).unwrap().modified().unwrap() > old;
        files.iter().filter(is_young).collect()
    };
    let used = used_by("explain");
    assert_eq!(used, used_by("off"));
    assert!(world.run(BUILD).holds());
    // A changed, truncated or missing entry is noticed, and so is a changed value.
    let of_kind = |end: &str| {
        let is_it = |file: &&PathBuf| file.to_str().unwrap().ends_with(end);
        used.iter().copied().find(is_it).unwrap()
    };
    let (entry, value) = (of_kind("-a"), of_kind("-d"));
    let mut other = fs::read(entry).unwrap();
    other[100] = if other[100] == b'0' { b'1' } else { b'0' };
    let whole = fs::read(entry).unwrap();
    let damages: [(&PathBuf, Option<&[u8]>); 6] = [
        (entry, Some(&other)),
        (entry, Some(&whole[..100])),
        (entry, Some(b"")),
        (entry, None),
        (value, Some(b"x")),
        (value, None),
    ];
    for (file, bytes) in damages {
        match bytes {
            Some(bytes) => fs::write(file, bytes).unwrap(),
            None => fs::remove_file(file).unwrap(),
        }
        let ran = world.run(BUILD);
        assert!(!ran.holds(), "{bytes:?}: {}", ran.run_record);
        // The run has mended it; once that is old, there is a run record again.
        let is_back = (0..5).any(|_| {
            wait_until_old(&[temp.path()]);
            world.run(BUILD).holds()
        });
        assert!(is_back, "{bytes:?}");
    }
}

/// Returns the number of files of the build cache that a run of the command opens, and the run's
/// result.
fn opened(world: &World, line: &str) -> (usize, Ran) {
    let log = world.at("opened");
    let log = log.to_str().unwrap();
    let before = ["strace", "-f", "-qq", "-e", "trace=open,openat", "-o", log];
    let ran = world.run_behind(&before, line, &[]);
    let opened = fs::read_to_string(log).unwrap();
    let is_cached = |line: &&str| line.contains("-a\", ") || line.contains("-d\", ");
    (opened.lines().filter(is_cached).count(), ran)
}

/// The times of last use that a run renews do not matter to its own run record, and stamps answer the
/// commands after it.
#[test]
fn a_run_that_renews_times_of_last_use_has_a_run_record() {
    if !vamos_testkit::has_programs(&["strace"]) {
        return;
    }
    let temp = tempfile::tempdir().unwrap();
    let cases: [Case; 3] = [
        ("build", BUILD, |_| {}),
        ("quiet", QUIET, |_| {}),
        ("list", "list -export ./...", |_| {}),
    ];
    let Some(worlds) = worlds(temp.path(), &cases) else {
        return;
    };
    let old = SystemTime::now() - Duration::from_secs(2 * 3600);
    for (world, (name, line, _)) in worlds.iter().zip(cases) {
        let age = || {
            for file in [world.cached("-a"), world.cached("-d")].concat() {
                fs::File::open(file).unwrap().set_modified(old).unwrap();
            }
        };
        age();
        fs::remove_dir_all(world.at("home/.cache/vamos/witness")).unwrap();
        let ran = world.run(line);
        assert!(ran.is_left(), "{name}: {}", ran.run_record);
        // Entries are read once, because the run before gave them new times.
        let (_, ran) = opened(world, line);
        assert!(ran.holds(), "{name}: {}", ran.run_record);
        let (count, ran) = opened(world, line);
        assert!(ran.holds() && count == 0, "{name}: {count} opened");
        // The run that renews them opens none either.
        age();
        let (_, ran) = opened(world, line);
        assert!(ran.holds(), "{name}: {}", ran.run_record);
        for _ in 0..2 {
            let (count, ran) = opened(world, line);
            assert!(ran.holds(), "{name}: {}", ran.run_record);
            if count == 0 {
                break;
            }
        }
        let (count, _) = opened(world, line);
        assert_eq!(count, 0, "{name}");
    }
}

#[test]
fn nothing_else_is() {
    let temp = tempfile::tempdir().unwrap();
    let Some(worlds) = worlds(temp.path(), OVERLOOKED) else {
        return;
    };
    for (mut world, (name, line, change)) in worlds.into_iter().zip(OVERLOOKED) {
        change(&mut world);
        let ran = world.run(line);
        assert!(ran.holds(), "{name}: {}", ran.run_record);
        let clean = world.run_with(line, &[("VAMOS_TRACE", "off")]);
        assert_eq!(said(&ran), said(&clean), "{name}");
        let verified = world.run_with(line, &[("VAMOS_TRACE", "verify")]);
        assert_eq!(said(&verified), said(&clean), "{name}");
    }
}

/// Changes known to git are noticed as well.
const NOTICED_IN_GIT: &[Case] = &[
    ("a tracked file, size and time kept", STAMPED, |w| {
        w.flip("mod/a/notes.txt", "notes", "stone");
    }),
    ("a file that nobody tracks", STAMPED, |w| {
        w.write("mod/new", "x\n");
    }),
    ("deep down, too", STAMPED, |w| {
        w.write("mod/testdata/deep/new", "x\n");
    }),
    ("a file is ignored", STAMPED, |w| {
        w.write("mod/.git/info/exclude", "x\n");
    }),
    ("by its directory", STAMPED, |w| {
        w.write("mod/a/.gitignore", "x\n");
    }),
    ("by its user", STAMPED, |w| {
        w.write("home/.gitconfig", "[core]\n\texcludesFile = x\n");
    }),
    ("by its user elsewhere", STAMPED, |w| {
        w.write("home/.config/git/ignore", "x\n");
    }),
    ("a commit", STAMPED, |w| {
        w.git("commit -q --allow-empty -m two");
    }),
    ("a tag", STAMPED, |w| w.git("tag v1.2.3")),
    ("a commit goes", STAMPED, |w| {
        w.git("commit -q --amend --allow-empty -m other");
    }),
    ("another branch", STAMPED, |w| {
        w.git("checkout -q -b other");
        w.git("commit -q --allow-empty -m two");
    }),
    ("something is staged", STAMPED, |w| {
        w.git("rm -q --cached a/notes.txt");
    }),
    ("a setting", STAMPED, |w| {
        w.git("config core.fileMode false");
    }),
    ("a repository further up", STAMPED, |w| {
        w.write(".hg/x", "x\n");
    }),
    ("another git", STAMPED, |w| {
        w.write("early/git", "#!/bin/sh\nexec /usr/bin/git \"$@\"\n");
        w.chmod("early/git", 0o755);
    }),
    ("a variable of git", STAMPED, |w| {
        w.set("GIT_DIR", "/nowhere");
    }),
    ("no repository any more", STAMPED, |w| {
        w.rename("mod/.git", "other/git");
    }),
];

const STAMPED: &str = "build -buildvcs=true -o ../out/app ./cmd/app";

#[test]
fn every_change_in_a_repository_is_noticed() {
    if !vamos_testkit::has_programs(&["git"]) {
        return;
    }
    let temp = tempfile::tempdir().unwrap();
    let Some(worlds) = worlds(temp.path(), NOTICED_IN_GIT) else {
        return;
    };
    for (mut world, (name, line, change)) in worlds.into_iter().zip(NOTICED_IN_GIT) {
        let held = world.run(line);
        assert!(held.holds(), "{name}: {}", held.run_record);
        change(&mut world);
        let ran = world.run(line);
        assert!(!ran.holds(), "{name}: not noticed");
        let clean = world.run_with(line, &[("VAMOS_TRACE", "off")]);
        assert_eq!(said(&ran), said(&clean), "{name}");
    }
}
