//! Archives of imported packages.
//!
//! Counterpart: internal/exportdata.

use std::sync::Arc;

use vamos_objfile::archive::entry_bytes;
use vamos_objfile::exports::ExportData;

/// Bytes in memory or of a mapped file.
pub type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// The export data of an imported package.
pub struct Found {
    /// The path of the package.
    pub path: String,
    /// Its archive, or the export data alone.
    pub bytes: Bytes,
}

/// Returns the export data in an archive, or in its bytes alone, and where they start.
pub(crate) fn export_data(bytes: &[u8]) -> Option<(usize, usize)> {
    let data = match entry_bytes(bytes) {
        Some(entry) => ExportData::bytes_of_entry(entry)?,
        None => bytes.strip_prefix(b"u").unwrap_or(bytes),
    };
    let start = data.as_ptr() as usize - bytes.as_ptr() as usize;
    Some((start, start + data.len()))
}
