//! The tree that an earlier command left in the vendor directory.
//!
//! The official command removes it and writes all files again, most of them as they were. Here
//! equal files stay and get a new time, and leftover files are removed at the end, so that the
//! result is the same: creating thousands of files takes most of the time, and more so after as
//! many were removed.
//! Counterpart: cmd/go/internal/modcmd/vendor.go (`RunVendor`, its `os.RemoveAll`).

use hashbrown::HashSet;
use vamos_base::golang::path;
use vamos_fsys::FileKind;
use vamos_fsys::Files;
use vamos_fsys::Metadata;
use vamos_fsys::PathError;
use vamos_fsys::same_copy;
use vamos_fsys::same_copy::NewLook;
use vamos_fsys::uncached;
use vamos_fsys::work;

/// Permission bits that a directory inherits, such as the setgid bit.
const INHERITED: u32 = 0o7000;

/// The permissions that the owner needs for a directory.
const USABLE: u32 = 0o700;

/// The contents of the vendor directory before anything is copied.
pub(super) struct Earlier {
    root: String,
    /// The metadata of a new file with all permissions.
    look: NewLook,
    dirs: HashSet<String>,
    /// Everything else.
    others: HashSet<String>,
}

/// The copied files.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) files: HashSet<String>,
    pub(super) dirs: HashSet<String>,
}

impl Earlier {
    /// Reads the tree at `root`; `wanted` are the directories that will be needed. `None` if it
    /// must be removed as a whole: directories have other metadata than new ones, or cannot be
    /// changed.
    pub(super) fn scan<'w>(
        disk: &dyn Files,
        root: &str,
        wanted: impl Iterator<Item = &'w str>,
    ) -> Option<Self> {
        let top = work::lstat(root).ok().filter(Metadata::is_dir)?;
        let parent = path::dir(root);
        let above = uncached::stat(&parent).ok()?;
        // A mount point cannot be removed, which is to be reported.
        let is_usual = above.dev == top.dev && (above.mode ^ top.mode) & INHERITED == 0;
        if !is_usual || !uncached::may_write(&parent) {
            return None;
        }
        let look = same_copy::new_look(&path::join(&[root, ".vamos-new"]))?;
        let mut earlier = Self {
            root: root.to_owned(),
            look,
            dirs: HashSet::new(),
            others: HashSet::new(),
        };
        let mut work = vec![root.to_owned()];
        while let Some(dir) = work.pop() {
            let found = work::lstat(&dir).ok()?;
            if found.dev != top.dev || !earlier.is_like_new(&found, &top) {
                return None;
            }
            for entry in disk.read_dir(&dir).ok()?.iter() {
                let path = path::join(&[&dir, &entry.name]);
                match entry.kind {
                    FileKind::Dir => work.push(path),
                    _ => {
                        earlier.others.insert(path);
                    }
                }
            }
            earlier.dirs.insert(dir);
        }
        let mut wanted = wanted;
        let is_free = wanted.all(|dir| earlier.ways(dir).all(|dir| !earlier.others.contains(&dir)));
        is_free.then_some(earlier)
    }

    /// Reports whether a directory is as this process would make it below `top`.
    fn is_like_new(&self, dir: &Metadata, top: &Metadata) -> bool {
        let mode = dir.mode & 0o777;
        mode == self.look.mode & 0o777
            && mode & USABLE == USABLE
            && (dir.mode ^ top.mode) & INHERITED == 0
            && (dir.uid, dir.gid) == (self.look.uid, self.look.gid)
    }

    /// Returns a directory and its parents up to the root.
    fn ways(&self, dir: &str) -> impl Iterator<Item = String> {
        let is_below = |dir: &String| dir.len() > self.root.len();
        let first = Some(dir.to_owned()).filter(is_below);
        std::iter::successors(first, move |dir| Some(path::dir(dir)).filter(is_below))
    }

    /// Keeps a file that equals the copy; else removes it. Returns whether the file stays.
    pub(super) fn keep(&self, from: &str, to: &str) -> Result<bool, PathError> {
        let is_dir = self.dirs.contains(to);
        if !is_dir && !self.others.contains(to) {
            return Ok(false);
        }
        let look = NewLook {
            mode: self.look.mode & 0o666,
            ..self.look
        };
        if !is_dir && same_copy::renew_if_same(from, to, look) {
            return Ok(true);
        }
        work::remove_all(to)?;
        Ok(false)
    }

    /// Removes a file at the path of a directory, the first time the directory is needed.
    pub(super) fn make_way(&self, dir: &str) -> Result<(), PathError> {
        if self.dirs.contains(dir) {
            return Ok(());
        }
        let is_made = |dir: &str| work::lstat(dir).is_ok_and(|meta| meta.is_dir());
        let mut blocking = self
            .ways(dir)
            .filter(|dir| self.others.contains(dir) && !is_made(dir));
        blocking.try_for_each(|path| work::remove_all(&path))
    }

    /// Removes files that were not written, and gives directories that stay a new time.
    pub(super) fn sweep(&self, written: &Written) -> Result<(), PathError> {
        let needed: HashSet<String> = written.dirs.iter().flat_map(|dir| self.ways(dir)).collect();
        if needed.is_empty() {
            return work::remove_all(&self.root);
        }
        let stays = |dir: &str| dir == self.root || needed.contains(dir);
        let gone_dirs = self.dirs.iter().filter(|dir| !stays(dir));
        let gone = gone_dirs.chain(self.others.difference(&written.files));
        for path in gone.filter(|path| stays(&path::dir(path))) {
            // A directory may have replaced a file, or a file a directory.
            if !needed.contains(path) && !written.files.contains(path) {
                work::remove_all(path)?;
            }
        }
        for dir in self.dirs.iter().filter(|dir| stays(dir)) {
            let _ = work::touch(dir);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use vamos_fsys::Disk;
    use vamos_fsys::uncached;
    use vamos_fsys::work;

    use super::Earlier;
    use super::Written;

    /// A directory replaces a file once: for the next file, that directory stays.
    #[test]
    fn a_directory_stays_once_it_is_made() {
        let temp = tempfile::tempdir().expect("a directory");
        let at = |path: &str| format!("{}/{path}", temp.path().display());
        uncached::make_dirs(&at("v/p")).expect("a directory");
        work::write(&at("v/p/data"), b"x").expect("a file");
        let (disk, wanted) = (Disk::new(), at("v/p"));
        let earlier = Earlier::scan(&disk, &at("v"), [wanted.as_str()].into_iter());
        let earlier = earlier.expect("all is as new");
        let dir = at("v/p/data");
        for name in ["a", "b"] {
            earlier.make_way(&dir).expect("it is removed");
            uncached::make_dirs(&dir).expect("a directory");
            work::write(&format!("{dir}/{name}"), b"").expect("a file");
        }
        assert!(work::lstat(&format!("{dir}/a")).is_ok());
    }

    /// Equal files stay the same files, and files that were not written are removed.
    #[test]
    fn equal_files_stay() {
        let temp = tempfile::tempdir().expect("a directory");
        let at = |path: &str| format!("{}/{path}", temp.path().display());
        for (path, text) in [
            ("from/a", "a"),
            ("from/b", "b"),
            ("v/p/a", "a"),
            ("v/p/b", "x"),
            ("v/p/old", "o"),
            ("v/gone/deep/f", "f"),
        ] {
            let path = at(path);
            uncached::make_dirs(&vamos_base::golang::path::dir(&path)).expect("a directory");
            work::write(&path, text.as_bytes()).expect("a file");
        }
        let number = |path: &str| work::lstat(&at(path)).map(|meta| meta.ino).ok();
        let (a, dir) = (number("v/p/a"), number("v/p"));
        let (root, wanted) = (at("v"), at("v/p"));
        let scan = |wanted: &str| {
            let wanted = [wanted].into_iter();
            Earlier::scan(&Disk::new(), &root, wanted).is_some()
        };
        assert!(!scan(&at("v/p/old/q")), "a file is in the way");
        let disk = Disk::new();
        let earlier = Earlier::scan(&disk, &root, [wanted.as_str()].into_iter());
        let earlier = earlier.expect("all is as new");
        let mut written = Written::default();
        written.dirs.insert(wanted);
        for (name, is_kept) in [("a", true), ("b", false), ("c", false)] {
            let (from, to) = (at(&format!("from/{name}")), at(&format!("v/p/{name}")));
            assert_eq!(earlier.keep(&from, &to), Ok(is_kept), "{name}");
            assert_eq!(number(&format!("v/p/{name}")).is_some(), is_kept, "{name}");
            written.files.insert(to);
        }
        earlier.sweep(&written).expect("it is removed");
        assert_eq!((number("v/p/a"), number("v/p")), (a, dir));
        assert_eq!((number("v/p/old"), number("v/gone")), (None, None));
        earlier.sweep(&Written::default()).expect("it is removed");
        assert_eq!(number("v"), None);
    }
}
