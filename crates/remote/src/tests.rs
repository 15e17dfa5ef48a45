//! Two machines and a server.
//!
//! Counterpart: none.

mod connections;
mod documented;
mod execution;

use std::sync::Arc;
use std::sync::Mutex;

use tempfile::TempDir;
use vamos_base::Digest;
use vamos_cache::ActionId;
use vamos_cache::LocalStore;
use vamos_cache::Sharing;
use vamos_cache::Store;
use vamos_cache::subkey;
use vamos_cache::system_clock;
use vamos_fsys::uncached;
use vamos_remotekit::Fake;
use vamos_remotekit::Fault;
use vamos_remotekit::Server;
use vamos_testkit::wait_until;

use crate::Connection;
use crate::Endpoint;
use crate::RemoteCache;
use crate::RemoteConfig;
use crate::RemoteError;
use crate::Timeouts;
use crate::Trial;
use crate::Trust;
use crate::trust::tests::pair;

/// A machine: its cache, and the failures of its remote cache.
struct Machine {
    local: Arc<LocalStore>,
    remote: RemoteCache,
    failures: Arc<Mutex<Vec<RemoteError>>>,
    dir: TempDir,
}

impl Machine {
    fn new(address: &str, uploads: bool) -> Self {
        Self::trusting(address, uploads, Trust::default())
    }

    fn trusting(address: &str, uploads: bool, trust: Trust) -> Self {
        // A patient client, so that a busy machine does not look like a stalled server.
        let patient = Connection {
            timeouts: Timeouts::from_seconds(60).unwrap(),
            ..Connection::default()
        };
        Self::connected(address, uploads, trust, patient)
    }

    fn connected(address: &str, uploads: bool, trust: Trust, connection: Connection) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let local = LocalStore::open(dir.path().to_str().unwrap(), system_clock());
        let local = Arc::new(local.unwrap());
        let failures = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&failures);
        let config = RemoteConfig {
            endpoint: Endpoint::parse(address).unwrap(),
            connection,
            uploads,
            manifests: vec!["exact".to_owned(), "loose".to_owned()],
            trust,
            processors: 2,
            on_failure: Box::new(move |error| seen.lock().unwrap().push(error.clone())),
        };
        Self {
            remote: RemoteCache::new(Arc::clone(&local), config),
            local,
            failures,
            dir,
        }
    }

    fn failures(&self) -> Vec<RemoteError> {
        self.failures.lock().unwrap().clone()
    }

    /// Stores an archive and its output, and offers both.
    fn make(&self, number: usize) {
        let (archive, stdout) = ids(number);
        self.local.put_bytes(&stdout, b"").unwrap();
        self.local.put_bytes(&archive, &bytes(number)).unwrap();
        self.share(&archive, &["stdout", "not stored"]);
    }

    fn share(&self, id: &ActionId, names: &[&str]) {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        self.remote.share(id, &names);
    }

    /// Looks up an archive and its output like a build.
    fn finds(&self, number: usize) -> bool {
        let (archive, stdout) = ids(number);
        self.remote.fetch(&archive);
        let found = self.local.get_bytes(&archive);
        let found = found.map(|(found, _)| assert_eq!(found, bytes(number)));
        assert_eq!(found.is_some(), self.local.get_bytes(&stdout).is_some());
        found.is_some()
    }

    /// Returns the number of values in the cache.
    fn values(&self) -> usize {
        self.files("-d")
    }

    /// Returns the number of files with this suffix in the cache.
    fn files(&self, ending: &str) -> usize {
        let dir = self.dir.path().to_str().unwrap();
        let parts = (0..=255).map(|part| uncached::names(&format!("{dir}/{part:02x}")).unwrap());
        parts
            .flatten()
            .filter(|name| name.ends_with(ending))
            .count()
    }
}

/// Larger than a batch.
const LARGE: usize = 2_500_000;

fn id(text: &str) -> ActionId {
    ActionId(Digest::of(text.as_bytes()))
}

fn ids(number: usize) -> (ActionId, ActionId) {
    let archive = id(&format!("archive {number}"));
    (archive, subkey(&archive, "stdout"))
}

/// Returns an archive; one of fifty is large.
fn bytes(number: usize) -> Vec<u8> {
    let size = if number % 50 == 9 { LARGE } else { 2_000 };
    vec![number as u8; size]
}

/// Returns a server with the results of one machine.
fn filled(count: usize) -> Server {
    let fake = Fake::start();
    fill(&fake, count);
    fake
}

/// Uploads the results of one machine.
fn fill(fake: &Fake, count: usize) {
    let machine = Machine::new(&fake.address, true);
    for number in 0..count {
        machine.make(number);
    }
    machine.remote.end_sharing(true);
    assert_eq!(machine.failures(), []);
}

#[test]
fn another_machine_gets_everything_with_few_requests() {
    let fake = filled(200);
    fake.take_calls();
    let machine = Machine::new(&fake.address, false);
    for number in (0..200).rev() {
        assert!(machine.finds(number), "{number}");
    }
    machine.remote.end_sharing(true);
    assert_eq!(machine.failures(), []);
    let calls = fake.take_calls();
    let count = |name: &str| calls.iter().filter(|call| *call == name).count();
    // The manifest, its bytes, four large values, and one batch of small ones.
    assert_eq!(count("GetActionResult"), 1, "{calls:?}");
    assert_eq!(count("Read"), 5, "{calls:?}");
    assert_eq!(count("BatchReadBlobs"), 1, "{calls:?}");
    assert_eq!(count("GetCapabilities"), 1, "{calls:?}");
    assert_eq!(calls.len(), 8, "{calls:?}");
    // Now it has all values, and sends no request.
    assert!(machine.finds(7));
    assert_eq!(fake.take_calls(), [""; 0]);
}

#[test]
fn values_are_sent_compressed_where_that_is_possible() {
    let size: usize = (0..20).map(|number| bytes(number).len()).sum();
    let received = filled(20).received();
    // One is large. The manifest consists of digests.
    assert!(received.compressed >= 20, "{received:?}");
    assert!(received.bytes < size / 20, "{received:?}");
    let fake = Fake::start();
    fake.set_fault(Fault::CompressesNone);
    fill(&fake, 20);
    let received = fake.received();
    assert_eq!(received.compressed, 0, "{received:?}");
    assert!(received.bytes > size, "{received:?}");
}

#[test]
fn unrequested_results_have_no_entry() {
    let fake = filled(20);
    let machine = Machine::new(&fake.address, false);
    assert!(machine.finds(3));
    // The others get an entry only when they are requested. 20 archives and the empty output:
    wait_until(|| machine.values() >= 21);
    assert_eq!(machine.files("-a"), 2);
    assert!(machine.local.get(&ids(7).0).is_none());
    fake.take_calls();
    assert!(machine.finds(7));
    assert_eq!(machine.files("-a"), 4);
    assert_eq!(fake.take_calls(), [""; 0]);
}

#[test]
fn a_result_writes_entries_of_its_own_action_only_and_replaces_none() {
    let fake = Fake::start();
    let writer = Machine::new(&fake.address, true);
    let ((archive, stdout), victim) = (ids(0), id("victim"));
    let names = ["stdout", &victim.0.hex(), "../x", "/x"];
    for name in names {
        let beside = subkey(&archive, name);
        writer.local.put_bytes(&beside, b"poison").unwrap();
    }
    writer.local.put_bytes(&archive, &bytes(0)).unwrap();
    writer.share(&archive, &names);
    writer.remote.end_sharing(true);
    assert_eq!(writer.failures(), []);
    let reader = Machine::new(&fake.address, false);
    reader.local.put_bytes(&stdout, b"own").unwrap();
    assert!(reader.finds(0));
    assert_eq!(reader.local.get_bytes(&stdout).unwrap().0, b"own");
    assert!(reader.local.get(&victim).is_none());
    assert_eq!(reader.files("-a"), 5);
    assert_eq!(reader.failures(), []);
}

#[test]
fn results_without_a_manifest_are_found_by_key() {
    let fake = Fake::start();
    let machine = Machine::new(&fake.address, true);
    for number in 0..5 {
        machine.make(number);
    }
    // The command failed, so there is no manifest.
    machine.remote.end_sharing(false);
    fake.take_calls();
    let machine = Machine::new(&fake.address, true);
    for number in 0..5 {
        assert!(machine.finds(number));
    }
    assert!(!machine.finds(1000));
    machine.share(&ids(0).0, &["stdout"]);
    machine.remote.end_sharing(true);
    assert_eq!(machine.failures(), []);
    let calls = fake.take_calls();
    let updates = calls.iter().filter(|call| *call == "UpdateActionResult");
    // Downloaded results are not sent back; only the manifests are.
    assert_eq!(updates.count(), 2, "{calls:?}");
}

#[test]
fn a_server_without_results_is_asked_a_few_times_only() {
    let fake = Fake::start();
    let machine = Machine::new(&fake.address, false);
    for number in 0..100 {
        assert!(!machine.finds(number));
    }
    assert_eq!(machine.failures(), []);
    // The capabilities, two manifests, and 24 results.
    assert_eq!(fake.take_calls().len(), 27);
}

#[test]
fn files_come_with_their_notes() {
    let fake = Fake::start();
    let sender = Machine::new(&fake.address, true);
    let path = |machine: &Machine, name: &str| format!("{}/{name}", machine.dir.path().display());
    let (key, from) = (Digest::of(b"key"), path(&sender, "from"));
    vamos_fsys::work::write(&from, &bytes(9)).unwrap();
    assert!(sender.remote.is_sharing());
    sender.remote.share_file(&key, &from, b"note");
    sender.remote.end_sharing(true);
    for fault in [Fault::None, Fault::WrongBytes] {
        fake.set_fault(fault);
        let machine = Machine::new(&fake.address, false);
        assert!(!machine.remote.is_sharing());
        let to = path(&machine, "to");
        let place = |size| {
            assert_eq!(size, LARGE as u64);
            Some(to.clone())
        };
        let note = machine.remote.fetch_file(&key, &place);
        if fault == Fault::None {
            assert_eq!(note.as_deref(), Some(&b"note"[..]));
            assert_eq!(uncached::read(&to).unwrap(), bytes(9));
            assert_eq!(machine.remote.fetch_file(&Digest::of(b"x"), &place), None);
            assert_eq!(machine.failures(), []);
        } else {
            assert_eq!(note, None);
            assert!(uncached::stat(&to).is_err());
            assert_eq!(machine.failures().len(), 1);
        }
    }
}

#[test]
fn every_fault_is_reported_once_and_leaves_nothing() {
    for fault in [
        Fault::Stalls,
        Fault::Refuses(14),
        Fault::Refuses(16),
        Fault::WrongBytes,
        Fault::Truncates,
        Fault::NoStatus,
        Fault::Garbage,
        Fault::HangsUp,
    ] {
        let fake = filled(30);
        fake.set_fault(fault);
        let (trust, connection) = (Trust::default(), Connection::default());
        let machine = Machine::connected(&fake.address, true, trust, connection);
        for number in 0..30 {
            assert!(!machine.finds(number), "{fault:?}");
        }
        assert_eq!(machine.failures().len(), 1, "{fault:?}");
        machine.make(0);
        machine.remote.end_sharing(true);
        assert_eq!(machine.failures().len(), 1, "{fault:?}");
        // The archive that was made here, and an empty output.
        assert_eq!(machine.values(), 2, "{fault:?}");
    }
}

#[test]
fn a_full_server_is_reported_once() {
    let fake = filled(10);
    fake.set_fault(Fault::Full);
    let machine = Machine::new(&fake.address, true);
    assert!(machine.finds(3));
    for number in 100..300 {
        machine.make(number);
    }
    machine.remote.end_sharing(true);
    assert_eq!(machine.failures().len(), 1);
    assert!(machine.finds(200));
}

#[test]
fn values_that_a_server_lost_are_a_miss() {
    let fake = filled(10);
    fake.lose_values();
    let machine = Machine::new(&fake.address, false);
    for number in 0..10 {
        assert!(!machine.finds(number));
    }
    assert_eq!(machine.failures(), []);
}

#[test]
fn no_server_is_reported_once() {
    let machine = Machine::new("grpc://127.0.0.1:1", true);
    for number in 0..3 {
        assert!(!machine.finds(number));
        machine.make(number);
    }
    machine.remote.end_sharing(true);
    assert!(matches!(machine.failures()[..], [RemoteError::Connect(_)]));
}

#[test]
fn results_of_writers_that_are_not_trusted_are_not_used() {
    let fake = Fake::start();
    let sign = |number| {
        let (private, public) = pair(number);
        let trust = Trust::with_keys([public.as_str()]).unwrap();
        trust.signing_with(&private).unwrap()
    };
    let reader = || Trust::with_keys([pair(1).1.as_str()]).unwrap();
    let trusted = Machine::trusting(&fake.address, true, sign(1));
    trusted.make(0);
    trusted.remote.end_sharing(true);
    // Others store other bytes under the same keys, and replace the manifests as well.
    for poison in [Trust::default(), sign(2)] {
        let writer = Machine::trusting(&fake.address, true, poison);
        let (archive, stdout) = ids(1);
        for id in [archive, stdout] {
            writer.local.put_bytes(&id, b"poison").unwrap();
        }
        writer.share(&archive, &["stdout"]);
        writer.remote.end_sharing(true);
        assert_eq!(writer.failures(), []);
        let machine = Machine::trusting(&fake.address, false, reader());
        assert!(machine.finds(0) && !machine.finds(1));
        assert_eq!(machine.values(), 2);
        assert_eq!(machine.failures(), []);
    }
    // Some servers store signatures separately.
    fake.set_fault(Fault::SplitsResults);
    let machine = Machine::trusting(&fake.address, false, reader());
    assert!(machine.finds(0));
    assert_eq!(machine.failures(), []);
    fake.set_fault(Fault::None);
    // A result of a trusted machine is also signed in the manifest of another machine.
    let second = Machine::trusting(&fake.address, true, sign(1));
    assert!(second.finds(0));
    second.share(&ids(0).0, &["stdout"]);
    second.remote.end_sharing(true);
    fake.take_calls();
    assert!(Machine::trusting(&fake.address, false, reader()).finds(0));
    let mut calls = fake.take_calls();
    // It is called at the same time as another one.
    calls.retain(|call| call != "GetCapabilities");
    assert_eq!(calls, ["GetActionResult", "Read", "BatchReadBlobs"]);
}

/// Returns the findings about a server, as name and whether it is a problem.
fn checked(address: &str, uploads: bool, trust: Trust) -> Vec<(&'static str, bool)> {
    let trial = Trial {
        endpoint: Endpoint::parse(address).unwrap(),
        connection: Connection::default(),
        uploads,
        executes: !uploads,
        trust,
    };
    let findings = trial.run().into_iter();
    findings
        .map(|one| (one.name, one.advice.is_some()))
        .collect()
}

#[test]
fn a_server_that_works_has_no_problem() {
    let fake = Fake::start();
    let (private, public) = pair(1);
    let sign = |public: &str| {
        let trust = Trust::with_keys([public]).unwrap();
        trust.signing_with(&private).unwrap()
    };
    let names = |found: &[(&'static str, bool)], is_wrong: bool| {
        let found = found.iter().filter(|(_, problem)| *problem == is_wrong);
        found.map(|(name, _)| *name).collect::<Vec<_>>()
    };
    let found = checked(&fake.address, true, sign(&public));
    assert_eq!(names(&found, true), [""; 0]);
    assert_eq!(names(&found, false).len(), 13, "{found:?}");
    let calls = fake.take_calls();
    let count = |name: &str| calls.iter().filter(|call| *call == name).count();
    assert_eq!(
        (count("GetCapabilities"), count("Write")),
        (6, 1),
        "{calls:?}"
    );
    // A reader sends nothing.
    let found = checked(&fake.address, false, Trust::default());
    assert_eq!(names(&found, true), [""; 0]);
    assert_eq!(fake.take_calls(), ["GetCapabilities"; 6]);
    // Results that this machine signs, but does not trust itself.
    let found = checked(&fake.address, true, sign(&pair(2).1));
    assert_eq!(names(&found, true), ["signatures", "results"]);
}

#[test]
fn problems_of_a_server_are_found() {
    for (fault, want) in [
        (Fault::Stalls, "server"),
        (Fault::Refuses(16), "server"),
        (Fault::Garbage, "server"),
        (Fault::HangsUp, "server"),
        (Fault::WrongBytes, "server"),
        (Fault::Full, "upload"),
    ] {
        let fake = Fake::start();
        fake.set_fault(fault);
        let found = checked(&fake.address, true, Trust::default());
        assert!(found.contains(&(want, true)), "{fault:?}: {found:?}");
    }
    let found = checked("grpc://127.0.0.1:1", true, Trust::default());
    assert!(found.contains(&("server", true)), "{found:?}");
}
