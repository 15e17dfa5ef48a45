//! Files in memory without a copy.
//!
//! The linker reads archives of hundreds of megabytes and needs a third of their bytes.
//! Counterpart: cmd/internal/bio/buf_mmap.go.

use std::fmt;
use std::os::fd::AsFd;
use std::ptr;
use std::slice;

use rustix::mm::MapFlags;
use rustix::mm::ProtFlags;

use crate::Metadata;
use crate::PathError;
use crate::stamp::Stamp;
use crate::uncached;

/// A file that is mapped read-only.
///
/// The bytes change if another process writes to the file; one that is truncated ends this
/// process at the next access. So only files that no process changes in place may be mapped:
/// entries of the build cache, and what this build has finished.
pub struct Mapped {
    start: *const u8,
    len: usize,
}

impl Mapped {
    /// Maps a whole file.
    ///
    /// # Errors
    /// The file cannot be opened or mapped.
    pub fn open(path: &str) -> Result<Self, PathError> {
        Self::open_stamped(path).map(|(mapped, _)| mapped)
    }

    /// Maps a whole file; returns its stamp, too.
    ///
    /// # Errors
    /// The file cannot be opened or mapped.
    pub fn open_stamped(path: &str) -> Result<(Self, Stamp), PathError> {
        let file = uncached::open(path)?;
        let fail = |op, error: std::io::Error| PathError::new(op, path, &error);
        let meta = file.metadata().map_err(|error| fail("stat", error))?;
        let stamp = Stamp::from(&Metadata::from(&meta));
        let len = usize::try_from(meta.len()).unwrap_or(usize::MAX);
        if len == 0 {
            let empty = Self {
                start: ptr::null(),
                len,
            };
            return Ok((empty, stamp));
        }
        #[expect(unsafe_code, reason = "mapping a file is a raw system call")]
        // SAFETY: the kernel chooses a free range of addresses, so no other object is
        // affected. `Drop` unmaps the range, and every slice of it borrows `self`.
        let start = unsafe {
            rustix::mm::mmap(
                ptr::null_mut(),
                len,
                ProtFlags::READ,
                MapFlags::PRIVATE,
                file.as_fd(),
                0,
            )
        };
        let start = start.map_err(|error| fail("mmap", error.into()))?;
        let mapped = Self {
            start: start.cast(),
            len,
        };
        Ok((mapped, stamp))
    }

    /// Returns the bytes.
    pub fn bytes(&self) -> &[u8] {
        if self.len == 0 {
            return &[];
        }
        #[expect(unsafe_code, reason = "the range has no owner but this value")]
        // SAFETY: `open` mapped `len` bytes at `start`, readable until `drop`. The
        // contract of the type excludes files that change.
        unsafe {
            slice::from_raw_parts(self.start, self.len)
        }
    }
}

impl AsRef<[u8]> for Mapped {
    fn as_ref(&self) -> &[u8] {
        self.bytes()
    }
}

impl Drop for Mapped {
    fn drop(&mut self) {
        if self.len == 0 {
            return;
        }
        #[expect(unsafe_code, reason = "unmapping is a raw system call")]
        // SAFETY: the range is that of `open`, and no slice of it outlives `self`.
        let result = unsafe { rustix::mm::munmap(self.start.cast_mut().cast(), self.len) };
        // It only fails for a range that was never mapped.
        debug_assert!(result.is_ok());
    }
}

#[expect(
    unsafe_code,
    reason = "raw pointers are neither Send nor Sync by themselves"
)]
// SAFETY: the bytes are never written through this value.
unsafe impl Send for Mapped {}
#[expect(
    unsafe_code,
    reason = "raw pointers are neither Send nor Sync by themselves"
)]
// SAFETY: as for `Send`.
unsafe impl Sync for Mapped {}

impl fmt::Debug for Mapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mapped({} bytes)", self.len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work;

    #[test]
    fn maps_what_the_file_contains() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
        let content: Vec<u8> = (0..100_000_u32).map(|at| at as u8).collect();
        work::write(&path("full"), &content).unwrap();
        work::write(&path("empty"), b"").unwrap();
        assert_eq!(Mapped::open(&path("full")).unwrap().bytes(), content);
        assert_eq!(Mapped::open(&path("empty")).unwrap().bytes(), b"");
        let missing = path("missing");
        let error = Mapped::open(&missing).unwrap_err();
        let expected = format!("open {missing}: no such file or directory");
        assert_eq!(error.to_string(), expected);
        assert!(Mapped::open(dir.path().to_str().unwrap()).is_err());
    }
}
