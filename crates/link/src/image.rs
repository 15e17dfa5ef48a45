//! The output file.
//!
//! Its bytes are written where they belong as soon as they are known, so that the link never
//! holds the whole file: a block of it is filled, relocated and written while it is in the
//! processor's cache, in a buffer that the next block uses again.
//! Counterpart: cmd/link/internal/ld/outbuf.go (`OutBuf`), which maps the file.

use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use crate::external::External;

/// The output file while it is made. Parts of it are written in any order, by several threads;
/// unwritten parts are zero. The end of the last part is the length of the file.
///
/// The file records an error, and its owner reports it after the link: a link whose file cannot be
/// written ends like any other.
pub trait OutputFile: Sync {
    /// Writes bytes at an offset.
    fn write_at(&self, offset: u64, bytes: &[u8]);

    /// Reads written bytes at an offset; zeros if that fails.
    fn read_at(&self, offset: u64, bytes: &mut [u8]);

    /// Called before anything is written if the output is an object, of which the system's linker
    /// makes the executable ([`External`]).
    fn becomes_object(&self) {}

    /// Writes the file for `-fipso`, unless the output is only compared.
    ///
    /// # Errors
    /// It could not be written.
    fn write_fips_object(&self, _object: &FipsObject) -> Result<(), String> {
        Ok(())
    }
}

/// An output file in memory.
#[derive(Debug, Default)]
pub struct MemoryFile(Mutex<Vec<u8>>);

impl MemoryFile {
    /// Returns the bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn locked(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OutputFile for MemoryFile {
    fn write_at(&self, offset: u64, bytes: &[u8]) {
        let mut all = self.locked();
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let end = start.saturating_add(bytes.len());
        if all.len() < end {
            all.resize(end, 0);
        }
        all[start..end].copy_from_slice(bytes);
    }

    fn read_at(&self, offset: u64, bytes: &mut [u8]) {
        let all = self.locked();
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let there = all.get(start..).unwrap_or_default();
        let len = there.len().min(bytes.len());
        bytes[..len].copy_from_slice(&there[..len]);
        bytes[len..].fill(0);
    }
}

/// The input of the checksum of FIPS 140 code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FipsObject {
    /// The path of the file.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Results of a link other than the output file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Linked<'a> {
    /// The file for `-fipso`, which was written ([`OutputFile::write_fips_object`]).
    pub fips_object: Option<FipsObject>,
    /// Input of the system's linker, if it makes the executable.
    pub external: Option<External<'a>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_zero() {
        let file = MemoryFile::default();
        file.write_at(6, b"bc");
        file.write_at(1, b"a");
        let mut read = [7; 4];
        file.read_at(5, &mut read);
        assert_eq!(read, *b"\0bc\0");
        file.read_at(90, &mut read);
        assert_eq!(read, [0; 4]);
        assert_eq!(file.into_bytes(), b"\0a\0\0\0\0bc");
    }
}
