//! The run record: all inputs and results of one successful command. It is stored so that the next
//! equal command only checks that nothing changed.
//!
//! A run record is a file of our own, named after a key that the caller makes of everything that is
//! not a file. It holds [`Preconditions`]: stamps, absences, cache entries, outputs, and printed
//! text. [`settle`] makes claims of the accesses that [`vamos_fsys::access_log`] recorded, or
//! returns the reason against it. [`RunRecord::check`] compares them with the disk, and
//! [`RunRecord::renew`] applies the effects of the command. A file that is torn, old, or of another
//! version is ignored; nothing here is ever an error.
//!
//! [`paths`] returns the paths that a check reads, for `xtask statfloor`: read any file of
//! `vamos/witness/` in the user's cache directory and pass its bytes.
//! Counterpart: none; the official command does everything again.

mod ancestors;
mod cache_format;
mod check;
mod content;
mod edits;
mod format;
mod preconditions;
mod store;

pub use cache_format::CacheFile;
pub use cache_format::CacheFormat;
pub use check::RunRecord;
pub use check::Verdict;
pub use format::paths;
#[cfg(test)]
pub(crate) use format::seal;
pub use preconditions::Scope;
pub use preconditions::settle;
pub use store::RunRecords;

use vamos_base::Digest;
use vamos_fsys::access_log::HttpAccess;
use vamos_fsys::stamp::Stamp;

/// Method of checking one path, and the expected result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// A missing path.
    Absent { follow: bool },
    /// The same file, link, or directory with the same names.
    Full { follow: bool, stamp: Stamp },
    /// The same directory or device, with any content.
    Node { follow: bool, stamp: Stamp },
    /// An action's entry in the build cache with this content; with the same stamp it need
    /// not be read.
    Entry { stamp: Stamp, content: u64 },
    /// A value in the build cache, of the same size.
    Value { stamp: Stamp },
}

impl Claim {
    /// Reports whether the file that a link leads to is meant, and not the link.
    pub(crate) fn follows(&self) -> bool {
        match self {
            Self::Absent { follow } | Self::Full { follow, .. } | Self::Node { follow, .. } => {
                *follow
            }
            Self::Entry { .. } | Self::Value { .. } => true,
        }
    }
}

/// A file that the command would leave in place, with a new time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Output {
    pub(crate) path: String,
    pub(crate) dev: u64,
    pub(crate) ino: u64,
    pub(crate) size: u64,
    /// Digest of the first bytes, where the build ID is.
    pub(crate) head: Digest,
}

/// A regular file that changed, or a directory whose names may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Its path.
    pub path: String,
    /// True for a directory.
    pub is_dir: bool,
    /// Its stamp now.
    pub(crate) stamp: Stamp,
    /// Offset of the stamp in the run record.
    pub(crate) at: usize,
}

/// Everything that a run record claims, and the effects of the command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preconditions {
    /// Directories with the claims about themselves and about names in them.
    pub(crate) groups: Vec<Group>,
    pub(crate) outputs: Vec<Output>,
    /// Paths that are not in a directory, which follows them.
    pub(crate) outside: Vec<(String, String)>,
    /// The cache that is trimmed once a day.
    pub(crate) store: Option<String>,
    /// Output on stdout.
    pub(crate) stdout: Vec<u8>,
    /// Output on stderr.
    pub(crate) stderr: Vec<u8>,
    /// Answers of servers, sorted by address.
    pub(crate) asked: Vec<HttpAccess>,
    /// Program that is run at the end, with its arguments.
    pub(crate) program: Vec<String>,
    /// The command's own data.
    pub(crate) attachment: Vec<u8>,
}

/// One directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) dir: String,
    pub(crate) here: Option<Claim>,
    pub(crate) names: Vec<(String, Claim)>,
}

impl Preconditions {
    /// Adds the command's output on stdout.
    #[must_use]
    pub fn with_stdout(mut self, stdout: Vec<u8>) -> Self {
        self.stdout = stdout;
        self
    }

    /// Adds the command's output on stderr.
    #[must_use]
    pub fn with_stderr(mut self, stderr: Vec<u8>) -> Self {
        self.stderr = stderr;
        self
    }

    /// Adds the program that the command runs at its end.
    #[must_use]
    pub fn with_program(mut self, program: Vec<String>) -> Self {
        self.program = program;
        self
    }

    /// Adds data of the command. If later only a few files and directories have changed, a check
    /// names them ([`Verdict::Edited`]) and the command decides about the work that remains.
    #[must_use]
    pub fn with_attachment(mut self, attachment: Vec<u8>) -> Self {
        self.attachment = attachment;
        self
    }

    /// Adds the cache that is trimmed once a day, if the command did not open it.
    #[must_use]
    pub fn with_store(mut self, store: &str) -> Self {
        self.store = Some(store.to_owned());
        self
    }

    /// Returns the number of paths that will be checked.
    pub fn count(&self) -> usize {
        let of = |group: &Group| group.names.len() + usize::from(group.here.is_some());
        self.groups.iter().map(of).sum::<usize>() + self.outputs.len() + self.outside.len()
    }
}

/// Length of the compared beginning of an output: all formats have their build ID in it.
pub(crate) const HEAD: usize = 32 << 10;

/// Returns the digest of an output's first bytes.
pub(crate) fn head_of(path: &str) -> Option<Digest> {
    let mut head = vec![0; HEAD];
    let count = vamos_fsys::work::read_head(path, &mut head).ok()?;
    Some(Digest::of(&head[..count]))
}

#[cfg(test)]
mod cache_tests;
#[cfg(test)]
mod tests;
