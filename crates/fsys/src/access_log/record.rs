//! The accesses of a run, as plain data.
//!
//! Counterpart: none.

use vamos_base::Digest;

use crate::stamp::Stamp;

/// The accesses of one path, with their results.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathAccess {
    /// The result of `stat`, links followed. `Some(None)`: the file does not exist.
    pub followed: Option<Option<Stamp>>,
    /// The result of `lstat`. Few paths have one, so it is boxed to save memory in the others.
    pub itself: Option<Box<Option<Stamp>>>,
    /// True if it is a directory that was listed.
    pub is_listed: bool,
    /// A hash of the reader's result from the bytes, if other bytes may be equivalent.
    pub content: Option<u64>,
    /// True if two results differed in more than the times of a file.
    pub is_torn: bool,
    /// True if two results for a file differed, in its times only. Files of the build cache get a
    /// new time of last use from this run and from others.
    pub has_new_times: bool,
    /// True if its bytes were read as a source, not as a result.
    pub is_source: bool,
    /// True if the result depends on its times and size, even if it is a directory.
    pub is_exact: bool,
}

/// A file whose times were set to now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The file.
    pub path: String,
    /// Its stamp just before.
    pub before: Stamp,
    /// Its stamp just after.
    pub after: Stamp,
}

/// An answer of a server that the result depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpAccess {
    /// The requested address, without credentials.
    pub url: String,
    /// Digest of the answer: its status and its text.
    pub answer: Digest,
}

/// All accesses of a run.
#[derive(Debug, Default)]
pub struct AccessLog {
    /// Paths in no particular order.
    pub seen: Vec<(String, PathAccess)>,
    /// Files whose times were set to now.
    pub touched: Vec<Touched>,
    /// Files whose times of last use were renewed.
    pub used: Vec<String>,
    /// Paths that were written, created, renamed or removed.
    pub wrote: Vec<String>,
    /// Directories that this run created for itself.
    pub temporary: Vec<String>,
    /// Environment variables that a part of the result depends on.
    pub variables: Vec<String>,
    /// Pairs of a path and a directory that does not contain it.
    pub outside: Vec<(String, String)>,
    /// Answers of servers, in no particular order.
    pub asked: Vec<HttpAccess>,
    /// The reason why the log is incomplete, if it is. Then no other field is valid.
    pub void: Option<String>,
}

impl PathAccess {
    /// Returns the results, with links followed and not followed; `None` without such an access.
    pub fn answers(&self) -> [Option<Option<Stamp>>; 2] {
        [self.followed, self.itself.as_deref().copied()]
    }

    /// Adds the result of a `stat`.
    pub(super) fn add_followed(&mut self, answer: Option<Stamp>) {
        let has_times = self.has_times();
        let change = take(&mut self.followed, answer, has_times);
        self.note(change);
    }

    /// Adds the result of an `lstat`.
    pub(super) fn add_itself(&mut self, answer: Option<Stamp>) {
        let has_times = self.has_times();
        let [_, mut itself] = self.answers();
        let change = take(&mut itself, answer, has_times);
        self.itself = itself.map(Box::new);
        self.note(change);
    }

    /// Adds a result whose times and size matter as well.
    pub(super) fn add_exact(&mut self, stamp: Stamp, follow: bool) {
        self.is_exact = true;
        if follow {
            self.add_followed(Some(stamp));
        } else {
            self.add_itself(Some(stamp));
        }
    }

    /// Adds the stamp of a directory whose names are about to be read.
    pub(super) fn add_listing(&mut self, stamp: Stamp) {
        let was_listed = std::mem::replace(&mut self.is_listed, true) || self.is_exact;
        let change = take(&mut self.followed, Some(stamp), was_listed);
        if !was_listed {
            self.followed = Some(Some(stamp));
        }
        self.note(change);
    }

    /// Adds the hash of a reader's result from the bytes.
    pub(super) fn add_content(&mut self, content: u64) {
        let known = *self.content.get_or_insert(content);
        self.note(Change::unless(known == content));
    }

    /// Reports whether the times of a directory matter.
    fn has_times(&self) -> bool {
        self.is_listed || self.is_exact
    }

    fn note(&mut self, change: Change) {
        match change {
            Change::None => {}
            Change::Times => self.has_new_times = true,
            Change::Other => self.is_torn = true,
        }
    }
}

/// The difference between a result and the previous one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    /// None.
    None,
    /// Only the times of a file.
    Times,
    /// Other fields.
    Other,
}

impl Change {
    fn unless(is_same: bool) -> Self {
        if is_same { Self::None } else { Self::Other }
    }
}

/// Adds a result: the first one stays, and a later one must be equal, except for the times of a
/// file. A directory may change while this run works, unless it was listed.
fn take(known: &mut Option<Option<Stamp>>, answer: Option<Stamp>, is_listed: bool) -> Change {
    match (*known, answer) {
        (None, _) => {
            *known = Some(answer);
            Change::None
        }
        (Some(None), None) => Change::None,
        (Some(Some(old)), Some(new)) if !is_listed && old.is_dir() => {
            // The newest: its times must prove that a later listing is old.
            *known = Some(answer);
            Change::unless(old.is_same_node(&new))
        }
        (Some(Some(old)), Some(new)) if old == new => Change::None,
        (Some(Some(old)), Some(new)) if old.is_same_file(&new) => Change::Times,
        (Some(_), _) => Change::Other,
    }
}
