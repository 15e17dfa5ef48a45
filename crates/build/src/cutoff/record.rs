//! Records of compilations in the table `reads`.
//!
//! An entry has the records of the last compilations that read different contents: after a change to
//! another branch and back, the older record is the one that matches.
//!
//! Counterpart: none.

use hashbrown::HashSet;
use vamos_base::Digest;
use vamos_objfile::exports::Importer;
use vamos_objfile::exports::Item;
use vamos_objfile::exports::ReadSet;
use vamos_objfile::exports::Spot;
use vamos_objfile::exports::Symbol;
use vamos_objfile::exports::Wrapped;

/// The export data that a compilation read, and the archive that it wrote.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// The action and the output of the archive.
    pub(super) archive: [Digest; 2],
    /// The hashes of the names of files whose places count; `None` if all do.
    pub(super) files: Option<HashSet<u64>>,
    /// The methods of which its object has wrappers.
    pub(super) wrapped: Wrapped,
    /// For positions in types of its own export data, the same positions in the imports; `None` if
    /// positions of imports in its export data cannot be replaced.
    pub(super) places: Option<Vec<OwnPlace>>,
    /// The symbols of other packages that its object refers to by number; `None` if numbers count.
    pub(super) symbols: Option<Vec<OwnSymbol>>,
    /// True if the imports of packages do not count: the lists in its export data can be replaced.
    pub(super) ignores_packages: bool,
    pub(super) imports: Vec<Import>,
}

/// A place in the package's own export data that is one of imports.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OwnPlace {
    pub(super) spot: Spot,
    /// The imports, by number, and the numbers of the places that it has there.
    pub(super) found: Found,
}

/// A symbol of another package that the package's object refers to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OwnSymbol {
    pub(super) symbol: Symbol,
    /// The imports that have the symbol, with its index among their symbols.
    pub(super) found: Found,
}

/// Indexes of an item: the number of an import, and the item's number among the items read of it.
pub(super) type Found = Vec<(u32, u32)>;

/// The part of an import that was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Import {
    pub(super) path: String,
    /// The hash of its export data.
    pub(super) exported: Digest,
    /// The hash of the part that was read; with an empty set, of the part that every importer
    /// reads.
    pub(super) content: Digest,
    /// The hash of all packages that its export data list, with their imports.
    pub(super) packages: Digest,
    pub(super) set: ReadSet,
}

/// The maximum number of records in an entry: an edit, the state before it and another branch. Each
/// one that does not match costs a comparison.
const MAX_RECORDS: usize = 3;

/// Returns the records in an entry of the table, the newest first. Records after a damaged one are
/// left out.
pub(super) fn records(entry: &[u8]) -> impl Iterator<Item = Record> {
    encoded(entry).map_while(Record::decode)
}

/// Returns the encoded records in an entry.
fn encoded(mut entry: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let len = take_count(&mut entry)? as usize;
        let (record, after) = entry.split_at_checked(len)?;
        entry = after;
        Some(record)
    })
}

/// Returns an entry with a new record in front. A record of a compilation that read the same is left
/// out, and so is the oldest one of too many.
pub(super) fn with_record(record: &Record, entry: &[u8]) -> Vec<u8> {
    let is_other = |bytes: &&[u8]| Record::decode(bytes).is_some_and(|one| !one.reads_as(record));
    let new = record.encode();
    let all = std::iter::once(&*new).chain(encoded(entry).filter(is_other));
    let mut out = Vec::new();
    for bytes in all.take(MAX_RECORDS) {
        put_count(&mut out, bytes.len());
        out.extend(bytes);
    }
    out
}

/// The count of a list that is `None`.
const NONE: u32 = u32::MAX;

impl Record {
    /// Returns the recorded facts about the compilation.
    pub(super) fn importer(&self) -> Importer {
        let sets = self.imports.iter().map(|import| &import.set);
        Importer {
            objects: sets.clone().flat_map(ReadSet::objects).collect(),
            bodies: sets.flat_map(ReadSet::bodies).collect(),
            files: self.files.clone(),
            wrapped: Some(self.wrapped.clone()),
            ignores_numbers: self.symbols.is_some(),
            ignores_packages: self.ignores_packages,
        }
    }

    /// Reports whether the other compilation read the same of the same imports.
    fn reads_as(&self, other: &Self) -> bool {
        let same =
            |one: &Import, other: &Import| (&one.path, one.content) == (&other.path, other.content);
        let mut pairs = self.imports.iter().zip(&other.imports);
        self.imports.len() == other.imports.len() && pairs.all(|(one, other)| same(one, other))
    }

    fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for digest in &self.archive {
            out.extend(digest.0);
        }
        put_list(&mut out, self.files.as_ref(), put_number);
        let Wrapped {
            names,
            called,
            unclear,
        } = &self.wrapped;
        for hashes in [names, called, unclear] {
            put_list(&mut out, Some(hashes), put_number);
        }
        put_list(&mut out, self.places.as_ref(), |out, place| {
            let Spot { file, line, column } = place.spot;
            for number in [file, line, column] {
                put_number(out, &number);
            }
            put_list(out, Some(&place.found), put_pair);
        });
        put_list(&mut out, self.symbols.as_ref(), |out, own| {
            out.extend(own.symbol.package.0);
            out.extend(own.symbol.number.to_le_bytes());
            put_list(out, Some(&own.found), put_pair);
        });
        out.push(u8::from(self.ignores_packages));
        for import in &self.imports {
            put_count(&mut out, import.path.len());
            out.extend(import.path.as_bytes());
            out.extend(import.exported.0);
            out.extend(import.content.0);
            out.extend(import.packages.0);
            out.push(u8::from(import.set.has_all_names));
            put_count(&mut out, import.set.items.len());
            for item in &import.set.items {
                out.extend(item.name.to_le_bytes());
                out.push(item.parts);
            }
        }
        out
    }

    fn decode(mut bytes: &[u8]) -> Option<Self> {
        let rest = &mut bytes;
        let archive = [take(rest).map(Digest)?, take(rest).map(Digest)?];
        let files = take_list(rest, take_number)?;
        let wrapped = Wrapped {
            names: take_list(rest, take_number)??,
            called: take_list(rest, take_number)??,
            unclear: take_list(rest, take_number)??,
        };
        let places = take_list(rest, take_place)?;
        let symbols = take_list(rest, take_symbol)?;
        let [ignores_packages] = take(rest)?;
        let mut imports = Vec::new();
        while !rest.is_empty() {
            let len = take_count(rest)? as usize;
            let (path, after) = rest.split_at_checked(len)?;
            *rest = after;
            let mut import = Import {
                path: std::str::from_utf8(path).ok()?.to_owned(),
                exported: Digest(take(rest)?),
                content: Digest(take(rest)?),
                packages: Digest(take(rest)?),
                set: ReadSet::default(),
            };
            let [has_all_names] = take(rest)?;
            import.set.has_all_names = has_all_names != 0;
            for _ in 0..take_count(rest)? {
                import.set.items.push(Item {
                    name: take_number(rest)?,
                    parts: take::<1>(rest)?[0],
                });
            }
            imports.push(import);
        }
        Some(Self {
            archive,
            files,
            wrapped,
            places,
            symbols,
            ignores_packages: ignores_packages != 0,
            imports,
        })
    }
}

/// Takes `N` bytes from the front.
fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (bytes, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*bytes)
}

fn take_count(rest: &mut &[u8]) -> Option<u32> {
    take(rest).map(u32::from_le_bytes)
}

fn take_number(rest: &mut &[u8]) -> Option<u64> {
    take(rest).map(u64::from_le_bytes)
}

fn take_place(rest: &mut &[u8]) -> Option<OwnPlace> {
    let [file, line, column] = [take_number(rest)?, take_number(rest)?, take_number(rest)?];
    let spot = Spot { file, line, column };
    let found = take_list(rest, take_pair)??;
    Some(OwnPlace { spot, found })
}

fn take_symbol(rest: &mut &[u8]) -> Option<OwnSymbol> {
    let (package, number) = (Digest(take(rest)?), take_count(rest)?);
    let symbol = Symbol { package, number };
    let found = take_list(rest, take_pair)??;
    Some(OwnSymbol { symbol, found })
}

fn take_pair(rest: &mut &[u8]) -> Option<(u32, u32)> {
    Some((take_count(rest)?, take_count(rest)?))
}

/// Decodes the encoding of `put_list`; an inner `None` if there is no list.
#[expect(clippy::option_option, reason = "damage is not the same as no list")]
fn take_list<T, L: FromIterator<T>>(
    rest: &mut &[u8],
    take_one: impl Fn(&mut &[u8]) -> Option<T>,
) -> Option<Option<L>> {
    match take_count(rest)? {
        NONE => Some(None),
        count => (0..count)
            .map(|_| take_one(rest))
            .collect::<Option<L>>()
            .map(Some),
    }
}

/// Puts a list with its count in front, or that there is no list.
fn put_list<'l, T: 'l, L>(out: &mut Vec<u8>, list: Option<L>, put_one: impl Fn(&mut Vec<u8>, &'l T))
where
    L: IntoIterator<Item = &'l T, IntoIter: ExactSizeIterator>,
{
    let Some(list) = list.map(L::into_iter) else {
        out.extend(NONE.to_le_bytes());
        return;
    };
    put_count(out, list.len());
    for one in list {
        put_one(out, one);
    }
}

fn put_count(out: &mut Vec<u8>, count: usize) {
    out.extend((count as u32).to_le_bytes());
}

fn put_number(out: &mut Vec<u8>, number: &u64) {
    out.extend(number.to_le_bytes());
}

fn put_pair(out: &mut Vec<u8>, (one, other): &(u32, u32)) {
    out.extend(one.to_le_bytes());
    out.extend(other.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_have_the_newest_records() {
        let record = |output: u8, content: u8| Record {
            archive: [Digest([0; 32]), Digest([output; 32])],
            imports: vec![Import {
                path: "a".to_owned(),
                content: Digest([content; 32]),
                ..Import::default()
            }],
            ..Record::default()
        };
        let outputs = |entry: &[u8]| -> Vec<u8> {
            records(entry)
                .map(|record| record.archive[1].0[0])
                .collect()
        };
        let mut entry = Vec::new();
        for (output, content, expected) in [
            (1, 1, &[1][..]),
            (2, 2, &[2, 1]),
            // It read the same as the first one.
            (3, 1, &[3, 2]),
            (4, 4, &[4, 3, 2]),
            (5, 5, &[5, 4, 3]),
        ] {
            entry = with_record(&record(output, content), &entry);
            assert_eq!(outputs(&entry), expected);
        }
        let len = with_record(&record(5, 5), &[]).len();
        assert_eq!(outputs(&entry[..entry.len() - 1]), [5, 4]);
        assert!(outputs(&entry[..len - 1]).is_empty());
    }

    #[test]
    fn records_are_read_as_written() {
        let import = |path: &str, count: u64| Import {
            path: path.to_owned(),
            exported: Digest([1; 32]),
            content: Digest([2; 32]),
            packages: Digest([5; 32]),
            set: ReadSet {
                items: (0..count).map(|name| Item { name, parts: 3 }).collect(),
                has_all_names: count > 1,
            },
        };
        let spot = Spot {
            file: 7,
            line: 8,
            column: 9,
        };
        let record = |files, places, symbols| Record {
            archive: [Digest([3; 32]), Digest([4; 32])],
            files,
            wrapped: Wrapped {
                names: [6].into(),
                called: [7].into(),
                unclear: [8].into(),
            },
            places,
            symbols,
            ignores_packages: true,
            imports: vec![import("a/b", 0), import("c", 3)],
        };
        let places = || {
            Some(vec![OwnPlace {
                spot,
                found: vec![(1, 2), (3, 4)],
            }])
        };
        let symbols = || {
            let (package, number) = (Digest([10; 32]), 11);
            let symbol = Symbol { package, number };
            let found = vec![(5, 6)];
            Some(vec![OwnSymbol { symbol, found }])
        };
        for record in [
            record(None, None, None),
            record(Some(HashSet::new()), Some(vec![]), Some(vec![])),
            record(Some([5].into_iter().collect()), places(), symbols()),
        ] {
            let bytes = record.encode();
            assert_eq!(Record::decode(&bytes), Some(record));
        }
        let bytes = record(Some([5].into_iter().collect()), places(), symbols()).encode();
        let head = 64 + 4 * 12 + 4 + 24 + 4 + 16 + 4 + 36 + 4 + 8 + 1;
        for len in 0..bytes.len() {
            let is_shorter = [head, head + 4 + 3 + 96 + 1 + 4].contains(&len);
            assert_eq!(Record::decode(&bytes[..len]).is_some(), is_shorter, "{len}");
        }
    }
}
