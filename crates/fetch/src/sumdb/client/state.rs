//! The state of a checksum database that the threads of a run share.
//!
//! Counterpart: golang.org/x/mod/sumdb/client.go (`Client`).

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;

use vamos_sched::Pool;
use vamos_sumdb::note::Verifier;
use vamos_sumdb::tlog::Hash;
use vamos_sumdb::tlog::Tree;
use vamos_sumdb::tlog::tile::Tile;

use super::super::SumDbError;
use super::super::store::Store;
use super::remote::Once;

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
    pub(super) init: OnceLock<Result<(), SumDbError>>,
    pub(super) records: Once<String, Result<Arc<str>, SumDbError>>,
}

/// A tree head as the database signed it; without a message it is the empty tree.
#[derive(Clone, Debug)]
pub(crate) struct Latest {
    pub(crate) tree: Tree,
    pub(crate) message: Arc<[u8]>,
}

impl Default for Latest {
    fn default() -> Self {
        let hash = Hash::of_nothing();
        Self {
            tree: Tree { size: 0, hash },
            message: Arc::default(),
        }
    }
}
