//! A walk over a tree of directories, level by level on the pool's threads.
//!
//! The found items are sorted afterwards in the order of upstream's walk: depth first, names in
//! byte order, which is the order of the paths' elements.
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
    /// Returns the contents, or the error of reading them. The directory is only read if a visit
    /// calls this.
    pub(crate) fn listing(&self) -> Result<Arc<[DirEntry]>, PathError> {
        self.files.read_dir(self.path)
    }
}

/// The result of a visit.
pub(crate) struct Step<T> {
    /// The found items.
    pub(crate) found: Vec<WalkItem<T>>,
    /// Names of the subdirectories to enter.
    pub(crate) enter: Vec<String>,
}

impl<T> Step<T> {
    /// Returns a step without items and subdirectories.
    pub(crate) fn nothing() -> Self {
        Self {
            found: Vec::new(),
            enter: Vec::new(),
        }
    }
}

/// An item found at a path.
pub(crate) struct WalkItem<T> {
    /// Path relative to the root of the walk.
    pub(crate) rel: String,
    /// The item.
    pub(crate) value: T,
}

/// An item of a walk for packages.
pub(crate) enum Event {
    /// A directory that may have a package, or an import path.
    Package(String),
    /// A line for stderr.
    Line(String),
    /// An error that ends the walk here.
    Error(PathError),
}

/// Visits `root` and every directory below it that a visit lists in `enter`; returns the found
/// items, in the order of upstream's walk.
pub(crate) fn walk<T: Send>(
    files: &dyn Files,
    pool: &Pool,
    cancel: &Cancel,
    root: &str,
    visit: impl Fn(&Dir<'_>) -> Step<T> + Sync,
) -> Vec<WalkItem<T>> {
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

/// Compares paths by their elements: as bytes, with the slash first.
fn by_elements(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    // Names have no zero byte.
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

/// Reports whether walks skip directories with this name.
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
