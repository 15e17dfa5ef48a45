//! A change of each field of export data, alone.
//!
//! The sample has an element of each kind. Each of its fields is marked by name, so a field that the table
//! does not have is found, and a row without a field.
//! Counterpart: none.

use std::collections::BTreeSet;

use hashbrown::HashSet;

use super::fields::Class;
use super::fields::FIELDS;
use super::fields::Field;
use super::fields_sample::Change;
use super::fields_sample::OBJECTS;
use super::fields_sample::Sample;
use super::read_set::body_hash;
use super::read_set::object_hash;
use super::*;

/// A set of reads: everything, and bodies of the generic and of the inlined function.
fn read() -> ReadSet {
    let parts = Item::OBJ | Item::EXT | Item::DICT;
    let mut items: Vec<Item> = OBJECTS
        .iter()
        .map(|(name, kind, _)| Item {
            name: object_hash("p", b"", name.as_bytes()),
            parts: parts
                | if *kind == "generic function" {
                    Item::BODY
                } else {
                    0
                },
        })
        .collect();
    let name = body_hash("p", b"", b"H");
    items.push(Item { name, parts: 0 });
    items.sort_unstable();
    ReadSet {
        items,
        has_all_names: false,
    }
}

/// An importer for which everything counts, and one for which as little as possible does.
fn importers() -> [Importer; 2] {
    let set = read();
    let strict = Importer {
        objects: set.objects().collect(),
        bodies: set.bodies().collect(),
        ..Importer::default()
    };
    let lenient = Importer {
        files: Some(HashSet::new()),
        wrapped: Some(Wrapped::default()),
        ignores_numbers: true,
        ignores_packages: true,
        ..strict.clone()
    };
    [strict, lenient]
}

/// Returns the content that was read, and the hash of the lists of packages; `None` if the importer
/// is compiled.
fn read_of(bytes: &[u8], importer: &Importer) -> Option<(Content, vamos_base::Digest)> {
    let exports = ExportData::open(bytes)?;
    let names = Names::of("p", &exports)?;
    let content = content("p", &exports, &names, &read(), importer)?;
    Some((content, names.packages()))
}

#[test]
fn each_field_alone() {
    let importers = importers();
    let mut tried = BTreeSet::new();
    for version in [2, 5] {
        let sample = Sample::new(version);
        let base = sample.bytes(None);
        let before = importers
            .each_ref()
            .map(|importer| read_of(&base, importer).unwrap());
        for (section, elements) in sample.sections.iter().enumerate() {
            for (at, (element, draft)) in elements.iter().enumerate() {
                for (name, change) in &draft.marks {
                    if matches!(*element, "" | "inlined function") {
                        continue;
                    }
                    let row = FIELDS
                        .iter()
                        .find(|row| (row.element, row.name) == (*element, name.as_str()));
                    let row = row.unwrap_or_else(|| panic!("no row for {element}: {name}"));
                    tried.insert((row.element, row.name));
                    let bytes = sample.bytes(Some((section, at, change)));
                    let after = importers
                        .each_ref()
                        .map(|importer| read_of(&bytes, importer));
                    let digest =
                        |read: &Option<(Content, _)>| read.as_ref().map(|read| read.0.digest);
                    let counts = [0, 1].map(|at| digest(&after[at]) != Some(before[at].0.digest));
                    let is_content = row.class == Class::Content;
                    assert_eq!(counts, [true, is_content], "{version} {element}: {name}");
                    // A field that does not count is compared all the same: it is written in
                    // another position.
                    assert_ne!(
                        after[1].as_ref(),
                        Some(&before[1]),
                        "{version} {element}: {name}"
                    );
                }
            }
        }
    }
    let is_in_sample = |field: &&Field| field.element != "header" && !is_derived(field);
    let rows = FIELDS
        .iter()
        .filter(is_in_sample)
        .map(|row| (row.element, row.name));
    assert_eq!(tried, rows.collect());
}

fn is_derived(field: &Field) -> bool {
    matches!(field.class, Class::Derived(_))
}

#[test]
fn the_header() {
    let [_, lenient] = importers();
    let base = Sample::new(2).bytes(None);
    let before = read_of(&base, &lenient).unwrap();
    let with = |at: usize, byte: u8| {
        let mut bytes = base.clone();
        bytes[at] = byte;
        bytes
    };
    assert_ne!(
        read_of(&with(0, 5), &lenient).as_ref(),
        Some(&before),
        "version"
    );
    assert_eq!(read_of(&with(4, 1), &lenient), None, "flags");
    let other = with(base.len() - 1, 1);
    assert_eq!(read_of(&other, &lenient), Some(before), "fingerprint");
    let fingerprint = |bytes: &[u8]| ExportData::open(bytes).unwrap().fingerprint();
    assert_ne!(fingerprint(&base), fingerprint(&other));
}

/// A dot import declares all exported names, read or not.
#[test]
fn names_that_are_not_read() {
    let sample = Sample::new(2);
    let base = sample.bytes(None);
    for (has_all_names, expected) in [(false, false), (true, true)] {
        let digest = |bytes: &[u8]| {
            let exports = ExportData::open(bytes).unwrap();
            let names = Names::of("p", &exports).unwrap();
            let set = ReadSet {
                items: Vec::new(),
                has_all_names,
            };
            content("p", &exports, &names, &set, &Importer::default())
                .unwrap()
                .digest
        };
        let change = Change::Reference(1, (Section::String, 3));
        let lower = sample.bytes(Some((Section::Name as usize, 0, &change)));
        assert_eq!(digest(&base) != digest(&lower), expected, "{has_all_names}");
    }
}

/// Returns the table as docs/cutoff.md has it: the fields of each kind of element that are not content.
fn rendered() -> String {
    let mut out = String::new();
    for field in FIELDS {
        let Field { element, name, .. } = field;
        let (class, argument) = match field.class {
            Class::Content => continue,
            Class::Excused(argument) => ("excused", argument),
            Class::Derived(argument) => ("derived", argument),
        };
        out += &format!("| {element} | {name} | {class} | {argument} |\n");
    }
    out
}

#[test]
fn the_document_has_the_table() {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/cutoff.md"));
    let table = rendered();
    assert!(text.contains(&table), "docs/cutoff.md lacks\n{table}");
}
