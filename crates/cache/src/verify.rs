//! Verification of the cache (`GODEBUG=gocacheverify=1`): every lookup is a miss, and a stored
//! result must equal the existing entry.
//!
//! Counterpart: cmd/go/internal/cache/cache.go (`verify`, `putIndexEntry`), hash.go
//! (`hashDebug`, `reverseHash`).

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use vamos_base::Digest;
use vamos_base::golang::quote;
use vamos_fsys::PathError;

use crate::ActionId;
use crate::Entry;
use crate::HashObserver;

/// Records the parts of every key, for later explanations.
#[derive(Default)]
pub struct KeyInputs {
    /// Keys in progress; a thread makes one of a name at a time.
    open: Mutex<Vec<Open>>,
    known: Mutex<HashMap<Digest, Vec<u8>>>,
}

/// A key in progress.
struct Open {
    thread: std::thread::ThreadId,
    name: String,
    /// The parts after the salt; `None` before the salt.
    parts: Option<Vec<u8>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl KeyInputs {
    fn place(open: &[Open], name: &str) -> Option<usize> {
        let thread = std::thread::current().id();
        let is_it = |open: &Open| open.thread == thread && open.name == name;
        open.iter().rposition(is_it)
    }

    /// Returns the parts of a key without the salt; empty if the key was not made in this run
    /// (`reverseHash`).
    fn of(&self, id: &ActionId) -> String {
        let known = lock(&self.known);
        let bytes = known.get(&id.0).map_or(&[][..], Vec::as_slice);
        String::from_utf8_lossy(bytes).into_owned()
    }
}

impl HashObserver for KeyInputs {
    fn start(&self, name: &str) {
        lock(&self.open).push(Open {
            thread: std::thread::current().id(),
            name: name.to_owned(),
            parts: None,
        });
    }

    fn part(&self, name: &str, part: &[u8]) {
        let mut open = lock(&self.open);
        if let Some(at) = Self::place(&open, name) {
            match &mut open[at].parts {
                Some(parts) => parts.extend_from_slice(part),
                // The salt is not shown.
                salt => *salt = Some(Vec::new()),
            }
        }
    }

    fn sum(&self, name: &str, digest: &Digest) {
        let mut open = lock(&self.open);
        if let Some(at) = Self::place(&open, name) {
            let parts = open.swap_remove(at).parts.unwrap_or_default();
            lock(&self.known).insert(*digest, parts);
        }
    }

    fn subkey(&self, parent: &ActionId, desc: &str, out: &ActionId) {
        let text = format!("subkey {} {}", parent.0, quote::quote(desc));
        lock(&self.known).insert(out.0, text.into_bytes());
    }

    fn file(&self, _: &str, _: Result<&Digest, &PathError>) {}
}

/// Passes all events on to two observers.
pub struct Both(pub Arc<dyn HashObserver>, pub Arc<dyn HashObserver>);

impl HashObserver for Both {
    fn start(&self, name: &str) {
        self.0.start(name);
        self.1.start(name);
    }

    fn part(&self, name: &str, part: &[u8]) {
        self.0.part(name, part);
        self.1.part(name, part);
    }

    fn sum(&self, name: &str, digest: &Digest) {
        self.0.sum(name, digest);
        self.1.sum(name, digest);
    }

    fn subkey(&self, parent: &ActionId, desc: &str, out: &ActionId) {
        self.0.subkey(parent, desc, out);
        self.1.subkey(parent, desc, out);
    }

    fn file(&self, path: &str, digest: Result<&Digest, &PathError>) {
        self.0.file(path, digest);
        self.1.file(path, digest);
    }
}

/// Compares new entries with the existing ones.
pub struct Verifier {
    /// The parts of all keys.
    pub inputs: Arc<KeyInputs>,
    /// Called when an entry would change; not expected to return.
    pub on_change: Box<dyn Fn(&str) + Send + Sync>,
}

impl Verifier {
    /// Compares a new entry of a key with the existing one.
    pub(crate) fn judge(&self, id: &ActionId, there: &Entry, new: &Entry) {
        if there.output == new.output && there.size == new.size {
            return;
        }
        // Old and new are exchanged in the text, as in upstream.
        let text = format!(
            "go: internal cache error: cache verify failed: id={} changed:<<<\n{}\n>>>\nold: {} {}\nnew: {} {}",
            id.0,
            self.inputs.of(id),
            new.output.0,
            new.size,
            there.output.0,
            there.size
        );
        (self.on_change)(&text);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::Mutex;

    use super::Both;
    use super::KeyInputs;
    use super::Verifier;
    use crate::HashObserver;
    use crate::Hasher;
    use crate::LocalStore;
    use crate::Recorder;
    use crate::Store;
    use crate::system_clock;

    #[test]
    fn a_changed_entry_is_reported() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().to_str().unwrap();
        let inputs = Arc::new(KeyInputs::default());
        let recorder = Arc::new(Recorder::new());
        let both = Both(Arc::clone(&inputs) as Arc<dyn HashObserver>, recorder);
        let hasher = Hasher::new("go1.26.8", Some(Arc::new(both)));
        let mut hash = hasher.hash("build p");
        hash.write(b"compile\n");
        hash.write(b"import p\n");
        let id = hash.action_id();
        let sub = hasher.subkey(&id, "stdout");
        let plain = LocalStore::open(dir, system_clock()).unwrap();
        plain.put_bytes(&id, b"one").unwrap();
        plain.put_bytes(&sub, b"").unwrap();
        let messages = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&messages);
        let store = LocalStore::open(dir, system_clock())
            .unwrap()
            .with_verifier(Verifier {
                inputs,
                on_change: Box::new(move |text| {
                    sink.lock().unwrap().push(text.to_owned());
                }),
            });
        assert!(store.get(&id).is_none() && store.get_bytes(&sub).is_none());
        store.put_bytes(&id, b"one").unwrap();
        assert!(messages.lock().unwrap().is_empty());
        store.put_bytes(&id, b"three").unwrap();
        store.put_bytes(&sub, b"x").unwrap();
        let messages = messages.lock().unwrap();
        let start = format!(
            "go: internal cache error: cache verify failed: id={} changed:<<<\ncompile\nimport p\n\n>>>\nold: ",
            id.0
        );
        assert!(messages[0].starts_with(&start), "{}", messages[0]);
        assert!(messages[0].contains(" 5\nnew: ") && messages[0].ends_with(" 3"));
        assert!(messages[1].contains(&format!("<<<\nsubkey {} \"stdout\"\n>>>", id.0)));
    }
}
