//! The names of the objects of export data. Those of one import are looked up for each of its
//! importers, so they are hashed once.
//!
//! Counterpart: none; docs/cutoff.md states what this rests on.

use hashbrown::HashMap;

use super::data::ExportData;
use super::data::Section;
use super::read_set::object_hash;

/// The hashes of the names of objects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// By object.
    hashes: Vec<u64>,
    /// The object of each hash; `None` where several have it.
    objects: HashMap<u64, Option<u32>>,
}

impl Names {
    /// Returns the names in the export data of a package; `None` if they are damaged.
    pub fn of(package: &str, exports: &ExportData<'_>) -> Option<Self> {
        let mut names = Self::default();
        for index in 0..exports.len(Section::Obj) {
            let (path, name) = exports.name(index)?;
            let hash = object_hash(package, path, name);
            names.hashes.push(hash);
            let entry = names.objects.entry(hash);
            entry.and_modify(|one| *one = None).or_insert(Some(index));
        }
        Some(names)
    }

    /// Returns the hash of an object's name.
    pub(super) fn hash(&self, index: u32) -> Option<u64> {
        self.hashes.get(index as usize).copied()
    }

    /// Returns the only object whose name has this hash.
    pub(super) fn object(&self, hash: u64) -> Option<u32> {
        self.objects.get(&hash).copied().flatten()
    }
}
