//! Tests of the proxy against a server in this process.

use std::io::ErrorKind;
use std::io::Read as _;
use std::io::Write as _;
use std::net::TcpStream;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::time::Duration;
use std::time::Instant;

use super::*;

const DELAY: Duration = Duration::from_millis(60);

/// Answers each byte `n` with `n` times ten bytes, on each connection until it ends.
fn serve(dir: &Path) -> PathBuf {
    let socket = dir.join("socket");
    let listener = UnixListener::bind(&socket).unwrap();
    std::thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            std::thread::spawn(move || {
                let mut byte = [0];
                while stream.read(&mut byte).unwrap_or(0) == 1 {
                    let answer = vec![byte[0]; usize::from(byte[0]) * 10];
                    stream.write_all(&answer).unwrap();
                }
            });
        }
    });
    socket
}

fn client(wire: &Wire) -> TcpStream {
    let stream = TcpStream::connect(wire.address()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    stream
}

#[test]
fn a_request_takes_the_delay_and_requests_together_take_it_once() {
    let dir = tempfile::tempdir().unwrap();
    let network = Network {
        delay: DELAY,
        rate: None,
    };
    let wire = Wire::lay(serve(dir.path()), network).unwrap();
    // The delay of the connection runs as soon as there is one.
    let start = Instant::now();
    let mut stream = client(&wire);
    let mut answer = [0; 30];
    stream.write_all(&[3]).unwrap();
    stream.read_exact(&mut answer).unwrap();
    // One round trip for the connection, one for the request.
    assert!(start.elapsed() >= 2 * DELAY);
    assert_eq!(answer, [3; 30]);
    let start = Instant::now();
    for _ in 0..8 {
        stream.write_all(&[3]).unwrap();
    }
    let mut answers = [0; 240];
    stream.read_exact(&mut answers).unwrap();
    let elapsed = start.elapsed();
    assert!(elapsed >= DELAY && elapsed < 8 * DELAY, "{elapsed:?}");
    let want = Traffic {
        connections: 1,
        up: 9,
        down: 270,
    };
    assert_eq!(wire.traffic(), want);
}

#[test]
fn bytes_take_as_long_as_the_rate_says() {
    let dir = tempfile::tempdir().unwrap();
    let network = Network {
        delay: Duration::ZERO,
        rate: Some(10_000),
    };
    let wire = Wire::lay(serve(dir.path()), network).unwrap();
    let start = Instant::now();
    let mut streams = [client(&wire), client(&wire)];
    for stream in &mut streams {
        stream.write_all(&[100]).unwrap();
    }
    // Both share the line: 2000 bytes.
    for stream in &mut streams {
        stream.read_exact(&mut [0; 1000]).unwrap();
    }
    assert!(start.elapsed() >= Duration::from_millis(200));
}

#[test]
fn faults() {
    let dir = tempfile::tempdir().unwrap();
    let wire = Wire::lay(serve(dir.path()), Network::default()).unwrap();
    let answer = |fault: Option<Break>| {
        let mut stream = client(&wire);
        if fault == Some(Break::Stall) {
            let soon = Duration::from_millis(100);
            stream.set_read_timeout(Some(soon)).unwrap();
        }
        if let Some(fault) = fault {
            wire.break_after(fault, 70);
        }
        stream.write_all(&[10]).unwrap();
        let mut bytes = [0; 100];
        let mut count = 0;
        let result = loop {
            if count == bytes.len() {
                break Ok(());
            }
            match stream.read(&mut bytes[count..]) {
                Ok(0) => break Ok(()),
                Ok(more) => count += more,
                Err(error) => break Err(error.kind()),
            }
        };
        wire.mend();
        (bytes[..count].to_vec(), result)
    };
    assert_eq!(answer(None), (vec![10; 100], Ok(())));
    assert_eq!(answer(Some(Break::Truncate)), (vec![10; 70], Ok(())));
    let (bytes, result) = answer(Some(Break::Reset));
    // Bytes that arrived may be lost with the connection.
    assert!(bytes.len() <= 70);
    assert_eq!(result, Err(ErrorKind::ConnectionReset));
    let stalled = (vec![10; 70], Err(ErrorKind::WouldBlock));
    assert_eq!(answer(Some(Break::Stall)), stalled);
    let (bytes, result) = answer(Some(Break::Garbage));
    assert_eq!((bytes.len(), result), (100, Ok(())));
    assert!(bytes[..70].iter().all(|byte| *byte == 10));
    assert!(bytes[70..].iter().all(|byte| *byte != 10));
    // Mended.
    assert_eq!(answer(None), (vec![10; 100], Ok(())));
}

#[test]
fn without_a_server_a_connection_ends() {
    let dir = tempfile::tempdir().unwrap();
    let wire = Wire::lay(dir.path().join("none"), Network::default()).unwrap();
    let mut stream = client(&wire);
    let ended = stream.read(&mut [0]);
    assert!(matches!(ended, Ok(0) | Err(_)), "{ended:?}");
}
