//! One cache, two programs: vamos reads the values that the official go stores, and the reverse.
//! Build IDs and build information in the official archives and executables are read correctly.
//!
//! Counterpart: cmd/go/internal/cache, cmd/internal/buildid, debug/buildinfo.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test: prepares files, runs the official command"
)]

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::Mutex;

use vamos_base::Digest;
use vamos_base::golang::quote;
use vamos_cache::ActionId;
use vamos_cache::DebugLines;
use vamos_cache::Hasher;
use vamos_cache::LocalStore;
use vamos_cache::Store;
use vamos_cache::system_clock;
use vamos_objfile::archive;
use vamos_objfile::build_id;
use vamos_objfile::build_info;
use vamos_objfile::build_info::Fallback;

struct Official {
    go: String,
    /// The scratch copy of the SDK, whose tools store the standard library for all tests.
    goroot: PathBuf,
    dir: tempfile::TempDir,
}

struct Ran {
    stdout: String,
    stderr: String,
}

impl Official {
    fn find() -> Option<Self> {
        let go = vamos_testkit::official_go()?.to_str().unwrap().to_owned();
        let goroot = vamos_testkit::shared_sdk()?;
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("m")).unwrap();
        fs::write(
            dir.path().join("m/go.mod"),
            "module example.com/m\n\ngo 1.25\n",
        )
        .unwrap();
        fs::write(
            dir.path().join("m/main.go"),
            "package main\n\nfunc main() {}\n",
        )
        .unwrap();
        Some(Self { go, goroot, dir })
    }

    fn path(&self, name: &str) -> String {
        self.dir.path().join(name).to_str().unwrap().to_owned()
    }

    fn run(&self, cache: &str, env: &[(&str, &str)], args: &[&str]) -> Ran {
        let out = Command::new(&self.go)
            .args(args)
            .current_dir(self.path("m"))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.dir.path())
            .env("GOROOT", &self.goroot)
            .env("GOCACHE", self.path(cache))
            .env("GOENV", "off")
            .env("GOTOOLCHAIN", "local")
            .env("CGO_ENABLED", "0")
            .envs(env.iter().copied())
            .output()
            .unwrap();
        let stderr = String::from_utf8(out.stderr).unwrap();
        assert!(out.status.success(), "go {args:?}: {stderr}");
        let stdout = String::from_utf8(out.stdout).unwrap();
        Ran { stdout, stderr }
    }

    fn store(&self, cache: &str) -> LocalStore {
        fs::create_dir_all(self.path(cache)).unwrap();
        LocalStore::open(&self.path(cache), system_clock()).unwrap()
    }
}

/// Returns all actions in a cache directory.
fn actions(cache: &str) -> Vec<ActionId> {
    let mut out = Vec::new();
    for part in fs::read_dir(cache).unwrap() {
        let part = part.unwrap().path();
        if !part.is_dir() {
            continue;
        }
        for file in fs::read_dir(part).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            if let Some(hex) = name.strip_suffix("-a") {
                out.push(ActionId(Digest::from_hex(hex.as_bytes()).unwrap()));
            }
        }
    }
    out
}

/// Checks an archive's or executable's build ID against its contents, and rewriting
/// against `go tool buildid -w`.
fn check_build_id(official: &Official, data: &[u8]) -> String {
    let id = build_id::read_text("x", &data).unwrap();
    let found = build_id::find_and_hash(data, id.as_bytes()).unwrap();
    assert!(!found.matches.is_empty(), "{id}");
    assert_eq!(build_id::content_id(&id), found.digest.short());
    let other = build_id::with_content(&id, &Digest::of(b"other")).unwrap();
    let mut changed = data.to_vec();
    build_id::rewrite(&mut changed, &found.matches, other.as_bytes()).unwrap();
    assert_eq!(build_id::read_text("x", &changed).unwrap(), other);
    let path = official.path("changed");
    fs::write(&path, &changed).unwrap();
    official.run("cache", &[], &["tool", "buildid", "-w", &path]);
    assert!(
        fs::read(&path).unwrap() == data,
        "go tool buildid -w differs"
    );
    build_id::rewrite(&mut changed, &found.matches, id.as_bytes()).unwrap();
    assert!(changed == data, "rewriting back and forth differs");
    id
}

fn check_executable(official: &Official, goos: &str, goarch: &str, cache: &str) {
    let name = format!("{goos}-{goarch}.exe");
    let path = official.path(&name);
    let env = [("GOOS", goos), ("GOARCH", goarch)];
    official.run(cache, &env, &["build", "-o", &path, "."]);
    let file = fs::File::open(&path).unwrap();
    let data = fs::read(&path).unwrap();
    let id = check_build_id(official, &data);
    assert_eq!(id.matches('/').count(), 3, "{id}");
    assert_eq!(build_id::read_text("x", &file).unwrap(), id);
    let streamed = build_id::find_and_hash_from("x", &file, id.as_bytes()).unwrap();
    assert_eq!(
        streamed,
        build_id::find_and_hash(&data, id.as_bytes()).unwrap()
    );
    let info = build_info::read(&file, Fallback::Segment);
    if goarch == "wasm" {
        // Upstream rejects the format as well.
        assert_eq!(info.unwrap_err().to_string(), "unrecognized file format");
        return;
    }
    let info = info.unwrap();
    let text = official.run(cache, &[], &["version", "-m", &path]).stdout;
    assert_eq!(build_info::version_text(&path, &info, true), text);
    let json = official
        .run(cache, &[], &["version", "-m", "-json", &path])
        .stdout;
    assert_eq!(build_info::version_json(&info), json);
}

#[test]
fn official_entries() {
    let Some(official) = Official::find() else {
        return;
    };
    let exe = official.path("m.exe");
    official.run("cache", &[], &["build", "-o", &exe, "."]);
    let theirs = official.store("cache");
    let ours = official.store("ours");
    let mut archives = 0;
    for id in actions(&official.path("cache")) {
        let (path, entry) = theirs.get_file(&id).unwrap();
        let Some((data, _)) = theirs.get_bytes(&id) else {
            panic!("{path} is damaged");
        };
        assert_eq!(entry.size, data.len() as u64);
        let entry_name = |root: &str| {
            let hex = id.0.hex();
            format!("{}/{}/{hex}-a", official.path(root), &hex[..2])
        };
        ours.put_bytes(&id, &data).unwrap();
        let (a, b) = (fs::read(entry_name("cache")), fs::read(entry_name("ours")));
        // Everything except the time.
        assert_eq!(a.unwrap()[..154], b.unwrap()[..154]);
        if !data.starts_with(archive::MAGIC) {
            continue;
        }
        archives += 1;
        let build_id = build_id::read_text("x", &data).unwrap();
        assert_eq!(build_id::action_id(&build_id), id.0.short());
        let found = build_id::find_and_hash(&data, build_id.as_bytes()).unwrap();
        assert_eq!(build_id::content_id(&build_id), found.digest.short());
        let entries = archive::parse(b"x", &data, true).unwrap();
        assert_eq!(entries[0].name, b"__.PKGDEF");
        if archives == 1 {
            check_build_id(&official, &data);
        }
    }
    assert!(archives > 20, "{archives} archives");
    let parts = |root: &str| {
        let names = fs::read_dir(official.path(root)).unwrap();
        let mut names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
        names.retain(|name| name.len() == 2);
        names.sort();
        names
    };
    assert_eq!(parts("cache"), parts("ours"));
    // The official command accepts the entries that vamos stored: it compiles nothing.
    fs::remove_file(&exe).unwrap();
    let ran = official.run("ours", &[], &["build", "-x", "-o", &exe, "."]);
    assert!(!ran.stderr.contains("/compile "), "{}", ran.stderr);
    assert!(Path::new(&exe).exists());
}

#[test]
fn official_executables() {
    let Some(official) = Official::find() else {
        return;
    };
    for (goos, goarch) in [
        ("linux", "amd64"),
        ("darwin", "arm64"),
        ("windows", "amd64"),
        ("js", "wasm"),
    ] {
        check_executable(&official, goos, goarch, "cache");
    }
}

#[test]
#[ignore = "compiles the runtime for six more targets"]
fn more_official_executables() {
    let Some(official) = Official::find() else {
        return;
    };
    for (goos, goarch) in [
        ("aix", "ppc64"),
        ("plan9", "amd64"),
        ("plan9", "386"),
        ("windows", "386"),
        ("darwin", "amd64"),
        ("linux", "mips"),
    ] {
        check_executable(&official, goos, goarch, "cache");
    }
}

#[test]
fn official_hash_lines() {
    let Some(official) = Official::find() else {
        return;
    };
    let version = official.run("cache", &[], &["env", "GOVERSION"]).stdout;
    let args = ["build", "-p", "1", "-o", "/dev/null", "."];
    let ran = official.run("cache", &[("GODEBUG", "gocachehash=1")], &args);
    let lines = Arc::new(Mutex::new(String::new()));
    let sink = Arc::clone(&lines);
    let debug = DebugLines(move |line: &str| sink.lock().unwrap().push_str(line));
    let hasher = Hasher::new(version.trim(), Some(Arc::new(debug)));
    let mut open = HashMap::new();
    let mut sums = 0;
    for line in ran.stderr.split_inclusive('\n') {
        let Some(rest) = line.strip_prefix("HASH[") else {
            continue;
        };
        if let Some(name) = rest.strip_suffix("]\n") {
            lines.lock().unwrap().clear();
            open.insert(name.to_owned(), (hasher.hash(name), 0));
            assert!(lines.lock().unwrap().starts_with(line));
            continue;
        }
        let (name, value) = rest.trim_end_matches('\n').split_once("]: ").unwrap();
        lines.lock().unwrap().clear();
        if let Some(part) = quote::unquote_bytes(value.as_bytes()) {
            let (hash, parts) = open.get_mut(name).unwrap();
            *parts += 1;
            if *parts > 1 {
                hash.write(&part);
                assert_eq!(*lines.lock().unwrap(), line);
            } else {
                assert_eq!(part, version.trim().as_bytes(), "the salt comes first");
            }
        } else {
            let (hash, _) = open.remove(name).unwrap();
            assert_eq!(hash.sum().hex(), value, "{name}");
            assert_eq!(*lines.lock().unwrap(), line);
            sums += 1;
        }
    }
    assert!(sums > 20, "{sums} hashes");
}
