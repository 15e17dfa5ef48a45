//! The packages that names of an object may refer to, and the lengths of those names.
//!
//! [`Paths`] depend on the names of an object alone: prefixes that may be paths of packages. The
//! link decides if they are packages: [`Paths::leads`].
//! Counterpart: cmd/link/internal/loader/loader.go (`preloadSyms`).

use hashbrown::HashMap;

use crate::loader::Names;
use crate::loader::ObjIndex;

/// The lengths of names, as far as bits of a few words can tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Leads {
    /// The packages, by their first object, with the lengths of names.
    pub(super) packages: Vec<(ObjIndex, Lengths)>,
    /// The lengths of names that belong to no package.
    pub(super) others: Lengths,
}

/// Packages by the hashes of their paths.
pub(super) type ByPath = HashMap<u64, ObjIndex>;

/// Names with the same beginnings that may be paths of packages.
#[derive(Debug, Default)]
struct Group {
    /// The hash of the longest path; the others are beginnings of it.
    path: u64,
    /// The hashes of the others.
    shorter: Vec<u64>,
    lengths: Lengths,
}

/// The beginnings of an object's names that may be paths of packages, by their hashes.
#[derive(Debug, Default)]
pub(super) struct Paths {
    groups: Vec<Group>,
    /// The lengths of names without a path.
    others: Lengths,
    /// Indices of groups by their paths.
    by_path: HashMap<u64, usize>,
    /// The longest path of the last name, and its group.
    last: Vec<u8>,
    last_group: usize,
}

impl Paths {
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
            self.find_group(names, name);
        }
        if self.last.is_empty() {
            self.others.add(len);
        } else {
            self.groups[self.last_group].lengths.add(len);
        }
    }

    /// Finds the group of a name, or makes it.
    fn find_group(&mut self, names: &Names<'_>, name: &[u8]) {
        self.last.clear();
        let Some(longest) = paths(name).last() else {
            return;
        };
        self.last.extend_from_slice(longest);
        let path = names.hash(longest);
        self.last_group = *self.by_path.entry(path).or_insert_with(|| {
            let shorter = paths(name).filter(|path| path.len() < longest.len());
            self.groups.push(Group {
                path,
                shorter: shorter.map(|path| names.hash(path)).collect(),
                lengths: Lengths::default(),
            });
            self.groups.len() - 1
        });
    }

    /// Drops state that only adding names needs.
    pub(super) fn finish(&mut self) {
        self.by_path = HashMap::new();
        self.last = Vec::new();
        self.groups.shrink_to_fit();
    }

    /// Returns the packages of a link that the names may lead to.
    pub(super) fn leads(&self, packages: &ByPath) -> Leads {
        let mut leads = Leads {
            packages: Vec::new(),
            others: self.others,
        };
        for group in &self.groups {
            let paths = group.shorter.iter().chain([&group.path]);
            let mut is_led = false;
            for first in paths.filter_map(|path| packages.get(path)) {
                is_led = true;
                match leads.packages.iter_mut().find(|(it, _)| it == first) {
                    Some((_, lengths)) => lengths.merge(&group.lengths),
                    None => leads.packages.push((*first, group.lengths)),
                }
            }
            if !is_led {
                leads.others.merge(&group.lengths);
            }
        }
        leads
    }
}

/// Iterates over the beginnings of a name that may be the escaped path of a package: those
/// have no brackets or colons, and no dot in their last element.
fn paths(name: &[u8]) -> impl Iterator<Item = &[u8]> {
    let bytes = name.iter().enumerate();
    let bytes = bytes.take_while(|(_, byte)| !matches!(byte, b'(' | b'[' | b':'));
    let mut has_dot = false;
    bytes
        .filter(move |&(at, &byte)| match byte {
            b'/' => {
                has_dot = false;
                false
            }
            b'.' => !std::mem::replace(&mut has_dot, true) && at > 0,
            _ => false,
        })
        .map(|(at, _)| &name[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_of_names() {
        for (name, want) in [
            ("fmt.Println", vec!["fmt"]),
            ("a.b/c.d/e.F.g", vec!["a", "a.b/c", "a.b/c.d/e"]),
            ("a/b%2ev3.(*T).M", vec!["a/b%2ev3"]),
            ("go:string.x", vec![]),
            ("a.F[go.shape.int/b.c]", vec!["a"]),
            (".x", vec![]),
            ("..x/y.z", vec!["..x/y"]),
            ("int", vec![]),
        ] {
            let found: Vec<&[u8]> = paths(name.as_bytes()).collect();
            let want: Vec<&[u8]> = want.iter().map(|path| path.as_bytes()).collect();
            assert_eq!(found, want, "{name}");
        }
    }

    #[test]
    fn packages_depend_on_the_link() {
        let names = Names::default();
        let mut found = Paths::default();
        for name in ["a.b/c.F", "a.b/c.Gg", "type:*a.b/c/d.T", "type:int", "a.X"] {
            found.add(&names, name.as_bytes());
        }
        found.finish();
        let lengths = |all: &[usize]| {
            let mut lengths = Lengths::default();
            all.iter().for_each(|&len| lengths.add(len));
            lengths
        };
        let index = |path: &str, obj| (names.hash(path.as_bytes()), ObjIndex(obj));
        let none = found.leads(&ByPath::default());
        assert_eq!(none.packages, []);
        assert_eq!(none.others, lengths(&[7, 8, 15, 8, 3]));
        let two = found.leads(&[index("a.b/c", 4), index("a", 5)].into_iter().collect());
        let all = lengths(&[7, 8, 15, 3]);
        assert_eq!(
            two.packages,
            [(ObjIndex(5), all), (ObjIndex(4), lengths(&[7, 8]))]
        );
        assert_eq!(two.others, lengths(&[8]));
    }
}
