//! A repository as a source of module versions: the same questions for a local one, whose
//! version is stamped, and for a remote one, from which modules are fetched.
//!
//! From a local repository nothing is fetched, except by commands that upstream runs too
//! (`hg pull`).
//! Counterpart: cmd/go/internal/modfetch/codehost/codehost.go (`Repo`).

mod answer;
mod dialect;
mod git;
mod git_log;
mod git_sums;
mod other;
mod parse;
mod remote_git;
mod remote_other;
mod svn_xml;
mod work_dir;

use std::sync::Arc;

use hashbrown::HashMap;
use vamos_base::golang::time::Time;
use vamos_fsys::lock::LockedFile;
use vamos_modfile::ModuleError;
use vamos_modfile::Origin;

use crate::error::RunError;
use crate::git::NativeGit;
use crate::remote::RemoteTools;
use crate::system::Repo;
use crate::system::System;
use crate::tools::Tools;
pub use answer::Answer;
pub(crate) use dialect::Dialect;
use other::OtherHost;
use other::TreeAt;
use other::Workplace;
use remote_git::RemoteGit;

/// A revision (`codehost.RevInfo`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RevInfo {
    /// Complete name in the repository.
    pub name: String,
    /// Short name, for pseudo-versions.
    pub short: String,
    /// Commit time.
    pub time: Time,
    /// Version used in the lookup.
    pub version: String,
    /// Its tags, sorted.
    pub tags: Vec<String>,
    /// The reference it was looked up by, if any (`Origin.Ref`).
    pub reference: String,
    /// Whether the name is a hash that upstream records (`Origin.Hash`).
    pub has_hash: bool,
    /// Sum of all references, if the lookup depends on them (`Origin.RepoSum`).
    pub repo_sum: String,
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// The commit, if it is known.
    pub hash: String,
}

/// Tags of a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tags {
    /// What the list depends on.
    pub origin: Origin,
    /// The tags, sorted.
    pub list: Vec<Tag>,
}

/// Files of a repository (`Repo.ReadZip`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// As a zip.
    Zip(Vec<u8>),
    /// Each with its name.
    Files(Vec<(String, Vec<u8>)>),
}

/// A repository with revisions, files and tags (`codehost.Repo`).
pub trait CodeHost {
    /// Returns the system.
    fn system(&self) -> System;
    /// Returns the repository's address in recorded origins; empty to record none.
    fn url(&self) -> &str;
    /// Looks a revision up.
    fn stat(&mut self, revision: &str) -> Result<RevInfo, ModuleError>;
    /// Looks the newest commit up.
    fn latest(&mut self) -> Result<RevInfo, ModuleError> {
        Err(unsupported())
    }
    /// Reads a file at a revision; `None` if the revision does not have it.
    fn read_file(&mut self, revision: &str, file: &str) -> Result<Option<Vec<u8>>, ModuleError>;
    /// Returns the files of a directory at a revision; all names begin with one more
    /// directory. `None` if the revision does not have it. The result may not be larger than
    /// `limit` bytes.
    fn read_tree(
        &mut self,
        _revision: &str,
        _dir: &str,
        _limit: u64,
    ) -> Result<Option<Tree>, ModuleError> {
        Err(unsupported())
    }
    /// Returns the repository's tags that begin with `prefix`.
    fn tags(&mut self, prefix: &str) -> Result<Tags, ModuleError>;
    /// Returns the tags on a revision and on those before it, in no special order, as far as
    /// they are known without fetching. Systems without such a query return no tags.
    fn tags_before(&mut self, revision: &str) -> Result<Vec<String>, ModuleError>;
    /// Fetches the whole history if there are tags with this prefix; returns whether
    /// `tags_before` may know more now.
    fn complete_history(&mut self, _prefix: &str) -> Result<bool, ModuleError> {
        Ok(false)
    }
    /// Reports whether a tag is on a revision or on one before it.
    fn descends_from(&mut self, _revision: &str, _tag: &str) -> Result<bool, ModuleError> {
        Err(unsupported())
    }
    /// Reports whether an answer that depended on `old` would be the same now; for a module in
    /// the directory `dir`.
    fn can_reuse(&mut self, _old: &Origin, _dir: &str) -> bool {
        false
    }
    /// Returns all tags if a search for the highest may start from them.
    fn known_tags(&mut self, _revision: &str) -> Option<Vec<String>> {
        None
    }
    /// Returns the first of the known tags that is on the revision or before it. The outer
    /// `None` means that `tags_before` has to be called.
    fn first_before(&mut self, _tags: &[String]) -> Option<Option<String>> {
        None
    }
}

/// The error of questions that are only asked of remote repositories.
fn unsupported() -> ModuleError {
    ModuleError::message("unsupported operation")
}

/// Returns the error for a name that no revision has (`codehost.UnknownRevisionError`).
fn unknown_revision(revision: &str) -> ModuleError {
    let text = format!("unknown revision {revision}");
    ModuleError::NotExist(Box::new(ModuleError::Message(text)))
}

/// Reports whether an origin is of a module in the directory `dir` of a repository.
fn is_at(old: &Origin, system: System, url: &str, dir: &str) -> bool {
    old.vcs == system.command() && old.url == url && old.subdir == dir
}

/// Runs the commands of one local repository, each only once.
struct Runner<'a> {
    tools: &'a Tools,
    dir: &'a str,
    messages: &'a mut String,
    done: HashMap<Vec<String>, Result<Vec<u8>, RunError>>,
}

impl Runner<'_> {
    /// Runs a command; `None` for any failure.
    fn run(&mut self, argv: &[&str]) -> Option<Vec<u8>> {
        self.try_run(argv).ok()
    }

    fn try_run(&mut self, argv: &[&str]) -> Result<Vec<u8>, RunError> {
        // Upstream runs the command again and shows it again.
        let is_shown = self.tools.config.shows_commands;
        let key: Vec<String> = argv.iter().map(|&arg| arg.to_owned()).collect();
        if let Some(known) = self.done.get(&key)
            && !is_shown
        {
            return known.clone();
        }
        let out = self.tools.versions(self.dir, argv, self.messages);
        self.done.insert(key, out.clone());
        out
    }

    /// Takes upstream's lock on the repository.
    fn lock(&self) -> Result<LockedFile, ModuleError> {
        let lock = LockedFile::edit(&format!("{}.lock", self.dir));
        lock.map_err(|error| ModuleError::Other(Arc::new(error)))
    }
}

impl Workplace for Runner<'_> {
    fn run(&mut self, argv: &[&str]) -> Result<Vec<u8>, RunError> {
        self.try_run(argv)
    }

    fn lock(&self) -> Result<LockedFile, ModuleError> {
        self.lock()
    }

    fn is_local(&self) -> bool {
        true
    }

    fn read_tree(&mut self, _: &Dialect, _: TreeAt<'_>) -> Result<Option<Tree>, ModuleError> {
        Err(unsupported())
    }
}

/// Opens a local repository (`codehost.NewRepo` with `local`).
pub(crate) fn open<'a>(
    tools: &'a Tools,
    repo: &'a Repo,
    native: Option<Arc<NativeGit>>,
    messages: &'a mut String,
) -> Box<dyn CodeHost + 'a> {
    let runner = Runner {
        tools,
        dir: &repo.dir,
        messages,
        done: HashMap::new(),
    };
    match repo.system {
        System::Git => Box::new(git::GitHost::new(runner, native)),
        system => {
            let config = &tools.config;
            let dialect = Dialect {
                system,
                has_hg_sums: config.has_hg_sums,
                goroot: config.goroot.clone(),
            };
            Box::new(OtherHost::new(runner, dialect, &repo.dir, config.is_modern))
        }
    }
}

/// Opens a remote repository (`codehost.NewRepo`).
pub fn open_remote(
    tools: &Arc<RemoteTools>,
    system: System,
    url: &str,
) -> Result<Box<dyn CodeHost + Send>, ModuleError> {
    let tools = Arc::clone(tools);
    Ok(match system {
        System::Git => Box::new(RemoteGit::open(tools, url)?),
        system => Box::new(remote_other::open(tools, system, url)?),
    })
}

/// Reports whether a revision is all lower-case hexadecimal digits.
pub(crate) fn all_hex(revision: &str) -> bool {
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    revision.bytes().all(is_hex)
}

/// Shortens a full hash of `length` digits to the part used in pseudo-versions.
fn short_hash(revision: &str, length: usize) -> String {
    if revision.len() == length && all_hex(revision) {
        revision[..12].to_owned()
    } else {
        revision.to_owned()
    }
}
