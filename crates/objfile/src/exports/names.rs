//! The names of the objects and bodies of export data. Each importer looks up the names of an
//! import, so they are hashed once.
//!
//! Counterpart: none; docs/cutoff.md states the assumptions.

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::Digest;

use super::data::ExportData;
use super::data::Section;
use super::packages::packages_digest;
use super::read_set::body_hash;
use super::read_set::object_hash;

/// The hashes of the names of objects and bodies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// By object.
    hashes: Vec<u64>,
    /// The object of each hash; `None` where several have it.
    objects: HashMap<u64, Option<u32>>,
    /// The hashes of the package's own exported objects, sorted.
    exported: Vec<u64>,
    /// True if the package needs initialization.
    initialises: bool,
    /// The functions that have bodies, sorted: the hashes of their names, and of the objects
    /// that they belong to.
    functions: Vec<(u64, u64)>,
    /// The body of each function.
    bodies: HashMap<u64, u32>,
    /// The hash of all packages, with their imports.
    packages: Digest,
}

impl Names {
    /// Returns the names in the export data of a package; `None` if they are damaged. Methods with
    /// type parameters of their own are objects, `T.M` or `(*T).M`.
    pub fn of(package: &str, exports: &ExportData<'_>) -> Option<Self> {
        let mut names = Self::default();
        for index in 0..exports.len(Section::Obj) {
            let (path, name) = exports.name(index)?;
            let hash = object_hash(package, path, name);
            names.hashes.push(hash);
            let is_own = path.is_empty() || path == package.as_bytes();
            names
                .exported
                .extend((is_own && is_exported(name)).then_some(hash));
            let entry = names.objects.entry(hash);
            entry.and_modify(|one| *one = None).or_insert(Some(index));
        }
        let (initialises, bodies) = exports.bodies()?;
        names.initialises = initialises;
        for (path, name, body) in bodies {
            let function = body_hash(package, path, name);
            let object = object_hash(package, path, receiver(name));
            names.functions.push((function, object));
            names.bodies.insert(function, body);
        }
        names.functions.sort_unstable();
        names.exported.sort_unstable();
        names.packages = packages_digest(exports)?;
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

    /// Returns the hash of all packages that the export data list, with their imports.
    pub fn packages(&self) -> Digest {
        self.packages
    }

    /// Returns the hashes of the names of the package's own exported objects, in order.
    pub(super) fn exported(&self) -> &[u64] {
        &self.exported
    }

    /// Reports whether the package has something to initialise.
    pub(super) fn initialises(&self) -> bool {
        self.initialises
    }

    /// Iterates over the hashes of the names of functions with a body that belong to one of these
    /// objects, in order.
    pub(super) fn available(&self, objects: &HashSet<u64>) -> impl Iterator<Item = u64> {
        let known = self.functions.iter();
        let known = known.filter(|(_, object)| objects.contains(object));
        known.map(|(function, _)| *function)
    }

    /// Returns the given objects that are among the names, in order.
    pub(super) fn known(&self, objects: &HashSet<u64>) -> Vec<u64> {
        let hashes = self.hashes.iter().copied();
        let mut known: Vec<u64> = hashes.filter(|hash| objects.contains(hash)).collect();
        known.sort_unstable();
        known
    }

    /// Returns the body of the function whose name has this hash.
    pub(super) fn body(&self, hash: u64) -> Option<u32> {
        self.bodies.get(&hash).copied()
    }

    /// Iterates over the bodies and the hashes of their functions' names.
    pub(super) fn bodies(&self) -> impl Iterator<Item = (u64, u32)> {
        self.bodies
            .iter()
            .map(|(function, body)| (*function, *body))
    }
}

/// Reports whether a name may be exported. Rust has more upper-case letters than Go.
fn is_exported(name: &[u8]) -> bool {
    let text = std::str::from_utf8(name).unwrap_or_default();
    text.chars().next().is_none_or(char::is_uppercase)
}

/// Returns the type of a method's name, `T` for `T.M`, `(*T).M` and `T[int].M`; other names as
/// they are.
fn receiver(name: &[u8]) -> &[u8] {
    let inner = name.strip_prefix(b"(*").unwrap_or(name);
    let end = inner
        .iter()
        .position(|byte| matches!(byte, b'.' | b')' | b'['));
    &inner[..end.unwrap_or(inner.len())]
}
