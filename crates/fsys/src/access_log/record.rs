//! What a run read and did, as plain data.
//!
//! Counterpart: none.

use vamos_base::Digest;

use crate::stamp::Stamp;

/// The questions about one path, and their answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathAccess {
    /// The answer where links were followed; `None` inside: nothing there.
    pub followed: Option<Option<Stamp>>,
    /// The answer where they were not. That is asked about few paths, and takes no place in the
    /// others.
    pub itself: Option<Box<Option<Stamp>>>,
    /// Whether it is a directory whose names were asked for.
    pub is_listed: bool,
    /// What the reader made of the bytes, where other bytes may mean the same.
    pub content: Option<u64>,
    /// Whether two answers differed in more than the times of a file.
    pub is_torn: bool,
    /// Whether two answers of a file differed, in its times only. Files of the build cache get a
    /// new time of last use from this run and from others.
    pub has_new_times: bool,
    /// Whether its bytes were read as those of a source, not of a result.
    pub is_source: bool,
    /// Whether the result depends on its times and size, even if it is a directory.
    pub is_exact: bool,
}

/// A file whose times were set to now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The file.
    pub path: String,
    /// What it was just before.
    pub before: Stamp,
    /// What it was just after.
    pub after: Stamp,
}

/// An answer of a server that the result depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpAccess {
    /// The address that was asked for, without credentials.
    pub url: String,
    /// Digest of the answer: its status and its text.
    pub answer: Digest,
}

/// All that a run read and did.
#[derive(Debug, Default)]
pub struct AccessLog {
    /// Paths in no particular order.
    pub seen: Vec<(String, PathAccess)>,
    /// Files whose times were set to now.
    pub touched: Vec<Touched>,
    /// Files whose times of last use were renewed.
    pub used: Vec<String>,
    /// Paths that were written, made, renamed or removed.
    pub wrote: Vec<String>,
    /// Directories that this run made for itself.
    pub temporary: Vec<String>,
    /// Environment variables that a part of the result depends on.
    pub variables: Vec<String>,
    /// Paths that are not in a directory, which follows them.
    pub outside: Vec<(String, String)>,
    /// Answers of servers, in no particular order.
    pub asked: Vec<HttpAccess>,
    /// Why the log is not complete, if it is not. Then only this is valid.
    pub void: Option<String>,
}

impl PathAccess {
    /// Returns the answers, with links followed and not, as far as they were asked for.
    pub fn answers(&self) -> [Option<Option<Stamp>>; 2] {
        [self.followed, self.itself.as_deref().copied()]
    }

    /// Adds an answer about what the path leads to.
    pub(super) fn add_followed(&mut self, answer: Option<Stamp>) {
        let has_times = self.has_times();
        let change = take(&mut self.followed, answer, has_times);
        self.note(change);
    }

    /// Adds an answer about the path itself, links not followed.
    pub(super) fn add_itself(&mut self, answer: Option<Stamp>) {
        let has_times = self.has_times();
        let [_, mut itself] = self.answers();
        let change = take(&mut itself, answer, has_times);
        self.itself = itself.map(Box::new);
        self.note(change);
    }

    /// Adds an answer whose times and size matter too.
    pub(super) fn add_exact(&mut self, stamp: Stamp, follow: bool) {
        self.is_exact = true;
        match follow {
            true => self.add_followed(Some(stamp)),
            false => self.add_itself(Some(stamp)),
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

    /// Adds what a reader made of the bytes.
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

/// How an answer differs from the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    /// Not at all.
    None,
    /// In the times of a file.
    Times,
    /// In more.
    Other,
}

impl Change {
    fn unless(is_same: bool) -> Self {
        if is_same { Self::None } else { Self::Other }
    }
}

/// Takes an answer: the first is kept, and a later one has to be the same, except for the times of
/// a file. Directories may change while this run works, as long as their names were not listed.
fn take(known: &mut Option<Option<Stamp>>, answer: Option<Stamp>, is_listed: bool) -> Change {
    match (*known, answer) {
        (None, _) => {
            *known = Some(answer);
            Change::None
        }
        (Some(None), None) => Change::None,
        (Some(Some(old)), Some(new)) if !is_listed && old.is_dir() => {
            // The newest: its times have to prove that a listing to come is old.
            *known = Some(answer);
            Change::unless(old.is_same_node(&new))
        }
        (Some(Some(old)), Some(new)) if old == new => Change::None,
        (Some(Some(old)), Some(new)) if old.is_same_file(&new) => Change::Times,
        (Some(_), _) => Change::Other,
    }
}
