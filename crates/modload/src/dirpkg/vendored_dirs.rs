//! The queries of `mod vendor` about directories: the Go files that no build can include, and the
//! patterns of embedded files.
//!
//! Both are stored with the imports of the directory ([`super::cached_scans`]): reading each file
//! again would take about as long as copying it.
//! Counterpart: cmd/go/internal/modcmd/vendor.go (`matchPotentialSourceFile`, `vendorPkg`).

use std::sync::Arc;

use vamos_fsys::FileKind;

use super::context::BuildContext;
use super::dir_cache::DirCache;
use super::error::DirError;
use super::source_facts::SourceKind;
use super::vendored::Embeds;
use super::vendored::Vendored;

impl DirCache {
    /// Returns the patterns of the files that a directory's Go files embed.
    pub(crate) fn embeds(
        &self,
        context: &BuildContext,
        dir: &str,
    ) -> Result<Embeds, Box<DirError>> {
        let mut context = context.clone();
        context.use_all_files = true;
        let (package, error) = self.import_dir(&context, dir);
        match error {
            // Files of several systems may have different package names.
            None | Some(DirError::MultiplePackage { .. }) => {}
            Some(DirError::NoGo { .. }) => return Ok(Embeds::default()),
            Some(error) => return Err(Box::new(error)),
        }
        let tests = [&package.tests, &package.xtests];
        let of_tests = tests.into_iter().flat_map(|tests| &tests.embed_patterns);
        Ok(Embeds {
            of_package: package.embed_patterns.clone(),
            of_tests: of_tests.cloned().collect(),
        })
    }

    /// Returns the data of a directory from an earlier run or from this one, if it is valid; else
    /// computes it, for later runs. `None` after an error: then each file must be queried.
    pub(crate) fn vendored(&self, context: &BuildContext, dir: &str) -> Option<Arc<Vendored>> {
        let slot = self.slot(dir);
        let find = || {
            self.known_vendored(context, dir)
                .or_else(|| self.find_vendored(context, dir))
        };
        slot.scan
            .vendored
            .get_or_init(|| find().map(Arc::new))
            .clone()
    }

    fn find_vendored(&self, context: &BuildContext, dir: &str) -> Option<Vendored> {
        let slot = self.facts(dir);
        let facts = slot.facts();
        let files = facts.listing.as_ref().ok()?;
        if self.has_other_go_files(dir) {
            return None;
        }
        let all_tags = context.clone().with_any_tags();
        let mut ignored = Vec::new();
        let sources = files.iter().filter(|file| file.kind == SourceKind::Go);
        for file in sources.filter(|file| !file.is_test()) {
            if self.is_ignored_file(&all_tags, dir, &file.name).ok()? {
                ignored.push(file.name.clone());
            }
        }
        let embeds = self.embeds(context, dir).ok()?;
        self.learn_vendored(context, &slot);
        Some(Vendored { ignored, embeds })
    }

    /// Reports whether there are Go files that no build reads, because of their names.
    fn has_other_go_files(&self, dir: &str) -> bool {
        let is_other = |name: &str| name.ends_with(".go") && name.starts_with(['_', '.']);
        let entries = self.files.read_dir(dir);
        entries.is_ok_and(|entries| {
            let mut files = entries.iter().filter(|entry| entry.kind != FileKind::Dir);
            files.any(|entry| is_other(&entry.name))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use vamos_fsys::Disk;

    use super::super::test_world::World;
    use super::super::test_world::context;
    use super::DirCache;
    use super::Vendored;

    impl World {
        /// Returns the result of a run, and the number of files that it read.
        fn vendored(&self) -> (Option<Arc<Vendored>>, u64) {
            let disk = Arc::new(Disk::new());
            let context = context("linux");
            let dirs = DirCache::new(disk.clone()).with_memo(self.memo());
            dirs.begin_scans(&context, "project");
            let scanned = dirs.scan_dir(&context.clone().with_any_tags(), &self.dir);
            scanned.expect("a package");
            let before = disk.counts().stats;
            let found = dirs.vendored(&context, &self.dir);
            let looked_at = disk.counts().stats - before;
            dirs.save_memo();
            (found, looked_at)
        }
    }

    fn new_world() -> World {
        let world = World::new(&["p"]);
        world.write(
            "a.go",
            "package p\n\nimport _ \"embed\"\n\n//go:embed x\nvar x string\n",
        );
        world.write("b.go", "//go:build ignore\n\npackage main\n");
        world.write("c_windows.go", "package p\n");
        let embeds = "package p\n\nimport _ \"embed\"\n\n//go:embed y z\nvar x string\n";
        world.write("a_test.go", embeds);
        world
    }

    #[test]
    fn an_earlier_result_is_valid_until_a_file_changes() {
        let world = new_world();
        let (first, _) = world.vendored();
        let found = first.clone().expect("all can be read");
        let ignored = ["a.go", "b.go", "c_windows.go"].map(|name| found.is_ignored(name));
        assert_eq!(ignored, [false, true, false]);
        assert_eq!(found.embeds.of_package, ["x"]);
        assert_eq!(found.embeds.of_tests, ["y", "z"]);
        assert_eq!(world.vendored(), (first, 0), "no file is looked at");
        world.write("c_windows.go", "//go:build ignore\n\npackage p\n");
        let (changed, _) = world.vendored();
        assert!(changed.expect("all can be read").is_ignored("c_windows.go"));
    }

    /// Names that are invalid in packages are not among the facts of a directory.
    #[test]
    fn files_that_no_build_looks_at_are_asked_for_one_by_one() {
        let world = new_world();
        world.write("_x.go", "//go:build ignore\n\npackage p\n");
        assert_eq!(world.vendored().0, None);
    }
}
