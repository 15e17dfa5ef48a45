//! Connections to hosts, and sockets whose reads and writes end when the peer stalls or the user
//! interrupts. `names` looks names up, and `attempt` connects.
//!
//! A blocked system call cannot be interrupted by another thread, so each call has a short
//! time limit and is repeated.
//! Counterpart: net (`Dialer`), net/http (`DefaultTransport.DialContext`).

use std::io;
use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use vamos_base::Cancel;

use crate::attempt;
use crate::error::Cause;
use crate::error::system_text;
use crate::limits::Limits;
use crate::limits::SLICE;
use crate::names::Names;

/// A connection that can be interrupted.
#[derive(Debug)]
pub(crate) struct Socket {
    stream: TcpStream,
    cancel: Cancel,
    /// The time limit of a single read or write.
    pub(crate) patience: Duration,
    /// The error text after the time limit.
    pub(crate) complaint: &'static str,
    name: String,
}

/// Connects to a host.
pub(crate) fn dial(
    names: &Arc<Names>,
    host: &str,
    port: &str,
    limits: &Limits,
    cancel: &Cancel,
) -> Result<Socket, Cause> {
    let deadline = Instant::now() + limits.connect;
    let number: u16 = port
        .parse()
        .map_err(|_| Cause::Dial(format!("dial tcp: address {port}: invalid port")))?;
    let host = names.lookup(host, deadline, cancel)?;
    let addresses = host.addresses(number);
    let (stream, address) = attempt::connect(&addresses, host.preferred(), deadline, cancel)?;
    host.prefer(address.ip());
    // Each request is one write.
    let _ = stream.set_nodelay(true);
    let local = stream.local_addr();
    let local = local.map_or_else(|_| String::new(), |local| local.to_string());
    Ok(Socket {
        stream,
        cancel: cancel.clone(),
        patience: limits.stall,
        complaint: "i/o timeout",
        name: format!("tcp {local}->{address}"),
    })
}

impl Socket {
    /// Reports whether the connection is still open and no bytes arrived since the last
    /// response. Only such a connection can be reused.
    pub(crate) fn is_quiet(&self) -> bool {
        if self.stream.set_nonblocking(true).is_err() {
            return false;
        }
        let peeked = self.stream.peek(&mut [0]);
        let is_quiet = peeked.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock);
        is_quiet && self.stream.set_nonblocking(false).is_ok()
    }

    /// Repeats a call of at most one slice until it succeeds, the user interrupts, or the
    /// time limit is reached.
    fn patiently(
        &self,
        op: &'static str,
        mut call: impl FnMut(&TcpStream) -> io::Result<usize>,
    ) -> io::Result<usize> {
        let start = Instant::now();
        loop {
            let error = match call(&self.stream) {
                Ok(count) => return Ok(count),
                Err(error) => error,
            };
            let cause = match error.kind() {
                io::ErrorKind::Interrupted => continue,
                io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
                    if self.cancel.is_cancelled() {
                        Cause::Cancelled
                    } else if start.elapsed() < self.patience {
                        continue;
                    } else if self.complaint == "i/o timeout" {
                        Cause::Timeout {
                            op,
                            name: self.name.clone(),
                        }
                    } else {
                        Cause::TooSlow {
                            text: self.complaint,
                        }
                    }
                }
                _ => Cause::Broken {
                    op: format!("{op} {}: {op}", self.name),
                    text: system_text(&error),
                },
            };
            return Err(io::Error::other(cause));
        }
    }
}

impl Read for Socket {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(Some(SLICE))?;
        self.patiently("read", |mut stream| stream.read(buf))
    }
}

impl Write for Socket {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(Some(SLICE))?;
        self.patiently("write", |mut stream| stream.write(buf))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
