//! Export data that the tests write themselves: real ones are compared in the cutoff's tests, which
//! have a compiler.

use proptest::prelude::*;
use vamos_base::Digest;

use super::read_set::object_hash;
use super::*;

/// An element to write: its references, and its data.
pub(super) type Written = (Vec<Reference>, Vec<u8>);

/// Writes export data with these elements.
pub(super) fn export_data(sections: &[Vec<Written>; 10], fingerprint: u64) -> Vec<u8> {
    let mut data = Vec::new();
    let (mut ends, mut counts) = (Vec::new(), Vec::new());
    for (kind, section) in sections.iter().enumerate() {
        for (references, bytes) in section {
            if kind != Section::String as usize {
                data.push(references.len() as u8);
                for (section, index) in references {
                    data.extend([*section as u8, *index as u8]);
                }
            }
            data.extend(bytes);
            ends.push(data.len() as u32);
        }
        counts.push(ends.len() as u32);
    }
    let mut out: Vec<u8> = [2, 0].into_iter().flat_map(u32::to_le_bytes).collect();
    out.extend(counts.into_iter().chain(ends).flat_map(u32::to_le_bytes));
    out.extend(data);
    out.extend(fingerprint.to_le_bytes());
    out
}

/// Writes export data with their fingerprint.
pub(super) fn written(sections: &[Vec<Written>; 10]) -> Vec<u8> {
    let mut bytes = export_data(sections, 0);
    let end = bytes.len() - 8;
    let digest = Digest::of(&bytes[..end]);
    bytes[end..].copy_from_slice(&digest.0[..8]);
    bytes
}

/// A package `p` with objects of these names; the data of each has its line. The first one has
/// a body in the list of bodies.
fn package(objects: &[(&str, u8)]) -> [Vec<Written>; 10] {
    let mut sections: [Vec<Written>; 10] = Default::default();
    sections[0].push((vec![], b"p".to_vec()));
    for (name, _) in objects {
        sections[0].push((vec![], name.as_bytes().to_vec()));
    }
    sections[1].push((vec![(Section::Pkg, 0)], vec![0, 0]));
    let private = vec![
        (Section::String, 0),
        (Section::String, 1),
        (Section::Body, 0),
    ];
    sections[1].push((private, vec![1, 1, 0, 1, 2]));
    sections[3].push((vec![(Section::String, 0)], vec![0]));
    sections[5].push((vec![], vec![9]));
    for (at, (_, line)) in (0..).zip(objects) {
        let name = vec![(Section::Pkg, 0), (Section::String, at + 1)];
        sections[4].push((name, vec![0, 1, 3]));
        sections[6].push((vec![(Section::Type, 0)], vec![*line]));
        sections[7].push((vec![], vec![7]));
        sections[8].push((vec![], vec![0, 0, 8]));
    }
    sections[9].push((vec![(Section::Obj, 0)], vec![5]));
    sections
}

/// A report that these elements were read.
fn report(exports: &ExportData<'_>, read: &[Reference]) -> Vec<u8> {
    let mut words = vec![0; exports.all().div_ceil(64) * 8];
    for reference in read {
        let place = exports.place(*reference).unwrap();
        words[place / 8] |= 1 << (place % 8);
    }
    let mut out = 1_u32.to_le_bytes().to_vec();
    out.push(b'p');
    out.extend((words.len() as u32 / 8).to_le_bytes());
    out.extend(words);
    out.extend(b"vamos reads 1\n");
    out
}

fn read_set(bytes: &[u8], read: &[Reference]) -> Option<ReadSet> {
    let exports = ExportData::open(bytes).unwrap();
    let report = report(&exports, read);
    let reads = parse_reads(&report).unwrap();
    assert_eq!(reads[0].package, "p");
    let names = Names::of("p", &exports)?;
    let set = ReadSet::of(&exports, &names, &reads[0])?;
    let importer = Importer::default();
    content_read("p", &exports, &names, &set, &importer, &reads[0]).map(|_| set)
}

fn content_of(bytes: &[u8], set: &ReadSet) -> Option<Digest> {
    let importer = Importer {
        objects: set.objects().collect(),
        ..Importer::default()
    };
    content_for(bytes, set, &importer)
}

fn content_for(bytes: &[u8], set: &ReadSet, importer: &Importer) -> Option<Digest> {
    let exports = ExportData::open(bytes).unwrap();
    let names = Names::of("p", &exports)?;
    content("p", &exports, &names, set, importer).map(|content| content.digest)
}

/// Sets the version of export data to the version of Go 1.27.
fn since_27(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes[..4].copy_from_slice(&5_u32.to_le_bytes());
    bytes
}

#[test]
fn readers_of_types_read_no_bodies() {
    let digest = |sections: &[Vec<Written>; 10], fingerprint| {
        let bytes = export_data(sections, fingerprint);
        typed_digest(&ExportData::open(&bytes).unwrap()).unwrap()
    };
    let sections = package(&[("A", 1), ("B", 2)]);
    let plain = digest(&sections, 7);
    assert_eq!(digest(&sections, 8), plain);
    for section in 0..10 {
        for element in 0..sections[section].len() {
            let is_read = match section {
                1 => element == 0,
                7 | 9 => false,
                _ => true,
            };
            let mut longer = sections.clone();
            longer[section][element].1.push(1);
            assert_eq!(digest(&longer, 7) != plain, is_read, "{section} {element}");
            let mut other = sections.clone();
            other[section][element].1[0] ^= 1;
            assert_eq!(digest(&other, 7) != plain, is_read, "{section} {element}");
        }
        let mut more = sections.clone();
        more[section].push((vec![], vec![0]));
        let is_read = !matches!(section, 1 | 7 | 9);
        assert_eq!(digest(&more, 7) != plain, is_read, "{section}");
    }
    // A byte moves from one element to the next.
    let mut moved = sections.clone();
    let byte = moved[0][1].1.pop().unwrap();
    moved[0][2].1.insert(0, byte);
    assert_ne!(digest(&moved, 7), plain);
}

#[test]
fn generic_methods_are_objects() {
    let of = |line: u8, mark: u8| {
        let mut sections = package(&[("T", 1), ("T.N", 2)]);
        // The type refers to the method, which has no place of its own here.
        sections[6][0].0.push((Section::Obj, 1));
        sections[6][1] = (vec![], vec![0, mark, line]);
        since_27(export_data(&sections, 7))
    };
    let set = |exports: &ExportData<'_>, read: &[Reference]| {
        let names = Names::of("p", exports).unwrap();
        let report = report(exports, read);
        let reads = parse_reads(&report).unwrap().remove(0);
        ReadSet::of(exports, &names, &reads).unwrap()
    };
    let old = of(1, 1);
    let exports = ExportData::open(&old).unwrap();
    let both = set(&exports, &[(Section::Obj, 0), (Section::Obj, 1)]);
    assert_eq!(both.items.len(), 2);
    let only_type = set(&exports, &[(Section::Obj, 0)]);
    let differs = |set: &ReadSet, new: &[u8]| content_of(&old, set) != content_of(new, set);
    assert!(content_of(&old, &both).is_some());
    assert!(differs(&both, &of(2, 1)));
    assert!(differs(&both, &of(1, 0)));
    assert!(!differs(&only_type, &of(2, 1)));
    for version in [3, 6] {
        let other = [version, 0, 0, 0];
        let bytes = export_data(&package(&[("A", 1)]), 7);
        assert!(ExportData::open(&[&other, &bytes[4..]].concat()).is_none());
    }
}

#[test]
fn type_parameters() {
    let mut sections = package(&[("A", 1)]);
    sections[8][0].1 = vec![1, 2, 3];
    let bytes = export_data(&sections, 7);
    let old = ExportData::open(&bytes).unwrap();
    assert_eq!(old.type_parameters(0), Some((1, 2)));
    let bytes = since_27(bytes);
    let new = ExportData::open(&bytes).unwrap();
    assert_eq!(new.type_parameters(0), Some((3, 3)));
}

#[test]
fn elements() {
    let bytes = export_data(&package(&[("A", 1), ("B", 2)]), 77);
    let exports = ExportData::open(&bytes).unwrap();
    assert_eq!(exports.fingerprint(), 77_u64.to_le_bytes());
    assert_eq!(exports.len(Section::Obj), 2);
    assert_eq!(exports.name(1), Some((&b"p"[..], &b"B"[..])));
    assert_eq!(exports.name(2), None);
    let (initialises, bodies) = exports.bodies().unwrap();
    assert!(initialises);
    assert_eq!(bodies, [(&b"p"[..], &b"A"[..], 0)]);
    let mut entry = b"go object x\nbuild id \"a\"\n\n$$B\nu".to_vec();
    entry.extend(&bytes);
    assert!(ExportData::of_entry(&entry).is_none());
    entry.extend(b"\n$$\n");
    assert_eq!(ExportData::of_entry(&entry).unwrap().all(), exports.all());
}

#[test]
fn only_what_was_read_counts() {
    let bytes = export_data(&package(&[("A", 1), ("B", 2)]), 1);
    let read = [(Section::Obj, 1), (Section::ObjExt, 1), (Section::Type, 0)];
    let set = read_set(&bytes, &read).unwrap();
    let content = content_of(&bytes, &set);
    assert!(content.is_some());
    // Another object moves, others are new, and all indices change.
    for objects in [
        &[("A", 9), ("B", 2)][..],
        &[("B", 2), ("A", 1)],
        &[("C", 4), ("D", 4), ("B", 2)],
    ] {
        let other = export_data(&package(objects), 2);
        let other_content = content_of(&other, &set);
        // `B` has a body where it is the first.
        assert_eq!(other_content == content, objects[0].0 != "B", "{objects:?}");
    }
    // The object itself changes, or is missing.
    let moved = export_data(&package(&[("A", 1), ("B", 3)]), 1);
    assert_ne!(content_of(&moved, &set), content);
    let missing = export_data(&package(&[("A", 1)]), 1);
    assert_eq!(content_of(&missing, &set), None);
    // A type that it refers to changes.
    let mut sections = package(&[("A", 1), ("B", 2)]);
    sections[5][0].1 = vec![10];
    assert_ne!(content_of(&export_data(&sections, 1), &set), content);
}

/// The importer's own export data have copies of the import that the compiler takes an object
/// from, and as many elements as these have.
#[test]
fn what_is_copied_counts() {
    let bytes = export_data(&package(&[("A", 1), ("B", 2)]), 1);
    let read = [(Section::Obj, 0), (Section::Obj, 1), (Section::Type, 0)];
    let set = read_set(&bytes, &read).unwrap();
    let more = export_data(&package(&[("A", 1), ("B", 2), ("C", 3)]), 1);
    let knows = |name: &[u8]| {
        let importer = Importer {
            objects: [object_hash("p", b"", name)].into(),
            ..Importer::default()
        };
        content_for(&bytes, &set, &importer) == content_for(&more, &set, &importer)
    };
    assert!(knows(b"A") && knows(b"D") && !knows(b"C"));
    let mut sections = package(&[("A", 1), ("B", 2)]);
    sections[5].push((vec![], vec![9]));
    sections[6][1].0 = vec![(Section::Type, 1)];
    let apart = export_data(&sections, 1);
    assert_ne!(content_of(&apart, &set), content_of(&bytes, &set));
}

#[test]
fn interfaces_are_sorted_by_place() {
    let interfaces = |lines: [u8; 2]| {
        let mut sections = package(&[("A", 0), ("B", 0)]);
        sections[0].push((vec![], b"p/f.go".to_vec()));
        sections[2].push((vec![(Section::String, 3)], vec![0, 1]));
        let references = vec![
            (Section::PosBase, 0),
            (Section::Pkg, 0),
            (Section::String, 1),
        ];
        sections[5] = lines
            .map(|line| {
                (
                    references.clone(),
                    vec![9, 1, 0, 1, 0, line, 1, 1, 2, 0, 0, 0],
                )
            })
            .to_vec();
        sections[6][1].0 = vec![(Section::Type, 1)];
        export_data(&sections, 1)
    };
    let read = [(Section::Obj, 0), (Section::Obj, 1)];
    let set = read_set(&interfaces([3, 5]), &read).unwrap();
    let with = |lines, wrapped: &[&[u8]]| {
        let importer = Importer {
            files: Some(Default::default()),
            wrapped: Some(Wrapped {
                names: method_hashes(wrapped.iter().copied()),
                ..Wrapped::default()
            }),
            ..Importer::default()
        };
        content_for(&interfaces(lines), &set, &importer).unwrap()
    };
    assert_eq!(with([3, 5], &[]), with([7, 9], &[b"N"]));
    assert_ne!(with([3, 5], &[]), with([5, 3], &[]));
    assert_ne!(with([3, 5], &[]), with([5, 5], &[]));
    assert_ne!(with([3, 5], &[b"A"]), with([7, 9], &[b"A"]));
}

/// The positions of a declared method count if a wrapper calls this method, or the callees of a
/// wrapper of that name are unknown.
#[test]
fn wrapped_methods_count() {
    let package = |line| {
        let mut sections = package(&[("T", 0)]);
        for text in [&b"M"[..], b"p/f.go"] {
            sections[0].push((vec![], text.to_vec()));
        }
        sections[2].push((vec![(Section::String, 3)], vec![0, 1]));
        sections[4][0].1 = vec![0, 1, 2];
        sections[6][0].0 = vec![
            (Section::PosBase, 0),
            (Section::Type, 0),
            (Section::Pkg, 0),
            (Section::String, 2),
        ];
        let place = [1, 0, line, 1];
        let receiver = [&place[..], &[2, 3, 0, 1]].concat();
        let method = [&place[..], &[2, 3], &receiver, &[0, 0, 0], &place].concat();
        sections[6][0].1 = [&[1, 0, 1, 1, 0, 1, 1], &method[..]].concat();
        export_data(&sections, 1)
    };
    let read = [(Section::Obj, 0), (Section::ObjDict, 0)];
    let set = read_set(&package(3), &read).unwrap();
    let is_same = |names: &[&str], called: &[&str], unclear: &[&str]| {
        let importer = Importer {
            files: Some(Default::default()),
            wrapped: Some(Wrapped {
                names: method_hashes(names),
                called: method_hashes(called),
                unclear: method_hashes(unclear),
            }),
            ..Importer::default()
        };
        let content_of = |line| content_for(&package(line), &set, &importer).unwrap();
        content_of(3) == content_of(9)
    };
    assert!(is_same(&["M"], &["U.M", "T.N", "M"], &["N"]));
    assert!(!is_same(&["M"], &["T.M"], &[]));
    assert!(!is_same(&["M"], &[], &["M"]));
}

#[test]
fn bodies_are_read_by_name() {
    let bytes = export_data(&package(&[("A", 1), ("B", 2)]), 1);
    let set = read_set(&bytes, &[(Section::Body, 0)]).unwrap();
    let content = content_of(&bytes, &set);
    let mut sections = package(&[("A", 6), ("B", 6)]);
    assert_eq!(content_of(&export_data(&sections, 1), &set), content);
    sections[9][0].1 = vec![6];
    assert_ne!(content_of(&export_data(&sections, 1), &set), content);
}

/// A package `p` with a function at this line.
pub(super) fn function(line: u8) -> [Vec<Written>; 10] {
    let mut sections = package(&[("F", 0)]);
    sections[0].push((vec![], b"p/f.go".to_vec()));
    sections[2].push((vec![(Section::String, 2)], vec![0, 1]));
    let place = [1, 0, line, 1];
    let data = [&place[..], &[0, 0, 0], &place].concat();
    sections[6][0] = (vec![(Section::PosBase, 0)], data);
    sections
}

/// The place of a function that is only called does not count, but it does if its body was
/// read, also of the export data of another package.
#[test]
fn places_count_with_a_body() {
    let function = |line| export_data(&function(line), 1);
    let set = read_set(&function(3), &[(Section::Obj, 0)]).unwrap();
    let content_with = |line, bodies: &[u64], files| {
        let importer = Importer {
            objects: set.objects().collect(),
            bodies: bodies.iter().copied().collect(),
            files,
            ..Importer::default()
        };
        let bytes = function(line);
        content_for(&bytes, &set, &importer).unwrap()
    };
    let none = || Some(Default::default());
    assert_eq!(content_with(3, &[], none()), content_with(9, &[], none()));
    let elsewhere = read_set(&function(3), &[(Section::Body, 0)]).unwrap();
    let bodies: Vec<u64> = elsewhere.bodies().collect();
    assert_eq!(bodies.len(), 1);
    assert_ne!(
        content_with(3, &bodies, none()),
        content_with(9, &bodies, none())
    );
    // Its file belongs to the importer's own export data, or may be in its object.
    let own = files(&ExportData::open(&function(3)).unwrap());
    assert_ne!(content_with(3, &[], own.clone()), content_with(9, &[], own));
    assert_ne!(content_with(3, &[], None), content_with(9, &[], None));
}

/// The numbers of symbols are listed instead, unless they count.
#[test]
fn numbers_of_symbols() {
    let function = |number: u8| {
        let mut sections = function(3);
        // No pragma, the number, compiled, an ABI, not inlinable.
        sections[7][0] = (vec![], vec![0, 2 * number, 1, 1, 0]);
        export_data(&sections, 1)
    };
    let content_with = |number, ignores_numbers| {
        let bytes = function(number);
        let set = read_set(&bytes, &[(Section::Obj, 0), (Section::ObjExt, 0)]).unwrap();
        let importer = Importer {
            objects: set.objects().collect(),
            ignores_numbers,
            ..Importer::default()
        };
        let exports = ExportData::open(&bytes).unwrap();
        let names = Names::of("p", &exports).unwrap();
        content("p", &exports, &names, &set, &importer).unwrap()
    };
    let [one, other] = [1, 2].map(|number| content_with(number, true));
    assert_eq!(one.digest, other.digest);
    let package = package_hash(b"p");
    for (content, number) in [(one, 1), (other, 2)] {
        assert_eq!(content.symbols, [Symbol { package, number }]);
    }
    let [one, other] = [1, 2].map(|number| content_with(number, false));
    assert_ne!(one.digest, other.digest);
    assert_eq!((one.symbols, other.symbols), (vec![], vec![]));
}

#[test]
fn an_element_without_a_name_gives_no_set() {
    let bytes = export_data(&package(&[("A", 1)]), 1);
    assert_eq!(read_set(&bytes, &[(Section::Type, 0)]), None);
    let mut sections = package(&[("A", 1)]);
    sections[9].push((vec![], vec![1]));
    let bytes = export_data(&sections, 1);
    assert_eq!(read_set(&bytes, &[(Section::Body, 1)]), None);
    // Two objects with one name.
    let bytes = export_data(&package(&[("A", 1), ("A", 2)]), 1);
    let both = [(Section::Obj, 0), (Section::Obj, 1)];
    assert_eq!(read_set(&bytes, &both), None);
}

#[test]
fn reports_are_whole_or_nothing() {
    let bytes = export_data(&package(&[("A", 1)]), 1);
    let whole = report(&ExportData::open(&bytes).unwrap(), &[]);
    for len in 0..whole.len() {
        assert!(parse_reads(&whole[..len]).is_none());
    }
    assert!(parse_reads(b"vamos reads 1\n").unwrap().is_empty());
}

proptest! {
    #[test]
    fn damage_is_found(place in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut bytes = export_data(&package(&[("A", 1), ("B", 2)]), 1);
        *place.get_mut(&mut bytes) = byte;
        let cut = cut.index(bytes.len());
        for bytes in [&bytes[..], &bytes[..cut]] {
            let Some(exports) = ExportData::open(bytes) else { continue };
            let read: Vec<Reference> = (0..exports.len(Section::Obj)).map(|at| (Section::Obj, at)).collect();
            let report = report(&exports, &read);
            if let Some(reads) = parse_reads(&report)
                && let Some(names) = Names::of("p", &exports)
                && let Some(set) = ReadSet::of(&exports, &names, &reads[0])
            {
                let content = content_of(bytes, &set);
                let importer = Importer { objects: set.objects().collect(), ..Importer::default() };
                let read = content_read("p", &exports, &names, &set, &importer, &reads[0]);
                let read = read.map(|read| read.digest);
                prop_assert!(read.is_none() || read == content);
            }
        }
    }

    #[test]
    fn any_report(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let mut bytes = bytes;
        bytes.extend(b"vamos reads 1\n");
        let _ = parse_reads(&bytes);
    }
}
