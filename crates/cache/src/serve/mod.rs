//! The cache program: answers a go command that uses GOCACHEPROG from a [`Store`].
//!
//! One thread reads requests. A lookup that the store answers without waiting is answered there;
//! everything else is done by threads that are started when all others are busy, so answers are
//! in any order. A request that cannot be carried out gets an answer with an error; a stream that
//! cannot be parsed ends the program.
//! Counterpart: none in cmd/go, whose side is cmd/go/internal/cache/prog.go; the protocol is
//! cmd/go/internal/cacheprog/cacheprog.go.

mod answer;
mod body;
mod request;
mod serve_error;
mod workers;

use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::sync::Arc;

use crate::ActionId;
use crate::CacheError;
use crate::Finished;
use crate::OutputId;
use crate::Store;
use crate::Value;
use crate::prog::ScanError;
use crate::prog::next_value;
use answer::Answers;
use body::Body;
use body::Content;
use request::Command;
use request::Request;
use workers::Workers;

/// The size of the read buffer in bytes.
const BUFFER: usize = 128 << 10;

/// The use of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// A lookup found it.
    Found(ActionId),
    /// It was stored.
    Stored(ActionId),
}

/// Called with each use of an entry, before it is answered.
pub type OnUse = Box<dyn Fn(Use) + Send + Sync>;

/// The request to close, without an answer so far: the go command waits for it.
pub struct Closing {
    server: Arc<Server>,
    id: i64,
}

impl Closing {
    /// Answers the request. The program must end then.
    pub fn answer(self) {
        self.server.answers.close(self.id);
    }
}

struct Server {
    store: Arc<dyn Store>,
    answers: Answers,
    on_use: OnUse,
}

/// Work that may wait for I/O.
enum Job {
    Get(i64, ActionId),
    Put(i64, ActionId, OutputId, Body),
}

/// Answers requests until the go command closes the cache, or ends without doing so: then there is
/// no request to answer. In both cases all earlier requests are complete.
pub fn serve(
    stdin: impl Read,
    stdout: impl Write + Send + 'static,
    store: Arc<dyn Store>,
    on_use: OnUse,
) -> Result<Option<Closing>, ServeError> {
    let server = Arc::new(Server {
        store,
        answers: Answers::new(Box::new(stdout)),
        on_use,
    });
    server.answers.greet();
    let worker = Arc::clone(&server);
    let workers = Workers::new(Box::new(move |job| worker.work(job)));
    let id = server.read_all(&mut BufReader::with_capacity(BUFFER, stdin), &workers);
    workers.finish();
    Ok(id?.map(|id| Closing { server, id }))
}

impl Server {
    /// Reads requests to the last one; returns its number if that closes the cache.
    fn read_all(
        &self,
        stdin: &mut BufReader<impl Read>,
        workers: &Workers<Job>,
    ) -> Result<Option<i64>, ServeError> {
        while !self.answers.is_broken() {
            let value = match next_value(stdin) {
                Ok(value) => value,
                Err(ScanError::End) => return Ok(None),
                Err(ScanError::Read(error)) => return Err(ServeError::read(&error)),
                Err(error) => return Err(ServeError::malformed(error)),
            };
            let Request { id, command } = Request::parse(&value).map_err(ServeError::malformed)?;
            match command {
                Command::Get(action) => {
                    if !self.answer_found(id, &action) {
                        workers.push(Job::Get(id, action));
                    }
                }
                Command::Put(action, output, size) => {
                    let dir = format!("{}/{:02x}", self.store.dir(), output.0.0[0]);
                    let body = body::read(stdin, size, &dir)?;
                    workers.push(Job::Put(id, action, output, body));
                }
                Command::Close => return Ok(Some(id)),
                Command::Invalid(error) => self.answers.fail(id, &error),
            }
        }
        Ok(None)
    }

    /// Answers a lookup if the entry is in the local cache.
    fn answer_found(&self, id: i64, action: &ActionId) -> bool {
        let found = self.store.get_file(action);
        if let Some((path, entry)) = &found {
            (self.on_use)(Use::Found(*action));
            self.answers.found(id, path, entry);
        }
        found.is_some()
    }

    fn work(&self, job: Job) {
        match job {
            Job::Get(id, action) => {
                if let Some(sharing) = self.store.capabilities().sharing {
                    sharing.fetch(&action);
                }
                if !self.answer_found(id, &action) {
                    self.answers.missed(id);
                }
            }
            Job::Put(id, action, output, body) => match self.put(&action, output, body) {
                Ok(path) => {
                    (self.on_use)(Use::Stored(action));
                    self.answers.stored(id, &path);
                }
                Err(error) => self.answers.fail(id, &error.to_string()),
            },
        }
    }

    /// Stores a value if it has the announced digest; returns its file.
    fn put(&self, action: &ActionId, output: OutputId, body: Body) -> Result<String, CacheError> {
        let content = body?;
        if content.digest() != output.0 {
            return Err(CacheError::ContentChanged);
        }
        let value = match &content {
            Content::Bytes(bytes, digest) => Value::Hashed(bytes, *digest),
            Content::File(file) => Value::File(Finished {
                path: &file.path,
                digest: file.digest,
                size: file.size,
                is_kept: false,
            }),
        };
        self.store.put(action, value)?;
        self.store.settle(action)?;
        Ok(self.store.output_file(&output))
    }
}

#[cfg(test)]
mod tests;

pub use serve_error::ServeError;
