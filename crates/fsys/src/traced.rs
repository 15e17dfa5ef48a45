//! A view that reports every operation, for `GODEBUG=gofsystrace=1`.
//!
//! Counterpart: cmd/go/internal/fsys/fsys.go (`Trace`).

use std::borrow::Cow;
use std::sync::Arc;

use crate::DirEntry;
use crate::Files;
use crate::HashedFiles;
use crate::Metadata;
use crate::PathError;

/// Called with upstream's name of an operation, and its path.
pub type TraceFn = Box<dyn Fn(&str, &str) + Send + Sync>;

/// A view of files that reports every operation.
pub struct Traced {
    inner: Arc<dyn HashedFiles>,
    report: TraceFn,
}

impl Traced {
    /// Returns a view of the same files that calls `report` before every operation.
    pub fn new(inner: Arc<dyn HashedFiles>, report: TraceFn) -> Self {
        Self { inner, report }
    }
}

impl Files for Traced {
    fn stat(&self, path: &str) -> Result<Metadata, PathError> {
        (self.report)("Stat", path);
        self.inner.stat(path)
    }

    fn lstat(&self, path: &str) -> Result<Metadata, PathError> {
        (self.report)("Lstat", path);
        self.inner.lstat(path)
    }

    fn read_dir(&self, path: &str) -> Result<Arc<[DirEntry]>, PathError> {
        (self.report)("ReadDir", path);
        self.inner.read_dir(path)
    }

    fn read(&self, path: &str) -> Result<Arc<[u8]>, PathError> {
        (self.report)("Open", path);
        self.inner.read(path)
    }

    fn inspect(
        &self,
        path: &str,
        look: &mut dyn FnMut(&[u8], bool) -> bool,
    ) -> Result<(), PathError> {
        (self.report)("Open", path);
        self.inner.inspect(path, look)
    }

    fn actual<'a>(&self, path: &'a str) -> Cow<'a, str> {
        self.inner.actual(path)
    }

    fn is_replaced(&self, path: &str) -> bool {
        self.inner.is_replaced(path)
    }

    fn eval_symlinks(&self, path: &str) -> Result<String, PathError> {
        self.inner.eval_symlinks(path)
    }

    fn is_dir(&self, path: &str) -> bool {
        (self.report)("IsDir", path);
        self.inner.is_dir(path)
    }
}

impl HashedFiles for Traced {}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::Mutex;

    use super::Traced;
    use crate::Files;
    use crate::MemFiles;

    #[test]
    fn reports_calls_before_their_results() {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ear = Arc::clone(&heard);
        let files = Traced::new(
            Arc::new(MemFiles::new()),
            Box::new(move |op, path| ear.lock().unwrap().push(format!("{op} {path}"))),
        );
        assert!(files.stat("/a").is_err());
        assert!(files.read("/a/b").is_err());
        assert!(!files.is_dir("/a"));
        assert_eq!(*heard.lock().unwrap(), ["Stat /a", "Open /a/b", "IsDir /a"]);
    }
}
