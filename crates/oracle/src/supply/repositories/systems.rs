//! The version control systems: their programs, and their servers of repositories.
//!
//! Counterpart: none.

use std::path::Path;
use std::process::Command;

use crate::service::words;

/// A version control system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum System {
    Git,
    Mercurial,
    Subversion,
    Fossil,
}

impl System {
    /// Returns the name that go-import pages have.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Git => "git",
            Self::Mercurial => "hg",
            Self::Subversion => "svn",
            Self::Fossil => "fossil",
        }
    }

    /// Returns the programs that make its repositories and serve them.
    fn programs(self) -> &'static [&'static str] {
        match self {
            Self::Git => &["git"],
            Self::Mercurial => &["hg"],
            Self::Subversion => &["svn", "svnadmin", "svnserve"],
            Self::Fossil => &["fossil"],
        }
    }

    /// Fails if one of its programs is missing.
    pub(super) fn check(self) -> Result<(), String> {
        for program in self.programs() {
            let output = Command::new(program).arg("--help").output();
            output.map_err(|error| format!("{program}: {error}"))?;
        }
        Ok(())
    }

    /// Returns the URL of a repository below `root`.
    pub(super) fn url(self, port: u16, name: &str) -> String {
        match self {
            Self::Git => format!("git://127.0.0.1:{port}/{name}"),
            Self::Mercurial | Self::Fossil => format!("http://127.0.0.1:{port}/"),
            Self::Subversion => format!("svn://127.0.0.1:{port}/{name}"),
        }
    }

    /// Returns the server's command, without a shell.
    pub(super) fn argv(self, root: &Path, port: u16) -> Vec<String> {
        let (dir, port) = (root.display().to_string(), port.to_string());
        let base = format!("--base-path={dir}");
        let listen = format!("--port={port}");
        let repository = root.join(self.name()).display().to_string();
        let args: Vec<&str> = match self {
            Self::Git => vec![
                // Packs depend on how many threads search for differences.
                "git",
                "-c",
                "pack.threads=1",
                "daemon",
                "--listen=127.0.0.1",
                &listen,
                &base,
                "--export-all",
                "--reuseaddr",
            ],
            Self::Mercurial => vec![
                "hg",
                "serve",
                "-R",
                &repository,
                "-a",
                "127.0.0.1",
                "-p",
                &port,
            ],
            Self::Subversion => vec![
                "svnserve",
                "--daemon",
                "--foreground",
                "--listen-host=127.0.0.1",
                "--listen-port",
                &port,
                "-r",
                &dir,
            ],
            Self::Fossil => vec![
                "fossil",
                "server",
                "--localhost",
                "--port",
                &port,
                &repository,
            ],
        };
        let home = format!("HOME={}", root.join("home").display());
        let mut argv = words(Path::new("/usr/bin/env"), &[&home, "HGRCPATH="]);
        argv.extend(args.into_iter().map(str::to_owned));
        argv
    }
}
