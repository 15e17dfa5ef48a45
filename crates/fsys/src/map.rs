//! Files in memory without a copy.
//!
//! The linker reads archives of hundreds of megabytes and uses a third of their bytes.
//! Counterpart: cmd/internal/bio/buf_mmap.go.

use std::fmt;
use std::fs::File;
use std::os::fd::AsFd;
use std::os::unix::fs::FileExt;
use std::ptr;
use std::slice;

use rustix::mm::MapFlags;
use rustix::mm::ProtFlags;

use crate::Metadata;
use crate::PathError;
use crate::stamp::Stamp;
use crate::uncached;

/// A file that is mapped read-only, or the end of one.
///
/// The bytes change if another process writes to the file; one that is truncated ends this process
/// at the next access. Therefore only files that no process changes in place may be mapped: entries
/// of the build cache, and completed outputs of this build.
pub struct Mapped {
    start: *const u8,
    /// The length of the mapping, which starts with a page.
    len: usize,
    /// The offset of the requested bytes in the first page of the mapping.
    offset: usize,
}

impl Mapped {
    /// Maps a whole file.
    ///
    /// # Errors
    /// The file cannot be opened or mapped.
    pub fn open(path: &str) -> Result<Self, PathError> {
        let (file, stamp) = open_file(path)?;
        Self::map(&file, path, stamp.size, 0)
    }

    /// Maps a file without unneeded bytes at its start: `front` determines their number from the
    /// first `N` bytes. Also returns the file's stamp. A file that is not longer than these bytes
    /// is mapped as a whole.
    ///
    /// Reading a page of the start through the mapping would use memory for it and for the pages
    /// around it.
    ///
    /// # Errors
    /// The file cannot be opened or mapped.
    pub fn open_behind<const N: usize>(
        path: &str,
        front: impl FnOnce(&[u8; N]) -> Option<usize>,
    ) -> Result<(Self, Stamp), PathError> {
        let (file, stamp) = open_file(path)?;
        let mut head = [0; N];
        let front = match file.read_exact_at(&mut head, 0) {
            Ok(()) => front(&head).filter(|&front| (front as u64) < stamp.size),
            // A short file; other errors are reported by mapping it.
            Err(_) => None,
        };
        let mapped = Self::map(&file, path, stamp.size, front.unwrap_or_default())?;
        Ok((mapped, stamp))
    }

    /// Maps a file of `size` bytes from an offset, which is smaller, or 0.
    fn map(file: &File, path: &str, size: u64, offset: usize) -> Result<Self, PathError> {
        let page = (offset - in_page(offset)) as u64;
        let len = usize::try_from(size.saturating_sub(page)).unwrap_or(usize::MAX);
        if len == 0 {
            return Ok(Self {
                start: ptr::null(),
                len,
                offset,
            });
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
                page,
            )
        };
        let start = start.map_err(|error| PathError::new("mmap", path, &error.into()))?;
        Ok(Self {
            start: start.cast(),
            len,
            offset,
        })
    }

    /// Returns the offset of the bytes in the file.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Returns the bytes.
    pub fn bytes(&self) -> &[u8] {
        if self.len == 0 {
            return &[];
        }
        #[expect(unsafe_code, reason = "the range has no owner but this value")]
        // SAFETY: `map` mapped `len` bytes at `start`, readable until `drop`, of which the file's
        // byte at `offset` is one. The contract of the type excludes files that change.
        unsafe {
            let front = in_page(self.offset);
            slice::from_raw_parts(self.start.add(front), self.len - front)
        }
    }
}

/// Returns the number of bytes between the start of the page and an offset.
fn in_page(offset: usize) -> usize {
    offset % rustix::param::page_size()
}

/// Opens a file; also returns its stamp.
fn open_file(path: &str) -> Result<(File, Stamp), PathError> {
    let file = uncached::open(path)?;
    let meta = file.metadata();
    let meta = meta.map_err(|error| PathError::new("stat", path, &error))?;
    Ok((file, Stamp::from(&Metadata::from(&meta))))
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
        // SAFETY: the range was mapped by `map`, and no slice of it outlives `self`.
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
        write!(f, "Mapped({} bytes)", self.bytes().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work;

    #[test]
    fn maps_the_contents_of_a_file() {
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

    #[test]
    fn maps_a_file_without_its_front() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file").to_str().unwrap().to_owned();
        let content: Vec<u8> = (0..100_000_u32).map(|at| (at / 7) as u8).collect();
        work::write(&path, &content).unwrap();
        for front in [0, 1, 4095, 4096, 4097, 65_536, 99_999, 100_000, usize::MAX] {
            let (mapped, _) = Mapped::open_behind(&path, |head: &[u8; 20]| {
                assert_eq!(head, &content[..20]);
                Some(front)
            })
            .unwrap();
            let offset = if front < content.len() { front } else { 0 };
            assert_eq!(mapped.offset(), offset);
            assert_eq!(mapped.bytes(), &content[offset..]);
        }
        work::write(&path, b"short").unwrap();
        let (mapped, _) = Mapped::open_behind::<6>(&path, |_| panic!("short")).unwrap();
        assert_eq!((mapped.bytes(), mapped.offset()), (&b"short"[..], 0));
    }
}
