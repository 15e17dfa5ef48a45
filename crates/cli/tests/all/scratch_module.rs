//! A module in a directory of its own, and commands that run in it with an environment that the
//! machine does not change. For tests of features that only vamos has, without an official command.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "it writes the files that commands under test read"
)]

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use vamos_testkit::SPARE_COLLECTION;
use vamos_testkit::official_sdk;
use vamos_testkit::shared_sdk;
use vamos_testkit::unwrapped_sdk;
use vamos_testkit::vamos;
use vamos_testkit::write_script;

/// A module in `m`, with home and caches in other directories of its top.
pub(crate) struct ScratchModule {
    top: tempfile::TempDir,
    vamos: PathBuf,
    goroot: PathBuf,
}

impl ScratchModule {
    /// Makes an empty one; `None` where no SDK or no vamos is to be tested. Its GOROOT is the
    /// scratch copy of the SDK, so that no test compiles the standard library again.
    pub(crate) fn new() -> Option<Self> {
        Self::of_sdk(shared_sdk()?)
    }

    /// Makes one with the SDK itself, for commands that run the `go` in GOROOT/bin.
    pub(crate) fn with_real_go() -> Option<Self> {
        Self::of_sdk(official_sdk()?)
    }

    /// Makes one with an SDK whose tools are programs of a release.
    pub(crate) fn with_release() -> Option<Self> {
        Self::of_sdk(unwrapped_sdk()?)
    }

    fn of_sdk(goroot: PathBuf) -> Option<Self> {
        let vamos = vamos()?;
        let top = tempfile::TempDir::new().expect("there is a place for it");
        Some(Self { top, vamos, goroot })
    }

    /// Returns the path of `m`, `home`, `cache` or `gopath`, or of something in it.
    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.top.path().join(name)
    }

    /// Writes a file of the module; one that begins like a script can be run.
    pub(crate) fn write(&self, name: &str, content: &str) {
        let file = self.at("m").join(name);
        fs::create_dir_all(file.parent().expect("it is in the module")).expect("it is ours");
        match content.starts_with("#!") {
            true => write_script(&file, content).expect("it is ours"),
            false => fs::write(file, content).expect("it is ours"),
        }
    }

    /// Returns a command that runs vamos in the module.
    pub(crate) fn vamos(&self) -> Command {
        self.command(&self.vamos)
    }

    /// Returns a command that runs a program in the module. Scripts of the module come first on
    /// its PATH.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let path = format!("{}:/usr/bin:/bin", self.at("m").display());
        let mut command = Command::new(program);
        command
            .current_dir(self.at("m"))
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.at("home"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GOROOT", &self.goroot)
            .env("GOCACHE", self.at("cache"))
            .env("GOPATH", self.at("gopath"))
            .env("GOFLAGS", "-buildvcs=false")
            .env("GOPROXY", "off")
            .env("GOTOOLCHAIN", "local")
            .env("VAMOS_NO_DELEGATE", "1")
            .env("VAMOS_COMPILER", "stock")
            .env("VAMOS_KEPT", "off")
            .envs(SPARE_COLLECTION);
        command
    }
}
