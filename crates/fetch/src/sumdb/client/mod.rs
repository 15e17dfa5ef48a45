//! The client of a checksum database: looks up module versions. It accepts only records that are
//! proved by a signed tree head, and tree heads that extend the last one.
//!
//! Counterpart: golang.org/x/mod/sumdb/client.go (`Client.Lookup`).

mod latest;
mod remote;
mod state;
mod tiles;

pub use state::Client;

pub(crate) use remote::Once;
pub use remote::Remote;
pub(crate) use remote::locked;

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;

use vamos_base::golang::module::escape_path;
use vamos_base::golang::module::escape_version;
use vamos_sumdb::note::Verifier;
use vamos_sumdb::tlog::Hash;
use vamos_sumdb::tlog::HashReader;
use vamos_sumdb::tlog::reader::TileHashReader;
use vamos_sumdb::tlog::record::parse_record;
use vamos_sumdb::tlog::stored_hash_index;

use super::SumDbError;
use super::store::Store;
use tiles::Tiles;
use vamos_sched::Pool;

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

    /// Returns the database's name.
    pub fn name(&self) -> &str {
        self.verifier.name()
    }

    /// Returns the go.sum lines that the database has for a module version; a version that ends in
    /// `/go.mod` is for the module's go.mod alone.
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
            // Usually both lines of a module version are looked up.
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

    /// Checks that a record equals the latest tree's record with this number (`checkRecord`).
    fn check_record(&self, id: i64, text: &str) -> Result<(), SumDbError> {
        let tree = locked(&self.latest).tree;
        // Negative numbers count as the first record, as in upstream.
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
