//! Copies of large files that are expensive to make. Their total size is limited; the least
//! recently used are removed first.
//!
//! A copy is a file of our own, named after the ID of its content's source. It is written under
//! another name and renamed. The reader checks it, and removes a copy that changed. Several runs
//! may store and remove copies concurrently: at worst a copy is lost. A copy for which there is no
//! space is not stored, and nothing here is ever an error.
//! Counterpart: none; upstream caches the executables of `go run` only, in GOCACHE.

use vamos_base::Digest;
use vamos_fsys::atomic::TempFile;
use vamos_fsys::uncached;
use vamos_fsys::work;

use crate::clock::now_ns;
use crate::eviction;
use crate::kind::StoreKind;

/// The copies together take at most this part of the free space, counted without them.
const SHARE: u64 = 10;

/// Maximum size of one copy, as a divisor of the limit.
const LARGEST: u64 = 4;

/// The copies of one user.
#[derive(Debug)]
pub struct FileCache {
    dir: String,
    limit: u64,
}

/// A copy that is being made.
pub struct Keeping {
    temp: TempFile,
    path: String,
}

impl FileCache {
    /// Returns the copies below vamos' own directory of the user's caches. `limit` is their maximum
    /// total size in bytes; with 0 none are stored.
    pub fn below(own: &str, limit: u64) -> Self {
        Self {
            dir: StoreKind::Executables.path(own, ""),
            limit,
        }
    }

    /// Reports whether no copies may be stored or used.
    pub fn is_off(&self) -> bool {
        self.limit == 0
    }

    fn path(&self, id: &Digest) -> String {
        format!("{}/{}", self.dir, id.hex())
    }

    /// Returns the file that was stored under an ID.
    pub fn find(&self, id: &Digest) -> Option<String> {
        let path = self.path(id);
        let is_there = !self.is_off() && work::lstat(&path).is_ok_and(|meta| meta.is_file());
        is_there.then_some(path)
    }

    /// Records that a copy was used just now.
    pub fn mark_used(&self, id: &Digest) {
        let _ = uncached::set_times(&self.path(id), now_ns());
    }

    /// Removes the file that is stored under an ID.
    pub fn remove(&self, id: &Digest) {
        let _ = work::remove(&self.path(id));
    }

    /// Makes room for `size` bytes; returns the path of the copy that is to be written there,
    /// `None` if there is no space for it.
    pub fn place(&self, id: &Digest, size: u64) -> Option<String> {
        if self.is_off() || size > self.limit / LARGEST {
            return None;
        }
        uncached::make_dirs(&self.dir).ok()?;
        let files = eviction::files(&self.dir);
        let used: u64 = files.iter().map(|file| file.bytes).sum();
        let free = work::free_space(&self.dir)?;
        let limit = self.limit.min((free + used) / SHARE);
        if size > limit / LARGEST {
            return None;
        }
        eviction::make_room(files, size, limit, usize::MAX);
        Some(self.path(id))
    }

    /// Makes room for `size` bytes, and begins a copy; `None` if there is no space for it.
    pub fn begin(&self, id: &Digest, size: u64) -> Option<Keeping> {
        let path = self.place(id, size)?;
        let temp = TempFile::create(&self.dir, eviction::UNFINISHED, 0o600).ok()?;
        Some(Keeping { temp, path })
    }
}

impl Keeping {
    /// Copies a file; reports whether all `size` bytes of it were copied.
    pub fn copy(&mut self, path: &str, size: u64) -> bool {
        self.temp.write_file(path) == Ok(size)
    }

    /// Renames the copy to its final name.
    pub fn finish(self) {
        let _ = self.temp.persist(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use vamos_base::Digest;
    use vamos_fsys::uncached;
    use vamos_fsys::work;

    use super::FileCache;

    fn id(number: u8) -> Digest {
        Digest::of(&[number])
    }

    fn keep(kept: &FileCache, number: u8, file: &str) -> bool {
        let size = uncached::stat(file).unwrap().size;
        let Some(mut keeping) = kept.begin(&id(number), size) else {
            return false;
        };
        let is_whole = keeping.copy(file, size);
        keeping.finish();
        is_whole
    }

    #[test]
    fn the_least_recently_used_goes_first() {
        let temp = tempfile::tempdir().unwrap();
        let own = temp.path().to_str().unwrap();
        let file = format!("{own}/file");
        work::write(&file, &[7; 1000]).unwrap();
        let kept = FileCache::below(own, 4000);
        for number in 0..4 {
            assert!(keep(&kept, number, &file));
            let path = kept.find(&id(number)).unwrap();
            uncached::set_times(&path, i128::from(number) * 1_000_000_000).unwrap();
            assert_eq!(uncached::read(&path).unwrap(), [7; 1000]);
        }
        kept.mark_used(&id(0));
        // A copy that another run is still writing stays; an abandoned one is removed.
        let unfinished = |name: &str| format!("{own}/executables/{name}.tmp");
        work::write(&unfinished("young"), b"x").unwrap();
        work::write(&unfinished("old"), b"x").unwrap();
        uncached::set_times(&unfinished("old"), 0).unwrap();
        assert!(keep(&kept, 4, &file));
        let there = |number| kept.find(&id(number)).is_some();
        assert_eq!([0, 1, 2, 3, 4].map(there), [true, false, true, true, true]);
        assert!(uncached::stat(&unfinished("young")).is_ok());
        assert!(uncached::stat(&unfinished("old")).is_err());
        kept.remove(&id(4));
        assert!(!there(4));
        // A copy that is too large removes no other.
        work::write(&file, &[7; 1001]).unwrap();
        assert!(!keep(&kept, 5, &file));
        assert!(there(0) && there(2));
    }

    #[test]
    fn no_place_is_no_error() {
        let temp = tempfile::tempdir().unwrap();
        let own = temp.path().to_str().unwrap();
        let file = format!("{own}/file");
        work::write(&file, b"bytes").unwrap();
        assert!(!keep(&FileCache::below(own, 0), 1, &file));
        assert!(!keep(&FileCache::below(&file, 2 << 30), 1, &file));
        let kept = FileCache::below(own, 2 << 30);
        assert!(keep(&kept, 1, &file));
        let mut keeping = kept.begin(&id(2), 5).unwrap();
        assert!(!keeping.copy(&format!("{own}/none"), 5));
        assert!(!keeping.copy(&file, 4));
        drop(keeping);
        assert_eq!(
            uncached::names(&format!("{own}/executables"))
                .unwrap()
                .len(),
            1
        );
        let off = FileCache::below(own, 0);
        assert!(off.find(&id(1)).is_none());
    }
}
