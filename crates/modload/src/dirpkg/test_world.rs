//! A directory with a package, and results of runs on it, for tests.
//!
//! Counterpart: none.

use std::sync::Arc;

use vamos_cache::system_clock;
use vamos_fsys::work;
use vamos_localstore::Table;

use super::context::BuildContext;

/// A temporary directory with a package's directory `p` and stored results.
pub(super) struct World {
    _temp: tempfile::TempDir,
    /// The package's directory.
    pub(super) dir: String,
    memo: String,
    now: i128,
}

impl World {
    /// Creates these directories.
    pub(super) fn new(dirs: &[&str]) -> Self {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().to_str().unwrap().to_owned();
        for dir in dirs {
            vamos_fsys::uncached::make_dirs(&format!("{root}/{dir}")).unwrap();
        }
        Self {
            dir: format!("{root}/p"),
            memo: format!("{root}/memo"),
            // The stamps of files this new prove nothing.
            now: (system_clock())() + 10_000_000_000,
            _temp: temp,
        }
    }

    /// Writes a file of the package.
    pub(super) fn write(&self, name: &str, text: &str) {
        work::write(&format!("{}/{name}", self.dir), text.as_bytes()).unwrap();
    }

    /// Opens the stored results of earlier runs.
    pub(super) fn memo(&self) -> Arc<Table> {
        Arc::new(Table::open(&self.memo, "test", self.now))
    }
}

/// Returns a target.
pub(super) fn context(goos: &str) -> BuildContext {
    BuildContext {
        goos: goos.to_owned(),
        goarch: "amd64".to_owned(),
        ..BuildContext::default()
    }
}
