//! An SDK in miniature and its scratch copy.
//!
//! Counterpart: none.

use std::fs;
use std::path::PathBuf;

use vamos_testkit::Goroot;
use vamos_testkit::write_script;

/// A directory with an SDK in `sdk`, and its scratch copy in `goroot` that keeps results.
pub(crate) struct World {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) goroot: Goroot,
}

impl World {
    /// Makes a fixture with these tools, each with its script, and a package `p` of these files,
    /// whose content is `#`.
    pub(crate) fn with(tools: &[(&str, &str)], sources: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("the directory is writable");
        let at = |name: &str| dir.path().join(name);
        for name in ["sdk/bin", "sdk/src/p", "sdk/pkg/tool/p", "goroot-compiled"] {
            fs::create_dir_all(at(name)).expect("the directory is writable");
        }
        for (tool, script) in tools {
            let tool = at("sdk/pkg/tool/p").join(tool);
            write_script(&tool, script).expect("the directory is writable");
        }
        for name in sources {
            fs::write(at("sdk/src/p").join(name), "#").expect("the directory is writable");
        }
        let goroot = Goroot::make(&at("sdk"), &at("goroot")).expect("the SDK can be copied");
        Self { dir, goroot }
    }

    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }
}
