//! The client of a checksum database: looks module versions up. It only accepts records that
//! are proved by a signed tree head, and tree heads that extend the last one.
//!
//! Counterpart: golang.org/x/mod/sumdb/client.go (`Client.Lookup`).

mod latest;
mod tiles;

use std::collections::HashMap;
use std::collections::HashSet;
use std::hash::Hash as KeyHash;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::OnceLock;
use std::sync::PoisonError;

use vamos_base::golang::module::escape_path;
use vamos_base::golang::module::escape_version;
use vamos_modfile::ModuleError;
use vamos_sumdb::note::Verifier;
use vamos_sumdb::tlog::Hash;
use vamos_sumdb::tlog::HashReader;
use vamos_sumdb::tlog::Tree;
use vamos_sumdb::tlog::reader::TileHashReader;
use vamos_sumdb::tlog::record::parse_record;
use vamos_sumdb::tlog::stored_hash_index;
use vamos_sumdb::tlog::tile::Tile;

use super::SumDbError;
use super::store::Store;
use latest::Latest;
use tiles::Tiles;
use vamos_sched::Pool;

/// A connection to the database.
pub trait Remote: Send + Sync {
    /// Reads a path of the database, which begins with `/lookup/` or `/tile/`. Any status
    /// but success is an error.
    fn read(&self, path: &str) -> Result<Vec<u8>, ModuleError>;
}

/// Results that are computed once for each key, by the first thread; the others wait.
pub(crate) struct Once<K, V>(Mutex<HashMap<K, Arc<OnceLock<V>>>>);

impl<K, V> Default for Once<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: KeyHash + Eq, V: Clone> Once<K, V> {
    pub(crate) fn get(&self, key: K, compute: impl FnOnce() -> V) -> V {
        let slot = Arc::clone(locked(&self.0).entry(key).or_default());
        slot.get_or_init(compute).clone()
    }

    pub(crate) fn has(&self, key: &K) -> bool {
        let slots = locked(&self.0);
        slots.get(key).is_some_and(|slot| slot.get().is_some())
    }
}

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // The data is consistent after every statement, so a panic of another thread does no
    // harm.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A client of one database, shared by the threads of a run.
pub struct Client<R> {
    pub(crate) verifier: Verifier,
    pub(crate) store: Store,
    pub(crate) remote: R,
    /// The threads for requests of several tiles.
    pub(crate) pool: Pool,
    pub(crate) latest: Mutex<Latest>,
    /// The last tree whose hash was verified with its own tiles.
    pub(crate) compared: Mutex<Option<Tree>>,
    /// The first proof that the database cannot be trusted. After it every lookup fails.
    pub(crate) misbehavior: OnceLock<SumDbError>,
    pub(crate) tiles: Once<Tile, Result<Arc<[u8]>, SumDbError>>,
    pub(crate) saved: Mutex<HashSet<Tile>>,
    init: OnceLock<Result<(), SumDbError>>,
    records: Once<String, Result<Arc<str>, SumDbError>>,
}

impl<R: Remote> Client<R> {
    /// Returns a client that trusts `verifier` and sends requests from threads of `pool`.
    pub fn new(verifier: Verifier, store: Store, remote: R, pool: Pool) -> Self {
        Self {
            verifier,
            store,
            remote,
            pool,
            latest: Mutex::default(),
            compared: Mutex::default(),
            misbehavior: OnceLock::new(),
            tiles: Once::default(),
            saved: Mutex::default(),
            init: OnceLock::new(),
            records: Once::default(),
        }
    }

    /// The database's name.
    pub fn name(&self) -> &str {
        self.verifier.name()
    }

    /// Returns the go.sum lines that the database has for a module version; a version that
    /// ends in `/go.mod` means the module's go.mod alone.
    pub fn lookup(&self, path: &str, version: &str) -> Result<Vec<String>, SumDbError> {
        let record = self.record(path, version).map_err(|err| SumDbError::At {
            path: path.to_owned(),
            version: version.to_owned(),
            err: Box::new(err),
        })?;
        let prefix = format!("{path} {version} ");
        let lines = record.split('\n').filter(|line| line.starts_with(&prefix));
        Ok(lines.map(str::to_owned).collect())
    }

    fn record(&self, path: &str, version: &str) -> Result<Arc<str>, SumDbError> {
        self.init.get_or_init(|| self.initialize()).clone()?;
        let path = escape_path(path)?;
        let version = escape_version(version.strip_suffix("/go.mod").unwrap_or(version))?;
        let remote = format!("/lookup/{path}@{version}");
        let file = format!("{}{remote}", self.name());
        let record = self.records.get(file.clone(), || {
            // Both lines of one module version are usually looked up.
            let cached = self.store.read_cache(&file);
            let is_new = cached.is_none();
            let data = cached.map_or_else(|| self.remote.read(&remote), Ok)?;
            let text = self.verified(&data)?;
            if is_new {
                self.store.write_cache(&file, &data);
            }
            Ok(text)
        })?;
        match self.misbehavior.get() {
            Some(error) => Err(error.clone()),
            None => Ok(record),
        }
    }

    fn initialize(&self) -> Result<(), SumDbError> {
        let read = self.store.read_config(&self.latest_file());
        read.and_then(|message| self.merge_latest(&message))
            .map_err(|err| SumDbError::Initializing(Box::new(err)))
    }

    /// Verifies a response, and returns the text of its record.
    fn verified(&self, data: &[u8]) -> Result<Arc<str>, SumDbError> {
        let (id, text, tree) = parse_record(data)?;
        self.merge_latest(tree)?;
        self.check_record(id, text)?;
        Ok(text.into())
    }

    /// Checks that a record is what the latest tree has under this number (`checkRecord`).
    fn check_record(&self, id: i64, text: &str) -> Result<(), SumDbError> {
        let tree = locked(&self.latest).tree;
        // Negative numbers count as the first record, as upstream.
        let number = u64::try_from(id).unwrap_or(0);
        if number >= tree.size && id >= 0 {
            let size = tree.size;
            return Err(SumDbError::Beyond { id, size });
        }
        let tiles = Tiles(self);
        let hashes =
            TileHashReader::new(tree, &tiles).read_hashes(&[stored_hash_index(0, number)])?;
        if hashes.first() != Some(&Hash::of_record(text.as_bytes())) {
            return Err(SumDbError::Forged);
        }
        Ok(())
    }

    pub(crate) fn latest_file(&self) -> String {
        format!("{}/latest", self.name())
    }
}
