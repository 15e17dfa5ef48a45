//! The bytes of a run record; a large file is mapped.
//!
//! A copy would be read once, and each of its pages costs more than comparing its content.
//! Counterpart: none.

use std::ops::Deref;

use vamos_fsys::Mapped;
use vamos_fsys::uncached;

/// From this size on, in bytes, a file is mapped.
const LARGE: u64 = 64 << 10;

/// The bytes of one run record.
pub(super) enum Content {
    /// The bytes of a file. Run records are replaced by rename, so that they never change.
    Mapped(Mapped),
    /// The bytes in memory.
    Owned(Vec<u8>),
}

impl Content {
    /// Reads a file of `size` bytes; `None` if that fails.
    pub(super) fn read(path: &str, size: u64) -> Option<Self> {
        // Not all file systems have mappings.
        match (size >= LARGE).then(|| Mapped::open(path)) {
            Some(Ok(mapped)) => Some(Self::Mapped(mapped)),
            _ => uncached::read(path).ok().map(Self::Owned),
        }
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Owned(bytes)
    }
}

impl Deref for Content {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Mapped(mapped) => mapped.bytes(),
            Self::Owned(bytes) => bytes,
        }
    }
}

#[cfg(test)]
mod tests {
    use vamos_fsys::work;

    use super::*;

    #[test]
    fn small_and_large_files_are_read() {
        let temp = tempfile::tempdir().unwrap();
        let path = format!("{}/file", temp.path().display());
        for size in [0, 10, LARGE - 1, LARGE, 3 * LARGE + 1] {
            let bytes: Vec<u8> = (0..size).map(|at| at as u8).collect();
            work::write(&path, &bytes).unwrap();
            let content = Content::read(&path, size).unwrap();
            assert_eq!(*content, bytes);
            assert_eq!(matches!(content, Content::Mapped(_)), size >= LARGE);
        }
        assert!(Content::read(&format!("{path}-gone"), LARGE).is_none());
    }
}
