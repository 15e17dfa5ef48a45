//! The capabilities of a server that a cache needs.
//!
//! Counterpart: none.

use vamos_reapi as wire;
use vamos_reapi::SHA256;
use vamos_reapi::ZSTD;

/// The capabilities of a server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Capabilities {
    /// Values may be named by their SHA-256.
    pub(crate) has_sha256: bool,
    /// The maximum size of a batch in bytes; `None` if the server has no limit.
    pub(crate) max_batch: Option<u64>,
    /// Values may be read and written compressed, one by one.
    pub(crate) has_zstd: bool,
    /// The same in batches.
    pub(crate) has_zstd_batches: bool,
    /// The server stores results of this client.
    pub(crate) takes_results: bool,
    /// The server executes actions of this client.
    pub(crate) executes: bool,
}

/// The maximum size of a batch in bytes. Servers and proxies limit messages to 4 MiB; 64 KiB are
/// reserved for the encoding around the values.
pub(crate) const MAX_BATCH: u64 = (4 << 20) - (64 << 10);

impl Capabilities {
    /// Returns the maximum number of bytes of values in a batch.
    pub(crate) fn batch(&self) -> u64 {
        self.max_batch.map_or(MAX_BATCH, |most| most.min(MAX_BATCH))
    }

    /// Returns the capabilities in a server's answer.
    pub(crate) fn from_wire(answer: &wire::ServerCapabilities) -> Self {
        let cache = answer.cache.clone().unwrap_or_default();
        let max_batch = u64::try_from(cache.max_batch_total_size_bytes).unwrap_or(0);
        let has_zstd_batches = cache.supported_batch_update_compressors.contains(&ZSTD);
        Self {
            has_sha256: cache.digest_functions.contains(&SHA256),
            max_batch: (max_batch > 0).then_some(max_batch),
            has_zstd: cache.supported_compressors.contains(&ZSTD),
            has_zstd_batches,
            takes_results: cache.update.is_some_and(|update| update.update_enabled),
            executes: answer
                .execution
                .as_ref()
                .is_some_and(|part| part.exec_enabled),
        }
    }
}
