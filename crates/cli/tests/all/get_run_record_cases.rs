//! Run records of `get`: servers are queried again, and changes lead to the official command's
//! result, with no request left out and none sent twice.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "a test changes files behind the command's back"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use vamos_testkit::Proxy;
use vamos_testkit::Response;
use vamos_testkit::stored_zip;
use vamos_testkit::wait_until_old;

use crate::run_record_world::Ran;
use crate::run_record_world::World;

const UPGRADE: &str = "get -u ./...";

/// A proxy whose modules change while it runs.
struct Site {
    dir: PathBuf,
    proxy: Proxy,
    is_broken: Arc<AtomicBool>,
}

impl Site {
    fn new(dir: &Path) -> Self {
        let is_broken = Arc::new(AtomicBool::new(false));
        let is_failing = Arc::clone(&is_broken);
        let failure = move |_: &vamos_testkit::Request| {
            let is_failing = is_failing.load(Ordering::SeqCst);
            is_failing.then(|| Response::error(403, "closed\n"))
        };
        let serving = Proxy::serving().tree(dir).handler(failure);
        let site = Self {
            dir: dir.to_owned(),
            proxy: serving.start().expect("a port is free"),
            is_broken,
        };
        site.lay("v1.0.0", "");
        site
    }

    /// Adds a version with more lines in its go.mod.
    fn lay(&self, version: &str, lines: &str) {
        let versions = self.dir.join("example.com/dep/@v");
        fs::create_dir_all(&versions).expect("it is made");
        let go_mod = format!("module example.com/dep\n\ngo 1.26\n{lines}");
        let root = format!("example.com/dep@{version}");
        let zip = stored_zip([
            (format!("{root}/go.mod").as_str(), go_mod.as_bytes()),
            (format!("{root}/d.go").as_str(), b"package dep\n".as_slice()),
        ]);
        let info = format!("{{\"Version\":\"{version}\"}}");
        let put = |suffix: &str, bytes: &[u8]| {
            let file = versions.join(format!("{version}.{suffix}"));
            fs::write(file, bytes).expect("it is written");
        };
        put("info", info.as_bytes());
        put("mod", go_mod.as_bytes());
        put("zip", &zip);
        let list = fs::read_to_string(versions.join("list")).unwrap_or_default();
        let list = format!("{list}{version}\n");
        fs::write(versions.join("list"), list).expect("it is written");
    }

    /// Takes the paths that were requested.
    fn take_requests(&self) -> Vec<String> {
        let requests = self.proxy.requests();
        self.proxy.reset();
        let mut paths: Vec<String> = requests.into_iter().map(|request| request.path).collect();
        paths.sort();
        paths
    }
}

/// Changes the contents of a proxy.
type Publish = fn(&Site);

/// A change between two equal commands.
struct Case {
    name: &'static str,
    line: &'static str,
    /// True if the proxy is a directory.
    is_file: bool,
    /// The state before the first run.
    before: Publish,
    publish: Publish,
    /// Changes the tree in which the command runs.
    change: fn(&World),
    is_noticed: bool,
}

const NOTHING: Case = Case {
    name: "nothing",
    line: UPGRADE,
    is_file: false,
    before: |_| {},
    publish: |_| {},
    change: |_| {},
    is_noticed: true,
};

const RETRACT: &str = "\nretract [v1.0.0, v1.0.1] // broken\n";

const CASES: &[Case] = &[
    Case {
        is_noticed: false,
        ..NOTHING
    },
    Case {
        name: "nothing, in a directory",
        is_file: true,
        is_noticed: false,
        ..NOTHING
    },
    Case {
        name: "nothing, what is printed stays",
        line: "get -d -u=patch ./...",
        before: |site| site.lay("v1.0.1", RETRACT),
        is_noticed: false,
        ..NOTHING
    },
    Case {
        name: "nothing, for a query",
        line: "get example.com/dep@latest",
        is_noticed: false,
        ..NOTHING
    },
    Case {
        name: "a version",
        publish: |site| site.lay("v1.1.0", ""),
        ..NOTHING
    },
    Case {
        name: "a version, in a directory",
        is_file: true,
        publish: |site| site.lay("v1.1.0", ""),
        ..NOTHING
    },
    Case {
        name: "a retraction",
        publish: |site| site.lay("v1.0.1", RETRACT),
        ..NOTHING
    },
    Case {
        name: "a server that refuses",
        publish: |site| site.is_broken.store(true, Ordering::SeqCst),
        ..NOTHING
    },
    Case {
        name: "go.mod is written again",
        change: |world| {
            let text = String::from_utf8(world.bytes("mod/go.mod")).expect("it is text");
            world.write("mod/go.mod", &text);
        },
        ..NOTHING
    },
    Case {
        name: "an import",
        change: |world| {
            let text = "package a\n\nimport _ \"example.com/other\"\n";
            world.write("mod/a/more.go", text);
        },
        ..NOTHING
    },
    Case {
        name: "a vendor directory",
        change: |world| {
            let text = "# example.com/dep v1.0.0\n## explicit; go 1.26\nexample.com/dep\n";
            world.write("mod/vendor/modules.txt", text);
        },
        ..NOTHING
    },
    Case {
        name: "a workspace",
        change: |world| world.write("go.work", "go 1.26\n\nuse ./mod\n"),
        ..NOTHING
    },
];

/// Both commands' worlds before one proxy.
struct Pair {
    site: Site,
    vamos: World,
    official: World,
}

impl Pair {
    fn new(dir: &Path, cache: &Path, case: &Case) -> Option<Self> {
        let site = Site::new(&dir.join("served"));
        (case.before)(&site);
        let url = match case.is_file {
            true => format!("file://{}", site.dir.display()),
            false => site.proxy.url(),
        };
        let mut worlds = Vec::new();
        for name in ["vamos", "official"] {
            let mut world = World::new(&dir.join(name), cache)?;
            world.set("GOPROXY", &url);
            worlds.push(world);
        }
        let official = worlds.pop()?.official();
        Some(Self {
            site,
            vamos: worlds.pop()?,
            official,
        })
    }

    /// Runs a command with both sides, which must have the same result and requests; returns the
    /// result of vamos.
    fn compare(&self, case: &Case) -> Ran {
        let name = case.name;
        drop(self.site.take_requests());
        let official = self.official.run(case.line);
        let wanted = self.site.take_requests();
        let ran = self.vamos.run(case.line);
        let sent = self.site.take_requests();
        assert_eq!(ran.code, official.code, "{name}: {ran:?} {official:?}");
        assert_eq!(ran.stdout, official.stdout, "{name}");
        assert_eq!(ran.stderr, official.stderr, "{name}");
        for file in ["mod/go.mod", "mod/go.sum"] {
            let [ours, theirs] = [&self.vamos, &self.official].map(|world| world.bytes(file));
            assert_eq!(ours, theirs, "{name}: {file}");
        }
        let unique: BTreeSet<&String> = sent.iter().collect();
        assert_eq!(unique.len(), sent.len(), "{name}: sent twice: {sent:?}");
        let missing = wanted.iter().find(|path| !unique.contains(path));
        assert_eq!(missing, None, "{name}: {sent:?}");
        assert_eq!(case.is_file, sent.is_empty(), "{name}: {sent:?}");
        ran
    }
}

#[test]
fn servers_are_asked_again() {
    let temp = tempfile::tempdir().expect("a directory");
    let cache = temp.path().join("cache");
    fs::create_dir(&cache).expect("it is made");
    let mut pairs = Vec::new();
    for (number, case) in CASES.iter().enumerate() {
        let Some(pair) = Pair::new(&temp.path().join(number.to_string()), &cache, case) else {
            return;
        };
        pair.compare(case);
        pairs.push(pair);
    }
    // Stamps of the last two seconds prove nothing, and times of change cannot be set.
    wait_until_old(&[temp.path()]);
    for (pair, case) in pairs.iter().zip(CASES) {
        let name = case.name;
        let ran = pair.vamos.run(case.line);
        assert!(ran.is_left() || ran.holds(), "{name}: {}", ran.run_record);
        assert!(pair.compare(case).holds(), "{name}: it does not hold");
        (case.publish)(&pair.site);
        for world in [&pair.vamos, &pair.official] {
            (case.change)(world);
        }
        let ran = pair.compare(case);
        assert_eq!(ran.holds(), !case.is_noticed, "{name}: {}", ran.run_record);
        let verified = pair.vamos.run_with(case.line, &[("VAMOS_TRACE", "verify")]);
        assert_eq!(verified.code, ran.code, "{name}: {verified:?}");
    }
}
