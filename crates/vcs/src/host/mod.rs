//! A repository as a source of module versions.
//!
//! Only the local repository is read. Nothing is fetched, except by commands that upstream
//! runs too (`hg pull`).
//! Counterpart: cmd/go/internal/modfetch/codehost/codehost.go (`Repo`).

mod git;
mod other;
mod parse;

use std::sync::Arc;

use hashbrown::HashMap;
use vamos_base::golang::time::Time;

use crate::git::NativeGit;
use crate::system::Repo;
use crate::system::System;
use crate::tools::Tools;

/// A revision (`codehost.RevInfo`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RevInfo {
    /// Complete name in the repository.
    pub(crate) name: String,
    /// Short name, for pseudo-versions.
    pub(crate) short: String,
    /// Commit time.
    pub(crate) time: Time,
    /// Version used in the lookup.
    pub(crate) version: String,
    /// Its tags, sorted.
    pub(crate) tags: Vec<String>,
    /// The reference it was looked up by, if any (`Origin.Ref`).
    pub(crate) reference: String,
    /// Whether the name is a hash that upstream records (`Origin.Hash`).
    pub(crate) has_hash: bool,
}

/// A file at a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FileAt {
    /// Its contents.
    Found(Vec<u8>),
    /// The file does not exist.
    Absent,
    /// The revision does not exist.
    NoRevision,
}

/// A repository with revisions, files and tags.
pub(crate) trait CodeHost {
    /// Returns the system.
    fn system(&self) -> System;
    /// Returns the repository's address in recorded origins; empty to record none.
    fn url(&self) -> &str;
    /// Looks a revision up.
    fn stat(&mut self, revision: &str) -> Option<RevInfo>;
    /// Reads a file at a revision.
    fn read_file(&mut self, revision: &str, file: &str) -> FileAt;
    /// Returns the repository's tags that begin with `prefix`, sorted; `None` on failure.
    fn tags(&mut self, prefix: &str) -> Option<Vec<String>>;
    /// Returns the tags on a revision and on those before it, in no special order. `None`
    /// ends the search for a version; systems without such a query return no tags.
    fn tags_before(&mut self, revision: &str) -> Option<Vec<String>>;
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

/// Runs the commands of one repository, each only once.
struct Runner<'a> {
    tools: &'a Tools,
    dir: &'a str,
    messages: &'a mut String,
    done: HashMap<Vec<String>, Option<Vec<u8>>>,
}

impl Runner<'_> {
    fn run(&mut self, argv: &[&str]) -> Option<Vec<u8>> {
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

    /// Takes and releases upstream's lock on the repository; `None` on failure.
    fn lock(&self) -> Option<()> {
        // It need not be held longer: the commands here only read, or lock by themselves.
        vamos_fsys::lock::LockedFile::edit(&format!("{}.lock", self.dir))
            .ok()
            .map(drop)
    }
}

/// Opens a repository (`codehost.NewRepo` with `local`).
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
        system => Box::new(other::OtherHost::new(runner, system)),
    }
}

/// Reports whether a revision is all lower-case hexadecimal digits.
fn all_hex(revision: &str) -> bool {
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
