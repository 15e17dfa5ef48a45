//! A change of go.mod, go.sum or go.work.sum as a value.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`commitRequirements`),
//! cmd/go/internal/modfetch/fetch.go (`tidyGoSum`).

use std::sync::Arc;

use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::GoSum;
use vamos_modfile::ModuleError;

/// New contents of go.mod or go.sum; `cli` writes them in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleUpdate {
    /// The file, absolute.
    pub path: String,
    /// The bytes that were read; go.mod must still have them when it is written.
    pub old: Option<Arc<[u8]>>,
    /// The bytes to write.
    pub new: Vec<u8>,
    /// In go.sum: the new hashes.
    pub(crate) sums: Vec<(ModuleVersion, String)>,
    /// In go.sum: true if hashes were dropped; then hashes that other processes added are dropped
    /// as well.
    pub(crate) drops_sums: bool,
}

/// The reason why an update no longer applies to a file.
#[derive(Clone, Debug)]
pub enum UpdateError {
    /// Another process wrote go.mod since it was read.
    Changed,
    /// Another process wrote an invalid go.sum.
    Malformed(ModuleError),
}

impl std::error::Error for UpdateError {}

impl std::fmt::Display for UpdateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Changed => f.write_str("existing contents have changed since last read"),
            Self::Malformed(error) => error.fmt(f),
        }
    }
}

impl ModuleUpdate {
    /// Reports whether the file is a go.sum or go.work.sum.
    pub fn is_sum(&self) -> bool {
        self.path.ends_with(".sum")
    }

    /// Returns the bytes to write over a file that contains `now`; `None` if it may stay as it is.
    /// Hashes that other processes added to go.sum meanwhile are preserved (`tidyGoSum`).
    pub fn onto(&self, now: &[u8]) -> Result<Option<Vec<u8>>, UpdateError> {
        if now == self.new {
            return Ok(None);
        }
        if self.drops_sums || now == self.old.as_deref().unwrap_or_default() {
            return Ok(Some(self.new.clone()));
        }
        if !self.is_sum() {
            return Err(UpdateError::Changed);
        }
        let mut sums = GoSum::parse(&self.path, now, false).map_err(UpdateError::Malformed)?;
        for (m, hash) in &self.sums {
            sums.add(m, hash);
        }
        Ok(Some(sums.format(|_, _| true)))
    }
}
