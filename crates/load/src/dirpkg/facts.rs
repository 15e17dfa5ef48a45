//! The facts of a directory's files, remembered for one run.
//!
//! A directory is listed once and a file read once, for all queries and targets. Facts
//! are computed on first use.
//! Counterpart: cmd/go/internal/modindex/scan.go (`importRaw`), without its files.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;

use hashbrown::HashMap;
use vamos_fsys::FileKind;
use vamos_fsys::Files;
use vamos_fsys::Hashed;
use vamos_fsys::Metadata;
use vamos_fsys::PathError;
use vamos_memories::Memo;
use vamos_syntax::Constraints;
use vamos_syntax::HeaderError;
use vamos_syntax::MultipleGoBuild;
use vamos_syntax::SourceInfo;

use super::context::BuildContext;
use super::error::FileError;
use super::memo;
use super::memo::Remembered;
use super::outcome::Outcome;
use super::outcome::Outcomes;
use super::package::DirPackage;

/// The facts of directories read in this run. Cheap to share between threads.
pub struct DirCache {
    pub(crate) files: Arc<dyn Files>,
    dirs: Mutex<HashMap<String, Arc<Slot>>>,
    /// The target that packages will be built for, if they will.
    pub(super) builds_for: Option<BuildContext>,
    /// What earlier runs learned of files.
    pub(super) memo: Option<Arc<Memo>>,
    /// What earlier runs found in whole directories.
    pub(super) outcomes: OnceLock<Outcomes>,
}

/// Facts of one directory in this run.
#[derive(Default)]
pub(crate) struct Slot {
    facts: OnceLock<DirFacts>,
    /// The cached result of an earlier run, read on first use.
    pub(super) outcome: OnceLock<Option<Arc<Outcome>>>,
    /// The package that this run found for its target.
    pub(super) package: OnceLock<Arc<DirPackage>>,
    /// The files that the package embeds.
    pub(super) embedded: OnceLock<Vec<String>>,
}

impl Slot {
    /// Returns the facts that [`DirCache::facts`] filled in.
    pub(crate) fn facts(&self) -> &DirFacts {
        self.facts
            .get()
            .expect("facts are filled before they are returned")
    }
}

/// What a file is, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SourceKind {
    /// A Go file.
    Go,
    /// An object file, never read.
    Object,
    /// Any other source file.
    Other,
}

/// What reading a file gave.
#[derive(Debug)]
pub(crate) enum Facts {
    /// Of a Go file.
    Go(Result<SourceInfo, FileError>),
    /// Of another source file.
    Other(Result<Result<Constraints, MultipleGoBuild>, FileError>),
}

/// A source file of a directory. Files whose names start with `_` or `.` are left out.
pub(crate) struct FileFacts {
    pub(crate) name: String,
    pub(crate) kind: SourceKind,
    /// Whether it is a regular file, links followed.
    pub(crate) is_regular: bool,
    /// Whether the name fits the target, as far as this run builds for one.
    hashes: bool,
    /// Whether later runs are to know what is read.
    learns: bool,
    /// What an earlier run learned.
    pub(super) remembered: Option<Box<Remembered>>,
    /// Boxed, as many files are never looked at.
    slot: OnceLock<Box<Seen>>,
}

/// What is known of a file, and how.
struct Seen {
    facts: Facts,
    /// The stamp from before it was read; absent if the facts are not stored.
    learned: Option<Metadata>,
}

/// A directory: its source files by name, or why it could not be read.
pub(crate) struct DirFacts {
    pub(crate) dir: String,
    pub(crate) listing: Result<Vec<FileFacts>, PathError>,
    /// Whether every entry is a directory or a regular file, links not followed.
    pub(crate) is_plain: bool,
    /// The directory's stamp from before it was listed, where something is to be learned.
    pub(crate) stamp: Option<Metadata>,
}

impl DirCache {
    /// Returns a cache that has read nothing.
    pub fn new(files: Arc<dyn Files>) -> Self {
        Self {
            files,
            dirs: Mutex::new(HashMap::new()),
            builds_for: None,
            memo: None,
            outcomes: OnceLock::new(),
        }
    }

    /// Returns a cache for packages that will be built: files that the target may take
    /// are hashed while they are read ([`Files::inspect_hashing`]).
    pub fn for_build(files: Arc<dyn Files>, context: &BuildContext) -> Self {
        Self {
            builds_for: Some(context.clone()),
            ..Self::new(files)
        }
    }

    /// Enables reading facts of earlier runs and storing facts for later ones. Not for
    /// a view in which files are not where they seem to be.
    #[must_use]
    pub fn with_memo(mut self, memo: Arc<Memo>) -> Self {
        self.memo = Some(memo);
        self
    }

    /// Saves what this run learned.
    pub fn save_memo(&self) {
        let Some(memo) = &self.memo else {
            return;
        };
        let dirs = self.dirs.lock().unwrap_or_else(PoisonError::into_inner);
        let asked: Vec<Arc<Slot>> = dirs
            .values()
            .filter(|slot| slot.facts.get().is_some())
            .cloned()
            .collect();
        drop(dirs);
        for slot in asked {
            memo::record(memo, &*self.files, slot.facts());
            if let Some(outcomes) = self.outcomes.get() {
                self.save_outcome(outcomes, &slot);
            }
        }
        memo.save();
        if let Some(outcomes) = self.outcomes.get() {
            outcomes.memo.save();
        }
    }

    pub(super) fn slot(&self, dir: &str) -> Arc<Slot> {
        let mut dirs = self.dirs.lock().unwrap_or_else(PoisonError::into_inner);
        match dirs.get(dir) {
            Some(slot) => slot.clone(),
            None => dirs.entry(dir.to_owned()).or_default().clone(),
        }
    }

    /// Returns the slot of a directory, its facts filled in.
    pub(crate) fn facts(&self, dir: &str) -> Arc<Slot> {
        let slot = self.slot(dir);
        slot.facts.get_or_init(|| self.list(dir));
        slot
    }

    fn list(&self, dir: &str) -> DirFacts {
        let mut is_plain = true;
        let is_learned = self.outcomes.get().is_some();
        let stamp = is_learned.then(|| self.files.stamp(dir).ok()).flatten();
        let listing = self.files.read_dir(dir).map(|entries| {
            let mut found = Vec::new();
            for entry in entries.iter().filter(|entry| entry.kind != FileKind::Dir) {
                let is_file = entry.kind == FileKind::File;
                is_plain &= is_file;
                let Some(kind) = source_kind(&entry.name) else {
                    continue;
                };
                let target = match entry.kind {
                    FileKind::Symlink => {
                        let target = self.files.stat(&join(dir, &entry.name));
                        target.map_or(FileKind::Other, |meta| meta.kind)
                    }
                    kind => kind,
                };
                if target != FileKind::Dir {
                    let is_regular = target == FileKind::File;
                    let mut file = FileFacts::new(entry.name.clone(), kind, is_regular);
                    file.hashes = self
                        .builds_for
                        .as_ref()
                        .is_some_and(|context| context.match_name(&file.name));
                    file.learns = self.memo.is_some();
                    found.push(file);
                }
            }
            found.shrink_to_fit();
            if let Some(memo) = &self.memo {
                memo::recall(memo, dir, &mut found);
            }
            found
        });
        DirFacts {
            dir: dir.to_owned(),
            listing,
            is_plain,
            stamp,
        }
    }
}

/// Joins a clean directory and a name.
pub(crate) fn join(dir: &str, name: &str) -> String {
    if dir.ends_with('/') {
        format!("{dir}{name}")
    } else {
        format!("{dir}/{name}")
    }
}

/// Returns the extension of a name, dot included, or nothing.
pub(crate) fn extension(name: &str) -> &str {
    name.rfind('.').map_or("", |dot| &name[dot..])
}

/// Returns the kind of source that a file name stands for.
pub(crate) fn source_kind(name: &str) -> Option<SourceKind> {
    if name.starts_with(['_', '.']) {
        return None;
    }
    match extension(name) {
        ".go" => Some(SourceKind::Go),
        ".syso" => Some(SourceKind::Object),
        extension => {
            let is_source = DirPackage::default().list_for(extension).is_some();
            is_source.then_some(SourceKind::Other)
        }
    }
}

/// Reads as much of a file as `read` needs, or all of it if it `hashes`.
fn look_at<T>(
    files: &dyn Files,
    path: &str,
    hashes: bool,
    read: impl Fn(&[u8], bool) -> Option<Result<T, HeaderError>>,
) -> Result<T, FileError> {
    let mut found = None;
    let mut look = |bytes: &[u8], is_whole| {
        found = read(bytes, is_whole);
        found.is_some()
    };
    let looked = if hashes {
        files.inspect_hashing(path, &mut look)
    } else {
        files.inspect(path, &mut look)
    };
    match (looked, found) {
        // An overlay spells the operation its own way.
        (Err(cause), _) if cause.op.eq_ignore_ascii_case("open") => Err(FileError::Open(cause)),
        (Err(cause), _) => Err(FileError::Read {
            path: path.to_owned(),
            cause,
        }),
        (Ok(()), Some(Ok(facts))) => Ok(facts),
        (Ok(()), Some(Err(cause))) => Err(FileError::Header {
            path: path.to_owned(),
            cause,
        }),
        (Ok(()), None) => unreachable!("a whole file is always answered"),
    }
}

impl FileFacts {
    pub(crate) fn new(name: String, kind: SourceKind, is_regular: bool) -> Self {
        Self {
            name,
            kind,
            is_regular,
            hashes: false,
            learns: false,
            remembered: None,
            slot: OnceLock::new(),
        }
    }

    pub(crate) fn is_test(&self) -> bool {
        self.name.ends_with("_test.go")
    }

    /// Reports whether the file's digest goes into a package's action ID.
    pub(crate) fn is_hashed(&self) -> bool {
        self.hashes && !self.is_test()
    }

    /// Reports whether the file's contents were read.
    pub(crate) fn was_seen(&self) -> bool {
        self.slot.get().is_some()
    }

    /// Returns the stamp that the facts hold for.
    pub(crate) fn stamp(&self) -> Option<&Metadata> {
        let learned = self.slot.get()?.learned.as_ref();
        learned.or_else(|| self.remembered.as_ref().map(|remembered| &remembered.stamp))
    }

    /// Reports whether this run read the file, and may teach later ones.
    pub(crate) fn was_read(&self) -> bool {
        self.learned().is_some()
    }

    /// Returns what this run learned by reading the file, and its stamp from before.
    pub(crate) fn learned(&self) -> Option<(&Facts, &Metadata)> {
        let seen = self.slot.get()?;
        Some((&seen.facts, seen.learned.as_ref()?))
    }

    /// Reads the file, the first time, unless an earlier run did and it has not changed
    /// since. A file that may be built is hashed on the way.
    pub(crate) fn read(&self, files: &dyn Files, dir: &str) -> &Facts {
        let seen = self.slot.get_or_init(|| {
            let path = join(dir, &self.name);
            let stamp = self.learns.then(|| files.stamp(&path).ok()).flatten();
            if let Some(facts) = stamp
                .as_ref()
                .and_then(|stamp| self.recall(files, stamp, &path))
            {
                return Box::new(Seen {
                    facts,
                    learned: None,
                });
            }
            Box::new(Seen {
                facts: self.look(files, &path),
                learned: stamp,
            })
        });
        &seen.facts
    }

    /// Returns what an earlier run learned, if it still holds and is all that is needed.
    fn recall(&self, files: &dyn Files, stamp: &Metadata, path: &str) -> Option<Facts> {
        let remembered = self.remembered.as_ref()?;
        if self.is_hashed() && remembered.digest.is_none() {
            return None;
        }
        let facts = remembered.facts(self.kind, stamp, path)?;
        if let Some(digest) = remembered.digest {
            files.remember_hash(
                path,
                Hashed {
                    digest,
                    meta: stamp.clone(),
                    is_remembered: true,
                },
            );
        }
        Some(facts)
    }

    fn look(&self, files: &dyn Files, path: &str) -> Facts {
        let hashes = self.is_hashed();
        if self.kind == SourceKind::Go {
            let name = Arc::from(path);
            Facts::Go(look_at(files, path, hashes, |bytes, is_whole| {
                if is_whole {
                    Some(vamos_syntax::read_go(bytes, &name))
                } else {
                    vamos_syntax::read_go_head(bytes, &name)
                }
            }))
        } else {
            Facts::Other(look_at(files, path, hashes, |bytes, is_whole| {
                if is_whole {
                    Some(vamos_syntax::read_other(bytes))
                } else {
                    vamos_syntax::read_other_head(bytes)
                }
            }))
        }
    }

    /// Reads a Go file, the first time.
    pub(crate) fn read_go(
        &self,
        files: &dyn Files,
        dir: &str,
    ) -> Option<&Result<SourceInfo, FileError>> {
        match self.kind {
            SourceKind::Go => match self.read(files, dir) {
                Facts::Go(facts) => Some(facts),
                Facts::Other(_) => None,
            },
            _ => None,
        }
    }
}
