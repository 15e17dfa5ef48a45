//! The chain of imports that leads to the package being loaded.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`ImportStack`).

use std::cmp::Ordering;
use std::sync::Arc;

use vamos_modload::dirpkg::DirPackage;
use vamos_modload::dirpkg::Position;

use vamos_modload::package_error::ImportInfo;

/// The position of an import. Positions are looked up only for errors.
#[derive(Clone, Copy)]
pub(crate) enum Site<'a> {
    /// This position.
    At(&'a Position),
    /// The first import of this path in the package of a directory.
    First(&'a Arc<DirPackage>, &'a str),
}

impl<'a> Site<'a> {
    /// Returns the position, if one is known.
    pub(crate) fn position(self) -> Option<&'a Position> {
        match self {
            Self::At(position) => Some(position),
            Self::First(by, path) => by.places().imports.get(path)?.first(),
        }
    }
}

/// An owned [`Site`].
#[derive(Debug)]
enum StoredSite {
    Unknown,
    At(Position),
    /// The first import of the entry's path in the package of a directory.
    First(Arc<DirPackage>),
}

#[derive(Debug)]
struct Entry {
    path: String,
    place: StoredSite,
}

impl Entry {
    fn info(&self) -> ImportInfo {
        let pos = match &self.place {
            StoredSite::Unknown => None,
            StoredSite::At(position) => Some(position),
            StoredSite::First(by) => Site::First(by, &self.path).position(),
        };
        ImportInfo {
            pkg: self.path.clone(),
            pos: pos.cloned(),
        }
    }
}

/// Import paths from a package on the command line down to the package being loaded, each with the
/// position of its import.
#[derive(Debug, Default)]
pub(crate) struct ImportStack {
    entries: Vec<Entry>,
}

impl ImportStack {
    /// Enters a package.
    pub(crate) fn push(&mut self, path: &str, site: Option<Site<'_>>) {
        self.entries.push(Entry {
            path: path.to_owned(),
            place: match site {
                Some(Site::First(by, own)) if own == path => StoredSite::First(Arc::clone(by)),
                _ => {
                    let position = site.and_then(Site::position);
                    position.map_or(StoredSite::Unknown, |position| {
                        StoredSite::At(position.clone())
                    })
                }
            },
        });
    }

    /// Leaves the package entered last.
    pub(crate) fn pop(&mut self) {
        self.entries.pop();
    }

    /// Returns an owned copy, for an error.
    pub(crate) fn snapshot(&self) -> Vec<ImportInfo> {
        self.entries.iter().map(Entry::info).collect()
    }

    /// Returns the path of the package entered last.
    pub(crate) fn top(&self) -> Option<&str> {
        self.entries.last().map(|entry| entry.path.as_str())
    }

    /// Reports whether this chain, with `path` added to its end, is shorter than
    /// `other`; chains of one length are ordered by their paths.
    pub(crate) fn with_is_shorter_than(&self, path: &str, other: &[ImportInfo]) -> bool {
        let length = self.entries.len() + 1;
        match length.cmp(&other.len()) {
            Ordering::Less => true,
            Ordering::Greater => false,
            Ordering::Equal => {
                let own = self
                    .entries
                    .iter()
                    .map(|entry| entry.path.as_str())
                    .chain(std::iter::once(path));
                own.lt(other.iter().map(|info| info.pkg.as_str()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use vamos_modload::package_error::ImportInfo;

    use super::ImportStack;

    fn infos(paths: &[&str]) -> Vec<ImportInfo> {
        paths
            .iter()
            .map(|path| ImportInfo {
                pkg: (*path).to_owned(),
                pos: None,
            })
            .collect()
    }

    #[test]
    fn prefers_the_shorter_then_the_smaller_chain() {
        let mut stack = ImportStack::default();
        stack.push("b", None);
        assert!(stack.with_is_shorter_than("c", &infos(&["a", "b", "c"])));
        assert!(!stack.with_is_shorter_than("c", &infos(&["c"])));
        assert!(stack.with_is_shorter_than("c", &infos(&["b", "d"])));
        assert!(!stack.with_is_shorter_than("c", &infos(&["b", "c"])));
        assert!(!stack.with_is_shorter_than("c", &infos(&["a", "z"])));
    }
}
