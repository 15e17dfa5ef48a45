//! Definitions of packages that names may lead to.
//!
//! What a package defines for itself is mostly referred to by number; only few names lead
//! there. To find those, not all names of a package are read: first come their lengths.
//! Counterpart: cmd/link/internal/loader/loader.go (`preloadSyms`).

use vamos_sched::Class;

use super::scan::Scan;
use super::shards::Shards;
use crate::context::Link;
use crate::loader::Hash;
use crate::loader::Home;
use crate::loader::Names;
use crate::loader::ObjIndex;
use crate::loader::Sym;
use crate::loader::definitions;

/// A definition of a package, by name.
pub(super) struct Known {
    pub(super) hash: Hash,
    pub(super) sym: Sym,
    pub(super) home: Home,
}

/// The lengths of names, as far as bits of a few words can tell.
#[derive(Clone, Copy, Debug, Default)]
struct Lengths([u64; 4]);

impl Lengths {
    fn add(&mut self, len: usize) {
        self.0[len / 64 % 4] |= 1 << (len % 64);
    }

    fn has(&self, len: usize) -> bool {
        self.0[len / 64 % 4] >> (len % 64) & 1 != 0
    }

    fn merge(&mut self, other: &Self) {
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word |= other;
        }
    }
}

/// The packages that names of an object may lead to.
#[derive(Debug, Default)]
pub(super) struct Leads {
    /// The packages, by their first object, with the lengths of names.
    packages: Vec<(ObjIndex, Lengths)>,
    /// The lengths of names that belong to no package.
    others: Lengths,
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

/// Returns, by package, the definitions that names may lead to.
pub(super) fn known(link: &Link<'_>, scans: &[Scan]) -> Vec<Vec<Known>> {
    let ldr = &link.ldr;
    let all = scans.iter().flat_map(|scan| &scan.leads.packages);
    let mut all: Vec<(ObjIndex, Lengths)> = all.copied().collect();
    // Package runtime defines types of all programs.
    let runtime = link.loaded.objects.get(b"runtime".as_slice());
    for scan in scans {
        all.extend(runtime.map(|&first| (first, scan.leads.others)));
    }
    all.sort_unstable_by_key(|&(first, _)| first);
    let mut packages: Vec<(ObjIndex, Lengths)> = Vec::new();
    for (first, lengths) in all {
        match packages.last_mut() {
            Some((last, merged)) if *last == first => merged.merge(&lengths),
            _ => packages.push((first, lengths)),
        }
    }
    let filter = Filter::new(scans);
    let find = |(first, lengths): &(ObjIndex, Lengths)| {
        let all = definitions(ldr, *first, |len| lengths.has(len));
        let all = all.map(|definition| Known {
            hash: ldr.names.full_hash(definition.name, definition.version),
            sym: definition.sym,
            home: definition.home,
        });
        all.filter(|known| filter.has(known.hash.hash)).collect()
    };
    link.pool.map(Class::Cpu, &packages, find)
}

/// A set of hashes that may have more than it was given.
struct Filter {
    words: Vec<u64>,
    mask: u64,
}

impl Filter {
    /// Returns the set of all names.
    fn new(scans: &[Scan]) -> Self {
        let names = || {
            scans
                .iter()
                .flat_map(|scan| [&scan.definitions, &scan.references])
        };
        let len: usize = names().map(|names| names.all().len()).sum();
        // Eight bits for each name keep wrong answers few.
        let words = (len / 8 + 1).next_power_of_two();
        let mut filter = Self {
            words: vec![0; words],
            mask: words as u64 * 64 - 1,
        };
        for name in names().flat_map(Shards::all) {
            let bit = name.hash & filter.mask;
            filter.words[(bit / 64) as usize] |= 1 << (bit % 64);
        }
        filter
    }

    fn has(&self, hash: u64) -> bool {
        let bit = hash & self.mask;
        self.words[(bit / 64) as usize] >> (bit % 64) & 1 != 0
    }
}
