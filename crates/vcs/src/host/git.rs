//! Versions from a git repository.
//!
//! Counterpart: cmd/go/internal/modfetch/codehost/git.go, for `local` repositories.

use std::sync::Arc;

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::golang::os_str;
use vamos_modfile::ModuleError;

use super::code_host::CodeHost;
use super::code_host::LATEST;
use super::code_host::RevInfo;
use super::code_host::Tags;
use super::code_host::all_hex;
use super::code_host::short_hash;
use super::code_host::unknown_revision;
use super::code_host::unsupported;
use super::git_log::log_command;
use super::git_log::parse_log;
use super::git_log::tags_of_refs;
use super::runner::Runner;
use crate::git::NativeGit;
use crate::system::System;

/// The minimum number of digits of a hash.
pub(super) const MIN_HASH_DIGITS: usize = 7;

/// A git repository.
pub(crate) struct GitHost<'a> {
    runner: Runner<'a>,
    /// The repository's native reader, if vamos supports the repository.
    native: Option<Arc<NativeGit>>,
    hash_length: usize,
    stats: HashMap<String, Option<RevInfo>>,
    local_tags: Option<HashSet<String>>,
}

impl<'a> GitHost<'a> {
    /// Determines the repository's hash algorithm; vamos only reads SHA-1 repositories
    /// itself.
    pub(crate) fn new(mut runner: Runner<'a>, native: Option<Arc<NativeGit>>) -> Self {
        let is_sha256 = native.is_none() && {
            let format = runner.run(&["git", "config", "extensions.objectformat"]);
            format.is_some_and(|out| out.trim_ascii() == b"sha256")
        };
        Self {
            runner,
            native,
            hash_length: if is_sha256 { 64 } else { 40 },
            stats: HashMap::new(),
            local_tags: None,
        }
    }

    fn find(&mut self, revision: &str) -> Option<RevInfo> {
        let lengths = MIN_HASH_DIGITS..=self.hash_length;
        let is_hash = lengths.contains(&revision.len()) && all_hex(revision);
        if is_hash && let Some(info) = self.stat_local(revision, revision) {
            return Some(info);
        }
        if self.has_tag(revision) {
            return self.stat_local(revision, &format!("refs/tags/{revision}"));
        }
        if is_hash {
            // Upstream takes the lock before it determines that it must not fetch.
            self.runner.lock().ok()?;
        }
        None
    }

    /// Looks up a name of HEAD's commit without git.
    fn find_native(&self, revision: &str) -> Option<RevInfo> {
        let native = self.native.as_ref()?;
        let tags = native.tags_at_head()?;
        let (hash, time) = native.head();
        let is_tag = tags.iter().any(|tag| tag == revision);
        let is_hash = native.is_head(revision);
        if !is_tag && !is_hash {
            return None;
        }
        let (version, reference) = if is_hash {
            (hash.clone(), String::new())
        } else {
            (revision.to_owned(), format!("refs/tags/{revision}"))
        };
        Some(RevInfo {
            short: short_hash(&hash, self.hash_length),
            name: hash,
            time,
            version,
            tags,
            reference,
            has_hash: true,
            repo_sum: String::new(),
        })
    }

    fn has_tag(&mut self, tag: &str) -> bool {
        let runner = &mut self.runner;
        let tags = self.local_tags.get_or_insert_with(|| {
            let out = runner.run(&["git", "tag", "-l"]).unwrap_or_default();
            let out = os_str::decode(&out);
            let lines = out.split('\n').filter(|line| !line.is_empty());
            lines.map(str::to_owned).collect()
        });
        tags.contains(tag)
    }

    fn stat_local(&mut self, version: &str, revision: &str) -> Option<RevInfo> {
        let out = self.runner.run(&log_command(revision))?;
        let out = os_str::decode(&out);
        parse_log(&out, version, revision, self.hash_length, |_| Vec::new())
    }
}

impl CodeHost for GitHost<'_> {
    fn address(&self) -> (System, &str) {
        (System::Git, "")
    }

    fn stat(&mut self, revision: &str) -> Result<RevInfo, ModuleError> {
        if revision == LATEST {
            return Err(unsupported());
        }
        let info = match self.stats.get(revision) {
            Some(known) => known.clone(),
            None => {
                let info = self.find_native(revision).or_else(|| self.find(revision));
                self.stats.insert(revision.to_owned(), info.clone());
                info
            }
        };
        info.ok_or_else(|| unknown_revision(revision))
    }

    fn read_file(&mut self, revision: &str, file: &str) -> Result<Option<Vec<u8>>, ModuleError> {
        let info = self.stat(revision)?;
        if let Some(native) = &self.native
            && native.is_head(&info.name)
            && let Some(text) = native.file_at_head(file)
        {
            return Ok(text);
        }
        let object = format!("{}:{file}", info.name);
        let argv = ["git", "cat-file", "--end-of-options", "blob", &object];
        Ok(self.runner.run(&argv))
    }

    fn tags(&mut self, _prefix: &str) -> Result<Tags, ModuleError> {
        // Upstream returns only the tags of remote repositories here.
        Ok(Tags::default())
    }

    fn tags_before(&mut self, revision: &str) -> Result<Vec<String>, ModuleError> {
        let info = self.stat(revision)?;
        let merged = format!("--merged={}", info.name);
        let argv = ["git", "for-each-ref", "--format=%(refname)", &merged];
        let out = self.runner.run(&argv);
        let out = out.ok_or_else(|| ModuleError::message("git for-each-ref failed"))?;
        Ok(tags_of_refs(&os_str::decode(&out)))
    }

    fn known_tags(&mut self, revision: &str) -> Option<Vec<String>> {
        let native = self.native.as_ref()?;
        native.is_head(revision).then(|| native.tags())?
    }

    fn first_before(&mut self, tags: &[String]) -> Option<Option<String>> {
        self.native.as_ref()?.first_before(tags)
    }
}
