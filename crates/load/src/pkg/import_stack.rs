//! The chain of imports that leads to the package being loaded.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`ImportStack`).

use std::cmp::Ordering;

use crate::dirpkg::Position;
use crate::package::ImportInfo;

/// Import paths from a package named on the command line down to the one being
/// loaded, each with the place that imports it.
#[derive(Debug, Default)]
pub(crate) struct ImportStack {
    entries: Vec<ImportInfo>,
}

impl ImportStack {
    /// Enters a package.
    pub(crate) fn push(&mut self, path: &str, pos: Option<&Position>) {
        self.entries.push(ImportInfo {
            pkg: path.to_owned(),
            pos: pos.cloned(),
        });
    }

    /// Leaves the package entered last.
    pub(crate) fn pop(&mut self) {
        self.entries.pop();
    }

    /// Returns a copy for an error to keep.
    pub(crate) fn snapshot(&self) -> Vec<ImportInfo> {
        self.entries.clone()
    }

    /// Returns the path of the package entered last.
    pub(crate) fn top(&self) -> Option<&str> {
        self.entries.last().map(|info| info.pkg.as_str())
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
                    .map(|info| info.pkg.as_str())
                    .chain(std::iter::once(path));
                own.lt(other.iter().map(|info| info.pkg.as_str()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ImportStack;
    use crate::package::ImportInfo;

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
