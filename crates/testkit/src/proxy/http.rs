//! One connection: requests in, answers or faults out.
//!
//! Counterpart: net/http.

use super::Body;
use super::Fault;
use super::Request;
use super::Response;
use super::Shared;
use std::fs::File;
use std::io;
use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;
use std::time::Instant;

/// State of the connection after a response.
#[derive(PartialEq, Eq)]
enum Next {
    Keep,
    Close,
}

/// Serves a connection until the client leaves or a fault ends it.
pub(super) fn serve(stream: &TcpStream, number: usize, shared: &Shared) {
    // Small answers must not wait for acknowledgements of each other.
    let _ = stream.set_nodelay(true);
    let mut reader = BufReader::new(stream);
    while let Ok(Some(mut request)) = read_request(&mut reader) {
        request.at = shared.start.elapsed();
        request.connection = number;
        let is_closing = request.header("connection") == Some("close");
        begin(shared, &request);
        std::thread::sleep(shared.serving.latency);
        let next = answer(stream, &request, shared);
        shared.state().in_flight -= 1;
        if is_closing || !matches!(next, Ok(Next::Keep)) {
            break;
        }
    }
    // The proxy holds a handle of its own, so dropping ours would not close it.
    let _ = stream.shutdown(std::net::Shutdown::Both);
}

fn begin(shared: &Shared, request: &Request) {
    let mut state = shared.state();
    state.requests.push(request.clone());
    state.in_flight += 1;
    state.max_in_flight = state.max_in_flight.max(state.in_flight);
}

/// Reads a request without a body; `None` at the end of the connection.
fn read_request(reader: &mut BufReader<&TcpStream>) -> io::Result<Option<Request>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace();
    let method = words.next().unwrap_or_default().to_owned();
    let target = words.next().unwrap_or_default();
    // A client that takes this for an HTTP proxy names the host too.
    let target = match target.strip_prefix("http://") {
        Some(rest) => rest.split_once('/').map_or("", |(_, path)| path),
        None => target.trim_start_matches('/'),
    };
    let mut request = Request {
        method,
        path: decoded(target.split('?').next().unwrap_or_default()),
        target: target.to_owned(),
        headers: Vec::new(),
        at: Duration::ZERO,
        connection: 0,
    };
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim_end();
        if line.is_empty() {
            return Ok(Some(request));
        }
        if let Some((name, value)) = line.split_once(':') {
            let field = (name.to_ascii_lowercase(), value.trim().to_owned());
            request.headers.push(field);
        }
    }
}

/// Resolves percent signs, as clients differ in the characters that they escape.
fn decoded(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digits = path.get(at + 1..at + 3);
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) if bytes[at] == b'%' => {
                out.push(byte);
                at += 3;
            }
            _ => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Answers a request, honestly or not.
fn answer(stream: &TcpStream, request: &Request, shared: &Shared) -> io::Result<Next> {
    let mut out = Sender {
        stream,
        rate: shared.serving.bytes_per_second,
        is_head: request.method == "HEAD",
    };
    let rule = shared.serving.fault_at(&request.path);
    let met = rule.map_or(0, |(rule, _)| {
        let mut state = shared.state();
        let met = state.met.entry(rule.to_owned()).or_default();
        *met += 1;
        *met - 1
    });
    let honest = || shared.serving.answer(request);
    match rule {
        Some((_, fault)) if !fault.is_over(met) => misbehave(&mut out, fault, request, met, honest),
        _ => out.send(&honest()),
    }
}

fn misbehave(
    out: &mut Sender<'_>,
    fault: &Fault,
    request: &Request,
    met: usize,
    honest: impl Fn() -> Response,
) -> io::Result<Next> {
    match fault {
        Fault::Status(status, body) => out.send(&Response::error(*status, body)),
        Fault::Fails(_, status) => out.send(&Response::new(*status, "")),
        Fault::Closes(_) => Ok(Next::Close),
        Fault::Wrong(bytes) => out.send(&Response::new(200, bytes.as_slice())),
        Fault::Truncated | Fault::TruncatedTimes(_) => out.half(&honest()),
        Fault::Hangs => out.hang(),
        Fault::Stalls => {
            out.half(&honest())?;
            out.hang()
        }
        Fault::Redirects(to) => out.send(&Response::new(302, "").header("Location", to)),
        Fault::RedirectsForever => {
            let to = format!("/{}?{met}", request.path);
            out.send(&Response::new(302, "").header("Location", &to))
        }
        Fault::Endless => {
            out.bytes(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
            let mut chunk = b"10000\r\n".to_vec();
            chunk.resize(chunk.len() + 0x10000, b'x');
            chunk.extend(b"\r\n");
            out.for_ever(&chunk)
        }
        Fault::EndlessAnnounced => {
            out.bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000000\r\n\r\n")?;
            out.for_ever(&[b'x'; 0x10000])
        }
        Fault::ContentLength(length) => {
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
            out.bytes(head.as_bytes())?;
            out.bytes(&whole(&honest().body)?)?;
            Ok(Next::Close)
        }
        Fault::Raw(bytes) => {
            out.bytes(bytes)?;
            Ok(Next::Close)
        }
        Fault::EndlessHeaders => {
            out.bytes(b"HTTP/1.1 200 OK\r\n")?;
            out.for_ever(format!("X-{}: y\r\n", "x".repeat(1000)).as_bytes())
        }
        Fault::Slow(milliseconds) => {
            let body = whole(&honest().body)?;
            out.head(200, &[], body.len() as u64)?;
            for byte in body {
                std::thread::sleep(Duration::from_millis(*milliseconds));
                out.bytes(&[byte])?;
            }
            Ok(Next::Keep)
        }
    }
}

fn whole(body: &Body) -> io::Result<Vec<u8>> {
    match body {
        Body::Bytes(bytes) => Ok(bytes.clone()),
        Body::File(path) => std::fs::read(path),
    }
}

/// Writes answers to a connection.
struct Sender<'a> {
    stream: &'a TcpStream,
    rate: Option<u64>,
    is_head: bool,
}

impl Sender<'_> {
    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    fn head(&mut self, status: u16, fields: &[(String, String)], length: u64) -> io::Result<()> {
        let mut head = format!("HTTP/1.1 {status} {}\r\n", reason(status));
        for (name, value) in fields {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("Content-Length: {length}\r\n\r\n");
        self.bytes(head.as_bytes())
    }

    fn send(&mut self, response: &Response) -> io::Result<Next> {
        let (mut body, length) = open(&response.body)?;
        self.head(response.status, &response.headers, length)?;
        if !self.is_head {
            self.body(&mut body, length)?;
        }
        Ok(Next::Keep)
    }

    /// Sends half of the announced length.
    fn half(&mut self, response: &Response) -> io::Result<Next> {
        let (mut body, length) = open(&response.body)?;
        // Also an empty body is announced as longer than it is.
        self.head(response.status, &response.headers, length.max(1))?;
        self.body(&mut body, length / 2)?;
        Ok(Next::Close)
    }

    fn body(&mut self, body: &mut dyn Read, length: u64) -> io::Result<()> {
        let Some(rate) = self.rate else {
            io::copy(&mut body.take(length), &mut self.stream)?;
            return Ok(());
        };
        let start = Instant::now();
        let mut sent = 0;
        while sent < length {
            let piece = (length - sent).min(16 << 10);
            sent += io::copy(&mut body.take(piece), &mut self.stream)?.max(1);
            let due = Duration::from_millis(sent * 1000 / rate.max(1));
            std::thread::sleep(due.saturating_sub(start.elapsed()));
        }
        Ok(())
    }

    /// Waits until the client leaves or the proxy stops.
    fn hang(&mut self) -> io::Result<Next> {
        let mut nothing = [0; 256];
        while self.stream.read(&mut nothing)? > 0 {}
        Ok(Next::Close)
    }

    /// Sends the same until the client closes the connection.
    fn for_ever(&mut self, bytes: &[u8]) -> io::Result<Next> {
        loop {
            self.bytes(bytes)?;
        }
    }
}

fn open(body: &Body) -> io::Result<(Box<dyn Read + '_>, u64)> {
    Ok(match body {
        Body::Bytes(bytes) => (Box::new(bytes.as_slice()), bytes.len() as u64),
        Body::File(path) => {
            let file = File::open(path)?;
            let length = file.metadata()?.len();
            (Box::new(file), length)
        }
    })
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        301 => "Moved Permanently",
        302 => "Found",
        304 => "Not Modified",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        410 => "Gone",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Status",
    }
}
