//! A client against servers of the loopback device.
//!
//! Counterpart: net/http/transport_test.go.

use std::net::TcpListener;
use std::net::ToSocketAddrs;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use super::*;

/// Answers this many connections, one request each.
fn serve(listener: &TcpListener, connections: usize) {
    for _ in 0..connections {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        let mut byte = [0];
        while !request.ends_with(b"\r\n\r\n") {
            assert_eq!(stream.read(&mut byte).unwrap(), 1);
            request.push(byte[0]);
        }
        let answer = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";
        stream.write_all(answer).unwrap();
    }
}

#[test]
fn connections_share_one_lookup() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let lookups = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&lookups);
    let config = Config {
        limits: Limits::default(),
        cancel: Cancel::new(),
        proxy: ProxyConfig::default(),
        certificates: Arc::new(Vec::new),
        user_agent: USER_AGENT,
        is_insecure: false,
        name_server: Arc::new(|| None),
        detour: None,
    };
    // Nothing listens at the first address, and there may be no IPv6 at all.
    let client = Client::with_resolver(
        config,
        Arc::new(move |name| {
            assert_eq!(name, "modules.test");
            counted.fetch_add(1, Ordering::SeqCst);
            let local = [("::1", 0), ("127.0.0.1", 0)];
            let addresses = local.iter().map(|address| address.to_socket_addrs());
            Ok(addresses.flat_map(Result::unwrap).collect())
        }),
    );
    let url = Url::parse(&format!("http://modules.test:{port}/m/@v/list")).unwrap();
    let threads = 8;
    std::thread::scope(|scope| {
        scope.spawn(|| serve(&listener, threads));
        for _ in 0..threads {
            scope.spawn(|| {
                let mut response = client.get(&url, &Headers::default()).unwrap();
                assert_eq!(response.read_all(10).unwrap(), b"ok");
            });
        }
    });
    assert_eq!(lookups.load(Ordering::SeqCst), 1);
}
