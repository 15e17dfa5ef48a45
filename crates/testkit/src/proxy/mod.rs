//! A module proxy on loopback: serves modules, counts requests, and sends wrong or truncated
//! responses, hangs or redirects where a test requires it.
//!
//! ```no_run
//! # use vamos_testkit::Fault;
//! # use vamos_testkit::Proxy;
//! let proxy = Proxy::serving()
//!     .module("example.com/a", "v1.0.0", "-- .mod --\nmodule example.com/a\n-- a.go --\npackage a\n")
//!     .fault("example.com/a/@v/v1.0.0.zip", Fault::Truncated)
//!     .start()
//!     .unwrap();
//! let goproxy = proxy.url();
//! # let _ = goproxy;
//! ```
//!
//! Paths are as in the protocol, escaped, without a leading slash. The response to a request is the
//! first of: a fault, the handler, single files, modules, the tree.
//! Counterpart: cmd/go/proxy_test.go.

mod content;
mod fault;
mod http;
mod zip;

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::net::TcpStream;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::Instant;

pub use fault::Fault;
pub use zip::stored_zip;

/// Request of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method: `GET`.
    pub method: String,
    /// The path without its leading slash and its query, percent signs resolved.
    pub path: String,
    /// The request target as sent, with its query.
    pub target: String,
    /// Header fields, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Time of arrival, since the proxy's start.
    pub at: Duration,
    /// The number of its connection.
    pub connection: usize,
}

impl Request {
    /// Returns the first value of a header field; `name` is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut fields = self.headers.iter();
        let (_, value) = fields.find(|(field, _)| field == name)?;
        Some(value)
    }
}

/// A response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Header fields other than the length.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Body,
}

/// The bytes of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// In memory.
    Bytes(Vec<u8>),
    /// In a file, sent piece by piece.
    File(PathBuf),
}

impl Response {
    /// Returns an answer with a status and a body.
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Body::Bytes(body.into()),
        }
    }

    /// Returns an error with a text that clients repeat.
    pub fn error(status: u16, text: &str) -> Self {
        Self::new(status, text).header("Content-Type", "text/plain; charset=utf-8")
    }

    /// Adds a header field.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// Answers requests for content that the proxy itself lacks; `None` passes on.
pub type Handler = dyn Fn(&Request) -> Option<Response> + Send + Sync;

/// Content and faults of a proxy.
#[derive(Clone, Default)]
pub struct Serving {
    modules: content::Modules,
    files: BTreeMap<String, Vec<u8>>,
    tree: Option<PathBuf>,
    latency: Duration,
    bytes_per_second: Option<u64>,
    faults: BTreeMap<String, Fault>,
    handler: Option<Arc<Handler>>,
}

impl std::fmt::Debug for Serving {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Serving")
            .field("tree", &self.tree)
            .field("latency", &self.latency)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

impl Serving {
    /// Adds a module version from a txtar text in the form of upstream's
    /// `cmd/go/testdata/mod`: `.info`, `.mod`, and the files of the zip. A missing
    /// `.info` or `.mod` is made up.
    #[must_use]
    pub fn module(mut self, path: &str, version: &str, archive: &str) -> Self {
        self.modules.add(path, version, archive);
        self
    }

    /// Adds all modules of a directory in the form of upstream's `cmd/go/testdata/mod`.
    pub fn archives(mut self, dir: &Path) -> io::Result<Self> {
        self.modules.add_dir(dir)?;
        Ok(self)
    }

    /// Serves the files below a directory in the layout of `GOMODCACHE/cache/download`.
    #[must_use]
    pub fn tree(mut self, dir: &Path) -> Self {
        self.tree = Some(dir.to_owned());
        self
    }

    /// Serves these bytes at a path.
    #[must_use]
    pub fn file(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.to_owned(), bytes.into());
        self
    }

    /// Waits before each answer.
    #[must_use]
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Sends bodies no faster than this, on each connection.
    #[must_use]
    pub fn bytes_per_second(mut self, rate: u64) -> Self {
        self.bytes_per_second = Some(rate);
        self
    }

    /// Misbehaves at a path, and below it if the path ends in a slash; `""` is all paths.
    #[must_use]
    pub fn fault(mut self, path: &str, fault: Fault) -> Self {
        self.faults.insert(path.to_owned(), fault);
        self
    }

    /// Calls a function before all content.
    #[must_use]
    pub fn handler(
        mut self,
        handler: impl Fn(&Request) -> Option<Response> + Send + Sync + 'static,
    ) -> Self {
        self.handler = Some(Arc::new(handler));
        self
    }

    /// Starts serving on a free port of the loopback device.
    pub fn start(self) -> io::Result<Proxy> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            serving: self,
            start: Instant::now(),
            state: Mutex::default(),
        });
        let acceptor = shared.clone();
        std::thread::Builder::new()
            .name("proxy".to_owned())
            .spawn(move || accept(&listener, &acceptor))?;
        Ok(Proxy { address, shared })
    }

    /// Returns the fault for a path: the longest rule that holds.
    fn fault_at(&self, path: &str) -> Option<(&str, &Fault)> {
        let holds = |rule: &str| {
            rule == path || ((rule.is_empty() || rule.ends_with('/')) && path.starts_with(rule))
        };
        let rules = self.faults.iter().filter(|(rule, _)| holds(rule));
        let (rule, fault) = rules.max_by_key(|(rule, _)| rule.len())?;
        Some((rule, fault))
    }

    /// Returns the honest answer.
    fn answer(&self, request: &Request) -> Response {
        let path = request.path.as_str();
        let handled = self.handler.as_ref().and_then(|handler| handler(request));
        let known = handled
            .or_else(|| Some(Response::new(200, self.files.get(path)?.as_slice())))
            .or_else(|| self.modules.answer(path))
            .or_else(|| content::from_tree(self.tree.as_deref()?, path));
        known.unwrap_or_else(|| Response::error(404, "404 page not found\n"))
    }
}

/// A running proxy; it stops when it is dropped.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    serving: Serving,
    start: Instant,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    is_stopped: bool,
    connections: Vec<TcpStream>,
    requests: Vec<Request>,
    in_flight: usize,
    max_in_flight: usize,
    /// Number of matches of each fault's rule.
    met: BTreeMap<String, usize>,
}

impl Shared {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        // A thread that died in a test's handler leaves counts that are still right.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Proxy {
    /// Begins the description of a proxy.
    pub fn serving() -> Serving {
        Serving::default()
    }

    /// Returns the address for GOPROXY.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns `host:port`.
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// Returns all requests since the start or [`Proxy::reset`], in order of arrival.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.state().requests.clone()
    }

    /// Returns the number of requests for paths with this suffix.
    pub fn count(&self, suffix: &str) -> usize {
        let state = self.shared.state();
        let asked = state.requests.iter();
        asked.filter(|r| r.path.ends_with(suffix)).count()
    }

    /// Returns the number of connections since the start.
    pub fn connections(&self) -> usize {
        self.shared.state().connections.len()
    }

    /// Returns the most requests that were unanswered at one time.
    pub fn max_in_flight(&self) -> usize {
        self.shared.state().max_in_flight
    }

    /// Clears the requests, and restarts faults that end.
    pub fn reset(&self) {
        let mut state = self.shared.state();
        state.requests.clear();
        state.max_in_flight = state.in_flight;
        state.met.clear();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        state.is_stopped = true;
        for stream in &state.connections {
            // Wakes the threads that read or hang; a thread that has ended does not matter.
            let _ = stream.shutdown(std::net::Shutdown::Both);
        }
        drop(state);
        // Wakes the acceptor, which then ends.
        let _ = TcpStream::connect(self.address);
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept() {
        let Ok(kept) = stream.try_clone() else { return };
        let mut state = shared.state();
        if state.is_stopped {
            return;
        }
        let number = state.connections.len();
        state.connections.push(kept);
        drop(state);
        let shared = shared.clone();
        // Without a thread the connection is closed, which is an acceptable response.
        let _ = std::thread::Builder::new()
            .name(format!("proxy {number}"))
            .spawn(move || http::serve(&stream, number, &shared));
    }
}

#[cfg(test)]
mod tests;
