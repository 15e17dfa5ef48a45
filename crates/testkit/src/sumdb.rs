//! A checksum database for tests: signs with a public key pair, and can be made to serve another
//! log, or an older state.
//!
//! ```no_run
//! # use std::sync::Arc;
//! # use vamos_testkit::Proxy;
//! # use vamos_testkit::SumDb;
//! let db = Arc::new(SumDb::new("localhost.localdev/sumdb"));
//! db.add("example.com/a", "v1.0.0", "h1:zip", "h1:mod");
//! let proxy = Proxy::serving().handler(db.handler()).start().unwrap();
//! let gosumdb = db.key(); // through the proxy; or directly:
//! let gosumdb = format!("{} {}/sumdb/{}", db.key(), proxy.url(), db.name());
//! # let _ = gosumdb;
//! ```
//!
//! Counterpart: golang.org/x/mod/sumdb/server.go, test.go.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use vamos_base::golang::module::unescape_path;
use vamos_base::golang::module::unescape_version;
use vamos_base::golang::os_str;
use vamos_sumdb::note;
use vamos_sumdb::note::Signer;
use vamos_sumdb::tlog::Hash;
use vamos_sumdb::tlog::HashReader;
use vamos_sumdb::tlog::Tree;
use vamos_sumdb::tlog::record::format_record;
use vamos_sumdb::tlog::record::format_tree;
use vamos_sumdb::tlog::stored_hashes;
use vamos_sumdb::tlog::tile::Tile;
use vamos_sumdb::tlog::tile::read_tile_data;
use vamos_sumdb::tlog::tree_hash;

use crate::Request;
use crate::Response;

/// The secret of all test databases.
const SEED: &[u8; 32] = b"everybody knows this secret key.";

/// A checksum database.
#[derive(Debug)]
pub struct SumDb {
    name: String,
    signer: Signer,
    log: Mutex<Log>,
}

/// Records, and the row of hashes over them.
#[derive(Clone, Debug, Default)]
struct Log {
    records: Vec<Record>,
    hashes: Vec<Hash>,
    /// The size to sign, if it is not all.
    shown: Option<u64>,
}

#[derive(Clone, Debug)]
struct Record {
    path: String,
    version: String,
    text: String,
}

impl HashReader for Log {
    type Error = Infallible;

    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Infallible> {
        let at = |index: &u64| self.hashes[usize::try_from(*index).expect("fits in memory")];
        Ok(indexes.iter().map(at).collect())
    }
}

impl Log {
    fn push(&mut self, record: Record) {
        let n = self.records.len() as u64;
        let Ok(hashes) = stored_hashes(n, record.text.as_bytes(), self);
        self.hashes.extend(hashes);
        self.records.push(record);
    }

    fn size(&self) -> u64 {
        self.shown.unwrap_or(self.records.len() as u64)
    }
}

impl SumDb {
    /// An empty database; the name is a server's, perhaps with a path.
    pub fn new(name: &str) -> Self {
        let signer = Signer::from_seed(name, SEED).expect("the name has neither spaces nor +");
        Self {
            name: name.to_owned(),
            signer,
            log: Mutex::default(),
        }
    }

    /// The database's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The database's key, for GOSUMDB.
    pub fn key(&self) -> String {
        self.signer.verifier_key()
    }

    /// Adds a module version with the hashes of its zip and of its go.mod.
    pub fn add(&self, path: &str, version: &str, zip: &str, go_mod: &str) {
        let text = format!("{path} {version} {zip}\n{path} {version}/go.mod {go_mod}\n");
        self.add_text(path, version, &text);
    }

    /// Adds a module version with a record of any text.
    pub fn add_text(&self, path: &str, version: &str, text: &str) {
        self.log().push(Record {
            path: path.to_owned(),
            version: version.to_owned(),
            text: text.to_owned(),
        });
    }

    /// Adds versions of a module that is never requested, so that there are more tiles.
    pub fn pad(&self, count: usize) {
        for n in 0..count {
            self.add("pad.example/m", &format!("v0.0.{n}"), "h1:zip", "h1:mod");
        }
    }

    /// Returns a database with the same name and key and as many records, of which the one
    /// with this number has other hashes: the other half of a split view.
    #[must_use]
    pub fn forked(&self, at: usize) -> Self {
        let forked = Self::new(&self.name);
        let records = self.log().records.clone();
        for (n, mut record) in records.into_iter().enumerate() {
            if n == at {
                record.text = record.text.replace("h1:", "h1:forked");
            }
            forked.log().push(record);
        }
        forked
    }

    /// Signs only the first `size` records, an earlier state; looks up all records nevertheless.
    pub fn roll_back(&self, size: u64) {
        self.log().shown = Some(size);
    }

    /// The signed tree head.
    pub fn latest(&self) -> Vec<u8> {
        let log = self.log();
        let size = log.size();
        let Ok(hash) = tree_hash(size, &*log);
        note::sign(&format_tree(&Tree { size, hash }), &[&self.signer])
            .expect("the text of a tree ends in a newline")
    }

    /// Answers a path below the database's address, without leading slash.
    pub fn answer(&self, path: &str) -> Option<Response> {
        if path == "supported" {
            return Some(Response::new(200, ""));
        }
        if path == "latest" {
            return Some(Response::new(200, self.latest()));
        }
        if let Some(module) = path.strip_prefix("lookup/") {
            return Some(Response::new(200, self.lookup(module)?));
        }
        let tile = Tile::parse_path(path)?;
        Some(Response::new(200, self.tile(&tile)?))
    }

    /// Answers requests below `sumdb/NAME/`, as proxies do.
    pub fn handler(
        self: &Arc<Self>,
    ) -> impl Fn(&Request) -> Option<Response> + Send + Sync + use<> {
        let db = Arc::clone(self);
        move |request| {
            let path = unescape(&request.path);
            let path = path.strip_prefix("sumdb/")?.strip_prefix(db.name())?;
            db.answer(path.strip_prefix('/')?)
        }
    }

    fn lookup(&self, module: &str) -> Option<Vec<u8>> {
        let (path, version) = module.split_once('@')?;
        let path = unescape_path(path).ok()?;
        let version = unescape_version(version).ok()?;
        let log = self.log();
        let is_asked = |record: &Record| record.path == path && record.version == version;
        let id = log.records.iter().position(is_asked)?;
        let record = format_record(id as u64, &log.records[id].text);
        drop(log);
        // A test of invalid answers requested the record that cannot be formatted.
        let mut answer = record.unwrap_or_default().into_bytes();
        answer.extend_from_slice(&self.latest());
        Some(answer)
    }

    fn tile(&self, tile: &Tile) -> Option<Vec<u8>> {
        let log = self.log();
        let level = tile.height.checked_mul(tile.level?)?;
        let at_level = (log.records.len() as u64).checked_shr(level).unwrap_or(0);
        let end = tile
            .n
            .checked_mul(tile.full_width())?
            .checked_add(tile.width)?;
        if end > at_level {
            return None;
        }
        let Ok(data) = read_tile_data(tile, &*log);
        Some(data)
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Undoes the escapes of a path.
fn unescape(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let escaped = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match escaped {
            Some(escaped) if byte == b'%' => {
                bytes.push(escaped);
                rest = &after[2..];
            }
            _ => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    os_str::decode(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Body;

    fn text(db: &SumDb, path: &str) -> Option<String> {
        let Body::Bytes(bytes) = db.answer(path)?.body else {
            return None;
        };
        String::from_utf8(bytes).ok()
    }

    #[test]
    fn answers() {
        let db = SumDb::new("sum.example");
        db.add("example.com/A", "v1.0.0", "h1:z", "h1:m");
        db.pad(300);
        let answer = text(&db, "lookup/example.com/!a@v1.0.0").unwrap();
        let record = "0\nexample.com/A v1.0.0 h1:z\nexample.com/A v1.0.0/go.mod h1:m\n\n";
        let latest = text(&db, "latest").unwrap();
        assert_eq!(answer, format!("{record}{latest}"));
        assert!(latest.starts_with("go.sum database tree\n301\n"));
        let len = |path: &str| match db.answer(path)?.body {
            Body::Bytes(bytes) => Some(bytes.len()),
            Body::File(_) => None,
        };
        assert_eq!(len("tile/8/0/000"), Some(256 * 32));
        assert_eq!(len("tile/8/0/001.p/45"), Some(45 * 32));
        assert_eq!(len("tile/8/0/001.p/46"), None);
        assert_eq!(len("tile/8/1/000.p/1"), Some(32));
        assert_eq!(len("lookup/example.com/b@v1.0.0"), None);
        let forked = db.forked(0);
        assert_eq!(forked.key(), db.key());
        assert_ne!(forked.latest(), db.latest());
        db.roll_back(7);
        assert!(text(&db, "latest").unwrap().contains("\n7\n"));
        assert_eq!(unescape("a/%21b%zz%4"), "a/!b%zz%4");
    }
}
