//! Tests of the client with honest and dishonest databases.
//!
//! Counterpart: golang.org/x/mod/sumdb/client_test.go.

#![expect(clippy::disallowed_methods, reason = "tests read and modify files")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;

use proptest::prelude::any;
use proptest::proptest;
use vamos_sumdb::note;
use vamos_sumdb::note::Verifier;
use vamos_sumdb::tlog::Hash;
use vamos_sumdb::tlog::Tree;
use vamos_sumdb::tlog::proof::check_tree;
use vamos_sumdb::tlog::record::parse_tree;
use vamos_testkit::Body;
use vamos_testkit::SumDb;

use super::client::Client;
use super::*;

const NAME: &str = "localhost.localdev/sumdb";

/// Changes an answer.
type Bend = dyn Fn(&str, Vec<u8>) -> Option<Vec<u8>> + Send + Sync;

/// Connects to a database in memory, and allows a test to change the answers.
struct Line {
    db: Arc<SumDb>,
    bend: Box<Bend>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Remote for Line {
    fn read(&self, path: &str) -> Result<Vec<u8>, ModuleError> {
        self.asked.lock().unwrap().push(path.to_owned());
        let missing = || ModuleError::message(format!("reading {path}: 404 Not Found"));
        match self.db.answer(&path[1..]).map(|answer| answer.body) {
            Some(Body::Bytes(bytes)) => (self.bend)(path, bytes).ok_or_else(missing),
            _ => Err(missing()),
        }
    }
}

/// A directory for files, and the recorded requests.
struct Fixture {
    dir: tempfile::TempDir,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Fixture {
    fn new() -> Self {
        Fixture {
            dir: tempfile::tempdir().unwrap(),
            asked: Arc::default(),
        }
    }

    fn store(&self) -> Store {
        let dir = self.dir.path().to_str().unwrap();
        Store {
            cache: format!("{dir}/cache"),
            config: Ok(format!("{dir}/config")),
        }
    }

    fn client(&self, db: &Arc<SumDb>) -> Client<Line> {
        self.bent(db, |_, bytes| Some(bytes))
    }

    fn bent(
        &self,
        db: &Arc<SumDb>,
        bend: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>> + Send + Sync + 'static,
    ) -> Client<Line> {
        let verifier = Verifier::parse(&db.key()).unwrap();
        let line = Line {
            db: Arc::clone(db),
            bend: Box::new(bend),
            asked: Arc::clone(&self.asked),
        };
        Client::new(verifier, self.store(), line, vamos_sched::Pool::new(2))
    }

    fn asked(&self) -> Vec<String> {
        let mut asked = std::mem::take(&mut *self.asked.lock().unwrap());
        asked.sort();
        asked
    }

    /// All files with their bytes.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        walk(self.dir.path(), self.dir.path(), &mut files);
        files
    }

    fn names(&self) -> Vec<String> {
        self.files().into_keys().collect()
    }
}

fn walk(top: &Path, dir: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(top, &path, files);
        } else {
            let name = path.strip_prefix(top).unwrap().to_str().unwrap();
            files.insert(name.to_owned(), fs::read(&path).unwrap());
        }
    }
}

/// 513 records; the first, the last and one in between are about module versions.
fn database() -> Arc<SumDb> {
    let db = SumDb::new(NAME);
    db.add("example.com/a", "v1.0.0", "h1:az", "h1:am");
    db.pad(300);
    db.add("example.com/B", "v1.0.0-Pre", "h1:bz", "h1:bm");
    db.pad(210);
    db.add("example.com/c", "v1.0.0", "h1:cz", "h1:cm");
    Arc::new(db)
}

fn message(result: Result<Vec<String>, SumDbError>) -> String {
    match result {
        Ok(lines) => panic!("{lines:?}"),
        Err(error) => match error.misbehavior() {
            Some(report) => report.to_string(),
            None => error.to_string(),
        },
    }
}

#[test]
fn looks_up_and_stores_verified_data() {
    let place = Fixture::new();
    let db = database();
    let client = place.client(&db);
    let lines = client.lookup("example.com/B", "v1.0.0-Pre").unwrap();
    assert_eq!(lines, ["example.com/B v1.0.0-Pre h1:bz"]);
    let lines = client.lookup("example.com/B", "v1.0.0-Pre/go.mod").unwrap();
    assert_eq!(lines, ["example.com/B v1.0.0-Pre/go.mod h1:bm"]);
    let tiles = ["/tile/8/0/001", "/tile/8/0/002.p/1", "/tile/8/1/000.p/2"];
    let asked = place.asked();
    assert_eq!(asked[0], "/lookup/example.com/!b@v1.0.0-!pre");
    assert_eq!(asked[1..], tiles);
    assert_eq!(
        place.names(),
        [
            "cache/localhost.localdev/sumdb/lookup/example.com/!b@v1.0.0-!pre",
            "cache/localhost.localdev/sumdb/tile/8/0/001",
            "cache/localhost.localdev/sumdb/tile/8/0/002.p/1",
            "cache/localhost.localdev/sumdb/tile/8/1/000.p/2",
            "config/localhost.localdev/sumdb/latest",
        ]
    );
    let files = place.files();
    assert_eq!(files["config/localhost.localdev/sumdb/latest"], db.latest());
    let path = place
        .dir
        .path()
        .join("config/localhost.localdev/sumdb/latest");
    let mode = fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode & 0o111, 0);

    // Another run sends no request, and writes nothing.
    let again = place.bent(&db, |path, _| panic!("{path}"));
    assert_eq!(
        again.lookup("example.com/B", "v1.0.0-Pre").unwrap().len(),
        1
    );
    assert_eq!(place.files(), files);
}

#[test]
fn grows_with_the_database() {
    let place = Fixture::new();
    let db = database();
    place.client(&db).lookup("example.com/a", "v1.0.0").unwrap();
    db.pad(600);
    db.add("example.com/d", "v1.0.0", "h1:dz", "h1:dm");
    let client = place.client(&db);
    client.lookup("example.com/d", "v1.0.0").unwrap();
    // The cache now has an older tree head.
    client.lookup("example.com/a", "v1.0.0").unwrap();
    client.lookup("example.com/c", "v1.0.0").unwrap();
    let files = place.files();
    assert_eq!(files["config/localhost.localdev/sumdb/latest"], db.latest());

    // An older tree head of the same log changes nothing.
    let old = database();
    let client = place.client(&old);
    client.lookup("example.com/B", "v1.0.0-Pre").unwrap();
    let files = place.files();
    assert_eq!(files["config/localhost.localdev/sumdb/latest"], db.latest());
}

#[test]
fn many_at_once_ask_once() {
    let place = Fixture::new();
    let db = database();
    let client = place.client(&db);
    std::thread::scope(|scope| {
        for n in 0..16 {
            let client = &client;
            scope.spawn(move || {
                let (path, version) = [
                    ("example.com/a", "v1.0.0"),
                    ("example.com/c", "v1.0.0/go.mod"),
                    ("pad.example/m", "v0.0.17"),
                    ("pad.example/m", "v0.0.200/go.mod"),
                ][n % 4];
                let lines = client.lookup(path, version).unwrap();
                assert!(lines[0].starts_with(&format!("{path} {version} h1:")));
            });
        }
    });
    let mut asked = place.asked();
    let count = asked.len();
    asked.dedup();
    assert_eq!(asked.len(), count);
    assert_eq!(count, 4 + 3, "{asked:?}");
}

#[test]
fn clients_share_a_timeline() {
    let place = Fixture::new();
    let db = database();
    let clients: Vec<_> = (0..8).map(|_| place.client(&db)).collect();
    std::thread::scope(|scope| {
        for (n, client) in clients.iter().enumerate() {
            let db = &db;
            scope.spawn(move || {
                for round in 0..5 {
                    db.pad(3);
                    let version = format!("v0.0.{}", n * 5 + round);
                    client.lookup("pad.example/m", &version).unwrap();
                }
            });
        }
    });
    // The last process that used the database wrote its tree head, or another process had written a
    // newer one.
    let files = place.files();
    let latest = &files["config/localhost.localdev/sumdb/latest"];
    let verifier = Verifier::parse(&db.key()).unwrap();
    assert!(note::open(latest, &verifier).is_ok());
    place.client(&db).lookup("example.com/a", "v1.0.0").unwrap();
}

#[test]
fn a_fork_is_proved() {
    let place = Fixture::new();
    // No tile of the smaller tree is one of the larger one, or its cached tiles would
    // already not fit.
    let db = SumDb::new(NAME);
    db.add("example.com/a", "v1.0.0", "h1:az", "h1:am");
    db.pad(299);
    let db = Arc::new(db);
    let path = ("pad.example/m", "v0.0.270");
    place.client(&db).lookup(path.0, path.1).unwrap();
    let before = place.files();
    let forked = Arc::new(db.forked(5));
    forked.add("example.com/c", "v1.0.0", "h1:cz", "h1:cm");
    forked.pad(299);
    let client = place.client(&forked);
    let report = message(client.lookup("example.com/c", "v1.0.0"));
    let indent = |note: Vec<u8>| String::from_utf8(note).unwrap().replace('\n', "\n\t");
    let head = format!(
        "SECURITY ERROR\ngo.sum database server misbehavior detected!\n\n\
         old database:\n\t{}\nnew database:\n\t{}\nproof of misbehavior:\n\t",
        indent(db.latest()),
        indent(forked.latest())
    );
    // The hash of the old records in the new tree, and the proof that it is in there.
    let proof = report.strip_prefix(&head).unwrap();
    let proof: Vec<Hash> = proof
        .split("\n\t")
        .map(|h| Hash::parse(h).unwrap())
        .collect();
    let tree = |note: Vec<u8>| {
        let verifier = Verifier::parse(&db.key()).unwrap();
        parse_tree(note::open(&note, &verifier).unwrap()).unwrap()
    };
    let (old, new) = (tree(db.latest()), tree(forked.latest()));
    assert_ne!(proof[0], old.hash);
    let hash = proof[0];
    assert!(check_tree(&proof[1..], &new, &Tree { hash, ..old }));
    // Its responses are rejected from now on, for every module.
    let again = message(client.lookup("example.com/a", "v1.0.0"));
    assert_eq!(again, report);
    let after = place.files();
    let latest = "config/localhost.localdev/sumdb/latest";
    assert_eq!(after[latest], before[latest]);
    assert!(
        !after
            .keys()
            .any(|name| name.contains("/lookup/example.com"))
    );
}

#[test]
fn a_fork_in_the_past_is_proved() {
    let place = Fixture::new();
    let db = database();
    place.client(&db).lookup("example.com/c", "v1.0.0").unwrap();
    let forked = Arc::new(db.forked(5));
    forked.roll_back(400);
    let report = message(place.client(&forked).lookup("example.com/a", "v1.0.0"));
    assert!(report.starts_with("SECURITY ERROR\n"), "{report}");
    assert!(report.contains("old database:\n\tgo.sum database tree\n\t400\n"));
    // Tiles of the fork do not belong to the known tree: they are not even requested.
    let same_size = Arc::new(db.forked(5));
    let report = message(place.client(&same_size).lookup("example.com/a", "v1.0.0"));
    assert!(report.starts_with("SECURITY ERROR\n"), "{report}");
}

#[test]
fn a_database_that_was_rolled_back_is_no_news() {
    let place = Fixture::new();
    let db = database();
    place.client(&db).lookup("example.com/c", "v1.0.0").unwrap();
    let before = place.files()["config/localhost.localdev/sumdb/latest"].clone();
    db.roll_back(400);
    let client = place.client(&db);
    client.lookup("example.com/B", "v1.0.0-Pre").unwrap();
    let after = place.files()["config/localhost.localdev/sumdb/latest"].clone();
    assert_eq!(after, before);
    // A client without earlier tree heads cannot detect records that the database hides.
    let elsewhere = Fixture::new();
    let error = message(elsewhere.client(&db).lookup("example.com/c", "v1.0.0"));
    assert_eq!(
        error,
        "example.com/c@v1.0.0: cannot validate record 512 in tree of size 400"
    );
}

#[test]
fn bent_answers_are_not_believed() {
    let db = database();
    let lookup = "/lookup/example.com/a@v1.0.0";
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    type Case = (&'static str, fn(String) -> String, &'static str);
    let cases: [Case; 6] = [
        (
            "h1",
            |text| text.replace("h1:az", "h1:evil"),
            "cannot authenticate record data in server response",
        ),
        (
            "id",
            |text| text.replacen("0\n", "1\n", 1),
            "cannot authenticate record data in server response",
        ),
        (
            "far",
            |text| text.replacen("0\n", "513\n", 1),
            "cannot validate record 513 in tree of size 513",
        ),
        ("empty", |_| String::new(), "malformed record data"),
        (
            "half",
            |text| text[..20].to_owned(),
            "malformed record data",
        ),
        (
            "endless",
            |text| format!("{text}x"),
            "reading tree note: malformed note",
        ),
    ];
    for (what, bend, want) in cases {
        let place = Fixture::new();
        let client = place.bent(&db, move |path, bytes| {
            Some(if path == lookup {
                bend(text(bytes)).into_bytes()
            } else {
                bytes
            })
        });
        let error = message(client.lookup("example.com/a", "v1.0.0"));
        let error = error.strip_prefix("example.com/a@v1.0.0: ").unwrap();
        assert!(error.starts_with(want), "{what}: {error}");
        assert!(
            !place.names().iter().any(|name| name.contains("lookup")),
            "{what}"
        );
    }
    // A signature by another key of the same name.
    let place = Fixture::new();
    let client = place.bent(&db, move |path, bytes| {
        Some(if path == lookup {
            text(bytes).replace("513\n", "514\n").into_bytes()
        } else {
            bytes
        })
    });
    let error = message(client.lookup("example.com/a", "v1.0.0"));
    assert!(
        error.contains("reading tree note: invalid signature for key localhost.localdev/sumdb+"),
        "{error}"
    );
    assert!(place.names().is_empty());
}

#[test]
fn bent_tiles_are_not_believed() {
    let db = database();
    type Case = (&'static str, fn(Vec<u8>) -> Option<Vec<u8>>, &'static str);
    let cases: [Case; 6] = [
        (
            "/tile/8/0/000",
            |mut b| {
                b[100] ^= 1;
                Some(b)
            },
            "downloaded inconsistent tile",
        ),
        (
            "/tile/8/1/000.p/2",
            |mut b| {
                b[0] ^= 1;
                Some(b)
            },
            "downloaded inconsistent tile",
        ),
        (
            "/tile/8/0/002.p/1",
            |_| Some(vec![0; 32]),
            "downloaded inconsistent tile",
        ),
        (
            "/tile/8/0/000",
            |_| Some(vec![0; 1 << 20]),
            "TileReader returned bad result slice (tile/8/0/000 len=1048576, want 8192)",
        ),
        (
            "/tile/8/0/000",
            |b| Some(b[..8191].to_vec()),
            "TileReader returned bad result slice (tile/8/0/000 len=8191, want 8192)",
        ),
        (
            "/tile/8/0/000",
            |_| None,
            "reading /tile/8/0/000: 404 Not Found",
        ),
    ];
    for (tile, bend, want) in cases {
        let place = Fixture::new();
        let client = place.bent(&db, move |path, bytes| {
            if path == tile {
                bend(bytes)
            } else {
                Some(bytes)
            }
        });
        let error = message(client.lookup("example.com/a", "v1.0.0"));
        assert_eq!(error, format!("example.com/a@v1.0.0: {want}"));
        // The root's tiles may have been verified for the tree head, but not the tile in question.
        let kept = place.names();
        assert!(!kept.iter().any(|name| name.ends_with(tile)), "{kept:?}");
        assert!(
            !kept.iter().any(|name| name.contains("/lookup/")),
            "{kept:?}"
        );
    }
}

#[test]
fn a_complete_tile_replaces_a_partial_one() {
    let place = Fixture::new();
    let db = database();
    db.pad(254);
    let latest = db.latest();
    db.pad(1);
    // The server has dropped the partial tile that the signed tree asks for.
    let client = place.bent(&db, move |path, bytes| {
        if path.starts_with("/lookup/") {
            let text = String::from_utf8(bytes).unwrap();
            let (record, _) = text.split_once("go.sum database tree").unwrap();
            let mut bytes = record.as_bytes().to_vec();
            bytes.extend_from_slice(&latest);
            return Some(bytes);
        }
        (!path.contains("002.p/")).then_some(bytes)
    });
    client.lookup("example.com/a", "v1.0.0").unwrap();
    let asked = place.asked();
    assert!(asked.contains(&"/tile/8/0/002".to_owned()), "{asked:?}");
    // Only verified data is stored.
    let names = place.names();
    assert!(
        names.iter().any(|name| name.ends_with("/002.p/255")),
        "{names:?}"
    );
    assert!(
        !names.iter().any(|name| name.ends_with("/002")),
        "{names:?}"
    );
}

#[test]
fn spoilt_files_are_not_believed() {
    let place = Fixture::new();
    let db = database();
    place.client(&db).lookup("example.com/a", "v1.0.0").unwrap();
    let files = place.files();
    for (name, bytes) in &files {
        let path = place.dir.path().join(name);
        for spoilt in [b"nonsense".to_vec(), bytes[..bytes.len() - 1].to_vec()] {
            fs::write(&path, spoilt).unwrap();
            let result = place.client(&db).lookup("example.com/a", "v1.0.0");
            assert!(result.is_err(), "{name}");
        }
        // An empty file is being written by another process.
        fs::write(&path, "").unwrap();
        assert!(
            place.client(&db).lookup("example.com/a", "v1.0.0").is_ok(),
            "{name}"
        );
        fs::write(&path, bytes).unwrap();
    }
}

#[test]
fn errors_of_the_latest_tree_head_are_reported() {
    let place = Fixture::new();
    let db = database();
    let mut client = place.client(&db);
    client.store.config = Err("HOME is not set".to_owned());
    assert_eq!(
        message(client.lookup("example.com/a", "v1.0.0")),
        "example.com/a@v1.0.0: initializing sumdb.Client: could not locate sumdb file: \
         missing $GOPATH: HOME is not set"
    );
    let latest = place
        .dir
        .path()
        .join("config/localhost.localdev/sumdb/latest");
    fs::create_dir_all(latest.parent().unwrap()).unwrap();
    fs::write(&latest, "x\n").unwrap();
    assert_eq!(
        message(place.client(&db).lookup("example.com/a", "v1.0.0/go.mod")),
        "example.com/a@v1.0.0/go.mod: initializing sumdb.Client: reading tree note: \
         malformed note\nnote:\nx\n"
    );
    assert_eq!(
        message(
            Fixture::new()
                .client(&db)
                .lookup("example.com/\u{e9}", "v1.0.0")
        ),
        "example.com/\u{e9}@v1.0.0: malformed module path \"example.com/\u{e9}\": invalid char 'é'"
    );
}

mod checks;

proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(24))]

    #[test]
    fn one_changed_byte_is_noticed_or_harmless(which in any::<u8>(), at in any::<proptest::sample::Index>(), byte in any::<u8>()) {
        // Whatever a proxy changes, the result is the database's lines or an error.
        let db = database();
        let place = Fixture::new();
        let paths = ["/lookup/example.com/a@v1.0.0", "/tile/8/0/000", "/tile/8/0/002.p/1", "/tile/8/1/000.p/2"];
        let changed = paths[usize::from(which) % paths.len()];
        let client = place.bent(&db, move |path, mut bytes| {
            if path == changed {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            Some(bytes)
        });
        if let Ok(lines) = client.lookup("example.com/a", "v1.0.0") {
            assert_eq!(lines, ["example.com/a v1.0.0 h1:az"]);
        }
    }

    #[test]
    fn any_answer_is_only_rejected(answer in any::<Vec<u8>>(), is_tile in any::<bool>()) {
        let db = database();
        let place = Fixture::new();
        let client = place.bent(&db, move |path, bytes| {
            let is_meant = path.starts_with("/tile/") == is_tile;
            Some(if is_meant { answer.clone() } else { bytes })
        });
        assert!(client.lookup("example.com/a", "v1.0.0").is_err());
        assert!(!place.names().iter().any(|name| name.contains("/lookup/")));
    }
}
