//! Versions from the repositories of systems other than git.
//!
//! Counterpart: cmd/go/internal/modfetch/codehost/vcs.go, for `local` repositories.

use vamos_base::golang::os_str;
use vamos_modfile::ModuleError;
use vamos_modfile::Origin;

use super::CodeHost;
use super::RevInfo;
use super::Runner;
use super::Tag;
use super::Tags;
use super::parse;
use super::unknown_revision;
use crate::system::System;

/// A repository of such a system.
pub(crate) struct OtherHost<'a> {
    runner: Runner<'a>,
    system: System,
    has_fetched: bool,
    has_branches: bool,
    has_repo_sum: bool,
    all_tags: Option<Vec<String>>,
}

impl<'a> OtherHost<'a> {
    /// Makes a repository; no command runs yet.
    pub(crate) fn new(runner: Runner<'a>, system: System) -> Self {
        Self {
            runner,
            system,
            has_fetched: false,
            has_branches: false,
            has_repo_sum: false,
            all_tags: None,
        }
    }

    /// Pulls, as upstream does even here; failures are ignored.
    fn fetch(&mut self) {
        if !std::mem::replace(&mut self.has_fetched, true) {
            self.runner.run(&["hg", "pull", "-f"]);
        }
    }

    fn load_branches(&mut self) {
        if self.system == System::Hg && !std::mem::replace(&mut self.has_branches, true) {
            self.fetch();
            // Branches only matter for fetching, so the output is not used.
            self.runner.run(&["hg", "branches", "-c", "-q"]);
        }
    }

    /// Runs the command for the checksum of all heads. Its result would go into the origin,
    /// which stamps do not record.
    fn load_repo_sum(&mut self) {
        if self.system == System::Hg && !std::mem::replace(&mut self.has_repo_sum, true) {
            let goroot = &self.runner.tools.config.goroot;
            let extension = format!("--config=extensions.goreposum={goroot}/lib/hg/goreposum.py");
            let place = if self.has_fetched {
                "."
            } else {
                self.runner.dir
            };
            self.runner
                .run(&["hg", &extension, "goreposum", "--", place]);
        }
    }

    fn load_tags(&mut self) -> Vec<String> {
        let out = match self.system {
            System::Hg => {
                self.fetch();
                self.runner.run(&["hg", "tags", "-q"])
            }
            System::Svn => {
                let dir = self.runner.dir;
                let tags = format!("{}/tags", dir.strip_suffix("/trunk").unwrap_or(dir));
                self.runner.run(&["svn", "list", "--", &tags])
            }
            System::Bzr => self.runner.run(&["bzr", "tags"]),
            _ => {
                let argv = ["fossil", "tag", "-R", ".fossil", "list"];
                self.runner.run(&argv)
            }
        };
        let mut tags = parse::tags(self.system, &os_str::decode(&out.unwrap_or_default()));
        tags.sort_unstable();
        tags.dedup();
        tags
    }

    fn stat_local(&mut self, revision: &str) -> Option<RevInfo> {
        let dir = self.runner.dir;
        let option = match self.system {
            System::Hg => format!("--rev={revision}"),
            System::Svn => format!("{dir}@{revision}"),
            _ => format!("--revision={revision}"),
        };
        let argv: &[&str] = match self.system {
            System::Hg => &[
                "hg",
                "log",
                "-l1",
                &option,
                "--template",
                "{node} {date|hgdate} {tags}",
            ],
            System::Svn => &["svn", "log", "-l1", "--xml", "--", &option],
            System::Bzr => &["bzr", "log", "-l1", "--long", "--show-ids", &option],
            _ => &["fossil", "info", "-R", ".fossil", "--", revision],
        };
        let Some(out) = self.runner.run(argv) else {
            self.load_repo_sum();
            return None;
        };
        let mut info = parse::stat(self.system, revision, &os_str::decode(&out))?;
        let is_hash = info.name.starts_with(revision) && revision.len() >= 12;
        if !is_hash {
            revision.clone_into(&mut info.reference);
        }
        Some(info)
    }
}

impl CodeHost for OtherHost<'_> {
    fn system(&self) -> System {
        self.system
    }

    fn url(&self) -> &str {
        self.runner.dir
    }

    fn stat(&mut self, revision: &str) -> Result<RevInfo, ModuleError> {
        self.runner.lock()?;
        self.load_branches();
        let info = self.stat_local(revision);
        info.ok_or_else(|| unknown_revision(revision))
    }

    fn read_file(&mut self, revision: &str, file: &str) -> Result<Option<Vec<u8>>, ModuleError> {
        self.stat(revision)?;
        let dir = self.runner.dir;
        let option = match self.system {
            System::Hg => format!("--rev={revision}"),
            System::Svn => format!("{dir}/{file}@{revision}"),
            System::Bzr => format!("--revision={revision}"),
            _ => format!("-r={revision}"),
        };
        let argv: &[&str] = match self.system {
            System::Hg => &["hg", "cat", &option, "--", file],
            System::Svn => &["svn", "cat", "--", &option],
            System::Bzr => &["bzr", "cat", &option, "--", file],
            _ => &["fossil", "cat", "-R", ".fossil", &option, "--", file],
        };
        Ok(self.runner.run(argv))
    }

    fn tags(&mut self, prefix: &str) -> Result<Tags, ModuleError> {
        self.runner.lock()?;
        if self.all_tags.is_none() {
            self.all_tags = Some(self.load_tags());
        }
        self.load_repo_sum();
        let all = self.all_tags.iter().flatten();
        let found = all.filter(|tag| tag.starts_with(prefix));
        let list = found.map(|tag| Tag {
            name: tag.clone(),
            hash: String::new(),
        });
        Ok(Tags {
            list: list.collect(),
            origin: Origin::default(),
        })
    }

    fn tags_before(&mut self, revision: &str) -> Result<Vec<String>, ModuleError> {
        self.runner.lock()?;
        if self.system != System::Hg {
            return Ok(Vec::new());
        }
        let option = format!("--rev=ancestors({revision}) and tag()");
        let argv = ["hg", "log", &option, "--template", "{tags}\n"];
        let out = self.runner.run(&argv);
        let out = out.ok_or_else(|| ModuleError::message("hg log failed"))?;
        let out = os_str::decode(&out);
        Ok(out.split_whitespace().map(str::to_owned).collect())
    }
}
