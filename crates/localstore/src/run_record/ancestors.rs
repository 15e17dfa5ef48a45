//! Open ancestors of the directories whose names are compared.
//!
//! Sorted directories have most of their paths in common. Below an open ancestor the kernel
//! walks only the rest of a path, and opening every directory costs more than walking a name
//! or two.
//! Counterpart: none.

use vamos_fsys::stamp::OpenDir;
use vamos_fsys::stamp::StatResult;
use vamos_fsys::stamp::stat_at;

/// From this many names in the path that two directories have in common, the common part is
/// opened.
const COMMON: usize = 3;

/// A directory is opened itself if its names are looked up through this total number of other
/// names. Opening and closing costs as much.
const NAMES: usize = 32;

/// The open ancestors of one directory, the outermost first, with the lengths of their paths.
#[derive(Debug, Default)]
pub(super) struct Ancestors {
    dir: Vec<u8>,
    open: Vec<(usize, OpenDir)>,
}

impl Ancestors {
    /// Opens a directory in which `count` names will be looked up.
    pub(super) fn enter(&mut self, dir: &[u8], count: usize) {
        // Below the root, the path before the slash is empty.
        let dir = dir.strip_suffix(b"/").unwrap_or(dir);
        let common = common(&self.dir, dir);
        while self.base() > common {
            self.open.pop();
        }
        if depth(&dir[self.base()..common]) >= COMMON {
            self.push(dir, common);
        }
        if depth(&dir[self.base()..]) * count >= NAMES {
            self.push(dir, dir.len());
        }
        self.dir.clear();
        self.dir.extend_from_slice(dir);
    }

    /// Stats a path: the directory that was entered, or a name in it.
    pub(super) fn stat(&self, path: &[u8], follow: bool) -> StatResult {
        match self.open.last() {
            Some((length, place)) if path.len() > *length => {
                place.stat(&path[length + 1..], follow)
            }
            // The ancestor is the target of a link.
            Some((_, place)) if follow => place.stat_here(),
            _ => stat_at(path, follow),
        }
    }

    /// Returns the length of the path of the innermost open ancestor.
    fn base(&self) -> usize {
        self.open.last().map_or(0, |(length, _)| *length)
    }

    /// Opens the first `length` bytes of a path. If that fails, outer ancestors or whole paths
    /// are used.
    fn push(&mut self, dir: &[u8], length: usize) {
        let place = match self.open.last() {
            Some((outer, place)) => place.open_below(&dir[outer + 1..length]),
            None => OpenDir::open(&dir[..length]),
        };
        self.open.extend(place.map(|place| (length, place)));
    }
}

/// Returns the length of the longest path that contains both directories.
fn common(a: &[u8], b: &[u8]) -> usize {
    let equal = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let is_end = |path: &[u8]| path.get(equal).is_none_or(|byte| *byte == b'/');
    if is_end(a) && is_end(b) {
        return equal;
    }
    a[..equal]
        .iter()
        .rposition(|byte| *byte == b'/')
        .unwrap_or(0)
}

/// Returns the number of names in a part of a path.
fn depth(part: &[u8]) -> usize {
    part.iter().filter(|byte| **byte == b'/').count()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use vamos_fsys::uncached;
    use vamos_fsys::work;

    use super::*;

    #[test]
    fn common_paths_end_with_a_whole_name() {
        for (a, b, expected) in [
            ("", "/a/b", ""),
            ("/a/b", "/a/b", "/a/b"),
            ("/a/b", "/a/b/c", "/a/b"),
            ("/a/bc", "/a/b", "/a"),
            ("/a/b-c", "/a/b/c", "/a"),
            ("/a", "/b", ""),
            ("/", "/a", ""),
            ("/a", "/", ""),
        ] {
            let length = common(a.as_bytes(), b.as_bytes());
            assert_eq!(&b[..length], expected, "{a} {b}");
        }
    }

    #[test]
    fn answers_are_those_of_whole_paths() {
        let temp = tempfile::tempdir().unwrap();
        let root = format!("{}/one/two/three", temp.path().display());
        uncached::make_dirs(&format!("{root}/four/five")).unwrap();
        uncached::make_dirs(&format!("{root}/four-x")).unwrap();
        work::write(&format!("{root}/four/five/file"), b"text").unwrap();
        work::write(&format!("{root}/four-x/file"), b"other").unwrap();
        symlink(format!("{root}/four"), format!("{root}/link")).unwrap();
        symlink("file", format!("{root}/four/five/alias")).unwrap();
        let dirs = [
            "",
            "/four",
            "/four-x",
            "/four/five",
            "/gone",
            "/gone/x",
            "/link",
            "/link/five",
        ];
        for count in [1, 100] {
            let mut ancestors = Ancestors::default();
            for dir in dirs.iter().chain(&dirs) {
                let dir = format!("{root}{dir}");
                ancestors.enter(dir.as_bytes(), count);
                for name in ["", "/file", "/alias", "/five", "/nothing"] {
                    let path = format!("{dir}{name}");
                    for follow in [true, false] {
                        let look = ancestors.stat(path.as_bytes(), follow);
                        assert_eq!(look, stat_at(path.as_bytes(), follow), "{path} {follow}");
                    }
                }
            }
        }
    }

    #[test]
    fn few_directories_are_open_at_a_time() {
        let mut ancestors = Ancestors::default();
        let dir = std::env::temp_dir();
        let dir = dir.to_str().unwrap().as_bytes();
        for dir in [dir, b"/", dir, b"/no/such/directory", dir] {
            ancestors.enter(dir, 1000);
            assert!(ancestors.open.len() <= 2);
        }
    }
}
