//! The hash that makes cache keys: SHA-256 over a salt and the parts that are written.
//!
//! The salt is the release that the keys belong to, so that releases do not read each
//! other's entries. A hash's name is for people and is not hashed.
//! Counterpart: cmd/go/internal/cache/hash.go.

use std::fmt;
use std::sync::Arc;

use vamos_base::Digest;
use vamos_base::Sha256;

use crate::ActionId;
use crate::HashObserver;

/// Makes [`Hash`]es: contains the hash state after the salt, and the observer.
#[derive(Clone)]
pub struct Hasher {
    salt: Arc<str>,
    seed: Sha256,
    observer: Option<Arc<dyn HashObserver>>,
}

impl Hasher {
    /// Returns a maker of hashes for the release that calls itself `version`.
    pub fn new(version: &str, observer: Option<Arc<dyn HashObserver>>) -> Self {
        let salt = strip_experiment(version);
        let mut seed = Sha256::new();
        seed.update(salt.as_bytes());
        Self {
            salt: salt.into(),
            seed,
            observer,
        }
    }

    /// Begins a hash (`cache.NewHash`).
    pub fn hash(&self, name: &str) -> Hash {
        let watched = self.observer.as_ref().map(|observer| {
            observer.start(name);
            observer.part(name, self.salt.as_bytes());
            (name.to_owned(), Arc::clone(observer))
        });
        Hash {
            state: self.seed.clone(),
            watched,
        }
    }

    /// Derives a key from another (`cache.Subkey`), and reports that to the observer.
    pub fn subkey(&self, parent: &ActionId, desc: &str) -> ActionId {
        let out = subkey(parent, desc);
        if let Some(observer) = &self.observer {
            observer.subkey(parent, desc, &out);
        }
        out
    }

    /// Returns the observer, for code that hashes files.
    pub fn observer(&self) -> Option<&Arc<dyn HashObserver>> {
        self.observer.as_ref()
    }
}

/// Derives the key of something that belongs to an action: unsalted, since the
/// parent is salted already.
pub fn subkey(parent: &ActionId, desc: &str) -> ActionId {
    let mut hash = Sha256::new();
    hash.update(b"subkey:");
    hash.update(&parent.0.0);
    hash.update(desc.as_bytes());
    ActionId(hash.finish())
}

/// Removes the experiments from a version: they do not change the command's behaviour.
pub fn strip_experiment(version: &str) -> &str {
    let end = version.find(" X:").or_else(|| version.find("-X:"));
    &version[..end.unwrap_or(version.len())]
}

/// The state of a hash that computes a key. `write!(hash, …)` counts as one part for any number of
/// pieces in the format, so that an observer sees the same parts as in the official command. A
/// clone continues from the state of its original.
#[derive(Clone)]
pub struct Hash {
    state: Sha256,
    watched: Option<(String, Arc<dyn HashObserver>)>,
}

impl Hash {
    /// Adds `bytes` as one part.
    pub fn write(&mut self, bytes: &[u8]) {
        if let Some((name, observer)) = &self.watched {
            observer.part(name, bytes);
        }
        self.state.update(bytes);
    }

    /// Adds formatted text as one part; `write!` and `writeln!` call this.
    pub fn write_fmt(&mut self, text: fmt::Arguments<'_>) {
        if self.watched.is_some() {
            self.write(text.to_string().as_bytes());
        } else if let Some(text) = text.as_str() {
            self.state.update(text.as_bytes());
        } else {
            fmt::Write::write_fmt(&mut self.state, text).expect("hashing cannot fail");
        }
    }

    /// Returns the digest of the salt and all parts.
    pub fn sum(self) -> Digest {
        let digest = self.state.finish();
        if let Some((name, observer)) = &self.watched {
            observer.sum(name, &digest);
        }
        digest
    }

    /// Returns the digest as a key.
    pub fn action_id(self) -> ActionId {
        ActionId(self.sum())
    }
}
