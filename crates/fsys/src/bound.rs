//! A view in which a directory replaces another.
//!
//! Counterpart: cmd/go/internal/fsys/fsys.go (`Bind`).

use std::borrow::Cow;
use std::sync::Arc;

use vamos_base::golang::path;

use crate::DirEntry;
use crate::Files;
use crate::Hashed;
use crate::HashedFiles;
use crate::Metadata;
use crate::PathError;

/// A view of files in which one directory has the contents of another.
pub struct Bound {
    inner: Arc<dyn HashedFiles>,
    /// The path of the replaced directory.
    from: String,
    /// The path of the other directory.
    to: String,
}

impl Bound {
    /// Returns a view of the same files in which `dir` replaces `place`. Both are absolute and
    /// clean.
    pub fn new(inner: Arc<dyn HashedFiles>, dir: &str, place: &str) -> Self {
        Self {
            inner,
            from: place.to_owned(),
            to: dir.to_owned(),
        }
    }

    fn place<'p>(&self, path: &'p str) -> Cow<'p, str> {
        if !path::has_path_prefix(path, &self.from) {
            return Cow::Borrowed(path);
        }
        Cow::Owned(format!("{}{}", self.to, &path[self.from.len()..]))
    }
}

impl Files for Bound {
    fn stat(&self, path: &str) -> Result<Metadata, PathError> {
        self.inner.stat(&self.place(path))
    }

    fn lstat(&self, path: &str) -> Result<Metadata, PathError> {
        self.inner.lstat(&self.place(path))
    }

    fn read_dir(&self, path: &str) -> Result<Arc<[DirEntry]>, PathError> {
        self.inner.read_dir(&self.place(path))
    }

    fn read(&self, path: &str) -> Result<Arc<[u8]>, PathError> {
        self.inner.read(&self.place(path))
    }

    fn inspect(
        &self,
        path: &str,
        look: &mut dyn FnMut(&[u8], bool) -> bool,
    ) -> Result<(), PathError> {
        self.inner.inspect(&self.place(path), look)
    }

    fn actual<'a>(&self, path: &'a str) -> Cow<'a, str> {
        match self.place(path) {
            Cow::Borrowed(path) => self.inner.actual(path),
            Cow::Owned(path) => Cow::Owned(self.inner.actual(&path).into_owned()),
        }
    }

    fn is_replaced(&self, path: &str) -> bool {
        path::has_path_prefix(path, &self.from) || self.inner.is_replaced(path)
    }

    fn eval_symlinks(&self, path: &str) -> Result<String, PathError> {
        self.inner.eval_symlinks(path)
    }

    fn is_dir(&self, path: &str) -> bool {
        self.inner.is_dir(&self.place(path))
    }

    fn is_file(&self, path: &str) -> bool {
        self.inner.is_file(&self.place(path))
    }
}

impl HashedFiles for Bound {
    fn inspect_hashing(
        &self,
        path: &str,
        look: &mut dyn FnMut(&[u8], bool) -> bool,
    ) -> Result<(), PathError> {
        self.inner.inspect_hashing(&self.place(path), look)
    }

    fn hashed(&self, path: &str) -> Result<Hashed, PathError> {
        self.inner.hashed(&self.place(path))
    }

    fn stamp(&self, path: &str) -> Result<Metadata, PathError> {
        self.inner.stamp(&self.place(path))
    }

    fn size(&self, path: &str) -> Option<u64> {
        self.inner.size(&self.place(path))
    }

    fn remember_hash(&self, path: &str, hashed: Hashed) {
        self.inner.remember_hash(&self.place(path), hashed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Bound;
    use crate::Files;
    use crate::MemFiles;

    #[test]
    fn a_directory_hides_the_replaced_one() {
        let mut files = MemFiles::new();
        files.insert("/go/src/x/old.go", b"");
        files.insert("/go/src/xy/y.go", b"");
        files.insert("/mod/x@v1/x/v1/new.go", b"package x");
        let bound = Bound::new(Arc::new(files), "/mod/x@v1/x", "/go/src/x");
        assert!(!bound.is_file("/go/src/x/old.go"));
        assert!(bound.is_file("/go/src/xy/y.go"));
        assert_eq!(&*bound.read("/go/src/x/v1/new.go").unwrap(), b"package x");
        let names = bound.read_dir("/go/src/x").unwrap();
        assert_eq!(names[0].name, "v1");
        assert_eq!(bound.actual("/go/src/x/v1"), "/mod/x@v1/x/v1");
        assert_eq!(bound.actual("/go/src/xy"), "/go/src/xy");
        assert!(bound.is_replaced("/go/src/x/v1") && !bound.is_replaced("/go/src"));
    }
}
