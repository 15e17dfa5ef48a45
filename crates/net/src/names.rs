//! Names of hosts to addresses: one lookup per name, shared by all connections.
//!
//! A download opens dozens of connections to one host at once. If each of them queried the name
//! server, some queries of the burst would be lost and time out. The addresses of a name are cached
//! for the life of the client, which is one command. A failed lookup is not cached: the next
//! connection repeats it.
//! Counterpart: net/lookup.go (`Resolver.lookupIPAddr` and its `lookupGroup`).

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::net::ToSocketAddrs;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Instant;

use vamos_base::Cancel;

use crate::error::Cause;
use crate::limits::SLICE;

/// Returns the addresses of a name; their ports are ignored.
pub(crate) type Resolver = Arc<dyn Fn(&str) -> io::Result<Vec<SocketAddr>> + Send + Sync>;

/// Returns the address of the primary name server, with port.
pub type NameServer = Arc<dyn Fn() -> Option<String> + Send + Sync>;

/// Returns the resolver of the system (getaddrinfo), which sorts by RFC 6724.
pub(crate) fn system_resolver() -> Resolver {
    Arc::new(|name| (name, 0).to_socket_addrs().map(Iterator::collect))
}

/// The names with a lookup, running or ended.
pub(crate) struct Names {
    resolver: Resolver,
    server: NameServer,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
}

/// A name and the result of its lookup.
pub(crate) struct Host {
    state: Mutex<State>,
    /// Signals that `state.lookup` is no longer `Running`.
    is_done: Condvar,
}

struct State {
    lookup: Lookup,
    /// The address of the last connection.
    preferred: Option<IpAddr>,
}

/// The state of a lookup.
enum Lookup {
    /// A thread is in the system's function.
    Running,
    /// The lookup found addresses.
    Found(Vec<SocketAddr>),
    /// There is no such host, or no name server.
    Failed,
}

impl Host {
    fn new(lookup: Lookup) -> Self {
        Self {
            state: Mutex::new(State {
                lookup,
                preferred: None,
            }),
            is_done: Condvar::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the addresses with a port, in the resolver's order.
    pub(crate) fn addresses(&self, port: u16) -> Vec<SocketAddr> {
        let mut addresses = match &self.state().lookup {
            Lookup::Found(addresses) => addresses.clone(),
            Lookup::Running | Lookup::Failed => Vec::new(),
        };
        for address in &mut addresses {
            address.set_port(port);
        }
        addresses
    }

    /// Returns the address of the last connection.
    pub(crate) fn preferred(&self) -> Option<IpAddr> {
        self.state().preferred
    }

    /// Stores the address of a connection: the next connection tries it first, and so does not wait
    /// again for an address that does not answer.
    pub(crate) fn prefer(&self, address: IpAddr) {
        self.state().preferred = Some(address);
    }
}

impl Names {
    /// Returns an empty table of names.
    pub(crate) fn new(resolver: Resolver, server: NameServer) -> Self {
        Self {
            resolver,
            server,
            hosts: Mutex::default(),
        }
    }

    fn hosts(&self) -> MutexGuard<'_, HashMap<String, Arc<Host>>> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the addresses of a name; the first request for a name starts the lookup.
    pub(crate) fn lookup(
        self: &Arc<Self>,
        name: &str,
        deadline: Instant,
        cancel: &Cancel,
    ) -> Result<Arc<Host>, Cause> {
        let host = self.host(name);
        let mut state = host.state();
        loop {
            match &state.lookup {
                Lookup::Found(_) => break,
                Lookup::Failed => {
                    let server = (self.server)().map(|server| format!(" on {server}"));
                    let server = server.unwrap_or_default();
                    let text = format!("dial tcp: lookup {name}{server}: no such host");
                    return Err(Cause::Dial(text));
                }
                Lookup::Running if cancel.is_cancelled() => return Err(Cause::Cancelled),
                Lookup::Running if Instant::now() >= deadline => {
                    let text = format!("dial tcp: lookup {name}: i/o timeout");
                    return Err(Cause::Dial(text));
                }
                Lookup::Running => {}
            }
            let waited = host.is_done.wait_timeout(state, SLICE);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        drop(state);
        Ok(host)
    }

    /// Returns the entry of a name; starts its lookup if the entry is new.
    fn host(self: &Arc<Self>, name: &str) -> Arc<Host> {
        let mut hosts = self.hosts();
        if let Some(host) = hosts.get(name) {
            return Arc::clone(host);
        }
        let literal = name.parse().map(|address| SocketAddr::new(address, 0));
        let host = Arc::new(match literal {
            Ok(address) => Host::new(Lookup::Found(vec![address])),
            Err(_) => Host::new(Lookup::Running),
        });
        hosts.insert(name.to_owned(), Arc::clone(&host));
        drop(hosts);
        if literal.is_err() {
            self.start(name, &host);
        }
        host
    }

    /// Looks a name up in a separate thread, because getaddrinfo cannot be interrupted.
    fn start(self: &Arc<Self>, name: &str, host: &Arc<Host>) {
        let (names, host, name) = (Arc::clone(self), Arc::clone(host), name.to_owned());
        let finish = {
            let (names, host, name) = (Arc::clone(&names), Arc::clone(&host), name.clone());
            move |found: Lookup| {
                if matches!(found, Lookup::Failed) {
                    names.hosts().remove(&name);
                }
                host.state().lookup = found;
                host.is_done.notify_all();
            }
        };
        let failed = finish.clone();
        let lookup = move || {
            finish(match (names.resolver)(&name) {
                Ok(addresses) if !addresses.is_empty() => Lookup::Found(addresses),
                Ok(_) | Err(_) => Lookup::Failed,
            });
        };
        // Without a thread, the lookup has failed.
        if vamos_sched::detached("lookup", lookup).is_err() {
            failed(Lookup::Failed);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::AtomicUsize;
    use std::sync::atomic::Ordering;
    use std::time::Duration;

    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(60)
    }

    /// Names whose resolver counts its calls, and finds `found`.
    fn counting(found: &'static [&'static str]) -> (Arc<Names>, Arc<AtomicUsize>) {
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);
        let resolver: Resolver = Arc::new(move |_| {
            counted.fetch_add(1, Ordering::SeqCst);
            let parse = |text: &&str| SocketAddr::new(text.parse().unwrap(), 0);
            Ok(found.iter().map(parse).collect())
        });
        let server = || Some("10.0.0.2:53".to_owned());
        (Arc::new(Names::new(resolver, Arc::new(server))), count)
    }

    #[test]
    fn one_lookup_serves_all_connections() {
        let (names, count) = counting(&["::1", "127.0.0.1"]);
        let threads = 16;
        let barrier = Barrier::new(threads);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    barrier.wait();
                    let host = names.lookup("a.test", soon(), &Cancel::new()).unwrap();
                    let shown: Vec<_> =
                        host.addresses(80).iter().map(ToString::to_string).collect();
                    assert_eq!(shown, ["[::1]:80", "127.0.0.1:80"]);
                });
            }
        });
        let again = names.lookup("a.test", soon(), &Cancel::new()).unwrap();
        again.prefer("127.0.0.1".parse().unwrap());
        assert_eq!(count.load(Ordering::SeqCst), 1);
        let again = names.lookup("a.test", soon(), &Cancel::new()).unwrap();
        assert_eq!(again.preferred(), Some("127.0.0.1".parse().unwrap()));
        names.lookup("b.test", soon(), &Cancel::new()).unwrap();
        assert_eq!(count.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn a_failed_lookup_is_not_kept() {
        let (names, count) = counting(&[]);
        for expected in 1..3 {
            let error = names
                .lookup("a.test", soon(), &Cancel::new())
                .err()
                .unwrap();
            let text = "dial tcp: lookup a.test on 10.0.0.2:53: no such host";
            assert_eq!(error.to_string(), text);
            assert_eq!(count.load(Ordering::SeqCst), expected);
        }
    }

    #[test]
    fn addresses_need_no_lookup() {
        let (names, count) = counting(&[]);
        let host = names.lookup("::1", soon(), &Cancel::new()).unwrap();
        assert_eq!(host.addresses(8080), ["[::1]:8080".parse().unwrap()]);
        assert_eq!(count.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn a_lookup_that_hangs_ends_by_deadline_or_interrupt() {
        let (sender, receiver) = std::sync::mpsc::channel::<()>();
        let receiver = Mutex::new(receiver);
        let resolver: Resolver = Arc::new(move |_| {
            // Until the test drops the sender.
            let _ = receiver.lock().unwrap().recv();
            Ok(Vec::new())
        });
        let names = Arc::new(Names::new(resolver, Arc::new(|| None)));
        let error = names.lookup("a.test", Instant::now(), &Cancel::new());
        let error = error.err().unwrap();
        assert_eq!(error.to_string(), "dial tcp: lookup a.test: i/o timeout");
        let cancel = Cancel::new();
        cancel.cancel();
        let error = names.lookup("a.test", soon(), &cancel).err().unwrap();
        assert_eq!(error, Cause::Cancelled);
        drop(sender);
    }
}
