//! Reads and stores the results of scanning directories.
//!
//! A result is stored if the stamps of all files that it depends on prove that they are
//! unchanged.
//! Counterpart: none; cmd/go/internal/modindex keeps packages of unchanged directories.

use std::sync::Arc;

use vamos_base::Digest;
use vamos_fsys::FileKind;
use vamos_localstore::StoreKind;

use super::codec::Writer;
use super::codec::write_texts;
use super::context::BuildContext;
use super::dir_cache::DirCache;
use super::dir_cache::Slot;
use super::file_facts::FileFacts;
use super::names::join;
use super::outcome::Entry;
use super::outcome::Flags;
use super::outcome::Outcome;
use super::outcome::Outcomes;
use super::package::DirPackage;
use super::package_codec::write_package;
use super::remembered::write_stamp;

impl DirCache {
    /// Enables the results that earlier runs stored for this target. Each project has its own
    /// table, named by `project`, so that a run reads only its own project's.
    pub fn begin(&self, target: &BuildContext, project: &str) {
        if let Some(outcomes) = self.outcomes_of(target.clone(), project) {
            let _ = self.outcomes.set(outcomes);
        }
    }

    /// Returns the table of a project's results for a target.
    pub(super) fn outcomes_of(&self, target: BuildContext, project: &str) -> Option<Outcomes> {
        let memo = self.memo.as_ref()?;
        let key = Digest::of(format!("{project}\n{target:?}").as_bytes()).short();
        let key = key.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
        Some(Outcomes {
            memo: Arc::new(memo.sibling(StoreKind::Directories, &key)),
            target,
        })
    }

    /// Returns the result of an earlier run for a directory, if it is still valid.
    pub(super) fn outcome(&self, context: &BuildContext, dir: &str) -> Option<Arc<Outcome>> {
        let outcomes = self.outcomes.get()?;
        if *context != outcomes.target {
            return None;
        }
        self.outcome_in(outcomes, dir)
    }

    fn outcome_in(&self, outcomes: &Outcomes, dir: &str) -> Option<Arc<Outcome>> {
        let hashes = self.builds_for.is_some();
        let recall = || Outcome::recall(&outcomes.memo, &*self.files, dir, hashes);
        self.slot(dir).outcome.get_or_init(recall).clone()
    }

    /// Reports whether an earlier run found a package in a directory and nothing has
    /// changed there; then it has Go files. After `false`, the directory must be read.
    pub(crate) fn holds_package(&self, dir: &str) -> bool {
        match self.outcomes.get() {
            Some(outcomes) => self.outcome_in(outcomes, dir).is_some(),
            None => self.holds_scan(dir),
        }
    }

    /// Reports whether an earlier run found a package in a directory without subdirectories and
    /// go.mod, and nothing has changed there. After `false`, the directory must be read.
    pub(crate) fn is_lone_package(&self, context: &BuildContext, dir: &str) -> bool {
        (self.outcome(context, dir)).is_some_and(|outcome| outcome.is_lone)
    }

    /// Stores the result of this run for a directory, for later runs.
    pub(super) fn learn(&self, context: &BuildContext, slot: &Slot, package: &Arc<DirPackage>) {
        let outcomes = self.outcomes.get();
        if outcomes.is_some_and(|outcomes| outcomes.target == *context) {
            let _ = slot.package.set(Arc::clone(package));
        }
    }

    /// Records the files that a package embeds, for later runs that need their digests.
    pub fn note_embedded(&self, dir: &str, files: &[String]) {
        if self.outcomes.get().is_some() && self.builds_for.is_some() {
            let _ = self.slot(dir).embedded.set(files.to_vec());
        }
    }

    /// Stores the result of a directory, if the stamps of all its files prove that they are
    /// unchanged.
    pub(super) fn save_outcome(&self, outcomes: &Outcomes, slot: &Slot) {
        if let Some(record) = self.written_outcome(outcomes, slot) {
            outcomes.memo.put(&slot.facts().dir, record);
        }
    }

    fn written_outcome(&self, outcomes: &Outcomes, slot: &Slot) -> Option<Vec<u8>> {
        let package = slot.package.get()?;
        if !self.may_store(outcomes, slot) {
            return None;
        }
        let hashes = self.builds_for.is_some();
        // First the scan: the files that it reads are then among the recorded ones.
        let imports = self.scan_listed(&outcomes.target, slot).ok()?;
        let mut out = self.written_files(outcomes, slot, hashes)?;
        write_texts(&imports.0, &mut out);
        write_texts(&imports.1, &mut out);
        write_package(package, &mut out)?;
        Some(out.0)
    }

    /// Reports whether a directory's stamp proves that it is unchanged, and its result does not
    /// depend on the age of its files.
    pub(super) fn may_store(&self, outcomes: &Outcomes, slot: &Slot) -> bool {
        let facts = slot.facts();
        let is_trusted = |stamp| outcomes.memo.trusts(stamp, &facts.dir);
        facts.is_plain
            && facts.stamp.as_ref().is_some_and(is_trusted)
            && !self.is_index_asked(&outcomes.target, facts, None)
    }

    /// Returns a record with the directory and the files that its result depends on, without the
    /// result; `None` if the stamps of the files prove nothing.
    pub(super) fn written_files(
        &self,
        outcomes: &Outcomes,
        slot: &Slot,
        hashes: bool,
    ) -> Option<Writer> {
        let facts = slot.facts();
        let listing = facts.listing.as_ref().ok()?;
        let stamp = facts.stamp.as_ref()?;
        let mut entries = Vec::new();
        for file in listing.iter().filter(|file| file.was_seen()) {
            entries.push(self.entry_of(outcomes, &facts.dir, file, hashes)?);
        }
        if hashes {
            self.add_embedded(outcomes, slot, &mut entries)?;
        }
        entries.sort_unstable_by(|a, b| a.name.cmp(b.name));
        let mut out = Writer::default();
        out.number(Flags::number(hashes, facts.is_lone));
        write_stamp(stamp, &mut out);
        out.0.extend_from_slice(&facts.names.0);
        out.number(entries.len() as u64);
        for entry in &entries {
            entry.write(&mut out);
        }
        Some(out)
    }

    /// Adds the files that the package embeds.
    fn add_embedded<'s>(
        &self,
        outcomes: &Outcomes,
        slot: &'s Slot,
        entries: &mut Vec<Entry<'s>>,
    ) -> Option<()> {
        for name in slot.embedded.get().into_iter().flatten() {
            if entries.iter().any(|entry| entry.name == name) {
                continue;
            }
            let path = join(&slot.facts().dir, name);
            let hashed = self.files.hashed(&path).ok()?;
            if hashed.meta.kind != FileKind::File || !outcomes.memo.trusts(&hashed.meta, &path) {
                return None;
            }
            entries.push(Entry {
                name,
                stamp: hashed.meta,
                digest: Some(hashed.digest),
                header: None,
            });
        }
        Some(())
    }

    fn entry_of<'f>(
        &self,
        outcomes: &Outcomes,
        dir: &str,
        file: &'f FileFacts,
        hashes: bool,
    ) -> Option<Entry<'f>> {
        let stamp = file.stamp()?;
        let path = join(dir, &file.name);
        if stamp.kind != FileKind::File || !outcomes.memo.trusts(stamp, &path) {
            return None;
        }
        let mut digest = None;
        if hashes && file.is_hashed() {
            let hashed = self.files.hashed(&path).ok()?;
            // It changed between the stamp and the read.
            if hashed.meta != *stamp {
                return None;
            }
            digest = Some(hashed.digest);
        }
        Some(Entry {
            name: &file.name,
            stamp: stamp.clone(),
            digest,
            header: hashes.then(|| file.header(&path)).flatten(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use vamos_fsys::Disk;
    use vamos_fsys::HashedFiles;
    use vamos_fsys::work;

    use super::super::test_world::World;
    use super::super::test_world::context;
    use super::DirCache;

    /// The result of a run for the package, and its reads from the disk.
    #[derive(Debug, PartialEq)]
    struct LoadedPackage {
        imports: Vec<String>,
        first_import: String,
        scanned: Vec<String>,
        digests: [String; 2],
        reads: u64,
        listings: u64,
    }

    fn new_world() -> World {
        let world = World::new(&["p/data"]);
        world.write("a.go", "package p\n\nimport \"fmt\"\n");
        world.write("a_test.go", "package p\n\nimport \"testing\"\n");
        world.write("data/x", "one");
        world
    }

    impl World {
        fn run_for(&self, goos: &str) -> LoadedPackage {
            let disk = Arc::new(Disk::new());
            let context = context(goos);
            let dirs = DirCache::for_build(disk.clone(), &context).with_memo(self.memo());
            dirs.begin(&context, "project");
            let (scanned, _) = dirs.scan_dir(&context, &self.dir).unwrap();
            let (package, error) = dirs.import_dir(&context, &self.dir);
            assert!(error.is_none(), "{error:?}");
            dirs.note_embedded(&self.dir, &["data/x".to_owned()]);
            dirs.save_memo();
            let digest = |name| {
                let hashed = disk.hashed(&format!("{}/{name}", self.dir)).unwrap();
                hashed.digest.hex()
            };
            let digests = [digest("a.go"), digest("data/x")];
            let before = disk.counts();
            for name in ["a.go", "data/x"] {
                let path = format!("{}/{name}", self.dir);
                let size = vamos_fsys::uncached::stat(&path).unwrap().size;
                assert_eq!(disk.size(&path), Some(size));
            }
            assert_eq!(disk.counts(), before, "sizes are known");
            let first = &package.places().imports[&package.imports[0]][0];
            LoadedPackage {
                imports: package.imports.clone(),
                first_import: first.to_string(),
                scanned,
                digests,
                reads: disk.counts().reads,
                listings: disk.counts().dirs,
            }
        }

        fn run(&self) -> LoadedPackage {
            self.run_for("linux")
        }
    }

    #[test]
    fn an_unchanged_directory_is_neither_listed_nor_read() {
        let world = new_world();
        let first = world.run();
        assert_eq!((first.reads, first.listings), (3, 1));
        let second = world.run();
        assert_eq!((second.reads, second.listings), (0, 0));
        let asked = LoadedPackage {
            reads: 3,
            listings: 1,
            ..second
        };
        assert_eq!(asked, first);
    }

    #[test]
    fn a_package_is_lone_until_something_is_beside_it() {
        let world = World::new(&["p"]);
        world.write("a.go", "package p\n");
        let context = context("linux");
        let is_lone = || {
            let disk = Arc::new(Disk::new());
            let dirs = DirCache::for_build(disk.clone(), &context).with_memo(world.memo());
            dirs.begin(&context, "project");
            let is_lone = dirs.is_lone_package(&context, &world.dir);
            assert_eq!(disk.counts().dirs, 0);
            dirs.import_dir(&context, &world.dir);
            dirs.save_memo();
            is_lone
        };
        assert!(!is_lone(), "nothing is known yet");
        assert!(is_lone());
        world.write("x.txt", "");
        assert!(!is_lone(), "the directory has changed");
        assert!(is_lone());
        let (inner, module) = ("q", format!("{}/go.mod", world.dir));
        vamos_fsys::uncached::make_dirs(&format!("{}/{inner}", world.dir)).unwrap();
        assert_eq!([is_lone(), is_lone()], [false; 2]);
        work::remove_all(&format!("{}/{inner}", world.dir)).unwrap();
        assert_eq!([is_lone(), is_lone()], [false, true]);
        work::write(&module, b"module m\n").unwrap();
        assert_eq!([is_lone(), is_lone()], [false; 2]);
        work::remove_all(&module).unwrap();
        world.write("a.go", "package main\n");
        assert_eq!([is_lone(), is_lone()], [false, true]);
    }

    #[test]
    fn whatever_changes_is_seen() {
        let world = new_world();
        let first = world.run();
        // Another target has its own result, and the same facts of files.
        assert_eq!(world.run_for("plan9").listings, 1);
        world.write("b.go", "package p\n\nimport \"os\"\n");
        let added = world.run();
        assert_eq!(added.imports, ["fmt", "os"]);
        assert_eq!((added.reads, added.listings), (2, 1));
        world.write("a.go", "package p\n\nimport \"net\"\n");
        let changed = world.run();
        assert_eq!(changed.scanned, ["net", "os"]);
        assert_ne!(changed.digests[0], first.digests[0]);
        world.write("data/x", "two");
        let embedded = world.run();
        assert_ne!(embedded.digests[1], first.digests[1]);
        work::remove_all(&format!("{}/b.go", world.dir)).unwrap();
        assert_eq!(world.run().imports, ["net"]);
    }
}
