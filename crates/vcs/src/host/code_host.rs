//! The interface of all kinds of repositories, and its types.
//!
//! Counterpart: cmd/go/internal/modfetch/codehost/codehost.go.

use vamos_base::golang::time::Time;
use vamos_modfile::ModuleError;
use vamos_modfile::Origin;

use crate::system::System;

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
    /// The reference of the lookup, if any (`Origin.Ref`).
    pub reference: String,
    /// True if the name is a hash that upstream records (`Origin.Hash`).
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
    /// The state of the repository that the list depends on.
    pub origin: Origin,
    /// The tags, sorted.
    pub list: Vec<Tag>,
}

/// Files of a repository (`Repo.ReadZip`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// As a zip.
    Zip(Vec<u8>),
    /// As files with their names.
    Files(Vec<(String, Vec<u8>)>),
}

/// The name of the newest commit in [`CodeHost::stat`].
pub(crate) const LATEST: &str = "latest";

/// A repository with revisions, files and tags (`codehost.Repo`).
pub trait CodeHost {
    /// Returns the system and the address in recorded origins; an empty address if it is not
    /// recorded.
    fn address(&self) -> (System, &str);
    /// Looks up a revision. `latest` is the newest commit; local git repositories do not support
    /// it.
    fn stat(&mut self, revision: &str) -> Result<RevInfo, ModuleError>;
    /// Reads a file at a revision; `None` if the revision does not have it.
    fn read_file(&mut self, revision: &str, file: &str) -> Result<Option<Vec<u8>>, ModuleError>;
    /// Returns the repository's tags that begin with `prefix`.
    fn tags(&mut self, prefix: &str) -> Result<Tags, ModuleError>;
    /// Returns the tags on a revision and on earlier ones, in no particular order, as far as they
    /// are known without fetching. Systems without such a query return no tags.
    fn tags_before(&mut self, revision: &str) -> Result<Vec<String>, ModuleError>;
    /// Returns all tags if a search for the highest may use them.
    fn known_tags(&mut self, _revision: &str) -> Option<Vec<String>> {
        None
    }
    /// Returns the first of the known tags that is on the revision or before it. The outer `None`
    /// means that `tags_before` must be called.
    fn first_before(&mut self, _tags: &[String]) -> Option<Option<String>> {
        None
    }
    /// Returns the operations on a remote repository; `None` for a local git repository.
    fn remote(&mut self) -> Option<&mut dyn RemoteHost> {
        None
    }
}

/// A repository from which modules are fetched.
pub trait RemoteHost {
    /// Returns the files of a directory at a revision; all names begin with one more directory.
    /// `None` if the revision does not have it. The result must not be larger than `limit` bytes.
    fn read_tree(
        &mut self,
        revision: &str,
        dir: &str,
        limit: u64,
    ) -> Result<Option<Tree>, ModuleError>;
    /// Fetches the whole history if there are tags with this prefix; returns whether
    /// `tags_before` may know more now.
    fn complete_history(&mut self, _prefix: &str) -> Result<bool, ModuleError> {
        Ok(false)
    }
    /// Reports whether a tag is on a revision or on one before it.
    fn descends_from(&mut self, revision: &str, tag: &str) -> Result<bool, ModuleError>;
    /// Reports whether an answer that depended on `old` would be the same now; for a module in
    /// the directory `dir`.
    fn can_reuse(&mut self, old: &Origin, dir: &str) -> bool;
}

/// Returns the error of queries that are only valid for remote repositories.
pub(crate) fn unsupported() -> ModuleError {
    ModuleError::message("unsupported operation")
}

/// Returns the error for a name that no revision has (`codehost.UnknownRevisionError`).
pub(super) fn unknown_revision(revision: &str) -> ModuleError {
    let text = format!("unknown revision {revision}");
    ModuleError::NotExist(Box::new(ModuleError::Message(text)))
}

/// Reports whether an origin is of a module in the directory `dir` of a repository.
pub(super) fn is_at(old: &Origin, system: System, url: &str, dir: &str) -> bool {
    old.vcs == system.command() && old.url == url && old.subdir == dir
}

/// Reports whether a revision is all lower-case hexadecimal digits.
pub(crate) fn all_hex(revision: &str) -> bool {
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    revision.bytes().all(is_hex)
}

/// Shortens a full hash of `length` digits to the part used in pseudo-versions.
pub(super) fn short_hash(revision: &str, length: usize) -> String {
    if revision.len() == length && all_hex(revision) {
        revision[..12].to_owned()
    } else {
        revision.to_owned()
    }
}
