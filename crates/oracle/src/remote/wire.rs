//! A connection of a chosen length and width between clients and a server: a TCP proxy that delays
//! bytes, limits their rate, and breaks connections according to a fault.
//!
//! All connections share one line in each direction, as machines behind one router do. A byte waits
//! for its turn on the line, and then half of the delay; a connection begins with one round trip.
//! So a request and its response take the whole delay, and requests that are sent together take it
//! once.
//! Counterpart: none.

mod line;

use std::io;
use std::io::Write as _;
use std::net::Shutdown;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::SyncSender;
use std::sync::mpsc::sync_channel;
use std::time::Duration;
use std::time::Instant;

use line::Line;

/// Bytes that are passed on at a time.
const CHUNK: usize = 32 << 10;

/// Chunks that may be on their way: more than a line of 1 Gbit/s holds in 200 ms.
const IN_FLIGHT: usize = 1024;

/// Properties of a network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Network {
    /// The time of a request and its response, without the server's.
    pub(super) delay: Duration,
    /// Bytes in a second in each direction; `None` for no limit.
    pub(super) rate: Option<u64>,
}

/// Kind of break of responses, after a number of bytes on all connections together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Break {
    /// The connection is reset.
    Reset,
    /// Responses end as if all bytes were sent.
    Truncate,
    /// Nothing more arrives.
    Stall,
    /// Other bytes arrive.
    Garbage,
}

/// Counts of a wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Traffic {
    /// Connections.
    pub(super) connections: u64,
    /// Bytes to the server.
    pub(super) up: u64,
    /// Bytes to clients.
    pub(super) down: u64,
}

/// A running proxy; it ends when it is dropped.
pub(super) struct Wire {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    /// The server's socket.
    server: PathBuf,
    delay: Duration,
    up: Mutex<Line>,
    down: Mutex<Line>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    is_ended: bool,
    traffic: Traffic,
    /// The break, and the bytes to clients until then.
    fault: Option<(Break, u64)>,
    clients: Vec<TcpStream>,
    servers: Vec<UnixStream>,
}

impl Wire {
    /// Connects a wire to the server's socket, on a port that the system chooses.
    pub(super) fn lay(server: PathBuf, network: Network) -> Result<Self, String> {
        let failed = |error: io::Error| format!("proxy: {error}");
        let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let shared = Arc::new(Shared {
            server,
            delay: network.delay,
            up: Mutex::new(Line::new(network.rate)),
            down: Mutex::new(Line::new(network.rate)),
            state: Mutex::default(),
        });
        let acceptor = shared.clone();
        let accept = move || {
            while let Ok((client, _)) = listener.accept() {
                if acceptor.state().is_ended {
                    return;
                }
                // A client without a server sees its connection end.
                let _ = acceptor.connect(&client);
            }
        };
        start("wire", accept).map_err(failed)?;
        Ok(Self { address, shared })
    }

    /// Returns `127.0.0.1:PORT`.
    pub(super) fn address(&self) -> String {
        self.address.to_string()
    }

    /// Returns the counts since the start.
    pub(super) fn traffic(&self) -> Traffic {
        self.shared.state().traffic
    }

    /// Breaks after this number of further bytes to clients, and from then on at once in every
    /// connection, until [`Wire::mend`].
    pub(super) fn break_after(&self, fault: Break, bytes: u64) {
        let mut state = self.shared.state();
        let at = state.traffic.down + bytes;
        state.fault = Some((fault, at));
    }

    /// Ends the fault, and connections that it broke.
    pub(super) fn mend(&self) {
        let mut state = self.shared.state();
        state.fault = None;
        state.close();
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        state.is_ended = true;
        state.close();
        drop(state);
        // Wakes the acceptor.
        let _ = TcpStream::connect(self.address);
    }
}

impl State {
    fn close(&mut self) {
        // A client that has ended is no error.
        for client in self.clients.drain(..) {
            let _ = client.shutdown(Shutdown::Both);
        }
        for server in self.servers.drain(..) {
            let _ = server.shutdown(Shutdown::Both);
        }
    }
}

/// Direction of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    /// To the server.
    Up,
    /// To a client.
    Down,
}

/// Bytes and when they arrive; none for the end.
type Chunk = (Instant, Vec<u8>);

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts the threads of a connection.
    fn connect(self: &Arc<Self>, client: &TcpStream) -> io::Result<()> {
        let server = UnixStream::connect(&self.server)?;
        // Bytes are late already.
        client.set_nodelay(true)?;
        let mut state = self.state();
        state.traffic.connections += 1;
        state.clients.push(client.try_clone()?);
        state.servers.push(server.try_clone()?);
        drop(state);
        let begins = Instant::now() + self.delay;

        let (sender, receiver) = sync_channel(IN_FLIGHT);
        let (mut from, mut to, shared) = (client.try_clone()?, server.try_clone()?, self.clone());
        start("wire up", move || {
            shared.send(&mut from, &sender, Direction::Up, begins);
        })?;
        start("wire up", move || {
            for (at, bytes) in receiver {
                std::thread::sleep(at.saturating_duration_since(Instant::now()));
                if bytes.is_empty() || to.write_all(&bytes).is_err() {
                    break;
                }
            }
            let _ = to.shutdown(Shutdown::Write);
        })?;

        let (sender, receiver) = sync_channel(IN_FLIGHT);
        let (mut from, to, shared) = (server, client.try_clone()?, self.clone());
        let other = self.clone();
        start("wire down", move || {
            other.send(&mut from, &sender, Direction::Down, begins);
        })?;
        start("wire down", move || shared.receive(&receiver, to))
    }

    /// Reads from one end, and notes when the bytes arrive at the other.
    fn send(
        &self,
        from: &mut impl io::Read,
        to: &SyncSender<Chunk>,
        direction: Direction,
        begins: Instant,
    ) {
        let mut buffer = vec![0; CHUNK];
        loop {
            let count = from.read(&mut buffer).unwrap_or(0);
            let now = Instant::now().max(begins);
            if direction == Direction::Up {
                self.state().traffic.up += count as u64;
            }
            let line = match direction {
                Direction::Up => &self.up,
                Direction::Down => &self.down,
            };
            let mut line = line.lock().unwrap_or_else(PoisonError::into_inner);
            let at = line.pass(now, count) + self.delay / 2;
            drop(line);
            let is_gone = to.send((at, buffer[..count].to_vec())).is_err();
            if count == 0 || is_gone {
                return;
            }
        }
    }

    /// Gives a client its bytes, until a fault is due.
    fn receive(&self, chunks: &Receiver<Chunk>, mut to: TcpStream) {
        for (at, mut bytes) in chunks {
            std::thread::sleep(at.saturating_duration_since(Instant::now()));
            let mut state = self.state();
            let before = state.traffic.down;
            let left = |(_, at): (Break, u64)| usize::try_from(at.saturating_sub(before)).ok();
            let whole = state
                .fault
                .and_then(left)
                .filter(|left| *left < bytes.len());
            state.traffic.down += whole.unwrap_or(bytes.len()) as u64;
            let fault = state
                .fault
                .filter(|_| whole.is_some())
                .map(|(fault, _)| fault);
            drop(state);
            if let Some(whole) = whole {
                match fault {
                    Some(Break::Garbage) => {
                        for byte in &mut bytes[whole..] {
                            *byte = byte.wrapping_mul(31).wrapping_add(7);
                        }
                    }
                    _ => bytes.truncate(whole),
                }
            }
            let is_gone = to.write_all(&bytes).is_err();
            match fault {
                Some(Break::Stall) => {
                    // Until the wire is mended, or the client or the server gives up.
                    while chunks.recv().is_ok() {}
                    return;
                }
                Some(Break::Reset) => {
                    // To close the socket would not do: other threads have it open.
                    let _ = rustix::net::connect_unspec(&to);
                    break;
                }
                Some(Break::Truncate) => break,
                Some(Break::Garbage) | None if is_gone || bytes.is_empty() => break,
                Some(Break::Garbage) | None => {}
            }
        }
        let _ = to.shutdown(Shutdown::Both);
    }
}

fn start(name: &str, run: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let thread = std::thread::Builder::new().name(name.to_owned());
    thread.spawn(run).map(drop)
}

#[cfg(test)]
mod tests;
