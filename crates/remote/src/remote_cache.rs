//! A remote build cache that extends a local one.
//!
//! Downloaded results are stored in the local cache in the official format, and uploads are read
//! from it.
//! Counterpart: none.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::time::Instant;

use bytes::Bytes;
use vamos_base::Digest;
use vamos_base::Sha256;
use vamos_cache::ActionId;
use vamos_cache::LocalStore;
use vamos_cache::SharedUse;
use vamos_cache::Sharing;
use vamos_cache::Store;
use vamos_fsys::atomic::TempFile;

use crate::Connection;
use crate::Endpoint;
use crate::OnFailure;
use crate::RemoteError;
use crate::client::Client;
use crate::download::Downloads;
use crate::grpc::Grpc;
use crate::health::Health;
use crate::row::Key;
use crate::runtime::Runtime;
use crate::trust::Trust;
use crate::upload::Offer;
use crate::upload::Uploads;

/// The suffix of unfinished downloads.
const UNFINISHED: &str = ".tmp";

/// The settings of a remote cache.
pub struct RemoteConfig {
    /// The address of the server.
    pub endpoint: Endpoint,
    /// The settings of the connection.
    pub connection: Connection,
    /// True if results are uploaded.
    pub uploads: bool,
    /// Descriptions of the command, the most exact one first. The list of its results is stored
    /// under all of them, and read under the first with a list.
    pub manifests: Vec<String>,
    /// The keys of trusted results, and the signing key.
    pub trust: Trust,
    /// The number of tools that run in parallel without the remote cache.
    pub processors: usize,
    /// Called with the reason when the cache is given up, at most once, from any thread.
    pub on_failure: OnFailure,
}

/// A remote cache that extends a local one.
pub struct RemoteCache {
    local: Arc<LocalStore>,
    endpoint: Endpoint,
    connection: Connection,
    uploads: bool,
    manifests: Vec<Key>,
    trust: Arc<Trust>,
    health: Arc<Health>,
    used: Mutex<SharedUse>,
    /// Started on demand: a build without work opens no connection.
    engine: OnceLock<Option<Engine>>,
}

struct Engine {
    client: Arc<Client>,
    runtime: Runtime,
    downloads: Arc<Downloads>,
    uploads: Option<Arc<Uploads>>,
}

impl RemoteCache {
    /// Returns a cache; no thread is started.
    pub fn new(local: Arc<LocalStore>, config: RemoteConfig) -> Self {
        let manifests = config.manifests.iter();
        let timeouts = config.connection.timeouts;
        let health = Health::new(config.processors, timeouts, config.on_failure);
        Self {
            local,
            endpoint: config.endpoint,
            connection: config.connection,
            uploads: config.uploads,
            manifests: manifests.map(|text| Key::manifest(text)).collect(),
            trust: Arc::new(config.trust),
            health: Arc::new(health),
            used: Mutex::default(),
            engine: OnceLock::new(),
        }
    }

    fn engine(&self) -> Option<&Engine> {
        if self.health.is_broken() {
            return None;
        }
        let start = || {
            let started = self.start();
            started.inspect_err(|error| self.health.fail(error)).ok()
        };
        self.engine.get_or_init(start).as_ref()
    }

    fn start(&self) -> Result<Engine, RemoteError> {
        let runtime = Runtime::start()?;
        let health = Arc::clone(&self.health);
        let (endpoint, connection) = (self.endpoint.clone(), self.connection.clone());
        let grpc = Grpc::new(endpoint, connection, health, &runtime)?;
        let client = Arc::new(Client::new(grpc));
        let downloads = Downloads::start(
            Arc::clone(&client),
            runtime.clone(),
            Arc::clone(&self.health),
            Arc::clone(&self.local),
            self.manifests.clone(),
            Arc::clone(&self.trust),
        )?;
        let uploads = self.uploads.then(|| {
            Uploads::start(
                Arc::clone(&client),
                runtime.clone(),
                Arc::clone(&self.local),
                Arc::clone(&downloads),
                Arc::clone(&self.trust),
            )
        });
        Ok(Engine {
            client,
            runtime,
            downloads,
            uploads: uploads.transpose()?,
        })
    }

    fn offer(&self, offer: impl FnOnce() -> Offer) {
        if !self.uploads {
            return;
        }
        if let Some(uploads) = self.engine().and_then(|engine| engine.uploads.as_ref()) {
            uploads.offer(offer());
        }
    }

    /// Counts an answer: `bytes` is the size of a result, `None` for a miss.
    fn note(&self, bytes: Option<u64>, begin: Instant) {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        match bytes {
            Some(bytes) => {
                used.found += 1;
                used.bytes += bytes;
            }
            None => used.missing += 1,
        }
        used.waited += begin.elapsed();
    }

    /// Writes a file from the server to its destination; returns the note if the file is complete.
    fn copy_file(
        &self,
        engine: &Engine,
        key: &Digest,
        place: &dyn Fn(u64) -> Option<String>,
    ) -> Option<Vec<u8>> {
        let row = engine.downloads.fetch(Key::file(key))?;
        let blob = row.values.last()?.blob;
        let to = place(blob.size)?;
        let (dir, _) = to.rsplit_once('/')?;
        let mut temp = TempFile::create(dir, UNFINISHED, 0o600).ok()?;
        let client = Arc::clone(&engine.client);
        let _waiting = self.health.wait();
        let is_over = || {
            self.health.check();
            self.health.is_broken()
        };
        let read = engine.runtime.run(is_over, async move {
            let mut hash = Sha256::new();
            let mut take = |part: Bytes| {
                hash.update(&part);
                let written = temp.write(&part);
                written.map_err(RemoteError::file)
            };
            let is_there = client.read_stream(blob, &mut take).await?;
            if is_there && hash.finish() != blob.digest {
                return Err(RemoteError::WrongBytes(blob.digest));
            }
            Ok(is_there.then_some(temp))
        })?;
        match read {
            Ok(temp) => {
                temp?.persist(&to).ok()?;
                self.health.found();
                Some(row.note.clone())
            }
            // A lack of space for the file does not affect the cache.
            Err(RemoteError::Local(_)) => None,
            Err(error) => {
                self.health.fail(&error);
                None
            }
        }
    }
}

impl Sharing for RemoteCache {
    fn fetch(&self, id: &ActionId) -> bool {
        if self.health.is_broken() || self.local.get_file(id).is_some() {
            return false;
        }
        let Some(engine) = self.engine() else {
            return false;
        };
        let begin = Instant::now();
        let row = engine.downloads.fetch(Key::entry(id));
        let bytes = row.as_ref().map(|row| row.bytes());
        self.note(bytes, begin);
        row.is_some()
    }

    fn share(&self, id: &ActionId, names: &[String]) {
        self.offer(|| Offer::Entry(*id, names.to_vec()));
    }

    fn fetch_file(&self, key: &Digest, place: &dyn Fn(u64) -> Option<String>) -> Option<Vec<u8>> {
        let begin = Instant::now();
        let size = Cell::new(0);
        let placed = |bytes: u64| {
            size.set(bytes);
            place(bytes)
        };
        let note = self.copy_file(self.engine()?, key, &placed);
        self.note(note.is_some().then(|| size.get()), begin);
        note
    }

    fn used(&self) -> Option<SharedUse> {
        let used = *self.used.lock().unwrap_or_else(PoisonError::into_inner);
        (used != SharedUse::default()).then_some(used)
    }

    fn share_file(&self, key: &Digest, path: &str, note: &[u8]) {
        self.offer(|| Offer::File(*key, path.to_owned(), note.to_vec()));
    }

    fn is_sharing(&self) -> bool {
        self.uploads && !self.health.is_broken()
    }

    fn end_sharing(&self, is_complete: bool) {
        let engine = self.engine.get().and_then(Option::as_ref);
        if let Some(uploads) = engine.and_then(|engine| engine.uploads.as_ref()) {
            uploads.end(&self.manifests, is_complete);
        }
    }
}
