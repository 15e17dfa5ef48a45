//! TLS, headers, credential helpers and proxies.
//!
//! Counterpart: none.

use std::sync::Arc;
use std::sync::Mutex;

use tempfile::TempDir;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use vamos_cache::Sharing;
use vamos_net::ProxyConfig;
use vamos_remotekit::AUTHORITY;
use vamos_remotekit::CLIENT;
use vamos_remotekit::Certificate;
use vamos_remotekit::Fake;
use vamos_sched::detached;

use super::Machine;
use crate::Connection;
use crate::CredentialHelper;
use crate::Header;
use crate::Identity;
use crate::RemoteError;
use crate::Trust;

/// A directory with files of settings.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        let files = Self(tempfile::tempdir().unwrap());
        files.write("authority.pem", AUTHORITY);
        files.write("client.pem", CLIENT[0]);
        files.write("client.key", CLIENT[1]);
        files
    }

    fn path(&self, name: &str) -> String {
        format!("{}/{name}", self.0.path().display())
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        vamos_fsys::work::write(&path, text.as_bytes()).unwrap();
        path
    }

    /// Returns the settings of a client that trusts the test authority.
    fn trusting(&self) -> Connection {
        Connection {
            authorities: Some(self.path("authority.pem")),
            ..Connection::default()
        }
    }

    /// Returns a helper that runs a script.
    fn helper(&self, script: &str) -> CredentialHelper {
        let text = format!("#!/bin/sh\n{script}\n");
        let program = self.path("helper");
        vamos_testkit::write_script(program.as_ref(), &text).unwrap();
        let env = [("PATH".to_owned(), "/usr/bin:/bin".to_owned())];
        CredentialHelper {
            program,
            env: Arc::new(env),
        }
    }
}

/// Uploads a result from one machine and downloads it on another.
fn shares(address: &str, connection: &Connection) -> Result<(), Vec<RemoteError>> {
    let machine =
        |uploads| Machine::connected(address, uploads, Trust::default(), connection.clone());
    let writer = machine(true);
    writer.make(9);
    writer.remote.end_sharing(true);
    let reader = machine(false);
    let found = reader.finds(9);
    let failures = [writer.failures(), reader.failures()].concat();
    assert_eq!(found, failures.is_empty());
    if found { Ok(()) } else { Err(failures) }
}

/// Returns the text of the one failure of each of two machines.
fn problem(address: &str, connection: &Connection) -> String {
    let failures = shares(address, connection).unwrap_err();
    assert_eq!(failures.len(), 2, "{failures:?}");
    assert_eq!(failures[0], failures[1]);
    failures[0].to_string()
}

#[test]
fn encrypted_connections_work() {
    let files = Files::new();
    let fake = Fake::start_tls(Certificate::Valid, false);
    assert!(fake.address.starts_with("grpcs://127.0.0.1:"));
    assert_eq!(shares(&fake.address, &files.trusting()), Ok(()));
    let system = Connection {
        system_authorities: Some(Arc::new(|| vec![AUTHORITY.as_bytes().to_vec()])),
        ..Connection::default()
    };
    assert_eq!(shares(&fake.address, &system), Ok(()));
}

#[test]
fn certificates_of_others_are_refused_once() {
    let files = Files::new();
    for (certificate, want) in [
        (
            Certificate::Expired,
            "certificate has expired or is not yet valid",
        ),
        (Certificate::Other, "certificate is not valid for 127.0.0.1"),
    ] {
        let fake = Fake::start_tls(certificate, false);
        let problem = problem(&fake.address, &files.trusting());
        let prefix = "cannot connect: tls: failed to verify certificate: x509: ";
        assert_eq!(problem, format!("{prefix}{want}"));
        assert_eq!(fake.take_calls(), [""; 0]);
    }
    let fake = Fake::start_tls(Certificate::Valid, false);
    let client_only = Connection {
        authorities: Some(files.path("client.pem")),
        ..Connection::default()
    };
    let unknown = problem(&fake.address, &client_only);
    assert!(unknown.ends_with("unknown authority"), "{unknown}");
    let none = problem(&fake.address, &Connection::default());
    assert!(none.ends_with("no certificates of authorities"), "{none}");
    let missing = Connection {
        authorities: Some(files.path("missing.pem")),
        ..Connection::default()
    };
    assert!(problem(&fake.address, &missing).contains("missing.pem"));
    // A server without TLS.
    let plain = Fake::start().address.replace("grpc:", "grpcs:");
    for problem in shares(&plain, &files.trusting()).unwrap_err() {
        assert!(matches!(problem, RemoteError::Connect(_)), "{problem}");
    }
}

#[test]
fn servers_may_ask_for_the_certificate_of_the_client() {
    let files = Files::new();
    let fake = Fake::start_tls(Certificate::Valid, true);
    let identity = |key: &str| Connection {
        identity: Some(Identity {
            certificate: files.path("client.pem"),
            key: files.path(key),
        }),
        ..files.trusting()
    };
    assert_eq!(shares(&fake.address, &identity("client.key")), Ok(()));
    assert!(shares(&fake.address, &files.trusting()).is_err());
    let no_key = problem(&fake.address, &identity("client.pem"));
    assert!(
        no_key.starts_with("cannot connect: tls: client key: "),
        "{no_key}"
    );
}

#[test]
fn requests_carry_headers() {
    let fake = Fake::start();
    let connection = Connection {
        headers: vec![
            Header::parse("x-one=1").unwrap(),
            Header::parse("x-two=2").unwrap(),
        ],
        ..Connection::default()
    };
    assert_eq!(shares(&fake.address, &connection), Ok(()));
    assert_eq!(fake.header("x-one").as_deref(), Some("1"));
    assert_eq!(fake.header("x-two").as_deref(), Some("2"));
    assert_eq!(
        fake.header("content-type").as_deref(),
        Some("application/grpc")
    );
}

#[test]
fn helpers_are_asked_once_while_their_credentials_are_valid() {
    let fake = Fake::start();
    let files = Files::new();
    let log = files.path("log");
    let script = format!(
        "echo \"$1 $(cat)\" >> {log}\n\
         echo '{{\"headers\":{{\"authorization\":[\"Bearer secret\"]}}}}'"
    );
    let connection = Connection {
        helper: Some(files.helper(&script)),
        ..Connection::default()
    };
    assert_eq!(shares(&fake.address, &connection), Ok(()));
    let sent = fake.header("authorization");
    assert_eq!(sent.as_deref(), Some("Bearer secret"));
    let uri = fake.address.replace("grpc:", "http:");
    let line = format!("get {{\"uri\":\"{uri}/\"}}\n");
    // One line for each machine.
    let asked = vamos_fsys::uncached::read(&log).unwrap();
    assert_eq!(String::from_utf8(asked).unwrap(), line.repeat(2));
}

#[test]
fn a_failing_helper_is_reported_once_without_its_output() {
    let fake = Fake::start();
    let files = Files::new();
    for (script, want) in [
        ("echo secret; echo secret >&2; exit 3", "exit status 3"),
        ("echo secret", "malformed output"),
        ("sleep 60", "no answer after 3000 ms"),
    ] {
        let connection = Connection {
            helper: Some(files.helper(script)),
            ..Connection::default()
        };
        let text = problem(&fake.address, &connection);
        let helper = files.path("helper");
        assert_eq!(text, format!("credential helper {helper}: {want}"));
    }
    assert_eq!(fake.take_calls(), [""; 0]);
    let missing = Connection {
        helper: Some(CredentialHelper {
            program: "no-such-helper".to_owned(),
            env: Arc::new([]),
        }),
        ..Connection::default()
    };
    let missing = problem(&fake.address, &missing);
    assert!(missing.contains("executable file not found"), "{missing}");
}

/// Starts a proxy that forwards everything to one server, and rejects requests without
/// `Proxy-Authorization`; returns its address and the requests it received.
fn proxy(to: &str) -> (String, Arc<Mutex<Vec<String>>>) {
    let to = to.rsplit('/').next().unwrap().to_owned();
    let requests = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&requests);
    let (sender, receiver) = std::sync::mpsc::channel();
    let serve = async move |mut client: TcpStream| {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(client.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        let is_known = head.contains("Proxy-Authorization: Basic bWU6cHc=\r\n");
        seen.lock()
            .unwrap()
            .push(head.lines().next().unwrap().to_owned());
        if !is_known {
            let refused = b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n";
            let _ = client.write_all(refused).await;
            return;
        }
        let mut server = TcpStream::connect(&to).await.unwrap();
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
    };
    let run = move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.unwrap().block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            sender
                .send(listener.local_addr().unwrap().to_string())
                .unwrap();
            let serve = Arc::new(serve);
            loop {
                let (client, _) = listener.accept().await.unwrap();
                let serve = Arc::clone(&serve);
                tokio::spawn(async move { serve(client).await });
            }
        });
    };
    detached("proxy", run).unwrap();
    (receiver.recv().unwrap(), requests)
}

#[test]
fn connections_go_through_a_proxy() {
    let files = Files::new();
    for is_tls in [false, true] {
        let fake = if is_tls {
            Fake::start_tls(Certificate::Valid, false)
        } else {
            Fake::start()
        };
        let (place, requests) = proxy(&fake.address);
        let scheme = if is_tls { "grpcs" } else { "grpc" };
        // Only the proxy can resolve this host.
        let address = format!("{scheme}://cache.test:9092");
        let through = |proxy: String| Connection {
            proxies: ProxyConfig {
                https: proxy,
                ..ProxyConfig::default()
            },
            ..files.trusting()
        };
        assert_eq!(
            shares(&address, &through(format!("http://me:pw@{place}"))),
            Ok(())
        );
        let connect = "CONNECT cache.test:9092 HTTP/1.1";
        assert_eq!(*requests.lock().unwrap(), [connect; 2]);
        let refused = problem(&address, &through(place.clone()));
        let want = "HTTP/1.1 407 Proxy Authentication Required";
        assert_eq!(refused, format!("cannot connect: proxy {place}: {want}"));
        // Loopback addresses are connected directly: there is no proxy at this address.
        let direct = through("127.0.0.1:1".to_owned());
        assert_eq!(shares(&fake.address, &direct), Ok(()));
    }
}
