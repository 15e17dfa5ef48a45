//! The order for a process that records what compilations have read, apart from builds, and the locks
//! between it and builds.
//!
//! There is one such process at a time, and none while a build has work to do. The order is the
//! last command that left archives without a record. All files are in the directory of the
//! instrumented compilers, without which there is nothing to do.
//! Counterpart: none; upstream compiles all importers.

use vamos_fsys::atomic;
use vamos_fsys::lock::LockedFile;
use vamos_fsys::uncached;
use vamos_fsys::work;

use crate::kind::StoreKind;

/// The lock of the process.
const PASS: &str = "reads.pass";

/// The lock that builds share while they have work to do.
const BUILDS: &str = "reads.builds";

/// The file with the order.
const ORDER: &str = "reads.order";

/// Orders of one user.
#[derive(Clone, Debug)]
pub struct ReadPasses {
    dir: String,
}

impl ReadPasses {
    /// Returns the files below vamos' own directory of the user's caches.
    pub fn below(own: &str) -> Self {
        Self {
            dir: StoreKind::Compilers.path(own, ""),
        }
    }

    fn path(&self, name: &str) -> String {
        format!("{}/{name}", self.dir)
    }

    /// Marks a build as working until the lock is dropped. `None` if there has never been a pass.
    pub fn begin_build(&self) -> Option<LockedFile> {
        LockedFile::open(&self.path(BUILDS)).ok()
    }

    /// Reports whether a build works now.
    pub fn has_build(&self) -> bool {
        matches!(LockedFile::try_alone(&self.path(BUILDS)), Ok(None))
    }

    /// Takes the right to be the only pass; `None` if another process has it.
    pub fn begin(&self) -> Option<LockedFile> {
        uncached::make_dirs(&self.dir).ok()?;
        let lock = LockedFile::try_edit(&self.path(PASS)).ok()??;
        // Builds open the file, and don't make it.
        drop(LockedFile::try_edit(&self.path(BUILDS)));
        Some(lock)
    }

    /// Stores an order, which replaces an earlier one: its words have no NUL.
    pub fn order(&self, words: &[String]) {
        // Without it the next build compiles more.
        let _ = uncached::make_dirs(&self.dir).and_then(|()| {
            atomic::write_atomic(&self.path(ORDER), words.join("\0").as_bytes(), 0o600)
        });
    }

    /// Reports whether there is an order.
    pub fn has_order(&self) -> bool {
        uncached::stat(&self.path(ORDER)).is_ok()
    }

    /// Returns the order.
    pub fn ordered(&self) -> Option<Vec<String>> {
        let bytes = uncached::read(&self.path(ORDER)).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        Some(text.split('\0').map(str::to_owned).collect())
    }

    /// Removes the order.
    pub fn forget_order(&self) {
        let _ = work::remove(&self.path(ORDER));
    }
}

#[cfg(test)]
mod tests {
    use super::ReadPasses;

    #[test]
    fn one_pass_and_no_build() {
        let temp = tempfile::tempdir().unwrap();
        let passes = ReadPasses::below(temp.path().to_str().unwrap());
        assert!(passes.begin_build().is_none() && !passes.has_build());
        let first = passes.begin().unwrap();
        assert!(passes.begin().is_none());
        let builds = [(); 2].map(|()| passes.begin_build().unwrap());
        assert!(passes.has_build());
        drop(builds);
        assert!(!passes.has_build());
        drop(first);
        assert!(passes.begin().is_some());
    }

    #[test]
    fn the_last_order_counts() {
        let temp = tempfile::tempdir().unwrap();
        let passes = ReadPasses::below(temp.path().to_str().unwrap());
        assert_eq!(passes.ordered(), None);
        for words in [["/m", "build"], ["/n", ""]].map(|words| words.map(str::to_owned)) {
            passes.order(&words);
            assert_eq!(passes.ordered().as_deref(), Some(&words[..]));
        }
        assert!(passes.has_order());
        passes.forget_order();
        assert!(!passes.has_order());
    }
}
