//! Results that the official command stored are found here.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "the harness runs the official go in a directory of its own"
)]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use std::time::SystemTime;

use vamos_base::golang::time::Location;
use vamos_cache::Hasher;
use vamos_cache::LocalStore;
use vamos_cache::system_clock;
use vamos_testing::results::Digests;
use vamos_testing::results::ResultCache;
use vamos_testing::results::Settings;
use vamos_testing::results::Subject;
use vamos_testing::results::TestKeys;
use vamos_testkit::official_go;
use vamos_testkit::shared_sdk;

/// A test that looks at files and variables in all ways.
const TEST: &str = r#"package p

import (
	"os"
	"testing"
)

func TestA(t *testing.T) {
	os.Getenv("HOME")
	os.LookupEnv("NOT_SET")
	os.ReadFile("testdata/a\xff")
	os.ReadFile("testdata/missing")
	os.ReadFile("link")
	os.ReadDir("testdata")
	os.Stat("testdata")
	os.Lstat("link")
	os.Stat("bad\x00name")
	os.ReadFile("/etc/hosts")
	os.Stat("/dev/null")
	os.Chdir("testdata")
	os.Stat("../p_test.go")
	os.ReadFile("a\xff/b")
}
"#;

#[test]
fn official_results_are_found() {
    let (Some(go), Some(goroot)) = (official_go(), shared_sdk()) else {
        return;
    };
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().canonicalize().unwrap();
    let module = dir.join("m");
    make_module(&module);
    let output = Command::new(&go)
        .args(["test", "-run", "TestA|\"x\"", "-v", "./..."])
        .current_dir(&module)
        .env_clear()
        .env("HOME", &dir)
        .env("GOROOT", goroot)
        .env("GOCACHE", dir.join("cache"))
        .env("GOFLAGS", "")
        .env("GOENV", "off")
        .env("GOTOOLCHAIN", "local")
        .env("CGO_ENABLED", "0")
        .env("TZ", "UTC")
        .env("GODEBUG", "gocachetest=1")
        .output()
        .unwrap();
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{log}{printed}");
    let binaries = binary_ids(&log);
    assert_eq!(binaries.len(), 2, "{log}");
    let root = module.to_string_lossy().into_owned();
    let home = dir.to_string_lossy().into_owned();
    let settings = Settings {
        args: [
            "-test.timeout=10m0s",
            "-test.run=TestA|\"x\"",
            "-test.v=true",
        ]
        .map(str::to_owned)
        .to_vec(),
        ..Settings::default()
    };
    let sdk = go.parent().and_then(Path::parent).unwrap();
    let version = fs::read_to_string(sdk.join("VERSION")).unwrap();
    let seen = std::cell::RefCell::default();
    let cache = ResultCache {
        environment: &[],
        digests: &Digests::default(),
        seen: &seen,
        store: &LocalStore::open(&dir.join("cache").to_string_lossy(), system_clock()).unwrap(),
        hasher: &Hasher::new(version.lines().next().unwrap(), None),
        env: &|name| match name {
            "HOME" => Some(home.clone()),
            "GODEBUG" => Some("gocachetest=1".to_owned()),
            _ => None,
        },
        zone: &Location::utc(),
        expire_ns: None,
        debug: None,
        settings: &settings,
    };
    let subject = Subject {
        import_path: "m",
        dir: &root,
        root: &root,
        cover_meta: None,
    };
    let end = printed.rfind('\t').unwrap();
    let expected = format!("{}\t(cached)\n", &printed[..end]);
    for binary in binaries {
        let found = cache.look_up(&subject, &mut TestKeys::default(), &binary);
        let found = found
            .output
            .map(|output| String::from_utf8(output).unwrap());
        assert_eq!(found.as_deref(), Some(&*expected), "{log}");
    }
}

fn make_module(module: &Path) {
    fs::create_dir_all(module.join("testdata")).unwrap();
    fs::write(module.join("go.mod"), "module m\n\ngo 1.24\n").unwrap();
    fs::write(module.join("p_test.go"), TEST).unwrap();
    let name = <std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(b"testdata/a\xff");
    let file = module.join(name);
    fs::write(&file, "a").unwrap();
    std::os::unix::fs::symlink(&file, module.join("link")).unwrap();
    let time = SystemTime::now() - Duration::from_secs(10);
    let file = fs::File::options().append(true).open(&file).unwrap();
    file.set_modified(time).unwrap();
}

/// Returns the IDs of test binaries that debugging lines name, in hexadecimal digits.
fn binary_ids(log: &str) -> Vec<String> {
    let lines = log.lines();
    let ids = lines.filter_map(|line| {
        let (id, _) = line
            .strip_prefix("testcache: m: test ID ")?
            .split_once(" => ")?;
        let digits = id.as_bytes().chunks(2);
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        let id: Option<Vec<u8>> = digits.map(byte).collect();
        String::from_utf8(id?).ok()
    });
    ids.collect()
}
