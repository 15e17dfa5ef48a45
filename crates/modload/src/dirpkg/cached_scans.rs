//! Stored imports of directories for the commands that change go.mod: for all tags, and for the
//! target's tags; and the data for `mod vendor`.
//!
//! They are stored like the packages of a build ([`super::cached_dirs`]): by project, with the
//! stamps of all files that they depend on. A command that builds does not use them: it has the
//! packages.
//! Counterpart: none; cmd/go/internal/modindex keeps packages of unchanged directories.

use std::sync::Arc;

use super::codec::Reader;
use super::codec::Writer;
use super::codec::read_texts;
use super::codec::skip_texts;
use super::codec::write_texts;
use super::context::BuildContext;
use super::dir_cache::DirCache;
use super::dir_cache::Slot;
use super::error::ScanError;
use super::outcome::Outcome;
use super::outcome::Scans;
use super::sources::Imports;
use super::vendored::Vendored;

impl DirCache {
    /// Enables the imports that earlier runs stored for a project.
    pub(crate) fn begin_scans(&self, target: &BuildContext, project: &str) {
        // The table for the packages of a build does not have this line.
        if let Some(outcomes) = self.outcomes_of(target.clone(), &format!("{project}\nscans")) {
            let _ = self.scans.set(Scans {
                outcomes,
                all_tags: target.clone().with_any_tags(),
            });
        }
    }

    fn used_scans(&self) -> Option<&Scans> {
        self.scans.get().filter(|_| self.outcomes.get().is_none())
    }

    /// Returns the imports from an earlier run, if they are still valid.
    pub(super) fn known_scan(
        &self,
        context: &BuildContext,
        dir: &str,
    ) -> Option<Result<Imports, ScanError>> {
        let scans = self.used_scans()?;
        if ![&scans.all_tags, &scans.outcomes.target].contains(&context) {
            return None;
        }
        read_scan(self.recalled_scan(dir)?.rest(), context.any_tags)
    }

    fn recalled_scan(&self, dir: &str) -> Option<Arc<Outcome>> {
        let memo = &self.used_scans()?.outcomes.memo;
        let recall = || Outcome::recall(memo, &*self.files, dir, false);
        self.slot(dir).scan.recalled.get_or_init(recall).clone()
    }

    /// Reports whether an earlier run found imports in a directory for all tags and nothing has
    /// changed there; then it has Go files.
    pub(super) fn holds_scan(&self, dir: &str) -> bool {
        self.recalled_scan(dir).is_some()
    }

    /// Records that this run found the imports of a directory, for later runs.
    pub(super) fn learn_scan(&self, context: &BuildContext, slot: &Slot) {
        if context.any_tags {
            let _ = slot.scan.is_found.set(());
        }
    }

    /// Returns the data for `mod vendor` from an earlier run, if it is still valid.
    pub(super) fn known_vendored(&self, context: &BuildContext, dir: &str) -> Option<Vendored> {
        if *context != self.used_scans()?.outcomes.target {
            return None;
        }
        let recalled = self.recalled_scan(dir)?;
        let mut from = Reader(recalled.rest());
        pass_imports(&mut from)?;
        if from.number()? != 0 {
            pass_imports(&mut from)?;
        }
        match from.number()? {
            0 => None,
            _ => Vendored::read(&mut from),
        }
    }

    /// Records that this run found the data for `mod vendor`, for later runs.
    pub(super) fn learn_vendored(&self, context: &BuildContext, slot: &Slot) {
        let is_target = |scans: &Scans| scans.outcomes.target == *context;
        if self.used_scans().is_some_and(is_target) {
            let _ = slot.scan.is_found.set(());
        }
    }

    /// Stores the imports of a directory, if the stamps of all its files prove that they are
    /// unchanged.
    pub(super) fn save_scan(&self, slot: &Slot) {
        if slot.scan.is_found.get().is_none() {
            return;
        }
        if let Some(scans) = self.used_scans()
            && let Some(record) = self.written_scan(scans, slot)
        {
            scans.outcomes.memo.put(&slot.facts().dir, record);
        }
    }

    fn written_scan(&self, scans: &Scans, slot: &Slot) -> Option<Vec<u8>> {
        let Scans { outcomes, all_tags } = scans;
        if !self.may_store(outcomes, slot) {
            return None;
        }
        let [all, own] = [all_tags, &outcomes.target].map(|it| self.scan_listed(it, slot));
        // After all scans: the files of each are then among the recorded ones.
        let mut out = self.written_files(outcomes, slot, false)?;
        write_imports(&all.ok()?, &mut out);
        match own {
            Ok(imports) => {
                out.number(1);
                write_imports(&imports, &mut out);
            }
            Err(ScanError::NoGo) => out.number(0),
            Err(_) => return None,
        }
        match slot.scan.vendored.get() {
            Some(Some(vendored)) => {
                out.number(1);
                vendored.write(&mut out);
            }
            _ => out.number(0),
        }
        Some(out.0)
    }
}

fn write_imports(imports: &Imports, out: &mut Writer) {
    write_texts(&imports.0, out);
    write_texts(&imports.1, out);
}

fn pass_imports(from: &mut Reader<'_>) -> Option<()> {
    skip_texts(from)?;
    skip_texts(from)
}

/// Returns the imports for all tags, which a record always has, or for the target's.
fn read_scan(record: &[u8], all_tags: bool) -> Option<Result<Imports, ScanError>> {
    let mut from = Reader(record);
    if !all_tags {
        pass_imports(&mut from)?;
        if from.number()? == 0 {
            return Some(Err(ScanError::NoGo));
        }
    }
    Some(Ok((read_texts(&mut from)?, read_texts(&mut from)?)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use vamos_fsys::Disk;
    use vamos_fsys::work;

    use super::super::test_world::World;
    use super::super::test_world::context;
    use super::DirCache;
    use super::Imports;

    fn new_world() -> World {
        let world = World::new(&["p"]);
        world.write("a.go", "package p\n\nimport \"fmt\"\n");
        world.write("a_windows.go", "package p\n\nimport \"os\"\n");
        world.write("a_test.go", "package p\n\nimport \"testing\"\n");
        world
    }

    impl World {
        /// Returns the imports that a run finds for all tags, and the numbers of files and
        /// directories that it reads.
        fn scan(&self) -> (Imports, u64, u64) {
            let disk = Arc::new(Disk::new());
            let context = context("linux");
            let dirs = DirCache::new(disk.clone()).with_memo(self.memo());
            dirs.begin_scans(&context, "project");
            let known = dirs.holds_package(&self.dir);
            let imports = dirs.scan_dir(&context.clone().with_any_tags(), &self.dir);
            let own = dirs.scan_dir(&context, &self.dir).unwrap();
            assert!(!own.0.contains(&"os".to_owned()), "it is for windows");
            let counts = disk.counts();
            dirs.save_memo();
            assert_eq!(known, counts.dirs == 0);
            (imports.unwrap(), counts.reads, counts.dirs)
        }
    }

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }

    #[test]
    fn an_unchanged_directory_is_not_read() {
        let world = new_world();
        let (first, reads, listings) = world.scan();
        assert_eq!(first, (texts(&["fmt", "os"]), texts(&["testing"])));
        assert_eq!((reads, listings), (3, 1));
        assert_eq!(world.scan(), (first, 0, 0));
    }

    #[test]
    fn whatever_changes_is_seen() {
        let world = new_world();
        world.scan();
        world.write("a_windows.go", "package p\n\nimport \"net\"\n");
        assert_eq!(world.scan().0.0, ["fmt", "net"]);
        world.write("b.go", "package p\n\nimport \"C\"\n");
        assert_eq!(world.scan().0.0, ["C", "fmt", "net"]);
        world.write("b.go", "package p\n");
        assert_eq!(world.scan().0.0, ["fmt", "net"]);
        work::remove_all(&format!("{}/a.go", world.dir)).unwrap();
        assert_eq!(world.scan().0.0, ["net"]);
    }
}
