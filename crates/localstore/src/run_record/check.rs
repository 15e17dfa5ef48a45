//! Checks whether a run record still holds.
//!
//! The outputs come first, then paths that are outside, then groups of paths on all threads,
//! until one check fails. Nothing is changed before all checks have passed.
//! If the command attached something, a few files and directories may have changed: they are
//! returned, and [`RunRecord::edit`] takes them over.
//! Counterpart: none.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use vamos_base::Digest;
use vamos_base::golang::os_str;
use vamos_fsys::access_log::HttpAccess;
use vamos_fsys::inside::Root;
use vamos_fsys::stamp::Stamp;
use vamos_fsys::stamp::StatResult;
use vamos_fsys::stamp::stat;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_sched::Class;
use vamos_sched::Pool;

use super::CacheFormat;
use super::Claim;
use super::Edit;
use super::Output;
use super::Preconditions;
use super::ancestors::Ancestors;
use super::content::Content;
use super::format::BODY;
use super::format::Reader;
use super::format::body;
use super::format::decode;
use super::format::seal;
use super::head_of;
use crate::trust::Trust;

/// Groups that a thread takes at a time.
const BATCH: usize = 24;

/// If more files have other contents, the run record does not hold.
const MAX_EDITS: usize = 16;

/// The result of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing changed; the number of paths that were checked.
    Holds(u64),
    /// Everything else holds, but these regular files and directories changed; only with an
    /// attachment.
    Edited(Vec<Edit>),
    /// Something changed; with its description for people.
    Broken(String),
}

/// A run record that was read from its file.
pub struct RunRecord {
    pub(super) bytes: Content,
    outputs: Vec<Output>,
    outside: Vec<(String, String)>,
    store: String,
    program: Vec<String>,
    stdout: std::ops::Range<usize>,
    stderr: std::ops::Range<usize>,
    asked: Vec<HttpAccess>,
    pub(super) attachment: std::ops::Range<usize>,
    pub(super) owners: Vec<super::format::Owner>,
    groups: Vec<usize>,
    /// New stamps, and the positions of those that they replace.
    patches: Vec<(usize, [u8; BODY])>,
    /// Cache files whose time of last use is to be renewed.
    unused: Vec<String>,
}

/// The time of a check, and the format of the build cache.
struct Moment<'a> {
    cache: &'a dyn CacheFormat,
    now_ns: i64,
    renewal_age_ns: i128,
    trust: Trust,
}

/// Result of one batch.
#[derive(Default)]
struct BatchResult {
    looks: u64,
    broken: Option<String>,
    patches: Vec<(usize, [u8; BODY])>,
    unused: Vec<String>,
    edits: Vec<Edit>,
}

impl RunRecord {
    /// Parses a run record; `None` if the bytes are malformed or of another key.
    pub(super) fn parse(bytes: impl Into<Content>, key: &Digest) -> Option<Self> {
        let bytes = bytes.into();
        let front = decode(&bytes, Some(key))?;
        let range = |part: &[u8]| {
            let start = part.as_ptr() as usize - bytes.as_ptr() as usize;
            start..start + part.len()
        };
        Some(Self {
            stdout: range(front.stdout),
            stderr: range(front.stderr),
            attachment: range(front.attachment),
            outputs: front.outputs,
            outside: front.outside,
            store: front.store,
            program: front.program,
            asked: front.asked,
            owners: front.owners,
            groups: front.groups,
            bytes,
            patches: Vec::new(),
            unused: Vec::new(),
        })
    }

    /// Returns the command's output on stdout.
    pub fn stdout(&self) -> &[u8] {
        &self.bytes[self.stdout.clone()]
    }

    /// Returns the command's output on stderr.
    pub fn stderr(&self) -> &[u8] {
        &self.bytes[self.stderr.clone()]
    }

    /// Reports whether the command printed nothing, and runs nothing in the end.
    pub fn is_silent(&self) -> bool {
        self.stdout.is_empty() && self.stderr.is_empty() && self.program.is_empty()
    }

    /// Returns the data that the command attached; may be empty.
    pub fn attachment(&self) -> &[u8] {
        &self.bytes[self.attachment.clone()]
    }

    /// Returns the answers of servers that the run record depends on. [`Self::check`] sends no
    /// requests.
    pub fn asked(&self) -> &[HttpAccess] {
        &self.asked
    }

    /// Returns the program that the command runs at its end, with arguments; may be empty.
    pub fn program(&self) -> &[String] {
        &self.program
    }

    /// Returns the files whose times the command sets to now.
    pub fn outputs(&self) -> impl Iterator<Item = &str> {
        self.outputs.iter().map(|output| output.path.as_str())
    }

    /// Compares a valid run record with the preconditions that the same command has just recorded;
    /// returns the first difference.
    pub fn differs_from(&self, preconditions: &Preconditions) -> Option<String> {
        if self.stdout() != preconditions.stdout || self.stderr() != preconditions.stderr {
            return Some("something else was printed".to_owned());
        }
        if self.program != preconditions.program {
            return Some(format!("{:?} is to be run", preconditions.program));
        }
        if self.outputs != preconditions.outputs {
            let paths = |outputs: &[Output]| -> Vec<String> {
                outputs.iter().map(|output| output.path.clone()).collect()
            };
            let (old, new) = (paths(&self.outputs), paths(&preconditions.outputs));
            return Some(format!("the outputs {old:?} are now {new:?}"));
        }
        None
    }

    /// Returns the first path that was outside of any directory and is now inside of one.
    fn first_inside(&self) -> Option<&str> {
        // Each directory is resolved once; there are as many as modules with tests.
        let mut roots = HashMap::new();
        for (path, dir) in &self.outside {
            let root = roots.entry(dir).or_insert_with(|| Root::of(dir));
            if !root.is_outside(path) {
                return Some(path);
            }
        }
        None
    }

    /// Checks whether nothing changed.
    pub fn check(&mut self, cache: &dyn CacheFormat, pool: &Pool, now_ns: i64) -> Verdict {
        if !self.store.is_empty() && cache.is_trim_due(&self.store, i128::from(now_ns)) {
            return Verdict::Broken("the cache is to be trimmed".to_owned());
        }
        if let Some(output) = self.outputs.iter().find(|output| !output.holds()) {
            return Verdict::Broken(output.path.clone());
        }
        if let Some(path) = self.first_inside() {
            return Verdict::Broken(path.to_owned());
        }
        let moment = Moment {
            cache,
            now_ns,
            renewal_age_ns: cache.renewal_age_ns(),
            trust: Trust::new(now_ns.into()),
        };
        let batches: Vec<&[usize]> = self.groups.chunks(BATCH).collect();
        let is_over = AtomicBool::new(false);
        let look = |batch: &&[usize]| {
            let mut found = BatchResult::default();
            let (mut path, mut ancestors) = (Vec::new(), Ancestors::default());
            for &at in *batch {
                if is_over.load(Ordering::Relaxed) {
                    break;
                }
                if self
                    .look_group(at, &moment, &mut path, &mut ancestors, &mut found)
                    .is_none()
                {
                    let what = found.broken.get_or_insert_default();
                    if what.is_empty() {
                        *what = os_str::decode(&path);
                    }
                    is_over.store(true, Ordering::Relaxed);
                }
            }
            found
        };
        // Starting threads costs more than a few checks.
        let all = match batches.len() {
            0..4 => batches.iter().map(look).collect(),
            _ => pool.map(Class::Cpu, &batches, look),
        };
        let mut looks = (self.outputs.len() + self.outside.len()) as u64;
        let mut edits = Vec::new();
        for found in all {
            if let Some(path) = found.broken {
                return Verdict::Broken(path);
            }
            looks += found.looks;
            self.patches.extend(found.patches);
            self.unused.extend(found.unused);
            edits.extend(found.edits);
        }
        match edits.first() {
            None => Verdict::Holds(looks),
            Some(first) if edits.len() > MAX_EDITS => Verdict::Broken(first.path.clone()),
            Some(_) => Verdict::Edited(edits),
        }
    }

    /// Checks a directory and names in it; `None` if something is different: `path` is then
    /// the path of it.
    fn look_group(
        &self,
        at: usize,
        moment: &Moment<'_>,
        path: &mut Vec<u8>,
        ancestors: &mut Ancestors,
        found: &mut BatchResult,
    ) -> Option<()> {
        let mut reader = Reader {
            all: &self.bytes,
            at,
        };
        let dir = reader.text()?;
        path.clear();
        path.extend_from_slice(dir);
        let here = if self.bytes.get(reader.at) == Some(&0) {
            reader.at += 1;
            None
        } else {
            Some(reader.claim(&self.owners)?)
        };
        let count = reader.size()?;
        ancestors.enter(dir, count);
        if let Some((claim, at)) = here {
            let look = ancestors.stat(path, claim.follows());
            found.looks += 1;
            self.compare(&claim, at, look, moment, path, found)?;
        }
        if dir != b"/" {
            path.push(b'/');
        }
        let length = path.len();
        for _ in 0..count {
            let name = reader.text()?;
            let (claim, at) = reader.claim(&self.owners)?;
            path.truncate(length);
            path.extend_from_slice(name);
            let look = ancestors.stat(path, claim.follows());
            found.looks += 1;
            self.compare(&claim, at, look, moment, path, found)?;
        }
        Some(())
    }

    fn compare(
        &self,
        claim: &Claim,
        at: usize,
        look: StatResult,
        moment: &Moment<'_>,
        path: &[u8],
        found: &mut BatchResult,
    ) -> Option<()> {
        let now = match (claim, look) {
            (Claim::Absent { .. }, StatResult::Absent) => return Some(()),
            (Claim::Absent { .. }, _) | (_, StatResult::Absent | StatResult::Unknown) => {
                return None;
            }
            (_, StatResult::There(stamp)) => stamp,
        };
        let holds = match claim {
            Claim::Absent { .. } => false,
            Claim::Full { stamp, .. } => now == *stamp || self.is_edit(stamp, now, at, path, found),
            Claim::Node { stamp, .. } => now.is_same_node(stamp),
            Claim::Entry { stamp, content } => {
                now == *stamp || self.reads_as(path, &now, *content, at, moment, found)
            }
            Claim::Value { stamp } => now.is_file() && now.size == stamp.size,
        };
        let is_value_dir = matches!(claim, Claim::Node { .. }) && self.is_cached(path);
        let is_cached = matches!(claim, Claim::Entry { .. } | Claim::Value { .. }) || is_value_dir;
        if holds && is_cached && i128::from(moment.now_ns - now.mtime_ns) >= moment.renewal_age_ns {
            found.unused.push(os_str::decode(path));
        }
        holds.then_some(())
    }

    /// Adds the change of a regular file or a directory; reports whether the command may decide
    /// about it.
    fn is_edit(
        &self,
        before: &Stamp,
        now: Stamp,
        at: usize,
        path: &[u8],
        found: &mut BatchResult,
    ) -> bool {
        let is_dir = before.is_dir() && now.is_same_node(before);
        let may_change = is_dir || before.is_file() && now.is_file();
        if self.attachment.is_empty() || !may_change || found.edits.len() >= MAX_EDITS {
            return false;
        }
        found.edits.push(Edit {
            path: os_str::decode(path),
            is_dir,
            stamp: now,
            at,
        });
        true
    }

    /// Reports whether a path is a value in the cache.
    fn is_cached(&self, path: &[u8]) -> bool {
        !self.store.is_empty() && path.ends_with(b"-d") && {
            let store = os_str::encode(&self.store);
            path.starts_with(&store)
        }
    }

    /// Compares the content of an entry whose stamp changed; if it is the same, the new stamp
    /// will replace the old one.
    fn reads_as(
        &self,
        path: &[u8],
        now: &Stamp,
        content: u64,
        at: usize,
        moment: &Moment<'_>,
        found: &mut BatchResult,
    ) -> bool {
        let path = os_str::decode(path);
        if moment.cache.content_of(&path) != Some(content) {
            return false;
        }
        let old = Reader {
            all: &self.bytes,
            at,
        }
        .size();
        let owner = old.and_then(|owner| self.owners.get(owner));
        let is_proof = moment.trust.shows_writes_to_entry(now, &path);
        if is_proof && owner == Some(&(now.dev, now.uid, now.gid)) {
            // After the number of the owner.
            found.patches.push((at + 4, body(now)));
        }
        true
    }

    /// Applies the effects of the command: sets a new time for outputs, and for cache files that
    /// were not used for an hour. Reports whether the bytes changed, and should be stored
    /// ([`RunRecord::bytes`]).
    ///
    /// Stamps of files that get a new time here are not replaced: a write just before that would
    /// not show in them. The next check reads these files, and stores their new stamps.
    pub fn renew(&mut self, cache: &dyn CacheFormat, now_ns: i64) -> bool {
        let used_ns = cache.renewed_time_ns(i128::from(now_ns));
        for output in &self.outputs {
            let _ = work::touch(&output.path);
        }
        for path in &self.unused {
            let _ = uncached::set_times(path, used_ns);
        }
        if self.patches.is_empty() {
            return false;
        }
        let mut bytes = self.bytes.to_vec();
        for (at, stamp) in self.patches.drain(..) {
            if let Some(place) = bytes.get_mut(at..at + BODY) {
                place.copy_from_slice(&stamp);
            }
        }
        seal(&mut bytes);
        self.bytes = Content::Owned(bytes);
        true
    }

    /// Returns the bytes to keep.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl Output {
    fn holds(&self) -> bool {
        let StatResult::There(stamp) = stat(&self.path, true) else {
            return false;
        };
        stamp.is_file()
            && (stamp.dev, stamp.ino, stamp.size) == (self.dev, self.ino, self.size)
            && head_of(&self.path) == Some(self.head)
    }
}
