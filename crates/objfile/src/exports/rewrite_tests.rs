//! Export data with elements of an import.
//!
//! Counterpart: none.

use hashbrown::HashMap;
use proptest::prelude::*;
use vamos_base::Digest;

use super::read_set::file_hash;
use super::read_set::object_hash;
use super::tests::Written;
use super::tests::export_data;
use super::tests::function;
use super::tests::written;
use super::*;

/// A package `d` with a variable whose type has a place of `p`, and a copy of the function `p.F`
/// at this line.
fn importer(line: u8) -> Vec<u8> {
    written(&sections(line))
}

fn sections(line: u8) -> [Vec<Written>; 10] {
    let mut sections: [Vec<Written>; 10] = Default::default();
    for text in ["d", "G", "p", "F", "p/f.go", "d/d.go"] {
        sections[0].push((vec![], text.as_bytes().to_vec()));
    }
    sections[1].push((vec![(Section::Pkg, 0)], vec![0, 0]));
    sections[1].push((vec![], vec![0, 0]));
    for file in [4, 4, 5] {
        sections[2].push((vec![(Section::String, file)], vec![0, 1]));
    }
    for path in [0, 2] {
        sections[3].push((vec![(Section::String, path)], vec![0]));
    }
    for (package, name, kind) in [(0, 1, 4), (1, 3, 3)] {
        let name = vec![(Section::Pkg, package), (Section::String, name)];
        sections[4].push((name, vec![0, 1, kind]));
        sections[7].push((vec![], vec![7]));
        sections[8].push((vec![], vec![0, 0, 8]));
    }
    let place = [1, 0, line, 1];
    let signature = vec![
        (Section::PosBase, 1),
        (Section::Pkg, 1),
        (Section::String, 3),
        (Section::Type, 1),
    ];
    let parameter = [&[7, 1], &place[..], &[1, 2, 0, 3, 0, 0]].concat();
    sections[5] = vec![(signature, parameter), (vec![], vec![0, 2])];
    let variable = vec![(Section::PosBase, 2), (Section::Type, 0)];
    sections[6].push((variable, vec![1, 0, line, 1, 0, 1]));
    let function = [&place[..], &[0, 0, 0], &place].concat();
    sections[6].push((vec![(Section::PosBase, 0)], function));
    sections
}

fn spot(file: &str, line: u64) -> Spot {
    Spot {
        file: file_hash(file.as_bytes()),
        line,
        column: 1,
    }
}

/// Returns the importer's export data after the place in its type has moved.
fn renewed_with(own: &[u8], import: &[u8], parts: u8, line: u64) -> Option<Vec<u8>> {
    let exports = ExportData::open(import)?;
    let names = Names::of("p", &exports)?;
    let name = object_hash("p", b"", b"F");
    let set = ReadSet {
        items: vec![Item { name, parts }],
        has_all_names: false,
    };
    let import = Rewritten {
        package: "p",
        exports: &exports,
        names: &names,
        set: &set,
    };
    let moved: HashMap<Spot, [u64; 2]> = [(spot("p/f.go", 3), [line, 1])].into();
    renewed(own, &[import], &moved)
}

#[test]
fn copies_and_types_are_replaced() {
    let own = importer(3);
    let places = own_places(&ExportData::open(&own).unwrap()).unwrap();
    assert_eq!(places.types, [spot("p/f.go", 3)].into());
    assert_eq!(places.other_files, [spot("d/d.go", 3).file].into());
    let all = Item::OBJ | Item::EXT | Item::DICT;
    let import = |line| export_data(&function(line), 1);
    assert_eq!(renewed_with(&own, &import(3), all, 3), Some(own.clone()));
    let mut new = renewed_with(&own, &import(9), all, 9).unwrap();
    // The variable does not belong to the import.
    let expected = importer(9);
    let at = expected
        .windows(6)
        .position(|part| part == [1, 0, 9, 1, 0, 1])
        .unwrap();
    assert_eq!(new[at..at + 6], [1, 0, 3, 1, 0, 1]);
    new[at + 2] = 9;
    let end = new.len() - 8;
    assert_eq!(new[..end], expected[..end]);
    // A longer number, and the fingerprint.
    let longer = renewed_with(&own, &import(9), all, 300).unwrap();
    assert_eq!(longer.len(), own.len() + 1);
    let end = longer.len() - 8;
    assert_eq!(longer[end..], Digest::of(&longer[..end]).0[..8]);
    assert!(ExportData::open(&longer).is_some());
    // Elements that were not copied from this import stay.
    let types_alone = renewed_with(&own, &import(9), Item::OBJ, 3);
    assert_eq!(types_alone, Some(own));
}

/// The function's two positions are in one file of the importer, and in two equal ones of the
/// import.
#[test]
fn one_copy_stands_for_equal_elements() {
    let own = importer(3);
    let all = Item::OBJ | Item::EXT | Item::DICT;
    let import = |name: &str, is_whole| {
        let mut sections = function(9);
        sections[0].push((vec![], name.as_bytes().to_vec()));
        sections[2].push((vec![(Section::String, 3)], vec![0, is_whole]));
        sections[6][0].0.push((Section::PosBase, 1));
        let second = sections[6][0].1.len() - 3;
        sections[6][0].1[second] = 1;
        export_data(&sections, 1)
    };
    let importer = |second| {
        let mut sections = sections(3);
        sections[6][1].0.push((Section::PosBase, second));
        let at = sections[6][1].1.len() - 3;
        sections[6][1].1[at] = 1;
        written(&sections)
    };
    for own in [importer(0), importer(1)] {
        let new = renewed_with(&own, &import("p/f.go", 1), all, 9).unwrap();
        assert_ne!(new, own);
        assert_eq!(renewed_with(&own, &import("p/g.go", 1), all, 9), None);
        assert_eq!(renewed_with(&own, &import("p/f.go", 0), all, 9), None);
    }
    assert_eq!(renewed_with(&own, &import("p/f.go", 1), all, 9), None);
}

#[test]
fn other_changes_are_refused() {
    let own = importer(3);
    let all = Item::OBJ | Item::EXT | Item::DICT;
    let changes: [fn(&mut [Vec<Written>; 10]); 5] = [
        // It is a variable, refers to more, is missing, or is in another file.
        |sections| sections[4][0].1 = vec![0, 1, 4],
        |sections| sections[6][0].0.push((Section::Type, 0)),
        |sections| sections[0][1].1 = b"E".to_vec(),
        |sections| sections[0][2].1 = b"p/g.go".to_vec(),
        |sections| sections[2][0].1 = vec![0, 0],
    ];
    for change in changes {
        let mut sections = function(9);
        change(&mut sections);
        let import = export_data(&sections, 1);
        assert_eq!(renewed_with(&own, &import, all, 9), None);
    }
}

proptest! {
    #[test]
    fn damage_is_found(
        place in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        is_own in any::<bool>(),
    ) {
        let (mut own, mut import) = (importer(3), export_data(&function(9), 1));
        let damaged = if is_own { &mut own } else { &mut import };
        *place.get_mut(damaged) = byte;
        if let Some(exports) = ExportData::open(&own) {
            let _ = own_places(&exports);
        }
        if let Some(new) = renewed_with(&own, &import, 7, 9) {
            prop_assert!(ExportData::open(&new).is_some());
        }
    }
}
