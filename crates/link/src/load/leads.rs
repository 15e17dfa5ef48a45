//! The packages that names of an object may lead to, and the lengths of those names.
//!
//! Counterpart: cmd/link/internal/loader/loader.go (`preloadSyms`).

use crate::loader::Names;
use crate::loader::ObjIndex;

/// The lengths of names, as far as bits of a few words can tell.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lengths([u64; 4]);

impl Lengths {
    fn add(&mut self, len: usize) {
        self.0[len / 64 % 4] |= 1 << (len % 64);
    }

    /// Returns true if a name may have this length.
    pub(super) fn has(&self, len: usize) -> bool {
        self.0[len / 64 % 4] >> (len % 64) & 1 != 0
    }

    /// Adds other lengths.
    pub(super) fn merge(&mut self, other: &Self) {
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word |= other;
        }
    }
}

/// The packages that names of an object may lead to.
#[derive(Debug, Default)]
pub(super) struct Leads {
    /// The packages, by their first object, with the lengths of names.
    pub(super) packages: Vec<(ObjIndex, Lengths)>,
    /// The lengths of names that belong to no package.
    pub(super) others: Lengths,
    /// The path of the last name, and its packages: indices.
    last: Vec<u8>,
    last_packages: Vec<usize>,
}

impl Leads {
    /// Adds a name.
    pub(super) fn add(&mut self, names: &Names<'_>, name: &[u8]) {
        let len = name.len();
        // The type of a package's type, or of a pointer to it.
        let name = name.strip_prefix(b"type:").unwrap_or(name);
        let name = name.strip_prefix(b"*").unwrap_or(name);
        // Neighbours are often of one package. A longer path would have a slash more, and
        // no path has brackets or colons.
        let rest = name.strip_prefix(self.last.as_slice()).unwrap_or_default();
        let is_end = |byte: &&u8| matches!(byte, b'/' | b'(' | b'[' | b':');
        let is_same = !self.last.is_empty()
            && rest.starts_with(b".")
            && rest.iter().find(is_end) != Some(&b'/');
        if !is_same {
            self.last.clear();
            self.last_packages.clear();
            for (path, first) in names.packages_of(name) {
                self.last.clear();
                self.last.extend_from_slice(path);
                let found = self.packages.iter().position(|&(it, _)| it == first);
                self.last_packages.push(found.unwrap_or_else(|| {
                    self.packages.push((first, Lengths::default()));
                    self.packages.len() - 1
                }));
            }
        }
        if self.last_packages.is_empty() {
            self.others.add(len);
        }
        for &at in &self.last_packages {
            self.packages[at].1.add(len);
        }
    }
}
