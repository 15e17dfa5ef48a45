//! Commands on other machines, against the server of this crate.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;

use vamos_base::Cancel;
use vamos_base::Digest;
use vamos_jobs::FileSource;
use vamos_jobs::RemoteCommand;
use vamos_jobs::RemoteEnd;
use vamos_jobs::RemoteFile;
use vamos_jobs::RemoteRunner;
use vamos_remotekit::Fake;
use vamos_remotekit::Fault;
use vamos_testkit::wait_until;

use crate::Connection;
use crate::Endpoint;
use crate::ExecClient;
use crate::ExecConfig;
use crate::RemoteError;
use crate::Trust;

/// A client, and the errors that it has reported.
struct Client {
    exec: ExecClient,
    errors: Arc<Mutex<Vec<RemoteError>>>,
}

impl Client {
    fn of(server: &Fake) -> Self {
        Self::with_platform(server, &[])
    }

    fn with_platform(server: &Fake, platform: &[(&str, &str)]) -> Self {
        let text = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let errors: Arc<Mutex<Vec<RemoteError>>> = Arc::default();
        let seen = Arc::clone(&errors);
        let exec = ExecClient::new(ExecConfig {
            endpoint: Endpoint::parse(&server.address).expect("an address"),
            connection: Connection::default(),
            trust: Trust::default(),
            platform: platform.iter().map(text).collect(),
            on_failure: Box::new(move |error| seen.lock().expect("a lock").push(error.clone())),
        });
        Self { exec, errors }
    }

    fn run(&self, command: &RemoteCommand) -> Option<RemoteEnd> {
        self.exec.run(command, &Cancel::default(), &|| ())
    }

    fn errors(&self) -> Vec<RemoteError> {
        self.errors.lock().expect("a lock").clone()
    }
}

fn file(path: &str, text: &str) -> RemoteFile {
    RemoteFile {
        path: path.to_owned(),
        digest: Digest::of(text.as_bytes()),
        size: text.len() as u64,
        is_executable: path == "bin/tool",
        source: FileSource::Bytes(Arc::from(text.as_bytes())),
    }
}

/// A command that runs a script.
fn script(text: &str, outputs: &[&str]) -> RemoteCommand {
    RemoteCommand {
        words: ["bin/tool", "word"].map(str::to_owned).to_vec(),
        env: vec![("NAME".to_owned(), "value".to_owned())],
        files: vec![
            file("bin/tool", &format!("#!/bin/sh\n{text}\n")),
            file("in/text", "hello"),
            file("empty", ""),
        ],
        outputs: outputs.iter().map(|path| (*path).to_owned()).collect(),
        ..RemoteCommand::default()
    }
}

#[test]
fn a_command_runs_with_its_files_and_variables() {
    let server = Fake::start();
    let client = Client::of(&server);
    let text = "read line < in/text; test -f empty; echo $1 $NAME $line $HOME > out/a\n\
                printf b > out/b; echo out; echo err >&2";
    let end = client.run(&script(text, &["out/b", "out/a"]));
    let end = end.expect("it ran");
    assert_eq!(end.exit_code, 0);
    assert_eq!((&*end.stdout, &*end.stderr), (&b"out\n"[..], &b"err\n"[..]));
    assert_eq!(end.files, [&b"b"[..], b"word value hello\n"]);
    server.take_calls();
    // The same values are neither sent nor queried again.
    client
        .run(&script(text, &["out/b", "out/a"]))
        .expect("it ran");
    assert_eq!(server.take_calls(), ["Execute", "Read", "Read"]);
    assert_eq!(client.errors(), []);
}

#[test]
fn a_command_runs_in_its_directory() {
    let server = Fake::start();
    let client = Client::of(&server);
    let text = "read line < text; echo $line > out; test -f ../empty && pwd | sed 's,.*/,,'";
    let command = RemoteCommand {
        words: vec!["../bin/tool".to_owned()],
        dir: "in".to_owned(),
        limit: Some(Duration::from_secs(60)),
        ..script(text, &["out"])
    };
    let end = client.run(&command).expect("it ran");
    assert_eq!(
        (&*end.stdout, end.files),
        (&b"in\n"[..], vec![b"hello\n".to_vec()])
    );
    assert_eq!(client.errors(), []);
}

#[test]
fn a_command_that_exceeds_its_limit_is_not_the_server_s_fault() {
    let server = Fake::start();
    let client = Client::of(&server);
    server.set_fault(Fault::LosesStreams);
    let command = RemoteCommand {
        limit: Some(Duration::ZERO),
        ..script("true", &[])
    };
    assert_eq!(client.run(&command), None);
    assert_eq!(client.errors(), []);
    server.set_fault(Fault::None);
    client.run(&script("true", &[])).expect("it runs");
}

#[test]
fn a_command_that_is_cancelled_is_not_the_server_s_fault() {
    let server = Fake::start();
    let client = Client::of(&server);
    server.set_fault(Fault::Hangs("tool"));
    let (cancel, begun) = (Cancel::new(), AtomicUsize::new(0));
    let part = cancel.child();
    let note = || {
        begun.fetch_add(1, Ordering::Relaxed);
        cancel.cancel();
    };
    assert_eq!(client.exec.run(&script("true", &[]), &part, &note), None);
    assert_eq!(begun.load(Ordering::Relaxed), 1);
    assert_eq!((client.errors(), client.exec.slots() > 0), (vec![], true));
    server.set_fault(Fault::None);
    client.run(&script("true", &[])).expect("it runs");
}

#[test]
fn inputs_of_a_command_are_sent_compressed() {
    let (server, other) = (Fake::start(), Fake::start());
    other.set_fault(Fault::CompressesNone);
    for (server, is_zstd) in [(&server, true), (&other, false)] {
        let client = Client::of(server);
        let mut command = script("cat in/small > out", &["out"]);
        let (small, large) = ("x".repeat(5000), "large".repeat(500_000));
        command
            .files
            .extend([file("in/small", &small), file("in/large", &large)]);
        let end = client.run(&command).expect("it ran");
        assert_eq!(end.files, [small.into_bytes()]);
        // Both values that compress well, one of which is too large for a batch, and no others.
        let received = server.received();
        let expected = if is_zstd { 2 } else { 0 };
        assert_eq!(received.compressed, expected, "{received:?}");
        assert_eq!(received.bytes < 200_000, is_zstd, "{received:?}");
    }
}

#[test]
fn a_command_that_fails_has_no_outputs() {
    let server = Fake::start();
    let client = Client::of(&server);
    let end = client
        .run(&script("echo no; exit 3", &["out"]))
        .expect("it ran");
    let expected = RemoteEnd {
        exit_code: 3,
        stdout: b"no\n".to_vec(),
        ..RemoteEnd::default()
    };
    assert_eq!(end, expected);
    assert_eq!(client.errors(), []);
}

#[test]
fn a_lost_stream_is_resumed() {
    for (fault, calls) in [
        (Fault::LosesStreams, ["Execute", "WaitExecution"].to_vec()),
        // The server has forgotten the operation.
        (
            Fault::LosesOperations,
            ["Execute", "WaitExecution", "Execute"].to_vec(),
        ),
    ] {
        let server = Fake::start();
        let client = Client::of(&server);
        server.set_fault(fault);
        let end = client
            .run(&script("printf x > out", &["out"]))
            .expect("it ran");
        assert_eq!(end.files, [b"x"]);
        let mut called = server.take_calls();
        called.retain(|method| method.contains("Execut"));
        assert_eq!(called, calls);
        assert_eq!(client.errors(), []);
    }
}

#[test]
fn silence_is_not_a_failure() {
    let server = Fake::start();
    let client = Client::of(&server);
    let dir = tempfile::tempdir().unwrap();
    let asked = dir.path().join("asked");
    // It ends when the client has reopened the stream.
    let text = format!(
        "until test -e {}; do sleep 0.05; done; printf x > out",
        asked.display()
    );
    std::thread::scope(|scope| {
        scope.spawn(|| {
            wait_until(|| server.take_calls().contains(&"WaitExecution".to_owned()));
            vamos_fsys::work::write(asked.to_str().unwrap(), b"").unwrap();
        });
        let end = client.run(&script(&text, &["out"])).expect("it ran");
        assert_eq!(end.files, [b"x"]);
    });
}

#[test]
fn values_that_the_server_lost_are_sent_once_more() {
    let server = Fake::start();
    let client = Client::of(&server);
    let command = script("printf x > out", &["out"]);
    client.run(&command).expect("it ran");
    server.lose_values();
    server.take_calls();
    client.run(&command).expect("it ran");
    let calls = [
        "Execute",
        "FindMissingBlobs",
        "BatchUpdateBlobs",
        "Execute",
        "Read",
    ];
    assert_eq!(server.take_calls(), calls);
    assert_eq!(client.errors(), []);
}

#[test]
fn a_server_that_fails_is_given_up_with_one_report() {
    for fault in [
        Fault::Refuses(7),
        Fault::Refuses(12),
        Fault::WrongBytes,
        Fault::Garbage,
        Fault::HangsUp,
        Fault::Full,
    ] {
        let server = Fake::start();
        let client = Client::of(&server);
        server.set_fault(fault);
        let command = script("printf x > out", &["out"]);
        assert_eq!(client.run(&command), None, "{fault:?}");
        assert_eq!(client.errors().len(), 1, "{fault:?}: {:?}", client.errors());
        assert_eq!(client.exec.slots(), 0);
        server.take_calls();
        assert_eq!(client.run(&command), None);
        assert_eq!(server.take_calls(), [""; 0]);
        assert_eq!(client.errors().len(), 1);
    }
}

#[test]
fn an_output_that_is_missing_is_an_error() {
    let server = Fake::start();
    let client = Client::of(&server);
    assert_eq!(client.run(&script("true", &["out"])), None);
    assert!(matches!(
        &client.errors()[..],
        [RemoteError::Protocol { .. }]
    ));
}

#[test]
fn an_input_that_has_changed_is_not_sent() {
    let server = Fake::start();
    let client = Client::of(&server);
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("text").display().to_string();
    vamos_fsys::work::write(&path, b"other").expect("a file");
    let mut command = script("printf x > out", &["out"]);
    command.files[1].source = FileSource::File(path.clone());
    assert_eq!(client.run(&command), None);
    // The server did not fail.
    assert_eq!(client.errors(), []);
    vamos_fsys::work::write(&path, b"hello").expect("a file");
    client.run(&command).expect("it ran");
}

#[test]
fn the_server_learns_which_workers_are_wanted() {
    let server = Fake::start();
    let wanted = [("container-image", "x"), ("OSFamily", "linux")];
    let client = Client::with_platform(&server, &wanted);
    assert!(client.run(&script("true", &[])).is_some());
    let platforms = server.platforms();
    let sorted = [("OSFamily", "linux"), ("container-image", "x")];
    let sorted = sorted.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(platforms, [sorted.to_vec()]);
    // Without a platform, an action has the same digest as before platforms existed.
    assert!(Client::of(&server).run(&script("true", &[])).is_some());
    assert_eq!(server.platforms()[1], []);
}
