//! A plain cache program to compare with: each lookup requests the result of the action from the
//! server, and then its value. It has no other lookups.
//!
//! It speaks HTTP to the same server over the same network. That takes as many round trips as gRPC:
//! one for each request, on connections that stay open.
//! Counterpart: none.

use std::io;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_base::Digest;
use vamos_cache::ActionId;
use vamos_cache::Closing;
use vamos_cache::LocalStore;
use vamos_cache::Sharing;
use vamos_cache::SharingStore;
use vamos_cache::Store;
use vamos_cache::Use;
use vamos_cache::system_clock;

const USAGE: &str = "usage: cargo xtask remote reference HOST:PORT DIR one|all";

/// Runs the program: the server's address, the directory of its values, and whether one lookup
/// or all are under way at once.
pub(super) fn run(args: &[String]) -> Result<(), String> {
    let [address, dir, mode] = args else {
        return Err(USAGE.to_owned());
    };
    std::fs::create_dir_all(dir).map_err(|error| format!("{dir}: {error}"))?;
    let local = LocalStore::open(dir, system_clock()).map_err(|error| error.to_string())?;
    let local = Arc::new(local);
    let reference = Arc::new(Reference {
        local: Arc::clone(&local),
        address: address.clone(),
        one: (mode == "one").then(Mutex::default),
        connections: Mutex::default(),
    });
    let sender = Arc::clone(&reference);
    let on_use = move |used| {
        if let Use::Stored(id) = used {
            sender.send(&id);
        }
    };
    let store = Arc::new(SharingStore::new(local, reference));
    let served = vamos_cache::serve(io::stdin(), io::stdout(), store, Box::new(on_use));
    let closing = served.map_err(|error| error.to_string())?;
    closing.into_iter().for_each(Closing::answer);
    Ok(())
}

struct Reference {
    local: Arc<LocalStore>,
    address: String,
    /// Held during a lookup if there is to be one at a time.
    one: Option<Mutex<()>>,
    /// Connections that are not in use.
    connections: Mutex<Vec<Connection>>,
}

impl Reference {
    /// Runs requests on a connection, which is reused if they succeed.
    fn with<T>(&self, run: impl FnOnce(&mut Connection) -> io::Result<T>) -> io::Result<T> {
        let pool = || {
            let pool = self.connections.lock();
            pool.unwrap_or_else(PoisonError::into_inner)
        };
        let kept = pool().pop();
        let mut connection = match kept {
            Some(connection) => connection,
            None => Connection::open(&self.address)?,
        };
        let result = run(&mut connection)?;
        pool().push(connection);
        Ok(result)
    }

    fn read(&self, id: &ActionId) -> io::Result<Option<Vec<u8>>> {
        self.with(|connection| {
            let Some(result) = connection.get(&format!("/ac/{}", action(id)))? else {
                return Ok(None);
            };
            let Some(digest) = find_digest(&result) else {
                return Ok(None);
            };
            if digest == Digest::of(b"").hex() {
                return Ok(Some(Vec::new()));
            }
            connection.get(&format!("/cas/{digest}"))
        })
    }

    /// Sends an entry to the server.
    fn send(&self, id: &ActionId) {
        let Some((bytes, entry)) = self.local.get_bytes(id) else {
            return;
        };
        let digest = entry.output.0;
        let sent = self.with(|connection| {
            if !bytes.is_empty() {
                connection.put(&format!("/cas/{digest}"), &bytes)?;
            }
            let result = result(&digest, bytes.len());
            connection.put(&format!("/ac/{}", action(id)), &result)
        });
        if let Err(error) = sent {
            crate::say(&format!("reference: {error}"));
        }
    }
}

impl Sharing for Reference {
    fn fetch(&self, id: &ActionId) -> bool {
        let _held = self
            .one
            .as_ref()
            .map(|one| one.lock().unwrap_or_else(PoisonError::into_inner));
        match self.read(id) {
            // A value that cannot be stored is a miss.
            Ok(Some(bytes)) => self.local.put_bytes(id, &bytes).is_ok(),
            _ => false,
        }
    }
}

/// Returns the key of an action on the server, distinct from vamos' keys.
fn action(id: &ActionId) -> String {
    Digest::of(format!("reference {}", id.0).as_bytes()).hex()
}

/// Returns an `ActionResult` with one file: `output_files = 2 { path = 1, digest = 2 { hash = 1,
/// size_bytes = 2 } }`.
fn result(digest: &Digest, size: usize) -> Vec<u8> {
    let field = |number: u8, bytes: &[u8]| {
        let length = u8::try_from(bytes.len()).unwrap_or(0);
        [&[number << 3 | 2, length], bytes].concat()
    };
    let mut number = vec![2 << 3];
    let mut rest = size;
    while rest > 0x7f {
        number.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    number.push(rest as u8);
    let digest = [field(1, digest.hex().as_bytes()), number].concat();
    let file = [field(1, b"result"), field(2, &digest)].concat();
    field(2, &file)
}

/// Returns the first digest in an `ActionResult`.
fn find_digest(result: &[u8]) -> Option<String> {
    let is_digest = |bytes: &&[u8]| bytes.iter().all(u8::is_ascii_hexdigit);
    let found = result.windows(64).find(is_digest)?;
    String::from_utf8(found.to_vec()).ok()
}

/// A connection that stays open.
struct Connection(BufReader<TcpStream>);

impl Connection {
    fn open(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    fn get(&mut self, path: &str) -> io::Result<Option<Vec<u8>>> {
        self.ask("GET", path, b"")
    }

    fn put(&mut self, path: &str, body: &[u8]) -> io::Result<()> {
        let done = self.ask("PUT", path, body)?;
        done.map(drop).ok_or_else(|| io::Error::other("refused"))
    }

    /// Sends a request; returns the body of the response, `None` if the status is not 200.
    fn ask(&mut self, method: &str, path: &str, body: &[u8]) -> io::Result<Option<Vec<u8>>> {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: cache\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let request = [head.as_bytes(), body].concat();
        self.0.get_mut().write_all(&request)?;
        let mut line = String::new();
        self.0.read_line(&mut line)?;
        let is_found = line.split(' ').nth(1) == Some("200");
        let mut size = None;
        loop {
            line.clear();
            self.0.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else {
                break;
            };
            if name.eq_ignore_ascii_case("content-length") {
                size = value.trim().parse::<usize>().ok();
            }
        }
        let size = size.ok_or_else(|| io::Error::other("a response without a length"))?;
        let mut bytes = vec![0; size];
        self.0.read_exact(&mut bytes)?;
        Ok(is_found.then_some(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_name_their_value() {
        let digest = Digest::of(b"value");
        let result = result(&digest, 300);
        assert_eq!(find_digest(&result), Some(digest.hex()));
        assert_eq!(result[..2], [18, (result.len() - 2) as u8]);
        assert_eq!(result[result.len() - 2..], [0xac, 2]);
        assert_eq!(find_digest(b"x"), None);
    }
}
