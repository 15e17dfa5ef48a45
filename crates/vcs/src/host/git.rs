//! Versions from a git repository.
//!
//! Counterpart: cmd/go/internal/modfetch/codehost/git.go, for `local` repositories.

use std::sync::Arc;

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::golang::os_str;
use vamos_base::golang::time::Time;

use super::CodeHost;
use super::FileAt;
use super::RevInfo;
use super::Runner;
use super::all_hex;
use super::short_hash;
use crate::git::NativeGit;
use crate::system::System;

/// A shorter revision is not taken for a hash.
const MIN_HASH_DIGITS: usize = 7;

/// A git repository.
pub(crate) struct GitHost<'a> {
    runner: Runner<'a>,
    /// The repository as vamos reads it itself, if it can.
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
            // Upstream takes the lock before it notices that it must not fetch.
            self.runner.lock()?;
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
        let out = self.runner.run(&[
            "git",
            "-c",
            "log.showsignature=false",
            "log",
            "--no-decorate",
            "-n1",
            "--format=format:%H %ct %D",
            "--end-of-options",
            revision,
            "--",
        ])?;
        parse_log(&os_str::decode(&out), version, revision, self.hash_length)
    }
}

/// Parses `HASH SECONDS HEAD -> main, tag: v1.2.3, origin/main`.
fn parse_log(out: &str, version: &str, revision: &str, hash_length: usize) -> Option<RevInfo> {
    let mut words = out.split_whitespace();
    let (hash, seconds) = (words.next()?, words.next()?);
    let seconds = seconds.parse::<i64>().ok()?;
    let version = if hash.starts_with(version) {
        hash
    } else {
        version
    };
    let mut tags = Vec::new();
    while let Some(word) = words.next() {
        if word == "tag:"
            && let Some(tag) = words.next()
        {
            tags.push(tag.strip_suffix(',').unwrap_or(tag).to_owned());
        }
    }
    tags.sort_unstable();
    tags.dedup();
    let is_tag = tags.iter().any(|tag| tag == version);
    let reference = if hash.starts_with(revision) {
        ""
    } else {
        revision
    };
    Some(RevInfo {
        name: hash.to_owned(),
        short: short_hash(hash, hash_length),
        time: Time::from_unix(seconds, 0),
        version: if is_tag { version } else { hash }.to_owned(),
        tags,
        reference: reference.to_owned(),
        has_hash: true,
    })
}

impl CodeHost for GitHost<'_> {
    fn system(&self) -> System {
        System::Git
    }

    fn url(&self) -> &str {
        ""
    }

    fn stat(&mut self, revision: &str) -> Option<RevInfo> {
        if let Some(known) = self.stats.get(revision) {
            return known.clone();
        }
        let info = self.find_native(revision).or_else(|| self.find(revision));
        self.stats.insert(revision.to_owned(), info.clone());
        info
    }

    fn read_file(&mut self, revision: &str, file: &str) -> FileAt {
        let Some(info) = self.stat(revision) else {
            return FileAt::NoRevision;
        };
        if let Some(native) = &self.native
            && native.is_head(&info.name)
            && let Some(text) = native.file_at_head(file)
        {
            return text.map_or(FileAt::Absent, FileAt::Found);
        }
        let object = format!("{}:{file}", info.name);
        let argv = ["git", "cat-file", "--end-of-options", "blob", &object];
        match self.runner.run(&argv) {
            Some(text) => FileAt::Found(text),
            None => FileAt::Absent,
        }
    }

    fn tags(&mut self, _prefix: &str) -> Option<Vec<String>> {
        // Upstream only knows the tags of remote repositories here.
        Some(Vec::new())
    }

    fn tags_before(&mut self, revision: &str) -> Option<Vec<String>> {
        let info = self.stat(revision)?;
        let merged = format!("--merged={}", info.name);
        let argv = ["git", "for-each-ref", "--format=%(refname)", &merged];
        let out = os_str::decode(&self.runner.run(&argv)?);
        let tags = out
            .split('\n')
            .filter_map(|line| line.trim().strip_prefix("refs/tags/"));
        Some(tags.map(str::to_owned).collect())
    }

    fn known_tags(&mut self, revision: &str) -> Option<Vec<String>> {
        let native = self.native.as_ref()?;
        native.is_head(revision).then(|| native.tags())?
    }

    fn first_before(&mut self, tags: &[String]) -> Option<Option<String>> {
        self.native.as_ref()?.first_before(tags)
    }
}

#[cfg(test)]
mod tests {
    use super::parse_log;

    #[test]
    fn log_lines() {
        let hash = "ede458df7cd0fdca520df19a33158086a8a68e81";
        let out = format!("{hash} 1523994202 HEAD -> m, tag: v1.2.4-a, tag: v1.2.3, origin/m");
        let info = parse_log(&out, hash, hash, 40).unwrap();
        assert_eq!(info.tags, ["v1.2.3", "v1.2.4-a"]);
        assert_eq!(
            (info.short.as_str(), info.version.as_str()),
            ("ede458df7cd0", hash)
        );
        let info = parse_log(&out, "v1.2.3", "refs/tags/v1.2.3", 40).unwrap();
        assert_eq!(info.version, "v1.2.3");
        assert_eq!(info.reference, "refs/tags/v1.2.3");
    }
}
