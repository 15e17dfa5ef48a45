//! A walk over a tree of directories, level by level on the pool's threads.
//!
//! What upstream sees in the order of its walk is brought into that order afterwards:
//! depth first, names in byte order, which is the order of the paths' elements.
//! Counterpart: cmd/go/internal/fsys/walk.go.

use std::cmp::Ordering;
use std::sync::Arc;

use vamos_base::Cancel;
use vamos_fsys::DirEntry;
use vamos_fsys::Files;
use vamos_fsys::PathError;
use vamos_sched::Class;
use vamos_sched::Pool;

/// A directory on the walk.
pub(crate) struct Dir<'d> {
    /// Absolute path.
    pub(crate) path: &'d str,
    /// Path relative to the root of the walk; empty for the root.
    pub(crate) rel: &'d str,
    files: &'d dyn Files,
}

impl Dir<'_> {
    /// Returns what is in it, or why that is not known. It is only read if a visit asks.
    pub(crate) fn listing(&self) -> Result<Arc<[DirEntry]>, PathError> {
        self.files.read_dir(self.path)
    }
}

/// What a visit decides.
pub(crate) struct Step<T> {
    /// What was found.
    pub(crate) found: Vec<Found<T>>,
    /// Names of the subdirectories to go into.
    pub(crate) enter: Vec<String>,
}

impl<T> Step<T> {
    /// Nothing found, nowhere to go.
    pub(crate) fn nothing() -> Self {
        Self {
            found: Vec::new(),
            enter: Vec::new(),
        }
    }
}

/// Something found at a path.
pub(crate) struct Found<T> {
    /// Path relative to the root of the walk.
    pub(crate) rel: String,
    /// What it is.
    pub(crate) value: T,
}

/// What a walk for packages finds.
pub(crate) enum Event {
    /// A directory that may have a package, or an import path.
    Package(String),
    /// A line for stderr.
    Line(String),
    /// The walk could not continue here.
    Error(PathError),
}

/// Visits `root` and every directory below it that a visit names; returns what they
/// found, in the order of upstream's walk.
pub(crate) fn walk<T: Send>(
    files: &dyn Files,
    pool: &Pool,
    cancel: &Cancel,
    root: &str,
    visit: impl Fn(&Dir<'_>) -> Step<T> + Sync,
) -> Vec<Found<T>> {
    let mut found = Vec::new();
    let mut level = vec![String::new()];
    while !level.is_empty() && !cancel.is_cancelled() {
        let steps = pool.map(Class::Cpu, &level, |rel| {
            let path = below(root, rel);
            visit(&Dir {
                path: &path,
                rel,
                files,
            })
        });
        let mut next = Vec::new();
        for (rel, step) in level.iter().zip(steps) {
            found.extend(step.found);
            next.extend(step.enter.iter().map(|name| below(rel, name)));
        }
        level = next;
    }
    found.sort_by(|a, b| by_elements(&a.rel, &b.rel));
    found
}

/// Compares paths by their elements: as bytes, of which the slash comes first.
fn by_elements(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    // No name has a zero byte.
    let place = |byte: &u8| if *byte == b'/' { 0 } else { *byte };
    a.get(same).map(place).cmp(&b.get(same).map(place))
}

/// Joins a directory and a clean relative path.
pub(crate) fn below(dir: &str, rel: &str) -> String {
    if rel.is_empty() {
        return dir.to_owned();
    }
    if dir.is_empty() {
        return rel.to_owned();
    }
    let slash = if dir.ends_with('/') { "" } else { "/" };
    let mut joined = String::with_capacity(dir.len() + slash.len() + rel.len());
    joined.push_str(dir);
    joined.push_str(slash);
    joined.push_str(rel);
    joined
}

/// Reports whether walks pass over directories of this name.
pub(crate) fn is_hidden(element: &str) -> bool {
    element.starts_with(['.', '_']) || element == "testdata"
}

#[cfg(test)]
mod tests {
    use super::by_elements;

    #[test]
    fn elements_decide_and_not_bytes() {
        let mut paths = ["a/b", "a.b", "", "a", "a-b/c", "a/b/c", "a/b.c", "a0", "b"];
        let mut expected = paths;
        expected.sort_by(|a, b| a.split('/').cmp(b.split('/')));
        paths.sort_by(|a, b| by_elements(a, b));
        assert_eq!(paths, expected);
        assert_eq!(paths[..4], ["", "a", "a/b", "a/b/c"]);
    }
}
