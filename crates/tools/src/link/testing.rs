//! Hosts and options of links in tests.
//!
//! Counterpart: none.

use vamos_base::Cancel;
use vamos_fsys::proc::Leftovers;
use vamos_fsys::proc::LocalExecutor;
use vamos_goenv::GoEnv;
use vamos_link::Options;
use vamos_link::arch;
use vamos_link::flags;
use vamos_link::options::Sdk;
use vamos_link::profile;
use vamos_link::system::System;

use super::LinkHost;

/// Values that a host of a link borrows.
pub(super) struct TestHost {
    env: GoEnv,
    executor: LocalExecutor,
    leftovers: Leftovers,
    dir: tempfile::TempDir,
    /// Cancels programs of the host.
    pub(super) cancel: Cancel,
}

impl TestHost {
    /// Returns a host with a directory `tmp` for temporary files, and programs in `bin` and where
    /// most systems have them.
    pub(super) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
        for name in ["tmp", "bin"] {
            vamos_fsys::uncached::make_dir(&at(name)).unwrap();
        }
        let mut env = GoEnv::default();
        env.vars.tools = vec![
            ("TMPDIR".to_owned(), at("tmp")),
            ("PATH".to_owned(), format!("{}:/usr/bin:/bin", at("bin"))),
        ];
        Self {
            env,
            executor: LocalExecutor::new(),
            leftovers: Leftovers::default(),
            dir,
            cancel: Cancel::new(),
        }
    }

    /// Sets a variable.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        let variable = (name.to_owned(), value.to_owned());
        self.env.vars.tools.push(variable);
    }

    /// Returns the host, whose names are relative to the directory.
    pub(super) fn host(&self) -> LinkHost<'_> {
        LinkHost {
            dir: self.path(""),
            env: &self.env,
            executor: &self.executor,
            cancel: self.cancel.clone(),
            leftovers: &self.leftovers,
        }
    }

    /// Returns the path of a file in the directory.
    pub(super) fn path(&self, name: &str) -> String {
        let path = match name {
            "" => self.dir.path().to_owned(),
            name => self.dir.path().join(name),
        };
        path.to_str().unwrap().to_owned()
    }

    /// Writes a program of the shell.
    pub(super) fn script(&self, name: &str, text: &str) {
        let text = format!("#!/bin/sh\n{text}\n");
        let path = self.path(&format!("bin/{name}"));
        vamos_fsys::work::write_mode(&path, text.as_bytes(), 0o777).unwrap();
    }

    /// Returns the names in a directory, sorted.
    pub(super) fn names(&self, dir: &str) -> Vec<String> {
        let mut names = vamos_fsys::uncached::names(&self.path(dir)).unwrap();
        names.sort();
        names
    }
}

/// Returns the options of a link for Linux by this release.
pub(super) fn options(minor: u32, goarch: &str, args: &[&str]) -> Options {
    let arch = match goarch {
        "arm64" => &arch::ARM64,
        _ => &arch::AMD64,
    };
    let host = TestHost::new();
    let last = ["-importcfg=/dev/null", "main.a"];
    let args: Vec<String> = args
        .iter()
        .chain(&last)
        .map(|arg| (*arg).to_owned())
        .collect();
    let sdk = Sdk {
        system: System::Linux,
        ..Sdk::default()
    };
    let profile = profile::of_minor(minor).unwrap();
    flags::parse("link", &args, arch, profile, sdk, &host.host()).unwrap()
}
