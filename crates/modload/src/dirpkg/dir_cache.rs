//! The facts of directories' files, cached for one run.
//!
//! A directory is listed once and a file read once, for all queries and targets. Facts
//! are computed on first use.
//! Counterpart: cmd/go/internal/modindex/scan.go (`importRaw`), without its files.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;

use hashbrown::HashMap;
use vamos_base::Digest;
use vamos_fsys::DirEntry;
use vamos_fsys::FileKind;
use vamos_fsys::HashedFiles;
use vamos_localstore::Table;

use super::context::BuildContext;
use super::file_facts::DirFacts;
use super::file_facts::FileFacts;
use super::header::names_digest;
use super::memo;
use super::names::join;
use super::outcome::Outcome;
use super::outcome::Outcomes;
use super::outcome::ScanSlot;
use super::outcome::Scans;
use super::package::DirPackage;
use super::source_facts::source_kind;

/// The facts of directories read in this run. Cheap to share between threads.
pub struct DirCache {
    pub(crate) files: Arc<dyn HashedFiles>,
    dirs: Mutex<HashMap<String, Arc<Slot>>>,
    /// The target that packages will be built for, if they will.
    pub(super) builds_for: Option<BuildContext>,
    /// Facts of files that earlier runs stored.
    pub(super) memo: Option<Arc<Table>>,
    /// Results of earlier runs for whole directories.
    pub(super) outcomes: OnceLock<Outcomes>,
    /// The imports from earlier runs for whole directories.
    pub(super) scans: OnceLock<Scans>,
}

/// Facts of one directory in this run.
#[derive(Default)]
pub(crate) struct Slot {
    facts: OnceLock<DirFacts>,
    /// The cached result of an earlier run, read on first use.
    pub(super) outcome: OnceLock<Option<Arc<Outcome>>>,
    /// The stored imports.
    pub(super) scan: ScanSlot,
    /// The package from this run for its target.
    pub(super) package: OnceLock<Arc<DirPackage>>,
    /// The files that the package embeds.
    pub(super) embedded: OnceLock<Vec<String>>,
}

impl Slot {
    /// Returns the facts if the directory was listed.
    pub(super) fn listed(&self) -> Option<&DirFacts> {
        self.facts.get()
    }

    /// Returns the facts that [`DirCache::facts`] filled in.
    pub(crate) fn facts(&self) -> &DirFacts {
        self.facts
            .get()
            .expect("facts are filled before they are returned")
    }
}

impl DirCache {
    /// Returns an empty cache.
    pub fn new(files: Arc<dyn HashedFiles>) -> Self {
        Self {
            files,
            dirs: Mutex::new(HashMap::new()),
            builds_for: None,
            memo: None,
            outcomes: OnceLock::new(),
            scans: OnceLock::new(),
        }
    }

    /// Returns a cache for packages that will be built: files that may belong to the target are
    /// hashed while they are read ([`HashedFiles::inspect_hashing`]).
    pub fn for_build(files: Arc<dyn HashedFiles>, context: &BuildContext) -> Self {
        Self {
            builds_for: Some(context.clone()),
            ..Self::new(files)
        }
    }

    /// Enables reading facts of earlier runs and storing facts for later ones. It must not be used
    /// with a view in which files have other locations.
    #[must_use]
    pub fn with_memo(mut self, memo: Arc<Table>) -> Self {
        self.memo = Some(memo);
        self
    }

    /// Stores the facts that this run read.
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
            self.save_scan(&slot);
        }
        memo.save();
        let scans = self.scans.get().map(|scans| &scans.outcomes);
        for outcomes in self.outcomes.get().into_iter().chain(scans) {
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
        let (mut is_plain, mut is_lone) = (true, true);
        let mut names = Digest([0; 32]);
        let is_learned = self.outcomes.get().is_some() || self.scans.get().is_some();
        let stamp = is_learned.then(|| self.files.stamp(dir).ok()).flatten();
        let listing = self.files.read_dir(dir).map(|entries| {
            if is_learned {
                names = names_digest(&entries);
            }
            let is_other = |entry: &DirEntry| entry.kind == FileKind::Dir || entry.name == "go.mod";
            is_lone = !entries.iter().any(is_other);
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
            is_lone,
            names,
            stamp,
        }
    }
}
