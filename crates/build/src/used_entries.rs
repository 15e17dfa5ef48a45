//! Offers the entries of a go command that uses vamos as its cache program to other machines,
//! grouped as vamos groups its own.
//!
//! The go command stores and finds entries one by one. An archive and its entries (output of the
//! compiler, list of sources, generated files) go to other machines as one result, so that one
//! request finds them, from any program. The keys of the entries are computed from the archive's
//! key. They are stored before the archive, so entries are offered when their archive is, or at the
//! end if they have none: module indexes, results of tests and of vet. They are looked up after the
//! archive, so an entry that is found is offered at once.
//! Counterpart: none.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_cache::ActionId;
use vamos_cache::Store;
use vamos_cache::Use;
use vamos_cache::subkey;

use crate::c_header::HEADER;
use crate::sharing::STDOUT;
use crate::sharing::names_beside;

/// The entries of a store that a go command used.
pub struct UsedEntries {
    store: Arc<dyn Store>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Offered entries, alone or with others.
    offered: HashSet<ActionId>,
    /// Stored entries that are not offered yet.
    stored: Vec<ActionId>,
}

impl UsedEntries {
    /// Returns a record without entries.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self {
            store,
            state: Mutex::default(),
        }
    }

    /// Records that an entry was used.
    pub fn note(&self, used: Use) {
        let sharing = self.store.capabilities().sharing;
        if !sharing.is_some_and(|sharing| sharing.is_sharing()) {
            return;
        }
        let (Use::Found(id) | Use::Stored(id)) = used;
        // The lock is held while files are read, or an entry could be offered twice.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.offered.contains(&id) {
            return;
        }
        match self.names(&id) {
            Some(names) => self.offer(&mut state, id, &names),
            None if used == Use::Found(id) => self.offer(&mut state, id, &[]),
            None => state.stored.push(id),
        }
    }

    /// Offers the remaining entries.
    pub fn end(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let stored = std::mem::take(&mut state.stored);
        // With names first: their own entries may have been stored before them.
        let (named, single): (Vec<_>, Vec<_>) = stored
            .into_iter()
            .map(|id| (id, self.names(&id)))
            .partition(|(_, names)| names.is_some());
        for (id, names) in named.into_iter().chain(single) {
            if !state.offered.contains(&id) {
                self.offer(&mut state, id, &names.unwrap_or_default());
            }
        }
    }

    /// Returns the names of the other entries of an entry; `None` if it cannot have any.
    fn names(&self, id: &ActionId) -> Option<Vec<String>> {
        self.store.get(&subkey(id, STDOUT))?;
        let mut names = names_beside(&*self.store, id);
        if self.store.get(&subkey(id, HEADER)).is_some() {
            names.push(HEADER.to_owned());
        }
        Some(names)
    }

    fn offer(&self, state: &mut State, id: ActionId, names: &[String]) {
        state.offered.insert(id);
        let beside = names.iter().map(|name| subkey(&id, name));
        state.offered.extend(beside);
        if let Some(sharing) = self.store.capabilities().sharing {
            sharing.share(&id, names);
        }
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;
    use vamos_base::Digest;
    use vamos_cache::LocalStore;
    use vamos_cache::Sharing;
    use vamos_cache::SharingStore;
    use vamos_cache::system_clock;

    use super::*;

    /// Offered entries.
    type Offers = Arc<Mutex<Vec<(ActionId, Vec<String>)>>>;

    /// Records offers.
    struct Recorder(Offers);

    impl Sharing for Recorder {
        fn share(&self, id: &ActionId, names: &[String]) {
            self.0.lock().unwrap().push((*id, names.to_vec()));
        }

        fn is_sharing(&self) -> bool {
            true
        }
    }

    fn id(name: &str) -> ActionId {
        ActionId(Digest::of(name.as_bytes()))
    }

    /// A store, and the offers that it made.
    struct Recording {
        store: Arc<dyn Store>,
        offers: Offers,
        _dir: TempDir,
    }

    fn recording() -> Recording {
        let dir = tempfile::tempdir().unwrap();
        let local = LocalStore::open(dir.path().to_str().unwrap(), system_clock());
        let offers = Offers::default();
        let recorder = Arc::new(Recorder(Arc::clone(&offers)));
        Recording {
            store: Arc::new(SharingStore::new(Arc::new(local.unwrap()), recorder)),
            offers,
            _dir: dir,
        }
    }

    /// Stores an entry; returns the use to record.
    fn put(recording: &Recording, id: ActionId, value: &[u8]) -> Use {
        recording.store.put_bytes(&id, value).unwrap();
        Use::Stored(id)
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn what_is_stored_is_grouped() {
        let recording = recording();
        let used = UsedEntries::new(Arc::clone(&recording.store));
        let archive = id("archive");
        used.note(put(&recording, id("index"), b"index"));
        let sources = b"./a.go\n_cgo_gotypes.go\n";
        used.note(put(
            &recording,
            subkey(&archive, "_cgo_gotypes.go"),
            b"generated",
        ));
        used.note(put(&recording, subkey(&archive, "srcfiles"), sources));
        used.note(put(&recording, subkey(&archive, "stdout"), b""));
        used.note(put(&recording, archive, b"archive"));
        // The vet tool's output is stored after its facts.
        let vet = id("vet");
        used.note(put(&recording, vet, b"facts"));
        used.note(put(&recording, subkey(&vet, "stdout"), b""));
        let archive = (archive, names(&["stdout", "srcfiles", "_cgo_gotypes.go"]));
        let first = recording.offers.lock().unwrap().clone();
        assert_eq!(first, std::slice::from_ref(&archive));
        used.end();
        let vet = (vet, names(&["stdout", "srcfiles"]));
        let index = (id("index"), Vec::new());
        assert_eq!(*recording.offers.lock().unwrap(), [archive, vet, index]);
    }

    #[test]
    fn what_is_found_is_offered_once() {
        let recording = recording();
        let used = UsedEntries::new(Arc::clone(&recording.store));
        let archive = id("archive");
        for id in [id("index"), subkey(&archive, "stdout"), archive] {
            recording.store.put_bytes(&id, b"value").unwrap();
        }
        for id in [id("index"), archive, subkey(&archive, "stdout"), archive] {
            used.note(Use::Found(id));
        }
        used.end();
        let want = [
            (id("index"), Vec::new()),
            (archive, names(&["stdout", "srcfiles"])),
        ];
        assert_eq!(*recording.offers.lock().unwrap(), want);
    }
}
