//! The checksum database: decides whether a module is looked up in it, and compares hashes.
//!
//! [`Client`] queries one database and verifies its responses, [`settings`] parses GOSUMDB,
//! [`Store`] stores files. The connection is a [`Remote`], which is opened when the first lookup is
//! not found on disk.
//! Counterpart: cmd/go/internal/modfetch/sumdb.go, fetch.go (`checkSumDB`).

mod client;
mod error;
pub mod settings;
mod store;

use std::sync::Arc;
use std::sync::OnceLock;

use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::module::match_prefix_patterns;
use vamos_modfile::FatalError;
use vamos_modfile::ModuleError;

pub use client::Client;
pub use client::Remote;
pub use error::Misbehavior;
pub use error::NoProof;
pub use error::SumDbError;
pub use settings::Settings;
pub use settings::Source;
pub use store::Store;

/// The rest of the error text if the database has another hash.
const MISMATCH: &str = "

SECURITY ERROR
This download does NOT match the one reported by the checksum server.
The bits may have been replaced on the origin server, or an attacker may
have intercepted the download attempt.

For more information, see 'go help module-auth'.
";

/// The rest of the error text if the database has the module, but not the file.
const ABSENT: &str = "

SECURITY ERROR
This download does NOT match one reported by the checksum server.
The checksum server has provided checksums, but the checksums do
not contain an entry for the download.
The checksum server may be malfunctioning, or an attacker may have
intercepted the checksum request.
The download cannot be verified.

For more information, see 'go help module-auth'.
";

/// Opens the connection to the database of GOSUMDB. No request is sent before the first read of the
/// [`Remote`].
pub type Connect = dyn Fn(&Source) -> Result<Box<dyn Remote>, SumDbError> + Send + Sync;

/// The checksum database of GOSUMDB.
pub struct SumDatabase {
    settings: Settings,
    connect: Box<Connect>,
    client: OnceLock<Result<Client<Box<dyn Remote>>, SumDbError>>,
}

impl Remote for Box<dyn Remote> {
    fn read(&self, path: &str) -> Result<Vec<u8>, ModuleError> {
        (**self).read(path)
    }
}

impl SumDatabase {
    /// Returns the database; GOSUMDB is parsed on first use.
    pub fn new(settings: Settings, connect: Box<Connect>) -> Self {
        Self {
            settings,
            connect,
            client: OnceLock::new(),
        }
    }

    /// Verifies the hash of `key` (as in go.sum) with the database, if it is used for this module:
    /// `useSumDB`, then `checkSumDB`. A different hash or a failed lookup is an error of the
    /// module. If the database contradicts itself, the error is [`ModuleError::Fatal`], which ends
    /// the command as in upstream.
    pub fn check(&self, key: &ModuleVersion, sum: &str) -> Result<(), ModuleError> {
        if !self.is_used(&key.path) {
            return Ok(());
        }
        let (noun, version) = match key.version.strip_suffix("/go.mod") {
            Some(version) => ("go.mod", version),
            None => ("module", key.version.as_str()),
        };
        let failed = |what: String| {
            let module = ModuleVersion::new(key.path.as_str(), version);
            ModuleError::Message(format!("verifying {noun}: {what}")).at(&module)
        };
        let (name, lines) = self
            .lookup(key)
            .map_err(|error| match error.misbehavior() {
                Some(report) => ModuleError::fatal(FatalError::Other(Arc::new(report.clone()))),
                None => failed(error.to_string()),
            })?;
        let prefix = format!("{} {} ", key.path, key.version);
        for have in lines.iter().filter_map(|line| line.strip_prefix(&prefix)) {
            if have == sum {
                return Ok(());
            }
            if have.starts_with("h1:") {
                return Err(failed(format!(
                    "checksum mismatch\n\tdownloaded: {sum}\n\t{name}: {have}{MISMATCH}"
                )));
            }
        }
        Err(failed(format!(
            "checksum missing from sumdb response{ABSENT}"
        )))
    }

    /// Reports whether the database is used for a module (`useSumDB`). Toolchains are not in
    /// any go.sum, so it is always used for them, unless they come from a directory of the
    /// user.
    fn is_used(&self, path: &str) -> bool {
        let settings = &self.settings;
        if path == "golang.org/toolchain" {
            let proxy = &settings.goproxy;
            let is_own = proxy.starts_with("file://") && !proxy.contains([',', '|']);
            if !is_own {
                return true;
            }
        }
        settings.gosumdb != "off" && !match_prefix_patterns(&settings.gonosumdb, path)
    }

    /// Returns the database's name, and its go.sum lines for `key` (`lookupSumDB`).
    fn lookup(&self, key: &ModuleVersion) -> Result<(&str, Vec<String>), SumDbError> {
        let client = self.client.get_or_init(|| {
            let source = settings::source(&self.settings.gosumdb)?;
            let remote = (self.connect)(&source)?;
            let store = self.settings.store.clone();
            let pool = self.settings.pool.clone();
            Ok(Client::new(source.verifier, store, remote, pool))
        });
        let client = client.as_ref().map_err(SumDbError::clone)?;
        let lines = client.lookup(&key.path, &key.version)?;
        Ok((client.name(), lines))
    }
}

#[cfg(test)]
mod tests;
