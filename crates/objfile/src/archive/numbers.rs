//! The numbers by which an archive's object refers to symbols of other packages.
//!
//! Counterpart: cmd/internal/obj/sym.go (`NumberSyms`), objfile.go (`makeSymRef`).

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::Digest;

use super::fingerprints::object;
use super::hashes::Hashes;
use crate::exports::Symbol;
use crate::exports::package_hash;
use crate::goobj::Reader;
use crate::goobj::SymRef;

/// Returns the symbols of other packages that the object in an archive refers to by number. `None`
/// if the archive is not the compiler's.
pub fn symbols(archive: &[u8]) -> Option<HashSet<Symbol>> {
    let reader = Reader::open(archive.get(object(archive)?)?).ok()?;
    let packages = Packages::of(&reader);
    let mut symbols = HashSet::new();
    for (_, target) in reader.reference_places() {
        if target.is_elsewhere() {
            symbols.insert(packages.symbol(target)?);
        }
    }
    (!reader.is_damaged()).then_some(symbols)
}

/// Gives symbols of other packages new numbers wherever the object in an archive refers to them,
/// and to the hashes of content that such numbers are part of. The compiler wrote the archive, of
/// the package `path`. `None` if it has another form, if a symbol is not in `new`, or if
/// a hash is made otherwise; then it may be half changed.
pub fn set_numbers(archive: &mut [u8], path: &str, new: &HashMap<Symbol, u32>) -> Option<()> {
    let range = object(archive)?;
    let reader = Reader::open(archive.get(range.clone())?).ok()?;
    let packages = Packages::of(&reader);
    let mut numbers = HashMap::new();
    let mut places = Vec::new();
    for (place, target) in reader.reference_places() {
        if !target.is_elsewhere() {
            continue;
        }
        let number = *new.get(&packages.symbol(target)?)?;
        if number != target.sym {
            places.push((place + 4, number));
            numbers.insert(target, number);
        }
    }
    let hashes = Hashes::new(&reader, path, &numbers).changed()?;
    if reader.is_damaged() {
        return None;
    }
    let object = archive.get_mut(range)?;
    for (place, number) in places {
        let bytes = object.get_mut(place..)?.first_chunk_mut()?;
        *bytes = number.to_le_bytes();
    }
    for (place, hash) in hashes {
        *object.get_mut(place..)?.first_chunk_mut()? = hash;
    }
    Some(())
}

/// The packages that an object refers to by index.
struct Packages {
    /// The hashes of their paths.
    hashes: Vec<Digest>,
}

impl Packages {
    fn of(reader: &Reader<'_>) -> Self {
        Self {
            hashes: reader.packages().map(package_hash).collect(),
        }
    }

    fn symbol(&self, target: SymRef) -> Option<Symbol> {
        Some(Symbol {
            package: *self.hashes.get(target.pkg as usize)?,
            number: target.sym,
        })
    }
}
