//! Connection attempts to the addresses of one host, staggered (RFC 8305, "Happy Eyeballs"): an
//! address that does not answer delays the next one by only a quarter of a second, and the first
//! connection is used.
//!
//! The sockets do not block while they connect, so that one thread waits for all of them, checks
//! for an interrupt meanwhile, and closes all sockets at the end. Upstream tries the addresses of
//! the other family in parallel with the first family, after 300 ms, and within a family one after
//! the other. The error is the same: the first address's (`dialSerial`, `dialParallel`).
//! Counterpart: net/dial.go (`sysDialer.dialParallel`, `sysDialer.dialSerial`).

use std::collections::VecDeque;
use std::io;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::net::TcpStream;
use std::os::fd::OwnedFd;
use std::time::Duration;
use std::time::Instant;

use rustix::event::PollFd;
use rustix::event::PollFlags;
use rustix::event::Timespec;
use rustix::io::Errno;
use rustix::net::AddressFamily;
use vamos_base::Cancel;

#[cfg(all(target_os = "linux", not(portable)))]
#[path = "attempt/linux.rs"]
mod native;
#[cfg(not(all(target_os = "linux", not(portable))))]
#[path = "attempt/portable.rs"]
mod native;

use crate::error::Cause;
use crate::error::system_text;
use crate::limits::SLICE;

/// The delay before the next attempt begins ("Connection Attempt Delay").
const STAGGER: Duration = Duration::from_millis(250);

/// Connects to the first of the addresses that answers. `addresses` is in the resolver's
/// order, `preferred` is tried before the others.
pub(crate) fn connect(
    addresses: &[SocketAddr],
    preferred: Option<IpAddr>,
    deadline: Instant,
    cancel: &Cancel,
) -> Result<(TcpStream, SocketAddr), Cause> {
    let mut race = Race {
        addresses,
        waiting: order(addresses, preferred),
        running: Vec::new(),
        first_error: None,
        next_start: Instant::now(),
    };
    loop {
        if cancel.is_cancelled() {
            return Err(Cause::Cancelled);
        }
        let now = Instant::now();
        let is_over = race.running.is_empty() && race.waiting.is_empty();
        if is_over || now >= deadline {
            return Err(race.into_error());
        }
        let won = if race.running.is_empty() || now >= race.next_start {
            race.start_next(now)
        } else {
            None
        };
        let won = match won {
            Some(won) => Some(won),
            None => race.wait(deadline),
        };
        if let Some((socket, index)) = won {
            let stream = TcpStream::from(socket);
            let blocking = stream.set_nonblocking(false);
            let failed =
                |error| failure(addresses[index], &format!("set: {}", system_text(&error)));
            return blocking
                .map_err(failed)
                .map(|()| (stream, addresses[index]));
        }
    }
}

/// The attempts at one connection. Addresses are identified by their index.
struct Race<'a> {
    addresses: &'a [SocketAddr],
    /// Addresses without an attempt so far.
    waiting: VecDeque<usize>,
    /// Sockets that are connecting.
    running: Vec<(OwnedFd, usize)>,
    /// The error of the first of `addresses`.
    first_error: Option<Cause>,
    /// The start of the next attempt if no running attempt ends earlier.
    next_start: Instant,
}

impl Race<'_> {
    /// Begins the next attempt; returns its socket if it is already connected.
    fn start_next(&mut self, now: Instant) -> Option<(OwnedFd, usize)> {
        let index = self.waiting.pop_front()?;
        self.next_start = now + STAGGER;
        match start(self.addresses[index]) {
            Ok((socket, true)) => return Some((socket, index)),
            Ok((socket, false)) => self.running.push((socket, index)),
            Err(text) => self.fail(index, &text),
        }
        None
    }

    /// Records that an attempt failed: the next one need not wait.
    fn fail(&mut self, index: usize, text: &str) {
        if index == 0 {
            self.first_error = Some(failure(self.addresses[0], text));
        }
        self.next_start = Instant::now();
    }

    /// Waits until an attempt ends, the next one is due, or an interrupt must be checked; returns
    /// the connected socket.
    fn wait(&mut self, deadline: Instant) -> Option<(OwnedFd, usize)> {
        let now = Instant::now();
        let mut until = deadline.min(now + SLICE);
        if !self.waiting.is_empty() {
            until = until.min(self.next_start);
        }
        let timeout = Timespec::try_from(until.saturating_duration_since(now)).ok()?;
        let mut polled: Vec<PollFd<'_>> = self
            .running
            .iter()
            .map(|(socket, _)| PollFd::new(socket, PollFlags::OUT))
            .collect();
        // An error (EINTR) is a wait without a result.
        rustix::event::poll(&mut polled, Some(&timeout)).ok()?;
        let ready: Vec<bool> = polled.iter().map(|fd| !fd.revents().is_empty()).collect();
        drop(polled);
        // In reverse, so that a removal does not move the unvisited ones.
        for place in (0..ready.len()).rev().filter(|place| ready[*place]) {
            let (socket, index) = self.running.remove(place);
            match rustix::net::sockopt::socket_error(&socket) {
                Ok(Ok(())) => return Some((socket, index)),
                Ok(Err(error)) | Err(error) => self.fail(index, &text_of("connect", error)),
            }
        }
        None
    }

    /// Returns the error of the first address, even if later ones failed with others: it is the
    /// most relevant one (`dialSerial`). If that attempt has not failed, the error is the time
    /// limit.
    fn into_error(self) -> Cause {
        match (self.first_error, self.addresses.first()) {
            (Some(cause), _) => cause,
            (None, Some(address)) => failure(*address, "i/o timeout"),
            (None, None) => Cause::Dial("dial tcp: missing address".to_owned()),
        }
    }
}

/// Opens a socket and begins to connect it; the boolean reports whether it is connected.
fn start(address: SocketAddr) -> Result<(OwnedFd, bool), String> {
    let family = match address {
        SocketAddr::V4(_) => AddressFamily::INET,
        SocketAddr::V6(_) => AddressFamily::INET6,
    };
    let socket = native::socket(family).map_err(|error| text_of("socket", error))?;
    match rustix::net::connect(&socket, &address) {
        Ok(()) => Ok((socket, true)),
        Err(Errno::INPROGRESS | Errno::INTR) => Ok((socket, false)),
        Err(error) => Err(text_of("connect", error)),
    }
}

fn text_of(call: &str, error: Errno) -> String {
    format!("{call}: {}", system_text(&io::Error::from(error)))
}

fn failure(address: SocketAddr, text: &str) -> Cause {
    Cause::Dial(format!("dial tcp {address}: {text}"))
}

/// Returns the order of the attempts: the families alternate, the first address's family first (RFC
/// 8305, section 4), and `preferred` precedes all.
fn order(addresses: &[SocketAddr], preferred: Option<IpAddr>) -> VecDeque<usize> {
    let Some(first) = addresses.first() else {
        return VecDeque::new();
    };
    let of_family = |is_first| {
        let family =
            move |index: &usize| (addresses[*index].is_ipv4() == first.is_ipv4()) == is_first;
        (0..addresses.len()).filter(family)
    };
    let (mut same, mut other) = (of_family(true), of_family(false));
    let mut order = VecDeque::with_capacity(addresses.len());
    while order.len() < addresses.len() {
        order.extend(same.next());
        order.extend(other.next());
    }
    let place = order
        .iter()
        .position(|index| Some(addresses[*index].ip()) == preferred);
    if let Some(index) = place.and_then(|place| order.remove(place)) {
        order.push_front(index);
    }
    order
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(60);

    fn parse(addresses: &[&str]) -> Vec<SocketAddr> {
        addresses.iter().map(|text| text.parse().unwrap()).collect()
    }

    /// A listener on the loopback device whose queue is full: like an address without a route, it
    /// answers no further connection.
    fn silent() -> (Vec<OwnedFd>, SocketAddr) {
        let listener = native::socket(AddressFamily::INET).unwrap();
        let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
        rustix::net::bind(&listener, &any).unwrap();
        rustix::net::listen(&listener, 0).unwrap();
        let bound = rustix::net::getsockname(&listener).unwrap();
        let address = SocketAddr::try_from(bound).unwrap();
        let mut sockets = vec![listener];
        loop {
            let (socket, is_connected) = start(address).unwrap();
            let mut polled = [PollFd::new(&socket, PollFlags::OUT)];
            let wait = Timespec::try_from(STAGGER).unwrap();
            let is_answered =
                is_connected || rustix::event::poll(&mut polled, Some(&wait)) == Ok(1);
            sockets.push(socket);
            if !is_answered {
                return (sockets, address);
            }
        }
    }

    /// An address of the loopback device that refuses connections.
    fn refusing() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    }

    #[test]
    fn families_take_turns() {
        let addresses = parse(&[
            "[::1]:1",
            "[::2]:1",
            "[::3]:1",
            "127.0.0.1:1",
            "127.0.0.2:1",
        ]);
        assert_eq!(order(&addresses, None), [0, 3, 1, 4, 2]);
        let preferred = Some("127.0.0.2".parse().unwrap());
        assert_eq!(order(&addresses, preferred), [4, 0, 3, 1, 2]);
        let stranger = Some("127.0.0.9".parse().unwrap());
        assert_eq!(order(&addresses, stranger), [0, 3, 1, 4, 2]);
        assert_eq!(order(&parse(&["127.0.0.1:1", "127.0.0.2:1"]), None), [0, 1]);
        assert!(order(&[], None).is_empty());
    }

    #[test]
    fn a_silent_address_costs_a_quarter_of_a_second() {
        const { assert!(STAGGER.as_millis() <= 300) };
        let (_sockets, silent) = silent();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let answering = listener.local_addr().unwrap();
        let start = Instant::now();
        let won = connect(&[silent, answering], None, start + PATIENCE, &Cancel::new());
        assert_eq!(won.unwrap().1, answering);
        let took = start.elapsed();
        assert!(
            took >= STAGGER,
            "the first attempt is alone for a while: {took:?}"
        );
        // Well below the limit of the connection, as a busy machine is slow.
        assert!(took < Duration::from_secs(10), "{took:?}");
    }

    #[test]
    fn a_refusal_costs_nothing_and_the_first_error_counts() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let answering = listener.local_addr().unwrap();
        let (first, second) = (refusing(), refusing());
        let deadline = Instant::now() + PATIENCE;
        let won = connect(&[first, second, answering], None, deadline, &Cancel::new());
        assert_eq!(won.unwrap().1, answering);
        let preferred = Some(second.ip());
        let error = connect(&[first, second], preferred, deadline, &Cancel::new()).unwrap_err();
        let expected = format!("dial tcp {first}: connect: connection refused");
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn time_limits_and_interrupts_end_attempts() {
        let (_sockets, silent) = silent();
        let refusing = refusing();
        let soon = || Instant::now() + STAGGER * 2;
        let error = connect(&[silent, refusing], None, soon(), &Cancel::new()).unwrap_err();
        assert_eq!(error.to_string(), format!("dial tcp {silent}: i/o timeout"));
        let error = connect(&[refusing, silent], None, soon(), &Cancel::new()).unwrap_err();
        let expected = format!("dial tcp {refusing}: connect: connection refused");
        assert_eq!(error.to_string(), expected);
        let cancel = Cancel::new();
        cancel.cancel();
        let error = connect(&[silent], None, Instant::now() + PATIENCE, &cancel).unwrap_err();
        assert_eq!(error, Cause::Cancelled);
    }
}
