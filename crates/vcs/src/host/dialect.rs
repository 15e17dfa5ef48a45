//! The commands of the systems other than git: the arguments of their programs.
//!
//! Counterpart: cmd/go/internal/modfetch/codehost/vcs.go (`vcsCmds`).

use crate::system::System;

/// A command: a program and its arguments.
pub(super) type Argv = Vec<String>;

fn argv<const N: usize>(words: [&str; N]) -> Argv {
    words.map(str::to_owned).to_vec()
}

/// The commands of a system's program.
#[derive(Clone, Debug)]
pub(crate) struct Dialect {
    /// The system, which is not git.
    pub(crate) system: System,
    /// True since Go 1.26: Mercurial repositories have sums, are pulled from before a query, and
    /// list the tags before a commit.
    pub(crate) has_hg_sums: bool,
    /// GOROOT, which contains an extension for Mercurial.
    pub(crate) goroot: String,
}

impl Dialect {
    fn is_new_hg(&self) -> bool {
        self.system == System::Hg && self.has_hg_sums
    }

    fn hg_extension(&self) -> String {
        let goroot = &self.goroot;
        format!("--config=extensions.goreposum={goroot}/lib/hg/goreposum.py")
    }

    /// Returns the name of the directory or file that a copy of a repository contains.
    pub(super) fn root_name(&self) -> String {
        format!(".{}", self.system.command())
    }

    /// Makes a copy of a repository in the current directory; `None` for systems without copies.
    pub(super) fn init(&self, remote: &str) -> Option<Argv> {
        match self.system {
            System::Hg if self.has_hg_sums => Some(argv(["hg", "init", "."])),
            System::Hg => Some(argv(["hg", "clone", "-U", "--", remote, "."])),
            System::Svn => None,
            System::Bzr => Some(argv([
                "bzr",
                "branch",
                "--use-existing-dir",
                "--",
                remote,
                ".",
            ])),
            _ => Some(argv(["fossil", "clone", "--", remote, ".fossil"])),
        }
    }

    /// Returns the contents of `.hg/hgrc` for a copy that `init` leaves without its origin.
    pub(super) fn configuration(&self, remote: &str) -> Option<String> {
        let has_none = self.is_new_hg();
        has_none.then(|| format!("[paths]\ndefault = {remote}\n"))
    }

    /// Gets everything from the origin.
    pub(super) fn fetch(&self) -> Option<Argv> {
        match self.system {
            System::Hg => Some(argv(["hg", "pull", "-f"])),
            System::Svn => None,
            System::Bzr => Some(argv(["bzr", "pull", "--overwrite-tags"])),
            _ => Some(argv(["fossil", "pull", "-R", ".fossil"])),
        }
    }

    /// Reports whether tags and branches are only queried after a fetch.
    pub(super) fn fetches_first(&self) -> bool {
        self.is_new_hg()
    }

    /// Prints a sum of all branches and their commits.
    pub(super) fn repo_sum(&self, place: &str) -> Option<Argv> {
        let extension = self.hg_extension();
        self.is_new_hg()
            .then(|| argv(["hg", &extension, "goreposum", "--", place]))
    }

    /// Prints the commit that a name has in a remote repository.
    pub(super) fn look_up(&self, remote: &str, name: &str) -> Option<Argv> {
        let extension = self.hg_extension();
        self.is_new_hg()
            .then(|| argv(["hg", &extension, "golookup", "--", remote, name]))
    }

    /// Lists tags.
    pub(super) fn tags(&self, remote: &str) -> Argv {
        match self.system {
            System::Hg => argv(["hg", "tags", "-q"]),
            System::Svn => {
                let above = remote.strip_suffix("/trunk").unwrap_or(remote);
                argv(["svn", "list", "--", &format!("{above}/tags")])
            }
            System::Bzr => argv(["bzr", "tags"]),
            _ => argv(["fossil", "tag", "-R", ".fossil", "list"]),
        }
    }

    /// Lists branches, whose commits change.
    pub(super) fn branches(&self) -> Option<Argv> {
        let is_hg = self.system == System::Hg;
        is_hg.then(|| argv(["hg", "branches", "-c", "-q"]))
    }

    /// Reports whether a name must always be looked up at the origin.
    pub(super) fn is_moving(&self, revision: &str) -> bool {
        match self.system {
            System::Hg => revision.split('\n').any(|line| line == "tip"),
            System::Bzr => revision.starts_with("revno:-"),
            _ => false,
        }
    }

    /// Returns the name of the newest commit.
    pub(super) fn latest(&self) -> &'static str {
        match self.system {
            System::Hg => "tip",
            System::Svn => "latest",
            System::Bzr => "revno:-1",
            _ => "trunk",
        }
    }

    /// Describes a revision.
    pub(super) fn stat(&self, revision: &str, remote: &str) -> Argv {
        match self.system {
            System::Hg => argv([
                "hg",
                "log",
                "-l1",
                &format!("--rev={revision}"),
                "--template",
                "{node} {date|hgdate} {tags}",
            ]),
            System::Svn => {
                let place = match revision {
                    "latest" => remote.to_owned(),
                    revision => format!("{remote}@{revision}"),
                };
                argv(["svn", "log", "-l1", "--xml", "--", &place])
            }
            System::Bzr => argv([
                "bzr",
                "log",
                "-l1",
                "--long",
                "--show-ids",
                &format!("--revision={revision}"),
            ]),
            _ => argv(["fossil", "info", "-R", ".fossil", "--", revision]),
        }
    }

    /// Prints a text if a revision or one before it has a tag.
    pub(super) fn descends_from(&self, revision: &str, tag: &str) -> Option<Argv> {
        let set = format!("--rev=ancestors({revision}) and {tag}");
        self.is_new_hg().then(|| argv(["hg", "log", &set]))
    }

    /// Prints the tags of a revision and of earlier ones.
    pub(super) fn tags_before(&self, revision: &str) -> Option<Argv> {
        let set = format!("--rev=ancestors({revision}) and tag()");
        self.is_new_hg()
            .then(|| argv(["hg", "log", &set, "--template", "{tags}\n"]))
    }

    /// Prints a file.
    pub(super) fn read_file(&self, revision: &str, file: &str, remote: &str) -> Argv {
        match self.system {
            System::Hg => argv(["hg", "cat", &format!("--rev={revision}"), "--", file]),
            System::Svn => argv(["svn", "cat", "--", &format!("{remote}/{file}@{revision}")]),
            System::Bzr => argv(["bzr", "cat", &format!("--revision={revision}"), "--", file]),
            _ => argv([
                "fossil",
                "cat",
                "-R",
                ".fossil",
                &format!("-r={revision}"),
                "--",
                file,
            ]),
        }
    }

    /// Writes a directory at a revision to the zip file `target`. `copy` is the directory of the
    /// copy: fossil cannot write outside of its working directory, so it runs in the directory of
    /// the zip file. Subversion has no such command.
    pub(super) fn read_zip(&self, revision: &str, dir: &str, target: &str, copy: &str) -> Argv {
        let (mut command, mut rest) = match self.system {
            System::Hg => {
                let revision = format!("--rev={revision}");
                let command = ["hg", "archive", "-t", "zip", "--no-decode", &revision];
                let mut command = argv(command);
                command.push("--prefix=prefix/".to_owned());
                if !dir.is_empty() {
                    command.push(format!("--include={dir}/**"));
                }
                (command, argv(["--", target]))
            }
            System::Bzr => {
                let revision = format!("--revision={revision}");
                let command = ["bzr", "export", "--format=zip", &revision, "--root=prefix/"];
                let mut rest = argv(["--", target]);
                if !dir.is_empty() {
                    rest.push(format!("./{dir}"));
                }
                (argv(command), rest)
            }
            _ => {
                let repository = format!("{copy}/.fossil");
                let command = ["fossil", "zip", "-R", &repository, "--name", "prefix"];
                let mut command = argv(command);
                if !dir.is_empty() && !dir.contains(['*', '?', '[', ']', ',']) {
                    command.push(format!("--include={dir}"));
                }
                (command, argv(["--", revision, target]))
            }
        };
        command.append(&mut rest);
        command
    }
}
