//! Observers of the data that keys are made of: the debug lines of the official command, and a
//! recorder for explanations.
//!
//! Counterpart: cmd/go/internal/cache/hash.go (`debugHash`, `hashDebug`).

use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_base::Digest;
use vamos_base::golang::quote;
use vamos_fsys::PathError;

use crate::ActionId;

/// Observes all hashed data. `name` is the name that the hash was made with; two hashes may share
/// one, and may be made at the same time on different threads.
pub trait HashObserver: Send + Sync {
    /// A hash begins.
    fn start(&self, name: &str);
    /// `part` was written to it in one call; the salt is the first part.
    fn part(&self, name: &str, part: &[u8]);
    /// It is finished.
    fn sum(&self, name: &str, digest: &Digest);
    /// A key was derived from another.
    fn subkey(&self, parent: &ActionId, desc: &str, out: &ActionId);
    /// A file was hashed, or could not be.
    fn file(&self, path: &str, digest: Result<&Digest, &PathError>);
}

/// Formats events as the lines that `GODEBUG=gocachehash=1` prints, each with its newline, and
/// passes them to a function.
pub struct DebugLines<F>(pub F);

impl<F: Fn(&str) + Send + Sync> HashObserver for DebugLines<F> {
    fn start(&self, name: &str) {
        (self.0)(&format!("HASH[{name}]\n"));
    }

    fn part(&self, name: &str, part: &[u8]) {
        (self.0)(&format!("HASH[{name}]: {}\n", quote::quote_bytes(part)));
    }

    fn sum(&self, name: &str, digest: &Digest) {
        (self.0)(&format!("HASH[{name}]: {digest}\n"));
    }

    fn subkey(&self, parent: &ActionId, desc: &str, out: &ActionId) {
        let desc = quote::quote(desc);
        (self.0)(&format!("HASH subkey {} {desc} = {}\n", parent.0, out.0));
    }

    fn file(&self, path: &str, digest: Result<&Digest, &PathError>) {
        (self.0)(&match digest {
            Ok(digest) => format!("HASH {path}: {digest}\n"),
            Err(error) => format!("HASH {path}: {error}\n"),
        });
    }
}

/// One finished hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The name that the hash was made with.
    pub name: String,
    /// The parts that were written to it, one per call, the salt first.
    pub parts: Vec<Vec<u8>>,
    /// Its value.
    pub digest: Digest,
}

/// Collects the parts of every hash.
#[derive(Default)]
pub struct Recorder(Mutex<Vec<Open>>);

/// A hash in progress; a finished one has a digest. A thread makes one at a time.
struct Open {
    thread: std::thread::ThreadId,
    name: String,
    parts: Vec<Vec<u8>>,
    digest: Option<Digest>,
}

impl Recorder {
    /// Returns an empty recorder.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the finished hashes, in the order in which they began.
    pub fn finished(&self) -> Vec<Recorded> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter()
            .filter_map(|open| {
                Some(Recorded {
                    name: open.name.clone(),
                    parts: open.parts.clone(),
                    digest: open.digest?,
                })
            })
            .collect()
    }

    fn with_open(&self, name: &str, act: impl FnOnce(&mut Open)) {
        let thread = std::thread::current().id();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = all
            .iter_mut()
            .rev()
            .find(|open| open.digest.is_none() && open.thread == thread && open.name == name);
        if let Some(open) = found {
            act(open);
        }
    }
}

impl HashObserver for Recorder {
    fn start(&self, name: &str) {
        let open = Open {
            thread: std::thread::current().id(),
            name: name.to_owned(),
            parts: Vec::new(),
            digest: None,
        };
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(open);
    }

    fn part(&self, name: &str, part: &[u8]) {
        self.with_open(name, |open| open.parts.push(part.to_vec()));
    }

    fn sum(&self, name: &str, digest: &Digest) {
        self.with_open(name, |open| open.digest = Some(*digest));
    }

    fn subkey(&self, _: &ActionId, _: &str, _: &ActionId) {}

    fn file(&self, _: &str, _: Result<&Digest, &PathError>) {}
}
