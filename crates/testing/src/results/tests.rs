//! Results in a cache of their own; `tests/all/results.rs` shares one with the official
//! command.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests make files in a directory of their own"
)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;
use std::time::SystemTime;

use vamos_base::golang::time::Location;
use vamos_cache::Hasher;
use vamos_cache::LocalStore;
use vamos_cache::Store;
use vamos_cache::Value;
use vamos_cache::system_clock;

use super::Digests;
use super::Lookup;
use super::ResultCache;
use super::Run;
use super::Settings;
use super::Subject;
use super::TestInputs;
use super::TestKeys;

/// Of a program that only reads files.
const PURE: TestInputs = TestInputs {
    environment: false,
    directory: false,
    starts_programs: false,
};

const OUTPUT: &[u8] = b"ok  \tp\t0.1s\n";
const CACHED: &[u8] = b"ok  \tp\t(cached)\n";

/// A package with the file `input`, its log and its profile, and a cache.
struct Fixture {
    dir: tempfile::TempDir,
    store: LocalStore,
    hasher: Hasher,
    zone: Location,
    settings: Settings,
    expire_ns: Option<i64>,
    home: &'static str,
    /// The value of a variable that no log names.
    variable: String,
    digests: Digests,
    lines: Mutex<Vec<String>>,
}

impl Fixture {
    fn new(log: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir(at("cache")).unwrap();
        fs::create_dir(at("root")).unwrap();
        fs::write(at("root/input"), "a").unwrap();
        age(&at("root/input"), 10);
        fs::write(at("log"), log).unwrap();
        fs::write(at("profile"), "mode: set\nx\n").unwrap();
        let cache = at("cache").to_string_lossy().into_owned();
        Self {
            store: LocalStore::open(&cache, system_clock()).unwrap(),
            dir,
            hasher: Hasher::new("go1.26.8", None),
            zone: Location::utc(),
            settings: Settings {
                args: vec!["-test.timeout=10m0s".to_owned()],
                ..Settings::default()
            },
            expire_ns: None,
            home: "/home",
            variable: String::new(),
            digests: Digests::default(),
            lines: Mutex::default(),
        }
    }

    fn at(&self, name: &str) -> String {
        self.dir.path().join(name).to_string_lossy().into_owned()
    }

    fn with<R>(&self, task: impl FnOnce(&ResultCache<'_>, &Subject<'_>) -> R) -> R {
        let root = self.at("root");
        let seen = std::cell::RefCell::default();
        let environment = [("ANY".to_owned(), self.variable.clone())];
        let cache = ResultCache {
            environment: &environment,
            digests: &self.digests,
            seen: &seen,
            store: &self.store,
            hasher: &self.hasher,
            env: &|name| match name {
                "HOME" => Some(self.home.to_owned()),
                "TMPDIR" => Some(self.at("tmp") + "/"),
                _ => None,
            },
            zone: &self.zone,
            expire_ns: self.expire_ns,
            debug: Some(&|line| self.lines.lock().unwrap().push(line.to_owned())),
            settings: &self.settings,
        };
        let subject = Subject {
            import_path: "p",
            dir: &root,
            root: &root,
            cover_meta: None,
        };
        task(&cache, &subject)
    }

    /// Looks up and, if there is no result, saves one.
    fn run(&self, binary: &str) -> Lookup {
        self.with(|cache, subject| {
            let mut keys = TestKeys::default();
            let found = cache.look_up(subject, &mut keys, binary);
            if found.output.is_none() {
                let (log_file, profile_file) = (self.at("log"), self.at("profile"));
                let run = Run {
                    log_file: &log_file,
                    output: OUTPUT,
                    profile_file: &profile_file,
                };
                cache.save(subject, &keys, &run);
            }
            found
        })
    }

    /// Looks up by content; without a result runs a test that starts at `started_ns`.
    fn run_by_content(&self, binary: &str, started_ns: i128) -> Option<Vec<u8>> {
        self.run_with(binary, PURE, started_ns)
    }

    /// Like `run`, for a test whose result has inputs other than its log.
    fn run_with(&self, binary: &str, inputs: TestInputs, started_ns: i128) -> Option<Vec<u8>> {
        self.with(|cache, subject| {
            let mut keys = TestKeys::default();
            let official = cache.look_up(subject, &mut keys, binary).output;
            assert_eq!(official, None);
            let found = cache.look_up_content(subject, &keys).output;
            if found.is_none() {
                let (log_file, profile_file) = (self.at("log"), self.at("profile"));
                let run = Run {
                    log_file: &log_file,
                    output: OUTPUT,
                    profile_file: &profile_file,
                };
                if cache.save(subject, &keys, &run) {
                    let _ = cache.save_content(subject, &keys, &run, inputs, started_ns);
                }
            }
            found
        })
    }

    fn last_line(&self) -> String {
        self.lines.lock().unwrap().last().cloned().unwrap()
    }
}

fn age(path: &Path, seconds: u64) {
    let time = SystemTime::now() - Duration::from_secs(seconds);
    let file = fs::File::options().append(true).open(path).unwrap();
    file.set_modified(time).unwrap();
}

const LOG: &str = "# test log\ngetenv HOME\nopen input\nstat /etc/hosts\nopen .\nstat gone\n";

#[test]
fn results_are_found_again() {
    let fixture = Fixture::new(LOG);
    assert_eq!(fixture.run("a/b").output, None);
    assert_eq!(fixture.run("a/b").output.as_deref(), Some(CACHED));
    assert_eq!(fixture.run("c/d").output, None);
}

#[test]
fn results_depend_on_what_the_test_looked_at() {
    let mut fixture = Fixture::new(LOG);
    fixture.run("a");
    fixture.home = "/other";
    assert_eq!(fixture.run("a").output, None);
    assert_eq!(fixture.run("a").output.as_deref(), Some(CACHED));
    let input = fixture.dir.path().join("root/input");
    age(&input, 20);
    assert_eq!(fixture.run("a").output, None);
    fs::write(&input, "b").unwrap();
    assert_eq!(fixture.run("a").output, None);
    assert!(
        fixture
            .last_line()
            .ends_with("file used as input is too new\n")
    );
    assert_eq!(fixture.run("a").output, None);
}

#[test]
fn damage_is_a_miss() {
    let fixture = Fixture::new("# test log\nopen input\nread x\n");
    fixture.run("a");
    assert_eq!(
        fixture.last_line(),
        "testcache: p: input list malformed (\"read x\")\n"
    );
    let fixture = Fixture::new("");
    fixture.run("a");
    assert_eq!(
        fixture.last_line(),
        "testcache: p: reading testlog: malformed\n"
    );
    let fixture = Fixture::new(LOG);
    fixture.run("a");
    let key = fixture.with(|cache, subject| {
        let test = cache.test_key("a").unwrap();
        cache.output_key(&test, &cache.inputs_key(subject, LOG.as_bytes()).unwrap())
    });
    fixture
        .store
        .put(&key, Value::Unverified(b"FAIL\tp\t1s\n"))
        .unwrap();
    assert_eq!(fixture.run("a").output, None);
}

#[test]
fn expired_results_do_not_count() {
    let mut fixture = Fixture::new(LOG);
    fixture.run("a");
    fixture.expire_ns = Some(i64::MAX);
    assert_eq!(fixture.run("a").output, None);
    let lines = fixture.lines.lock().unwrap().concat();
    assert!(lines.contains("p: test output expired due to go clean -testcache\n"));
}

#[test]
fn profiles_belong_to_results() {
    let mut fixture = Fixture::new(LOG);
    fixture.run("a");
    fixture.settings.has_cover_profile = true;
    let args = &mut fixture.settings.args;
    args.push("-test.coverprofile=x".to_owned());
    args.push("-test.outputdir=/tmp".to_owned());
    assert_eq!(fixture.run("a"), Lookup::default());
    let found = fixture.run("a");
    assert_eq!(found.output.as_deref(), Some(CACHED));
    assert_eq!(fs::read(found.profile.unwrap()).unwrap(), b"mode: set\nx\n");
}

#[test]
fn some_arguments_disable_the_cache() {
    for arg in [
        "-test.count=1",
        "-test.v",
        "x",
        "-test.cpuprofile=x",
        "-v=1",
    ] {
        let mut fixture = Fixture::new(LOG);
        fixture.settings.args.push(arg.to_owned());
        fixture.run("a");
        let line = format!("testcache: caching disabled for test argument: {arg}\n");
        assert_eq!(*fixture.lines.lock().unwrap(), [line]);
    }
    let mut fixture = Fixture::new(LOG);
    fixture.settings.is_local_directory = true;
    let is_disabled = fixture.with(|cache, subject| {
        let mut keys = TestKeys::default();
        cache.look_up(subject, &mut keys, "a");
        keys.is_disabled
    });
    assert!(is_disabled);
}

#[test]
fn content_does_not_depend_on_times() {
    let fixture = Fixture::new(LOG);
    let input = fixture.dir.path().join("root/input");
    assert_eq!(fixture.run_by_content("a", i128::MAX), None);
    age(&input, 30);
    let found = fixture.run_by_content("a", i128::MAX);
    assert_eq!(found.as_deref(), Some(CACHED));
    // The official entry exists now.
    assert_eq!(fixture.run("a").output.as_deref(), Some(CACHED));
    fs::write(&input, "b").unwrap();
    age(&input, 40);
    assert_eq!(fixture.run_by_content("a", i128::MAX), None);
    fs::write(fixture.at("root/other"), "").unwrap();
    assert_eq!(fixture.run_by_content("a", i128::MAX), None);
}

#[test]
fn some_results_are_not_found_by_content() {
    // The file was written while the test ran.
    let fixture = Fixture::new(LOG);
    let input = fixture.dir.path().join("root/input");
    assert_eq!(fixture.run_by_content("a", 0), None);
    age(&input, 30);
    assert_eq!(fixture.run_by_content("a", i128::MAX), None);
    // The content of a terminal is undetermined.
    let fixture = Fixture::new("# test log\nopen input\nopen /dev/tty\n");
    let input = fixture.dir.path().join("root/input");
    assert_eq!(fixture.run_by_content("a", i128::MAX), None);
    age(&input, 30);
    assert_eq!(fixture.run_by_content("a", i128::MAX), None);
    age(&input, 40);
    assert_eq!(fixture.run_by_content("a", i128::MAX), None);
}

/// Runs a test with this log twice; in between, the times of its input change, and `change`
/// is made. Reports whether the second result was found by content.
fn found_again(log: &str, inputs: TestInputs, change: impl FnOnce(&Fixture)) -> bool {
    let fixture = Fixture::new(log);
    let root = fixture.dir.path().join("root");
    fs::create_dir(fixture.at("tmp")).unwrap();
    fs::create_dir(root.join("sub")).unwrap();
    fs::write(root.join("sub/deep"), "a").unwrap();
    fs::write(root.join("run"), "#!").unwrap();
    fs::set_permissions(root.join("run"), fs::Permissions::from_mode(0o755)).unwrap();
    age(&root.join("sub/deep"), 10);
    fs::write(root.join("text"), "x").unwrap();
    fs::set_permissions(root.join("text"), fs::Permissions::from_mode(0o755)).unwrap();
    age(&root.join("run"), 10);
    age(&root.join("text"), 10);
    let started = i128::MAX;
    assert_eq!(fixture.run_with("a", inputs, started), None);
    for (name, seconds) in [("input", 30), ("sub/deep", 30), ("run", 30)] {
        age(&root.join(name), seconds);
    }
    change(&fixture);
    fixture.run_with("a", inputs, started).is_some()
}

#[test]
fn content_stands_for_times() {
    let logs = [
        "# test log\nopen input\nstat input\nopen sub\nstat sub\n",
        "# test log\nstat input\nstat sub\n",
        "# test log\nopen input\nopen .\nopen sub\n",
        "# test log\nopen input\nstat .\n",
    ];
    let same_size = |fixture: &Fixture, name: &str| {
        let path = fixture.dir.path().join("root").join(name);
        fs::write(&path, "b").unwrap();
        age(&path, 30);
    };
    for log in logs {
        assert!(found_again(log, PURE, |_| {}), "{log}");
        assert!(!found_again(log, PURE, |f| same_size(f, "input")), "{log}");
        let added = |f: &Fixture| fs::write(f.at("root/sub/more"), "").unwrap();
        assert!(!found_again(log, PURE, added), "{log}");
        assert!(
            !found_again(log, PURE, |f| same_size(f, "sub/deep")),
            "{log}"
        );
        let link = |target: &'static str| {
            move |f: &Fixture| std::os::unix::fs::symlink(target, f.at("root/sub/link")).unwrap()
        };
        assert!(!found_again(log, PURE, link("deep")), "{log}");
        let mode = |f: &Fixture| {
            let mode = fs::Permissions::from_mode(0o600);
            fs::set_permissions(f.at("root/sub/deep"), mode).unwrap();
        };
        assert!(!found_again(log, PURE, mode), "{log}");
    }
    // Unlogged files do not count, unless the program changes files.
    let input = "# test log\nopen input\n";
    assert!(found_again(input, PURE, |f| same_size(f, "sub/deep")));
    let inputs = TestInputs {
        directory: true,
        ..PURE
    };
    assert!(found_again(input, inputs, |_| {}));
    assert!(!found_again(input, inputs, |f| same_size(f, "sub/deep")));
}

#[test]
fn version_control_does_not_count() {
    let commit = |f: &Fixture| fs::write(f.at("root/.git/HEAD"), "x").unwrap();
    let fixture = Fixture::new("# test log\nopen input\nstat .\n");
    fs::create_dir(fixture.at("root/.git")).unwrap();
    assert_eq!(fixture.run_by_content("a", i128::MAX), None);
    commit(&fixture);
    age(&fixture.dir.path().join("root/input"), 30);
    assert!(fixture.run_by_content("a", i128::MAX).is_some());
}

#[test]
fn variables_that_are_not_logged_count() {
    let log = "# test log\nopen input\n";
    let inputs = TestInputs {
        environment: true,
        ..PURE
    };
    let found = |inputs, first: &str, second: &str| {
        let mut fixture = Fixture::new(log);
        fixture.variable = first.to_owned();
        assert_eq!(fixture.run_with("a", inputs, i128::MAX), None);
        age(&fixture.dir.path().join("root/input"), 30);
        fixture.variable = second.to_owned();
        fixture.run_with("a", inputs, i128::MAX).is_some()
    };
    assert!(found(inputs, "x", "x"));
    assert!(!found(inputs, "x", "y"));
    assert!(found(PURE, "x", "y"));
}

#[test]
fn programs_that_a_test_started_may_see_anything() {
    let inputs = TestInputs {
        starts_programs: true,
        ..PURE
    };
    assert!(found_again("# test log\nopen input\n", inputs, |_| {}));
    let gone = "# test log\nopen input\nopen gone\n";
    assert!(!found_again(gone, inputs, |_| {}));
    assert!(found_again(gone, PURE, |_| {}));
    let run = "# test log\nopen input\nopen run\n";
    assert!(!found_again(run, inputs, |_| {}));
    assert!(!found_again(run, PURE, |_| {}));
    // Text is not started, even if it is marked as executable.
    let text = "# test log\nopen input\nopen text\n";
    assert!(found_again(text, inputs, |_| {}));
    // Packages of the standard library start programs, too.
    let log = "# test log\nopen input\nopen /bin/sh\n";
    assert!(!found_again(log, PURE, |_| {}));
}

#[test]
fn names_of_temporary_files_do_not_count() {
    let fixture = Fixture::new(LOG);
    let tmp = fixture.at("tmp");
    let log = format!("# test log\nopen input\nopen {tmp}\n");
    fs::create_dir(&tmp).unwrap();
    fs::write(fixture.at("log"), log).unwrap();
    let input = fixture.dir.path().join("root/input");
    assert_eq!(fixture.run_by_content("a", i128::MAX), None);
    age(&input, 30);
    fs::write(fixture.at("tmp/x"), "").unwrap();
    assert!(fixture.run_by_content("a", i128::MAX).is_some());
}
