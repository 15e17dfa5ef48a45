//! Definitions of packages that names may refer to.
//!
//! Definitions of a package for itself are mostly referred to by number; only few names refer to
//! them. To find those, not all names of a package are read: their lengths come first.
//! Counterpart: cmd/link/internal/loader/loader.go (`preloadSyms`).

use vamos_sched::Class;
use vamos_sched::Pool;

use super::leads::Lengths;
use super::scan::Scan;
use super::shards::Shards;
use crate::loader::Hash;
use crate::loader::Home;
use crate::loader::Loader;
use crate::loader::ObjIndex;
use crate::loader::Sym;
use crate::loader::definitions;

/// A definition of a package, by name.
pub(super) struct NamedDefinition {
    pub(super) hash: Hash,
    pub(super) sym: Sym,
    pub(super) home: Home,
}

/// Returns, by package, the definitions that names may lead to; `runtime` is the first
/// object of package runtime.
pub(super) fn known(
    ldr: &Loader<'_>,
    pool: &Pool,
    runtime: Option<ObjIndex>,
    scans: &[Scan],
) -> Vec<Vec<NamedDefinition>> {
    let all = scans.iter().flat_map(|scan| &scan.leads.packages);
    let mut all: Vec<(ObjIndex, Lengths)> = all.copied().collect();
    // Package runtime defines types of all programs.
    for scan in scans {
        all.extend(runtime.map(|first| (first, scan.leads.others)));
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
        let all = all.map(|definition| NamedDefinition {
            hash: ldr.names.full_hash(definition.name, definition.version),
            sym: definition.sym,
            home: definition.home,
        });
        all.filter(|known| filter.has(known.hash.hash)).collect()
    };
    pool.map(Class::Cpu, &packages, find)
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
                .flat_map(|scan| [&scan.tables.definitions, &scan.tables.references])
        };
        let len: usize = names().map(|names| names.all().len()).sum();
        // Eight bits for each name make false positives rare.
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
