//! Tests of the proxy with clients.
//!
//! Counterpart: none.

use super::Fault;
use super::Proxy;
use super::Response;
use super::Serving;
use super::zip::crc32;
use std::io::Read as _;
use std::io::Write as _;
use std::net::TcpStream;
use std::time::Duration;

const A: &str = "-- .info --\n{\"Version\":\"v1.0.0\",\"Short\":\"abcdef012345\"}\n\
                 -- .mod --\nmodule example.com/A\n-- a.go --\npackage a\n";

fn serving() -> Serving {
    Proxy::serving()
        .module("example.com/A", "v1.0.0", A)
        .module("example.com/A", "v1.1.0-pre", "")
        .module("example.com/A", "v0.0.0-20180101000000-123456789abc", "")
}

/// Sends a request on a connection of its own; returns all received bytes, including headers.
fn ask(proxy: &Proxy, path: &str) -> String {
    let mut stream = TcpStream::connect(proxy.host()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_millis(500)))
        .unwrap();
    write!(
        stream,
        "GET /{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = Vec::new();
    // A read that ends in the timeout retains the bytes before it.
    let _ = stream.take(1 << 20).read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn modules_are_served_as_upstream_does() {
    let proxy = serving().start().unwrap();
    let at = "example.com/!a/@v";
    assert!(ask(&proxy, &format!("{at}/list")).ends_with("\r\n\r\nv1.0.0\nv1.1.0-pre\n"));
    assert!(ask(&proxy, &format!("{at}/v1.0.0.mod")).ends_with("\nmodule example.com/A\n"));
    assert!(ask(&proxy, &format!("{at}/abcdef.info")).contains("\"v1.0.0\""));
    assert!(ask(&proxy, &format!("{at}/123456.mod")).ends_with("\nmodule example.com/A\n"));
    assert!(ask(&proxy, "example.com/!a/@latest").contains("\"v1.0.0\""));
    assert!(ask(&proxy, &format!("{at}/v1.0.0.zip")).contains("example.com/A@v1.0.0/a.go"));
    assert!(ask(&proxy, &format!("{at}/v2.0.0.mod")).starts_with("HTTP/1.1 404 Not Found\r\n"));
    assert!(ask(&proxy, "example.com/%21a/@v/v1.0.0.mod?q").ends_with("\nmodule example.com/A\n"));
    assert_eq!(proxy.count(".mod"), 4);
    assert_eq!(proxy.requests()[0].path, format!("{at}/list"));
    assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
}

#[test]
fn connections_are_kept_and_requests_counted() {
    let latency = Duration::from_millis(30);
    let proxy = serving().latency(latency).start().unwrap();
    let mut stream = TcpStream::connect(proxy.host()).unwrap();
    for _ in 0..2 {
        stream
            .write_all(b"GET /example.com/!a/@v/v1.0.0.mod HTTP/1.1\r\n\r\n")
            .unwrap();
        let mut answer = [0; 60];
        stream.read_exact(&mut answer).unwrap();
        assert!(answer.ends_with(b"module example.com/A\n"));
    }
    assert_eq!(proxy.connections(), 1);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| ask(&proxy, "x"));
        }
    });
    assert!(proxy.max_in_flight() > 1);
    proxy.reset();
    assert!(proxy.requests().is_empty());
}

#[test]
fn trees_are_served() {
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path().join("example.com/!a/@v");
    std::fs::create_dir_all(&at).unwrap();
    std::fs::write(at.join("v1.2.0.info"), "one").unwrap();
    std::fs::write(at.join("v1.10.0.info"), "two").unwrap();
    let proxy = Proxy::serving().tree(dir.path()).start().unwrap();
    assert!(ask(&proxy, "example.com/!a/@v/v1.2.0.info").ends_with("\r\n\r\none"));
    assert!(ask(&proxy, "example.com/!a/@v/list").ends_with("\r\n\r\nv1.2.0\nv1.10.0\n"));
    assert!(ask(&proxy, "example.com/!a/@latest").ends_with("\r\n\r\ntwo"));
    assert!(ask(&proxy, "../x").starts_with("HTTP/1.1 404"));
}

#[test]
fn faults_are_what_they_say() {
    let at = "example.com/!a/@v/v1.0.0.mod";
    let one = |fault| ask(&serving().fault(at, fault).start().unwrap(), at);
    let truth = "module example.com/A\n";
    assert!(one(Fault::Status(410, "gone".to_owned())).starts_with("HTTP/1.1 410 Gone\r\n"));
    assert!(one(Fault::Wrong(b"lie".to_vec())).ends_with("\r\n\r\nlie"));
    assert!(one(Fault::Truncated).ends_with("Content-Length: 21\r\n\r\nmodule exa"));
    assert_eq!(one(Fault::Hangs), "");
    assert!(one(Fault::Stalls).ends_with("module exa"));
    assert!(one(Fault::RedirectsForever).contains(&format!("Location: /{at}?0\r\n")));
    assert!(one(Fault::Endless).len() > 1 << 19);
    assert!(one(Fault::EndlessAnnounced).len() > 1 << 19);
    assert!(one(Fault::EndlessHeaders).len() > 1 << 19);
    assert!(one(Fault::ContentLength("x".to_owned())).contains("Content-Length: x\r\n"));
    assert_eq!(one(Fault::Raw(b"junk".to_vec())), "junk");
    assert!(one(Fault::Slow(1)).ends_with(truth));
}

#[test]
fn faults_end() {
    let at = "example.com/!a/@v/v1.0.0.mod";
    let proxy = serving().fault("example.com/", Fault::Fails(2, 503));
    let proxy = proxy.fault("other", Fault::Closes(1)).start().unwrap();
    for want in ["503", "503", "200"] {
        assert!(ask(&proxy, at).starts_with(&format!("HTTP/1.1 {want}")));
    }
    assert_eq!(ask(&proxy, "other"), "");
    assert!(ask(&proxy, "other").starts_with("HTTP/1.1 404"));
    proxy.reset();
    assert!(ask(&proxy, at).starts_with("HTTP/1.1 503"));
}

#[test]
fn handlers_come_first() {
    let handler = |request: &super::Request| {
        let is_asked = request.path.starts_with("sumdb/");
        is_asked.then(|| Response::new(200, request.header("host").unwrap_or_default()))
    };
    let proxy = serving()
        .handler(handler)
        .file("f", "bytes")
        .start()
        .unwrap();
    assert!(ask(&proxy, "sumdb/x/latest").ends_with("\r\n\r\nx"));
    assert!(ask(&proxy, "f").ends_with("\r\n\r\nbytes"));
}
