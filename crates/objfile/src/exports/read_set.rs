//! The elements of an import's export data that a compilation read.
//!
//! The instrumented compiler writes the indexes of the elements that it read ([`parse_reads`]). An
//! index means nothing in other export data of the package, so a [`ReadSet`] has the objects and
//! bodies by name; everything else is part of them.
//! Counterpart: none; docs/cutoff.md states the assumptions.

/// The elements of each import that a compilation read.
pub struct Reads<'a> {
    /// The import's path.
    pub package: &'a str,
    /// A bit for each element.
    words: &'a [u8],
}

/// The last line of a complete report.
const END: &[u8] = b"vamos reads 1\n";

/// Reads the report of an instrumented compiler; `None` if it is not complete.
pub fn parse_reads(report: &[u8]) -> Option<Vec<Reads<'_>>> {
    let mut rest = report.strip_suffix(END)?;
    let mut all = Vec::new();
    while !rest.is_empty() {
        let package = take(&mut rest, 1)?;
        let package = std::str::from_utf8(package).ok()?;
        let words = take(&mut rest, 8)?;
        all.push(Reads { package, words });
    }
    Some(all)
}

/// Takes a count and as many items of `size` bytes.
fn take<'a>(rest: &mut &'a [u8], size: usize) -> Option<&'a [u8]> {
    let (count, after) = rest.split_first_chunk()?;
    let count = usize::try_from(u32::from_le_bytes(*count)).ok()?;
    let (items, after) = after.split_at_checked(count.checked_mul(size)?)?;
    *rest = after;
    Some(items)
}

impl Reads<'_> {
    /// Reports whether the element at this place was read.
    pub fn has(&self, place: usize) -> bool {
        let byte = self.words.get(place / 8).copied().unwrap_or_default();
        byte >> (place % 8) & 1 != 0
    }
}

/// Something that was read, by the hash of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Item {
    /// The hash of the kind (object or body), the package path and the name.
    pub name: u64,
    /// The elements of an object that were read, see [`Item::EXT`] and the following; 0 for a body.
    pub parts: u8,
}

impl Item {
    /// The object itself.
    pub const OBJ: u8 = 1;
    /// Its extension, which only the compiler reads.
    pub const EXT: u8 = 2;
    /// Its type parameters.
    pub const DICT: u8 = 4;
    /// The bodies that the second part refers to, for generic functions.
    pub const BODY: u8 = 8;
}

/// The objects and bodies of an import's export data that were read, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadSet {
    /// Objects and bodies.
    pub items: Vec<Item>,
    /// The names of all exported objects were read, as for `import . "p"`.
    pub has_all_names: bool,
}

/// Returns the hash of an object's name; an empty path is the path of the package itself.
pub(super) fn object_hash(package: &str, path: &[u8], name: &[u8]) -> u64 {
    hash(b"object", package, path, name)
}

/// Returns the hash of the name of a function whose body is listed in the export data.
pub(super) fn body_hash(package: &str, path: &[u8], name: &[u8]) -> u64 {
    hash(b"body", package, path, name)
}

/// Returns the hash of a file's name, which may have the separators of Windows.
pub(super) fn file_hash(file: &[u8]) -> u64 {
    let slash = |byte: &u8| if *byte == b'\\' { b'/' } else { *byte };
    let file: Vec<u8> = file.iter().map(slash).collect();
    hash(b"file", "", b"", &file)
}

/// Returns the hash of a method's name, or of `T.M`.
pub(super) fn method_hash(method: &[u8]) -> u64 {
    hash(b"method", "", b"", method)
}

/// Hashes a name (FNV-1a). A collision does no harm: the content includes the names, and a hash of
/// two objects is not found.
fn hash(kind: &[u8], package: &str, path: &[u8], name: &[u8]) -> u64 {
    let path = if path.is_empty() {
        package.as_bytes()
    } else {
        path
    };
    let text = [kind, &[0], path, &[0], name];
    text.into_iter()
        .flatten()
        .fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
}

impl ReadSet {
    /// Returns the parts that were read of the item with this name's hash.
    pub(super) fn parts(&self, name: u64) -> Option<u8> {
        let at = self.items.binary_search_by_key(&name, |item| item.name);
        at.ok()
            .and_then(|at| self.items.get(at))
            .map(|item| item.parts)
    }

    /// Returns the hashes of the names of objects.
    pub fn objects(&self) -> impl Iterator<Item = u64> + '_ {
        let objects = self.items.iter().filter(|item| item.parts != 0);
        objects.map(|item| item.name)
    }

    /// Returns the hashes of the names of functions whose bodies were read.
    pub fn bodies(&self) -> impl Iterator<Item = u64> + '_ {
        let bodies = self.items.iter().filter(|item| item.parts == 0);
        bodies.map(|item| item.name)
    }
}
