//! Checksum databases, honest, broken and hostile, compared with the official command: texts, and
//! every file in GOMODCACHE and in GOPATH/pkg/sumdb with its bytes and its mode.
//!
//! Counterpart: cmd/go/testdata/script/mod_sumdb*.txt, golang.org/x/mod/sumdb/client_test.go.

use crate::side_by_side::EXIT_CODES;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use vamos_base::Digest;
use vamos_modzip::dirhash::go_mod_sum;
use vamos_modzip::dirhash::hash1;
use vamos_testkit::Archive;
use vamos_testkit::Body;
use vamos_testkit::Cache;
use vamos_testkit::Case;
use vamos_testkit::Fault;
use vamos_testkit::Proxy;
use vamos_testkit::Report;
use vamos_testkit::Request;
use vamos_testkit::Response;
use vamos_testkit::Serving;
use vamos_testkit::SumDb;

/// Connections to its own address are refused, so nothing leaves the machine.
const NAME: &str = "127.0.0.1:1/sumdb";

const A: &str = "-- go.mod --\nmodule example.com/a\n\ngo 1.20\n\nrequire example.com/B v1.2.0-Rc.1\n\
    -- a.go --\npackage a\n\nimport _ \"example.com/B\"\n";
const B: &str = "-- go.mod --\nmodule example.com/B\n-- b.go --\npackage b\n";

const MODULES: [(&str, &str, &str); 2] = [
    ("example.com/a", "v1.0.0", A),
    ("example.com/B", "v1.2.0-Rc.1", B),
];

/// The hashes of a module's zip and go.mod.
fn sums(path: &str, version: &str, archive: &str) -> (String, String) {
    let archive = Archive::parse(archive);
    let names: Vec<(String, Digest)> = archive
        .files
        .iter()
        .map(|(name, text)| {
            let name = format!("{path}@{version}/{name}");
            (name, Digest::of(text.as_bytes()))
        })
        .collect();
    let mut files: Vec<(&str, Digest)> = names.iter().map(|(n, d)| (n.as_str(), *d)).collect();
    let (_, go_mod) = &archive.files[0];
    (
        hash1(&mut files).expect("the names have no line ends"),
        go_mod_sum(go_mod.as_bytes()),
    )
}

/// Adds one of the modules.
fn add(db: &SumDb, module: usize) {
    let (path, version, archive) = MODULES[module];
    let (zip, go_mod) = sums(path, version, archive);
    db.add(path, version, &zip, &go_mod);
}

/// A database of 514 records, two of which are about the modules.
fn database() -> SumDb {
    let db = SumDb::new(NAME);
    for module in 0..MODULES.len() {
        add(&db, module);
        db.pad(256);
    }
    db
}

fn modules() -> Serving {
    let serve = |serving: Serving, (path, version, archive)| serving.module(path, version, archive);
    MODULES.into_iter().fold(Proxy::serving(), serve)
}

fn serving(db: SumDb) -> Serving {
    modules().handler(Arc::new(db).handler())
}

/// Compares commands after which the module is, or is not, in the cache.
fn compare(name: &str, serving: Serving, env: &[(&str, &str)], lines: &[&str]) -> Report {
    let case = Case::new(&format!("sumdb_{name}"))
        .tree("-- go.mod --\nmodule m\n\ngo 1.26\n\nrequire example.com/a v1.0.0\n-- m.go --\npackage m\n\nimport _ \"example.com/a\"\n")
        .cache(Cache::Empty)
        .proxy(serving)
        .env("GOSUMDB", &SumDb::new(NAME).key()).envs(env)
        .exit_codes(EXIT_CODES);
    case.run_lines(lines)
}

const ONE: &str = "mod download example.com/B@v1.2.0-Rc.1";
const OTHER: &str = "mod download example.com/a@v1.0.0";

/// Serves one database to the first command of a run, and another to the second.
fn turning(first: SumDb, second: SumDb) -> Serving {
    let asked = AtomicUsize::new(0);
    let handlers = [Arc::new(first).handler(), Arc::new(second).handler()];
    modules().handler(move |request: &Request| {
        // Every command that uses the database requests this first.
        if request.path.ends_with("/supported") {
            asked.fetch_add(1, Ordering::SeqCst);
        }
        let turn = asked.load(Ordering::SeqCst).saturating_sub(1) % 2;
        handlers[turn](request)
    })
}

/// Changes an answer of the database.
fn bent(at: &'static str, bend: fn(Vec<u8>) -> Vec<u8>) -> Serving {
    let handler = Arc::new(database()).handler();
    modules().handler(move |request: &Request| {
        let answer = handler(request)?;
        match answer.body {
            Body::Bytes(bytes) if request.path.ends_with(at) => {
                Some(Response::new(200, bend(bytes)))
            }
            body => Some(Response { body, ..answer }),
        }
    })
}

#[test]
fn verified_and_kept() {
    let lines = [
        ONE,
        OTHER,
        "mod download",
        "mod verify",
        "list -mod=mod -deps .",
    ];
    let report = compare("honest", serving(database()), &[], &lines);
    if !report.is_skipped {
        let asked = |requests: &[Request]| {
            let mut paths: Vec<String> = requests.iter().map(|r| r.path.clone()).collect();
            paths.retain(|path| path.starts_with("sumdb/"));
            paths.sort();
            paths
        };
        let (theirs, ours) = (
            asked(&report.official_requests),
            asked(&report.vamos_requests),
        );
        assert_eq!(ours, theirs);
        assert!(ours.iter().any(|path| path.contains("/tile/8/0/")));
    }
    let direct = format!("{} $PROXY/sumdb/{NAME}", SumDb::new(NAME).key());
    let lines = [OTHER, ONE];
    compare(
        "direct",
        serving(database()),
        &[("GOSUMDB", &direct)],
        &lines,
    );
    // Only one tile, because several are requested in nondeterministic order.
    let small = SumDb::new(NAME);
    add(&small, 1);
    compare(
        "x",
        serving(small),
        &[],
        &["mod download -x example.com/B@v1.2.0-Rc.1"],
    );
    // Records added since do not disturb.
    let grown = database();
    grown.pad(300);
    compare("grown", turning(database(), grown), &[], &[ONE, OTHER]);
}

#[test]
fn who_is_not_asked() {
    let wrong = || {
        let db = SumDb::new(NAME);
        for (path, version, _) in MODULES {
            db.add(path, version, "h1:wrong", "h1:wrong");
        }
        serving(db)
    };
    for (name, env) in [
        ("off", ("GOSUMDB", "off")),
        ("nosumdb", ("GONOSUMDB", "example.com/*")),
        ("nocheck", ("GONOSUMDB", "*.com")),
    ] {
        compare(name, wrong(), &[env], &[ONE]);
    }
    let private = [("GOPRIVATE", "example.com"), ("GONOPROXY", "none")];
    compare("private", wrong(), &private, &[ONE]);
    compare("insecure", wrong(), &[("GOINSECURE", "*")], &[ONE]);
    compare("wrong", wrong(), &[], &["list -mod=mod -m all !1"]);
}

#[test]
fn other_hashes() {
    for (name, bend) in [
        (
            "zip",
            (|text| text.replace("Rc.1 h1:", "Rc.1 h1:x")) as fn(&str) -> String,
        ),
        ("mod", |text| text.replace("/go.mod h1:", "/go.mod h1:x")),
        ("none", |text| text.replace("Rc.1 h1:", "Rc.2 h1:")),
        ("unknown", |text| text.replace(" h1:", " h2:")),
    ] {
        let (path, version, archive) = MODULES[1];
        let (zip, go_mod) = sums(path, version, archive);
        let text = format!("{path} {version} {zip}\n{path} {version}/go.mod {go_mod}\n");
        let db = SumDb::new(NAME);
        db.add_text(path, version, &bend(&text));
        compare(&format!("hash_{name}"), serving(db), &[], &[ONE]);
    }
    compare("no_record", serving(SumDb::new(NAME)), &[], &[ONE]);
}

#[test]
fn forms_of_gosumdb() {
    let key = SumDb::new(NAME).key();
    for (n, value) in [
        "sum.example".to_owned(),
        format!("{key}x"),
        format!("{key} a b"),
        format!("{key} :bad"),
        format!("{key} ftp://x"),
        SumDb::new("host/").key(),
        SumDb::new("host?x=y").key(),
        SumDb::new("/x").key(),
        // Another database of the same proxy, which it does not have.
        SumDb::new("127.0.0.1:1/other").key(),
    ]
    .into_iter()
    .enumerate()
    {
        let env = [("GOSUMDB", value.as_str())];
        compare(&format!("form_{n}"), serving(database()), &env, &[ONE]);
    }
}

#[test]
fn ways_to_the_database() {
    let at = format!("sumdb/{NAME}/supported");
    for status in [404, 410, 403, 500, 503] {
        let fault = Fault::Status(status, "no\n".to_owned());
        let serving = serving(database()).fault(&at, fault);
        compare(&format!("supported_{status}"), serving, &[], &[ONE]);
    }
    for status in [404, 500] {
        let fault = Fault::Status(status, String::new());
        let serving = serving(database()).fault(&format!("sumdb/{NAME}/lookup/"), fault);
        compare(&format!("lookup_{status}"), serving, &[], &[ONE]);
    }
    // The first proxy of the list has modules only.
    let list = [("GOPROXY", "$PROXY/nothing,$PROXY")];
    compare("list", serving(database()), &list, &[ONE]);
    let list = [("GOPROXY", "$PROXY/nothing|$PROXY")];
    compare("list_any", serving(database()), &list, &[ONE]);
}

#[test]
fn broken_answers() {
    type Bend = fn(Vec<u8>) -> Vec<u8>;
    let lookup = "@v1.2.0-!rc.1";
    let cases: [(&str, &str, Bend); 9] = [
        ("empty", lookup, |_| Vec::new()),
        ("half", lookup, |mut bytes| bytes.split_off(bytes.len() / 2)),
        ("cut", lookup, |bytes| bytes[..40].to_vec()),
        ("signature", lookup, |mut bytes| {
            let at = bytes.len() - 20;
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            bytes
        }),
        ("number", lookup, |mut bytes| {
            bytes[0] = b'3';
            bytes
        }),
        ("beyond", lookup, |mut bytes| {
            bytes.splice(0..1, *b"999");
            bytes
        }),
        ("tile", "/tile/8/0/001", |mut bytes| {
            bytes[77] ^= 1;
            bytes
        }),
        ("long", "/tile/8/0/001", |mut bytes| {
            bytes.extend([0; 999]);
            bytes
        }),
        ("short", "/tile/8/1/000.p/2", |bytes| bytes[..32].to_vec()),
    ];
    for (name, at, bend) in cases {
        compare(&format!("bent_{name}"), bent(at, bend), &[], &[ONE]);
    }
}

#[test]
fn two_stories() {
    let forked = || {
        let forked = database().forked(3);
        forked.pad(10);
        forked
    };
    compare("forked", turning(database(), forked()), &[], &[ONE, OTHER]);
    // The same size, and less than before.
    let lines = ["clean -modcache", OTHER];
    let lines = [&[ONE], &lines[..]].concat();
    compare(
        "same_size",
        turning(database(), database().forked(3)),
        &[],
        &lines,
    );
    let older = database().forked(3);
    older.roll_back(400);
    compare("older_fork", turning(database(), older), &[], &lines);
    let older = database();
    older.roll_back(400);
    compare("rolled_back", turning(database(), older), &[], &lines);
    let older = database();
    older.roll_back(100);
    compare("hidden", serving(older), &[], &[ONE]);
    // No tile of the smaller tree is one of the larger, so that the fork can be proved.
    let first = SumDb::new(NAME);
    add(&first, 1);
    first.pad(299);
    let second = first.forked(5);
    add(&second, 0);
    second.pad(299);
    let report = compare("proved", turning(first, second), &[], &[ONE, OTHER]);
    if !report.is_skipped {
        assert!(
            report.stderr.starts_with("SECURITY ERROR\n"),
            "{}",
            report.stderr
        );
        assert!(report.stderr.contains("proof of misbehavior:\n\t"));
    }
}
