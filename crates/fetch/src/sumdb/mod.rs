//! The checksum database: whether it is to be asked, and what its answer means for a hash.
//!
//! [`Client`] knows one database and verifies what it says, [`settings`] reads GOSUMDB,
//! [`Store`] keeps files. The way to the server is a [`Remote`], which is opened when the first
//! request cannot be answered from disk.
//! Counterpart: cmd/go/internal/modfetch/sumdb.go, fetch.go (`checkSumDB`).

mod client;
mod error;
pub mod settings;
mod store;

use std::sync::OnceLock;

use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::module::match_prefix_patterns;
use vamos_modfile::ModuleError;

pub use client::Client;
pub use client::Remote;
pub use error::SumDbError;
pub use settings::Settings;
pub use settings::Source;
pub use store::Store;

/// What follows when the database knows another hash.
const MISMATCH: &str = "

SECURITY ERROR
This download does NOT match the one reported by the checksum server.
The bits may have been replaced on the origin server, or an attacker may
have intercepted the download attempt.

For more information, see 'go help module-auth'.
";

/// What follows when the database knows the module, but not the file.
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

/// Opens the way to a database, if what GOSUMDB says leads to one. Nothing is sent before the
/// [`Remote`] is read from.
pub type Connect = dyn Fn(&Source) -> Result<Box<dyn Remote>, SumDbError> + Send + Sync;

/// The checksum database that GOSUMDB names.
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
    /// Reads GOSUMDB when it is first needed.
    pub fn new(settings: Settings, connect: Box<Connect>) -> Self {
        Self {
            settings,
            connect,
            client: OnceLock::new(),
        }
    }

    /// Asks the database for the hash of `key` (as go.sum names it) where it is to be asked:
    /// `useSumDB`, then `checkSumDB`. That the database has another hash, or no answer, is an
    /// error of the module; that it contradicts itself is [`ModuleError::Bare`], and upstream
    /// ends with it.
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
                Some(report) => ModuleError::Bare(report.to_owned()),
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

    /// Reports whether the database is asked about a module (`useSumDB`). About toolchains,
    /// which no go.sum can list, it always is, unless they come from a directory of the
    /// user's own.
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
            Ok(Client::new(source.verifier, store, remote))
        });
        let client = client.as_ref().map_err(SumDbError::clone)?;
        let lines = client.lookup(&key.path, &key.version)?;
        Ok((client.name(), lines))
    }
}

#[cfg(test)]
mod tests;
