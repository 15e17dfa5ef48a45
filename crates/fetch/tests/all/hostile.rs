//! Proxies that send wrong, truncated, stalled or endless answers: tests the error text, the time
//! until the error, and that nothing unverified is on disk.
//!
//! Counterpart: none; cli's fetch_cases compare the texts with the official command.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on has failed, and looks at the disk itself"
)]

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;
use std::time::Instant;

use vamos_base::Cancel;
use vamos_base::golang::module::ModuleVersion;
use vamos_fetch::Config;
use vamos_fetch::ConnectionSettings;
use vamos_fetch::CredentialSettings;
use vamos_fetch::Event;
use vamos_fetch::Events;
use vamos_fetch::Fetcher;
use vamos_fetch::OriginSettings;
use vamos_fetch::Parts;
use vamos_fetch::Silent;
use vamos_fetch::Task;
use vamos_fetch::sumdb::Settings;
use vamos_fetch::sumdb::Store;
use vamos_modfile::FatalError;
use vamos_modfile::ModuleError;
use vamos_modules::source::ModuleFetcher;
use vamos_net::Limits;
use vamos_net::ProxyConfig;
use vamos_release::Release;
use vamos_sched::Pool;
use vamos_testkit::Fault;
use vamos_testkit::Proxy;
use vamos_testkit::Serving;
use vamos_testkit::wait_until;

const A: &str =
    "-- go.mod --\nmodule example.com/a\n-- a.go --\npackage a\n-- d/b.go --\npackage d\n";
const ZIP: &str = "example.com/a/@v/v1.0.0.zip";
const MOD: &str = "example.com/a/@v/v1.0.0.mod";

struct World {
    proxy: Proxy,
    dir: tempfile::TempDir,
    cancel: Cancel,
}

fn config(root: &str, goproxy: &str, gosumdb: &str) -> Config {
    let second = Duration::from_millis(400);
    Config {
        gomodcache: format!("{root}/mod"),
        goproxy: goproxy.to_owned(),
        gonoproxy: String::new(),
        sumdb: Settings {
            pool: Pool::new(2),
            gosumdb: gosumdb.to_owned(),
            gonosumdb: String::new(),
            goproxy: goproxy.to_owned(),
            store: Store {
                cache: format!("{root}/mod/cache/download/sumdb"),
                config: Ok(format!("{root}/sumdb")),
            },
        },
        credentials: CredentialSettings {
            goauth: "off".to_owned(),
            netrc: String::new(),
            env: Arc::from([]),
            cwd: String::new(),
        },
        origins: OriginSettings::default(),
        release: Default::default(),
        test_servers: None,
        connections: ConnectionSettings {
            limits: Limits {
                connect: second,
                handshake: second,
                answer: second,
                stall: second,
            },
            cert_file: String::new(),
            cert_dir: String::new(),
            http_proxies: ProxyConfig::default(),
        },
        local: Default::default(),
        is_writable: true,
        shows_requests: false,
        is_quiet: false,
        pool: Pool::new(2),
    }
}

impl World {
    fn new(serving: Serving) -> Self {
        Self {
            proxy: serving
                .module("example.com/a", "v1.0.0", A)
                .start()
                .unwrap(),
            dir: tempfile::tempdir().unwrap(),
            cancel: Cancel::new(),
        }
    }

    fn fetcher(&self) -> Fetcher {
        self.fetcher_with(Arc::new(Silent))
    }

    fn fetcher_with(&self, events: Arc<dyn Events>) -> Fetcher {
        let root = self.dir.path().to_str().unwrap();
        let mut config = config(root, &self.proxy.url(), "off");
        config.local.version = "1.26".to_owned();
        Fetcher::new(
            config,
            Parts {
                events,
                cancel: self.cancel.clone(),
                executor: Arc::default(),
            },
        )
    }

    /// Fetches the module; returns the error, the proxy's address taken out.
    fn error(&self) -> String {
        let fetched = self.fetcher().download(&a(), &accept);
        self.shown(&fetched.unwrap_err())
    }

    fn go_mod_error(&self) -> String {
        let fetched = self.fetcher().go_mod(&a(), &accept);
        self.shown(&fetched.unwrap_err())
    }

    fn shown(&self, error: &ModuleError) -> String {
        error.to_string().replace(&self.proxy.url(), "PROXY")
    }

    /// Returns the files below GOMODCACHE, locks aside.
    fn files(&self) -> Vec<String> {
        let root = self.dir.path().join("mod");
        let mut found = Vec::new();
        collect(&root, &mut found);
        let mut names: Vec<String> = found
            .iter()
            .map(|path| path.strip_prefix(&root).unwrap().display().to_string())
            .filter(|name| !name.ends_with(".lock"))
            .collect();
        names.sort();
        names
    }
}

fn collect(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => collect(&path, found),
            path => found.push(path),
        }
    }
}

fn a() -> ModuleVersion {
    ModuleVersion::new("example.com/a", "v1.0.0")
}

fn accept(_: &ModuleVersion, _: &str) -> Result<(), ModuleError> {
    Ok(())
}

#[test]
fn an_honest_proxy() {
    let world = World::new(Proxy::serving());
    let fetcher = world.fetcher();
    let found = fetcher.download(&a(), &accept).unwrap();
    assert_eq!(
        std::fs::read_to_string(format!("{}/d/b.go", found.dir)).unwrap(),
        "package d\n"
    );
    assert_eq!(fetcher.download(&a(), &accept).unwrap(), found);
    assert_eq!(fetcher.zip(&a(), &accept).unwrap().1, found.sum);
    fetcher.go_mod(&a(), &accept).unwrap();
    fetcher.info(&a()).unwrap();
    assert_eq!(
        world.files(),
        [
            "cache/download/example.com/a/@v/list",
            "cache/download/example.com/a/@v/v1.0.0.info",
            "cache/download/example.com/a/@v/v1.0.0.mod",
            "cache/download/example.com/a/@v/v1.0.0.zip",
            "cache/download/example.com/a/@v/v1.0.0.ziphash",
            "example.com/a@v1.0.0/a.go",
            "example.com/a@v1.0.0/d/b.go",
            "example.com/a@v1.0.0/go.mod",
        ]
    );
    // Once each, over one connection; and nothing in the next run.
    assert_eq!(
        (world.proxy.requests().len(), world.proxy.connections()),
        (3, 1)
    );
    let again = world.fetcher();
    again.download(&a(), &accept).unwrap();
    again.go_mod(&a(), &accept).unwrap();
    again.info(&a()).unwrap();
    assert_eq!(world.proxy.requests().len(), 3);
}

#[test]
fn threads_share_one_request() {
    let world = World::new(Proxy::serving().latency(Duration::from_millis(50)));
    let fetcher = world.fetcher();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                fetcher.download(&a(), &accept).unwrap();
                fetcher.go_mod(&a(), &accept).unwrap();
            });
        }
    });
    assert_eq!(
        (world.proxy.count(".zip"), world.proxy.count(".mod")),
        (1, 1)
    );
}

#[test]
fn transient_errors_are_retried() {
    for fault in [
        Fault::Fails(2, 503),
        Fault::Fails(1, 429),
        Fault::Closes(2),
        Fault::TruncatedTimes(2),
    ] {
        let world = World::new(Proxy::serving().fault(ZIP, fault.clone()));
        world.fetcher().download(&a(), &accept).unwrap();
        assert!(world.proxy.count(".zip") >= 2, "{fault:?}");
    }
}

#[test]
fn persistent_errors_are_reported_after_three_attempts() {
    for (fault, asked, want) in [
        (
            Fault::Status(503, "later".to_owned()),
            3,
            "example.com/a@v1.0.0: reading PROXY/example.com/a/@v/v1.0.0.zip: 503 Service Unavailable",
        ),
        (
            Fault::Status(404, "none".to_owned()),
            1,
            "example.com/a@v1.0.0: reading PROXY/example.com/a/@v/v1.0.0.zip: 404 Not Found",
        ),
        (
            Fault::Truncated,
            3,
            "example.com/a@v1.0.0: read \"PROXY/example.com/a/@v/v1.0.0.zip\": unexpected EOF",
        ),
        (
            Fault::Closes(9),
            3,
            "example.com/a@v1.0.0: Get \"PROXY/example.com/a/@v/v1.0.0.zip\": EOF",
        ),
    ] {
        let world = World::new(Proxy::serving().fault(ZIP, fault));
        let error = world.error();
        assert_eq!(error.lines().next(), Some(want));
        assert_eq!(world.proxy.count(".zip"), asked, "{want}");
        assert_eq!(world.files(), [""; 0]);
    }
}

#[test]
fn time_is_bounded() {
    for (fault, want) in [
        (Fault::Hangs, "net/http: timeout awaiting response headers"),
        (Fault::Stalls, ": i/o timeout"),
        (Fault::RedirectsForever, "stopped after 10 redirects"),
    ] {
        let world = World::new(Proxy::serving().fault(ZIP, fault.clone()));
        let start = Instant::now();
        let error = world.error();
        assert!(error.ends_with(want), "{error}");
        assert!(start.elapsed() < Duration::from_secs(5), "{fault:?}");
        assert_eq!(world.files(), [""; 0]);
    }
}

#[test]
fn memory_is_bounded() {
    for fault in [Fault::Endless, Fault::EndlessAnnounced] {
        let world = World::new(Proxy::serving().fault(MOD, fault.clone()));
        let error = world.go_mod_error();
        assert!(
            error.ends_with("response is too large"),
            "{fault:?}: {error}"
        );
        assert_eq!(world.files(), [""; 0]);
    }
    let world = World::new(Proxy::serving().fault(MOD, Fault::EndlessHeaders));
    let error = world.go_mod_error();
    assert!(
        error.ends_with("server response headers exceeded limit; aborted"),
        "{error}"
    );
}

#[test]
fn an_interrupt_ends_it() {
    let world = World::new(Proxy::serving().fault(ZIP, Fault::Hangs));
    let start = Instant::now();
    let error = std::thread::scope(|scope| {
        scope.spawn(|| {
            wait_until(|| world.proxy.count(ZIP) > 0);
            world.cancel.cancel();
        });
        world.error()
    });
    assert!(error.ends_with("context canceled"), "{error}");
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[test]
fn a_wrong_sum_leaves_nothing() {
    let refuse = |key: &ModuleVersion, _: &str| {
        let error = ModuleError::message("checksum mismatch").at(key);
        Err(ModuleError::fatal(FatalError::Verifying(error)))
    };
    let world = World::new(Proxy::serving());
    let fetcher = world.fetcher();
    let error = fetcher.download(&a(), &refuse).unwrap_err();
    assert_eq!(
        error.to_string(),
        "verifying example.com/a@v1.0.0: checksum mismatch"
    );
    let error = fetcher.go_mod(&a(), &refuse).unwrap_err();
    assert_eq!(
        error.to_string(),
        "verifying example.com/a@v1.0.0/go.mod: checksum mismatch"
    );
    assert_eq!(world.files(), [""; 0]);
    // A later, valid request still gets the first error.
    assert!(fetcher.download(&a(), &accept).is_err());
}

#[test]
fn everybody_judges() {
    let world = World::new(Proxy::serving());
    let fetcher = world.fetcher();
    fetcher.download(&a(), &accept).unwrap();
    fetcher.go_mod(&a(), &accept).unwrap();
    let refuse = |_: &ModuleVersion, _: &str| Err(ModuleError::message("no"));
    assert!(fetcher.download(&a(), &refuse).is_err());
    assert!(fetcher.go_mod(&a(), &refuse).is_err());
}

#[test]
fn an_unreachable_database_lets_nothing_through() {
    let world = World::new(Proxy::serving());
    let root = world.dir.path().to_str().unwrap();
    // The server's name is its address, at which no server runs.
    let key = "localhost.localdev/sumdb+00000c67+AcTrnkbUA+TU4heY3hkjiSES/DSQniBqIeQ/YppAUtK6";
    let mut config = config(
        root,
        &world.proxy.url(),
        &format!("{key} http://127.0.0.1:1"),
    );
    config.local.version = "1.26".to_owned();
    let fetcher = Fetcher::new(
        config,
        Parts {
            events: Arc::new(Silent),
            cancel: world.cancel.clone(),
            executor: Arc::default(),
        },
    );
    let check = |key: &ModuleVersion, sum: &str| fetcher.check_sum_database(key, sum);
    let error = fetcher.download(&a(), &check).unwrap_err().to_string();
    assert!(error.contains("verifying module: "), "{error}");
    assert!(
        error.ends_with("dial tcp 127.0.0.1:1: connect: connection refused"),
        "{error}"
    );
    let error = fetcher.go_mod(&a(), &check).unwrap_err().to_string();
    assert!(error.contains("verifying go.mod: "), "{error}");
    assert_eq!(world.files(), [""; 0]);
}

/// Since Go 1.27 an `.info` file that another program wrote is replaced when it is read.
#[test]
fn cached_info_becomes_canonical() {
    let world = World::new(Proxy::serving());
    let root = world.dir.path().to_str().unwrap();
    let about = world.dir.path().join("mod/cache/download/example.com/a/@v");
    std::fs::create_dir_all(&about).unwrap();
    let file = about.join("v1.0.0.info");
    let written = r#"{"version": "v1.0.0", "Time": "2020-01-02T03:04:05.0Z", "Name": "x"}"#;
    let canonical = r#"{"Version":"v1.0.0","Time":"2020-01-02T03:04:05Z"}"#;
    for (minor, want) in [(26, written), (27, canonical)] {
        std::fs::write(&file, written).unwrap();
        let mut config = config(root, &world.proxy.url(), "off");
        config.release = Release::nearest(minor);
        let parts = Parts {
            events: Arc::new(Silent),
            cancel: world.cancel.clone(),
            executor: Arc::default(),
        };
        let (info, _) = Fetcher::new(config, parts).info(&a()).unwrap();
        assert_eq!(info.time, "2020-01-02T03:04:05Z");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), want, "{minor}");
    }
    let names = std::fs::read_dir(&about).unwrap();
    assert_eq!(names.count(), 1, "no temporary file is left");
}

#[test]
fn leftovers_of_a_killed_run_are_ignored() {
    let world = World::new(Proxy::serving());
    let place = world.dir.path().join("mod");
    let about = place.join("cache/download/example.com/a/@v");
    let dir = place.join("example.com/a@v1.0.0");
    std::fs::create_dir_all(&about).unwrap();
    std::fs::create_dir_all(dir.join("d")).unwrap();
    std::fs::write(dir.join("d/half.go"), "packa").unwrap();
    for name in ["v1.0.0.partial", "v1.0.0.zip123.tmp", "v1.0.0.lock"] {
        std::fs::write(about.join(name), "half").unwrap();
    }
    world.fetcher().download(&a(), &accept).unwrap();
    assert_eq!(
        world.files(),
        [
            "cache/download/example.com/a/@v/v1.0.0.zip",
            "cache/download/example.com/a/@v/v1.0.0.ziphash",
            "example.com/a@v1.0.0/a.go",
            "example.com/a@v1.0.0/d/b.go",
            "example.com/a@v1.0.0/go.mod",
        ]
    );
    // A zip whose hash was lost or torn is hashed again, not fetched.
    let hash = std::fs::read(about.join("v1.0.0.ziphash")).unwrap();
    for torn in [None, Some(vec![0; hash.len()])] {
        match torn {
            None => std::fs::remove_file(about.join("v1.0.0.ziphash")).unwrap(),
            Some(bytes) => std::fs::write(about.join("v1.0.0.ziphash"), bytes).unwrap(),
        }
        world.fetcher().download(&a(), &accept).unwrap();
        assert_eq!(std::fs::read(about.join("v1.0.0.ziphash")).unwrap(), hash);
    }
    assert_eq!(world.proxy.count(".zip"), 1);
}

/// A reported task: number, kind, subject, size in bytes, and number of bytes done.
type Reported = (u64, Task, String, Option<u64>, u64);

/// Records reported tasks.
#[derive(Default)]
struct Recorder(Mutex<Vec<Reported>>);

impl Events for Recorder {
    fn event(&self, event: Event<'_>) {
        let mut tasks = self.0.lock().unwrap();
        match event {
            Event::Started {
                id,
                task,
                what,
                total,
            } => tasks.push((id, task, what.to_owned(), total, 0)),
            Event::Advanced { id, bytes } => {
                let task = tasks.iter_mut().find(|task| task.0 == id);
                task.unwrap().4 += bytes;
            }
            Event::Line(_) | Event::Ended { .. } => {}
        }
    }
}

#[test]
fn everything_that_takes_time_is_reported() {
    let world = World::new(Proxy::serving());
    let recorder = Arc::new(Recorder::default());
    let fetcher = world.fetcher_with(recorder.clone());
    fetcher.download(&a(), &accept).unwrap();
    let files = ["a.go", "d/b.go", "go.mod"];
    let dir = world.dir.path().join("mod/example.com/a@v1.0.0");
    let sizes = files.map(|name| std::fs::metadata(dir.join(name)).unwrap().len());
    let unpacked: u64 = sizes.iter().sum();
    let tasks = recorder.0.lock().unwrap();
    let shown: Vec<_> = tasks
        .iter()
        .map(|(_, task, what, total, done)| (*task, what.as_str(), total.unwrap(), *done))
        .collect();
    let zip = world.dir.path().join("mod/cache/download").join(ZIP);
    let fetched = std::fs::metadata(zip).unwrap().len();
    let what = "example.com/a v1.0.0";
    assert_eq!(
        shown,
        [
            (Task::Fetch, what, fetched, fetched),
            (Task::Hash, what, unpacked, unpacked),
            (Task::Unpack, what, unpacked, unpacked),
        ]
    );
}
