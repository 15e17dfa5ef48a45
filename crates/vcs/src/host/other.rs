//! Versions from the repositories of systems other than git: a local one, or the copy of a remote
//! one. Subversion's remote repositories have no copy, and are queried each time.
//!
//! Counterpart: cmd/go/internal/modfetch/codehost/vcs.go (`vcsRepo`).

use std::collections::BTreeSet;
use std::collections::HashMap;

use vamos_base::golang::os_str;
use vamos_fsys::lock::LockedFile;
use vamos_modfile::ModuleError;
use vamos_modfile::Origin;

use super::code_host::CodeHost;
use super::code_host::LATEST;
use super::code_host::RemoteHost;
use super::code_host::RevInfo;
use super::code_host::Tag;
use super::code_host::Tags;
use super::code_host::Tree;
use super::code_host::is_at;
use super::code_host::unknown_revision;
use super::dialect::Argv;
use super::dialect::Dialect;
use super::parse;
use crate::error::RunError;
use crate::system::System;

/// A file, if there is one.
type File = Result<Option<Vec<u8>>, ModuleError>;

/// The directory in which the commands of a repository run.
pub(super) trait Workplace {
    /// Runs a command there, and returns its stdout.
    fn run(&mut self, argv: &[&str]) -> Result<Vec<u8>, RunError>;
    /// Takes the exclusive lock.
    fn lock(&self) -> Result<LockedFile, ModuleError>;
    /// Reports whether the repository is the user's, so that nothing may be fetched from elsewhere.
    fn is_local(&self) -> bool;
    /// Returns the files of a directory at a revision.
    fn read_tree(&mut self, dialect: &Dialect, at: TreeAt<'_>)
    -> Result<Option<Tree>, ModuleError>;
}

/// A directory of a repository at a revision.
#[derive(Clone, Copy)]
pub(super) struct TreeAt<'a> {
    /// The revision.
    pub(super) revision: &'a str,
    /// The directory; empty for the root.
    pub(super) dir: &'a str,
    /// The address of the repository.
    pub(super) remote: &'a str,
    /// The maximum size of the result in bytes.
    pub(super) limit: u64,
}

/// A repository of such a system.
pub(super) struct OtherHost<W> {
    place: W,
    dialect: Dialect,
    /// Its address; the directory of a local one.
    remote: String,
    /// True if the results for a revision and a file are cached: since Go 1.27, and if commands are
    /// not shown.
    remembers: bool,
    fetched: Option<Result<(), RunError>>,
    tags: Option<BTreeSet<String>>,
    branches: Option<BTreeSet<String>>,
    repo_sum: Option<String>,
    stats: HashMap<String, Result<RevInfo, ModuleError>>,
    files: HashMap<(String, String), File>,
}

impl<W: Workplace> OtherHost<W> {
    /// Returns a repository; no command runs yet.
    pub(super) fn new(place: W, dialect: Dialect, remote: &str, remembers: bool) -> Self {
        Self {
            place,
            dialect,
            remote: remote.to_owned(),
            remembers,
            fetched: None,
            tags: None,
            branches: None,
            repo_sum: None,
            stats: HashMap::new(),
            files: HashMap::new(),
        }
    }

    fn run(&mut self, argv: &Argv) -> Result<Vec<u8>, RunError> {
        let argv: Vec<&str> = argv.iter().map(String::as_str).collect();
        self.place.run(&argv)
    }

    /// Fetches everything from the origin, once. Upstream does so for a local repository as well.
    fn fetch(&mut self) -> Result<(), RunError> {
        if self.fetched.is_none() {
            let done = match self.dialect.fetch() {
                Some(argv) => self.run(&argv).map(drop),
                None => Ok(()),
            };
            self.fetched = Some(done);
        }
        self.fetched.clone().unwrap_or(Ok(()))
    }

    /// Returns the names in a command's output; an empty set if it fails.
    fn names(&mut self, argv: &Argv) -> BTreeSet<String> {
        if self.dialect.fetches_first() {
            // A failure is reported when a revision is looked up.
            let _ = self.fetch();
        }
        let out = self.run(argv).unwrap_or_default();
        let names = parse::tags(self.dialect.system, &os_str::decode(&out));
        names.into_iter().collect()
    }

    fn load_branches(&mut self) {
        if self.branches.is_none() {
            let argv = self.dialect.branches();
            let found = argv.map(|argv| self.names(&argv));
            self.branches = Some(found.unwrap_or_default());
        }
    }

    /// Returns the sum of all branches; empty for systems without one.
    fn repo_sum(&mut self) -> String {
        if self.repo_sum.is_none() {
            let place = match &self.fetched {
                Some(_) if self.dialect.fetch().is_some() => ".".to_owned(),
                _ => self.remote.clone(),
            };
            let argv = self.dialect.repo_sum(&place);
            let out = argv.and_then(|argv| self.run(&argv).ok());
            let out = os_str::decode(&out.unwrap_or_default());
            self.repo_sum = Some(out.trim().to_owned());
        }
        self.repo_sum.clone().unwrap_or_default()
    }

    /// Returns the origin of an answer that depends on the whole repository.
    fn origin(&mut self) -> Origin {
        Origin {
            vcs: self.dialect.system.command().to_owned(),
            url: self.remote.clone(),
            repo_sum: self.repo_sum(),
            ..Origin::default()
        }
    }

    fn stat_local(&mut self, revision: &str) -> Result<RevInfo, ModuleError> {
        let argv = self.dialect.stat(revision, &self.remote);
        let Ok(out) = self.run(&argv) else {
            let error = unknown_revision(revision);
            if !self.dialect.has_hg_sums {
                return Err(error);
            }
            let origin = self.origin();
            return Err(error.traced(Some(&origin)));
        };
        let out = os_str::decode(&out);
        let info = parse::stat(self.dialect.system, revision, &out);
        let mut info = info.map_err(ModuleError::Message)?;
        let is_hash = info.name.starts_with(revision) && revision.len() >= 12;
        if !is_hash && self.dialect.has_hg_sums {
            revision.clone_into(&mut info.reference);
        }
        Ok(info)
    }

    /// Describes a revision; fetches if it may have changed or is missing.
    fn find(&mut self, revision: &str) -> Result<RevInfo, ModuleError> {
        let _lock = self.place.lock()?;
        let revision = self.named(revision);
        self.load_branches();
        if self.place.is_local() {
            return self.stat_local(&revision);
        }
        let is_branch = self.branches.iter().any(|known| known.contains(&revision));
        let is_fixed = !is_branch && !self.dialect.is_moving(&revision);
        if is_fixed && let Ok(info) = self.stat_local(&revision) {
            return Ok(info);
        }
        self.fetch()?;
        let mut info = self.stat_local(&revision)?;
        if !is_fixed {
            info.version.clone_from(&info.name);
        }
        Ok(info)
    }

    /// Returns the system's name for a revision.
    fn named(&self, revision: &str) -> String {
        match revision {
            LATEST => self.dialect.latest().to_owned(),
            revision => revision.to_owned(),
        }
    }

    fn file(&mut self, revision: &str, file: &str) -> File {
        let revision = self.named(revision);
        self.stat(&revision)?;
        let _lock = self.place.lock()?;
        let argv = self.dialect.read_file(&revision, file, &self.remote);
        Ok(self.run(&argv).ok())
    }

    /// Returns the commit of a name in the remote repository.
    fn look_up(&mut self, name: &str) -> Option<String> {
        let argv = self.dialect.look_up(&self.remote, name)?;
        let out = self.run(&argv).ok()?;
        Some(os_str::decode(&out).trim().to_owned())
    }

    fn unsupported<T>(&self, what: &str) -> Result<T, ModuleError> {
        let system = self.dialect.system.command();
        Err(ModuleError::Message(format!(
            "vcs {system}: {what}: unsupported operation"
        )))
    }
}

impl<W: Workplace> CodeHost for OtherHost<W> {
    fn address(&self) -> (System, &str) {
        (self.dialect.system, &self.remote)
    }

    fn stat(&mut self, revision: &str) -> Result<RevInfo, ModuleError> {
        if !self.remembers {
            return self.find(revision);
        }
        if let Some(known) = self.stats.get(revision) {
            return known.clone();
        }
        let found = self.find(revision);
        self.stats.insert(revision.to_owned(), found.clone());
        found
    }

    fn read_file(&mut self, revision: &str, file: &str) -> File {
        if !self.remembers {
            return self.file(revision, file);
        }
        let key = (revision.to_owned(), file.to_owned());
        if let Some(known) = self.files.get(&key) {
            return known.clone();
        }
        let read = self.file(revision, file);
        self.files.insert(key, read.clone());
        read
    }

    fn tags(&mut self, prefix: &str) -> Result<Tags, ModuleError> {
        let _lock = self.place.lock()?;
        if self.tags.is_none() {
            let argv = self.dialect.tags(&self.remote);
            self.tags = Some(self.names(&argv));
        }
        let origin = self.origin();
        let all = self.tags.iter().flatten();
        let found = all.filter(|tag| tag.starts_with(prefix));
        let list = found.map(|tag| Tag {
            name: tag.clone(),
            hash: String::new(),
        });
        let list = list.collect();
        Ok(Tags { list, origin })
    }

    fn tags_before(&mut self, revision: &str) -> Result<Vec<String>, ModuleError> {
        let _lock = self.place.lock()?;
        let Some(argv) = self.dialect.tags_before(revision) else {
            return Ok(Vec::new());
        };
        let out = self.run(&argv)?;
        let out = os_str::decode(&out);
        Ok(out.split_whitespace().map(str::to_owned).collect())
    }

    fn remote(&mut self) -> Option<&mut dyn RemoteHost> {
        Some(self)
    }
}

impl<W: Workplace> RemoteHost for OtherHost<W> {
    fn read_tree(
        &mut self,
        revision: &str,
        dir: &str,
        limit: u64,
    ) -> Result<Option<Tree>, ModuleError> {
        let revision = self.named(revision);
        // Older releases rely on earlier queries.
        if self.dialect.has_hg_sums {
            self.stat(&revision)?;
        }
        let _lock = self.place.lock()?;
        let at = TreeAt {
            revision: &revision,
            dir,
            remote: &self.remote,
            limit,
        };
        self.place.read_tree(&self.dialect, at)
    }

    fn descends_from(&mut self, revision: &str, tag: &str) -> Result<bool, ModuleError> {
        let _lock = self.place.lock()?;
        let Some(argv) = self.dialect.descends_from(revision, tag) else {
            return self.unsupported("DescendsFrom");
        };
        let out = self.run(&argv)?;
        Ok(!os_str::decode(&out).trim().is_empty())
    }

    fn can_reuse(&mut self, old: &Origin, dir: &str) -> bool {
        if !self.dialect.has_hg_sums || !is_at(old, self.dialect.system, &self.remote, dir) {
            return false;
        }
        if old.repo_sum.is_empty() {
            let is_only_hash = old.ref_name.is_empty();
            let name = if is_only_hash {
                &old.hash
            } else {
                &old.ref_name
            };
            let is_same = !name.is_empty() && {
                let found = self.look_up(name);
                found.is_some_and(|hash| !hash.is_empty() && hash == old.hash)
            };
            if is_same || is_only_hash && !name.is_empty() {
                return is_same;
            }
        }
        let sum = self.repo_sum();
        !sum.is_empty() && sum == old.repo_sum
    }
}
