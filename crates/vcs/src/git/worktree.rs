//! Checks whether a working directory differs from the index or has untracked files.
//!
//! If names, times and plain contents do not suffice to decide, git is run.
//! Counterpart: none here; git's wt-status.c, read-cache.c (`ie_match_stat`) and dir.c.

use hashbrown::HashMap;
use hashbrown::HashSet;
use sha1::Digest;
use sha1::Sha1;
use vamos_base::golang::os_str;
use vamos_fsys::FileKind;
use vamos_fsys::Files;
use vamos_fsys::Metadata;
use vamos_fsys::uncached;

use super::config::GitConfig;
use super::ignore::IgnoreFile;
use super::ignore::is_ignored;
use super::index::Index;
use super::index::IndexEntry;

/// If more files would have to be hashed, git is run: it refreshes the index, so the next
/// run is fast.
const MAX_HASHED_FILES: usize = 256;
const MAX_HASHED_BYTES: u64 = 8 << 20;

/// The reason why a walk ends early.
enum WalkEnd {
    /// A change was found.
    Modified,
    /// Git must be run.
    AskGit,
}

/// The result of comparing a file with its index entry.
enum Compared {
    Same,
    Changed,
    /// The contents must be compared. The flag is true if a difference is certainly a change.
    Contents(bool),
}

/// A walk through a working directory.
pub(super) struct Worktree<'a> {
    files: &'a dyn Files,
    root: &'a str,
    config: &'a GitConfig,
    entries: HashMap<&'a [u8], &'a IndexEntry>,
    /// Directories that have tracked files below them.
    dirs: HashSet<&'a [u8]>,
    /// The time of the index's last write, in nanoseconds.
    index_time: i128,
    ignores: Vec<IgnoreFile>,
    has_attributes: bool,
    seen: usize,
    undecided: Vec<(&'a IndexEntry, bool, u64)>,
    /// True if only git can decide, unless a change is found.
    is_uncertain: bool,
}

impl<'a> Worktree<'a> {
    /// Prepares a walk. `ignores` are the patterns for the whole directory, in order of
    /// increasing precedence; `has_attributes` is true if files may have attributes.
    pub(super) fn new(
        files: &'a dyn Files,
        root: &'a str,
        config: &'a GitConfig,
        index: &'a Index,
        index_time: i128,
        ignores: Vec<IgnoreFile>,
        has_attributes: bool,
    ) -> Option<Self> {
        let mut entries = HashMap::with_capacity(index.entries.len());
        let mut dirs = HashSet::new();
        for entry in &index.entries {
            // Submodules and directories of a sparse index are not supported.
            if !matches!(entry.mode, 0o100_644 | 0o100_755 | 0o120_000) {
                return None;
            }
            let path = &entry.path[..];
            let slashes = path.iter().enumerate().rev();
            for (at, _) in slashes.filter(|(_, byte)| **byte == b'/') {
                if !dirs.insert(&path[..at]) {
                    break;
                }
            }
            entries.insert(path, entry);
        }
        Some(Self {
            files,
            root,
            config,
            entries,
            dirs,
            index_time,
            ignores,
            has_attributes,
            seen: 0,
            undecided: Vec::new(),
            is_uncertain: false,
        })
    }

    /// Reports whether there is a change; `None` if git must be run.
    pub(super) fn find_change(mut self) -> Option<bool> {
        let walked = self.walk(self.root, b"", false);
        let result = walked.and_then(|()| {
            if self.seen == self.entries.len() {
                self.compare_contents()
            } else {
                // A tracked file was removed, or is not a file any more.
                Err(WalkEnd::Modified)
            }
        });
        match result {
            Ok(()) => (!self.is_uncertain).then_some(false),
            Err(WalkEnd::Modified) => Some(true),
            Err(WalkEnd::AskGit) => None,
        }
    }

    /// Walks a directory that has tracked files. In an ignored directory, all untracked
    /// files are ignored.
    fn walk(&mut self, dir: &str, prefix: &[u8], all_ignored: bool) -> Result<(), WalkEnd> {
        let listing = self.files.read_dir(dir).map_err(|_| WalkEnd::AskGit)?;
        let ignores = self.ignores.len();
        if !all_ignored {
            self.read_ignores(dir, prefix, &listing)?;
        }
        for entry in listing.iter() {
            if entry.name == ".git" {
                if prefix.is_empty() {
                    continue;
                }
                // Another repository, in a directory of this one.
                return Err(WalkEnd::AskGit);
            }
            if entry.name == ".gitattributes" {
                self.has_attributes = true;
            }
            let path = [prefix, &os_str::encode(&entry.name)].concat();
            let place = format!("{dir}/{}", entry.name);
            if entry.kind == FileKind::Dir {
                if self.dirs.contains(&path[..]) {
                    let is_ignored = all_ignored || is_ignored(&self.ignores, &path, true);
                    let prefix = [&path[..], b"/"].concat();
                    self.walk(&place, &prefix, is_ignored)?;
                } else if self.config.shows_untracked && !all_ignored {
                    self.untracked_dir(&place, &path)?;
                }
            } else if let Some(&tracked) = self.entries.get(&path[..]) {
                self.seen += 1;
                let meta = self.files.lstat(&place).map_err(|_| WalkEnd::AskGit)?;
                match self.compare(tracked, &meta) {
                    Compared::Same => {}
                    Compared::Changed => return Err(WalkEnd::Modified),
                    Compared::Contents(_) if meta.size > u64::from(u32::MAX) => {
                        return Err(WalkEnd::AskGit);
                    }
                    Compared::Contents(counts) => {
                        self.undecided.push((tracked, counts, meta.size));
                    }
                }
            } else if self.config.shows_untracked && !all_ignored {
                self.untracked_file(&path, entry.kind)?;
            }
        }
        self.ignores.truncate(ignores);
        Ok(())
    }

    fn read_ignores(
        &mut self,
        dir: &str,
        prefix: &[u8],
        listing: &[vamos_fsys::DirEntry],
    ) -> Result<(), WalkEnd> {
        let Some(entry) = listing.iter().find(|entry| entry.name == ".gitignore") else {
            return Ok(());
        };
        if entry.kind != FileKind::File {
            return Err(WalkEnd::AskGit);
        }
        let text = uncached::read(&format!("{dir}/.gitignore")).map_err(|_| WalkEnd::AskGit)?;
        let file = IgnoreFile::parse(prefix, &text).ok_or(WalkEnd::AskGit)?;
        self.ignores.push(file);
        Ok(())
    }

    fn untracked_file(&self, path: &[u8], kind: FileKind) -> Result<(), WalkEnd> {
        // Git ignores pipes and devices.
        let is_seen = matches!(kind, FileKind::File | FileKind::Symlink);
        if is_seen && !is_ignored(&self.ignores, path, false) {
            return Err(WalkEnd::Modified);
        }
        Ok(())
    }

    /// Searches a directory without tracked files for a file that counts.
    fn untracked_dir(&mut self, dir: &str, path: &[u8]) -> Result<(), WalkEnd> {
        if is_ignored(&self.ignores, path, true) {
            return Ok(());
        }
        let listing = self.files.read_dir(dir).map_err(|_| WalkEnd::AskGit)?;
        if listing.iter().any(|entry| entry.name == ".git") {
            return Err(WalkEnd::AskGit);
        }
        let prefix = [path, b"/"].concat();
        let ignores = self.ignores.len();
        self.read_ignores(dir, &prefix, &listing)?;
        for entry in listing.iter() {
            let path = [&prefix[..], &os_str::encode(&entry.name)].concat();
            if entry.kind == FileKind::Dir {
                self.untracked_dir(&format!("{dir}/{}", entry.name), &path)?;
            } else {
                self.untracked_file(&path, entry.kind)?;
            }
        }
        self.ignores.truncate(ignores);
        Ok(())
    }

    /// Compares a file's metadata with the index entry. The use of nanoseconds depends on git's
    /// build options, so if they are decisive, the contents are compared.
    fn compare(&self, entry: &IndexEntry, meta: &Metadata) -> Compared {
        let is_link = entry.mode == 0o120_000;
        match meta.kind {
            FileKind::File if !is_link => {}
            FileKind::Symlink if is_link => {}
            _ => return Compared::Changed,
        }
        if !is_link && self.config.has_file_mode && (entry.mode ^ meta.mode) & 0o100 != 0 {
            return Compared::Changed;
        }
        let mtime = seconds_and_nanos(meta.mtime_ns);
        let ctime = seconds_and_nanos(meta.ctime_ns);
        // Truncated as git does.
        #[expect(clippy::cast_possible_truncation, reason = "the index has 32 bits")]
        let (inode, size) = (meta.ino as u32, meta.size as u32);
        let differs = entry.mtime.0 != mtime.0
            || entry.ctime.0 != ctime.0
            || entry.inode != inode
            || entry.user != meta.uid
            || entry.group != meta.gid
            || entry.size != size;
        let is_exact = !differs && entry.mtime == mtime && entry.ctime == ctime;
        let index_time = seconds_and_nanos(self.index_time);
        if is_exact && entry.mtime.0 < index_time.0 {
            return Compared::Same;
        }
        // Modified when the index was written or later: git does not trust the times then.
        let is_racy = entry.mtime >= index_time;
        Compared::Contents(differs || is_racy)
    }

    /// Compares the files whose metadata does not suffice.
    fn compare_contents(&mut self) -> Result<(), WalkEnd> {
        if self.undecided.is_empty() {
            return Ok(());
        }
        // Then git compares converted contents.
        let is_converted = self.has_attributes || self.config.converts_lines;
        let bytes: u64 = self.undecided.iter().map(|(_, _, size)| size).sum();
        if is_converted || self.undecided.len() > MAX_HASHED_FILES {
            return Err(WalkEnd::AskGit);
        }
        let mut left = bytes;
        for &(entry, counts, size) in &self.undecided {
            if entry.mode == 0o120_000 {
                self.is_uncertain = true;
                continue;
            }
            let is_same_size = u64::from(entry.size) == size || entry.size == 0;
            let is_same = is_same_size && {
                if left > MAX_HASHED_BYTES {
                    return Err(WalkEnd::AskGit);
                }
                let file = format!("{}/{}", self.root, os_str::decode(&entry.path));
                let text = uncached::read(&file).map_err(|_| WalkEnd::AskGit)?;
                blob_name(&text) == entry.object
            };
            left = left.saturating_sub(size);
            if is_same {
                continue;
            }
            if counts {
                return Err(WalkEnd::Modified);
            }
            self.is_uncertain = true;
        }
        Ok(())
    }
}

fn blob_name(text: &[u8]) -> [u8; 20] {
    let mut hash = Sha1::new();
    hash.update(format!("blob {}\0", text.len()));
    hash.update(text);
    hash.finalize().into()
}

/// Splits a time as in the index: 32 bits of seconds, and nanoseconds.
fn seconds_and_nanos(time_ns: i128) -> (u32, u32) {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the index has 32 bits"
    )]
    let split = (
        time_ns.div_euclid(1_000_000_000) as u32,
        time_ns.rem_euclid(1_000_000_000) as u32,
    );
    split
}

#[cfg(test)]
mod tests {
    use super::blob_name;
    use crate::git::object::hex;

    #[test]
    fn names_of_contents() {
        assert_eq!(
            hex(&blob_name(b"")),
            "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
        );
    }
}
