//! Export data with other lists of packages.
//!
//! Counterpart: none.

use proptest::prelude::*;

use super::tests::Written;
use super::tests::written;
use super::*;

/// Returns a reference to a text.
fn text(index: u32) -> Reference {
    (Section::String, index)
}

fn package(index: u32) -> Reference {
    (Section::Pkg, index)
}

fn sections(texts: &[&str], packages: Vec<Written>) -> [Vec<Written>; 10] {
    let mut sections: [Vec<Written>; 10] = Default::default();
    sections[0] = texts
        .iter()
        .map(|text| (vec![], text.as_bytes().to_vec()))
        .collect();
    sections[1] = vec![(vec![package(0)], vec![0, 0]), (vec![], vec![0, 0])];
    sections[3] = packages;
    sections
}

/// The package `x/d`, which imports `x/p`, which imports `q` or also `r`. An object has the name
/// `r` if `is_named` is set, and one is in the universe.
fn importer(imports_more: bool, is_named: bool) -> Vec<u8> {
    // The name of the package itself, the name of its import, and the imports of that.
    let mut texts = vec!["", "d", "x/p", "p", "q", "x/d", "F", "r", "builtin"];
    let mut packages = vec![
        (
            vec![text(0), text(1), package(1), text(5)],
            vec![3, 1, 1, 2],
        ),
        (
            vec![text(2), text(3), package(2), text(2)],
            vec![3, 1, 1, 2],
        ),
        (vec![text(4), text(4)], vec![1, 0, 0]),
        (vec![text(8), text(8), text(8)], vec![2]),
    ];
    let (mut name, mut builtin) = (text(7), package(3));
    if imports_more {
        texts = vec!["", "d", "x/p", "p", "q", "r", "x/d", "F", "builtin"];
        packages[0].0[3] = text(6);
        packages[1] = (
            vec![text(2), text(3), package(2), package(3), text(2)],
            vec![4, 1, 2, 2, 3],
        );
        packages.insert(3, (vec![text(5), text(5)], vec![1, 0, 0]));
        (name, builtin) = (text(5), package(4));
    }
    let first = texts.iter().position(|text| *text == "F").unwrap() as u32;
    if !is_named {
        texts.retain(|text| imports_more || *text != "r");
        name = text(first);
        let last = text(texts.len() as u32 - 1);
        packages.last_mut().unwrap().0 = vec![last; 3];
    }
    let mut sections = sections(&texts, packages);
    for (package, name) in [(package(0), text(first)), (builtin, name)] {
        sections[4].push((vec![package, name], vec![0, 1, 3]));
        sections[6].push((vec![name], vec![7]));
        sections[7].push((vec![], vec![7]));
        sections[8].push((vec![], vec![0, 0, 8]));
    }
    written(&sections)
}

/// The package `x/p`.
fn import(imports_more: bool) -> Vec<u8> {
    let texts = ["", "p", "q", "r", "x/p"];
    let mut packages = vec![
        (
            vec![text(0), text(1), package(1), text(4)],
            vec![3, 1, 1, 2],
        ),
        // Copied from its own export data, where the path is there twice.
        (vec![text(2), text(2), text(2)], vec![2, 0, 0]),
    ];
    if imports_more {
        packages[0] = (
            vec![text(0), text(1), package(1), package(2), text(4)],
            vec![4, 1, 2, 2, 3],
        );
        packages.push((vec![text(3), text(3)], vec![1, 0, 0]));
    }
    written(&sections(&texts, packages))
}

fn replaced(own: &[u8], imports: &[&[u8]]) -> Option<Vec<u8>> {
    let imports: Vec<ExportData<'_>> = imports
        .iter()
        .map(|import| ExportData::open(import).unwrap())
        .collect();
    with_packages(own, &imports.iter().collect::<Vec<_>>())
}

#[test]
fn lists_are_replaced() {
    let (old, new) = (import(false), import(true));
    for is_named in [false, true] {
        let before = importer(false, is_named);
        let after = importer(true, is_named);
        assert_eq!(replaced(&before, &[&old]).as_ref(), Some(&before));
        assert_eq!(replaced(&before, &[&new]).as_ref(), Some(&after));
        assert_eq!(replaced(&after, &[&new]).as_ref(), Some(&after));
        // If the text stays, its place among the others is not known.
        let expected = (!is_named).then_some(before);
        assert_eq!(replaced(&after, &[&old]), expected, "{is_named}");
    }
    let own = importer(false, true);
    assert_eq!(replaced(&own, &[]).as_ref(), Some(&own));
    assert_eq!(replaced(&own, &[&old, &new]), None);
}

#[test]
fn packages_have_a_hash() {
    let names = |bytes: &[u8]| {
        let exports = ExportData::open(bytes).unwrap();
        Names::of("x/p", &exports).unwrap().packages()
    };
    assert_eq!(names(&import(false)), names(&import(false)));
    assert_ne!(names(&import(false)), names(&import(true)));
}

#[test]
fn what_packages_import_may_be_left_out() {
    let content = |bytes: &[u8], ignores_packages| {
        let exports = ExportData::open(bytes).unwrap();
        let names = Names::of("x/p", &exports).unwrap();
        let importer = Importer {
            ignores_packages,
            ..Importer::default()
        };
        content("x/p", &exports, &names, &ReadSet::default(), &importer).unwrap()
    };
    let (old, new) = (import(false), import(true));
    assert_ne!(content(&old, false).digest, content(&new, false).digest);
    assert_eq!(content(&old, true).digest, content(&new, true).digest);
}

/// An edit of a package clause changes no declaration, and importers see it all the same.
#[test]
fn names_of_packages_count() {
    let digest = |bytes: &[u8]| {
        let exports = ExportData::open(bytes).unwrap();
        let names = Names::of("x/p", &exports).unwrap();
        let importer = Importer {
            ignores_packages: true,
            ..Importer::default()
        };
        content("x/p", &exports, &names, &ReadSet::default(), &importer)
            .unwrap()
            .digest
    };
    let before = import(false);
    let mut after = before.clone();
    let name = after.windows(4).position(|text| text == b"pqrx").unwrap();
    after[name] = b'z';
    assert_ne!(digest(&before), digest(&after));
}

proptest! {
    #[test]
    fn damage_is_no_panic(at in 0_usize..400, byte in any::<u8>(), is_own in any::<bool>()) {
        let (mut own, mut import) = (importer(false, true), import(true));
        let bytes = if is_own { &mut own } else { &mut import };
        let at = at % bytes.len();
        bytes[at] = byte;
        if let Some(import) = ExportData::open(&import) {
            let _ = with_packages(&own, &[&import]);
        }
    }
}
